"""Kazakh nouns put into their regular forms by the rules of a school grammar: the other way round than base.stems, and apart from it."""

from itertools import product

FRONT = "әеөүіэ"
VOWELS = FRONT + "аоұыуияю"
VOICELESS = "пткқсшщчцхфһ"
WORDS = """
қала аудан облыс құрылыс министрлік бюджет қаражат бағдарлама жоба өкіл депутат азамат отбасы жастар зейнеткер студент
оқушы тәрбие ғимарат пәтер үй ауа топырақ өсімдік жануар мал егін астық сүт ет нан азық дүкен базар қойма зауыт фабрика
шахта мұнай көмір мыс темір болат техника технология ғылым зерттеу сарапшы кеңес ұсыныс шешім заң құқық сот айыппұл
жауап сұрақ мәселе жиналыс хаттама құжат келісім шарт қызмет көмек жәрдемақы жеңілдік еңбек кадр маман тәжірибе
"""

NOUNS = WORDS.split()


def front(word: str) -> bool:
    clear = [letter for letter in word if letter in FRONT + "аоұыя"]
    return clear[-1] in FRONT if clear else True


def ending(word: str, after_vowel: str, after_sonant: str, after_voiceless: str) -> str:
    """Put an ending behind a word: A is а or е, Y is ы or і."""
    last = word[-1]
    chosen = after_vowel if last in VOWELS and last not in "уию" else after_voiceless if last in VOICELESS + "бвгд" else after_sonant
    vowels = ("е", "і", "ге", "ке") if front(word) else ("а", "ы", "ға", "қа")
    return word + chosen.replace("GA", vowels[2]).replace("KA", vowels[3]).replace("A", vowels[0]).replace("Y", vowels[1])


def many(word: str) -> str:
    return ending(word, "лAр", "дAр" if word[-1] in "лмнңзж" else "лAр", "тAр")


def its(word: str) -> str:
    if word[-1] in VOWELS and word[-1] not in "уию":
        return ending(word, "сY", "", "")
    softened = {"п": "б", "қ": "ғ", "к": "г"}
    return ending(word, "", "Y", "Y")[:-2] + softened.get(word[-1], word[-1]) + ("і" if front(word) else "ы")


def cases(word: str, *, owned: bool) -> list[str]:
    if owned:
        tails = ("", "нYң", "нA", "н", "ндA", "нAн", "мен")
        return [word + tail.replace("A", "е" if front(word) else "а").replace("Y", "і" if front(word) else "ы") for tail in tails]
    nasal = word[-1] in "мнң"
    return [
        word,
        ending(word, "нYң", "нYң" if nasal else "дYң", "тYң"),
        ending(word, "GA", "GA", "KA"),
        ending(word, "нY", "дY", "тY"),
        ending(word, "дA", "дA", "тA"),
        ending(word, "дAн", "нAн" if nasal else "дAн", "тAн"),
        ending(word, "мен", "бен" if word[-1] in "зж" else "мен", "пен"),
    ]


def forms(noun: str) -> set[str]:
    """Return a noun's forms: one or many, its or nobody's, in seven cases."""
    found: set[str] = set()
    for plural, owned in product((False, True), repeat=2):
        word = many(noun) if plural else noun
        found.update(cases(its(word) if owned else word, owned=owned))
    return found
