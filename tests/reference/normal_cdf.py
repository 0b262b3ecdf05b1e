#!/usr/bin/env python3
"""Fits the rational function of `models::kernels::math::gelu`: the normal distribution function, which exact GELU multiplies with.

    normal_cdf.py

Phi(x) - 1/2 = erf(x / sqrt 2) / 2 is odd, so it is x P(x²) / Q(x²). Found by Lawson's and Sanathanan and Koerner's iterations, weighted
so that the largest error of x Phi(x) is small; prints the coefficients, lowest power first, and the errors in 64 and in 32 bits.
"""

import math

import numpy as np

END = 5.5
"""Beyond it Phi is 0 or 1 to f32's last place, and the argument is clamped."""
P, Q = 6, 4


def fit() -> tuple[np.ndarray, np.ndarray]:
    x = END * np.sin(np.linspace(0, math.pi / 2, 6001)[1:])
    t, target = x * x, np.array([math.erf(value / math.sqrt(2)) / 2 for value in x])
    scale = END * END
    tp, tq = (t[:, None] / scale) ** np.arange(P + 1), (t[:, None] / scale) ** np.arange(1, Q + 1)
    weight, denominator, best = np.ones_like(x), np.ones_like(x), (math.inf, None)
    for _ in range(400):
        # x P - target Q = target, with Q(0) = 1; the error of x Phi is x times that over Q.
        row = np.sqrt(weight) * x / denominator
        system = np.hstack([x[:, None] * tp, -target[:, None] * tq]) * row[:, None]
        solution = np.linalg.lstsq(system, target * row, rcond=None)[0]
        p, q = solution[: P + 1], np.concatenate([[1.0], solution[P + 1 :]])
        denominator = np.hstack([np.ones_like(t)[:, None], tq]) @ q
        error = np.abs(x * (x * (tp @ p) / denominator - target))
        if error.max() < best[0]:
            best = (error.max(), (p / scale ** np.arange(P + 1), q / scale ** np.arange(Q + 1)))
        weight *= error / error.mean() + 1e-3
        weight /= weight.mean()
    return best[1]


def gelu(x: np.ndarray, p: np.ndarray, q: np.ndarray, kind: type) -> np.ndarray:
    x = x.astype(kind)
    c = np.clip(x, -kind(END), kind(END))
    t = c * c
    top, bottom = kind(p[-1]), kind(q[-1])
    for value in p[-2::-1]:
        top = top * t + kind(value)
    for value in q[-2::-1]:
        bottom = bottom * t + kind(value)
    return x * (kind(0.5) + np.clip(c * top / bottom, -kind(0.5), kind(0.5)))


def main() -> None:
    p, q = fit()
    x = np.linspace(-12, 12, 480_001)
    exact = np.array([value * math.erfc(-value / math.sqrt(2)) / 2 for value in x])
    for name, values in (("P", p), ("Q", q)):
        print(name, ", ".join(f"{np.float32(value):.9e}" for value in values))
    for kind in (np.float64, np.float32):
        error = np.abs(gelu(x, p, q, kind) - exact)
        print(kind.__name__, f"largest error {error.max():.2e} at {x[error.argmax()]:.3f}")
    usual = x.astype(np.float32) * np.float32(0.5)
    usual = usual * (1 + np.array([np.float32(math.erf(v)) for v in (x / math.sqrt(2)).astype(np.float32)], dtype=np.float32))
    print("as PyTorch computes it in f32:", f"{np.abs(usual - exact).max():.2e}")


if __name__ == "__main__":
    main()
