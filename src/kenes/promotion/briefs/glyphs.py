"""Which characters the fonts of the PDF can show. What they cannot becomes a visible mark, and the sender is told.

coverage.txt holds the ranges; a test sets every character of it in a PDF/A, which refuses a missing glyph.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

MARK = "▯"
ZERO_WIDTH = {0x200C, 0x200D, 0xFE0E, 0xFE0F}  # joiners and variation selectors: they have no form of their own
# What XML 1.0 cannot hold, and with it a DOCX.
NOT_IN_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@cache
def covered() -> frozenset[int]:
    """Return the code points that the fonts show in regular and bold."""
    lines = Path(__file__).with_name("coverage.txt").read_text().splitlines()
    ranges = [part.partition("-") for line in lines if not line.startswith("#") for part in line.split()]
    return frozenset(code for low, _, high in ranges for code in range(int(low, 16), int(high or low, 16) + 1))


def printable(text: str) -> str:
    """Return `text` as the PDF can show it: unknown characters as a mark, tabs as spaces, line breaks kept."""
    shows = covered()
    out = []
    for character in unicodedata.normalize("NFC", text):
        code = ord(character)
        if code in shows or character == "\n":
            out.append(character)
        elif unicodedata.category(character) in ("Zs", "Zl", "Zp") or character == "\t":
            out.append(" ")
        elif code not in ZERO_WIDTH:
            out.append(MARK)
    return "".join(out)


def missing(text: str) -> set[str]:
    """Return the characters of `text` that the PDF shows as a mark."""
    shows = covered()
    spaces = ("Zs", "Zl", "Zp")
    return {
        character
        for character in unicodedata.normalize("NFC", text)
        if ord(character) not in shows
        and ord(character) not in ZERO_WIDTH
        and character not in "\n\t"
        and unicodedata.category(character) not in spaces
    }


def for_xml(text: str) -> str:
    """Return `text` as a DOCX can hold it."""
    return NOT_IN_XML.sub(MARK, text)


def deep(value: Any, change: Any) -> Any:
    """Return a brief's dict with `change` made to every string in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: deep(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [deep(item, change) for item in value]
    return value


def strings(value: Any) -> list[str]:
    """Return every string in a brief's dict."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in strings(part)]


def missing_in(content: Any) -> str:
    """Return the characters of a brief's dict that the PDF shows as a mark, sorted, each once."""
    return "".join(sorted({character for text in strings(content) for character in missing(text)}))
