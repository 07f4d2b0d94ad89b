"""Questions about figures, and members' notes beside indicators, as pages read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import plain, seat_label
from kenes.engine.unusual import Change, newest_change, shared_shift
from kenes.situation import periods
from kenes.situation.boards import Territories, Values
from kenes.situation.models import Board, FigureQuestion, Indicator, SituationNote
from kenes.situation.numbers import shown, signed
from kenes.situation.series import series_of


def values_of_indicator(indicator: Indicator) -> Values | None:
    """Return an indicator's current values, or None where it never had any."""
    board = Board.objects.filter(indicator=indicator).first()
    return Values(board.data) if board else None


def change_at(values: Values, place: str, territories: Territories, period: str, decimals: int) -> Change | None:
    """Return how a place's value of a period changed in a year, against what is usual there; only what is comparable counts."""
    at = values.place_in.get(period)
    if at is None or values.at(place, period) is None:
        return None
    line = series_of(values, place, territories)
    since = max((cut.after.index for cut in line.breaks if cut.after.index <= at), default=0)
    stretch = {point.index: point.value for point in line.points if since <= point.index <= at}
    return newest_change(stretch, periods.A_YEAR[periods.frequency(period)], 10.0**-decimals)


def standing_out(
    indicator: Indicator, values: Values, period: str, regions: Sequence[Region], territories: Territories
) -> dict[str, Change]:
    """Return the changes of a period that are put as questions, by region code: unusual there, and not what the country shares.

    Counts hang on how many people live in a region: their median is no shift of the country, and nothing is compared with it.
    """
    found = {region: change_at(values, region.code, territories, period, indicator.decimals) for region in regions}
    changes = {region: change for region, change in found.items() if change}
    of_country: dict[str, list[float]] = defaultdict(list)
    if indicator.measure == Indicator.Measure.RATE:
        for region, change in changes.items():
            of_country[region.country_id].append(change.value)
    shared = {country: shared_shift(moved) for country, moved in of_country.items()}
    return {region.code: change for region, change in changes.items() if change.stands_out(shared.get(region.country_id))}


@dataclass(frozen=True)
class Asked:
    """A question about a figure in the reader's words: what changed, and what is usual there."""

    question: FigureQuestion
    name: str
    region: str
    period: str
    before: str
    change: str
    low: str
    high: str

    @property
    def headline(self) -> str:
        """What lists and cards call it."""
        return _("%(indicator)s, %(region)s, %(period)s: %(change)s") % {
            "indicator": self.name,
            "region": self.region,
            "period": self.period,
            "change": self.change,
        }

    @property
    def usual(self) -> str:
        words = _("Compared with %(before)s it changed by %(change)s. In earlier years it usually changed by %(low)s to %(high)s.")
        return words % {"before": self.before, "change": self.change, "low": self.low, "high": self.high}


def in_words(question: FigureQuestion) -> Asked:
    """Return a question (read with its indicator and region) in the reader's words."""
    indicator = question.indicator
    unit = str(indicator.unit)

    def change(value: float) -> str:
        number = signed(value, indicator.decimals)
        if unit == "%":
            return _("%(number)s percentage points") % {"number": number}
        return _("%(number)s (%(unit)s)") % {"number": number, "unit": unit} if unit else number

    return Asked(
        question,
        str(indicator.name),
        plain(str(question.region.short)),
        periods.words(question.period),
        periods.words(question.before),
        change(question.change),
        signed(question.usual_low, indicator.decimals),
        signed(question.usual_high, indicator.decimals),
    )


def figure_words(question: FigureQuestion, values: Values | None) -> str:
    """Return the value that the question is about as it stands today, with its unit; "" where there is none any more."""
    value = values.at(question.region.code, question.period) if values else None
    return "" if value is None else f"{shown(value, question.indicator.decimals)} {question.indicator.unit}".strip()


def questions_in(council: Council) -> QuerySet[FigureQuestion]:
    """Return a council's questions with all that pages read."""
    return FigureQuestion.objects.filter(council=council).select_related("indicator", "region", "council")


def open_questions(council: Council, region: Region | None = None) -> QuerySet[FigureQuestion]:
    """Return what is asked now, of one region or of all, the nearest end first."""
    rows = questions_in(council).filter(state=FigureQuestion.State.OPEN, closes_at__gt=clock.now()).order_by("closes_at", "pk")
    return rows if region is None else rows.filter(region=region)


def questions_of(member: Member) -> QuerySet[FigureQuestion]:
    """Return what is asked of a member: questions about figures of their region."""
    if member.region is None or member.role == Member.Role.OBSERVER:
        return FigureQuestion.objects.none()
    return open_questions(member.council, member.region)


@dataclass(frozen=True)
class Note:
    """A member's reading of a figure, as one reader sees it. `seat` is "" for visitors."""

    note: SituationNote
    region: str
    period: str
    confidence: str
    seat: str


def notes_of(
    council: Council, reader: Member | None, *, indicator: Indicator | None = None, region: str | None = None, most: int | None = None
) -> list[Note]:
    """Return the notes that a reader may see, newest first: all for members, published ones without seats for visitors.

    `region` is a code. Three queries for any number of notes.
    """
    rows = SituationNote.objects.filter(council=council)
    if reader is None:
        rows = rows.filter(is_public=True)
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    if region is not None:
        rows = rows.filter(region__code=region)
    authors = Member.objects.select_related("region", "side").prefetch_related("professions")
    found = rows.select_related("indicator", "region", "question").prefetch_related(Prefetch("member", authors))
    return as_read(found if most is None else found[:most], reader)


def by_indicator(notes: Iterable[Note]) -> dict[int, list[Note]]:
    """Return notes by the primary key of their indicator, in their order."""
    found: dict[int, list[Note]] = {}
    for one in notes:
        found.setdefault(one.note.indicator_id, []).append(one)
    return found


def as_read(notes: Iterable[SituationNote], reader: Member | None) -> list[Note]:
    return [
        Note(
            note,
            plain(str(note.region.short)),
            periods.words(note.period),
            note.get_confidence_display(),
            seat_label(note.member) if reader else "",
        )
        for note in notes
    ]
