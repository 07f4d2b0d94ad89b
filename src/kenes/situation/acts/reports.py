"""Situation reports: the secretariat asks about a period, members assess their own regions, closing keeps what may be shown.

Single ratings are shown to nobody and are not in the record. What the small-cell gate lets out is computed once, at closing.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.councils.queries import regions_of, roster, secretariat_ids
from kenes.councils.trees import nodes_of, protected_in
from kenes.engine import cells
from kenes.notices.acts import tell
from kenes.notices.models import Notice
from kenes.record.acts import append
from kenes.situation import periods
from kenes.situation.errors import (
    ClosesTooSoon,
    NobodyToReport,
    NoRegion,
    PeriodKnown,
    PeriodNotClosed,
    PeriodOver,
    PeriodStillOpen,
)
from kenes.situation.models import Domain, ReportPeriod, SituationRelease, SituationReport
from kenes.situation.queries.reports import DIRECTIONS, RATINGS

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=90)
REMIND_BEFORE = timedelta(days=1)
REMINDER = "period.reminder"


@act
def open_period(*, by: Member, period: str, closes_at: datetime) -> ReportPeriod:
    """Ask all voting members with a region about a year, half-year or quarter, until `closes_at`. One period is open at a time."""
    require("situation.manage_periods", by)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    wanted, now = span(period), clock.now()
    if not SHORTEST <= closes_at - now <= LONGEST:
        raise ClosesTooSoon(field="closes_at")
    earlier = ReportPeriod.objects.filter(council=council)
    if earlier.filter(state=ReportPeriod.State.OPEN).exists():
        raise PeriodStillOpen
    if earlier.filter(period=wanted).exists():
        raise PeriodKnown(field="period")
    people = who_reports(council)
    if not people:
        raise NobodyToReport
    opened = ReportPeriod.objects.create(council=council, period=wanted, opened_at=now, closes_at=closes_at)
    details = {"period": wanted, "asked": len(people), "closes_at": closes_at.isoformat(timespec="seconds")}
    append(council.public_id, "period.opened", opened.ref, actor=by.ref, details=details)
    tell_of(opened, "period.opened", [seat.user_id for seat in people])
    return opened


def span(text: str) -> str:
    """Return a period that reports can be about."""
    try:
        period = periods.parse(text)
    except ValueError:
        raise Invalid(field="period") from None
    if periods.frequency(period) == "M":  # twelve domains a month are asked of nobody
        raise Invalid(field="period")
    return period


def who_reports(council: Council) -> list[Member]:
    """Return the seats that assess their region: all that vote and have one."""
    return list(roster(council).filter(region__isnull=False))


@act
def report_domain(
    *,
    by: Member,
    period: ReportPeriod,
    domain: str,
    has_basis: bool = True,
    rating: int | None = None,
    direction: str = "",
    confidence: str = "",
    change: Text | None = None,
    evidence: str = "",
) -> SituationReport:
    """Assess one domain of one's own region, or say that one has no basis to. Said again, it replaces what was said."""
    require("situation.report", by, period)
    there = locked(period)
    if there.state != ReportPeriod.State.OPEN or clock.now() >= there.closes_at:
        raise PeriodOver
    if by.region_id is None:
        raise NoRegion
    said = assessment(rating, direction, confidence) if has_basis else {"rating": None, "direction": "", "confidence": ""}
    now = clock.now()
    values = {
        "region_id": by.region_id,
        "has_basis": has_basis,
        "change": checks.prose(change, "change", most=3000) if change else Text.of("kk", ""),
        "evidence": checks.line(evidence, "evidence", most=500),
        "changed_at": now,
        **said,
    }
    report, _created = SituationReport.objects.update_or_create(
        report_period=there,
        member=by,
        domain=one_of(domain, Domain.values, "domain"),
        defaults=values,
        create_defaults={**values, "created_at": now},
    )
    return report


def assessment(rating: int | None, direction: str, confidence: str) -> dict[str, Any]:
    """Return the three answers of who has a basis to judge; all of them are needed."""
    if rating not in RATINGS:
        raise Invalid(field="rating")
    return {
        "rating": rating,
        "direction": one_of(direction, DIRECTIONS, "direction"),
        "confidence": one_of(confidence, SituationReport.Confidence.values, "confidence"),
    }


def one_of(value: str, known: Iterable[str], field: str) -> str:
    if value not in known:
        raise Invalid(field=field)
    return value


