"""Which region a name in a table is: in Kazakh, Russian or English, in any case form, with “г.”, “обл.”, “қаласы” and footnote marks.

A district, town or village is no region even where it is called like one (“Абай ауданы”, “г. Павлодар”); Almaty alone may be the
city or the region. What is not sure is left to people.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kenes.base.text import fold
from kenes.situation.importing import footnotes, stems

PART = re.compile(
    r"\bауданы?\b|\bрайон\w*|\bр-н\b|\bdistrict\b|\brayon\b|\b[қа]\.\s*ә|г\.\s*а\b|қалалық әкімд"
    r"|городск\w+ (?:акимат|администрац|округ)"
    r"|\bкенті?\b|\bауыл\w*|\bсел[оа]\b|\bпос[её]л\w*|\bпгт\b|[\s,](?:к|а|с|п)\.$|\bvillage\b|\bsettlement\b|\bmunicipal"
)
CITY = re.compile(r"(?:^|\s)г\.\s*|(?:^|\s)г\s|\bгород(?:а|е|у|ом|ов|ам)?\b|\bқаласы\w*|\bқ\.|\bqalasy\b|\bcity\b|\btown\b")
REGION = re.compile(
    r"\bобласт\w*|\bобл\b\.?|\bоблыс\w*|\bregion\b|\breg\.|\boblast\b|\bprovince\b|\boblysy\b|\bкра[йяюе]м?\b|\bөлке\w*|\bkrai\b|\bterritory\b"
)
STATE = re.compile(
    r"\bреспублик\w*|\brepublic\b|\bавтономн\w* (?:округ\w*|област\w*)|\bавтономиял\w* (?:округ\w*|облыс\w*)|\bао\b|\bokrug\b"
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# What may follow the beginning of a name: adjectives and cases in Russian (also in Latin letters), cases in Kazakh.
ADJECTIVE = r"(?:[иы]?н?ск(?:ая|ой|ую|ою|ий|ого|ому|ом|ое|им|их|ие)|in?sk(?:aya|oi|oy|iy|ii|y|aia)|sk(?:aya|oi|oy|iy|ii|y|aia))"
ENDING = re.compile(
    rf"{ADJECTIVE}|[аеуыяюиіaye]{{0,2}}|ой|ом|ою|stan|стан(?:а|е|у|ом)?|an|у?да|у?де"
    r"|[ыіеаауe]?(?:ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|да|де|та|те|дан|ден|тан|тен|нан|нен|ды|ді|ты|ті|ны|ні)"
    r"|(?:и|i|y|ы)?[а-яa-z]?ск[а-я]{1,3}|[a-z]{0,3}sk[a-z]{1,4}"
)
IS_ADJECTIVE = re.compile(r"ск[а-я]{1,3}$|sk[a-z]{1,4}$")
LAST = re.compile(r"(?:ская|ской|скую|ский|ского|скому|ском|ское|цкий|цкого|ая|ой|ый|ого|ь|а|е|у|я|и|ы|ю|ом|ем)$")


class Kind(Enum):
    REGION = "region"
    COUNTRY = "country"
    PART = "part"  # a district, a town, a village
    UNSURE = "unsure"  # several regions are called so
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Match:
    kind: Kind
    codes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.codes[0] if self.kind in (Kind.REGION, Kind.COUNTRY) else ""


@dataclass(frozen=True)
class Known:
    """A region or country as it may be called."""

    code: str
    names: tuple[str, ...]
    is_country: bool = False
    is_city: bool = False


@dataclass
class Gazetteer:
    """All places that figures of a council may be about."""

    places: list[Known]
    codes: dict[str, str] = field(init=False)
    by_stem: dict[tuple[str, ...], set[str]] = field(init=False, default_factory=dict)
    by_name: dict[str, set[str]] = field(init=False, default_factory=dict)
    states: set[str] = field(init=False)  # republics and autonomous districts
    countries: dict[tuple[str, ...], str] = field(init=False, default_factory=dict)
    cities: set[str] = field(init=False)
    seen: dict[str, Match] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.codes = {place.code.casefold(): place.code for place in self.places}
        self.cities = {place.code for place in self.places if place.is_city}
        self.states = {place.code for place in self.places if any(STATE.search(fold(name)) for name in place.names)}
        for place in self.places:
            for name in place.names:
                stem = stems_of(words(name))
                if not stem:
                    continue
                if place.is_country:
                    self.countries[stem] = place.code
                elif not place.code.startswith("KZ-"):
                    self.by_stem.setdefault(stem, set()).add(place.code)
                    self.by_name.setdefault(simple(name), set()).add(place.code)

    def match(self, text: str) -> Match:
        """Return which place a cell names."""
        if text not in self.seen:
            self.seen[text] = self.found(text)
        return self.seen[text]

    def found(self, text: str) -> Match:
        bare, marks = footnotes.split(text, bare=True)
        name = re.sub(r"[.…\s]+$", lambda dots: "." if dots[0].startswith(".") and len(dots[0].strip()) == 1 else "", simple(bare))
        codes, kind = self.exact(name)
        if kind == Kind.UNKNOWN:
            if PART.search(name):
                kind = Kind.PART
            elif len(name) <= 80:
                codes, kind = self.by_words(name)
        return Match(kind, tuple(codes), tuple(marks))

    def exact(self, name: str) -> tuple[list[str], Kind]:
        """Match a code of ours, the office's own code of a region (KATO), or an abbreviation."""
        meant = stems.COUNTRIES.get(name) or stems.SHORT.get(name) or name
        code = self.codes.get(meant.casefold())
        if not code and len(self.by_name.get(name, ())) == 1:
            (code,) = self.by_name[name]
        if not code and (found := re.fullmatch(r"(\d\d)0{7}", name)):
            code = self.codes.get(f"kz-{found[1]}")
        if not code:
            return [], Kind.UNKNOWN
        return [code], Kind.REGION if "-" in code else Kind.COUNTRY

    def by_words(self, name: str) -> tuple[list[str], Kind]:
        is_city, is_region, is_state = bool(CITY.search(name)), bool(REGION.search(name)), bool(STATE.search(name))
        left = words(name)
        if country := self.countries.get(stems_of(left)):
            return ([country], Kind.COUNTRY) if not (is_city or is_region) else ([], Kind.UNKNOWN)
        codes = self.of_kazakhstan(left, is_region) or sorted(self.by_stem.get(stems_of(left), ()))
        codes = [code for code in codes if code.casefold() in self.codes]
        if is_city:
            codes = [code for code in codes if code in self.cities]
            if not codes:
                return [], Kind.PART
        if is_region or (is_state and not is_city):
            codes = [code for code in codes if code not in self.cities]
        if len(codes) > 1 and (is_region or is_state):
            codes = [code for code in codes if (code in self.states) == is_state] or codes
        if not codes:
            return [], Kind.UNKNOWN
        return (codes, Kind.REGION) if len(codes) == 1 else (codes, Kind.UNSURE)

    def of_kazakhstan(self, left: list[str], is_region: bool) -> list[str]:
        text = " ".join(left)
        if any(country in text for country in stems.COUNTRY_WORDS):
            sides = [word for word in re.split(r"[\s-]+", text) if not word.startswith(stems.COUNTRY_WORDS)]
            return [code for code, begins in stems.SIDES.items() if len(sides) == 1 and sides[0].startswith(begins)]
        if len(left) != 1:
            return []
        word = left[0]
        found = [code for code, begins in stems.ONE_WORD.items() if any(continues(word, begin) for begin in begins)]
        return ["KZ-19"] if found == ["KZ-19", "KZ-75"] and IS_ADJECTIVE.search(word) else found


