"""Members' assessments as pages read them: what a closed period's release shows, and what members wrote.

No query here returns one member's rating to anybody but that member. The method: docs/methods/situation-reports.md.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.sorting import sort_key
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain, regions_of, roster
from kenes.councils.trees import names_of, protected
from kenes.engine.ordinal import agreement, quartiles
from kenes.situation.models import Domain, ReportPeriod, SituationRelease, SituationReport

RATINGS = [rating.value for rating in SituationReport.Rating]  # the columns of a table of ratings: -2 … 2
DIRECTIONS = [direction.value for direction in SituationReport.Direction]  # worse, same, better
AGREE, LEAN = 0.6, 0.2  # agreement from which members are said to mostly agree, and to lean one way; below, they are divided


@dataclass(frozen=True)
class Figure:
    """What may be shown of one question about one domain, for the place that was asked for or for the larger one it stands in.

    `state`: "exact" (`counts`, people by answer), "band" (all or all but one gave the answer number `most`), or "withheld".
    `kind`: whose people they are, "region", "macro", "side" or "all"; `name` says so in words; `is_own`: they are those asked for.
    """

    kind: str
    name: str
    state: Literal["exact", "band", "withheld"]
    n: int
    counts: tuple[int, ...]
    most: int
    is_own: bool


@dataclass(frozen=True)
class Ratings(Figure):
    """People by rating, from very bad to very good (`RATINGS`)."""

    @property
    def median(self) -> float | None:
        """The median rating, -2 to 2; of a band the rating that nearly all gave."""
        if self.state == "band":
            return float(RATINGS[self.most])
        return quartiles(self.counts).median + RATINGS[0] if self.state == "exact" else None

    @property
    def middle_half(self) -> tuple[float, float] | None:
        """The ratings between which the middle half of the people lies."""
        if self.state != "exact":
            return None
        found = quartiles(self.counts)
        return found.low + RATINGS[0], found.high + RATINGS[0]

    @property
    def agreement(self) -> float | None:
        """Van der Eijk's A, -1 (two camps) to 1 (all alike)."""
        return agreement(self.counts) if self.state == "exact" else None

    @property
    def accord(self) -> Literal["agree", "lean", "divided", ""]:
        """Whether the members agree, in a word: figures say how much."""
        if self.state == "withheld":
            return ""
        found = 1.0 if self.agreement is None else self.agreement
        return "agree" if found >= AGREE else "lean" if found >= LEAN else "divided"


@dataclass(frozen=True)
class Directions(Figure):
    """People by direction: worse, no change, better (`DIRECTIONS`)."""


@dataclass(frozen=True)
class Results:
    """All that a closed period shows. Places are region codes; None asks for all regions together."""

    period: ReportPeriod
    threshold: int
    domains: Mapping[str, Mapping[str, Any]]
    names: Mapping[tuple[str, str], str]

    def ratings(self, domain: str, region: str | None = None) -> Ratings:
        """Return how a region is rated; of a region that is withheld, how the nearest larger place is that is not."""
        return Ratings(**self.shown("ratings", domain, region))

    def directions(self, domain: str, region: str | None = None) -> Directions:
        """Return where members see it going. May be of a larger place than the ratings are."""
        return Directions(**self.shown("directions", domain, region))

    def without_basis(self, domain: str) -> int | None:
        """Return how many of all regions together had no basis to judge; None where that may not be told."""
        found: int | None = self.domains.get(domain, {}).get("no_basis")
        return found

    def answered(self) -> list[Domain]:
        """Return the domains that anybody rated."""
        return [domain for domain in Domain if self.domains.get(domain, {}).get("ratings")]

    def row(self, table: str, domain: str, region: str | None) -> dict[str, Any] | None:
        wanted = ("region", region) if region else ("all", "")
        rows = self.domains.get(domain, {}).get(table, [])
        return next((row for row in rows if (row["kind"], row["id"]) == wanted), None)

    def shown(self, table: str, domain: str, region: str | None) -> dict[str, Any]:
        rows = self.domains.get(domain, {}).get(table, [])
        asked = row = self.row(table, domain, region)
        while row and row["state"] == "withheld" and row["parent"] >= 0:
            row = rows[row["parent"]]
        if row is None or row["state"] == "withheld":
            kind, name = ("region", region) if region else ("all", "")
            row = {"kind": kind, "id": name, "state": "withheld", "n": 0, "counts": [], "most": -1}
            return {**self.figure(row), "is_own": True}
        return {**self.figure(row), "is_own": row is asked}

    def figure(self, row: Mapping[str, Any]) -> dict[str, Any]:
        name = self.names.get((row["kind"], row["id"])) or (_("All regions") if row["kind"] == "all" else row["id"])
        exact = row["state"] == "exact"
        return {
            "kind": row["kind"],
            "name": name,
            "state": row["state"],
            "n": row["n"],
            "counts": tuple(row["counts"]) if exact else (),
            "most": row["most"],
        }


