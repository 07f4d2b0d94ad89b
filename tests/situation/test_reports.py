"""Situation reports: who is asked, what counts, and what of it may be shown."""

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from kenes.base import clock
from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.councils.models import Council, MacroRegion, Member, Region
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.situation import tasks
from kenes.situation.acts.reports import close_period, open_period, publish_period, report_domain, tables
from kenes.situation.errors import ClosesTooSoon, NobodyToReport, NoRegion, PeriodKnown, PeriodNotClosed, PeriodOver, PeriodStillOpen
from kenes.situation.models import Domain, ReportPeriod, SituationRelease, SituationReport
from kenes.situation.queries.reports import latest_results, newest_results, progress, results_of
from tests import factories
from tests.factories import text
from tests.situation.periods_open import NORTH, SOUTH, closed, grouped, opened, rated

DIVIDED = [-2, -2, -1, 1, 2, 2]


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("to_id", flat=True))


def test_opening_tells_everyone_who_votes_and_has_a_region(council: Council, secretary: Member) -> None:
    voting = [factories.member(council), factories.member(council, role=Member.Role.CHAIR)]
    factories.member(council, role=Member.Role.OBSERVER)

    period = opened(secretary)

    assert told("period.opened") == {seat.user_id for seat in voting}
    entry = Entry.objects.get(type="period.opened")
    assert '"asked":2' in entry.body
    assert period.name == "III quarter of 2026"


@pytest.mark.parametrize(
    ("period", "days", "refusal"),
    [
        ("2026-13", 14, Invalid),
        ("2026-07", 14, Invalid),
        ("202٦-Q2", 14, Invalid),  # the same year in other digits would be another period
        ("autumn", 14, Invalid),
        ("2026-Q3", 0.5, ClosesTooSoon),
        ("2026-Q3", 91, ClosesTooSoon),
        ("2026-Q2", 14, PeriodKnown),
    ],
)
def test_what_nobody_can_be_asked_about_is_refused(
    council: Council, member: Member, secretary: Member, period: str, days: float, refusal: type[KenesError]
) -> None:
    close_period(by=secretary, period=opened(secretary, "2026-Q2"))

    with pytest.raises(refusal):
        open_period(by=secretary, period=period, closes_at=clock.now() + timedelta(days=days))

    assert ReportPeriod.objects.count() == 1


def test_one_period_is_open_at_a_time_and_somebody_must_be_there(council: Council, secretary: Member) -> None:
    with pytest.raises(NobodyToReport):
        opened(secretary)
    factories.member(council)
    opened(secretary)
    with pytest.raises(PeriodStillOpen):
        opened(secretary, "2026-Q4")


def test_only_the_secretariat_of_the_council_opens_closes_and_publishes(council: Council, member: Member, secretary: Member) -> None:
    stranger = factories.member(factories.council(), role=Member.Role.SECRETARY)
    period = opened(secretary)
    for by in (member, stranger):
        with pytest.raises(NotAllowed):
            close_period(by=by, period=period)
        with pytest.raises(NotAllowed):
            publish_period(by=by, period=period)
    with pytest.raises(NotAllowed):
        open_period(by=member, period="2026-Q4", closes_at=clock.now() + timedelta(days=9))
    with pytest.raises(PeriodNotClosed):
        publish_period(by=secretary, period=period)


def test_a_report_is_about_the_members_own_region_and_saying_it_again_changes_it(council: Council, secretary: Member) -> None:
    member = factories.member(council, region="KZ-55")
    period = opened(secretary)

    rated(period, member, -1, change=text("The clinic closed"))
    report = rated(period, member, 1, change=text("It opened again"), evidence="Order 12")

    assert SituationReport.objects.get() == report
    assert (report.region.code, report.rating, str(report.change)) == ("KZ-55", 1, "It opened again")
    again = rated(period, member, None)
    assert (again.pk, again.rating, again.direction, again.confidence) == (report.pk, None, "", "")
    assert not Entry.objects.filter(type__startswith="report").exists()


@pytest.mark.parametrize(
    "wrong", [{"rating": 3}, {"rating": None}, {"direction": "up"}, {"confidence": ""}, {"domain": "weather"}, {"evidence": "x" * 501}]
)
def test_what_is_no_assessment_is_refused_with_its_field(member: Member, secretary: Member, wrong: dict[str, Any]) -> None:
    period = opened(secretary)
    good = {"domain": "health", "rating": 1, "direction": "better", "confidence": "high"}
    with pytest.raises(Invalid) as refusal:
        report_domain(by=member, period=period, **{**good, **wrong})
    assert refusal.value.field in wrong
    assert not SituationReport.objects.exists()


