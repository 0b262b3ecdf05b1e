import math

import torch
from torch import Tensor, nn


class PositionalEncoding(nn.Module):
    """Sinusoids, added to [batch, tokens, d_model]."""

    def __init__(self, d_model: int, max_len: int = 5000, base: float = 10000.0):
        super().__init__()
        # 64 bits while the angle is made: position 5000 in 32 bits leaves it three decimals.
        position = torch.arange(max_len, dtype=torch.float64).unsqueeze(1)
        frequency = base ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        pe = torch.zeros(max_len, d_model, dtype=torch.float64)
        pe[:, 0::2] = torch.sin(position * frequency)
        pe[:, 1::2] = torch.cos(position * frequency[: d_model // 2])  # an odd d_model has one cosine less
        self.register_buffer("pe", pe.float())

    def forward(self, x: Tensor) -> Tensor:
        return x + self.pe[: x.size(1)]  # by tokens, not by batch


# The attention layer with four schemes; the fifth is none of them.


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Pairs (0, 1), (2, 3), ... of [batch, heads, tokens, head_dim] turned."""
    quarter_turn = torch.stack((-x[..., 1::2], x[..., 0::2]), dim=-1).flatten(-2)
    return x * cos + quarter_turn * sin


def attention(x, q_proj, k_proj, v_proj, o_proj, heads, added=None, turns=None, bias=None, causal=False):
    batch, tokens, d_model = x.shape
    if added is not None:  # sinusoids or a learned table
        x = x + added

    def split(weight: Tensor) -> Tensor:  # [batch, heads, tokens, head_dim]
        return (x @ weight.T).view(batch, tokens, heads, -1).transpose(1, 2)

    query, key, value = split(q_proj), split(k_proj), split(v_proj)
    if turns is not None:  # RoPE: cosines and sines
        query = rotate(query, *turns)
        key = rotate(key, *turns)

    scores = query @ key.transpose(-2, -1) / math.sqrt(d_model // heads)
    if bias is not None:  # ALiBi
        scores = scores + bias

    if causal:
        scores = scores.masked_fill(torch.ones(tokens, tokens).triu(1).bool(), -math.inf)
    weights = scores.softmax(dim=-1)
    return (weights @ value).transpose(1, 2).reshape(batch, tokens, d_model) @ o_proj.T
