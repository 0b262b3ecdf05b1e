#!/usr/bin/env python3
"""Makes tests/fixtures/transformer.safetensors: what PyTorch says about a stack of Transformer blocks.

Every intermediate of two layers, in 64 bits from weights and inputs that are exact in 32, for the norms after and before, each kind of
mask, and both activations. The script stops unless the whole stack agrees with `nn.TransformerEncoderLayer` and attention with
`nn.MultiheadAttention`, and unless autodiff's gradients, which are stored too, are those of that layer.
"""

import math

import numpy as np
import torch
from torch import Tensor, nn

import fixture

SEED = 2017
VOCAB, MAX_LEN, D_MODEL, HEADS, D_FF, LAYERS, TOKENS, BATCH = 7, 9, 8, 2, 12, 2, 6, 2
BLOCK = ("attention.W_q", "attention.W_k", "attention.W_v", "attention.W_o", "feed_forward.0", "feed_forward.3")
MASKS = ("none", "causal", "padding", "custom")
Tensors = dict[str, Tensor]


def make_weights() -> Tensors:
    """Exact in 32 bits."""
    weights = {"embedding.weight": torch.randn(VOCAB, D_MODEL), "position.weight": torch.randn(MAX_LEN, D_MODEL)}
    for layer in range(LAYERS):
        for name in BLOCK:
            rows = D_FF if name == "feed_forward.0" else D_MODEL
            columns = D_FF if name == "feed_forward.3" else D_MODEL
            weights[f"blocks.{layer}.{name}.weight"] = torch.randn(rows, columns) / math.sqrt(columns)
            weights[f"blocks.{layer}.{name}.bias"] = torch.randn(rows) / 4
        for name in ("norm1", "norm2"):
            weights[f"blocks.{layer}.{name}.weight"] = 1 + torch.randn(D_MODEL) / 4
            weights[f"blocks.{layer}.{name}.bias"] = torch.randn(D_MODEL) / 4
    weights["norm.weight"], weights["norm.bias"] = 1 + torch.randn(D_MODEL) / 4, torch.randn(D_MODEL) / 4
    weights["head.weight"] = torch.randn(VOCAB, D_MODEL) / math.sqrt(D_MODEL)
    return weights


def visible(mask: str) -> Tensor:
    """[tokens, tokens]: where a query (row) may look."""
    seen = torch.ones(TOKENS, TOKENS, dtype=torch.bool)
    if mask == "causal":
        seen = seen.tril()
    if mask == "padding":
        seen[:, -2:] = False
    if mask == "custom":
        seen = torch.rand(TOKENS, TOKENS) < 0.5
        seen[:, 0] = True
    return seen


def norm(x: Tensor, weights: Tensors, name: str) -> Tensor:
    return nn.functional.layer_norm(x, (D_MODEL,), weights[f"{name}.weight"], weights[f"{name}.bias"])


