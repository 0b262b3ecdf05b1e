#!/usr/bin/env python3
"""Trains word2vec on a text with gensim, one worker thread, and prints how fast that goes and what is near, as one line of JSON.

    embeddings_speed.py TEXT --vectors FILE --probe three black ...

The peer of the word embeddings lesson. `--vectors` are the lesson's own, in word2vec's text format, loaded by gensim: so this also
shows that gensim reads what the lesson exports. The overlap of the probes' ten nearest words is counted here, beside what another
seed of gensim itself reaches.
"""

import argparse
import json
import re
import time
from pathlib import Path

import gensim
from gensim.models import KeyedVectors, Word2Vec

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--probe", nargs="*", default=[])
    parser.add_argument("--size", type=int, default=50)
    parser.add_argument("--epochs", type=int, default=30)
    return parser.parse_args()


def train(sentences: list[list[str]], args: argparse.Namespace, seed: int) -> tuple[Word2Vec, float]:
    model = Word2Vec(vector_size=args.size, window=5, min_count=5, sample=1e-3, sg=1, negative=5, workers=1, seed=seed)
    model.build_vocab(sentences)
    start = time.perf_counter()
    model.train(sentences, total_examples=model.corpus_count, epochs=args.epochs, compute_loss=True)
    return model, time.perf_counter() - start


def overlap(ours: KeyedVectors, theirs: KeyedVectors, probes: list[str]) -> float:
    """Mean share of the ten nearest words that both name."""
    near = lambda vectors, word: {other for other, _ in vectors.most_similar(word, topn=10)}
    return sum(len(near(ours, word) & near(theirs, word)) for word in probes) / (10 * max(len(probes), 1))


def main() -> None:
    args = arguments()
    lines = args.text.read_text(encoding="utf-8").lower().splitlines()
    sentences = [words for line in lines if (words := [word.replace("’", "'") for word in WORD.findall(line)])]
    words = sum(map(len, sentences))
    model, seconds = train(sentences, args, 1)
    other, _ = train(sentences, args, 2)
    # The trainer counts words of the vocabulary only; the lesson does too.
    kept = sum(model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key)
    report = {
        "gensim": gensim.__version__,
        "words": words,
        "vocabulary": len(model.wv),
        "words_per_second": round(kept * args.epochs / seconds, 1),
        "seconds": round(seconds, 2),
        "overlap_other_seed": round(overlap(model.wv, other.wv, args.probe), 3),
        "chance": round(10 / max(len(model.wv) - 1, 1), 4),
    }
    if args.vectors:
        ours = KeyedVectors.load_word2vec_format(str(args.vectors))
        report["our_vocabulary"] = len(ours)
        report["overlap"] = round(overlap(model.wv, ours, args.probe), 3)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
