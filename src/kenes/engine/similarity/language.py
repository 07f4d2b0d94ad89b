"""In which of the three languages a text is written."""

import re

KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)
LANGUAGES = ("kk", "ru", "en")


def detect(text: str) -> str:
    """Return "kk", "ru" or "en": what has letters of the Kazakh alphabet only is Kazakh, other Cyrillic Russian, the rest English."""
    text = text[:4_000]
    cyrillic = len(CYRILLIC.findall(text))
    if cyrillic < len(LATIN.findall(text)):
        return "en"
    return "kk" if KAZAKH.search(text) else "ru" if cyrillic else "en"
