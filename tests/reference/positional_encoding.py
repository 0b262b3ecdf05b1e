#!/usr/bin/env python3
"""Makes tests/fixtures/positional_encoding.safetensors: what PyTorch and NumPy say about positions.

Sinusoids by the formula in 64 bits, and as the usual PyTorch module computes them in 32 bits; rotary embedding by complex
multiplication; ALiBi's slopes by their rule; and one attention layer under five schemes, in 64 bits from inputs that are exact in 32.
Where `nn.MultiheadAttention` can do the same (all but the rotary scheme), the script stops if it does not agree.
"""

import json
import math

import numpy as np
import torch
from torch import Tensor, nn

import fixture

SEED = 2017
BASE = 10000.0
TABLES = {"even": (600, 16, BASE), "wide": (40, 128, BASE), "odd": (600, 7, BASE), "one": (60, 1, BASE), "base10": (600, 8, 10.0)}
"""Case: (max_len, d_model, base)."""
FAR = (5000, 512, BASE)
"""The default max_len of the usual module; only some of its rows are kept."""
FAR_ROWS = [0, 1, 2, 10, 100, 1000, 2500, 4999]
LAYERS = {"plain": (16, 4, 7, 3), "odd_heads": (18, 6, 5, 0)}
"""Case: (d_model, num_heads, tokens, first position). 6 heads are no power of two, and 18 / 6 = 3 leaves a number unpaired."""
STRETCHES = {"llama": (128, BASE, 4.0, 4096), "small": (8, BASE, 8.0, 128), "steep": (64, 500000.0, 2.5, 8192), "short": (16, BASE, 16.0, 5)}
"""Case: (head_dim, base, factor, trained positions)."""
BATCH = 2
SCHEMES = ("none", "sinusoidal", "learned", "rope", "alibi")
Tensors = dict[str, np.ndarray]


