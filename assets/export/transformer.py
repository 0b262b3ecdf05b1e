#!/usr/bin/env python3
"""Runs the exported model again and compares it with what the page computed. Needs PyTorch; nothing else.

    python3 transformer.py transformer.safetensors transformer.json

Prints the largest difference of the attention, of the last vectors and of the logits (rounding: below 1e-4). With --json: one object.
"""

import argparse
import json
import math
from pathlib import Path

import torch
from torch import Tensor


def read_weights(path: str) -> dict[str, Tensor]:
    """A safetensors file: 8 bytes of length, a JSON header, raw 32-bit numbers."""
    data = Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    weights = {}
    for name, entry in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            values = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32)
            weights[name] = values.reshape(entry["shape"]).double()
    return weights


def run(w: dict[str, Tensor], given: dict) -> tuple[list[Tensor], Tensor, Tensor]:
    tokens = torch.tensor(given["tokens"])
    count, width, heads = len(tokens), w["embedding.weight"].shape[1], given["num_heads"]
    visible = given["visible"] and torch.tensor(given["visible"]).reshape(count, count).bool()
    fill = -math.inf if given["infinite"] else -1e9

    def norm(x: Tensor, name: str) -> Tensor:
        return torch.nn.functional.layer_norm(x, (width,), w[f"{name}.weight"], w[f"{name}.bias"])

    x = w["embedding.weight"][tokens]
    if not given["without_positions"]:
        x = x + w["position.weight"][:count]
    shares = []
    for layer in range(given["num_layers"]):
        at = f"blocks.{layer}."

        def linear(x: Tensor, name: str) -> Tensor:
            return x @ w[f"{at}{name}.weight"].T + w[f"{at}{name}.bias"]

        def split(x: Tensor) -> Tensor:
            return x.reshape(count, heads, -1).transpose(0, 1)

        def add(stream: Tensor, said: Tensor) -> Tensor:
            return said if given["without_residual"] else stream + said

        read = norm(x, f"{at}norm1") if given["pre_norm"] else x
        q, k, v = (split(linear(read, f"attention.W_{letter}")) for letter in "qkv")
        scores = q @ k.transpose(-2, -1) / (1 if given["without_scale"] else math.sqrt(width // heads))
        if visible is not None:
            scores = scores.masked_fill(~visible, fill)
        shares.append(scores.softmax(-1))
        mixed = shares[-1] @ v
        for out_layer, head in given["ablated"]:
            if out_layer == layer:
                mixed[head] = 0
        x = add(x, linear(mixed.transpose(0, 1).reshape(count, width), "attention.W_o"))
        if not given["pre_norm"]:
            x = norm(x, f"{at}norm1")
        read = norm(x, f"{at}norm2") if given["pre_norm"] else x
        inside = linear(read, "feed_forward.0")
        inside = torch.nn.functional.gelu(inside) if given["gelu"] else inside.relu()
        x = add(x, linear(inside, "feed_forward.3"))
        if not given["pre_norm"]:
            x = norm(x, f"{at}norm2")
    hidden = norm(x, "norm") if given["pre_norm"] else x
    logits = hidden @ w["head.weight"].T if "head.weight" in w else torch.empty(0)
    return shares, hidden, logits


def difference(ours: Tensor, page: list) -> float:
    """Where the page has no number there must be none here."""
    theirs = torch.tensor([math.nan if value is None else value for value in page], dtype=torch.float64)
    ours = ours.flatten()
    if ours.shape != theirs.shape or not torch.equal(ours.isnan(), theirs.isnan()):
        return math.inf
    return float((ours - theirs).nan_to_num().abs().max()) if len(ours) else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("run")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    given = json.loads(Path(arguments.run).read_text(encoding="utf-8"))
    shares, hidden, logits = run(read_weights(arguments.weights), given)
    said = {
        "attention": max(difference(ours, page) for ours, page in zip(shares, given["probabilities"])),
        "hidden": difference(hidden, given["hidden"]),
        "logits": difference(logits, given["logits"]),
    }
    print(json.dumps(said) if arguments.json else "\n".join(f"{name}: {value:.2e}" for name, value in said.items()))


if __name__ == "__main__":
    main()
