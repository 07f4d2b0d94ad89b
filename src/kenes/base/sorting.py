"""Alphabetical order for Kazakh, Russian and English, the same on both databases and without ICU.

Kazakh has 42 letters; where Unicode puts its nine own letters after я, here each stands in its place (ә after а, і after ы).
Russian lacks those letters and keeps its order. Latin comes before Cyrillic, digits before letters and by their value.
"""

import re
import unicodedata

KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
PLACE = {letter: chr(0x0430 + index) for index, letter in enumerate(KAZAKH)}
NUMBERS = re.compile(r"(\d+)")

Key = tuple[tuple[int, int, str], ...]


def sort_key(text: str) -> Key:
    """Return what `text` is compared by: no case, no accents outside the alphabet, numbers by their value."""
    parts = NUMBERS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, letters(part)) for part in parts if part)


def letters(part: str) -> str:
    return "".join(PLACE.get(letter) or base(letter) for letter in part if letter not in "«»\"'“”’\u00ad")


def base(letter: str) -> str:
    """Return a letter without its accent."""
    return unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter
