import bm25s
import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

encoder = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2")


class Retriever:
    def __init__(self, chunks):
        self.chunks = chunks
        self.vectors = encoder.encode(chunks, normalize_embeddings=True)  # [chunks, 384]
        self.index = faiss.IndexFlatIP(self.vectors.shape[1])
        self.index.add(self.vectors)
        self.words = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self.words.index(bm25s.tokenize(chunks, stopwords=None))

    def search(self, question, k=3, how="hybrid", threshold=0.25, mmr=None, pool=50):
        pool = min(pool, len(self.chunks))
        query = encoder.encode([question], normalize_embeddings=True)  # [1, 384]
        cosines = self.vectors @ query[0]
        _, dense = self.index.search(query, pool)
        words = bm25s.tokenize([question], stopwords=None)
        terms, scores = self.words.retrieve(words, k=pool)
        terms = terms[scores > 0]

        if how == "dense":
            order = list(dense[0])
        elif how == "bm25":
            order = list(terms)
        else:
            order = fuse([dense[0], terms])

        passing = [chunk for chunk in order if cosines[chunk] >= threshold]
        if mmr is not None:
            passing = diverse(passing, cosines, self.vectors, mmr)
        return passing[:k]


def fuse(rankings, k=60):
    """Reciprocal rank fusion: ranks are added, so no score has to be fitted to another."""
    score = {}
    for ranking in rankings:
        for rank, chunk in enumerate(ranking, start=1):
            score[chunk] = score.get(chunk, 0) + 1 / (k + rank)
    return sorted(score, key=lambda chunk: -score[chunk])


def diverse(chunks, relevance, vectors, weight):
    """Maximal marginal relevance: near the question, and unlike what was taken before."""
    chosen, left = [], list(chunks)
    while left:
        def marginal(chunk):
            alike = max((vectors[chunk] @ vectors[other] for other in chosen), default=0)
            return weight * relevance[chunk] - (1 - weight) * alike
        best = max(left, key=marginal)
        left.remove(best)
        chosen.append(best)
    return chosen


def prompt(chunks, question):
    return f"Context: {chr(10).join(chunks)}\n\nQuestion: {question}\n\nAnswer:"