def results_of(period: ReportPeriod) -> Results | None:
    """Return a closed period's results, or None while it is open. Who may read them: `may_read`."""
    release: SituationRelease | None = getattr(period, "release", None)
    if release is None:
        return None
    domains = release.data["domains"]
    rows = [row for tables in domains.values() for name in ("ratings", "directions") for row in tables[name]]
    return Results(period, release.data["threshold"], domains, names_of(list({(r["kind"], r["id"]): r for r in rows}.values())))


def may_read(period: ReportPeriod, reader: Member | None) -> bool:
    """Results are for members until they are published."""
    return period.is_public or bool(reader and reader.is_active and reader.council_id == period.council_id)


def latest_results(council: Council, reader: Member | None) -> Results | None:
    """Return the newest results that a reader may see."""
    return next(iter(newest_results(council, reader, most=1)), None)


def newest_results(council: Council, reader: Member | None, *, most: int = 2) -> list[Results]:
    """Return the newest results that a reader may see, newest first: an overview compares two."""
    closed = ReportPeriod.objects.filter(council=council, release__isnull=False)
    found = closed if reader and may_read(ReportPeriod(council=council), reader) else closed.filter(is_public=True)
    return [results for period in found.select_related("release").order_by("-closed_at", "-pk")[:most] if (results := results_of(period))]


def periods_of(council: Council, reader: Member | None) -> QuerySet[ReportPeriod]:
    """Return the periods that a reader may know of: all for members, published ones for others."""
    rows = ReportPeriod.objects.filter(council=council).select_related("council")
    return rows if reader and may_read(ReportPeriod(council=council), reader) else rows.filter(is_public=True)


def open_period_of(council: Council) -> ReportPeriod | None:
    """Return the period that members are asked about now."""
    return ReportPeriod.objects.filter(council=council, state=ReportPeriod.State.OPEN, closes_at__gt=clock.now()).first()


def takes_reports(period: ReportPeriod) -> bool:
    return period.state == ReportPeriod.State.OPEN and clock.now() < period.closes_at


def own_reports(period: ReportPeriod, member: Member | None) -> dict[str, SituationReport]:
    """Return what a member said of each domain: to nobody but that member."""
    if member is None:
        return {}
    return {report.domain: report for report in SituationReport.objects.filter(report_period=period, member=member)}


def own_last(period: ReportPeriod, member: Member, domain: str) -> SituationReport | None:
    """Return what a member said of a domain in the newest earlier period, if it was of the same region."""
    rows = SituationReport.objects.filter(member=member, domain=domain, region=member.region, report_period__council=period.council)
    return (
        rows.filter(report_period__opened_at__lt=period.opened_at)
        .select_related("report_period")
        .order_by("-report_period__opened_at")
        .first()
    )


@dataclass(frozen=True)
class Progress:
    """How far an open period has come: who wrote is counted, what they wrote is not."""

    asked: int
    wrote: int
    regions: list[tuple[str, int | None]]  # name and members who wrote; None: fewer than the threshold, or to be found by subtraction


def progress(period: ReportPeriod) -> Progress:
    """Return how many members wrote, also by region as far as the small-cell gate lets it out."""
    council = period.council
    asked = set(roster(council).filter(region__isnull=False).values_list("pk", flat=True))
    wrote = dict(SituationReport.objects.filter(report_period=period).order_by("domain", "pk").values_list("member", "region"))
    counts = {region: [number] for region, number in Counter(wrote.values()).items()}
    regions = list(regions_of(council))
    rows = protected(council, counts, regions) if counts else []
    shown = {row["id"]: row["n"] for row in rows if row["kind"] == "region" and row["state"] == "exact"}
    named = sorted(((plain(str(region.name)), shown.get(region.code)) for region in regions), key=lambda row: sort_key(row[0]))
    return Progress(len(asked | wrote.keys()), len(wrote), named)  # who left meanwhile was asked, too


@dataclass(frozen=True)
class Written:
    """What a member wrote of a domain: with the region, without name, seat and rating."""

    region: str
    domain: str
    change: Text
    evidence: str


def written(period: ReportPeriod, reader: Member | None, *, region: str = "", domain: str = "") -> list[Written]:
    """Return what members wrote in a closed period, for members only, in an order that tells nothing."""
    if reader is None or not may_read(ReportPeriod(council=period.council), reader) or period.state != ReportPeriod.State.CLOSED:
        return []
    rows = SituationReport.objects.filter(report_period=period)
    if region:
        rows = rows.filter(region__code=region)
    if domain:
        rows = rows.filter(domain=domain)
    return [
        Written(plain(str(row.region.name)), row.get_domain_display(), row.change, row.evidence)
        for row in rows.select_related("region").order_by("public_id")
        if row.change or row.evidence
    ]
