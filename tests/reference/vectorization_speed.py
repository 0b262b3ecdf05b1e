#!/usr/bin/env python3
"""How fast scikit-learn counts and weighs documents, one a line: one line of JSON, for `cargo xtask bench vectorization`.

    python3 tests/reference/vectorization_speed.py documents.txt
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    documents = args.documents.read_text(encoding="utf-8").splitlines()
    milliseconds = []
    for _ in range(args.rounds):
        start = time.perf_counter()
        matrix = TfidfVectorizer().fit_transform(documents)
        milliseconds.append((time.perf_counter() - start) * 1000)
    report = {
        "milliseconds": round(statistics.median(milliseconds), 2),
        "documents": matrix.shape[0],
        "terms": matrix.shape[1],
        "stored": matrix.nnz,
        "scikit_learn": sklearn.__version__,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
