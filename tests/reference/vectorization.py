#!/usr/bin/env python3
"""Makes tests/fixtures/vectorization.json: what scikit-learn makes of a few sets of documents, option by option.

Needs scikit-learn (`pip install scikit-learn`; made with 1.9.1). Stop words are this project's own, read from
src/algorithms/vectorization/stop_words.rs, so that both sides leave out the same.
"""

import json
import random
import re
from pathlib import Path

import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity

ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 1972  # Spärck Jones, "A statistical interpretation of term specificity"

MIXED = [
    "The film was good, and the ending was good too.",
    "An EXCELLENT movie: don't miss it!",
    "Dog bites man. Man bites dog.",
    "I a b c 1 2 3",
    "",
    "42 is 42, 3.14 is not 3; snake_case_is_one __word__",
    "ΟΔΟΣ οδος ΣΑΣ İstanbul ıstanbul STRASSE straße ẞ",
    "naïve café — cafe\u0301 ﬁne ﬁ ǅ Ⅷ ⅷ ² ①②",
    "東京都に住む 。 我们 喜欢 北京",
    "हिन्दी भाषा में लिखा है",
    "العربية جميلة 123 ١٢٣ والعَرَبِيَّة",
    "שלום עולם שָׁלוֹם",
    "emoji 🦊🦊 foxes👍🏽 e\u200dmoji A\u00adB zero\u200bwidth\ufeffbom",
    "the the The THE tHe of Of",
    "tab\tline\u2028sep\u0085nel\u001cfs words",
]


def zipf(documents: int, vocabulary: int, length: int) -> list[str]:
    """Documents of made-up words, the k-th about 1/k as frequent as the first; some documents are empty."""
    words = ["".join(random.choice("aeioutnsrl") for _ in range(random.randint(1, 6))) for _ in range(vocabulary)]
    weights = [1 / (k + 1) for k in range(vocabulary)]
    return [" ".join(random.choices(words, weights, k=random.randint(0, length))) for _ in range(documents)]


def novel() -> list[str]:
    text = (ROOT / "assets/text/sherlock-holmes.txt").read_text()
    return [line for line in text.splitlines() if len(line) > 60][:40]


def stop_words() -> list[str]:
    source = (ROOT / "src/algorithms/vectorization/stop_words.rs").read_text()
    return re.findall(r'"([a-z]+)"', source.split("= &[")[1].split("];")[0])


STOP = stop_words()
COUNTING = [
    {},
    {"lowercase": False},
    {"ngram_range": [1, 2]},
    {"ngram_range": [2, 3]},
    {"stop_words": STOP},
    {"stop_words": STOP, "ngram_range": [1, 3]},
    {"stop_words": STOP, "lowercase": False},
    {"min_df": 2},
    {"min_df": 0.1},
    {"max_df": 3},
    {"max_df": 0.5},
    {"min_df": 2, "max_df": 0.7, "ngram_range": [1, 2]},
    {"binary": True},
]
WEIGHTING = [
    {},
    {"norm": "l1"},
    {"norm": None},
    {"use_idf": False},
    {"use_idf": False, "norm": None},
    {"smooth_idf": False},
    {"sublinear_tf": True},
    {"sublinear_tf": True, "norm": None, "smooth_idf": False},
    {"binary": True, "norm": "l1"},
]
QUERIES = ["good film", "the dog and the dog", "Words nobody wrote", "said holmes to watson the the", "42 oslo 東京都に住む tan"]


def largest_untied_limits(documents: list[str]) -> list[int]:
    """Values of `max_features` that cut between different counts: scikit-learn does not say which of equal ones it keeps."""
    totals = sorted(CountVectorizer().fit_transform(documents).sum(axis=0).A1, reverse=True)
    cuts = [k for k in range(1, len(totals)) if totals[k - 1] > totals[k]]
    return cuts[-2:]


def sparse(matrix, exact: bool) -> list[list[list]]:
    """Each row as its columns and their values."""
    rows = []
    for k in range(matrix.shape[0]):
        row = matrix[[k]].tocsr()
        row.sort_indices()
        rows.append([row.indices.tolist(), [int(v) if exact else float(v) for v in row.data]])
    return rows


def case(corpus: str, documents: list[str], options: dict) -> dict:
    known = {key: tuple(v) if key == "ngram_range" else v for key, v in options.items()}
    vectorizer = TfidfVectorizer(**known)
    weights = vectorizer.fit_transform(documents)
    counting = {key: known[key] for key in known if key not in ("norm", "use_idf", "smooth_idf", "sublinear_tf")}
    counter = CountVectorizer(**counting)
    counts = counter.fit_transform(documents)
    terms = counter.get_feature_names_out().tolist()
    assert terms == vectorizer.get_feature_names_out().tolist()
    queries = []
    for query in QUERIES:
        by_weight, by_count = cosine_similarity(vectorizer.transform([query]), weights), counter.transform([query])
        queries.append({"tfidf": by_weight[0].tolist(), "counts": cosine_similarity(by_count, counts)[0].tolist()})
    return {
        "corpus": corpus,
        "options": {key: "own" if key == "stop_words" else value for key, value in options.items()},
        "terms": terms,
        "df": (counts > 0).sum(axis=0).A1.tolist(),
        "idf": vectorizer.idf_.tolist() if known.get("use_idf", True) else None,
        "counts": sparse(counts, exact=True),
        "weights": sparse(weights, exact=False),
        # What the guide's function finds: lower-cased, cut at white space, a 1 for each word that is a term.
        "one_hot": [sorted(terms.index(w) for w in set(d.lower().split()) if w in counter.vocabulary_) for d in documents],
        "queries": queries,
    }


REFUSED = [
    ([], {}),
    (["", " "], {}),
    (["a b", "c!"], {}),
    (["The of", "and"], {"stop_words": STOP}),
    (["one word"], {"ngram_range": [3, 3]}),
    (["ab cd", "ab", "ef", "gh"], {"min_df": 3, "max_df": 0.5}),
    (["ab cd", "ef"], {"min_df": 2}),
    (["ab cd", "ab cd"], {"max_df": 1}),
    (["ab"], {"ngram_range": [2, 1]}),
]


def refusal(documents: list[str], options: dict) -> dict:
    known = {key: tuple(v) if key == "ngram_range" else v for key, v in options.items()}
    try:
        CountVectorizer(**known).fit(documents)
    except ValueError as error:
        named = {key: "own" if key == "stop_words" else value for key, value in options.items()}
        return {"documents": documents, "options": named, "error": str(error)}
    raise AssertionError(f"{documents} are taken")


def main() -> None:
    random.seed(SEED)
    corpora = {"mixed": MIXED, "zipf": zipf(40, 120, 30), "novel": novel()}
    cases = []
    for name, documents in corpora.items():
        limits = [{"max_features": k} for k in largest_untied_limits(documents)]
        # The novel is long: defaults and the options that read it differently are enough.
        counting = COUNTING if name != "novel" else [{}, {"stop_words": STOP, "ngram_range": [1, 2], "min_df": 2}]
        weighting = WEIGHTING[1:] if name == "zipf" else []
        for options in counting + limits + weighting:
            cases.append(case(name, documents, options))
    fixture = {"scikit_learn": sklearn.__version__, "corpora": corpora, "queries": QUERIES, "cases": cases}
    fixture["refused"] = [refusal(*each) for each in REFUSED]
    path = ROOT / "tests/fixtures/vectorization.json"
    path.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{len(cases)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
