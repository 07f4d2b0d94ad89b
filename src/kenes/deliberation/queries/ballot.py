"""The card that a voter sees next, in one query: also whether the session is good, the seat active, the roster frozen with it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Member, User
from kenes.councils.sessions import SessionStore
from kenes.deliberation.models import Deliberation, Statement, Vote
from kenes.engine.routing import draw_sql, unit_sql, wait_sql

# Each voter draws the statements by lot, those of more weight (in the voter's region: Route, or else the statement's own) earlier:
# engine.routing.order, with these two as its keys. Same votes, same order; without an analysis all weigh the same.
PARTICIPANT_KEY, STATEMENT_KEY = 15_485_863, 1_299_709  # times the participant's id and the statement's number
DRAW = draw_sql(f"me.participant * {PARTICIPANT_KEY}", f"t.number * {STATEMENT_KEY}").replace("%", "%%")
CARD = """
WITH me AS (
  SELECT {session} p.id AS participant, d.id AS deliberation, d.state, d.closes_at, d.own_after, d.released, s.id AS now,
    (SELECT COUNT(*) FROM deliberation_statement t WHERE t.deliberation_id = d.id AND t.state = 'accepted') AS total,
    (SELECT COUNT(*) FROM deliberation_vote w JOIN deliberation_statement t ON t.id = w.statement_id
     WHERE w.participant_id = p.id AND t.state = 'accepted' AND t.id <> COALESCE(s.id, 0)) AS answered, p.region_id AS region
  FROM {start}
  JOIN councils_member m ON m.user_id = u.id AND m.state = 'active'
  JOIN councils_council c ON c.id = m.council_id AND c.slug = %s
  JOIN deliberation_deliberation d ON d.council_id = c.id AND d.public_id = %s
  JOIN deliberation_participant p ON p.deliberation_id = d.id AND p.member_id = m.id
  LEFT JOIN deliberation_statement s ON s.deliberation_id = d.id AND s.public_id = %s AND s.state = 'accepted'
  WHERE {end}),
unanswered AS MATERIALIZED (
  SELECT t.id, {unit} AS unit, COALESCE(r.weight, t.weight) AS weight
  FROM me JOIN deliberation_statement t ON t.deliberation_id = me.deliberation AND t.state = 'accepted' AND t.id <> COALESCE(me.now, 0)
  LEFT JOIN deliberation_route r ON r.statement_id = t.id AND r.region_id = me.region
  WHERE NOT EXISTS (SELECT 1 FROM deliberation_vote w WHERE w.participant_id = me.participant AND w.statement_id = t.id))
SELECT {shown} me.participant, me.deliberation, me.state, me.closes_at, me.own_after, me.released, me.now, me.total, me.answered,
  n.id, n.public_id, n.text, n.origin
FROM me LEFT JOIN deliberation_statement n ON n.id = (SELECT id FROM unanswered ORDER BY {wait}, id LIMIT 1)
"""
ORDER = {"unit": unit_sql(DRAW), "wait": wait_sql("unit", "weight")}
BY_SESSION = CARD.format(
    session="u.id AS user_id, u.password, a.session_data,",
    shown="me.user_id, me.password, me.session_data,",
    start="councils_session a JOIN councils_user u ON u.id = a.user_id AND u.is_active",
    end="a.session_key = %s AND a.expire_date > %s",
    **ORDER,
)
BY_USER = CARD.format(session="", shown="", start="councils_user u", end="u.id = %s", **ORDER)


@dataclass(frozen=True)
class Card:
    """What a voter sees next. `answered` counts all but the statement named in the request; `now` is that one's key."""

    participant: int
    deliberation: int
    state: str
    closes_at: datetime | str | None
    own_after: int
    released: int
    now: int | None
    total: int
    answered: int
    following: int | None
    public_id: str | None
    text: Text | None
    origin: str | None


def card_of(row: tuple[Any, ...]) -> Card:
    text = row[-2]
    if text:
        data = text if isinstance(text, dict) else json.loads(text)
        text = Text(data["original"], data["texts"])
    values: Any = (*row[:-2], text or None, row[-1])
    return Card(*values)


def card_by_session(request: HttpRequest, council: str, deliberation: str, statement: str) -> tuple[int, Card] | None:
    """Return (user id, card) for the session of a request, or None: the long way round then says what is wrong.

    Asks of the session what Django asks: that it exists and has not expired, that its data carry our signature, that its backend is
    one of ours, that the user is active, and that the hash bound to the password is the present one.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(clock.now())
        cursor.execute(BY_SESSION, [council, deliberation, statement, key, now])
        row = cursor.fetchone()
    if row is None or not is_genuine(row[0], row[1], row[2]):
        return None
    return row[0], card_of(row[3:])


def is_genuine(user_id: int, password: str, session_data: str) -> bool:
    """Whether a session's signed data are those of this user, with the present password."""
    session = SessionStore().decode(session_data)
    user = User.__new__(User)  # only to compute the hash: a whole model instance would cost as much as the query
    user.password = password
    proof = user.get_session_auth_hash()
    return (
        session.get(SESSION_KEY) == str(user_id)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), proof)
    )


def card_by_user(user_id: int, council: str, deliberation: str, statement: str = "") -> Card | None:
    """Return the next card of a signed-in user, or None where there is no such deliberation or roster place."""
    with connection.cursor() as cursor:
        cursor.execute(BY_USER, [council, deliberation, statement, user_id])
        row = cursor.fetchone()
    return None if row is None else card_of(row)


def last_answered(member: Member, deliberation: Deliberation) -> Statement | None:
    """Return the statement that a member answered last."""
    votes = Vote.objects.filter(participant__member=member, participant__deliberation=deliberation).select_related("statement")
    last = votes.order_by("-cast_at", "-pk").first()
    return last.statement if last else None
