"""Individual votes as a file, where the council chose that before opening: the form that Polis exports have (docs/decisions/0009).

Pseudonyms and the order of rows are drawn anew for every file, from the system's source of secrets. No times (0 stands where
readers of that form expect a number), no regions, no authors, no statement that was not accepted.
"""

import csv
import io
import secrets
from collections.abc import Iterable, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np

from kenes.base.pages import inert
from kenes.deliberation.models import Deliberation, Statement, Vote
from kenes.engine.votes import Ints

VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
COMMENTS = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")


def have_left(deliberation: Deliberation, voters: int) -> bool:
    """Whether the votes can be had: chosen before opening, voting over, and as many people as the smallest printed cell holds."""
    is_closed = deliberation.state == Deliberation.State.CLOSED
    return deliberation.publishes_votes and is_closed and voters >= deliberation.council.threshold


def votes_file(deliberation: Deliberation, address: str) -> bytes:
    """Return a ZIP of votes.csv, comments.csv and summary.csv, with fresh pseudonyms: 0 to the number of voters less one."""
    statements = list(deliberation.statements.filter(state=Statement.State.ACCEPTED).order_by("number"))
    rows = shuffled(votes_of(deliberation))
    summary = [
        ("topic", inert(deliberation.question.original_text)),
        ("url", address),
        ("voters", len(np.unique(rows[:, 0]))),
        ("comments", len(statements)),
        ("conversation-description", inert(deliberation.background.original_text)),
        *([("note", "simulated votes: nobody cast them")] if deliberation.is_simulated else []),
    ]
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, lines in (
            ("votes.csv", [VOTES, *((0, "", statement, person, value) for person, statement, value in rows.tolist())]),
            ("comments.csv", [COMMENTS, *comment_lines(statements, rows)]),
            ("summary.csv", summary),
        ):
            file.writestr(ZipInfo(name), table(lines), ZIP_DEFLATED)  # ZipInfo: of 1980, as no time is told
    return packed.getvalue()


def votes_of(deliberation: Deliberation) -> Ints:
    """Return the votes on accepted statements as rows of (participant's key, statement's number, value), shape (V, 3)."""
    votes = Vote.objects.filter(statement__deliberation=deliberation, statement__state=Statement.State.ACCEPTED).order_by()
    found = votes.values_list("participant_id", "statement__number", "value")
    return np.array(list(found), np.int64).reshape(-1, 3)


def shuffled(rows: Ints) -> Ints:
    """Return the rows in a secret order, with a secret numbering of the people in place of their keys."""
    people, person = np.unique(rows[:, 0], return_inverse=True)
    fresh = np.column_stack([permutation(len(people))[person.reshape(-1)], rows[:, 1:]])
    return fresh[permutation(len(fresh))]


def permutation(n: int) -> Ints:
    """Return 0 to n-1 in an order that nobody can foresee or repeat."""
    return np.argsort(np.frombuffer(secrets.token_bytes(8 * n), np.uint64), kind="stable").astype(np.int64)


def comment_lines(statements: Sequence[Statement], rows: Ints) -> Iterable[tuple[object, ...]]:
    for statement in statements:
        given = rows[rows[:, 1] == statement.number, 2]
        counts = (int((given == 1).sum()), int((given == -1).sum()))
        yield 0, "", statement.number, 0, *counts, 1, inert(statement.text.original_text)


def table(lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()
