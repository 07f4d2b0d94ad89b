"""Voting. The hot path: one statement of SQL checks everything that decides and writes the vote."""

from datetime import datetime
from typing import Any

from django.db import connection

from kenes.base import clock
from kenes.base.act import act
from kenes.councils.models import Member
from kenes.deliberation.errors import (
    AlreadyReleased,
    NotAVote,
    NothingToUndo,
    NotOnRoster,
    SeatNotActive,
    StatementNotOpen,
    VotingClosed,
    VotingNotOpen,
)
from kenes.deliberation.models import Deliberation, Participant, Statement, Vote

# Still open, still on the roster, seat still active and in its term: asked by the statement that writes. On PostgreSQL the share
# lock makes it wait for a closing that is under way and then look again; SQLite has one writer at a time. The batch is that of the
# first answer.
CAST = """
INSERT INTO deliberation_vote (participant_id, statement_id, value, cast_at, batch)
SELECT p.id, s.id, %s, %s, d.released
FROM deliberation_statement s
JOIN deliberation_deliberation d ON d.id = s.deliberation_id
JOIN deliberation_participant p ON p.deliberation_id = d.id
JOIN councils_member m ON m.id = p.member_id
WHERE s.id = %s AND s.state = 'accepted' AND d.state = 'open' AND d.closes_at > %s
  AND m.{who} = %s AND m.state = 'active' AND m.role IN ('member', 'moderator', 'chair')
  AND (m.term_from IS NULL OR m.term_from <= %s) AND (m.term_to IS NULL OR m.term_to >= %s) {lock}
ON CONFLICT (participant_id, statement_id) DO UPDATE SET value = excluded.value, cast_at = excluded.cast_at
"""


@act
def cast_vote(*, statement: Statement | int, value: int, by: Member | None = None, user_id: int | None = None) -> None:
    """Answer a statement: 1 agree, 0 pass, -1 disagree; the latest answer counts. `by` a seat, or `user_id` where only that is known.

    Nothing goes on the record: who took part is known, what they answered is not.
    """
    if value not in (-1, 0, 1):
        raise NotAVote
    who, whose = ("id", by.pk) if by else ("user_id", user_id)
    key = statement if isinstance(statement, int) else statement.pk
    now, day = stored(clock.now()), connection.ops.adapt_datefield_value(clock.now().date())
    sql = CAST.format(who=who, lock="FOR SHARE OF d" if connection.features.has_select_for_update else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [value, now, key, now, whose, day, day])
        written = cursor.rowcount
    if written != 1:
        raise refusal(key, who, whose)


def stored(moment: datetime) -> Any:
    """Return a time as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)


def refusal(statement: int, who: str, whose: int | None) -> Exception:
    """Find out why a vote was not written."""
    row = Statement.objects.select_related("deliberation").filter(pk=statement).first()
    if row is None or row.state != Statement.State.ACCEPTED:
        return StatementNotOpen()
    try:
        refuse_if_not_open(row.deliberation)
    except (VotingNotOpen, VotingClosed) as error:
        return error
    on_roster = Participant.objects.filter(deliberation=row.deliberation, **{f"member__{who}": whose})
    return SeatNotActive() if on_roster.exists() else NotOnRoster()


def refuse_if_not_open(deliberation: Deliberation) -> None:
    """Raise unless votes are taken now."""
    if deliberation.state == Deliberation.State.DRAFT:
        raise VotingNotOpen
    if deliberation.state == Deliberation.State.CLOSED or (deliberation.closes_at and clock.now() >= deliberation.closes_at):
        raise VotingClosed


@act
def undo_vote(*, by: Member, deliberation: Deliberation) -> Statement:
    """Take back one's latest answer; return its statement. Not once it is part of published results: then it can only be changed."""
    last = last_vote(by, deliberation)
    if last is None:
        raise NothingToUndo
    there = Deliberation.objects.select_for_update(of=("self",)).get(pk=deliberation.pk)
    refuse_if_not_open(there)
    if not Member.objects.serving().filter(pk=by.pk).exists():
        raise SeatNotActive
    if last.batch < there.released:
        raise AlreadyReleased
    last.delete()
    return last.statement


def last_vote(by: Member, deliberation: Deliberation) -> Vote | None:
    votes = Vote.objects.filter(participant__member=by, participant__deliberation=deliberation)
    return votes.select_related("statement").order_by("-cast_at", "-pk").first()
