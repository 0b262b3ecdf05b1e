#!/usr/bin/env python3
"""Makes the document-term matrix that stood on the page again, with scikit-learn (`pip install scikit-learn`).

    python3 vectorization.py                       the size of the matrix and its first rows
    python3 vectorization.py --query "good film"   the documents nearest to a query
    python3 vectorization.py --json                vocabulary, idf and weights, for a comparison
"""

import argparse
import json

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

# The documents and options, put in by the page.
SETTINGS = None

WEIGHING = ("use_idf", "smooth_idf", "sublinear_tf", "norm")


class OneHot(CountVectorizer):
    """The vocabulary of the counts, but words cut at white space alone and each marked once, as the guide does it."""

    def transform(self, documents):
        rows, columns = [], []
        for row, document in enumerate(documents):
            for word in set(document.lower().split()):
                if word in self.vocabulary_:
                    rows.append(row)
                    columns.append(self.vocabulary_[word])
        return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(documents), len(self.vocabulary_)))

    def fit_transform(self, documents, y=None):
        super().fit_transform(documents)
        return self.transform(documents)


def vectorizer(representation, options):
    options = dict(options, ngram_range=tuple(options["ngram_range"]))
    if representation == "tfidf":
        return TfidfVectorizer(**options)
    counting = {name: value for name, value in options.items() if name not in WEIGHING}
    return (OneHot if representation == "one-hot" else CountVectorizer)(**counting)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--query")
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()

    settings = json.loads(SETTINGS)
    documents = settings["documents"]
    model = vectorizer(settings["representation"], settings["options"])
    matrix = model.fit_transform(documents).tocsr()
    matrix.sort_indices()
    terms = model.get_feature_names_out()
    scores = cosine_similarity(model.transform([chosen.query or ""]), matrix)[0]

    if chosen.json:
        cells = matrix.tocoo()
        triplets = [[int(r), int(c), float(v)] for r, c, v in zip(cells.row, cells.col, cells.data)]
        print(json.dumps({"terms": list(terms), "cells": triplets, "scores": scores.tolist()}))
        return
    print(f"{matrix.shape[0]} documents, {matrix.shape[1]} terms, {matrix.nnz} cells that are not zero")
    if chosen.query is None:
        for row, document in enumerate(documents[:10]):
            entries = matrix[[row]].tocoo()
            print(f"\n{row}: {document[:80]}")
            for column, value in sorted(zip(entries.col, entries.data), key=lambda entry: -entry[1])[:8]:
                print(f"    {value:.4f}  {terms[column]}")
    else:
        for row in sorted(range(len(documents)), key=lambda row: -scores[row])[:10]:
            print(f"{scores[row]:.4f}  {documents[row][:80]}")


if __name__ == "__main__":
    main()
