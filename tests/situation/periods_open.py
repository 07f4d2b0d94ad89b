"""Short ways to a council whose members assess their regions."""

from collections.abc import Sequence
from datetime import timedelta

from kenes.base import clock
from kenes.councils.models import Council, MacroRegion, Member
from kenes.situation.acts.reports import close_period, open_period, report_domain
from kenes.situation.models import ReportPeriod, SituationReport
from tests import factories
from tests.factories import text

SOUTH, NORTH = ("KZ-61", "KZ-79", "KZ-31", "KZ-43"), ("KZ-55", "KZ-59", "KZ-39", "KZ-11")


def grouped(council: Council) -> dict[str, MacroRegion]:
    """Put two groups of four regions into macro-regions."""
    found = {}
    for order, (name, codes) in enumerate({"South": SOUTH, "North": NORTH}.items()):
        found[name] = MacroRegion.objects.create(side=council.sides.get(), name=text(name), order=order)
        council.sides.get().side_regions.filter(region__code__in=codes).update(macro_region=found[name])
    return found


def opened(by: Member, period: str = "2026-Q3", days: int = 14) -> ReportPeriod:
    return open_period(by=by, period=period, closes_at=clock.now() + timedelta(days=days))


def rated(period: ReportPeriod, by: Member, rating: int | None, domain: str = "health", **more: object) -> SituationReport:
    if rating is None:
        return report_domain(by=by, period=period, domain=domain, has_basis=False, **more)
    told = {"direction": "same", "confidence": "medium", **more}
    return report_domain(by=by, period=period, domain=domain, rating=rating, **told)


def from_region(council: Council, region: str, ratings: Sequence[int | None]) -> list[tuple[Member, int | None]]:
    """Seat as many members in a region as there are ratings."""
    return list(zip(factories.members(council, len(ratings), region=region), ratings, strict=True))


def closed(secretary: Member, ratings: dict[str, Sequence[int | None]], domain: str = "health", period: str = "2026-Q3") -> ReportPeriod:
    """A period in which the members of some regions gave these ratings."""
    seats = [pair for region, given in ratings.items() for pair in from_region(secretary.council, region, given)]
    there = opened(secretary, period)
    for member, rating in seats:
        rated(there, member, rating, domain)
    return close_period(by=secretary, period=there)


def past(by: Member) -> ReportPeriod:
    """One more period that is over, each of another year."""
    year, now = 1980 + ReportPeriod.objects.filter(council=by.council).count(), clock.now()
    dates = {"opened_at": now, "closes_at": now, "closed_at": now}
    return ReportPeriod.objects.create(council=by.council, period=str(year), state="closed", **dates)
