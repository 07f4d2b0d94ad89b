"""Light stems: what of a word is compared as a word. The letters of a text are compared besides (features.letters).

Kazakh and Russian put their endings last and keep the stem in front: the first six letters stand for the word. On sentences whose
every ending was cut, that found as much as lists of endings did, and more than whole words (docs/methods/similar-claims.md).
"""

KEPT = {"kk": 6, "ru": 6, "en": 8}
ENDINGS = ("ing", "ed", "es", "s")
SHORTEST = 3  # letters that must stay


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word; a language that is not known here keeps eight letters. Never empty for a word."""
    if language == "en":
        word = without_ending(word)
    return word[: KEPT.get(language, 8)]


def without_ending(word: str) -> str:
    """Cut one English ending: protests, protested, protesting → protest; cities → city; making → mak, as make → mak."""
    if word.endswith("ies") and len(word) > SHORTEST + 1:
        return word[:-3] + "y"
    for ending in ENDINGS:
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > SHORTEST and word.endswith("e") else word
