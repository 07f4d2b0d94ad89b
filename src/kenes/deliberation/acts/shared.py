"""What several acts of this room need."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max

from kenes.attribution.models import Attribution
from kenes.base import search
from kenes.base.text import Text, fold
from kenes.deliberation.errors import SaidAlready, StatementTooLong, TextNeeded
from kenes.deliberation.models import Deliberation, Statement
from kenes.deliberation.rules import STATEMENT_MOST
from kenes.notices.acts import tell


def locked(deliberation: Deliberation) -> Deliberation:
    """Return the deliberation as it is now, its row locked: votes wait meanwhile."""
    return Deliberation.objects.select_for_update(of=("self",)).select_related("council", "issue").get(pk=deliberation.pk)


def wording(deliberation: Deliberation, text: Text, *, but: Statement | None = None) -> Text:
    """Return a statement's text if it can be one: not empty, short enough for one screen, not there already."""
    if not text:
        raise TextNeeded(field="text")
    if any(len(words) > STATEMENT_MOST for words in said(text)):
        raise StatementTooLong(field="text", most=STATEMENT_MOST)
    others = [row for row in deliberation.statements.exclude(state=Statement.State.REJECTED) if row != but]
    known = {fold(words) for row in others for words in (said(row.text) if row.pseudonym else [row.text.original_text])}
    if fold(text.original_text) in known:
        raise SaidAlready(field="text")
    return text


def said(text: Text) -> list[str]:
    """Return a text's words in each of its languages."""
    return [str(entry["text"]) for entry in text.texts.values()]


def next_number(deliberation: Deliberation) -> int:
    """Return the number of the next statement; the deliberation's row is locked."""
    return (deliberation.statements.aggregate(n=Max("number"))["n"] or 0) + 1


def inform(deliberation: Deliberation, users: Iterable[int | None], kind: str, ref: str = "", **details: Any) -> None:
    """Tell people about a deliberation (or, with `ref`, about one of its statements)."""
    tell(users, kind, ref or deliberation.ref, council=deliberation.council.public_id, details=details)


def is_closed(deliberation: Deliberation) -> bool:
    """Whether only those who take part may know of it."""
    return deliberation.attribution == Attribution.CLOSED


def is_for_everyone(deliberation: Deliberation) -> bool:
    """Whether visitors may read it: once it is closed, if its issue is public or it has none."""
    return deliberation.state == Deliberation.State.CLOSED and (deliberation.issue is None or deliberation.issue.is_public)


def index(deliberation: Deliberation, statements: Iterable[Statement] = ()) -> None:
    """Make a deliberation and some of its statements findable for those who may read it."""
    if is_closed(deliberation):
        return  # only those who take part read it: the index knows no such readership
    council, readers = deliberation.council.public_id, "public" if is_for_everyone(deliberation) else "members"
    search.index(deliberation, council=council, title=deliberation.question, body=deliberation.background, visible_to=readers)
    for statement in statements:
        search.index(statement, council=council, title=statement.text, visible_to=readers)
