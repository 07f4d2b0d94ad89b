"""Figures say what they may say, and nothing else."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.base.charts import Tile, agreement_cell, band, classed, tile_map


def tile(code: str, value: float | None, *, withheld: bool = False) -> Tile:
    return Tile(code, code, value, "" if value is None else f"{value:.1f}", f"/{code}", 1, 1, withheld)


def test_tiles_fall_into_five_classes_of_values_that_lie_close_together() -> None:
    values = [1.9, 2.0, 3.1, 3.2, 5.0, 5.1, 7.0, 7.1, 9.8, 9.9]
    drawn = tile_map([tile(str(i), value) for i, value in enumerate(values)])
    assert [t.css for t in drawn.tiles] == ["seq-1", "seq-1", "seq-2", "seq-2", "seq-3", "seq-3", "seq-4", "seq-4", "seq-5", "seq-5"]
    assert [key.words for key in drawn.legend] == ["1.9–2.0", "3.1–3.2", "5.0–5.1", "7.0–7.1", "9.8–9.9"]


def test_equal_values_share_a_class_and_fewer_values_make_fewer_classes() -> None:
    assert classed([1, 1, 1, 2], 5) == [[1], [2]]
    assert tile_map([tile("a", 4.0), tile("b", 4.0)]).legend[0].words == "4.0"


def test_a_map_without_any_value_is_all_hatched() -> None:
    drawn = tile_map([tile("a", None), tile("b", 9.0, withheld=True)])
    assert [(t.css, t.withheld) for t in drawn.tiles] == [("hatch", True), ("hatch", True)]
    assert (drawn.legend, drawn.has_withheld) == ([], True)


def test_a_withheld_value_moves_no_class_and_no_order() -> None:
    open_ones = [tile("a", 1.0), tile("b", 2.0), tile("c", 3.0)]
    with_low, with_high = (tile_map([*open_ones, tile("x", value, withheld=True)]) for value in (0.0, 99.0))
    assert with_low.legend == with_high.legend
    assert [t.code for t in with_low.rows] == [t.code for t in with_high.rows] == ["c", "b", "a", "x"]


def breaks_by_trying_all(values: list[float], classes: int) -> float:
    """The slow way: the least sum of squares over every way to cut the distinct values."""
    distinct = sorted(set(values))
    count = min(classes, len(distinct))

    def squares(groups: list[list[float]]) -> float:
        return sum(sum((v - sum(g) / len(g)) ** 2 for v in g) for g in groups)

    found = []
    for inner in combinations(range(1, len(distinct)), count - 1):
        edges = [0, *inner, len(distinct)]
        groups = [[v for v in values if distinct[a] <= v <= distinct[b - 1]] for a, b in pairwise(edges)]
        found.append(squares(groups))
    return min(found)


@given(st.lists(st.integers(0, 20).map(float), min_size=1, max_size=9), st.integers(1, 5))
def test_classes_are_the_best_of_all_ways_to_cut(values: list[float], classes: int) -> None:
    groups = classed(sorted(values), classes)
    assert [v for g in groups for v in g] == sorted(set(values))
    full = [[v for v in values if g[0] <= v <= g[-1]] for g in groups]
    assert sum(sum((v - sum(g) / len(g)) ** 2 for v in g) for g in full) == pytest.approx(breaks_by_trying_all(values, classes))


@given(st.integers(3, 400))
def test_no_band_stands_for_one_count_alone(n: int) -> None:
    words = [band(agree / n, n) for agree in range(n + 1)]
    assert words[n] is not None
    assert words[n] == words[n - 1]
    assert words[0] == words[1]


@given(st.integers(3, 400), st.floats(0, 0.2))
def test_a_unanimous_cell_is_drawn_like_its_neighbour(n: int, slack: float) -> None:
    one_short = (n - 1) / n
    assert agreement_cell(1.0, 1 - slack, 1.0, n) == agreement_cell(one_short, one_short - slack, 1.0, n)
    assert agreement_cell(0.0, 0.0, slack, n) == agreement_cell(1 - one_short, 0.0, slack + 1 / n, n)


def test_a_unanimous_cell_never_prints_a_hundred_or_nothing() -> None:
    assert [agreement_cell(share, share, share, n).shown for share in (1.0, 0.0) for n in (5, 24)] == ["> 75", "> 90", "< 25", "< 10"]


def test_a_mark_tells_whether_the_interval_leaves_one_half() -> None:
    cells = [agreement_cell(0.7, 0.55, 0.8, 40), agreement_cell(0.5, 0.3, 0.7, 12), agreement_cell(0.2, 0.1, 0.4, 15)]
    assert [(cell.kind, cell.shown) for cell in cells] == [("yes", "70"), ("open", "50"), ("no", "20")]


def test_a_withheld_cell_carries_no_number() -> None:
    assert agreement_cell(0.6, 0.4, 0.8, 3, withheld=True) == agreement_cell(0.1, 0.0, 0.9, 4, withheld=True, lowest=True)


def test_two_votes_are_never_shown_because_no_band_could_hide_them() -> None:
    assert agreement_cell(0.5, 0.1, 0.9, 2).withheld
