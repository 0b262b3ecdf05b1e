"""How often a masked word is found, on lines that were held out."""

import random
from collections import Counter, defaultdict

import torch
from torch.nn import functional

from mlm_model import Bert
from mlm_text import WordPiece

SEED = 11
SHARE = 0.15


def places(ids: list[int], draw: random.Random) -> list[int]:
    """Which tokens of a line are masked: three of twenty, at least one."""
    inner = [at for at in range(1, len(ids) - 1)]
    return sorted(draw.sample(inner, max(1, round(SHARE * len(inner)))))


def questions(lines):
    draw = random.Random(SEED)
    return [(kind, ids, types, places(ids, draw)) for kind, ids, types in lines]


def score(bert: Bert, adapter, lines, tokenizer: WordPiece, common=frozenset()) -> dict[str, dict[str, float]]:
    """Of each kind of line, of the tokens in `common` and of the others, and of all: loss in nats, share of masked tokens that are first and
    among the first five. Every chosen token is shown as `[MASK]`, which is what the page does."""
    asked = sorted(questions(lines), key=lambda question: len(question[1]))
    tally: dict[str, Counter] = defaultdict(Counter)
    for at in range(0, len(asked), 128):
        by_length: dict[int, list] = defaultdict(list)
        for question in asked[at : at + 128]:
            by_length[len(question[1])].append(question)
        for group in by_length.values():
            ids, types = (torch.tensor([question[part] for question in group]) for part in (1, 2))
            chosen = torch.zeros_like(ids, dtype=torch.bool)
            for row, question in enumerate(group):
                chosen[row, question[3]] = True
            logits = bert.logits(bert.hidden(ids.masked_fill(chosen, tokenizer.mask), types, adapter)[chosen], adapter)
            wanted = ids[chosen]
            loss = functional.cross_entropy(logits, wanted, reduction="none")
            right = logits.topk(5).indices == wanted[:, None]
            kinds = [question[0] for question in group for _ in question[3]]
            for kind, token, lost, found in zip(kinds, wanted.tolist(), loss.tolist(), right.tolist()):
                for name in groups(kind, token, common):
                    tally[name] += Counter(places=1, loss=lost, top1=found[0], top5=any(found))
    means = lambda counter: {name: counter[name] / counter["places"] for name in ("loss", "top1", "top5")}  # noqa: E731
    return {name: {**means(counter), "places": counter["places"]} for name, counter in tally.items()}


def groups(kind: str, token: int, common) -> tuple[str, ...]:
    return (kind, "all", *(("common" if token in common else "rare",) if common else ()))


def baselines(lines, seen, most_common=frozenset()) -> dict[str, dict[str, dict[str, float]]]:
    """The same places guessed without a model: the most frequent tokens of the training text, and those most frequent between the same
    two neighbours, else after the same token, else anywhere."""
    common, after, between = Counter(), defaultdict(Counter), defaultdict(Counter)
    for ids, _ in seen:
        for left, token, right in zip(ids, ids[1:], ids[2:]):
            common[token] += 1
            after[left][token] += 1
            between[left, right][token] += 1
    first = [token for token, _ in common.most_common(5)]
    tally: dict[str, dict[str, Counter]] = {"unigram": defaultdict(Counter), "neighbours": defaultdict(Counter)}
    for kind, ids, _, masked in questions(lines):
        # What is masked cannot be looked at here either.
        seen_there = [None if at in masked else token for at, token in enumerate(ids)]
        for at in masked:
            guess = []
            left, right = seen_there[at - 1], seen_there[at + 1]
            for counter in (between.get((left, right), Counter()), after.get(left, Counter())):
                guess += [token for token, _ in counter.most_common(5) if token not in guess]
            for name, five in (("unigram", first), ("neighbours", (guess + first)[:5])):
                for group in groups(kind, ids[at], most_common):
                    tally[name][group] += Counter(places=1, top1=ids[at] == five[0], top5=ids[at] in five)
    share = lambda counter: {name: counter[name] / counter["places"] for name in ("top1", "top5")}  # noqa: E731
    return {name: {group: share(counter) for group, counter in found.items()} for name, found in tally.items()}
