"""In which of the three languages a text is written."""

import json
import re
from functools import cache

from kenes.engine.similarity.background import HERE

KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
RUNS = (1, 2, 3)
LONGEST = 4_000


def detect(text: str) -> str:
    """Return "kk", "ru" or "en": more Latin letters than Cyrillic are English; letters of the Kazakh alphabet only, Kazakh; other
    Cyrillic is what its runs of letters are more common in (naive Bayes); without any letter, English."""
    text = text[:LONGEST].casefold()
    cyrillic = len(CYRILLIC.findall(text))
    if not cyrillic or cyrillic < len(LATIN.findall(text)):
        return "en"
    if KAZAKH.search(text):
        return "kk"
    known = weights()
    return "kk" if sum(known.get(run, 0) for run in runs(text)) > 0 else "ru"


def runs(text: str) -> list[str]:
    """Return all runs of one to three letters of Cyrillic words, with the space on either side."""
    words = f" {' '.join(re.findall('[а-яё]+', text))} "
    return [words[at : at + length] for length in RUNS for at in range(len(words) - length + 1)]


@cache
def weights() -> dict[str, float]:
    """Return by run of letters how much more common it is in Kazakh words without letters of their own than in Russian ones (ln)."""
    return {run: float(weight) for run, weight in json.loads((HERE / "background.json").read_text())["kazakh"].items()}
