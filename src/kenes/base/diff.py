"""What changed between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

# Above this many pairs of equal words the comparison gets coarser: a page must not hang on a text made to be slow.
MOST_PAIRS = 500_000
GRAINS = (re.compile(r"\s*\w+|\s*[^\w\s]|\s+"), re.compile(r"[^\n]*\n|[^\n]+"), re.compile(r".+", re.DOTALL))


class Piece(NamedTuple):
    """A run of text that stayed, came in or went out."""

    kind: Literal["same", "in", "out"]
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces in reading order: "same" and "out" together give `before`, "same" and "in" give `after`.

    Compares words and marks; lines, or the whole, where the words repeat so much that comparing them would take too long.
    """
    old, new = cut(before, after)
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            add(pieces, "same", old[a:b])
        else:
            add(pieces, "out", old[a:b])
            add(pieces, "in", new[c:d])
    return pieces


def cut(before: str, after: str) -> tuple[list[str], list[str]]:
    for grain in GRAINS:
        old, new = grain.findall(before), grain.findall(after)
        counts = Counter(new)
        if sum(counts[part] for part in old) <= MOST_PAIRS:
            break
    return old, new


def add(pieces: list[Piece], kind: Literal["same", "in", "out"], words: Sequence[str]) -> None:
    if words:
        pieces.append(Piece(kind, "".join(words)))
