"""Overlays (groups, professions): what is printed beside the tree, and that nobody's vote follows from both together."""

import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest

from kenes.engine.cells import Cell, Kind, Tree, overlays, release

Row = tuple[int, ...]
STAR = Tree((-1, 0, 0))
ONE = Tree((-1, 0))


def kind(leaf: int, *inside: set[int]) -> Kind:
    return Kind(leaf, tuple(frozenset(cells) for cells in inside))


def judged(
    table: Sequence[Row], kinds: Sequence[Kind], sizes: Sequence[int], tree: Tree, threshold: int
) -> tuple[dict[int, Cell], list[list[Cell]]]:
    """Pass people by kind and answer through the tree's gate and the overlays'."""
    leaves: dict[tuple[int, int], Row] = {}
    for row, one in zip(table, kinds, strict=True):
        before = leaves.get((one.leaf, 0), (0, 0, 0))
        leaves[one.leaf, 0] = tuple(a + b for a, b in zip(before, row, strict=True))
    shown, history = release(leaves, tree, threshold, about=0)
    people = {(index, 0): row for index, row in enumerate(table)}
    return shown, overlays(people, kinds, sizes, tree, threshold, shown, history)


def words(cells: Sequence[Cell]) -> list[Row | str]:
    return [cell.counts if cell.state == "exact" else cell.reason or cell.state for cell in cells]


# What is printed


def test_large_mixed_groups_are_printed_exactly() -> None:
    _, (groups,) = judged([(9, 4, 1), (3, 8, 2)], [kind(1, {0}), kind(1, {1})], [2], ONE, 5)
    assert words(groups) == [(9, 4, 1), (3, 8, 2)]


def test_a_small_group_hides_a_second_one() -> None:
    _, (groups,) = judged([(9, 4, 1), (3, 8, 2), (2, 1, 0)], [kind(1, {cell}) for cell in range(3)], [3], ONE, 5)
    assert words(groups) == [(9, 4, 1), "protected", "few"]


def test_people_in_no_group_are_hidden_too() -> None:
    _, (groups,) = judged([(9, 4, 1), (3, 8, 2), (1, 0, 0)], [kind(1, {0}), kind(1, {1}), kind(1, set())], [2], ONE, 5)
    assert words(groups) == [(9, 4, 1), "protected"]


def test_a_group_that_agrees_is_a_band_and_the_other_does_not_tell_how_many() -> None:
    _, (groups,) = judged([(9, 0, 0), (3, 8, 2)], [kind(1, {0}), kind(1, {1})], [2], ONE, 5)
    assert words(groups) == ["band", "protected"]
    assert groups[0] == Cell("band", n=9, most=0, release=1)


def test_a_region_minus_a_profession_is_not_a_person() -> None:
    """The profession holds everybody of the first region but one."""
    kinds = [kind(1, {0}), kind(1, set()), kind(2, set())]
    shown, (professions,) = judged([(4, 3, 0), (1, 0, 0), (5, 5, 0)], kinds, [1], STAR, 5)
    assert shown[1].counts == (5, 3, 0)
    assert words(professions) == ["protected"]


def test_a_profession_inside_another_is_not_subtracted_from_it() -> None:
    kinds = [kind(1, {0, 1}), kind(1, {1}), kind(1, set())]
    _, (professions,) = judged([(6, 5, 0), (1, 1, 0), (5, 6, 1)], kinds, [2], ONE, 5)
    assert words(professions).count("protected") == 1


def test_what_matters_more_is_settled_first() -> None:
    """Groups and professions differ by one person: the professions are withheld."""
    kinds = [kind(1, {0}, {0}), kind(1, {0}, {1}), kind(1, {1}, {1})]
    _, (groups, professions) = judged([(6, 5, 1), (1, 0, 0), (5, 8, 0)], kinds, [2, 2], ONE, 5)
    assert words(groups) == [(7, 5, 1), (5, 8, 0)]
    assert words(professions) == ["protected", "protected"]


def test_a_large_conversation_is_printed_whole() -> None:
    _, (groups,) = judged([(400, 300, 90), (200, 500, 40), (60, 50, 9)], [kind(1, {0}), kind(1, {1}), kind(1, set())], [2], ONE, 5)
    assert words(groups) == [(400, 300, 90), (200, 500, 40)]


def test_nobody_and_no_overlay_print_nothing() -> None:
    assert judged([], [], [2], ONE, 5)[1] == [[Cell("withheld", reason="few", release=1)] * 2]
    assert judged([(5, 5, 0)], [kind(1)], [], ONE, 5)[1] == []


def test_the_order_of_kinds_does_not_matter() -> None:
    chance = random.Random(4)
    kinds = [kind(chance.randint(1, 2), {chance.randint(0, 2)}, {chance.randint(0, 3), chance.randint(0, 3)}) for _ in range(40)]
    table = [chance.choice([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0)]) for _ in kinds]
    order = chance.sample(range(40), 40)
    one = judged(table, kinds, [3, 4], STAR, 5)
    other = judged([table[index] for index in order], [kinds[index] for index in order], [3, 4], STAR, 5)
    assert one == other


