"""Stems of Kazakh, Russian and English words, so that search finds a word in any of its forms (docs/methods/word-forms.md).

Kazakh: own code. Endings stand in a fixed order and obey the last vowel of what they follow (front or back) and its last sound;
an ending is taken off only where both allow it, again and again, so that all forms of a word come down to the same beginning.
Russian and English: Snowball; for Russian, vowels that come and go (рынок, рынка) are dropped.

A stem is marked with its language, so that only words stemmed alike are compared: "kk:мектеп", "ru:школ", "en:school".
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from kenes.base.text import fold

WORD = re.compile(r"[^\W\d_]+")
KAZAKH_LETTERS = frozenset("әғқңөұүһі")
CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]")
LONGEST = 60  # letters: beyond that nobody wrote a word

FRONT, BACK = frozenset("әеөүіэё"), frozenset("аоұыя")
VOWELS = FRONT | BACK | frozenset("уию")
VOICELESS = frozenset("пткқсшщчцхфһбвгд")  # loanwords in б, в, г, д take the endings of п, ф, к, т
NASAL, HIGH = frozenset("мнң"), frozenset("ыі")
OPEN = FRONT | BACK | frozenset("и")  # vowels after which endings begin with н, с; у counts as a consonant
VOICED = frozenset("лрйузжмнңю")

# Ending -> what it may follow. Endings of one kind differ only in their first sound and their vowel.
ENDINGS: dict[str, frozenset[str]] = {
    # cases
    **dict.fromkeys(("ның", "нің"), OPEN | NASAL),
    **dict.fromkeys(("дың", "дің"), VOICED),
    **dict.fromkeys(("тың", "тің"), VOICELESS),
    **dict.fromkeys(("ны", "ні"), OPEN),
    **dict.fromkeys(("ды", "ді"), VOICED),
    **dict.fromkeys(("ты", "ті"), VOICELESS),
    **dict.fromkeys(("ға", "ге"), OPEN | VOICED),
    **dict.fromkeys(("қа", "ке"), VOICELESS),
    **dict.fromkeys(("да", "де"), OPEN | VOICED),
    **dict.fromkeys(("та", "те"), VOICELESS),
    **dict.fromkeys(("дан", "ден"), OPEN | VOICED),
    **dict.fromkeys(("тан", "тен"), VOICELESS),
    **dict.fromkeys(("нан", "нен"), HIGH | NASAL),
    "мен": OPEN | VOICED,
    "бен": frozenset("зж"),
    "пен": VOICELESS,
    # cases after "his, her, its"
    **dict.fromkeys(("на", "не", "нда", "нде", "ндағы", "ндегі"), HIGH),
    "н": OPEN,  # after other vowels it belongs to the word: off it comes all the same, for саны may be са-ны or сан-ы
    "с": OPEN,  # likewise: жұмысы may be жұмы-сы or жұмыс-ы
    # what is somewhere
    **dict.fromkeys(("дағы", "дегі"), OPEN | VOICED),
    **dict.fromkeys(("тағы", "тегі"), VOICELESS),
    # whose
    **dict.fromkeys(("сы", "сі"), OPEN),
    **dict.fromkeys(("ы", "і"), VOICED | VOICELESS | frozenset("ғ")),
    **dict.fromkeys(("мыз", "міз"), OPEN),
    **dict.fromkeys(("ымыз", "іміз"), VOICED | VOICELESS | frozenset("ғ")),
    # many
    **dict.fromkeys(("лар", "лер"), OPEN | frozenset("рйуюь")),
    **dict.fromkeys(("дар", "дер"), NASAL | frozenset("лзжь")),
    **dict.fromkeys(("тар", "тер"), VOICELESS | frozenset("ь")),
}
LONGEST_FIRST = sorted(ENDINGS, key=lambda ending: (-len(ending), ending))
NEUTRAL = frozenset({"мен", "бен", "пен", "н", "с"})  # one form after front and back vowels alike
# Words whose end looks like an ending, and without it they would be quite another word: сауда trade, сау healthy.
WHOLE = frozenset(WORD.findall("алтын аудан қазына қатты қысқа майда мақта орда отын пайда сауда тегін"))
SOFTENED = {"б": "п", "ғ": "қ", "г": "к"}  # мектеп, мектебі
HARD = "[^аәеэиіоөуұүыёюя]"
FLEETING_KK = re.compile(rf"(?<=[аәеэиіоөуұүыёюя])({HARD}+)[ыі]({HARD})$")
FLEETING_RU = re.compile(r"(?<=[аеиоуыэюя])([^аеиоуыэюя]*[^аеиоуыэюяйь])[ое]([кцлнр])$")


def kazakh(word: str) -> str:
    """Return the stem of a Kazakh word."""
    while word not in WHOLE and (shorter := without_ending(word)):
        word = shorter
    word = word[:-1] + SOFTENED.get(word[-1], word[-1])
    return FLEETING_KK.sub(r"\1\2", word)  # халық, халқы


def without_ending(word: str) -> str:
    """Return a word without an ending that its sounds allow, "" where there is none: the longest, but first what leaves a whole word."""
    possible = [word[: -len(ending)] for ending in LONGEST_FIRST if word.endswith(ending) and follows(word[: -len(ending)], ending)]
    return next((rest for rest in possible if rest in WHOLE), possible[0] if possible else "")


def follows(rest: str, ending: str) -> bool:
    """Return whether an ending may follow this beginning of a word."""
    return len(rest) >= 2 and rest[-1] in ENDINGS[ending] and agrees(rest, ending)


def agrees(rest: str, ending: str) -> bool:
    """Return whether an ending's vowels are of the kind that what stands before it asks for; rest without a vowel is no word."""
    last = next((letter for letter in reversed(rest) if letter in VOWELS), "")
    if not last:
        return False
    clear = next((letter for letter in reversed(rest) if letter in FRONT or letter in BACK), "")
    if ending in NEUTRAL or not clear or last in "иую":
        return True
    return (ending_vowel(ending) in FRONT) == (clear in FRONT)


