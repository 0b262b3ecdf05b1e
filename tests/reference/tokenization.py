#!/usr/bin/env python3
"""Makes tests/fixtures/tokenization.json: what Python, `regex` and Hugging Face's `tokenizers` say about cutting and merging text.

Needs the packages `regex` and `tokenizers`. Parts of the file:

- `words`: for each text the words and sentences of the guide's rules, by Python's own `re`.
- `split`: the pieces of GPT-2's pattern, by `regex`; the script stops if Hugging Face's ByteLevel pre-tokenizer cuts differently.
- `guide`: merges and vocabulary that the guide's way of counting leads to. Pairs are counted into a `Counter` afresh for every
  merge, and `most_common(1)` decides: among equal counts it gives the pair that was counted first.
- `hugging_face`: merges of `BpeTrainer` on bytes, and ids of texts encoded with them.
"""

import json
import re
from collections import Counter
from pathlib import Path

import regex
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[2]
NOVEL = (ROOT / "assets/text/sherlock-holmes.txt").read_text(encoding="utf-8")
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"

TEXTS = [
    "",
    " ",
    "  \n\t ",
    "Dr. Smith paid $3.14. Did he? Yes!!! \"Really?!\" he asked.",
    "don't can't we'll've it's I'M o'clock 'tis rock'n'roll 'SO",
    "snake_case __init__ camelCase x2 3rd 2nd 42nd 1,000.50 e-mail co-operate",
    "İstanbul ΑΣ ΟΔΟΣ Straße ǅ ﬁne ½ Ⅷ ² ①",
    "caf\u00e9 cafe\u0301 na\u00efve A\u030a e\u0301e\u0301",
    "我们去北京。你呢?很好!中文没有空格",
    "これはペンです。カタカナ ひらがな 漢字",
    "هذا كتاب. كيف حالك؟ العَرَبِيَّة ١٢٣",
    "שלום עולם",
    "हिन्दी भाषा में नमस्ते दुनिया",
    "ภาษาไทยไม่มีช่องว่าง",
    "안녕하세요 세계",
    "🚀 to the 🌙! 👩‍👩‍👧‍👦 🇩🇪🇫🇷 👍🏽 ❤️ © ™",
    "a\u00a0b\u3000c\u2003d\u200be\u200df\u2028g\u0085h",
    "tab\tnew\nline\r\nx  y   z    ",
    "   leading and trailing   ",
    "\u0000\u0001\u001c\u001d\u001e\u001f\u007f\u0080 ctl",
    "a\u001cb \u001c c\u001f\u001fd",
    "if (x >= 10) { return y[0] != '\\n'; } // done",
    "https://example.org/path?q=a%20b&c=d#frag user@mail.example",
    "…–—“quotes”‘x’ «guillemets» ¿qué? ¡sí!",
    "aaabdaaabac",
    "!!!???... . . . ?!?",
    "$3.14 €5 £6 10% #tag @you ^^ ~~ `code`",
    "\ufeffBOM \ufffd \ue000 \U0010fffd",
]


def guide_words(text: str) -> list[str]:
    return re.findall(r"\b\w+\b", text.lower())


def guide_sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[.!?]+", text) if part.strip()]


def gpt2_pieces(text: str) -> list[str]:
    pieces = regex.findall(GPT2, text)
    assert "".join(pieces) == text
    if text:
        byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
        spans = [span for _, span in byte_level.pre_tokenize_str(text)]
        ends, at = [], 0
        for piece in pieces:
            ends.append((at, at + len(piece)))
            at += len(piece)
        assert ends == spans, text
    return pieces


def merged(word: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """The word with every occurrence of the pair joined, from left to right."""
    out: list[str] = []
    at = 0
    while at < len(word):
        if word[at : at + 2] == pair:
            out.append(word[at] + word[at + 1])
            at += 2
        else:
            out.append(word[at])
            at += 1
    return tuple(out)


def guide_bpe(text: str, vocab_size: int) -> dict[str, object]:
    words = Counter((*word, "</w>") for word in text.split())
    vocabulary = {symbol for word in words for symbol in word}
    alphabet = len(vocabulary)
    merges = []
    for _ in range(vocab_size - alphabet):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
        if not pairs:
            break
        best = pairs.most_common(1)[0][0]
        words = Counter({merged(word, best): count for word, count in words.items()})
        merges.append(best)
        vocabulary.add("".join(best))
    return {"text": text, "vocab_size": vocab_size, "alphabet": alphabet, "merges": merges, "vocab": sorted(vocabulary)}


def hugging_face(text: str, vocab_size: int, encoded: list[str]) -> dict[str, object]:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=vocab_size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([text], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    ids = {token: id for token, id in model["vocab"].items()}
    merges = [merge if isinstance(merge, list) else merge.split(" ") for merge in model["merges"]]
    return {
        "text": text,
        "vocab_size": vocab_size,
        "merges": [[ids[left], ids[right], ids[left + right]] for left, right in merges],
        "encoded": [{"text": text, "ids": tokenizer.encode(text).ids} for text in encoded],
    }


def main() -> None:
    part = NOVEL[:20_000]
    corpora = [
        ("the quick brown fox jumps over the lazy dog\nthe dog was lazy and slept all day\nquick brown foxes are clever animals", 1000),
        ("low low low low low lower lower newest newest newest newest newest newest widest widest widest", 30),
        ("aaabdaaabac", 8),
        ("aaa aaaa aaaaa a.b a.b [x] [x] (x)* (x)* </w> </w></w> w> w>", 100),
        ("\n".join(TEXTS).replace("\\", ""), 400),
        (part, 700),
        ("", 10),
        ("one", 1),
    ]
    fixture = {
        "words": [{"text": t, "words": guide_words(t), "sentences": guide_sentences(t)} for t in TEXTS],
        "split": [{"text": t, "pieces": gpt2_pieces(t)} for t in [*TEXTS, NOVEL[5_000:8_000]]],
        "guide": [guide_bpe(text, size) for text, size in corpora],
        "hugging_face": [
            hugging_face(part, 1000, [*TEXTS, NOVEL[30_000:31_000]]),
            hugging_face("\n".join(TEXTS) * 2, 500, TEXTS),
            hugging_face("aaabdaaabac", 259, ["aaabdaaabac"]),
        ],
    }
    path = ROOT / "tests/fixtures/tokenization.json"
    path.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
