#!/usr/bin/env python3
"""Writes src/algorithms/tokenization/unicode_ranges.rs: which characters are pictographs.

As the `regex` package (PyPI) knows them. Letters and numbers are in src/algorithms/unicode: as Hugging Face's tokenizers know them.
"""

from pathlib import Path

import regex

TARGET = Path(__file__).resolve().parents[2] / "src/algorithms/tokenization/unicode_ranges.rs"
CLASSES = {
    "PICTOGRAPHS": (r"\p{Extended_Pictographic}|\p{Regional_Indicator}", "Emoji and the letters that make flags."),
}


def scalars() -> list[str]:
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def ranges(pattern: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    matches = regex.compile(pattern).match
    for character in scalars():
        if matches(character):
            code = ord(character)
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return found


def main() -> None:
    lines = [
        "//! Classes of characters as sorted ranges, both ends included. Made by `tests/reference/unicode_ranges.py`",
        f"//! from the `regex` package {regex.__version__}.",
    ]
    for name, (pattern, words) in CLASSES.items():
        found = ranges(pattern)
        lines += ["", f"/// {words}", "#[rustfmt::skip]", f"pub const {name}: [(u32, u32); {len(found)}] = ["]
        row = "   "
        for low, high in found:
            cell = f" ({low:#x}, {high:#x}),"
            if len(row) + len(cell) > 120:
                lines.append(row)
                row = "   "
            row += cell
        lines += [row, "];"]
    TARGET.write_text("\n".join(lines) + "\n")
    print(f"{TARGET.name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
