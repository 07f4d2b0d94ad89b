"""Which signals and issues resemble a signal, and which practices an issue. A help for the eye: a person decides.

Texts are compared by the beginnings of their words and by runs of four letters, rare ones counting more (TF-IDF, cosine).
Beginnings of words carry Kazakh and Russian endings well; texts in different languages meet only through their translations.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from kenes.base.text import fold
from kenes.councils.models import Council
from kenes.issues.models import Issue, Signal
from kenes.issues.queries.issues import open_issues
from kenes.issues.queries.signals import IN_QUEUE
from kenes.situation.models import Practice

CANDIDATES = 300  # of each kind, the newest
LEAST = 0.18  # below this nothing is suggested
SAME_REGION = 0.08
WORD = re.compile(r"[^\W\d_]{4,}")
STEM = 5
COMMON = frozenset(
    WORD.findall(
        "және үшін олар біздің болып бірақ немесе жоқ емес біз оның осы бұл барлық кейін дейін туралы бойынша сондай жылы "
        "который которая которые потому поэтому только также если когда чтобы более очень всего этого этот нашем наших наши есть были было "
        "that this with from have there their which when they been were about than into also only very because other some"
    )
)


Reported = Signal | Issue
T = TypeVar("T", Reported, Practice)


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """Something that a signal, or an issue, may be about too."""

    item: T
    words: str
    regions: frozenset[int]


@dataclass(frozen=True)
class Suggestion(Generic[T]):
    """A candidate and how far it resembles the signal, 0 to 1."""

    item: T
    score: float
    same_region: bool

    @property
    def is_issue(self) -> bool:
        return isinstance(self.item, Issue)


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's words that say something."""
    return {word[:STEM] for word in WORD.findall(fold(text)) if word not in COMMON}


def features(text: str) -> Counter[str]:
    """Count what a text is compared by."""
    counts: Counter[str] = Counter()
    for word in WORD.findall(fold(text)):
        if word in COMMON:
            continue
        counts[f"={word[:STEM]}"] += 2
        padded = f" {word} "
        counts.update(padded[i : i + 4] for i in range(len(padded) - 3))
    return counts


class Similarity(Generic[T]):
    """An index of candidates. Postings make one comparison with all of them cheap."""

    def __init__(self, candidates: Sequence[Candidate[T]]) -> None:
        self.candidates: Sequence[Candidate[T]] = candidates
        counted = [features(candidate.words) for candidate in candidates]
        documents = Counter(feature for counts in counted for feature in counts)
        self.idf = {feature: math.log(1 + len(candidates) / n) for feature, n in documents.items()}
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, counts in enumerate(counted):
            for feature, weight in self.weights(counts).items():
                self.postings[feature].append((place, weight))

    def weights(self, counts: Counter[str]) -> dict[str, float]:
        raw = {feature: (1 + math.log(n)) * self.idf.get(feature, 0.0) for feature, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        return {feature: weight / length for feature, weight in raw.items() if weight}

    def like(self, signal: Signal, most: int = 5) -> list[Suggestion[T]]:
        """Return the candidates that resemble a signal most, the signal itself left out."""
        return self.closest(words_of(signal), most, region=signal.region_id, without=signal)

    def closest(self, words: str, most: int = 5, *, region: int | None = None, without: Signal | None = None) -> list[Suggestion[T]]:
        """Return the candidates that resemble a text most; those of its region, where one is given, come sooner."""
        scores: dict[int, float] = defaultdict(float)
        for feature, weight in self.weights(features(words)).items():
            for place, other in self.postings[feature]:
                scores[place] += weight * other
        best = sorted(self.scored(scores, region, without), key=lambda pair: (-pair[1], pair[0]))[:most]
        return [
            Suggestion(candidate.item, round(score, 2), same_region=region in candidate.regions)
            for candidate, score in ((self.candidates[place], score) for place, score in best)
        ]

    def scored(self, scores: dict[int, float], region: int | None, without: Signal | None) -> Iterator[tuple[int, float]]:
        for place, score in scores.items():
            candidate = self.candidates[place]
            if candidate.item == without:
                continue
            total = min(score + (SAME_REGION if region in candidate.regions else 0.0), 1.0)
            if score >= LEAST / 2 and total >= LEAST:
                yield place, total


def words_of(item: Signal | Issue | Practice) -> str:
    if isinstance(item, Issue):
        return f"{item.title.everything()}\n{item.summary.everything()}"
    if isinstance(item, Practice):
        return f"{item.title.everything()}\n{item.mechanism.everything()}\n{item.for_whom}"
    return f"{item.what.everything()}\n{item.place}"


def similarity(council: Council) -> Similarity[Reported]:
    """Return the index over a council's open issues and waiting signals."""
    issues = list(open_issues(council).prefetch_related("regions")[:CANDIDATES])
    signals = list(Signal.objects.filter(council=council, state__in=IN_QUEUE).select_related("region").order_by("-created_at")[:CANDIDATES])
    for row in issues:
        row.council = council  # the addresses of their pages need its slug
    for waiting in signals:
        waiting.council = council
    candidates = [Candidate(issue, words_of(issue), frozenset(region.pk for region in issue.regions.all())) for issue in issues]
    return Similarity(candidates + [Candidate(signal, words_of(signal), frozenset([signal.region_id])) for signal in signals])


Pieces = list[tuple[str, bool]]


def marked(text: str, other: str) -> Pieces:
    """Cut a text into pieces and say of each whether it is a word (or a run of words) that the other text shares."""
    shared = stems(text) & stems(other)
    pieces: Pieces = []
    end = 0
    for match in re.finditer(r"[^\W\d_]+", text):
        word = fold(match.group())
        if len(word) < 4 or word in COMMON or word[:STEM] not in shared:
            continue
        gap = text[end : match.start()]
        if pieces and pieces[-1][1] and gap.isspace():
            pieces[-1] = (pieces[-1][0] + gap + match.group(), True)
        else:
            pieces += [(gap, False)] if gap else []
            pieces.append((match.group(), True))
        end = match.end()
    return pieces + ([(text[end:], False)] if text[end:] else [])


Relation = Literal["same", "differs", "adds"]


def relation(one: str, other: str) -> Relation | None:
    """Say how two answers to the same question stand to each other."""
    if not one and not other:
        return None
    if not one or not other:
        return "adds"
    return "same" if fold(one) == fold(other) else "differs"
