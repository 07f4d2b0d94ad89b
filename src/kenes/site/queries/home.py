"""What a council's home shows to a visitor. Never empty: a new council shows what it is for and who is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base import clock
from kenes.base.chain import Step
from kenes.base.charts import Tile, TileMap, tile_map
from kenes.base.dates import long_day, shown_number
from kenes.councils.models import Council, Member, RegionVersion
from kenes.councils.queries import plain
from kenes.deliberation.models import Deliberation
from kenes.deliberation.queries import visible
from kenes.issues.models import Issue
from kenes.meetings.models import Meeting
from kenes.meetings.queries.meetings import next_meeting
from kenes.promotion.models import Answer, BriefItem, Commitment, Dispatch, Reply, Verdict
from kenes.promotion.queries.chain import chain, steps
from kenes.promotion.queries.voice import Voices, voices
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from kenes.record.queries import head
from kenes.sides.parity import Parity
from kenes.site.queries import parity
from kenes.site.queries.rows import Row, latest, rows
from kenes.situation.queries.figures import has_figures

YEAR = timedelta(days=365)
NEWEST = 6


@dataclass(frozen=True)
class Numbers:
    """The three numbers that matter."""

    signals: int
    answered: int
    dispatched: int
    verified: int
    commitments: int


@dataclass(frozen=True)
class Story:
    """One finished chain."""

    title: str
    note: str
    steps: list[Step]


@dataclass(frozen=True)
class Head:
    """Where the record stands."""

    size: int
    root: str
    at: datetime | date | None

    @property
    def short_root(self) -> str:
        return " ".join(self.root[place : place + 4] for place in range(0, 32, 4))


@dataclass(frozen=True)
class Map:
    """The tile map with its finding, or None where no region of the council has a place on a grid."""

    map: TileMap
    title: str
    unit: str
    source: str


@dataclass(frozen=True)
class Home:
    numbers: Numbers
    map: Map | None
    sides: list[Parity]  # of a council of several sides, in the map's place
    story: Story | None
    way: list[Step]
    newest: list[Row]
    coming: Meeting | None
    head: Head
    members: int
    regions: int
    zone: str
    has_figures: bool


def home(council: Council, reader: Member | None, region_url: str) -> Home:
    """Return all that the home of a council shows; `region_url` is a region's address with "CODE" in it."""
    since = clock.now() - YEAR
    heard = voices(council, since)
    seats = Member.objects.serving().filter(council=council)
    told = story(council, reader)
    sides = sides_compared(council, reader)
    return Home(
        numbers=numbers(council, heard),
        map=None if sides else rates(heard, region_url),
        sides=sides,
        story=told,
        way=[] if told else way(),
        newest=newest(council, reader),
        coming=next_meeting(council, reader),
        head=record_head(council),
        members=seats.count(),
        regions=sum(1 for count in heard.places.members.values() if count),
        zone=heard.places.zone,
        has_figures=has_figures(council),
    )


def numbers(council: Council, heard: Voices) -> Numbers:
    """Return signals of the year, and recommendations and commitments of all time."""
    sent = BriefItem.objects.filter(recommendation__council=council, brief__dispatches__isnull=False)
    replied = Reply.objects.filter(recommendation__council=council, answer__state=Answer.State.CONFIRMED)
    promised = Commitment.objects.filter(recommendation__council=council)
    return Numbers(
        signals=heard.total.funnel.signals,
        answered=replied.values("recommendation").distinct().count(),
        dispatched=sent.values("recommendation").distinct().count(),
        verified=promised.filter(verdicts__outcome=Verdict.Outcome.DONE).distinct().count(),
        commitments=promised.count(),
    )


def sides_compared(council: Council, reader: Member | None) -> list[Parity]:
    """Return what a home says of its sides: a grid has places for one country's regions, and would show one side only."""
    sides = parity.several(council)
    compared = (parity.members, parity.signals, parity.issues) if sides else ()
    return [found for compare in compared if (found := compare(council, reader, sides))]


def rates(heard: Voices, region_url: str) -> Map | None:
    """Return signals per 100,000 inhabitants on the grid; regions that are reported together are withheld one by one."""
    tiles = [
        Tile(
            code=region.code,
            label=str(region.short),
            value=round(row.per_100k, 1) if row.pool.is_single and row.per_100k is not None else None,  # classes of what is shown
            shown=shown_number(row.per_100k, 1) if row.pool.is_single and row.per_100k is not None else "",
            url=region_url.replace("CODE", region.code),
            col=region.grid_column + 1,
            row=region.grid_row + 1,
            withheld=not row.pool.is_single,
        )
        for row in heard.rows
        if row.pool
        for region in row.pool.regions
        if region.grid_column is not None and region.grid_row is not None
    ]
    if not tiles:
        return None
    return Map(
        tile_map(tiles), finding(heard), unit(heard), source([region.pk for row in heard.rows if row.pool for region in row.pool.regions])
    )


