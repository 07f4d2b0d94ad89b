"""The country on one page for those who decide: what changed, where members and statistics disagree, what is stale, what is silent."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.dates import long_day
from kenes.base.sorting import sort_key
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import plain, regions_of
from kenes.engine import unusual
from kenes.situation import periods
from kenes.situation.models import FigureQuestion, Indicator, SituationNote, SituationReport
from kenes.situation.numbers import shown, signed
from kenes.situation.queries.among import compared, position
from kenes.situation.queries.figures import Atlas, Figure, atlas_of, figures_of
from kenes.situation.queries.questions import change_at
from kenes.situation.queries.rated import Rated, number, rated
from kenes.situation.queries.reports import Results, newest_results

YEAR = timedelta(days=365)
MOVED, NAMED, DISAGREEING = 6, 3, 6
BAD, GOOD = -0.5, 0.5  # medians of ratings beyond which members see a region badly or well


@dataclass(frozen=True)
class Move:
    """A figure's newest change against the region's own history."""

    figure: Figure
    place: str
    name: str
    period: str
    value: float
    change: unusual.Change
    question: FigureQuestion | None = None

    @property
    def shown(self) -> str:
        return shown(self.value, self.figure.indicator.decimals)

    @property
    def change_shown(self) -> str:
        return signed(self.change.value, self.figure.indicator.decimals)

    @property
    def judged_words(self) -> str:
        return {"better": _("better"), "worse": _("worse")}.get(self.judged, "")

    @property
    def usual(self) -> str:
        decimals = self.figure.indicator.decimals
        return f"{signed(self.change.low, decimals)} … {signed(self.change.high, decimals)}"

    @property
    def judged(self) -> str:
        """Whether the change is for the better: "better", "worse" or "neutral"."""
        polarity = self.figure.indicator.polarity
        if polarity == Indicator.Polarity.NEUTRAL or not self.change.value:
            return "neutral"
        return "better" if (self.change.value > 0) == (polarity == Indicator.Polarity.UP) else "worse"


@dataclass(frozen=True)
class Moved:
    """A figure that moved: where most, and in how many regions beyond what is usual there."""

    figure: Figure
    moves: Sequence[Move]
    unusual: int
    known: int

    @property
    def when(self) -> str:
        return self.figure.last_words


@dataclass(frozen=True)
class Disagreement:
    """Members rate a domain one way where official figures lie on the other side of the median."""

    domain: str
    label: str
    name: str
    codes: Sequence[str]
    rated: Rated
    figures: Sequence[str]
    members_say: str  # "bad" or "good"

    @property
    def code(self) -> str:
        """The region's code, "" of a larger place."""
        return self.codes[0] if self.rated.ratings.kind == "region" else ""

    @property
    def strength(self) -> float:
        return abs(self.rated.ratings.median or 0.0)


@dataclass(frozen=True)
class Shift:
    """A domain whose median rating over all regions moved since the period before."""

    label: str
    before: float
    now: float
    n: int

    @property
    def words(self) -> str:
        return f"{number(self.before)} → {number(self.now)}"


@dataclass(frozen=True)
class Silence:
    """Regions by name from which nothing came."""

    signals: Sequence[str]
    reports: Sequence[str] | None  # None where no closed period may be read
    notes: Sequence[str]

    @property
    def all(self) -> list[str]:
        """Regions from which nothing came in any way."""
        kinds = [set(self.signals), set(self.notes)] + ([] if self.reports is None else [set(self.reports)])
        there = set.intersection(*kinds)
        return [name for name in self.signals if name in there]


@dataclass(frozen=True)
class Overview:
    figures: Sequence[Figure]
    regions: int
    moved: Sequence[Moved]
    unusual: int
    disagreements: Sequence[Disagreement]
    disagreeing: int
    results: Results | None
    shifts: Sequence[Shift]
    stale: Sequence[Figure]
    silence: Silence

    @property
    def reports_of(self) -> str:
        return periods.words(self.results.period.period) if self.results else ""

    @property
    def lead(self) -> str:
        """The page in a sentence."""
        if not self.figures:
            return ""
        told = {"unusual": self.unusual, "disagree": self.disagreeing, "stale": len(self.stale), "figures": len(self.figures)}
        if self.results is None:
            return _("Unusual changes: %(unusual)d; figures out of date: %(stale)d of %(figures)d.") % told
        return (
            _("Unusual changes: %(unusual)d; experts and statistics disagree: %(disagree)d; figures out of date: %(stale)d of %(figures)d.")
            % told
        )

    @property
    def source(self) -> str:
        """Where it is from, and of which day."""
        producers = "; ".join(dict.fromkeys(str(one.indicator.producer) for one in self.figures if one.indicator.producer))
        day = long_day(clock.now().date())
        if not producers:
            return _("Source: the council's record, %(day)s") % {"day": day}
        return _("Source: %(producers)s; the council's record, %(day)s") % {"producers": producers, "day": day}


