#!/usr/bin/env python3
"""Makes the text the LSTM lesson trains on by default.

    corpus.py SOURCE > assets/text/sherlock-holmes.txt

SOURCE is a plain-text edition of "The Adventures of Sherlock Holmes" (hard line breaks, straight quotes), or several of
them in a row, as it comes in Debian's package `rust-web-src`; `.gz` is read as it is. See assets/text/README.md.

Every step serves the model or the lesson: a small alphabet (each distinct character is one row of the first weight
matrix), no line breaks that mean nothing, and quotation marks that tell opening from closing, so that "inside quotes" is
a fact about the text that a neuron can be measured against.
"""

import gzip
import re
import sys
from pathlib import Path

FIRST = "ADVENTURE I. A SCANDAL IN BOHEMIA"
"""The heading the text starts at."""
LAST = "IX. THE ADVENTURE OF THE ENGINEER'S THUMB"
"""The heading the text stops before: eight stories are plenty for a model this small."""

REPAIRS = (
    # Quotes inside quotes, and a signature that opens a second time: with these gone the marks alternate everywhere.
    ('copy out the "Encyclopaedia Britannica."', "copy out the Encyclopaedia Britannica."),
    ('a cry of "Cooee!"', "a cry of Cooee!"),
    ('yours, "IRENE', "yours, IRENE"),
)
PLAIN = str.maketrans("àâèéêîôùûüç", "aaeeeiouuuc")
MAX_ALPHABET = 80

OPENING, CLOSING = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
DASH = "\N{EM DASH}"


def cut(text: str) -> str:
    """The eight stories, without the front and back matter of the edition."""
    start = text.index(FIRST)
    return text[start : text.index(LAST, start)]


def unwrap(text: str) -> list[str]:
    """Paragraphs as single lines. Bare part numbers ("II.") are dropped; only one of the stories has them."""
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text)]
    return [p for p in paragraphs if p and not re.fullmatch(r"[IVX]+\.", p)]


def simplify(paragraph: str) -> str:
    """Characters that occur a handful of times become plain ones."""
    for wrong, right in REPAIRS:
        paragraph = paragraph.replace(wrong, right)
    paragraph = paragraph.translate(PLAIN).replace("&", "and").replace("4 1/2", "four and a half")
    paragraph = re.sub(r"^ADVENTURE (?=[IVX]+\. )", "", paragraph)
    return re.sub(r" *-{2,} *", DASH, paragraph)


def curl(paragraphs: list[str]) -> list[str]:
    """Tells opening from closing quotes: within a paragraph they alternate, and the first one opens.

    A speech of several paragraphs opens each of them and closes only the last. Stops where the spacing around a mark, or
    the paragraph after an open one, says otherwise: a wrong mark would be a wrong answer to "is this inside quotes?".
    """
    result = []
    speaking = False
    for paragraph in paragraphs:
        if speaking and not paragraph.startswith('"'):
            sys.exit(f"this speech does not end: {result[-1][-80:]}")
        line, *pieces = paragraph.split('"')
        speaking = False
        for piece in pieces:
            speaking = not speaking
            follows_word = bool(line) and not line[-1].isspace() and line[-1] not in DASH + "('"
            before_word = bool(piece) and not piece[0].isspace() and piece[0] not in DASH + ".,;?!)'"
            if (follows_word or not piece) if speaking else before_word:
                sys.exit(f"which way is this quote: {line[-40:]}[]{piece[:40]}")
            line += (OPENING if speaking else CLOSING) + piece
        result.append(line)
    return result


def main() -> None:
    source = Path(sys.argv[1])
    data = gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes()
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    result = "\n".join(curl([simplify(paragraph) for paragraph in unwrap(cut(text))])) + "\n"
    alphabet = "".join(sorted(set(result)))
    print(f"{len(result)} characters, {len(result.encode())} bytes, {len(alphabet)} distinct: {alphabet!r}", file=sys.stderr)
    if len(alphabet) > MAX_ALPHABET or "Gutenberg" in result:
        sys.exit("the source is not the edition this was written for")
    sys.stdout.buffer.write(result.encode())


if __name__ == "__main__":
    main()
