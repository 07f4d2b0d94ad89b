"""Preparing a deliberation: its question and the statements to begin with."""

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.deliberation.acts.shared import locked, next_number, wording
from kenes.deliberation.errors import CountedAtClose, NotInPreparation, TextNeeded, VotesOnlyAtClose
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues.models import Issue
from kenes.record.acts import append


@act
def prepare_deliberation(
    *,
    by: Member,
    issue: Issue,
    question: Text,
    background: Text,
    results: str = Deliberation.Results.AT_CLOSE,
    own_after: int = 5,
    publishes_votes: bool = False,
    attribution: str = Attribution.OPEN,
    simulated: bool = False,
) -> Deliberation:
    """Put a question about an issue. Nobody votes yet; `simulated` marks sample votes that nobody cast.

    `attribution`: what is shown of who writes a statement (kenes.attribution.table). No act changes it later either.

    `publishes_votes`: all answers can be had row by row once voting is over, and no results by region and side are published.
    No act changes it later: who votes has read it.
    """
    require("deliberation.prepare", by, issue)
    if not question:
        raise TextNeeded(field="question")
    if publishes_votes and results != Deliberation.Results.AT_CLOSE:
        raise VotesOnlyAtClose(field="publishes_votes")
    if attribution == Attribution.CHATHAM and results != Deliberation.Results.AT_CLOSE:
        raise CountedAtClose(field="results")  # a release while voting goes on says how many took part so far
    deliberation = Deliberation.objects.create(
        council=by.council,
        issue=issue,
        question=question,
        background=background,
        results=Deliberation.Results(results),
        own_after=own_after,
        publishes_votes=publishes_votes,
        attribution=Attribution(attribution),
        is_simulated=simulated,
        created_by=by,
        created_at=clock.now(),
    )
    append(
        by.council.public_id,
        "deliberation.prepared",
        deliberation.ref,
        actor=by.ref,
        details={"issue": issue.ref, **({"simulated": True} if simulated else {}), **promised(deliberation)},
        sealed={"question": question.original_text, "background": background.original_text},
    )
    return deliberation


def promised(deliberation: Deliberation) -> dict[str, object]:
    """Return what an entry says of the rules that were chosen: nothing of those that most deliberations have."""
    votes = {"publishes_votes": True} if deliberation.publishes_votes else {}
    rule = {"attribution": str(deliberation.attribution)} if deliberation.attribution != Attribution.OPEN else {}
    return {**votes, **rule}


@act
def add_statement(*, by: Member, deliberation: Deliberation, text: Text) -> Statement:
    """Add a statement to begin with, while nobody votes yet."""
    require("deliberation.prepare", by, deliberation)
    deliberation = in_preparation(deliberation)
    statement = Statement.objects.create(
        deliberation=deliberation,
        number=next_number(deliberation),
        text=wording(deliberation, text),
        origin=Statement.Origin.SEED,
        state=Statement.State.ACCEPTED,
        created_at=clock.now(),
    )
    note(by, statement, "statement.added")
    return statement


@act
def change_statement(*, by: Member, statement: Statement, text: Text) -> Statement:
    """Reword a statement. Only while nobody votes yet: afterwards what was voted on stands."""
    require("deliberation.prepare", by, statement.deliberation)
    deliberation = in_preparation(statement.deliberation)
    statement.text = wording(deliberation, text, but=statement)
    statement.save(update_fields=["text"])
    note(by, statement, "statement.changed")
    return statement


@act
def remove_statement(*, by: Member, statement: Statement) -> None:
    """Take a statement out of a deliberation that is still being prepared."""
    require("deliberation.prepare", by, statement.deliberation)
    in_preparation(statement.deliberation)
    note(by, statement, "statement.removed")
    statement.delete()


def in_preparation(deliberation: Deliberation) -> Deliberation:
    deliberation = locked(deliberation)
    if deliberation.state != Deliberation.State.DRAFT:
        raise NotInPreparation
    return deliberation


def note(by: Member, statement: Statement, what: str) -> None:
    append(
        by.council.public_id,
        what,
        statement.ref,
        actor=by.ref,
        details={"number": statement.number, "deliberation": statement.deliberation.ref},
        sealed={"text": statement.text.original_text},
    )