@pytest.mark.parametrize("bad", [[kind(1, {2})], [kind(1)], [kind(1, {0}, {0})]])
def test_a_cell_that_is_not_there_is_refused(bad: list[Kind]) -> None:
    with pytest.raises(ValueError, match="kinds"):
        overlays({(0, 0): (1, 2, 3)}, bad, [2], ONE, 5, *release({(1, 0): (1, 2, 3)}, ONE, 5, about=0))


def test_people_of_no_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="people"):
        overlays({(1, 0): (1, 2, 3)}, [kind(1, {0})], [2], ONE, 5, *release({(1, 0): (1, 2, 3)}, ONE, 5, about=0))


# That nobody's vote follows: every table that the printed figures allow is written out


def every_row(n: int, answers: int) -> list[Row]:
    """Return how n people can answer, with `answers` of the three answers in use."""
    found = [(first, second, n - first - second) for first in range(n + 1) for second in range(n + 1 - first)]
    return [row for row in found if answers == 3 or not row[2]]


def agrees(cell: Cell, sums: np.ndarray) -> np.ndarray:
    """Return for each world, of shape (worlds, 3), whether what a cell prints is true of it."""
    if cell.state == "exact":
        return (sums == np.array(cell.counts)).all(axis=1)
    if cell.state == "band":
        return (sums[:, 1:].sum(axis=1) <= 1) if cell.most == 0 else (sums[:, 0] <= 1)
    return np.ones(len(sums), bool)


COUNCILS = [
    # two regions × two groups
    (STAR, [2], [(kind(1, {0}), 3), (kind(1, {1}), 2), (kind(2, {0}), 2), (kind(2, {1}), 3)], 3, 3),
    (STAR, [2], [(kind(1, {0}), 5), (kind(1, {1}), 3), (kind(2, {0}), 3), (kind(2, {1}), 5)], 5, 2),
    (STAR, [2], [(kind(1, {0}), 5), (kind(1, {1}), 1), (kind(2, {0}), 1), (kind(2, {1}), 6)], 3, 2),
    (STAR, [2], [(kind(1, {0}), 3), (kind(1, {1}), 3), (kind(2, {0}), 3), (kind(2, set()), 2)], 3, 2),
    # three regions × three groups
    (Tree((-1, 0, 0, 0)), [3], [(kind(1 + i // 3, {i % 3}), 1 + (i * 5) % 3 % 2) for i in range(9)], 2, 2),
    # two regions × two professions, some with both
    (STAR, [2], [(kind(1, {0}), 3), (kind(1, {1}), 2), (kind(2, {0, 1}), 3), (kind(2, {1}), 3), (kind(2, set()), 1)], 3, 2),
    # no regions: two groups × three professions
    (ONE, [2, 3], [(kind(1, {i % 2}, {i // 2}), 2) for i in range(6)], 2, 2),
    # two regions × two groups × two professions
    (STAR, [2, 2], [(kind(1 + i // 4, {i // 2 % 2}, {i % 2}), 2 if i in (0, 3, 5, 6) else 1) for i in range(8)], 3, 2),
]


@pytest.mark.parametrize(("tree", "sizes", "council", "threshold", "answers"), COUNCILS)
def test_in_no_table_of_two_partitions_can_anybodys_answer_be_worked_out(
    tree: Tree, sizes: list[int], council: list[tuple[Kind, int]], threshold: int, answers: int
) -> None:
    kinds = [one for one, _ in council]
    worlds = np.array(list(itertools.product(*(every_row(n, answers) for _, n in council))))
    nodes = [np.array([one.leaf in tree.leaves[node] for one in kinds]) for node in range(len(tree.parents))]
    cells = [np.array([cell in one.inside[which] for one in kinds]) for which, size in enumerate(sizes) for cell in range(size)]
    sums = [worlds[:, inside].sum(axis=1) for inside in (*nodes, *cells)]
    tried, printed = set(), 0
    for index in random.Random(1).sample(range(len(worlds)), min(len(worlds), 500)):
        shown, found = judged([tuple(row) for row in worlds[index].tolist()], kinds, sizes, tree, threshold)
        out = [*(shown[node] for node in range(len(nodes))), *itertools.chain(*found)]
        printed += sum(cell.state != "withheld" for cell in out[len(nodes) :])
        if repr(out) in tried:
            continue
        tried.add(repr(out))
        possible = worlds[np.logical_and.reduce([agrees(cell, each) for cell, each in zip(out, sums, strict=True)])]
        for place, (_, n) in enumerate(council):
            agree = possible[:, place, 0]
            assert not (agree == n).all(), (worlds[index], out)
            assert not (agree == 0).all(), (worlds[index], out)
    assert printed  # the gate is not safe by printing nothing
