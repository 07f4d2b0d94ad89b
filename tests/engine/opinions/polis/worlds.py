"""Small conversations for tests, as tables: a row a person, a column a statement, None where nobody voted."""

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from kenes.engine.opinions.polis.matrix import Matrix, lay_out
from kenes.engine.votes import Votes

Table = list[list[int | None]]


def votes_of(table: Table, statements: int | None = None) -> Votes:
    cells = [(p, s, v) for p, row in enumerate(table) for s, v in enumerate(row) if v is not None]
    found = np.array(cells, np.int64).reshape(-1, 3)
    width = statements if statements is not None else max((len(row) for row in table), default=0)
    return Votes.of(found[:, 0], found[:, 1], found[:, 2], len(table), width)


def matrix_of(table: Table, moderated: list[int] | None = None, meta: list[int] | None = None) -> Matrix:
    votes = votes_of(table)
    return lay_out(votes, *rules(votes.statements, moderated, meta))


def rules(statements: int, moderated: list[int] | None = None, meta: list[int] | None = None) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.array(moderated or [0] * statements, int), np.array(meta or [0] * statements, bool)


def tables(rows: int = 12, columns: int = 7) -> st.SearchStrategy[Table]:
    cell = st.sampled_from([None, -1, 0, 1, 1])
    return st.integers(1, columns).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=rows)
    )


def two_camps(people: int = 40, statements: int = 12, seed: int = 3) -> Table:
    """Two camps that differ on the even statements and agree on the odd ones; some votes are missing."""
    chance = np.random.default_rng(seed)
    table: Table = []
    for person in range(people):
        side = 1 if person % 2 else -1
        answers = [side if statement % 2 == 0 else 1 for statement in range(statements)]
        row = [a if chance.random() < 0.85 else int(chance.integers(-1, 2)) for a in answers]
        table.append([v if chance.random() < 0.8 else None for v in row])
    return table


def dense(table: Table, out: list[bool]) -> list[list[float | None]]:
    """M: columns that are out hold 0 for everybody."""
    return [[0.0 if out[s] else v for s, v in enumerate(row)] for row in table]


def prop(success: int, trials: int) -> float:
    return 2 * math.sqrt(trials + 1) * ((success + 1) / (trials + 1) - 0.5)


def two_prop(success: int, other: int, trials: int, others: int) -> float:
    a, b, n, m = success + 1, other + 1, trials + 1, others + 1
    pooled = (a + b) / (n + m)
    return 0.0 if pooled == 1 else (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
