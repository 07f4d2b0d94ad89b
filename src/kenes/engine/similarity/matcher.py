"""Which texts of a register are like a given one, best first, each with how often such a similarity is a false alarm.

The method, its measurements and its limits: docs/methods/similar-claims.md.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity import features, meaning
from kenes.engine.similarity.alarms import false_alarm_rate
from kenes.engine.similarity.background import LANGUAGES, Background, Pair, background, standardised
from kenes.engine.similarity.language import detect
from kenes.engine.similarity.lexical import Lexical
from kenes.engine.similarity.postings import Floats
from kenes.engine.similarity.vectors import Vectors

NUMBER = 1.0  # added to a score, in standard deviations, for each number that both texts hold
NUMBERS = 3  # that count at most
MEANING = 5.0  # weight of meaning beside words in one language: their highest scores of unrelated sentences lie about so much further out
LINK = 100.0  # what an identical link is worth in the order: more than any text
SAME = 50.0  # what the very same words are worth there: rates beyond all that was measured do not order languages


@dataclass(frozen=True)
class Entry:
    """One text of one item (a claim, a finding, a topic).

    `id` names the item; several entries may share it (translations, other wordings), told apart by `part`. `language`: "kk", "ru", "en", or
    empty to detect it. `links`: besides those inside the text. `vector`: `Embedder.vector(text)` as stored with the row, or empty:
    then the text is found by letters and words only.
    """

    id: str
    text: str
    part: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    vector: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Suggestion:
    """An item that may say the same.

    `score` only orders (higher is more alike). `false_alarm_rate`, 0…1: the share of unrelated texts whose search in this register
    would show something at least so alike; it is meant to be shown. `methods`: what was compared, of "words", "meaning", and what both
    have, of "link", "numbers".
    """

    id: str
    part: str
    score: float
    false_alarm_rate: float
    methods: tuple[str, ...]


class Query(NamedTuple):
    """A text that is searched for, taken apart."""

    folded: str
    language: str
    letters: features.Rows
    words: features.Rows
    links: frozenset[str]
    numbers: frozenset[str]
    vector: meaning.Vector | None


class Slot(NamedTuple):
    """What is kept of an entry besides its postings and its vector."""

    id: str
    part: str
    language: str
    links: frozenset[str]
    numbers: frozenset[str]
    folded: str


class Matcher:
    """An index of texts that finds a new one in the very next search. May be shared between threads."""

    def __init__(self, embedder: meaning.Embedder | None = None, known: Background | None = None) -> None:
        self.embedder = embedder
        self.known = known or background()
        self.lexical = {language: Lexical(self.known.letters[language], self.known.words[language]) for language in LANGUAGES}
        self.vectors = Vectors(self.known.spaces)
        self.slots: list[Slot | None] = []
        self.free: list[int] = []
        self.at: dict[str, dict[str, int]] = {}  # id → part → slot
        self.languages: NDArray[np.int8] = np.zeros(0, dtype=np.int8)  # by slot, -1 where there is none
        self.linked: dict[str, set[int]] = {}
        self.numbered: dict[str, set[int]] = {}
        self.worded: dict[str, set[int]] = {}
        self.lock = threading.RLock()

    def __len__(self) -> int:
        """How many texts there are."""
        return sum(len(parts) for parts in self.at.values())

    def __contains__(self, id: object) -> bool:
        return id in self.at

    def add(self, *entries: Entry) -> None:
        """Take in texts; one with the same id and part is replaced. Raises ValueError for a language that is not known."""
        newest = {(entry.id, entry.part): entry for entry in entries}
        if unknown := {entry.language for entry in entries} - {*LANGUAGES, ""}:
            raise ValueError(f"language: kk, ru, en or empty, not {', '.join(sorted(unknown))}")
        with self.lock:
            self.drop([self.at[id][part] for id, part in newest if part in self.at.get(id, {})])
            by_language: dict[str, list[Entry]] = {}
            for entry in newest.values():
                by_language.setdefault(entry.language or detect(entry.text), []).append(entry)
            for language, those in by_language.items():
                self.take(language, those)

    def remove(self, *ids: str) -> None:
        """Forget items with all their texts; those that are not there are no error."""
        with self.lock:
            self.drop([slot for id in dict.fromkeys(ids) for slot in self.at.get(id, {}).values()])

    def search(
        self,
        text: str,
        *,
        language: str = "",
        links: Iterable[str] = (),
        top: int = 5,
        most: float = 1.0,
        vector: bytes = b"",
        among: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """Return the items most like a text, best first, each once with its best text.

        `language`: as of entries. `links`: besides those in the text. `top`: how many at most. `most`: only those with a false-alarm
        rate of at most this, 0…1; an identical link is always shown. `vector`: the text's own, if it is stored; else it is made, where
        there is an embedder. `among`: ids that may be found (None: all); texts of others count only for what is usual here.
        A text without a letter or digit finds identical links only. Raises ValueError for a language that is not known.
        """
        if language not in (*LANGUAGES, ""):
            raise ValueError(f"language: kk, ru, en or empty, not {language}")
        asked = self.asked(text, language, links, vector)
        with self.lock:
            allowed = self.allowed(among)
            if not allowed.any():
                return []
            logs, meant = self.log_rates(asked)
            linked = {slot for link in asked.links for slot in self.linked.get(link, ())}
            order = np.where(allowed, -logs, -np.inf)
            order[list(linked)] += LINK
            order[list(self.worded.get(asked.folded, ()) if asked.folded else ())] += SAME
            return self.best(asked, order, logs, meant, linked, top=top, most=most, texts=int(allowed.sum()))

    def asked(self, text: str, language: str, links: Iterable[str], vector: bytes) -> Query:
        stored = meaning.read(vector) if vector else None
        folded = features.folded(text)
        if stored is None and self.embedder and folded and len(self.vectors):
            stored = self.embedder.numbers(text)
        own = features.links(text) | {form for link in links if (form := features.same_form(link))}
        spoken = language or detect(text)
        letters, words = features.letters([folded]), features.words([folded], [spoken])
        return Query(folded, spoken, letters, words, own, features.numbers(text), stored)

    def allowed(self, among: Collection[str] | None) -> NDArray[np.bool_]:
        if among is None:
            return self.languages >= 0
        allowed = np.zeros(len(self.slots), dtype=bool)
        allowed[[slot for id in among for slot in self.at.get(id, {}).values()]] = True
        return allowed

    def log_rates(self, asked: Query) -> tuple[Floats, NDArray[np.bool_]]:
        """Return ln of the rate at which unrelated texts are as alike, by slot, and which texts were compared by meaning."""
        logs, meant = np.zeros(len(self.slots)), np.zeros(len(self.slots), dtype=bool)
        for language in LANGUAGES if asked.folded else ():
            for way, there, scores in self.totals(asked, language):
                logs[there] = self.known.tails[way][asked.language, language].log_rate(scores)
                meant[there] = way == "meaning"
        return logs, meant

    def totals(self, asked: Query, language: str) -> Iterator[tuple[str, NDArray[np.intp], Floats]]:
        """Give way, slots and scores of all texts of a language: first by words; then, where both have vectors, by meaning, to
        which the words are added within one language only: across two they say less than they disturb."""
        there = np.flatnonzero(self.languages == LANGUAGES.index(language))
        if not there.size:
            return
        pair = (asked.language, language)
        words = self.by_words(asked, pair, there)
        yield "words", there, words
        has = self.vectors.has(there)
        if asked.vector is None or not has.any():
            return
        scores, usual = self.vectors.scores(asked.vector, pair, there[has], self.known.moments["hub"][pair])
        meant = standardised(scores, usual, top=0)  # its scores have no long tail that a match would stretch
        yield "meaning", there[has], MEANING * meant + words[has] if asked.language == language else meant

    def by_words(self, asked: Query, pair: Pair, there: NDArray[np.intp]) -> Floats:
        """Return the sum of the z-scores of letters and of words, and what shared numbers add; shape as `there`."""
        index, moments = self.lexical[pair[1]], self.known.moments
        letters, words = index.by_letters(asked.letters)[there], index.by_words(asked.words)[there]
        shared = np.zeros(len(self.slots))
        for number in asked.numbers:
            shared[list(self.numbered.get(number, ()))] += NUMBER
        total = standardised(letters, moments["letters"][pair]) + standardised(words, moments["words"][pair])
        return np.asarray(total + np.minimum(shared[there], NUMBERS * NUMBER), dtype=np.float64)

    def best(
        self, asked: Query, order: Floats, logs: Floats, meant: NDArray[np.bool_], linked: set[int], *, top: int, most: float, texts: int
    ) -> list[Suggestion]:
        found: dict[str, Suggestion] = {}
        for slot in np.argsort(-order, kind="stable"):
            kept = self.slots[slot]
            if len(found) >= top or kept is None or order[slot] == -np.inf:
                break
            rate = false_alarm_rate(float(logs[slot]), texts)
            same_link = int(slot) in linked
            if kept.id in found or not (same_link or (asked.folded and rate <= most)):
                continue
            compared = ["meaning"] if meant[slot] else []
            if asked.folded and (not meant[slot] or kept.language == asked.language):
                compared.append("words")
            methods = (*compared, *(["link"] if same_link else []), *(["numbers"] if asked.numbers & kept.numbers else []))
            found[kept.id] = Suggestion(kept.id, kept.part, float(order[slot]), rate, methods)
        return list(found.values())

    def take(self, language: str, entries: list[Entry]) -> None:
        slots = self.places(len(entries))
        folded = [features.folded(entry.text) for entry in entries]
        self.lexical[language].add(features.letters(folded), features.words(folded, [language] * len(folded)), slots)
        self.languages[slots] = LANGUAGES.index(language)
        self.vectors.add(language, slots, [meaning.read(entry.vector) for entry in entries])
        for slot, entry, words in zip(slots.tolist(), entries, folded, strict=True):
            own = features.links(entry.text) | {form for link in entry.links if (form := features.same_form(link))}
            kept = Slot(entry.id, entry.part, language, own, features.numbers(entry.text), words)
            self.slots[slot] = kept
            self.at.setdefault(entry.id, {})[entry.part] = slot
            for names, index in self.exact(kept):
                for name in names:
                    index.setdefault(name, set()).add(slot)

    def exact(self, kept: Slot) -> tuple[tuple[frozenset[str], dict[str, set[int]]], ...]:
        """Return what of a text is looked up as it is, each with its index."""
        return (kept.links, self.linked), (kept.numbers, self.numbered), (frozenset((kept.folded,)), self.worded)

    def places(self, count: int) -> NDArray[np.int64]:
        """Return free slots, more of them if need be, shape (count,)."""
        reused = [self.free.pop() for _ in range(min(count, len(self.free)))]
        fresh = list(range(len(self.slots), len(self.slots) + count - len(reused)))
        self.slots.extend([None] * len(fresh))
        self.languages = np.append(self.languages, np.full(len(fresh), -1, dtype=np.int8))
        return np.array(reused + fresh, dtype=np.int64)

    def drop(self, slots: list[int]) -> None:
        for language in LANGUAGES:
            own = np.array([slot for slot in slots if self.languages[slot] == LANGUAGES.index(language)], dtype=np.int64)
            if own.size:
                self.lexical[language].remove(own)
        for slot in slots:
            kept = self.slots[slot]
            if kept is None:
                continue
            for names, index in self.exact(kept):
                for name in names:
                    index[name].discard(slot)
                    if not index[name]:
                        del index[name]
            del self.at[kept.id][kept.part]
            if not self.at[kept.id]:
                del self.at[kept.id]
            self.slots[slot] = None
            self.languages[slot] = -1
            self.vectors.remove(slot)
            self.free.append(slot)
