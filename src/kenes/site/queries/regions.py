"""Regions: who speaks from each, what they reported, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.sorting import sort_key
from kenes.councils.models import Council, Member, Profession, Region, RegionVersion, Side
from kenes.councils.queries import RegionCoverage, coverage, plain, seat_label, seats
from kenes.issues.models import Issue, Signal
from kenes.promotion.queries.voice import Voice, voices
from kenes.recommendations.models import Recommendation
from kenes.site.queries.home import YEAR, sourced
from kenes.site.queries.rows import Row, rows
from kenes.situation.periods import split
from kenes.situation.queries.practices import Practices, practices_of
from kenes.situation.queries.profile import Profile, profile_of

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """A region in the list."""

    code: str
    name: str
    place: RegionCoverage
    voice: Voice | None


def lines(council: Council) -> dict[Side, list[Line]]:
    """Return the council's regions by side, in alphabetical order."""
    heard = voices(council, clock.now() - YEAR)
    by_region = {region.pk: row for row in heard.rows if row.pool for region in row.pool.regions}
    found: dict[Side, list[Line]] = {}
    for place in coverage(council).rows:
        line = Line(place.region.code, plain(str(place.region.name)), place, by_region.get(place.region.pk))
        found.setdefault(place.side, []).append(line)
    ordered = sorted(found.items(), key=lambda pair: pair[0].order)
    return {side: sorted(own, key=lambda line: sort_key(line.name)) for side, own in ordered}


@dataclass(frozen=True)
class Inhabitants:
    """How many people live in a region, in what year, and who says so."""

    n: int
    year: str
    source: str


@dataclass(frozen=True)
class RegionPage:
    """All that a region's page shows."""

    region: Region
    place: RegionCoverage
    voice: Voice | None
    people: Inhabitants | None
    source: str
    members: list[tuple[str, str]]
    signals: list[Row]
    signal_count: int
    issues: list[Row]
    issue_count: int
    recommendations: list[Row]
    recommendation_count: int
    practices: Practices
    profile: Profile | None

    @property
    def absent(self) -> list[Profession]:
        return self.place.absent


def region_page(council: Council, place: RegionCoverage, reader: Member | None) -> RegionPage:
    """Return a region's page as a member or a visitor may see it."""
    region = place.region
    signals, issues, texts = found_in(council, region, reader)
    version = RegionVersion.objects.filter(region=region, valid_to__isnull=True).first()
    heard = voices(council, clock.now() - YEAR)
    shown = [list(found[:SHOWN]) for found in (signals, issues, texts)]
    drawn = iter(rows([item for part in shown for item in part], council, reader))
    lists = [list(islice(drawn, len(part))) for part in shown]
    profile = profile_of(council, region.code, reader)
    people = inhabitants(version, profile)
    return RegionPage(
        region=region,
        place=place,
        voice=next((row for row in heard.rows if row.pool and region in row.pool.regions), None),
        people=people,
        source=people.source if people else sourced(None),
        members=members_of(council, region) if reader else [],
        signals=lists[0],
        signal_count=counted(signals, shown[0]),
        issues=lists[1],
        issue_count=counted(issues, shown[1]),
        recommendations=lists[2],
        recommendation_count=counted(texts, shown[2]),
        practices=practices_of(council, reader, region=region.code),
        profile=profile,
    )


def inhabitants(version: RegionVersion | None, profile: Profile | None) -> Inhabitants | None:
    """Return how many people live in a region: by the council's own figures where it has them.

    They are often later than the table of regions, and one page must not tell two numbers.
    """
    row = profile.people if profile else None
    if row is not None:
        told = {"producer": row.indicator.producer, "period": row.when}
        source = sourced(None) + "; " + _("population: %(producer)s, %(period)s") % told
        return Inhabitants(round(row.value), str(split(row.period)[0]), source)
    if version is None or version.population is None:
        return None
    day = version.population_date
    return Inhabitants(version.population, str(day.year) if day else "", sourced(day))


def counted(found: QuerySet[Any], shown: Sequence[Any]) -> int:
    """Return how many rows there are: a query only where not all of them are shown."""
    return found.count() if len(shown) == SHOWN else len(shown)


def found_in(council: Council, region: Region, reader: Member | None) -> tuple[QuerySet[Signal], QuerySet[Issue], QuerySet[Recommendation]]:
    """Return a region's signals, issues and recommendations that the reader may see, newest first."""
    signals = Signal.objects.filter(council=council, region=region).exclude(state=Signal.State.WITHDRAWN)
    issues = Issue.objects.filter(council=council, regions=region).exclude(state=Issue.State.MERGED)
    texts = Recommendation.objects.filter(pk__in=Recommendation.objects.filter(council=council, issues__regions=region).values("pk"))
    if reader is None:
        signals, issues = signals.filter(is_public=True), issues.filter(is_public=True)
        texts = texts.filter(state=Recommendation.State.ADOPTED)
    else:
        texts = texts.exclude(Q(state=Recommendation.State.WITHDRAWN))
    return (
        signals.select_related("region").order_by("-created_at", "-pk"),
        issues.prefetch_related("regions").order_by("-changed_at", "-pk"),
        texts.order_by("-changed_at", "-pk"),
    )


def members_of(council: Council, region: Region) -> list[tuple[str, str]]:
    """Return the seats of a region: public id and label."""
    there = seats(council).serving().filter(region=region).order_by("number")
    return [(member.public_id, seat_label(member)) for member in there]
