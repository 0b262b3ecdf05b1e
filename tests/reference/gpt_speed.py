#!/usr/bin/env python3
"""Trains the guide's SimpleGPT on a text with PyTorch and prints how fast that goes, as one line of JSON.

    gpt_speed.py TEXT --d-model 64 --layers 4 --heads 4 --context 128 --batch 16 --steps 30

The peer of the lesson's own training: characters, blocks with the norm after each part and ReLU, mean cross entropy at every place, the
whole gradient clipped to 1, AdamW. The guide's classes with `batch_first=True`, as in `gpt.py`; attention returns no weights, which is
faster. Building the batch counts, as it does in the tab. Warm-up steps do not.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from lstm_speed import blas  # first: it takes variables away that torch would read

import torch
from torch import Tensor, nn


class GPTBlock(nn.Module):
    def __init__(self, d_model: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(d_model, heads, batch_first=True)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.feed_forward = nn.Sequential(nn.Linear(d_model, 4 * d_model), nn.ReLU(), nn.Linear(4 * d_model, d_model))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.norm1(self.attention(x, x, x, attn_mask=mask, need_weights=False)[0] + x)
        return self.norm2(self.feed_forward(x) + x)


class SimpleGPT(nn.Module):
    def __init__(self, vocabulary: int, d_model: int, layers: int, heads: int, context: int) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary, d_model)
        self.position_embedding = nn.Embedding(context, d_model)
        self.layers = nn.ModuleList([GPTBlock(d_model, heads) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(d_model)
        self.head = nn.Linear(d_model, vocabulary, bias=False)
        self.register_buffer("mask", torch.triu(torch.full((context, context), -float("inf")), diagonal=1))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.token_embedding(tokens) + self.position_embedding.weight
        for layer in self.layers:
            x = layer(x, self.mask)
        return self.head(self.ln_f(x))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path, help="UTF-8 text to train on")
    parser.add_argument("--d-model", type=int, default=64)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--context", type=int, default=128)
    parser.add_argument("--batch", type=int, default=16, help="windows of one training step")
    parser.add_argument("--steps", type=int, default=30, help="measured training steps")
    parser.add_argument("--warm-up", type=int, default=5, help="training steps before the clock starts")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--learning-rate", type=float, default=0.003)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)

    text = args.text.read_text(encoding="utf-8")
    alphabet = sorted(set(text))
    ids = {character: k for k, character in enumerate(alphabet)}
    windows = torch.tensor([ids[character] for character in text]).unfold(0, args.context + 1, 1)

    model = SimpleGPT(len(alphabet), args.d_model, args.layers, args.heads, args.context)
    optimizer = torch.optim.AdamW(model.parameters(), args.learning_rate, betas=(0.9, 0.99), weight_decay=0.1)
    seconds, losses = [], []
    for _ in range(args.warm_up + args.steps):
        start = time.perf_counter()
        batch = windows[torch.randint(len(windows), (args.batch,))]
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch[:, :-1]).flatten(0, 1), batch[:, 1:].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)

    step = statistics.median(seconds[args.warm_up :])
    report = {
        "tokens_per_second": round(args.batch * args.context / step, 1),
        "milliseconds_per_step": round(step * 1000, 3),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "alphabet": len(alphabet),
        "first_loss": round(losses[0], 4),
        "last_loss": round(losses[-1], 4),
        "blas": blas(),
        "torch": torch.__version__,
    }
    report |= {name: getattr(args, name) for name in ("d_model", "layers", "heads", "context", "batch", "steps", "threads", "seed")}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
