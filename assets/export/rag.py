#!/usr/bin/env python3
"""Your retrieval pipeline from Glassbox, in Python: the same chunks, embedded, searched and put into the same prompt.

Put this file beside the `rag.json` you downloaded with it: your chunks, as Glassbox cut them, and your settings.

    pip install sentence-transformers faiss-cpu
    python3 rag.py                                     asks the question that the page was asked
    python3 rag.py --question "Who holds the key?"     asks another one
    python3 rag.py --model ./all-MiniLM-L6-v2          with the model from a folder instead of the Hugging Face hub
    python3 rag.py --json                              places, scores and the prompt as JSON

The page's model is the same one at 8 or 16 bits; cosines differ from these in the third or fourth digit, so two chunks that
are nearly equally near may change places.
"""

import argparse
import json
import math
import re
from collections import Counter
from pathlib import Path

import faiss
import numpy as np
from sentence_transformers import SentenceTransformer

# A word by Unicode's rules (UAX #29), as far as a regular expression goes: Chinese and Japanese need a real segmenter.
WORD = re.compile(r"(?:[^\W_]|_)+(?:(?:(?<=[^\W\d_])['’.:·](?=[^\W\d_])|(?<=\d)['’.,;](?=\d))\w+)*")


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text) if any(c.isalnum() for c in word)]


class Bm25:
    """Okapi BM25 as Lucene computes it since version 8. (`rank_bm25`'s BM25Okapi has another idf.)"""

    def __init__(self, passages: list[str], k1: float, b: float) -> None:
        self.counts = [Counter(words(passage)) for passage in passages]
        self.lengths = [sum(counts.values()) for counts in self.counts]
        self.average = sum(self.lengths) / max(len(passages), 1)
        self.frequency = Counter(word for counts in self.counts for word in counts)
        self.k1, self.b = k1, b

    def scores(self, question: str) -> np.ndarray:
        """[passages]"""
        scores = np.zeros(len(self.counts))
        for word, times in Counter(words(question)).items():
            df = self.frequency[word]
            idf = math.log(1 + (len(self.counts) - df + 0.5) / (df + 0.5))
            for at, counts in enumerate(self.counts):
                if tf := counts[word]:
                    norm = self.k1 * (1 - self.b + self.b * self.lengths[at] / self.average)
                    scores[at] += times * idf * tf / (tf + norm)
        return scores.astype(np.float32)


class Pipeline:
    def __init__(self, saved: dict, model: str) -> None:
        self.saved = saved
        self.encoder = SentenceTransformer(model, device="cpu")
        self.encoder.max_seq_length = 256
        texts = [chunk["text"] for chunk in saved["chunks"]]
        self.searched = [at for at, chunk in enumerate(saved["chunks"]) if chunk["searched"]]
        self.vectors = self.embed(texts)  # [chunks, 384], of length 1
        self.index = faiss.IndexFlatIP(self.vectors.shape[1])
        self.index.add(self.vectors)
        self.bm25 = Bm25(texts, saved["k1"], saved["b"])

    def embed(self, texts: list[str]) -> np.ndarray:
        vectors = self.encoder.encode(texts, batch_size=16, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)

    def find(self, question: str) -> list[dict]:
        """What goes into the prompt, the best first."""
        saved = self.saved
        pool = max(saved["pool"], saved["k"])
        query = self.embed([question])
        scores, places = self.index.search(query, self.index.ntotal)
        cosines = np.zeros(self.index.ntotal, dtype=np.float32)
        cosines[places[0]] = scores[0]
        dense = ordered(cosines, self.searched)[:pool]
        by_words = self.bm25.scores(question)
        sparse = [at for at in ordered(by_words, self.searched) if by_words[at] > 0][:pool]

        if saved["search"] == "dense":
            hits = [(at, float(cosines[at])) for at in dense]
        elif saved["search"] == "bm25":
            hits = [(at, float(by_words[at])) for at in sparse]
        else:
            hits = fused([dense, sparse], saved["rrf"])
        hits = [(at, score) for at, score in hits if cosines[at] >= np.float32(saved["threshold"])]
        if saved["mmr"] is not None:
            hits = self.diverse(hits, cosines, np.float32(saved["mmr"]))
        return [{"chunk": at, "score": score, "cosine": float(cosines[at])} for at, score in hits[: saved["k"]]]

    def diverse(self, hits: list[tuple[int, float]], cosines: np.ndarray, weight: np.float32) -> list[tuple[int, float]]:
        """Maximal marginal relevance: each time the chunk that is nearest to the question and unlike those before."""
        left, chosen = list(hits), []
        while left:
            def worth(hit: tuple[int, float]) -> float:
                if not chosen:
                    return cosines[hit[0]]
                like = max(self.vectors[hit[0]] @ self.vectors[other] for other, _ in chosen)
                return weight * cosines[hit[0]] - (1 - weight) * like

            best = max(left, key=worth)  # of equal ones the first
            chosen.append(best)
            left.remove(best)
        return chosen

    def prompt(self, question: str, hits: list[dict]) -> str:
        """All that was found; the page also cuts what is over its budget of tokens."""
        context = "\n".join(self.saved["chunks"][hit["chunk"]]["text"] for hit in hits)
        fill = {"{context}": context, "{question}": question}
        return re.sub(r"\{context\}|\{question\}", lambda place: fill[place[0]], self.saved["template"])


def ordered(scores: np.ndarray, among: list[int]) -> list[int]:
    """The best first; of equal ones the lower index first, which FAISS leaves open."""
    return sorted(among, key=lambda at: (-scores[at], at))


def fused(rankings: list[list[int]], k: int) -> list[tuple[int, float]]:
    """Reciprocal rank fusion."""
    sums: dict[int, float] = {}
    for ranking in rankings:
        for rank, at in enumerate(ranking, 1):
            sums[at] = sums.get(at, 0.0) + 1 / (k + rank)
    return sorted(sums.items(), key=lambda hit: (-hit[1], hit[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pipeline", type=Path, default=Path(__file__).with_name("rag.json"))
    parser.add_argument("--model", help="a folder or a name on the Hugging Face hub")
    parser.add_argument("--question", action="append", help="may be given several times")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    saved = json.loads(arguments.pipeline.read_text(encoding="utf-8"))
    pipeline = Pipeline(saved, arguments.model or saved["model"])
    answers = []
    for question in arguments.question or [saved["question"]]:
        hits = pipeline.find(question)
        answers.append({"question": question, "hits": hits, "prompt": pipeline.prompt(question, hits)})
    if arguments.json:
        print(json.dumps(answers))
        return
    for answer in answers:
        print(f"\n{answer['question']}")
        for place, hit in enumerate(answer["hits"], 1):
            chunk = saved["chunks"][hit["chunk"]]
            print(f"{place}. {chunk['document']}, chunk {hit['chunk'] + 1}: score {hit['score']:.4f}, cosine {hit['cosine']:.4f}")
        print(f"\n{answer['prompt']}" if answer["hits"] else "Not in your documents.")


if __name__ == "__main__":
    main()
