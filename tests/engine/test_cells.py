"""The small-cell gate: what it prints, and that nobody's vote follows from it."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.cells import Cell, History, Tree, protect, release

ROOT, WEST, EAST = 0, 1, 2
TWO_MACROS = Tree((-1, ROOT, ROOT, WEST, WEST, EAST, EAST))  # leaves 3, 4 and 5, 6


def shown(cells: dict[int, Cell]) -> dict[int, tuple[int, ...] | str]:
    return {node: cell.counts if cell.state == "exact" else cell.state for node, cell in cells.items()}


# What it prints


def test_large_mixed_cells_are_printed_exactly() -> None:
    cells = protect({3: (5, 3, 0), 4: (4, 2, 2), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    assert shown(cells) == {
        0: (17, 13, 3), 1: (9, 5, 2), 2: (8, 8, 1), 3: (5, 3, 0), 4: (4, 2, 2), 5: (6, 2, 1), 6: (2, 6, 0),
    }  # fmt: skip


def test_a_region_below_the_threshold_is_reported_in_its_macro_region_and_a_sibling_hides_it() -> None:
    cells = protect({3: (2, 2, 0), 4: (4, 2, 2), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    assert shown(cells) == {0: (14, 12, 3), 1: (6, 4, 2), 2: (8, 8, 1), 3: "withheld", 4: "withheld", 5: (6, 2, 1), 6: (2, 6, 0)}
    assert (cells[3].reason, cells[4].reason) == ("few", "protected")


def test_two_small_regions_hide_each_other() -> None:
    cells = protect({3: (2, 2, 0), 4: (1, 2, 0), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    assert shown(cells) == {0: (11, 12, 1), 1: (3, 4, 0), 2: (8, 8, 1), 3: "withheld", 4: "withheld", 5: (6, 2, 1), 6: (2, 6, 0)}


def test_a_unanimous_cell_is_a_band_without_counts() -> None:
    cells = protect({3: (12, 0, 0), 4: (6, 4, 2), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    assert cells[3] == Cell("band", n=12, most=0, release=1)
    assert cells[1].counts == (18, 4, 2)


def test_all_but_one_looks_like_all() -> None:
    all_agree = protect({3: (12, 0, 0), 4: (6, 4, 2), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    all_but_one = protect({3: (11, 1, 0), 4: (7, 3, 2), 5: (6, 2, 1), 6: (2, 6, 0)}, TWO_MACROS, 5)
    assert all_agree == all_but_one


def test_a_small_council_prints_nothing() -> None:
    cells = protect({3: (1, 1, 0), 5: (2, 0, 0)}, TWO_MACROS, 5)
    assert {cell.state for cell in cells.values()} == {"withheld"}
    assert all(cell == Cell("withheld", reason="few", release=1) for cell in cells.values())


def test_members_by_region_pass_the_same_gate_without_answers() -> None:
    cells = protect({3: (2,), 4: (9,), 5: (7,), 6: (8,)}, TWO_MACROS, 5)
    assert shown(cells) == {0: (26,), 1: (11,), 2: (15,), 3: "withheld", 4: "withheld", 5: (7,), 6: (8,)}


def test_a_lone_withheld_region_is_not_the_rest_of_its_side() -> None:
    cells = protect({3: (2,), 4: (), 5: (7,), 6: (8,)} | {4: (0,)}, TWO_MACROS, 5)
    assert shown(cells) == {0: (17,), 1: "withheld", 2: "withheld", 3: "withheld", 4: "withheld", 5: "withheld", 6: (8,)}


def test_where_nobody_agrees_that_is_a_band_too_whatever_they_said_instead() -> None:
    people = {(3, 0): (0, 8, 4), (4, 0): (6, 4, 2), (5, 0): (6, 2, 1), (6, 0): (2, 6, 0)}
    cells, _ = release(people, TWO_MACROS, 5, about=0)
    assert cells[3] == Cell("band", n=12, most=1, release=1)
    assert cells[1].counts == (6, 12, 6)
    assert protect({leaf: row for (leaf, _), row in people.items()}, TWO_MACROS, 5)[3].counts == (0, 8, 4)


# From release to release


def test_an_earlier_figure_stands_until_enough_new_people_answered() -> None:
    tree = Tree((-1, 0, 0))
    first = {(1, 0): (4, 3, 0), (2, 0): (3, 4, 0)}
    _, history = release(first, tree, 5, final=False)
    cells, history = release({**first, (1, 1): (1, 2, 1), (2, 1): (3, 3, 0)}, tree, 5, history, final=False)
    assert cells[1] == Cell("exact", (4, 3, 0), 7, release=1)
    assert cells[2] == Cell("exact", (3, 4, 0), 7, release=1)  # its six new people hide the four of the other region
    assert cells[0] == Cell("exact", (11, 12, 1), 24, release=2)
    cells, _ = release({**first, (1, 1): (1, 2, 1), (2, 1): (3, 3, 0), (1, 2): (3, 3, 0)}, tree, 5, history, final=False)
    assert cells[1] == Cell("exact", (4, 3, 0), 7, release=1)


def test_new_people_who_all_agree_do_not_show_by_subtraction() -> None:
    tree = Tree((-1, 0, 0))
    _, history = release({(1, 0): (4, 3, 0), (2, 0): (3, 4, 0)}, tree, 5, final=False)
    cells, _ = release({(1, 0): (4, 3, 0), (2, 0): (3, 4, 0), (1, 1): (9, 0, 0)}, tree, 5, history)
    assert cells[1] == Cell("exact", (4, 3, 0), 7, release=1)
    assert cells[0] == Cell("exact", (7, 7, 0), 14, release=1)


def test_a_changed_vote_alone_changes_no_figure() -> None:
    tree = Tree((-1, 0, 0))
    before, history = release({(1, 0): (4, 3, 0), (2, 0): (3, 4, 0)}, tree, 5, final=False)
    after, _ = release({(1, 0): (5, 2, 0), (2, 0): (3, 4, 0)}, tree, 5, history)
    assert after == before


def test_bands_wait_for_the_last_release() -> None:
    tree = Tree((-1, 0, 0))
    cells, _ = release({(1, 0): (12, 0, 0), (2, 0): (3, 4, 0)}, tree, 5, final=False)
    assert cells[1] == Cell("withheld", reason="protected", release=1)


# Bad input


@pytest.mark.parametrize(
    ("table", "threshold", "message"),
    [
        ({3: (1, 2)}, 1, "threshold"),
        ({3: (1, 2), 4: (1, 2, 3)}, 5, "rows?"),
        ({1: (1, 2)}, 5, "not a leaf"),
        ({9: (1, 2)}, 5, "not a leaf"),
        ({3: (-1, 2)}, 5, "negative"),
    ],
)
def test_a_bad_table_is_refused(table: dict[int, tuple[int, ...]], threshold: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        protect(table, TWO_MACROS, threshold)


@pytest.mark.parametrize("parents", [(-1, -1), (0, 1), (-1, 2, 1), (-1, 5)])
def test_a_hierarchy_has_one_root_and_no_circle(parents: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="parents"):
        Tree(parents)


# That nobody's vote follows: every table that the printed figures allow is written out


def rows(n: int, answers: int) -> list[tuple[int, ...]]:
    if answers == 1:
        return [(n,)]
    return [(first, *rest) for first in range(n + 1) for rest in rows(n - first, answers - 1)]


def says(cells: dict[int, Cell], sums: dict[int, tuple[int, ...]]) -> bool:
    """Whether what is printed is true of a table."""
    for node, cell in cells.items():
        if cell.state == "exact" and cell.counts != sums[node]:
            return False
        if cell.state == "band" and sum(sums[node]) - sums[node][cell.most] > 1:
            return False
    return True


def sums_of(tree: Tree, world: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    return {node: tuple(map(sum, zip(*(world[leaf] for leaf in tree.leaves[node]), strict=True))) for node in range(len(tree.parents))}


@pytest.mark.parametrize(
    ("parents", "sizes", "threshold", "answers"),
    [
        ((-1, 0, 0, 1, 1, 2), {3: 5, 4: 2, 5: 3}, 3, 2),
        ((-1, 0, 0, 1, 1, 2), {3: 3, 4: 2, 5: 3}, 2, 3),
        ((-1, 0, 0, 1, 1, 2, 2), {3: 5, 4: 2, 5: 6, 6: 3}, 5, 2),
        ((-1, 0, 0, 1, 1, 2, 2), {3: 6, 4: 5, 5: 5, 6: 1}, 5, 2),
        ((-1, 0, 0, 0), {1: 12, 2: 6, 3: 5}, 5, 2),
        ((-1, 0, 0), {1: 5, 2: 2}, 5, 3),
    ],
)
def test_in_no_table_of_a_small_council_can_anybodys_answer_be_worked_out(
    parents: tuple[int, ...], sizes: dict[int, int], threshold: int, answers: int
) -> None:
    tree = Tree(parents)
    worlds = [dict(zip(sizes, world, strict=True)) for world in itertools.product(*(rows(n, answers) for n in sizes.values()))]
    totals = [sums_of(tree, world) for world in worlds]
    seen: dict[str, bool] = defaultdict(bool)
    for world in worlds:
        cells = protect(world, tree, threshold)
        if seen[repr(cells)]:
            continue
        seen[repr(cells)] = True
        possible = [other for other, sums in zip(worlds, totals, strict=True) if says(cells, sums)]
        for leaf, n in sizes.items():
            certain = [answer for answer in range(answers) if all(other[leaf][answer] == n for other in possible)]
            assert not certain, (world, cells)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_counts_printed_over_releases_fix_nobodys_answer(data: st.DataObject) -> None:
    """Blocks hold enough people with different answers, never change, and every printed figure is a sum of whole blocks."""
    tree = TWO_MACROS
    answers, history, people = 3, History(), {}
    row = st.tuples(*[st.integers(0, 6)] * answers)
    old_blocks: tuple[frozenset[tuple[int, int]], ...] = ()
    releases = data.draw(st.integers(1, 4))
    for number in range(releases):
        people |= {(leaf, number): data.draw(row) for leaf in (3, 4, 5, 6)}
        cells, history = release(people, tree, 5, history, final=number == releases - 1)
        assert history.blocks[: len(old_blocks)] == old_blocks
        old_blocks = history.blocks
        groups = [group for block in old_blocks for group in block]
        assert len(groups) == len(set(groups))
        for block in old_blocks:
            total = [sum(people[group][answer] for group in block) for answer in range(answers)]
            assert sum(total) >= 5
            assert sum(total) - max(total) >= 2
        for node, cell in cells.items():
            if cell.state == "exact" and cell.release == number + 1:
                inside = {group for group in people if group[0] in tree.leaves[node] and sum(people[group])}
                assert {group for block in old_blocks if block & inside for group in block} == inside
                assert sum(cell.counts) == cell.n == sum(sum(people[group]) for group in inside)
