#!/usr/bin/env python3
"""Makes the matrix of sinusoids that the lesson shows, and compares it with the exported one. Needs PyTorch and NumPy.

    python3 positional_encoding.py --matrix pe.npy --d-model 32 --base 10000 --max-len 128

Prints the largest difference (rounding: below 1e-6) and, for a few offsets k, how far M_k PE(p) is from PE(p + k).
Without --matrix it writes the matrix it made to pe.npy. With --json it prints one JSON object.
"""

import argparse
import json

import numpy as np
import torch


def sinusoids(max_len: int, d_model: int, base: float, scale: float) -> torch.Tensor:
    """[max_len, d_model] in 64 bits; an odd d_model ends in a sine without its cosine."""
    position = scale * torch.arange(max_len, dtype=torch.float64).unsqueeze(1)
    frequency = base ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    pe = torch.zeros(max_len, d_model, dtype=torch.float64)
    pe[:, 0::2] = torch.sin(position * frequency)
    pe[:, 1::2] = torch.cos(position * frequency[: d_model // 2])
    return pe


def rotation_error(pe: torch.Tensor, d_model: int, base: float, scale: float, k: int) -> float:
    """Largest distance between M_k PE(p) and PE(p + k) over all p and all whole pairs."""
    pairs = d_model // 2
    if pairs == 0 or k >= len(pe):
        return 0.0
    angle = scale * k * base ** (-2 * torch.arange(pairs, dtype=torch.float64) / d_model)
    sine, cosine = pe[:-k, 0 : 2 * pairs : 2], pe[:-k, 1 : 2 * pairs : 2]
    turned = torch.stack((angle.cos() * sine + angle.sin() * cosine, angle.cos() * cosine - angle.sin() * sine), -1)
    return float((turned.flatten(1) - pe[k:, : 2 * pairs]).abs().max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matrix", help="the exported pe.npy")
    parser.add_argument("--d-model", type=int, required=True)
    parser.add_argument("--base", type=float, default=10000.0)
    parser.add_argument("--max-len", type=int, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()

    pe = sinusoids(given.max_len, given.d_model, given.base, given.scale)
    said: dict[str, object] = {"shape": list(pe.shape)}
    if given.matrix:
        exported = torch.from_numpy(np.load(given.matrix)).double()
        if exported.shape != pe.shape:
            raise SystemExit(f"the file holds {tuple(exported.shape)}, the arguments say {tuple(pe.shape)}")
        said["largest_difference"] = float((exported - pe).abs().max())
    else:
        np.save("pe.npy", pe.float().numpy())
        said["written"] = "pe.npy"
    said["rotation_error"] = {
        str(k): rotation_error(pe, given.d_model, given.base, given.scale, k) for k in (1, 7, 50)
    }
    print(json.dumps(said) if given.json else "\n".join(f"{name}: {value}" for name, value in said.items()))


if __name__ == "__main__":
    main()