def sinusoids(positions: np.ndarray, d_model: int, base: float) -> np.ndarray:
    """The formula, dimension by dimension, in 64 bits."""
    table = np.empty((len(positions), d_model))
    for dimension in range(d_model):
        angle = positions / base ** (2 * (dimension // 2) / d_model)
        table[:, dimension] = np.sin(angle) if dimension % 2 == 0 else np.cos(angle)
    return table


def usual_module(max_len: int, d_model: int) -> Tensor:
    """The tensor operations in which tutorials build the table: 32 bits, frequencies by exp(log)."""
    position = torch.arange(0, max_len, dtype=torch.float).unsqueeze(1)
    frequency = torch.exp(torch.arange(0, d_model, 2).float() * (-np.log(BASE) / d_model))
    table = torch.zeros(max_len, d_model)
    table[:, 0::2] = torch.sin(position * frequency)
    table[:, 1::2] = torch.cos(position * frequency)
    return table


def slopes(heads: int) -> list[float]:
    if math.log2(heads).is_integer():
        return [2 ** (-8 * (head + 1) / heads) for head in range(heads)]
    below = 2 ** math.floor(math.log2(heads))
    return slopes(below) + slopes(2 * below)[0::2][: heads - below]


def stretched(width: int, base: float, factor: float, trained: int) -> dict[str, Tensor]:
    """Frequencies of the pairs when a rotary model of `trained` positions reads `factor` times as many, as `transformers` computes them
    (`modeling_rope_utils.py`: linear, the NTK-aware base, YaRN with beta_fast 32 and beta_slow 1), and YaRN's attention factor."""
    exponents = torch.arange(0, width, 2, dtype=torch.float64) / width
    own = 1.0 / base**exponents
    raised = 1.0 / (base * factor ** (width / (width - 2))) ** exponents
    dimension = lambda turns: width * math.log(trained / (turns * 2 * math.pi)) / (2 * math.log(base))  # noqa: E731
    low, high = max(math.floor(dimension(32)), 0), min(math.ceil(dimension(1)), width - 1)
    if low >= high:
        high = low + 0.001
    ramp = ((torch.arange(width // 2, dtype=torch.float64) - low) / (high - low)).clamp(0, 1)
    by_parts = own / factor * ramp + own * (1 - ramp)
    return {
        "linear": own / factor,
        "ntk": raised,
        "yarn": by_parts,
        "yarn_factor": torch.tensor([0.1 * math.log(factor) + 1.0], dtype=torch.float64),
    }


def rotate(x: Tensor, positions: Tensor, base: float) -> Tensor:
    """Interleaved pairs as complex numbers, times e^(i · frequency · position); `x` is [..., tokens, width]."""
    width = x.shape[-1] // 2 * 2
    frequency = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / max(width, 1))
    turn = torch.polar(torch.ones(1, dtype=torch.float64), torch.outer(positions, frequency))
    pairs = torch.view_as_complex(x[..., :width].reshape(*x.shape[:-1], width // 2, 2).contiguous())
    turned = torch.view_as_real(pairs * turn).flatten(-2)
    return torch.cat([turned, x[..., width:]], dim=-1)


def attention(
    scheme: str, causal: bool, x: Tensor, weights: dict[str, Tensor], heads: int, positions: Tensor, learned: Tensor
) -> Tensors:
    batch, tokens, d_model = x.shape
    if scheme == "sinusoidal":
        x = x + torch.from_numpy(sinusoids(positions.numpy(), d_model, BASE))
    if scheme == "learned":
        x = x + learned

    def split(name: str) -> Tensor:  # [batch, heads, tokens, head_dim]
        return (x @ weights[name].T).reshape(batch, tokens, heads, -1).transpose(1, 2)

    query, key, value = split("q"), split("k"), split("v")
    if scheme == "rope":
        query, key = rotate(query, positions, BASE), rotate(key, positions, BASE)
    distance = (positions[:, None] - positions[None, :]).abs()
    bias = torch.zeros(heads, tokens, tokens, dtype=torch.float64)
    if scheme == "alibi":
        bias = -torch.tensor(slopes(heads), dtype=torch.float64)[:, None, None] * distance
    scores = query @ key.transpose(-2, -1) / math.sqrt(d_model // heads) + bias
    ahead = torch.ones(tokens, tokens, dtype=torch.bool).triu(1) & causal
    weight = scores.masked_fill(ahead, -math.inf).softmax(-1)
    output = (weight @ value).transpose(1, 2).reshape(batch, tokens, d_model) @ weights["o"].T
    if scheme != "rope":
        agree(x, weights, heads, bias.masked_fill(ahead, -math.inf), weight, output)
    found = {"query": query, "key": key, "scores": scores, "weights": weight, "output": output}
    if scheme == "alibi":
        found["bias"] = bias
    return {name: tensor.numpy() for name, tensor in found.items()}


def agree(x: Tensor, weights: dict[str, Tensor], heads: int, mask: Tensor, weight: Tensor, output: Tensor) -> None:
    """Stops unless `nn.MultiheadAttention` says the same."""
    layer = nn.MultiheadAttention(x.shape[-1], heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.cat([weights[name] for name in ("q", "k", "v")]))
        layer.out_proj.weight.copy_(weights["o"])
        mask = mask.repeat(x.shape[0], 1, 1)
        said, theirs = layer(x, x, x, attn_mask=mask, need_weights=True, average_attn_weights=False)
    torch.testing.assert_close(said, output, rtol=0, atol=1e-12)
    torch.testing.assert_close(theirs, weight, rtol=0, atol=1e-12)


def main() -> None:
    torch.manual_seed(SEED)
    tensors: Tensors = {}
    for name, (max_len, d_model, base) in TABLES.items():
        tensors[f"sinusoid.{name}"] = sinusoids(np.arange(max_len, dtype=np.float64), d_model, base)
    far_len, far_width, _ = FAR
    exact = sinusoids(np.arange(far_len, dtype=np.float64), far_width, BASE)
    usual = usual_module(far_len, far_width).numpy()
    tensors["sinusoid.far"] = exact[FAR_ROWS]
    tensors["usual.far"] = usual[FAR_ROWS]
    tensors["usual.even"] = usual_module(*TABLES["even"][:2]).numpy()
    try:
        usual_module(10, 7)
        raise SystemExit("an odd d_model was expected to fail")
    except RuntimeError as error:
        odd = str(error)

    for heads in range(1, 33):
        tensors[f"alibi.{heads}"] = np.array(slopes(heads))

    positions = torch.tensor([0.0, 1.0, 17.0, 900.0], dtype=torch.float64)
    vectors = torch.randn(4, 8, dtype=torch.float32)
    turned = rotate(vectors.double(), positions, BASE)
    order = [0, 2, 4, 6, 1, 3, 5, 7]  # the half-split layout holds the first of each pair, then the second
    tensors["rope.positions"] = positions.numpy()
    tensors["rope.interleaved.x"], tensors["rope.interleaved.turned"] = vectors.numpy(), turned.numpy()
    tensors["rope.half_split.x"], tensors["rope.half_split.turned"] = vectors[:, order].numpy(), turned[:, order].numpy()

    for case, (width, base, factor, trained) in STRETCHES.items():
        for how, found in stretched(width, base, factor, trained).items():
            tensors[f"stretch.{case}.{how}"] = found.numpy()

    for name, (d_model, heads, tokens, first) in LAYERS.items():
        exact32 = lambda *shape: torch.randn(*shape, dtype=torch.float32)  # noqa: E731
        weights = {key: exact32(d_model, d_model) / math.sqrt(d_model) for key in "qkvo"}
        x, learned = exact32(BATCH, tokens, d_model), exact32(tokens, d_model)
        tensors[f"{name}.x"], tensors[f"{name}.learned"] = x.numpy(), learned.numpy()
        for key, weight in weights.items():
            tensors[f"{name}.{key}_proj.weight"] = weight.numpy()
        double = {key: weight.double() for key, weight in weights.items()}
        at = torch.arange(first, first + tokens, dtype=torch.float64)
        for scheme in SCHEMES:
            for causal in (False, True):
                found = attention(scheme, causal, x.double(), double, heads, at, learned.double())
                case = f"{name}.{scheme}.{'causal' if causal else 'both'}"
                tensors |= {f"{case}.{key}": value for key, value in found.items()}

    metadata = {
        "odd_d_model": odd,
        "usual_max_error": repr(float(np.abs(usual - exact).max())),
        "far_rows": json.dumps(FAR_ROWS),
        "numpy": np.__version__,
        "torch": torch.__version__,
    }
    print(metadata)
    fixture.write("positional_encoding", tensors, metadata)


if __name__ == "__main__":
    main()
