#!/usr/bin/env python3
"""Makes tests/fixtures/retrieval.json: what FAISS, bm25s, LangChain, ranx, pytrec_eval and scikit-learn say about searching and ranking.

`pip install numpy scikit-learn faiss-cpu bm25s ranx pytrec_eval-terrier langchain-core`; made with faiss-cpu 1.15.1, bm25s 0.3.16,
langchain-core 1.8.3, scikit-learn 1.9.1.
"""

import json
import math
import random
from pathlib import Path

import bm25s
import faiss
import numpy as np
import pytrec_eval
import ranx
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from sklearn.metrics import ndcg_score

ROOT = Path(__file__).resolve().parent.parent.parent
rng = np.random.default_rng(1998)
random.seed(1994)


def flat():
    """Eighths, so that products are exact in 32 bits and ties are ties; then the same vectors at length 1."""
    whole = rng.integers(-4, 5, (300, 20))
    whole[120] = whole[7]
    whole[40:60] = whole[5]
    queries = np.concatenate([rng.integers(-4, 5, (6, 20)), whole[[5, 7]]])
    vectors, asked = (whole / 8).astype("f4"), (queries / 8).astype("f4")
    index = faiss.IndexFlatIP(20)
    index.add(vectors)
    scores, _ = index.search(asked, 40)
    exact = asked.astype("f8") @ vectors.astype("f8").T
    order = np.argsort(-exact, axis=1, kind="stable")[:, :40]  # ties: FAISS leaves their order open, we take the lower index
    assert (np.take_along_axis(exact, order, 1) == scores).all()
    unit, one = vectors.copy(), asked.copy()
    faiss.normalize_L2(unit)
    faiss.normalize_L2(one)
    cosine = faiss.IndexFlatIP(20)
    cosine.add(unit)
    return {
        "width": 20,
        "eighths": whole.ravel().tolist(),
        "queries": queries.tolist(),
        "order": order.tolist(),
        "scores": scores.tolist(),
        "cosines": [row.tolist() for row in cosine.search(one, 40)[0]],
    }


def words(text):
    return [word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split()]


def bm25():
    text = (ROOT / "assets/text/sherlock-holmes.txt").read_text()
    lines = [" ".join(words(line)) for line in text.splitlines() if len(line) > 60][100:180]
    lines[17] = ""
    tokens = [line.split() for line in lines]
    queries = ["holmes said the door was open", "the the street", "watson zeppelin", "a", "zeppelin", ""]
    cases = []
    for k1, b in [(1.2, 0.75), (1.5, 0.75), (2.0, 0.0), (0.9, 1.0), (0.0, 0.5)]:
        # Named as in bm25s: Lucene's formula, without the factor k1 + 1 that orders nothing.
        model = bm25s.BM25(method="lucene", idf_method="lucene", k1=k1, b=b, dtype="float64")
        model.index(tokens, show_progress=False)
        for query in queries:
            known = [word for word in query.split() if word in model.vocab_dict]
            scores = model.get_scores(known) if known else np.zeros(len(lines))
            cases.append({"k1": k1, "b": b, "query": query, "scores": [float(score) for score in scores]})
    return {"passages": lines, "cases": cases}


def mmr():
    cases = []
    for lam, k in [(0.0, 8), (0.3, 8), (0.5, 12), (0.8, 12), (1.0, 12), (0.5, 99)]:
        vectors = rng.normal(size=(12, 6)) + 0.8
        vectors[3] = vectors[9] * 2
        query = rng.normal(size=6) + 0.8
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        query /= np.linalg.norm(query)
        chosen = maximal_marginal_relevance(query, list(vectors), lambda_mult=lam, k=k)
        cases.append({
            "lambda": lam, "k": k, "query": query.tolist(), "vectors": vectors.ravel().tolist(), "chosen": [int(i) for i in chosen],
        })  # fmt: skip
    return cases


def fusion():
    cases = []
    for sizes in [(10, 10), (5, 12), (8, 1), (6, 6, 9)]:
        rankings = [random.sample(range(15), size) for size in sizes]
        runs = [
            ranx.Run({"q": {f"d{index}": float(100 - place) for place, index in enumerate(ranking)}})
            for ranking in rankings
            if ranking
        ]
        fused = ranx.fuse(runs=runs, method="rrf", params={"k": 60}).to_dict()["q"]
        cases.append({"rankings": rankings, "scores": {name[1:]: score for name, score in fused.items()}})
    return cases


def ranking():
    cases = []
    for relevant, graded in [(1, False), (3, False), (6, True), (12, True), (2, True)]:
        for k in [1, 3, 5, 10, 20]:
            order = random.sample(range(20), 20)
            gold = {index: random.randint(1, 4) if graded else 1 for index in random.sample(range(20), relevant)}
            run = {"q": {f"d{index}": float(100 - place) for place, index in enumerate(order)}}
            qrel = {"q": {f"d{index}": gain for index, gain in gold.items()}}
            names = [f"hit_rate@{k}", f"recall@{k}", f"precision@{k}", f"mrr@{k}", f"ndcg@{k}"]
            by_ranx = ranx.evaluate(ranx.Qrels(qrel), ranx.Run(run), names)
            trec = pytrec_eval.RelevanceEvaluator(qrel, {f"ndcg_cut.{k}", f"recall.{k}", f"success.{k}", f"P.{k}"}).evaluate(run)["q"]
            truth = [[gold.get(index, 0) for index in range(20)]]
            learn = ndcg_score(truth, [[run["q"][f"d{index}"] for index in range(20)]], k=k)
            for name, other in [(f"hit_rate@{k}", f"success_{k}"), (f"recall@{k}", f"recall_{k}"), (f"precision@{k}", f"P_{k}"), (f"ndcg@{k}", f"ndcg_cut_{k}")]:
                assert math.isclose(by_ranx[name], trec[other], abs_tol=1e-9), (name, by_ranx, trec)
            assert math.isclose(learn, trec[f"ndcg_cut_{k}"], abs_tol=1e-9)
            cases.append({
                "k": k, "ranking": order, "relevant": [[index, gain] for index, gain in gold.items()],
                "measures": [float(by_ranx[name]) for name in names],
            })  # fmt: skip
    return cases


if __name__ == "__main__":
    made = {"flat": flat(), "bm25": bm25(), "mmr": mmr(), "fusion": fusion(), "ranking": ranking()}
    path = ROOT / "tests/fixtures/retrieval.json"
    path.write_text(json.dumps(made, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size, "bytes")
