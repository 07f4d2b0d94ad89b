"""What is said of opinions does not tell whether all agreed or all but one: every table of a small council, written out."""

from collections import defaultdict
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest

from kenes.deliberation.analysis import levelled
from kenes.deliberation.opinions import shown_opinions
from kenes.engine.opinions.kenes import analyse
from kenes.engine.slate import slate
from kenes.engine.votes import Votes
from tests.engine.opinions.worlds import made_up

THRESHOLD = 3
Answers = tuple[tuple[int, ...], ...]


def votes_of(answers: Answers) -> Votes:
    people, statements = len(answers), len(answers[0])
    who, what = np.indices((people, statements)).reshape(2, -1)
    return Votes(who, what, np.array(answers).ravel(), people, statements)


def shown_cell(answers: Answers, statement: int) -> int | str:
    """Return what a release prints of a statement for everybody."""
    agree, n = sum(row[statement] == 1 for row in answers), len(answers)
    return "nearly all" if agree >= n - 1 else "hardly any" if agree <= 1 else agree


def read_through(short_list_of: Any, people: int, statements: int) -> int:
    """Return how many tables there are in which the figures and the short list together give away everybody's answer."""
    worlds: dict[Any, list[Answers]] = defaultdict(list)
    for answers in combinations_with_replacement(product((1, -1), repeat=statements), people):
        cells = tuple(shown_cell(answers, statement) for statement in range(statements))
        worlds[cells, short_list_of(votes_of(answers))].append(answers)
    alike = [
        {sum(row[statement] == 1 for row in answers) for answers in same} for same in worlds.values() for statement in range(statements)
    ]
    return sum(agreed in ({0}, {people}) for agreed in alike)


def listed(votes: Votes) -> tuple[Any, ...]:
    found = slate(votes, votes.participants // THRESHOLD)
    return (*found.statements.tolist(), found.bought)


@pytest.mark.parametrize(("people", "statements"), [(6, 2), (6, 3), (9, 2)])
def test_no_answer_follows_from_the_figures_and_the_short_list(people: int, statements: int) -> None:
    assert read_through(lambda votes: listed(levelled(votes)), people, statements) == 0
    assert read_through(listed, people, statements) > 0  # the same reader reads answers where lone ones count


@pytest.mark.parametrize(("mostly", "lone"), [(1, -1), (1, 0), (-1, 1), (0, 1)])
def test_who_alone_answered_otherwise_changes_nothing_that_is_said(mostly: int, lone: int) -> None:
    votes, _ = made_up(60, 20, 2)
    said = []
    for alone in (None, 0, 7):
        value = votes.value.copy()
        rows = np.flatnonzero(votes.statement == 3)
        value[rows] = mostly
        if alone is not None:
            value[rows[alone]] = lone
        level = levelled(Votes(votes.participant, votes.statement, value, votes.participants, votes.statements))
        said.append(shown_opinions(analyse(level, smallest=5), level, [f"s{n}" for n in range(20)], 5))
    assert said[0] == said[1] == said[2]


def test_what_at_least_two_answered_otherwise_stays_as_it_is() -> None:
    votes, _ = made_up(60, 20, 2)
    value = votes.value.copy()
    for statement in range(20):
        rows = np.flatnonzero(votes.statement == statement)
        value[rows[:2]], value[rows[2:4]] = 1, -1
    mixed = Votes(votes.participant, votes.statement, value, votes.participants, votes.statements)
    assert (levelled(mixed).value == mixed.value).all()


@pytest.mark.parametrize("values", [[], [1], [-1], [0], [1, -1], [0, 0]])
def test_hardly_any_answers_are_levelled_without_ado(values: list[int]) -> None:
    votes = Votes(np.arange(len(values)), np.zeros(len(values), np.int64), np.array(values, np.int64), len(values), 1)
    assert levelled(votes).value.tolist() == ([1, 1] if values == [1, -1] else values)