def overview_of(council: Council, reader: Member | None, heard: Collection[int]) -> Overview:
    """Return the country's situation as a reader may see it, in a fixed number of queries.

    `heard`: the ids of the regions from which a signal came within a `YEAR` (a higher room knows).
    """
    figures, atlas = figures_of(council), atlas_of(council)
    regions = list(regions_of(council))
    results = newest_results(council, reader)
    newest = results[0] if results else None
    codes = [region.code for region in regions]
    moves = with_questions(council, moves_of(figures, codes, atlas))
    disagreements = disagreements_of(figures, codes, atlas, newest) if newest else []
    return Overview(
        figures=figures,
        regions=len(regions),
        moved=by_figure(moves)[:MOVED],
        unusual=sum(1 for move in moves if move.change.is_unusual),
        disagreements=disagreements[:DISAGREEING],
        disagreeing=len(disagreements),
        results=newest,
        shifts=shifts_of(results[1], results[0]) if len(results) > 1 else [],
        stale=sorted((one for one in figures if one.freshness.is_stale), key=lambda one: -one.freshness.age),
        silence=silence_of(council, regions, newest, heard),
    )


def moves_of(figures: Sequence[Figure], codes: Iterable[str], atlas: Atlas) -> list[Move]:
    """Return each figure's newest change in each region that has a history to compare it with, the most unusual first."""
    codes, found = list(codes), []
    for figure in figures:
        for code in codes:
            change = change_at(figure.values, code, atlas.territories, figure.last, figure.indicator.decimals)
            value = figure.values.at(code, figure.last)
            if change is not None and value is not None and change.value:
                found.append(Move(figure, code, plain(atlas.places[code].short), figure.last, value, change))
    return sorted(found, key=lambda move: (-move.change.strength, move.figure.indicator.order, move.place))


def by_figure(moves: Sequence[Move]) -> list[Moved]:
    """Return moves by figure, the figure with the most unusual change first: a change of the whole country is one line, not twenty."""
    found: dict[int, list[Move]] = {}
    for move in moves:
        found.setdefault(move.figure.indicator.pk, []).append(move)
    return [Moved(own[0].figure, own[:NAMED], sum(1 for one in own if one.change.is_unusual), len(own)) for own in found.values()]


def with_questions(council: Council, moves: Sequence[Move]) -> list[Move]:
    """Return the moves with the question that members of the region were asked about each, if any."""
    asked = {
        (row.indicator_id, row.region.code, row.period): row
        for row in FigureQuestion.objects.filter(council=council).exclude(state=FigureQuestion.State.DROPPED).select_related("region")
    }
    return [
        Move(
            one.figure, one.place, one.name, one.period, one.value, one.change, asked.get((one.figure.indicator.pk, one.place, one.period))
        )
        for one in moves
    ]


def disagreements_of(figures: Sequence[Figure], codes: Sequence[str], atlas: Atlas, results: Results) -> list[Disagreement]:
    """Return where ratings and figures point different ways, region by region; of a region too small, of its macro-region together."""
    judged = judgements(figures, codes, atlas)
    found = []
    for domain in results.answered():
        together: dict[tuple[str, str], list[str]] = defaultdict(list)
        ratings = {code: results.ratings(domain, code) for code in codes}
        for code, rating in ratings.items():
            if rating.median is not None and rating.kind in ("region", "macro"):
                together[rating.kind, rating.name].append(code)
        for (_kind, name), own in together.items():
            rating = ratings[own[0]]
            says = "bad" if (rating.median or 0) <= BAD else "good" if (rating.median or 0) >= GOOD else ""
            told = [one for code in own for one in judged.get((domain, code), [])]
            counts = Counter(kind for kind, _words in told)
            other = {"bad": "better", "good": "worse"}.get(says, "")
            if other and counts[other] > len(told) / 2:
                words = list(dict.fromkeys(words for kind, words in told if kind == other))
                found.append(Disagreement(domain.value, str(domain.label), plain(name), own, rated(rating), words, says))
    return sorted(found, key=lambda one: (-one.strength, one.label, one.name))


def judgements(figures: Sequence[Figure], codes: Sequence[str], atlas: Atlas) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what the figures of each domain and region say: better, worse or same, with the figure in words.

    Of a figure where neither more nor less is better, nothing: it agrees with no rating and disagrees with none.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for figure in figures:
        is_neutral = figure.indicator.polarity == Indicator.Polarity.NEUTRAL
        comparison = None if is_neutral else compared(figure, figure.last, atlas)
        for code in codes if comparison else ():
            there = position(code, comparison, atlas) if comparison else None
            if comparison and there and there.judged in ("better", "worse", "same"):
                words = f"{figure.name} {comparison.shown(there.value)} ({comparison.shown(comparison.middle)})"
                found[figure.indicator.domain, code].append((there.judged, words))
    return found


def shifts_of(before: Results, now: Results) -> list[Shift]:
    """Return the domains whose median over all regions is not what it was, the largest change first."""
    found = []
    for domain in now.answered():
        earlier, later = before.ratings(domain), now.ratings(domain)
        if earlier.median is not None and later.median is not None and earlier.median != later.median:
            found.append(Shift(str(domain.label), earlier.median, later.median, later.n))
    return sorted(found, key=lambda one: -abs(one.now - one.before))


def silence_of(council: Council, regions: Sequence[Region], results: Results | None, heard: Collection[int]) -> Silence:
    """Return from which regions no signal and no note came in a year, and no report in the last period that was closed."""
    since = clock.now() - YEAR
    notes = SituationNote.objects.filter(council=council, created_at__gte=since)
    reports = SituationReport.objects.filter(report_period=results.period) if results else None

    def without(rows: Iterable[int]) -> list[str]:
        there = set(rows)
        return sorted((plain(str(region.short)) for region in regions if region.pk not in there), key=sort_key)

    return Silence(
        without(heard),
        None if reports is None else without(reports.values_list("region", flat=True).distinct()),
        without(notes.values_list("region", flat=True).distinct()),
    )
