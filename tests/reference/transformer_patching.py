#!/usr/bin/env python3
"""Makes tests/fixtures/transformer_patching.safetensors: activation patching of the trained model, by PyTorch's own forward hooks.

The model is the page's twin with the committed weights, in 64 bits. For each place of one prompt, what the other prompt's run has there is
put in by a hook: before a block (its stream), after the last one, and at the columns of one head where the output projection reads them.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import fixture

ROOT = Path(__file__).resolve().parent.parent.parent
LETTERS = "ABCDEFGHIJKLMNOP"
FROM, INTO = "CKMAPFK", "CKDAPFK"
LAYERS, HEADS, D_MODEL, D_FF, MAX_LEN = 2, 2, 32, 64, 32


def read(path: Path) -> dict[str, Tensor]:
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(body[begin:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = torch.tensor(values, dtype=torch.float64)
    return tensors


def ids(text: str) -> Tensor:
    return torch.tensor([[LETTERS.index(letter) for letter in text]])


names = {"math": math, "nn": nn, "torch": torch}
exec((ROOT / "assets/twins/transformer.py").read_text(), names)
model = names["Transformer"](len(LETTERS), MAX_LEN, D_MODEL, HEADS, D_FF, LAYERS).double().eval()
missing = model.load_state_dict(read(ROOT / "assets/models/transformer/induction.safetensors"), strict=False)
assert not missing.missing_keys and not missing.unexpected_keys, missing
tokens = len(INTO)
mask = torch.ones(tokens, tokens, dtype=torch.bool).tril()
width = D_MODEL // HEADS


def sites() -> list[tuple[nn.Module, slice]]:
    """Where something is read: a module, and the columns of what it reads."""
    whole = slice(0, D_MODEL)
    streams = [(block, whole) for block in model.blocks] + [(model.norm, whole)]
    heads = [(b.attention.W_o, slice(h * width, (h + 1) * width)) for b in model.blocks for h in range(HEADS)]
    return streams + heads


@torch.no_grad()
def run(text: str) -> Tensor:
    return model(ids(text), mask)[0, -1]


@torch.no_grad()
def kept(text: str) -> list[Tensor]:
    """What each site reads in a run of its own."""
    found: list[Tensor] = []
    for module, columns in sites():
        hook = module.register_forward_pre_hook(lambda _, args, at=columns: found.append(args[0][0][:, at].clone()))
        run(text)
        hook.remove()
    return found


@torch.no_grad()
def put(module: nn.Module, columns: slice, places: range, values: Tensor) -> Tensor:
    def patch(_: nn.Module, args: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        x = args[0].clone()
        for place in places:
            x[0, place, columns] = values[place]
        return (x, *args[1:])

    hook = module.register_forward_pre_hook(patch)
    logits = run(INTO)
    hook.remove()
    return logits


clean, other, donors = run(INTO), run(FROM), kept(FROM)
answer, wanted = int(clean.argmax()), int(other.argmax())
assert answer == LETTERS.index("D") and wanted == LETTERS.index("M")
low, high = (float(logits[wanted] - logits[answer]) for logits in (clean, other))


def share(logits: Tensor) -> float:
    return (float(logits[wanted] - logits[answer]) - low) / (high - low)


grid = [[share(put(m, c, range(t, t + 1), donor)) for t in range(tokens)] for (m, c), donor in zip(sites(), donors)]
everything = share(put(*sites()[0], range(tokens), donors[0]))
assert abs(everything - 1) < 1e-12, everything
fixture.write(
    "transformer_patching",
    {"grid": np.array(grid, dtype=np.float32), "differences": np.array([low, high], dtype=np.float32)},
    {"from": FROM, "into": INTO, "torch": torch.__version__},
)
