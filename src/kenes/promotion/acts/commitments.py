"""What became of a body's word: progress, the body's claim that it is done, reminders."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.files import Upload, keep
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.councils.queries import secretariat_ids
from kenes.notices.acts import tell
from kenes.promotion.acts.dispatches import REMIND_EVERY
from kenes.promotion.audience import people_behind
from kenes.promotion.links import dispatch_of
from kenes.promotion.models import Commitment, Dispatch, Progress
from kenes.record import acts as record


@act
def report_progress(
    *,
    by: Member | None = None,
    token: str = "",
    commitment: Commitment,
    text: Text,
    claims_done: bool = False,
    upload: Upload | None = None,
) -> Progress:
    """Report how far a commitment is: a member says what they see, the body (through its link) what it did.

    Only the body can claim that it is done. That stays its claim: whether it is so is the council's verdict.
    """
    there = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related("recommendation__council").get(pk=commitment.pk)
    if by is not None:
        require("promotion.report_progress", by, there)
        claims_done = False
    else:
        check_link(token, there)
    if not text:
        raise Invalid(field="text")
    now, council = clock.now(), there.recommendation.council.public_id
    progress = Progress(commitment=there, author=by, by_body=by is None, text=text, claims_done=claims_done, created_at=now)
    if upload is not None:
        owner = by.user if by else None
        progress.file = keep(upload=upload, council=council, subject=progress.ref, owner=owner, visible_to="members" if by else "public")
    progress.save()
    if claims_done and there.claimed_done_at is None:
        there.claimed_done_at = now
        there.save(update_fields=["claimed_done_at"])
    details = {"commitment": there.ref, "by_body": by is None, "claims_done": claims_done}
    record.append(council, "commitment.progress", there.ref, actor=by.ref if by else "", details=details)
    kind = "commitment.claimed_done" if claims_done else "commitment.progress"
    people = [*secretariat_ids(there.recommendation.council), *people_behind(there.recommendation)]
    tell({user for user in people if by is None or user != by.user_id}, kind, there.ref, council=council)
    return progress


def check_link(token: str, commitment: Commitment) -> None:
    """The link must be that of the dispatch whose confirmed answer made the commitment."""
    dispatch = dispatch_of(token)
    if dispatch.state != Dispatch.State.ANSWERED or commitment.reply.answer.dispatch_id != dispatch.pk:
        raise NotFound


@act
def remind_of_commitment(*, commitment: Commitment) -> bool:
    """Remind the secretariat of a commitment whose day has passed without word; at most once a week. Returns whether it did."""
    there = (
        Commitment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("recommendation__council", "body__side")
        .get(pk=commitment.pk)
    )
    now = clock.now()
    is_over = there.claimed_done_at is None and there.due_on is not None and there.due_on < clock.today(there.body.side.timezone)
    if not is_over or (there.reminded_at and now - there.reminded_at < REMIND_EVERY):
        return False
    there.reminded_at = now
    there.save(update_fields=["reminded_at"])
    council = there.recommendation.council
    details = {"due_on": there.due_on.isoformat() if there.due_on else ""}
    tell(
        secretariat_ids(there.recommendation.council, side=there.body.side_id),
        "commitment.overdue",
        there.ref,
        council=council.public_id,
        details=details,
    )
    return True
