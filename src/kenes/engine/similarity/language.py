"""In which of the three languages a text is written."""

import json
import re
from functools import cache

from kenes.engine.similarity.background import HERE

KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
BARE = re.compile("[а-яё]+")
LATIN = re.compile("[a-z]", re.IGNORECASE)
RUNS = (1, 2, 3)
LONGEST = 4_000


def detect(text: str) -> str:
    """Return "kk", "ru" or "en".

    More Latin letters than Cyrillic, or no letter at all: English. A letter that only the Kazakh alphabet has: Kazakh. Other Cyrillic is
    what its runs of letters, and so many words without such a letter, are likelier in (naive Bayes).
    """
    text = text[:LONGEST].casefold()
    cyrillic = len(CYRILLIC.findall(text))
    if not cyrillic or cyrillic < len(LATIN.findall(text)):
        return "en"
    if KAZAKH.search(text):
        return "kk"
    known = weights()
    words = bare_words(text)
    return "kk" if known[""] * len(words) + sum(known.get(run, 0.0) for run in runs(words)) > 0 else "ru"


def bare_words(text: str) -> list[str]:
    """Return the words, or parts of words, in letters that both alphabets have."""
    return BARE.findall(text)


def runs(words: list[str]) -> list[str]:
    """Return all runs of one to three letters of words, with the space on either side."""
    line = f" {' '.join(words)} "
    return [line[at : at + length] for length in RUNS for at in range(len(line) - length + 1)]


@cache
def weights() -> dict[str, float]:
    """Return by run of letters how much more common it is in Kazakh words without a letter of their own than in Russian words (ln),
    and under "" how much rarer such words are (ln)."""
    return {run: float(weight) for run, weight in json.loads((HERE / "background.json").read_text())["kazakh"].items()}