def test_who_has_no_vote_no_region_or_another_council_does_not_report(council: Council, member: Member, secretary: Member) -> None:
    period = opened(secretary)
    moderator = factories.member(council, role=Member.Role.MODERATOR)
    Member.objects.filter(pk=moderator.pk).update(region=None)
    moderator.refresh_from_db()
    for by in (secretary, factories.member(council, role=Member.Role.OBSERVER), factories.member(factories.council())):
        with pytest.raises(NotAllowed):
            rated(period, by, 1)
    with pytest.raises(NoRegion):
        rated(period, moderator, 1)


def test_a_closed_period_refuses_and_so_does_one_whose_time_has_come(member: Member, secretary: Member) -> None:
    period = opened(secretary, days=2)
    with clock.at(clock.now() + timedelta(days=3)), pytest.raises(PeriodOver):
        rated(period, member, 1)
    close_period(by=secretary, period=period)
    with pytest.raises(PeriodOver):
        rated(period, member, 1)


def test_a_period_reminds_once_and_closes_by_itself(council: Council, member: Member, secretary: Member) -> None:
    silent = factories.member(council)
    period = opened(secretary, days=14)
    rated(period, member, 1)
    with pytest.raises(PeriodStillOpen):
        close_period(by=None, period=period)
    now = clock.now()
    for day, reminders in ((12, 0), (13.5, 1), (13.6, 1)):
        with clock.at(now + timedelta(days=day)):
            tasks.tick()
        assert Notice.objects.filter(kind="period.reminder").count() == reminders
    assert told("period.reminder") == {silent.user_id}
    with clock.at(now + timedelta(days=15)):
        tasks.tick()
        tasks.tick()
    period.refresh_from_db()
    assert period.state == "closed"
    assert Entry.objects.filter(type="period.closed").count() == 1
    assert told("period.closed") == {secretary.user_id, member.user_id}


