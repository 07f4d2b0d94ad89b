"""Members' own statements, and their moderation."""

from django.utils.translation import gettext, override

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.deliberation.acts.shared import index, inform, locked, next_number, wording
from kenes.deliberation.acts.voting import refuse_if_not_open
from kenes.deliberation.errors import AlreadyDecided, EnoughWritten, NotOnRoster, ReasonNeeded, VoteFirst
from kenes.deliberation.models import Deliberation, Participant, Statement, Vote
from kenes.deliberation.rules import OWN_MOST
from kenes.record.acts import append


@act
def write_statement(*, by: Member, deliberation: Deliberation, text: Text, client_key: str = "") -> Statement:
    """Write a statement of one's own, after some votes. A moderator looks at it first. Sent twice it arrives once."""
    require("deliberation.take_part", by, deliberation)
    deliberation = locked(deliberation)
    known = Statement.objects.filter(author=by, client_key=client_key).first() if client_key else None
    if known:
        return known
    refuse_if_not_open(deliberation)
    may_write(by, deliberation)
    statement = Statement.objects.create(
        deliberation=deliberation,
        number=next_number(deliberation),
        text=wording(deliberation, text),
        author=by,
        origin=Statement.Origin.MEMBER,
        state=Statement.State.WAITING,
        client_key=client_key[:40],
        created_at=clock.now(),
    )
    record(by, statement, "statement.written", text=statement.text.original_text)
    inform(deliberation, moderators(deliberation), "statement.waiting", statement.ref)
    return statement


def moderators(deliberation: Deliberation) -> list[int | None]:
    roles = [Member.Role.MODERATOR, Member.Role.SECRETARY, Member.Role.CHAIR]
    seats = Member.objects.filter(council=deliberation.council, state=Member.State.ACTIVE, role__in=roles)
    return list(seats.values_list("user_id", flat=True))


def may_write(by: Member, deliberation: Deliberation) -> None:
    person = Participant.objects.filter(deliberation=deliberation, member=by).first()
    if person is None:
        raise NotOnRoster
    open_ones = deliberation.statements.filter(state=Statement.State.ACCEPTED).count()
    if Vote.objects.filter(participant=person).count() < min(deliberation.own_after, open_ones):
        raise VoteFirst(needed=deliberation.own_after)
    if deliberation.statements.filter(author=by).count() >= OWN_MOST:
        raise EnoughWritten(most=OWN_MOST)


@act
def accept_statement(*, by: Member, statement: Statement) -> Statement:
    """Let everyone vote on a member's statement. Its author is told."""
    statement = decided(by, statement, Statement.State.ACCEPTED, "")
    index(statement.deliberation, [statement])
    record(by, statement, "statement.accepted")
    tell_author(statement, "statement.accepted")
    return statement


@act
def reject_statement(*, by: Member, statement: Statement, reason: str) -> Statement:
    """Do not put a member's statement to the vote. Its author is told why."""
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    statement = decided(by, statement, Statement.State.REJECTED, reason.strip())
    record(by, statement, "statement.rejected", reason=reason.strip())
    tell_author(statement, "statement.rejected", reason=reason.strip())
    return statement


def let_go(deliberation: Deliberation) -> None:
    """At closing: nobody can vote on what no moderator looked at in time. Its authors are told, in their language."""
    for statement in deliberation.statements.filter(state=Statement.State.WAITING).select_related("author__user", "deliberation__council"):
        user = statement.author.user if statement.author else None
        with override((user.language if user else "") or deliberation.council.languages[0]):
            reason = gettext("Voting closed before a moderator had looked at it.")
        statement.state, statement.reason = Statement.State.REJECTED, reason
        statement.save(update_fields=["state", "reason"])
        record(None, statement, "statement.rejected", reason=reason)
        tell_author(statement, "statement.rejected", reason=reason)


def decided(by: Member, statement: Statement, state: Statement.State, reason: str) -> Statement:
    require("deliberation.moderate", by, statement.deliberation)
    deliberation = locked(statement.deliberation)
    refuse_if_not_open(deliberation)
    statement = Statement.objects.select_related("deliberation__council", "author").get(pk=statement.pk)
    if statement.state != Statement.State.WAITING:
        raise AlreadyDecided
    statement.state, statement.reason, statement.moderated_by = state, reason, by
    statement.save(update_fields=["state", "reason", "moderated_by"])
    return statement


def record(by: Member | None, statement: Statement, what: str, **sealed: str) -> None:
    details = {"number": statement.number, "deliberation": statement.deliberation.ref}
    origin = statement.deliberation.council.public_id
    append(origin, what, statement.ref, actor=by.ref if by else "", details=details, sealed=sealed)


def tell_author(statement: Statement, kind: str, **details: str) -> None:
    if statement.author:
        inform(statement.deliberation, [statement.author.user_id], kind, statement.ref, **details)