def ending_vowel(ending: str) -> str:
    return next(letter for letter in ending if letter in VOWELS)


@cache
def snowball(language: str) -> Any:
    """Return Snowball's stemmer; loaded at its first word, for that keeps the start short."""
    if language == "ru":
        from snowballstemmer.russian_stemmer import RussianStemmer

        return RussianStemmer()
    from snowballstemmer.english_stemmer import EnglishStemmer

    return EnglishStemmer()


def russian(word: str) -> str:
    return FLEETING_RU.sub(r"\1\2", str(snowball("ru").stemWord(word)))


def english(word: str) -> str:
    return str(snowball("en").stemWord(word))


@lru_cache(maxsize=20_000)
def stems_of(word: str, language: str = "") -> tuple[str, ...]:
    """Return the marked stems of one folded word: in its language or, where that is not known, in each that its letters allow."""
    if len(word) > LONGEST:
        return (f"{language or 'kk'}:{word[:LONGEST]}",)
    if KAZAKH_LETTERS.intersection(word):
        return (f"kk:{kazakh(word)}",)
    if CYRILLIC.search(word):
        both = {"kk": kazakh, "ru": russian}
        return tuple(f"{code}:{stem(word)}" for code, stem in both.items() if language in ("", "en", code))
    return (f"en:{english(word)}",)


def words(text: str) -> Iterator[str]:
    """Return the words of a text as they are compared."""
    return iter(WORD.findall(fold(text)))


def index_of(texts: list[tuple[str, str]]) -> str:
    """Return all stems of texts (language, text) as one line, a space on either side of each."""
    found = {stem for language, text in texts for word in words(text) for stem in stems_of(word, language)}
    return f" {' '.join(sorted(found))} " if found else ""