@act
def close_period(*, by: Member | None, period: ReportPeriod) -> ReportPeriod:
    """Close a period and keep what may be shown of it: by hand, or by itself (`by` is None) once its time has come."""
    if by is not None:
        require("situation.manage_periods", by, period)
    there = locked(period)
    if there.state == ReportPeriod.State.CLOSED:
        return there
    if by is None and clock.now() < there.closes_at:
        raise PeriodStillOpen
    there.state, there.closed_at = ReportPeriod.State.CLOSED, clock.now()
    there.save(update_fields=["state", "closed_at"])
    reports = list(SituationReport.objects.filter(report_period=there).select_related("member"))
    council = there.council
    data = {"threshold": council.threshold, "domains": tables(council, reports)}
    SituationRelease.objects.create(report_period=there, data=data, created_at=clock.now())
    writers = {report.member for report in reports}
    details = {"period": there.period, "members": len(writers), "reports": len(reports)}
    append(council.public_id, "period.closed", there.ref, actor=by.ref if by else "", details=details)
    tell_of(there, "period.closed", {*secretariat_ids(council), *(seat.user_id for seat in writers)})
    return there


def tables(council: Council, reports: Iterable[SituationReport]) -> dict[str, dict[str, Any]]:
    """Return what may be shown of each domain that anybody reported on (docs/methods/situation-reports.md says why so much)."""
    found = list(reports)
    nodes = nodes_of(council, list(regions_of(council)))

    def table(domain: str, columns: int, column_of: Callable[[SituationReport], int | None]) -> list[dict[str, Any]]:
        counts: dict[int, list[int]] = {}
        for report in found:
            column = column_of(report) if report.domain == domain else None
            if column is not None:
                counts.setdefault(report.region_id, [0] * columns)[column] += 1
        return protected_in(nodes, counts, council.threshold)

    return {
        domain.value: {
            "ratings": table(domain, len(RATINGS), lambda report: None if report.rating is None else RATINGS.index(report.rating)),
            "directions": table(domain, len(DIRECTIONS), lambda report: DIRECTIONS.index(report.direction) if report.has_basis else None),
            "no_basis": without_basis(found, domain, council.threshold),
        }
        for domain in Domain
        if any(report.domain == domain for report in found)
    }


def without_basis(reports: Sequence[SituationReport], domain: Domain, threshold: int) -> int | None:
    """Return how many of all regions together had no basis to judge a domain; None where that would tell of somebody that they had none.

    Numbers of raters may tell that nobody of a region rated. Where all who wrote spoke of this domain, these would have had no basis.
    """
    here = [report for report in reports if report.domain == domain]
    none = sum(not report.has_basis for report in here)
    if cells.protect({0: (len(here) - none, none)}, cells.Tree((-1,)), threshold)[0].state != "exact":
        return None
    nobody_rated = {report.region_id for report in here} - {report.region_id for report in here if report.has_basis}
    all_spoke = len(here) >= len({report.member_id for report in reports})
    return None if nobody_rated and all_spoke else none


@act
def publish_period(*, by: Member, period: ReportPeriod) -> ReportPeriod:
    """Show a closed period's results to everyone. What members wrote stays with the members."""
    require("situation.manage_periods", by, period)
    there = locked(period)
    if there.state != ReportPeriod.State.CLOSED:
        raise PeriodNotClosed
    if not there.is_public:
        there.is_public = True
        there.save(update_fields=["is_public"])
        append(there.council.public_id, "period.published", there.ref, actor=by.ref, details={"period": there.period})
        writers = SituationReport.objects.filter(report_period=there).values_list("member__user_id", flat=True)
        tell_of(there, "period.published", set(writers))
    return there


@act
def remind_of_period(*, period: ReportPeriod) -> bool:
    """Remind, once and shortly before the end, those who have not written anything. Returns whether it did."""
    there = locked(period)
    now = clock.now()
    is_time = there.state == ReportPeriod.State.OPEN and now < there.closes_at <= now + REMIND_BEFORE
    # A period of a day has just been announced.
    if not is_time or there.closes_at - there.opened_at <= REMIND_BEFORE:
        return False
    if Notice.objects.filter(kind=REMINDER, object=there.ref).exists():
        return False
    wrote = set(SituationReport.objects.filter(report_period=there).values_list("member_id", flat=True))
    tell_of(there, REMINDER, [seat.user_id for seat in who_reports(there.council) if seat.pk not in wrote])
    return True


def locked(period: ReportPeriod) -> ReportPeriod:
    """Return the period as it is now, its row locked."""
    return ReportPeriod.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=period.pk)


def tell_of(period: ReportPeriod, kind: str, users: Iterable[int | None]) -> None:
    tell(users, kind, period.ref, council=period.council.public_id, details={"closes_at": period.closes_at.isoformat()})
