"""Where the cells of a release agree and where they part: one rule, from printed figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.deliberation.queries import broadest_agreement
from kenes.deliberation.queries.cells import Cell, bounds, cell_of, finest, people_of, tree_bounds, with_bounds
from kenes.deliberation.queries.ground import GROUP, PROFESSION, REGION, SIDE, WHOLE, Line, division, ways
from tests.deliberation.published import NODES, Overlays, Shown, cell, closed, release, row
from tests.factories import text

pytestmark = pytest.mark.django_db
GROUPS = [{"key": "g0", "voters": 40}, {"key": "g1"}]


def by_words(lines: list[Line]) -> dict[str, Line]:
    return {str(line.statement.text): line for line in lines}


def test_what_even_the_most_hesitant_region_supports_comes_first() -> None:
    made = release(
        closed(),
        {
            "Loved by most, not by one": row((40, 0, 0), (40, 0, 0), (40, 0, 0), (20, 18, 2)),
            "Liked by all": row((32, 3, 5), (31, 3, 6), (33, 3, 4), (30, 3, 7)),
        },
    )
    lines = list(division(made).lines)
    assert [str(line.statement.text) for line in lines] == ["Liked by all", "Loved by most, not by one"]
    assert [line.place for line in lines] == [1, 2]
    assert division(made).columns[lines[1].lowest or 0].key == "region/b/2"


def test_disagreement_counts_against_it_and_a_pass_does_not() -> None:
    made = release(
        closed(),
        {
            "Many object": row(*[(28, 12, 0)] * 4),
            "Many pass": row(*[(28, 0, 12)] * 4),
        },
    )
    assert [str(line.statement.text) for line in division(made).lines] == ["Many pass", "Many object"]


def test_words_follow_from_what_is_sure_in_every_cell() -> None:
    made = release(
        closed(),
        {
            "All agree": row(*[(38, 1, 1)] * 4),
            "None does": row(*[(2, 37, 1)] * 4),
            "Sides part": row((38, 1, 1), (37, 1, 2), (3, 36, 1), (2, 37, 1)),
            "Even": row(*[(20, 18, 2)] * 4),
            "Nothing shown": ["few"] * 7,
        },
    )
    found = by_words(list(division(made).lines))
    assert {words: line.verdict for words, line in found.items()} == {
        "All agree": "common",
        "None does": "nowhere",
        "Sides part": "contested",
        "Even": "open",
        "Nothing shown": "withheld",
    }
    parting = found["Sides part"]
    columns = division(made).columns
    assert (columns[parting.high or 0].key, columns[parting.low or 0].key) == ("region/a/1", "region/b/2")
    assert parting.opposed
    assert (parting.gap or 0) > 0.5


def test_a_side_of_one_mind_is_not_pulled_towards_the_other() -> None:
    """Regions of nine people each: leaning on the other side, they would all seem undecided."""
    rows = {f"Shared {n}": row(*[(8, 0, 1)] * 4) for n in range(5)}
    made = release(closed(), {**rows, "Sides part": row((8, 0, 1), ">9", "<9", (1, 8, 0))})
    line = by_words(list(division(made).lines))["Sides part"]
    assert [one.kind for one in line.cells] == ["yes", "yes", "no", "no"]
    assert (line.verdict, line.opposed) == ("contested", True)


def test_a_withheld_cell_is_neither_for_nor_against() -> None:
    shown: list[Shown] = [(30, 5, 5), (31, 4, 5)]
    made = release(closed(), {"One": row(*shown, "few", "protected"), "Two": row(*shown, *shown)})
    found = by_words(list(division(made).lines))
    assert found["One"].verdict == "common"
    assert [found["One"].withheld(reason) for reason in ("", "few", "protected")] == [2, 1, 1]
    assert found["One"].support[2:] == [None, None]
    assert found["Two"].withheld() == 0


def test_a_comparison_takes_two_cells_else_everybody_is_judged() -> None:
    only: list[Shown] = [(50, 45, 5), (3, 36, 1), "protected", "protected", "few", "few", "few"]
    made = release(closed(), {"Only South": only, "Both": row(*[(20, 18, 2)] * 4)})
    line = by_words(list(division(made, SIDE).lines))["Only South"]
    assert line.alone
    assert line.verdict != "nowhere"
    assert line.lowest is None
    assert division(made, SIDE).lines[-1] == line  # after those that can be compared
    assert not line.divides
    assert [str(one.statement.text) for one in division(made, SIDE).compared] == ["Both"]


def test_a_small_region_is_heard_through_what_it_is_reported_in() -> None:
    kinds, parents = ["all", "side", "macro", "region", "region", "macro", "region", "rest"], [-1, 0, 1, 2, 2, 1, 5, 1]
    shown = np.array([[1, 1, 1, 1, 0, 1, 0, 1], [1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]], bool)
    assert [np.flatnonzero(row).tolist() for row in finest(kinds, parents, shown)] == [[3, 5], [2], [1], []]


def test_a_release_is_divided_only_in_ways_that_it_shows() -> None:
    rows = {"One": row(*[(30, 5, 5)] * 4)}
    groups: Overlays = {"group": (GROUPS, {"One": [(60, 5, 5), (60, 15, 15)]}), "profession": ([{"key": "x"}], {"One": ["few"]})}
    assert ways(release(closed(), rows, overlays=groups)) == [REGION, SIDE, GROUP]
    alone = [NODES[0], ("rest", "rest", 0, None)]
    assert ways(release(closed(), {"One": [(30, 5, 5), (30, 5, 5)]}, names=alone, overlays=groups)) == [WHOLE, GROUP]
    teachers: Overlays = {"profession": ([{"key": "teacher", "name": text("teacher").as_json(), "voters": 40}], {"One": [(30, 5, 5)]})}
    assert PROFESSION in ways(release(closed(), rows, overlays=teachers))


def test_an_unknown_way_is_the_ordinary_one() -> None:
    made = release(closed(), {"One": row(*[(30, 5, 5)] * 4)})
    assert division(made, "moon").by == division(made, "group").by == REGION


def test_everybody_alone_is_split_when_each_side_surely_has_a_quarter() -> None:
    alone = [NODES[0], ("rest", "rest", 0, None)]
    counts = {"Split": (400, 390, 10), "Rather for": (600, 200, 0), "Nobody answered much": (3, 3, 0)}
    made = release(closed(), {words: [one, one] for words, one in counts.items()}, names=alone)
    found = by_words(list(division(made).lines))
    assert {words: line.verdict for words, line in found.items()} == {
        "Split": "contested",
        "Rather for": "common",
        "Nobody answered much": "open",
    }
    assert [str(line.statement.text) for line in division(made).dividing] == ["Split"]


def test_recommendations_are_offered_statements_in_the_same_order() -> None:
    made = release(
        closed(),
        {
            "Third": row((40, 0, 0), (40, 0, 0), (40, 0, 0), (20, 18, 2)),
            "First": row(*[(38, 0, 2)] * 4),
            "Second": row(*[(33, 3, 4)] * 4),
            "Withheld": ["few"] * 7,
        },
    )
    assert [str(figure.text) for figure in broadest_agreement(made, 9)] == ["First", "Second", "Third"]
    assert broadest_agreement(made, 1)[0].statement == division(made).lines[0].statement


def test_a_band_says_the_same_whether_all_or_all_but_one_agreed() -> None:
    (low, high), shown = ([cell_of(cell(one))] for one in ("<12", ">12")), people_of([[cell_of(cell(">12"))]], 1)
    assert shown[0].tolist() == [[[11, 0, 1]]]
    for one, kind in ((high, "yes"), (low, "no")):
        bounded = with_bounds([one], *bounds(*people_of([one], 1)))[0][0]
        assert bounded.kind == kind
        assert (bounded.low, bounded.high, bounded.agree) == ((0.9, 1.0, None) if kind == "yes" else (0.0, pytest.approx(0.1), None))


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 3).filter(any), min_size=7, max_size=7), st.lists(st.booleans(), min_size=7, max_size=7))
def test_every_interval_holds_its_share_and_withheld_cells_have_none(counts: list[tuple[int, int, int]], known: list[bool]) -> None:
    cells = [cell_of(cell(one if there else "few")) for one, there in zip(counts, known, strict=True)]
    people, shown = people_of([cells], 7)
    kinds, parents = [kind for _key, kind, _parent, _name in NODES], [parent for _key, _kind, parent, _name in NODES]
    for one in with_bounds([cells], *tree_bounds(kinds, parents, people, shown))[0]:
        if one.is_shown:
            assert 0 <= (one.low or 0) <= (one.share or 0) <= (one.high or 0) <= 1
        else:
            assert one == Cell("withheld", reason="few", release=1)