def test_a_period_that_cannot_be_closed_keeps_no_other_open(
    council: Council, member: Member, secretary: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = opened(secretary)
    other = factories.member(factories.council(), role=Member.Role.SECRETARY)
    factories.member(other.council)
    sound = opened(other)

    def close(*, by: Member | None, period: ReportPeriod) -> ReportPeriod:
        if period == broken:
            raise ValueError("table")
        return close_period(by=by, period=period)

    monkeypatch.setattr(tasks, "close_period", close)
    with clock.at(clock.now() + timedelta(days=15)):
        tasks.tick()

    sound.refresh_from_db()
    assert sound.state == "closed"
    assert broken.public_id in caplog.text


def test_who_left_after_writing_is_still_among_those_who_were_asked(council: Council, secretary: Member) -> None:
    seats = factories.members(council, 3)
    period = opened(secretary)
    for seat in seats:
        rated(period, seat, 1)
    Member.objects.filter(pk=seats[0].pk).update(role=Member.Role.OBSERVER)

    found = progress(period)

    assert (found.wrote, found.asked) == (3, 3)


def test_results_are_a_distribution_with_its_middle_spread_and_agreement(council: Council, secretary: Member) -> None:
    results = results_of(closed(secretary, {"KZ-55": DIVIDED, "KZ-10": [*DIVIDED, None, None, None, None, None]}))

    assert results is not None
    found = results.ratings("health", "KZ-55")
    assert (found.state, found.n, found.counts, found.is_own, found.name) == ("exact", 6, (2, 1, 0, 1, 2), True, "Pavlodar Region")
    assert (found.median, found.middle_half) == (0.0, (-2.0, 2.0))
    assert found.agreement is not None
    assert found.agreement < 0
    assert found.accord == "divided"
    assert (results.ratings("health").n, results.ratings("health").kind) == (12, "all")
    assert results.without_basis("health") == 5
    assert results.answered() == [Domain.HEALTH]
    assert results.ratings("roads", "KZ-55").state == "withheld"


def test_a_small_region_is_withheld_and_its_macro_region_shown(council: Council, secretary: Member) -> None:
    grouped(council)
    results = results_of(closed(secretary, {SOUTH[0]: [-2, 1], SOUTH[1]: [-1, 0, 2, 2], NORTH[0]: DIVIDED, "KZ-10": DIVIDED}))

    assert results is not None
    small, next_to_it = results.ratings("health", SOUTH[0]), results.ratings("health", SOUTH[1])
    assert small == next_to_it
    assert (small.kind, small.name, small.n, small.is_own) == ("macro", "South", 6, False)
    assert results.ratings("health", NORTH[0]).is_own
    text_of_release = str(SituationRelease.objects.get().data)
    assert "[1, 0, 0, 1, 0]" not in text_of_release  # what the two of the small region said is nowhere


@pytest.mark.parametrize("given", [[-2] * 6, [-2] * 5 + [1]])
def test_unanimous_ratings_are_not_printed_exactly(council: Council, secretary: Member, given: list[int]) -> None:
    results = results_of(closed(secretary, {"KZ-55": given, "KZ-10": DIVIDED, "KZ-39": DIVIDED}))

    assert results is not None
    found = results.ratings("health", "KZ-55")
    assert (found.state, found.n, found.counts, found.is_own) == ("band", 6, (), True)
    assert (found.median, found.agreement, found.accord) == (-2.0, None, "agree")


def test_results_are_for_members_until_they_are_published(council: Council, secretary: Member) -> None:
    with clock.at(clock.now() - timedelta(days=90)):
        first = closed(secretary, {"KZ-55": DIVIDED}, period="2026-Q2")
    second = closed(secretary, {"KZ-10": DIVIDED})

    assert latest_results(council, None) is None
    assert [results.period for results in newest_results(council, secretary)] == [second, first]
    assert latest_results(council, factories.member(factories.council(), role=Member.Role.CHAIR)) is None
    publish_period(by=secretary, period=first)
    publish_period(by=secretary, period=first)
    seen = latest_results(council, None)
    assert seen is not None
    assert seen.period == first
    assert Entry.objects.filter(type="period.published").count() == 1


# The red team: an outsider who knows who reported on what, and puts all figures of a release together.


def some_reports(chance: random.Random, regions: list[Region], *domains: str) -> list[SituationReport]:
    """About 35 members in 12 regions report on a domain, from divided to unanimous; a tenth have no basis."""
    found = []
    for domain in domains:
        lean, middle = chance.choice([0.3, 0.6, 0.9, 0.97, 1.0]), chance.randint(-2, 2)
        for region in regions:
            for _ in range(chance.choice([0, 1, 2, 3, 5, 7])):
                rating = middle if chance.random() < lean else chance.randint(-2, 2)
                direction = "same" if chance.random() < lean else chance.choice(["worse", "same", "better"])
                basis = chance.random() < 0.9
                found.append(
                    SituationReport(
                        region=region,
                        domain=domain,
                        has_basis=basis,
                        rating=rating if basis else None,
                        direction=direction if basis else "",
                    )
                )
    return found


def truth(reports: list[SituationReport], domain: str, table: str, columns: int) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for report in reports:
        if report.domain == domain and report.rating is not None:
            column = report.rating + 2 if table == "ratings" else ["worse", "same", "better"].index(report.direction)
            found.setdefault(report.region.code, np.zeros(columns))[column] += 1
    return found


def what_figures_say(
    rows: list[dict[str, Any]], known: dict[str, np.ndarray], codes: list[str], columns: int
) -> tuple[np.ndarray, list[float], list[float]]:
    """Return the outsider's equations and bounds about how many of each region gave each answer."""
    below = [{row["id"]} & set(codes) if row["kind"] == "region" else set() for row in rows]
    for index in reversed(range(1, len(rows))):
        below[rows[index]["parent"]] |= below[index]
    said: list[tuple[set[str], Iterable[int], float, float]] = [({c}, range(columns), known[c].sum(), known[c].sum()) for c in codes]
    for row, regions in zip(rows, below, strict=True):
        if row["state"] == "exact":
            said += [(regions, [column], count, count) for column, count in enumerate(row["counts"])]
        elif row["state"] == "band":
            said.append((regions, [row["most"]], row["n"] - 1, row["n"]))
    matrix = [
        [float(code in regions and column in answers) for code in codes for column in range(columns)] for regions, answers, *_ in said
    ]
    return np.array(matrix), [least for *_, least, _most in said], [most for *_, most in said]


def read_by(rows: list[dict[str, Any]], known: dict[str, np.ndarray], columns: int) -> int:
    """Return of how many regions everybody's answer follows: in every table that the figures allow it is the same."""
    codes = sorted(known)
    told = LinearConstraint(*what_figures_say(rows, known, codes, columns))
    most = Bounds(0, max(row.sum() for row in known.values()))
    # Where people of a region differ, the truth itself is a witness. Of the others, as many as possible are made to answer otherwise.
    left = {place * columns + int(row.argmax()): row.sum() for place, row in enumerate(known[c] for c in codes) if row.max() == row.sum()}
    while left:
        goal = np.zeros(len(codes) * columns)
        goal[list(left)] = 1
        found = milp(goal, constraints=told, integrality=np.ones(len(goal)), bounds=most)
        otherwise = [unknown for unknown, people in left.items() if round(found.x[unknown]) < people]
        if not otherwise:
            break
        for unknown in otherwise:
            del left[unknown]
    return len(left)


@pytest.mark.django_db
def test_an_outsider_reads_nobodys_rating_in_200_councils(council: Council) -> None:
    regions = list(Region.objects.filter(pk__in=council.sides.get().side_regions.values("region")).order_by("code")[:12])
    for order in range(3):
        macro = MacroRegion.objects.create(side=council.sides.get(), name=text(f"Macro {order}"), order=order)
        council.sides.get().side_regions.filter(region__in=regions[4 * order : 4 * order + 4]).update(macro_region=macro)
    read, exact = 0, 0
    for seed in range(200):
        reports = some_reports(random.Random(seed), regions, "health")
        shown = tables(council, reports)
        for table, columns in (("ratings", 5), ("directions", 3)):
            rows = shown["health"][table]
            exact += sum(row["state"] == "exact" for row in rows)
            read += read_by(rows, truth(reports, "health", table, columns), columns)
            for row in rows:  # levels subtracted from each other: what is left is either nobody, or enough people who differ
                above = rows[row["parent"]]
                if row["parent"] >= 0 and row["state"] == above["state"] == "exact":
                    rest = [more - less for more, less in zip(above["counts"], row["counts"], strict=True)]
                    assert sum(rest) == 0 or (sum(rest) >= 5 and sum(rest) - max(rest) >= 2)
    assert read == 0
    assert exact > 400  # the gate is not safe by printing nothing


def test_a_table_tells_nothing_of_other_domains_or_of_other_answers(council: Council) -> None:
    """What may be shown of ratings hangs on ratings alone: swap all directions, all other domains, and it stays letter for letter."""
    regions = list(Region.objects.filter(pk__in=council.sides.get().side_regions.values("region")))
    reports = some_reports(random.Random(7), regions, "health", "roads")
    before = tables(council, reports)
    for report in reports:
        if report.domain == "roads" and report.rating is not None:
            report.rating = -report.rating
        if report.domain == "health" and report.has_basis:
            report.direction = "better"
    after = tables(council, reports)
    assert after["health"]["ratings"] == before["health"]["ratings"]
    assert after["roads"]["directions"] == before["roads"]["directions"]
    assert after["health"]["directions"] != before["health"]["directions"]


def spoke(regions: list[Region], said: dict[int, list[int | None]], silent: int) -> list[SituationReport]:
    """Reports on health by the place of the region; `silent` more wrote of roads alone."""
    found = []
    for place, ratings in said.items():
        for rating in ratings:
            who = Member(pk=len(found) + 1)
            report = SituationReport(region=regions[place], member=who, domain="health", has_basis=rating is not None, rating=rating)
            found.append(report)
            report.direction = "" if rating is None else "same"
    for more in range(silent):
        who = Member(pk=1000 + more)
        found.append(SituationReport(region=regions[0], member=who, domain="roads", rating=0, direction="same"))
    return found


@pytest.mark.parametrize(
    ("said", "silent", "told"),
    [
        ({0: [None] * 6}, 0, None),  # all of one region: each of them
        ({0: [None] * 6, 1: DIVIDED}, 0, None),  # the ratings are all of the other region, and nobody left the domain out
        ({0: [None] * 6, 1: DIVIDED}, 1, 6),  # who left it out may be of either region
        ({0: [None] * 3 + [1], 1: [*DIVIDED, None]}, 0, 4),
        ({0: [*DIVIDED, None]}, 0, None),  # one alone
        ({0: [None] * 5 + [1]}, 0, None),  # all but one
    ],
)
def test_no_basis_is_counted_where_nobody_is_known_to_have_none(
    council: Council, said: dict[int, list[int | None]], silent: int, told: int | None
) -> None:
    regions = list(Region.objects.filter(pk__in=council.sides.get().side_regions.values("region")).order_by("code"))
    assert tables(council, spoke(regions, said, silent))["health"]["no_basis"] == told


def test_the_same_outsider_reads_a_table_without_the_gate() -> None:
    rows = [
        {"kind": "all", "id": "", "parent": -1, "state": "exact", "counts": [0, 3, 0, 2, 0]},
        {"kind": "region", "id": "KZ-10", "parent": 0, "state": "exact", "counts": [0, 2, 0, 2, 0]},
        {"kind": "region", "id": "KZ-11", "parent": 0, "state": "withheld", "counts": []},
    ]
    known = {"KZ-10": np.array([0, 2, 0, 2, 0]), "KZ-11": np.array([0, 1, 0, 0, 0])}
    assert read_by(rows, known, 5) == 1
