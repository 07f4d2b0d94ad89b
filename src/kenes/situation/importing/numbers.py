"""Numbers as people and offices write them: 1 234,5 and 1,234.5 and −12. What can be read in two ways is said so."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")  # 1 234,5
ENGLISH = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|-?[0-9]{1,3}(?:,[0-9]{3}){2,}")  # 1,234.5 and 1,234,567
GERMAN = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")  # 1.234,5 and 1.234.567
COMMA = re.compile(r"-?[0-9]+,[0-9]+")
SIMPLE = re.compile(r"-?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")  # most numbers of a file with decimal commas: never thousands
EITHER = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1,234
KINDS = (
    ("unclear comma", re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")),
    ("unclear stop", re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")),
    ("stop", PLAIN),
    ("thousands", ENGLISH),
    ("german", GERMAN),
    ("decimal", re.compile(r"-?[0-9]{1,3}(?:[ ']?[0-9]{3})*,[0-9]+|-?[0-9]+,[0-9]+")),
)
SIGNS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "–": "-", "\u2019": "'"})
MOST = 1e15  # beyond, a floating-point number is not exact


class Unreadable(ValueError):
    """The text is no number."""


@dataclass(frozen=True)
class Style:
    """How a file writes numbers: whether a comma, and a full stop, before three digits parts thousands."""

    comma_parts_thousands: bool = False
    stop_parts_thousands: bool = False


def normal(text: str) -> str:
    return text.strip() if text.isascii() else text.translate(SIGNS).strip()


USUAL = Style()


def parse(text: str, style: Style = USUAL) -> float:
    """Return the number that a text is. Raises Unreadable for anything else, infinity and not-a-number included."""
    if PLAIN.fullmatch(text) and not style.stop_parts_thousands:
        return limited(float(text))
    if SIMPLE.fullmatch(text):
        return limited(float(text.replace(",", ".")))
    text = normal(text)
    if GROUPED.fullmatch(text):
        return limited(float(re.sub("[ ']", "", text).replace(",", ".")))
    if ENGLISH.fullmatch(text):
        return limited(float(text.replace(",", "")))
    if GERMAN.fullmatch(text):
        return limited(float(text.replace(".", "").replace(",", ".")))
    if EITHER.fullmatch(text) and (style.comma_parts_thousands if "," in text else style.stop_parts_thousands):
        return limited(float(text.replace(",", "").replace(".", "")))
    if COMMA.fullmatch(text):
        return limited(float(text.replace(",", ".")))
    if PLAIN.fullmatch(text):
        return limited(float(text))
    raise Unreadable(text)


def limited(value: float) -> float:
    if not math.isfinite(value) or abs(value) >= MOST:
        raise Unreadable(value)
    return value + 0.0  # no negative zero


def style_of(texts: Iterable[str]) -> tuple[Style, str]:
    """Return how these numbers are written, and the first text that still reads in two ways ("" where none does).

    "1,234" alone is unclear; beside "12,5" the comma is a decimal one, beside "1,234.5" it parts thousands.
    """
    seen: dict[str, str] = {}  # what was seen -> where first
    for text in texts:
        if PLAIN.fullmatch(text) and "." not in text:
            continue
        if SIMPLE.fullmatch(text):
            seen.setdefault("decimal", text)
            continue
        text = normal(text)
        for kind, pattern in KINDS:
            if pattern.fullmatch(text):
                seen.setdefault(kind, text)
                break
    comma = {"decimal"} & seen.keys() | {"thousands"} & seen.keys()
    style = Style(comma == {"thousands"}, "german" in seen)
    if "unclear comma" in seen and (len(comma) != 1 or "german" in seen) and comma != {"decimal"}:
        return style, seen["unclear comma"]
    if "unclear stop" in seen and comma == {"decimal"} and not {"stop", "german"} & seen.keys():
        return style, seen["unclear stop"]
    return style, ""
