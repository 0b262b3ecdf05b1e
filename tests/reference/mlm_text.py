"""The text of the masked language model: WordNet's definitions and examples and a novel, cut into WordPieces.

Lines are of three kinds: `gloss` ("lemma: definition."), `example` (WordNet's example sentences) and some sentences of the novel. One synset
in fifty is held out, by a hash, so that a resumed run holds out the same ones; of the novel nothing is.
"""

import re
import unicodedata
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("gloss", "example")
HELD_OUT = 50
MOST = 96
"""Tokens of a line, with `[CLS]` and `[SEP]`; the few longer ones are left out."""


class WordPiece:
    """BERT's uncased tokenizer (BasicTokenizer and WordpieceTokenizer of google-research/bert), for text in Latin script."""

    def __init__(self, vocabulary: list[str]) -> None:
        self.ids = {piece: index for index, piece in enumerate(vocabulary)}
        self.unknown, self.cls, self.sep, self.mask = (self.ids[f"[{name}]"] for name in ("UNK", "CLS", "SEP", "MASK"))
        self.words: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """Pieces without `[CLS]` and `[SEP]`; a `[MASK]` in the text is one."""
        found = []
        for part in re.split(r"(\[MASK\])", text):
            found += [self.mask] if part == "[MASK]" else [piece for word in split(part) for piece in self.word(word)]
        return found

    def word(self, word: str) -> list[int]:
        if word not in self.words:
            self.words[word] = self.pieces(word)
        return self.words[word]

    def pieces(self, word: str) -> list[int]:
        found, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if prefix + word[start:end] in self.ids)
            end = next(ends, None)
            if end is None or len(word) > 100:
                return [self.unknown]
            found.append(self.ids[prefix + word[start:end]])
            start = end
        return found


def split(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
    apart = "".join(f" {c} " if is_punctuation(c) else c for c in plain)
    return apart.split()


def is_punctuation(c: str) -> bool:
    return 33 <= ord(c) <= 47 or 58 <= ord(c) <= 64 or 91 <= ord(c) <= 96 or 123 <= ord(c) <= 126 or unicodedata.category(c)[0] == "P"


@dataclass
class Synset:
    lemmas: list[str]
    gloss: str
    examples: list[str]
    held_out: bool


@dataclass
class Corpus:
    """Lines of pieces, without `[CLS]` and `[SEP]`."""

    synsets: list[Synset] = field(default_factory=list)
    novel: list[str] = field(default_factory=list)

    def held_out(self) -> list[tuple[str, str]]:
        """Kind and text, each definition under its first lemma."""
        found = []
        for synset in self.synsets:
            if synset.held_out:
                found.append(("gloss", definition(synset.lemmas[0], synset.gloss)))
                found += [("example", example) for example in synset.examples]
        return found


def is_held_out(name: str) -> bool:
    return zlib.crc32(name.encode()) % HELD_OUT == 0


def definition(lemma: str, gloss: str) -> str:
    return f"{lemma}: {sentence(gloss)}"


def sentence(text: str) -> str:
    text = text.strip(" ;,")
    return text if text.endswith((".", "!", "?")) else f"{text}."


def wordnet(folder: Path) -> list[Synset]:
    """WordNet's data files: fields, the number of lemmas in hexadecimal, `|`, a definition and examples in quotation marks."""
    synsets = []
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            head, _, gloss = line.partition(" | ")
            fields = head.split(" ")
            lemmas = [re.sub(r"\([a-z]+\)$", "", word).replace("_", " ") for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]
            examples = [sentence(found) for found in re.findall(r'"([^"]+)"', gloss)]
            # What follows the first example is other examples and who said them.
            meaning = gloss.split('"')[0].strip(" ;:,-")
            if meaning:
                synsets.append(Synset(lemmas, meaning, examples, is_held_out(part + fields[0])))
    kept = {example for synset in synsets if synset.held_out for example in synset.examples}
    for synset in synsets:
        if not synset.held_out:
            synset.examples = [example for example in synset.examples if example not in kept]
    return synsets


def novel(path: Path) -> list[str]:
    """Runs of whole sentences of some 40 words."""
    found: list[str] = []
    run: list[str] = []
    for said in re.split(r"(?<=[.!?])[\"”’]*\s+", " ".join(path.read_text(encoding="utf-8").split())):
        if run and sum(len(part.split()) for part in [*run, said]) > 40:
            found.append(" ".join(run))
            run = []
        run.append(said)
    return [*found, " ".join(run)]


def epoch(corpus: Corpus, tokenizer: WordPiece, random) -> list[tuple[list[int], list[int]]]:
    """Ids and token types of every line for one pass, in no order. A definition comes under any of its lemmas, and in one case of five
    together with an example as a pair."""
    lines = []
    for synset in corpus.synsets:
        if synset.held_out:
            continue
        first = definition(random.choice(synset.lemmas), synset.gloss)
        examples = list(synset.examples)
        pair = random.choice(examples) if examples and random.random() < 0.2 else None
        if pair is not None:
            examples.remove(pair)
            swap = random.random() < 0.5
            lines.append((pair, first) if swap else (first, pair))
        else:
            lines.append((first,))
        lines += [(example,) for example in examples]
    lines += [(text,) for text in corpus.novel]
    return [row for line in lines if (row := encoded(line, tokenizer)) is not None]


def encoded(texts, tokenizer: WordPiece) -> tuple[list[int], list[int]] | None:
    ids, types = [tokenizer.cls], [0]
    for kind, text in enumerate(texts):
        pieces = [*tokenizer.encode(text), tokenizer.sep]
        ids += pieces
        types += [kind] * len(pieces)
    return (ids, types) if 4 < len(ids) <= MOST else None


def counts(rows) -> Counter:
    return Counter(piece for ids, _ in rows for piece in ids[1:-1])
