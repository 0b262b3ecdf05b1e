#!/usr/bin/env python3
"""Makes what this project knows of Python's text: src/algorithms/python_text/table.rs and tests/fixtures/python_text.json.

The table holds the characters beyond ASCII that `\\w` of Python's `re` matches. Rust's `char::is_alphanumeric` is not the same: it takes
in vowel signs and other marks, Python does not. The fixture says the same of every assigned character, with what `str.lower` makes of
it, so that a test can compare them all.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WORD = re.compile(r"\w")
CHARACTERS = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def ranges(belongs) -> list[list[int]]:
    """First and last of each unbroken run of characters that belong."""
    runs: list[list[int]] = []
    for code in CHARACTERS:
        if belongs(chr(code)):
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    return runs


def table(runs: list[list[int]]) -> str:
    flat = [f"0x{code:x}" for run in runs for code in run]
    lines, line = [], "   "
    for number in flat:
        if len(line) + len(number) + 2 > 120:
            lines.append(line)
            line = "   "
        line += f" {number},"
    lines.append(line)
    head = (
        f"//! Made by `tests/reference/python_text.py` with Python {sys.version_info.major}.{sys.version_info.minor}, "
        f"Unicode {unicodedata.unidata_version}.\n\n"
        "/// The characters beyond ASCII that Python's `\\w` matches: first and last of each range, in order.\n"
        f"pub const WORD: [u32; {len(flat)}] = [\n"
    )
    return head + "\n".join(lines) + "\n];\n"


def main() -> None:
    beyond_ascii = [run for run in ranges(lambda c: ord(c) > 127 and WORD.match(c))]
    (ROOT / "src/algorithms/python_text/table.rs").write_text(table(beyond_ascii))
    fixture = {
        "unicode": unicodedata.unidata_version,
        "unassigned": ranges(lambda c: unicodedata.category(c) == "Cn"),
        "word": ranges(WORD.match),
        "space": ranges(lambda c: len(f"a{c}b".split()) == 2),
        "lower": {chr(code): chr(code).lower() for code in CHARACTERS if chr(code).lower() != chr(code)},
        # A capital sigma is lowered by its place in the word.
        "lower_texts": {text: text.lower() for text in ("ΣΑΣ ΟΔΟΣ", "Σ", "ΑΣ.", "ΑΣ'Α", "İIıi", "STRASSE ẞ", "ǅ Ǆ ǆ")},
    }
    path = ROOT / "tests/fixtures/python_text.json"
    path.write_text(json.dumps(fixture, ensure_ascii=True, separators=(",", ":")) + "\n")
    print(f"{len(beyond_ascii)} ranges, {path.stat().st_size} bytes of fixture")


if __name__ == "__main__":
    main()
