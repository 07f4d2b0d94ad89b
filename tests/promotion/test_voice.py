"""The voice of the regions: funnels equal a slow count over chains, few members are never singled out, silence is named."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.councils.models import Council, MacroRegion, Member, SideRegion
from kenes.issues.models import Signal
from kenes.promotion.queries.chain import chain
from kenes.promotion.queries.places import Cell, places, pools
from kenes.promotion.queries.voice import voices
from tests import factories
from tests.promotion import chains

CODES = ("KZ-55", "KZ-39", "KZ-71", "KZ-10", "KZ-11")


@pytest.fixture
def authors(council: Council) -> list[Member]:
    return [seat for code in CODES for seat in factories.members(council, 5, region=code)]


def slow(council: Council, reader: Member) -> dict[str, tuple[int, ...]]:
    """Walk the chain of every signal, one by one."""
    found: dict[str, list[int]] = {code: [0] * 5 for code in CODES}
    for signal in Signal.objects.exclude(state="withdrawn").select_related("region"):
        its = chain(signal, reader)
        adopted = {row.pk for row in its.recommendations if row.state == "adopted"}
        answered = {reply.recommendation_id for reply in its.confirmed} & adopted
        done = {row.commitment_id for row in its.verdicts if row.outcome == "done"}
        verified = {row.recommendation_id for row in its.commitments if row.pk in done} & answered
        for place, reached in enumerate((True, its.issues, adopted, answered, verified)):
            found[signal.region.code][place] += bool(reached)
    return {code: tuple(counts) for code, counts in found.items()}


@pytest.mark.parametrize("seed", range(3))
def test_funnels_equal_a_slow_walk_of_every_signals_chain(seed: int, council: Council, authors: list[Member]) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        signals = [chains.signal(chance.choice(authors)) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.8:
            issue = chains.issue(council, signals)
            if chance.random() < 0.8:
                row = chains.recommendation(council, [issue], state=chance.choice(["adopted", "adopted", "draft"]))
                if row.state == "adopted" and chance.random() < 0.8:
                    answer = chains.answered(chains.sent(council, [row]), [row], state=chance.choice(["confirmed", "received"]))
                    chains.committed(answer, chance.choice(["done", "not_done", "asked"]))
    chains.signal(authors[0], state="withdrawn")
    fast = {row.pool.regions[0].code: row.funnel.steps for row in voices(council).rows if row.pool and row.pool.is_single}
    assert {code: fast[code] for code in CODES} == slow(council, authors[0])


def test_shares_compare_signals_with_members_and_population(council: Council, authors: list[Member]) -> None:
    for author in authors[:3]:
        chains.signal(author)
    chains.signal(authors[6])
    by_name = {row.name: row for row in voices(council).rows}
    assert by_name["Pavlodar"].signal_share == 0.75
    assert by_name["Pavlodar"].member_share == 0.2
    assert by_name["Pavlodar"].population_share == pytest.approx(753.9 / 19766.8, rel=0.01)


def test_older_signals_do_not_count_into_a_period(council: Council, authors: list[Member]) -> None:
    chains.signal(authors[0], created_at=clock.now() - timedelta(days=400))
    chains.signal(authors[0])
    assert voices(council, clock.now() - timedelta(days=365)).total.funnel.signals == 1


def test_silent_regions_are_named(council: Council, authors: list[Member]) -> None:
    for author in authors[:5]:
        chains.signal(author)
    assert "Atyrau" in voices(council).silent_names
    assert "Kostanay" in voices(council).silent_names
    assert "Pavlodar" not in voices(council).silent_names


def test_a_region_with_one_member_is_reported_within_its_macro_region(council: Council) -> None:
    side = council.sides.get()
    north = MacroRegion.objects.create(side=side, name=chains.text("North"))
    SideRegion.objects.filter(side=side, region__code__in=["KZ-55", "KZ-59", "KZ-11"]).update(macro_region=north)
    lone = factories.member(council, region="KZ-59")
    factories.members(council, 5, region="KZ-55")
    factories.members(council, 6, region="KZ-11")
    where = places(council)
    assert where.name(lone.region_id) == "North: smaller regions"
    assert [region.code for region in where.of[lone.region_id].regions] == ["KZ-59", "KZ-55"]
    assert [pool.name for pool in where.pools if pool.is_single] == ["Akmola"]


def test_a_pool_that_only_one_lone_member_reported_from_does_not_say_whence(council: Council, authors: list[Member]) -> None:
    lone = factories.member(council, region="KZ-59")
    chains.signal(lone)
    (pooled,) = [row for row in voices(council).rows if row.funnel.signals]
    assert len(pooled.pool.regions) > 1
    assert pooled.members >= council.threshold


@pytest.mark.parametrize("seed", range(50))
def test_every_region_is_in_one_pool_of_enough_members_of_none_or_of_its_whole_side(seed: int) -> None:
    chance = random.Random(seed)
    cells = [Cell(n, chance.randint(0, 1), chance.choice([None, 1, 2, 3]), chance.choice([0, 1, 2, 3, 5, 8])) for n in range(20)]
    found = pools(cells, 5)
    assert sorted(region for pool in found for region in pool) == list(range(20))
    by_region = {cell.region: cell for cell in cells}
    for pool in found:
        (side,) = {by_region[region].side for region in pool}
        whole = len(pool) == sum(cell.side == side for cell in cells)
        assert whole or sum(by_region[region].members for region in pool) not in range(1, 5)


def test_voices_take_as_many_queries_for_thirty_chains_as_for_one(council: Council, authors: list[Member]) -> None:
    counts = []
    for more in (1, 29):
        for _ in range(more):
            chains.whole(council, authors, 2)
        with CaptureQueriesContext(connection) as seen:
            voices(council)
        counts.append(len(seen))
    assert counts[0] == counts[1]
