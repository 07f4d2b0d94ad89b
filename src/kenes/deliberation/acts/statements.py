"""Members' own statements, and their moderation."""

from django.utils.translation import gettext, override

from kenes.attribution.acts import close_holding, hold, take_batch
from kenes.attribution.models import Attribution, Held
from kenes.attribution.queries import own_pseudonym
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.councils.queries import moderator_ids
from kenes.deliberation.acts.shared import index, inform, locked, next_number, wording
from kenes.deliberation.acts.voting import refuse_if_not_open
from kenes.deliberation.errors import AlreadyDecided, EnoughWritten, NotOnRoster, ReasonNeeded, VoteFirst
from kenes.deliberation.models import Deliberation, Participant, Statement, Vote
from kenes.deliberation.rules import OWN_MOST, STATEMENT_MOST
from kenes.record.acts import append


@act
def write_statement(*, by: Member, deliberation: Deliberation, text: Text, client_key: str = "") -> Statement | Held:
    """Write a statement of one's own, after some votes. A moderator looks at it first. Sent twice it arrives once.

    Under the Chatham House Rule it is held back, and comes with those of others (`release_statements`).
    """
    require("deliberation.take_part", by, deliberation)
    deliberation = locked(deliberation)
    known = Statement.objects.filter(author=by, client_key=client_key).first() if client_key else None
    if known:
        return known
    refuse_if_not_open(deliberation)
    may_write(by, deliberation)
    if deliberation.attribution == Attribution.CHATHAM:
        return hold_statement(by, deliberation, text, client_key)
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
    record(None, statement, "statement.written", text=statement.text.original_text)  # "others see it, not who wrote it": the record, too
    inform(deliberation, moderator_ids(deliberation.council), "statement.waiting", statement.ref)
    return statement


def hold_statement(by: Member, deliberation: Deliberation, text: Text, client_key: str) -> Held:
    """Keep a statement back until enough others have written: no number, no entry, no notice before."""
    own = own_pseudonym(deliberation, by)
    return hold(
        by=by,
        subject=deliberation,
        type=Statement.kind,
        text=wording(deliberation, text),
        client_key=client_key,
        most=OWN_MOST,
        written=deliberation.statements.filter(pseudonym=own).count() if own else 0,
        longest=STATEMENT_MOST,
    )


@act
def release_statements(*, deliberation: Deliberation) -> list[Statement]:
    """Put the held statements that are due to the vote, all at once. Everybody on the roster is told, nobody of a single one."""
    deliberation = locked(deliberation)
    refuse_if_not_open(deliberation)
    made = []
    for one in take_batch(subject=deliberation, council=deliberation.council):  # numbers and keys follow the order that was drawn
        statement = Statement.objects.create(
            deliberation=deliberation,
            number=next_number(deliberation),
            text=one.text,
            pseudonym=one.pseudonym,
            origin=Statement.Origin.MEMBER,
            state=Statement.State.ACCEPTED,
            created_at=one.at,
        )
        details = {"number": statement.number, "deliberation": deliberation.ref}
        sealed = {"text": statement.text.original_text}
        append(deliberation.council.public_id, "statement.released", statement.ref, details=details, sealed=sealed, day_only=True)
        made.append(statement)
    if made:
        index(deliberation, made)
        people = deliberation.participants.filter(member__isnull=False).values_list("member__user_id", flat=True)
        inform(deliberation, list(people), "deliberation.statements", n=len(made))
    return made


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
    close_holding(subject=deliberation, council=deliberation.council, last_batch=False)
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
