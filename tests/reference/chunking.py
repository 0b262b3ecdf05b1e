#!/usr/bin/env python3
"""Makes tests/fixtures/chunking.json: where LangChain's splitters cut texts whose tokens are words and marks.

`pip install langchain-text-splitters numpy`; made with langchain-text-splitters 1.1.3. Chunks are stored as runs of tokens, since LangChain
strips white space and has no offsets of its own.
"""

import json
import random
import re
from pathlib import Path

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from langchain_text_splitters.base import Tokenizer, split_text_on_tokens

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = re.compile(r"\w+|[^\w\s]")
SEPARATORS = [r"\n#{1,6} ", r"\n[ \t]*\n", r"\n", r"(?<=[.?!])[ ]", r" "]
random.seed(2022)
WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()


def sentence():
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, 14))).capitalize() + random.choice(".!?")


def document():
    """Every token is another, so that a chunk tells where it stood."""
    parts = ["# Top"] if random.random() < 0.6 else []
    for _ in range(random.randint(2, 7)):
        if random.random() < 0.4:
            parts.append("#" * random.randint(1, 4) + " " + " ".join(random.sample(WORDS, 2)))
        lines = [" ".join(sentence() for _ in range(random.randint(1, 5))) for _ in range(random.randint(1, 3))]
        parts.append("\n".join(lines))
    text = random.choice(["\n\n", "\n\n", "\n \n", "\n\n\n"]).join(parts)
    number = iter(range(10**6))
    return re.sub(r"[A-Za-z]+", lambda word: f"{word.group()}{next(number)}", text)


def runs(text, chunks):
    """Tokens of the text that each chunk holds. Numbered words make them unique; a chunk is found behind the start of the last."""
    starts = [match.start() for match in TOKEN.finditer(text)]
    found, place = [], 0
    for chunk in chunks:
        place = text.index(chunk, place)
        first = starts.index(next(s for s in starts if s >= place))
        found.append([first, first + len(TOKEN.findall(chunk))])
    return found


def main():
    cases = []
    for number in range(25):
        text = document()
        size = [5, 8, 16, 32, 64][number % 5]
        overlap = [0, 1, size // 4, size // 2, size - 1][number // 5 % 5]
        splitter = RecursiveCharacterTextSplitter(
            separators=SEPARATORS,
            is_separator_regex=True,
            keep_separator=True,
            chunk_size=size,
            chunk_overlap=overlap,
            length_function=lambda part: len(TOKEN.findall(part)),
        )
        count = len(TOKEN.findall(text))
        tokenizer = Tokenizer(
            chunk_overlap=overlap, tokens_per_chunk=size, encode=lambda _: list(range(count)), decode=lambda ids: f"{ids[0]} {ids[-1] + 1}"
        )
        fixed = [[int(part) for part in run.split()] for run in split_text_on_tokens(text=text, tokenizer=tokenizer)]
        recursive = runs(text, splitter.split_text(text))
        cases.append({"text": text, "size": size, "overlap": overlap, "recursive": recursive, "fixed": fixed})
    breaks = []
    for percentile in [0, 50, 80, 95, 100]:
        similarities = np.random.default_rng(percentile).uniform(-0.2, 1, 23).astype("f4")
        distances = (1 - similarities).astype("f8")
        threshold = float(np.percentile(distances, percentile))
        found = [int(i) for i in np.nonzero(distances > threshold)[0]]
        breaks.append({"percentile": percentile, "similarities": similarities.tolist(), "threshold": threshold, "breaks": found})
    path = ROOT / "tests/fixtures/chunking.json"
    path.write_text(json.dumps({"splits": cases, "breaks": breaks}, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")


main()
