#!/usr/bin/env python3
"""Trains the guide's LSTM on a text with PyTorch and prints how fast that goes, as one line of JSON.

    lstm_speed.py TEXT --hidden 64 --layers 2 --batch 32 --seq 64 --steps 30

The peer of the lesson's own training: one-hot characters in, a linear head at every step, mean cross entropy, the whole
gradient clipped to 5, Adam. Building the batch counts, as it does in the tab. Warm-up steps do not.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

# These can force OpenBLAS onto kernels for another processor. The peer shall run as fast as this machine allows. Read at import.
for variable in [name for name in os.environ if name.startswith("OPENBLAS_")]:
    os.environ.pop(variable)

import torch  # noqa: E402
from torch import Tensor, nn  # noqa: E402


class LSTMModel(nn.Module):
    def __init__(self, vocabulary: int, hidden: int, layers: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(vocabulary, hidden, layers, batch_first=True)
        self.fc = nn.Linear(hidden, vocabulary)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(self.lstm(x)[0])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path, help="UTF-8 text to train on")
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seq", type=int, default=64, help="characters of one training sequence")
    parser.add_argument("--steps", type=int, default=30, help="measured training steps")
    parser.add_argument("--warm-up", type=int, default=5, help="training steps before the clock starts")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=0.002)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def blas() -> str:
    """The library PyTorch multiplies matrices with. Debian's PyTorch takes the system's: the plain `libblas` is ten times
    slower than OpenBLAS (`libopenblas0-pthread`), so a comparison without this name says nothing."""
    maps = Path("/proc/self/maps")
    names = {Path(line.split()[-1]).name for line in maps.read_text().splitlines() if "/" in line} if maps.exists() else set()
    found = sorted(name for name in names if "blas" in name.lower() or "mkl_core" in name)
    return " ".join(found) or "built in"


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)

    text = args.text.read_text(encoding="utf-8")
    alphabet = sorted(set(text))
    ids = {character: k for k, character in enumerate(alphabet)}
    tokens = torch.tensor([ids[character] for character in text])
    windows = tokens.unfold(0, args.seq + 1, 1)

    model = LSTMModel(len(alphabet), args.hidden, args.layers)
    optimizer = torch.optim.Adam(model.parameters(), args.learning_rate)
    seconds, losses = [], []
    for _ in range(args.warm_up + args.steps):
        start = time.perf_counter()
        batch = windows[torch.randint(len(windows), (args.batch,))]
        x = nn.functional.one_hot(batch[:, :-1], len(alphabet)).float()
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x).flatten(0, 1), batch[:, 1:].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)

    step = statistics.median(seconds[args.warm_up :])
    report = {
        "tokens_per_second": round(args.batch * args.seq / step, 1),
        "milliseconds_per_step": round(step * 1000, 3),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "alphabet": len(alphabet),
        "first_loss": round(losses[0], 4),
        "last_loss": round(losses[-1], 4),
        "blas": blas(),
        "torch": torch.__version__,
    }
    report |= {name: getattr(args, name) for name in ("hidden", "layers", "batch", "seq", "steps", "threads", "seed")}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