def continues(word: str, begin: str) -> bool:
    return word.startswith(begin) and bool(ENDING.fullmatch(word[len(begin) :]))


def simple(name: str) -> str:
    return fold(name.replace("\u00ad", ""))


def words(name: str) -> list[str]:
    """Return the words of a name that say which place it is, without those that say what kind of place."""
    text = simple(name).replace("—", " ").replace("–", "-")
    for pattern in (STATE, REGION, CITY):
        text = pattern.sub(" ", text)
    return [word for word in WORD.findall(text) if word not in ("of", "the", "и", "and")]


def stems_of(left: Iterable[str]) -> tuple[str, ...]:
    """Return words without their endings, in alphabetical order."""
    return tuple(sorted(LAST.sub("", word) for word in left))


def in_context(matches: Mapping[str, Match]) -> dict[str, Match]:
    """Decide what is unsure by what else stands in a table: beside “Алматы қаласы”, “Алматы” is the region."""
    taken = {match.code for match in matches.values() if match.code}
    decided = {}
    for name, match in matches.items():
        free = [code for code in match.codes if code not in taken]
        sure = match.kind == Kind.UNSURE and len(free) == 1 and len(match.codes) > 1
        decided[name] = Match(Kind.REGION, tuple(free), match.marks) if sure else match
    return decided