def block(x: Tensor, w: Tensors, layer: int, seen: Tensor, fill: float, pre: bool, gelu: bool) -> Tensors:
    found: Tensors = {"input": x}
    name = f"blocks.{layer}."

    def linear(x: Tensor, which: str) -> Tensor:
        return x @ w[f"{name}{which}.weight"].T + w[f"{name}{which}.bias"]

    def heads(x: Tensor) -> Tensor:
        return x.view(BATCH, TOKENS, HEADS, -1).transpose(1, 2)

    read = norm(x, w, f"{name}norm1") if pre else x
    found["query"], found["key"], found["value"] = (heads(linear(read, f"attention.W_{letter}")) for letter in "qkv")
    found["products"] = found["query"] @ found["key"].transpose(-2, -1)
    found["scores"] = found["products"] / math.sqrt(D_MODEL // HEADS)
    found["masked"] = found["scores"].masked_fill(~seen, fill)
    found["probabilities"] = found["masked"].softmax(-1)
    found["mixed"] = found["probabilities"] @ found["value"]
    found["context"] = found["mixed"].transpose(1, 2).reshape(BATCH, TOKENS, D_MODEL)
    found["attention_output"] = linear(found["context"], "attention.W_o")
    found["attention_residual"] = x + found["attention_output"]
    found["attention_norm"] = read if pre else norm(found["attention_residual"], w, f"{name}norm1")
    stream = found["attention_residual"] if pre else found["attention_norm"]
    fed = norm(stream, w, f"{name}norm2") if pre else stream
    found["intermediate"] = linear(fed, "feed_forward.0")
    found["activated"] = nn.functional.gelu(found["intermediate"]) if gelu else found["intermediate"].relu()
    found["feed_forward"] = linear(found["activated"], "feed_forward.3")
    found["residual"] = stream + found["feed_forward"]
    found["output"] = found["residual"] if pre else norm(found["residual"], w, f"{name}norm2")
    found["feed_forward_norm"] = fed if pre else found["output"]
    return found


def theirs(w: Tensors, layer: int, pre: bool, gelu: bool) -> nn.TransformerEncoderLayer:
    """PyTorch's own layer with our weights."""
    made = nn.TransformerEncoderLayer(
        D_MODEL, HEADS, D_FF, dropout=0.0, activation="gelu" if gelu else "relu", batch_first=True, norm_first=pre,
        dtype=torch.float64,
    )
    name = f"blocks.{layer}."
    with torch.no_grad():
        for kind in ("weight", "bias"):
            stacked = torch.cat([w[f"{name}attention.W_{letter}.{kind}"] for letter in "qkv"])
            getattr(made.self_attn, f"in_proj_{kind}").copy_(stacked)
            getattr(made.self_attn.out_proj, kind).copy_(w[f"{name}attention.W_o.{kind}"])
            getattr(made.linear1, kind).copy_(w[f"{name}feed_forward.0.{kind}"])
            getattr(made.linear2, kind).copy_(w[f"{name}feed_forward.3.{kind}"])
            getattr(made.norm1, kind).copy_(w[f"{name}norm1.{kind}"])
            getattr(made.norm2, kind).copy_(w[f"{name}norm2.{kind}"])
    # Its fast path is taken in evaluation; training without dropout computes the same the plain way.
    return made.train()


def same(ours: Tensor, other: Tensor) -> None:
    torch.testing.assert_close(ours, other, rtol=0, atol=1e-12)


def main() -> None:
    torch.manual_seed(SEED)
    weights = make_weights()
    tokens = torch.randint(VOCAB, (BATCH, TOKENS))
    tensors = {f"weights.{name}": value for name, value in weights.items()} | {"tokens": tokens.int()}
    exact = {name: value.double().requires_grad_() for name, value in weights.items()}
    masks = {mask: visible(mask) for mask in MASKS}
    for mask, seen in masks.items():
        tensors[f"visible.{mask}"] = seen.int()

    for pre in (False, True):
        for gelu in (False, True):
            for mask, seen in masks.items():
                case = f"{'pre' if pre else 'post'}.{'gelu' if gelu else 'relu'}.{mask}"
                x = exact["embedding.weight"][tokens] + exact["position.weight"][:TOKENS]
                for layer in range(LAYERS):
                    found = block(x, exact, layer, seen, -1e9, pre, gelu)
                    if mask != "none" and layer == 0:
                        del found["masked"]  # -1e9 has no 1e-5 in 32 bits, and the rest is `scores`
                    other = theirs(exact, layer, pre, gelu)
                    attend = x if not pre else other.norm1(x)
                    _, shares = other.self_attn(attend, attend, attend, attn_mask=~seen, average_attn_weights=False)
                    same(found["output"], other(x, src_mask=~seen))
                    same(found["probabilities"], shares)
                    tensors |= {f"{case}.{layer}.{name}": value for name, value in found.items() if name != "masked"}
                    x = found["output"]
                hidden = norm(x, exact, "norm") if pre else x
                logits = hidden @ exact["head.weight"].T
                tensors[f"{case}.hidden"], tensors[f"{case}.logits"] = hidden, logits
                if mask == "causal":
                    # The next token at every place: what a language model is trained on.
                    loss = nn.functional.cross_entropy(logits[:, :-1].reshape(-1, VOCAB), tokens[:, 1:].reshape(-1))
                    used = {name: value for name, value in exact.items() if pre or not name.startswith("norm.")}
                    gradients = torch.autograd.grad(loss, list(used.values()))
                    tensors[f"{case}.loss"] = loss
                    for name, gradient in zip(used, gradients):
                        tensors[f"{case}.gradient.{name}"] = gradient

    # A row that may look nowhere.
    nowhere = masks["custom"].clone()
    nowhere[2] = False
    tensors["visible.nowhere"] = nowhere.int()
    for name, fill in (("finite", -1e9), ("infinite", -math.inf)):
        x = exact["embedding.weight"][tokens] + exact["position.weight"][:TOKENS]
        tensors[f"nowhere.{name}"] = block(x, exact, 0, nowhere, fill, False, False)["probabilities"]

    written = {name: value.detach().numpy() for name, value in tensors.items()}
    fixture.write("transformer", {name: np.atleast_1d(value) for name, value in written.items()}, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
