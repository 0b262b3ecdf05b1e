#!/usr/bin/env python3
"""Makes tests/fixtures/sampling.json: what each stage of sampling leaves of the same logits.

The stages are written out as Hugging Face's transformers (4.46, `generation/logits_process.py`) defines them, in the order of its
`generate`: RepetitionPenaltyLogitsProcessor, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper, MinPLogitsWarper. All in 64 bits.
"""

import json
from pathlib import Path

import torch

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures/sampling.json"
REMOVED = -float("inf")


def repetition_penalty(scores, text, penalty):
    score = torch.gather(scores, 0, text)
    score = torch.where(score < 0, score * penalty, score / penalty)
    return scores.scatter(0, text, score)


def top_k(scores, k):
    k = min(k, scores.shape[0])
    return scores.masked_fill(scores < torch.topk(scores, k)[0][-1], REMOVED)


def top_p(scores, p):
    ordered, indices = torch.sort(scores, descending=False)
    remove = ordered.softmax(dim=-1).cumsum(dim=-1) <= 1 - p
    remove[-1:] = False
    return scores.masked_fill(remove.scatter(0, indices, remove), REMOVED)


def min_p(scores, p):
    probabilities = scores.softmax(dim=-1)
    remove = probabilities < p * probabilities.max()
    remove[scores.argmax()] = False
    return scores.masked_fill(remove, REMOVED)


def stages(logits, text, settings):
    scores = torch.tensor(logits, dtype=torch.float64)
    tokens = torch.tensor(text, dtype=torch.int64)
    after = [scores]
    if settings["repetition_penalty"] != 1 and text:
        scores = repetition_penalty(scores, tokens, settings["repetition_penalty"])
    after.append(scores)
    if settings["temperature"] == 0:  # do_sample=False
        scores = torch.full_like(scores, REMOVED).scatter(0, scores.argmax().unsqueeze(0), 0.0)
    else:
        scores = scores / settings["temperature"]
    after.append(scores)
    if settings["top_k"] > 0:
        scores = top_k(scores, settings["top_k"])
    after.append(scores)
    if settings["top_p"] < 1:
        scores = top_p(scores, settings["top_p"])
    after.append(scores)
    if settings["min_p"] > 0:
        scores = min_p(scores, settings["min_p"])
    after.append(scores)
    return [scores.softmax(dim=-1) for scores in after]


def case(logits, text, **given):
    settings = {"repetition_penalty": 1.0, "temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0} | given
    probabilities = stages(logits, text, settings)
    entropies = [float(-(p[p > 0] * p[p > 0].log2()).sum()) for p in probabilities]
    return {
        "logits": logits,
        "text": text,
        "settings": settings,
        "probabilities": [[float(f"{float(x):.9g}") for x in p] for p in probabilities],
        "entropy_bits": entropies,
    }


def main() -> None:
    torch.manual_seed(7)
    logits = [round(float(x), 3) for x in torch.randn(23) * 3]
    tied = [1.0, 2.0, 2.0, 2.0, -1.0, 0.5]
    text = [3, 3, 7, 11, 0, 22]
    cases = [
        case(logits, text),
        case(logits, text, repetition_penalty=1.7),
        case(logits, text, repetition_penalty=0.5),
        case(logits, [], repetition_penalty=1.7),
        case(logits, text, temperature=0.3),
        case(logits, text, temperature=100.0),
        case(logits, text, temperature=0.0, repetition_penalty=1.3, top_k=5, top_p=0.5, min_p=0.2),
        case(logits, text, top_k=4),
        case(logits, text, top_k=1),
        case(logits, text, top_k=99),
        case(tied, [], top_k=2),
        case(logits, text, top_p=0.8),
        case(logits, text, top_p=0.01),
        case(logits, text, top_p=0.999),
        case(logits, text, min_p=0.05),
        case(logits, text, min_p=1.0),
        case(logits, text, repetition_penalty=1.2, temperature=1.4, top_k=12, top_p=0.9, min_p=0.1),
        case(logits, text, repetition_penalty=1.2, temperature=2.5, top_k=20, top_p=0.95, min_p=0.02),
    ]
    FIXTURE.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
    print(f"{FIXTURE.name}: {len(cases)} cases, {FIXTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