def finding(heard: Voices) -> str:
    """Return what the map shows, in a sentence."""
    if not heard.total.funnel.signals:
        return _("No signals yet")
    alone = [row for row in heard.rows if row.pool and row.pool.is_single and row.per_100k]
    silent = len(heard.silent)
    quiet = ngettext("%(count)d region is silent", "%(count)d regions are silent", silent) % {"count": silent} if silent else ""
    if not alone:
        return quiet or _("Where signals come from")
    loudest = max(alone, key=lambda row: row.per_100k or 0)
    words = _("%(region)s reports most often") % {"region": plain(loudest.name)}
    return f"{words}, {quiet}" if quiet else words


def unit(heard: Voices) -> str:
    return _("Signals per 100,000 inhabitants in 12 months; n\u00a0=\u00a0%(n)s") % {"n": shown_number(heard.total.funnel.signals)}


def source(regions: Sequence[int]) -> str:
    """Return where the figures are from."""
    counted = RegionVersion.objects.filter(region__in=regions, valid_to__isnull=True, population_date__isnull=False)
    return sourced(counted.order_by("-population_date").values_list("population_date", flat=True).first())


def sourced(latest: date | None) -> str:
    """Return where figures are from; `latest`: the day for which inhabitants were counted."""
    day = long_day(clock.now().date())
    words = _("Source: the council's record, %(day)s") % {"day": day}
    return words + "; " + _("population: national statistics, %(day)s") % {"day": long_day(latest)} if latest else words


def story(council: Council, reader: Member | None) -> Story | None:
    """Return the latest chain that was verified on the ground."""
    done = Verdict.objects.filter(commitment__recommendation__council=council, outcome=Verdict.Outcome.DONE, closed_at__isnull=False)
    verdict = done.select_related("commitment__recommendation__council").order_by("-closed_at", "-pk").first()
    if verdict is None or verdict.closed_at is None:
        return None
    found = chain(verdict, reader)
    started = found.heard.signals[0].created_at if found.heard.signals else verdict.commitment.created_at
    days = (verdict.closed_at - started).days
    where = {row.region_id: row.region for row in found.heard.signals}
    note = [str(verdict.commitment.recommendation.title)]
    if where:
        note.append(ngettext("%(count)d region", "%(count)d regions", len(where)) % {"count": len(where)})
    note.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    return Story(_("How one signal became a decision"), " · ".join(note), steps(found))


def way() -> list[Step]:
    """Return what happens to a signal, for a council in which none has come to its end."""
    return [
        Step("signal", _("Signal"), "ahead", text=_("A member reports what is wrong where they live.")),
        Step("issue", _("Issue"), "ahead", text=_("The secretariat joins signals that say the same.")),
        Step("deliberation", _("Deliberation"), "ahead", text=_("Members of all regions say where they agree.")),
        Step("recommendation", _("Recommendation"), "ahead", text=_("The council adopts a text by vote.")),
        Step("dispatch", _("Dispatch"), "ahead", text=_("It goes to the body that decides, with a due date.")),
        Step("answer", _("Answer"), "ahead", "square", text=_("The body answers each recommendation.")),
        Step("implementation", _("Implementation"), "ahead", "square", text=_("The body says what it will do, and by when.")),
        Step(
            "verified", _("Verified on the ground"), "ahead", "verified", text=_("Members in the regions say whether it was really done.")
        ),
    ]


def newest(council: Council, reader: Member | None) -> list[Row]:
    """Return the latest that the reader may see, of all rooms."""
    issues = Issue.objects.filter(council=council).exclude(state=Issue.State.MERGED).prefetch_related("regions")
    talks = visible(council, reader).exclude(state=Deliberation.State.DRAFT)
    texts = Recommendation.objects.filter(council=council)
    if reader is None:
        issues = issues.filter(is_public=True)
        talks = talks.filter(issue__is_public=True, state=Deliberation.State.CLOSED)
        texts = texts.filter(state=Recommendation.State.ADOPTED)
    sent = Dispatch.objects.filter(brief__council=council).select_related("body", "brief__council").defer("content")
    found: list[Any] = [*issues.order_by("-changed_at", "-pk")[:NEWEST], *talks.order_by("-created_at")[:NEWEST]]
    found += [*texts.order_by("-changed_at", "-pk")[:NEWEST], *sent.order_by("-sent_at")[:NEWEST]]
    return rows(latest(found, NEWEST), council, reader)


def record_head(council: Council) -> Head:
    """Return the size, root and time of the record's last entry."""
    size, root = head(council.public_id)
    last = Entry.objects.filter(log__origin=council.public_id).order_by("-seq").first()
    return Head(size, root, last.at if last else None)
