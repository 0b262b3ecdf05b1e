#!/usr/bin/env python3
"""Makes tests/fixtures/llama.safetensors: what PyTorch says about a small Llama with random weights, every step of two layers.

In 64 bits from weights that are exact in 32. Written after Meta's own code: coordinates that lie side by side are turned together, as complex
numbers, and grouped keys and values are repeated. The script stops unless the same weights in the order that Hugging Face stores them in
(`rotate_half`, rows as `LlamaModel.permute` of llama.cpp finds them) give the same numbers.
"""

import math

import torch
from torch import Tensor, nn

import fixture

SEED = 2023
VOCAB, HIDDEN, LAYERS, HEADS, GROUPS, HEAD_DIM, INNER = 11, 12, 2, 6, 2, 4, 10
EPSILON, THETA = 1e-5, 100_000.0
TOKENS = [3, 1, 4, 1, 5, 9, 2, 6, 10]
Tensors = dict[str, Tensor]


def make_weights() -> Tensors:
    """Under the names of GGUF files; exact in 32 bits."""

    def matrix(rows: int, columns: int) -> Tensor:
        return torch.randn(rows, columns) / math.sqrt(columns)

    weights = {"token_embd.weight": torch.randn(VOCAB, HIDDEN), "output_norm.weight": 1 + torch.randn(HIDDEN) / 4}
    for layer in range(LAYERS):
        parts = {
            "attn_norm": 1 + torch.randn(HIDDEN) / 4,
            # Sharper than usual, so that attention is far from even.
            "attn_q": 2 * matrix(HEADS * HEAD_DIM, HIDDEN),
            "attn_k": 2 * matrix(GROUPS * HEAD_DIM, HIDDEN),
            "attn_v": matrix(GROUPS * HEAD_DIM, HIDDEN),
            "attn_output": matrix(HIDDEN, HEADS * HEAD_DIM),
            "ffn_norm": 1 + torch.randn(HIDDEN) / 4,
            "ffn_gate": matrix(INNER, HIDDEN),
            "ffn_up": matrix(INNER, HIDDEN),
            "ffn_down": matrix(HIDDEN, INNER),
        }
        weights.update({f"blk.{layer}.{name}.weight": value for name, value in parts.items()})
    return weights


def rms_norm(x: Tensor, weight: Tensor) -> Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


def angles() -> Tensor:
    """[tokens, head_dim / 2]"""
    frequencies = THETA ** (-torch.arange(0, HEAD_DIM, 2, dtype=torch.float64) / HEAD_DIM)
    return torch.outer(torch.arange(len(TOKENS), dtype=torch.float64), frequencies)


def turn_pairs(x: Tensor) -> Tensor:
    """[heads, tokens, head_dim], as Meta's `apply_rotary_emb`."""
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles()), angles())).flatten(-2)


def turn_halves(x: Tensor) -> Tensor:
    """[heads, tokens, head_dim], as Hugging Face's `apply_rotary_pos_emb`."""
    both = torch.cat([angles(), angles()], -1)
    low, high = x.chunk(2, -1)
    return x * both.cos() + torch.cat([-high, low], -1) * both.sin()


def layer(x: Tensor, w: Tensors, index: int, turn=turn_pairs) -> Tensors:
    """Every step, each as the tensors of the program under test are shaped."""
    part = lambda name: w[f"blk.{index}.{name}.weight"]
    apart = lambda rows, heads: rows.view(len(TOKENS), heads, HEAD_DIM).transpose(0, 1)
    found = {"input": x, "attention_norm": rms_norm(x, part("attn_norm"))}
    query, key, value = (found["attention_norm"] @ part(name).T for name in ("attn_q", "attn_k", "attn_v"))
    found["query"], found["key"] = turn(apart(query, HEADS)), turn(apart(key, GROUPS))
    found["value"] = apart(value, GROUPS)
    repeated = lambda groups: groups.repeat_interleave(HEADS // GROUPS, 0)
    found["scores"] = found["query"] @ repeated(found["key"]).transpose(1, 2) / math.sqrt(HEAD_DIM)
    hidden = torch.ones(len(TOKENS), len(TOKENS), dtype=torch.bool).triu(1)
    found["probabilities"] = found["scores"].masked_fill(hidden, -math.inf).softmax(-1)
    context = found["probabilities"] @ repeated(found["value"])
    found["context"] = context.transpose(0, 1).reshape(len(TOKENS), HEADS * HEAD_DIM)
    found["attention_output"] = found["context"] @ part("attn_output").T
    found["attention_residual"] = x + found["attention_output"]
    found["feed_forward_norm"] = rms_norm(found["attention_residual"], part("ffn_norm"))
    found["gate"] = found["feed_forward_norm"] @ part("ffn_gate").T
    found["up"] = found["feed_forward_norm"] @ part("ffn_up").T
    found["activated"] = nn.functional.silu(found["gate"]) * found["up"]
    found["feed_forward"] = found["activated"] @ part("ffn_down").T
    found["output"] = found["attention_residual"] + found["feed_forward"]
    return found


def run(w: Tensors, turn=turn_pairs) -> tuple[list[Tensors], Tensor]:
    x, layers = w["token_embd.weight"][TOKENS], []
    for index in range(LAYERS):
        layers.append(layer(x, w, index, turn))
        x = layers[-1]["output"]
    return layers, rms_norm(x, w["output_norm.weight"]) @ w["token_embd.weight"].T


def as_hugging_face(weights: Tensors) -> Tensors:
    """Rows of queries and keys: first all first members of pairs, then all second ones."""

    def order(rows: Tensor) -> Tensor:
        return rows.view(-1, HEAD_DIM // 2, 2, HIDDEN).transpose(1, 2).reshape(rows.shape)

    turned = ("attn_q.weight", "attn_k.weight")
    return {name: order(value) if name.endswith(turned) else value for name, value in weights.items()}


def main() -> None:
    torch.manual_seed(SEED)
    single = make_weights()
    weights = {name: value.double() for name, value in single.items()}
    layers, logits = run(weights)
    other = run(as_hugging_face(weights), turn_halves)[1]
    assert (logits - other).abs().max() < 1e-12, "the two orders of rows disagree"
    assert max(found["probabilities"][:, -1].max() for found in layers) > 0.5, "attention is nearly even"

    tensors = {name: value.numpy() for name, value in single.items()}
    tensors["logits"] = logits.numpy()
    for index, found in enumerate(layers):
        tensors.update({f"layer{index}.{name}": value.numpy() for name, value in found.items()})
    sizes = [VOCAB, HIDDEN, LAYERS, HEADS, GROUPS, HEAD_DIM, INNER]
    fixture.write("llama", tensors, {"tokens": str(TOKENS), "sizes": str(sizes)})


main()
