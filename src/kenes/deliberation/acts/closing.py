"""Closing the vote, and letting its results out."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils.models import Member
from kenes.deliberation.acts.analysing import forget_analyses, forget_routes
from kenes.deliberation.acts.opening import digest
from kenes.deliberation.acts.shared import index, inform, is_closed, locked
from kenes.deliberation.acts.statements import let_go
from kenes.deliberation.acts.voting import refuse_if_not_open
from kenes.deliberation.analysis import Found, mark_of, results_of
from kenes.deliberation.errors import NotClosedYet, NothingNew, NotInPreparation, VotesChanged, VotingClosed, VotingNotOpen
from kenes.deliberation.models import Computation, Deliberation, Participant, Release, Statement
from kenes.deliberation.tables import shows_something_new
from kenes.issues.queries import contributors
from kenes.record.acts import append


@act
def close_deliberation(*, by: Member | None, deliberation: Deliberation, found: Found | None = None) -> Deliberation:
    """Close the vote when its time has come, and publish the results. `by` is None when the clock does it.

    `found` are results that were worked out in the background since that time (no vote is taken any more); they count only
    if the votes are still those that they were made from. Without them they are worked out here, while votes elsewhere wait.
    """
    if by:
        require("deliberation.prepare", by, deliberation)
    deliberation = locked(deliberation)
    if deliberation.state == Deliberation.State.DRAFT:
        raise VotingNotOpen
    if deliberation.state == Deliberation.State.CLOSED:
        raise VotingClosed
    now = clock.now()
    if deliberation.closes_at and now < deliberation.closes_at:
        raise NotClosedYet
    if found and found.mark != mark_of(deliberation):
        raise VotesChanged
    deliberation.state, deliberation.closed_at = Deliberation.State.CLOSED, now
    deliberation.save(update_fields=["state", "closed_at"])
    let_go(deliberation)
    index(deliberation, deliberation.statements.filter(state=Statement.State.ACCEPTED))
    voters = Participant.objects.filter(deliberation=deliberation, votes__isnull=False).distinct().count()
    append(
        deliberation.council.public_id,
        "deliberation.closed",
        deliberation.ref,
        actor=by.ref if by else "",
        details={"n": voters, "roster": deliberation.participants.count()},
    )
    publish(by, deliberation, found or results_of(deliberation, final=True), final=True)
    forget_analyses(deliberation)
    forget_routes(deliberation)
    authors = contributors([deliberation.issue]) if deliberation.issue and not is_closed(deliberation) else []
    inform(deliberation, {*on_roster(deliberation), *authors}, "deliberation.closed")
    return deliberation


@act
def release_results(*, by: Member | None, deliberation: Deliberation) -> Release:
    """Publish what can be shown while the vote goes on, where the deliberation was prepared so."""
    if by:
        require("deliberation.prepare", by, deliberation)
    deliberation = locked(deliberation)
    refuse_if_not_open(deliberation)
    if deliberation.results != Deliberation.Results.IN_BATCHES:
        raise NotInPreparation
    release = publish(by, deliberation, results_of(deliberation, final=False), final=False)
    inform(deliberation, on_roster(deliberation), "deliberation.released", number=release.number)
    return release


def on_roster(deliberation: Deliberation) -> list[int | None]:
    """Return the user ids of those who may vote, for notices."""
    return list(deliberation.participants.filter(member__isnull=False).values_list("member__user_id", flat=True))


def publish(by: Member | None, deliberation: Deliberation, found: Found, *, final: bool) -> Release:
    """Keep what the gate let out as the next release. The deliberation's row is locked."""
    table = found.computed.table
    if not final and not shows_something_new(table, deliberation.released + 1):
        raise NothingNew
    now = clock.now()
    computation = Computation.objects.create(
        deliberation=deliberation,
        input_hash=found.computed.input_hash,
        method=found.method,
        seed=found.seed,
        last_vote=found.mark.last,
        result=found.computed.kept,
        created_at=now,
    )
    deliberation.released += 1
    deliberation.save(update_fields=["released"])
    release = Release.objects.create(
        deliberation=deliberation,
        computation=computation,
        number=deliberation.released,
        threshold=deliberation.council.threshold,
        table=table,
        created_at=now,
    )
    append(
        deliberation.council.public_id,
        "deliberation.released",
        release.ref,
        actor=by.ref if by else "",
        details={
            "deliberation": deliberation.ref,
            "number": release.number,
            "final": final,
            "threshold": release.threshold,
            **table["computed"],
            "table_hash": digest(release.table),
            "statements": deliberation.statements.filter(state=Statement.State.ACCEPTED).count(),
        },
    )
    return release
