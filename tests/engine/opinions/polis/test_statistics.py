import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.engine.opinions.polis.matrix import Bools, Ints
from kenes.engine.opinions.polis.statistics import (
    GroupStatistics,
    consensus,
    counts_in_m,
    group_aware_consensus,
    group_statistics,
    representative,
)
from tests.engine.opinions.polis.worlds import prop, two_prop

Line = tuple[int, bool]
answers = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4))


def tables_of_counts(groups: int = 3, statements: int = 9) -> st.SearchStrategy[Ints]:
    return st.integers(1, groups).flatmap(
        lambda g: st.lists(st.lists(answers, min_size=g, max_size=g), min_size=1, max_size=statements).map(lambda rows: np.array(rows))
    )


Figures = dict[str, float]


def figures_of(counts: Ints, statement: int, group: int) -> tuple[Figures, Figures]:
    """Step 7 for agree and for disagree."""
    n, o = counts[statement, group].tolist(), (counts[statement].sum(0) - counts[statement, group]).tolist()
    ns, os = sum(n), sum(o)
    agree, disagree = (
        {
            "p": (n[v] + 1) / (ns + 2),
            "z": prop(n[v], ns),
            "r": (n[v] + 1) / (ns + 2) / ((o[v] + 1) / (os + 2)),
            "rt": two_prop(n[v], o[v], ns, os),
        }
        for v in (0, 1)
    )
    return agree, disagree


def beats(a: Figures, best: Figures | None) -> bool:
    """Whether a statement is better to agree with than the best so far."""
    if best is None:
        return a["z"] > 1.2816 or (a["r"] > 1 and a["p"] > 0.5)
    keys = ("r", "rt", "p", "z") if best["r"] > 1 else ("p", "z")
    return float(np.prod([a[key] for key in keys])) > float(np.prod([best[key] for key in keys]))


def slowly(counts: Ints, skip: Bools, group: int) -> list[Line]:
    """Step 8 of the specification, word by word."""
    asked = [c for c in range(len(counts)) if not skip[c]]
    figures = {c: figures_of(counts, c, group) for c in asked}
    side = {c: 0 if figures[c][0]["rt"] > figures[c][1]["rt"] else 1 for c in asked}
    best, best_agree = None, None
    for c in asked:
        if best is None or max(f["rt"] for f in figures[c]) > best[0]:
            best = (float(np.float32(max(f["rt"] for f in figures[c]))), c)
        if counts[c, group, :2].any() and beats(figures[c][0], None if best_agree is None else figures[best_agree][0]):
            best_agree = c
    head = [] if best_agree is None else [best_agree]
    sufficient = [c for c in asked if any(f["rt"] > 1.2816 and f["z"] > 1.2816 for f in figures[c])]
    if not sufficient:
        return [(c, side[c] == 0) for c in head or ([best[1]] if best else [])]
    chosen = [figures[c][side[c]] for c in sufficient]
    strength = [f["r"] * float(np.float32(f["rt"])) * f["p"] * f["z"] for f in chosen]
    order = [c for _, c in sorted(zip(strength, sufficient, strict=True), key=lambda pair: -pair[0]) if c != best_agree]
    return sorted([(c, side[c] == 0) for c in (head + order)[:5]], key=lambda line: not line[1])


@settings(deadline=None)
@given(tables_of_counts())
def test_figures_are_those_of_the_formulas(counts: Ints) -> None:
    found = group_statistics(counts)

    for c in range(counts.shape[0]):
        for g in range(counts.shape[1]):
            n, o = counts[c, g], counts[c].sum(0) - counts[c, g]
            for v in (0, 1):
                p = (n[v] + 1) / (n.sum() + 2)
                assert found.p[v, c, g] == pytest.approx(p)
                assert found.z[v, c, g] == pytest.approx(prop(int(n[v]), int(n.sum())))
                assert found.ratio[v, c, g] == pytest.approx(p / ((o[v] + 1) / (o.sum() + 2)))
                assert found.rt[v, c, g] == pytest.approx(two_prop(int(n[v]), int(o[v]), int(n.sum()), int(o.sum())))


@settings(deadline=None)
@given(tables_of_counts(), st.lists(st.booleans(), min_size=9, max_size=9))
def test_representative_statements_are_those_of_the_specification_in_order(counts: Ints, out: list[bool]) -> None:
    skip = np.array(out[: len(counts)])

    lists = representative(group_statistics(counts), skip)

    for group, lines in enumerate(lists):
        assert [(line.statement, line.agree) for line in lines] == slowly(counts, skip, group)


def test_the_best_agree_comes_first_and_says_how_many_agree() -> None:
    counts = np.array([[[9, 1, 0], [1, 9, 0]], [[8, 0, 2], [8, 1, 1]], [[1, 9, 0], [9, 1, 0]]])

    first = representative(group_statistics(counts), np.zeros(3, bool))[0]

    assert [(line.statement, line.agree, line.best) for line in first] == [(0, True, True), (2, False, False)]
    assert (first[0].success, first[0].trials, first[0].agreeing) == (9, 10, 9)


def test_where_nothing_is_left_the_list_is_empty() -> None:
    statistics: GroupStatistics = group_statistics(np.array([[[5, 0, 0]]]))

    assert representative(statistics, np.array([True])) == [[]]


def test_on_a_statement_that_is_out_everybody_passes() -> None:
    counts = np.array([[[3, 1, 0], [2, 2, 2]], [[1, 0, 0], [0, 1, 0]]])

    assert counts_in_m(counts, np.array([True, False]), np.array([5, 7])).tolist() == [[[0, 0, 5], [0, 0, 7]], counts[1].tolist()]


def test_consensus_is_what_more_than_half_say_significantly_strongest_first() -> None:
    counts = np.array([[60, 2, 1], [9, 8, 0], [1, 30, 2], [70, 1, 0], [90, 0, 0]])

    agreed, disagreed = consensus(counts, np.array([False] * 4 + [True]))

    assert [line.statement for line in agreed] == [3, 0]
    assert [line.statement for line in disagreed] == [2]
    assert agreed[0].p == pytest.approx(71 / 73)


def test_at_most_five_statements_are_shown() -> None:
    assert len(consensus(np.full((9, 3), [50, 0, 0]), np.zeros(9, bool))[0]) == 5


def test_group_aware_consensus_is_the_product_over_groups() -> None:
    assert group_aware_consensus(np.array([[[3, 1, 0], [0, 0, 2]]])) == pytest.approx([4 / 6 * 1 / 4])
    assert group_aware_consensus(np.zeros((2, 0, 3), int)).tolist() == [1, 1]
