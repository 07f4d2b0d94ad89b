import numpy as np
import pytest
from hypothesis import given, settings

from kenes.engine.opinions.polis.matrix import Floats, Matrix
from kenes.engine.opinions.polis.pca import components, extremity, place_people, place_statements
from tests.engine.opinions.polis.worlds import Table, matrix_of, tables, two_camps


def whole(matrix: Matrix) -> Floats:
    return np.asarray(matrix.votes.matrix(matrix.centred).toarray())


@pytest.mark.parametrize(("people", "statements"), [(40, 12), (30, 120), (200, 90)])
def test_the_components_are_those_of_the_dense_matrix(people: int, statements: int) -> None:
    matrix = matrix_of(two_camps(people, statements))

    found = components(matrix)

    right = np.linalg.svd(whole(matrix))[2][:2]
    assert np.abs((found * right).sum(1)) == pytest.approx([1, 1], abs=1e-10)
    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-10)


def test_neither_the_seed_nor_an_earlier_state_changes_more_than_rounding() -> None:
    matrix = matrix_of(two_camps(200, 90))

    first = components(matrix)

    assert components(matrix, seed=7) == pytest.approx(first, abs=1e-9)
    assert components(matrix, start=first) == pytest.approx(first, abs=1e-9)


def test_a_component_points_where_the_earlier_one_did() -> None:
    matrix = matrix_of(two_camps())
    first = components(matrix)

    assert components(matrix, start=-first) == pytest.approx(-first)


@pytest.mark.parametrize(
    "table",
    [[[1, 1, 1]] * 4, [[0, 0]] * 3, [[1, -1]], [[None, None]], [[None, 1], [1, None]]],
    ids=["all equal", "all pass", "one person", "no votes", "one vote a column"],
)
def test_where_nobody_differs_there_is_no_direction(table: Table) -> None:
    assert not components(matrix_of(table)).any()


def test_one_statement_gives_one_direction() -> None:
    assert components(matrix_of([[1], [-1], [0]])).tolist() == [[1], [0]]


def test_two_kinds_of_people_differ_in_one_direction_only_however_many_they_are() -> None:
    found = components(matrix_of([[1] * 60, [-1] * 60] * 60))

    assert np.abs(found[0]) == pytest.approx(np.full(60, 60**-0.5))
    assert not found[1].any()


def test_directions_of_equal_strength_are_both_found() -> None:
    halves = [[1] * 30 + [0] * 30, [-1] * 30 + [0] * 30, [0] * 30 + [1] * 30, [0] * 30 + [-1] * 30]

    found = components(matrix_of([list(row) for row in halves] * 15))

    assert found @ found.T == pytest.approx(np.eye(2), abs=1e-9)
    assert (found[0] ** 2 + found[1] ** 2)[:30].sum() == pytest.approx(1)


def test_when_all_statements_are_out_there_is_no_direction() -> None:
    assert not components(matrix_of(two_camps(statements=3), moderated=[-1, -1, -1])).any()


def test_a_start_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="start"):
        components(matrix_of([[1, -1]]), start=np.zeros((2, 3)))


@settings(deadline=None)
@given(tables())
def test_small_conversations_too_have_the_components_of_their_dense_matrix(table: Table) -> None:
    matrix = matrix_of(table)
    cells = whole(matrix)

    found = components(matrix)

    strength = np.linalg.svd(cells, compute_uv=False)
    explained = np.append(np.linalg.norm(cells @ found.T, axis=0), 0)
    for rank in range(min(2, strength.size)):
        assert explained[rank] == pytest.approx(strength[rank], abs=1e-5)


@settings(deadline=None)
@given(tables())
def test_people_stand_where_their_votes_put_them(table: Table) -> None:
    moderated = [-1] + [0] * (len(table[0]) - 1)
    matrix = matrix_of(table, moderated)
    comps = np.arange(2.0 * len(table[0])).reshape(2, -1)

    points = place_people(matrix, comps)

    columns = sum(any(row[s] is not None for row in table) for s in range(len(table[0])))
    for person, row in enumerate(table):
        cells = [0.0 if s == 0 and matrix.column[0] else v for s, v in enumerate(row)]
        present = [s for s, v in enumerate(cells) if v is not None]
        scale = (columns / max(1, len(present))) ** 0.5
        place = [sum(((cells[s] or 0) - matrix.center[s]) * comps[axis, s] for s in present) * scale for axis in (0, 1)]
        assert points[person].tolist() == pytest.approx(place)


def test_a_statement_stands_where_one_vote_for_it_alone_would_put_a_person() -> None:
    table = two_camps()
    matrix = matrix_of(table)
    comps = components(matrix)

    placed = place_statements(matrix, comps)

    lone = (1 - matrix.center[3]) * comps[:, 3] * 12**0.5
    assert placed[3].tolist() == pytest.approx(lone.tolist())
    assert extremity(placed)[3] == pytest.approx(np.linalg.norm(lone))
