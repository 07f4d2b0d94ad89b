"""What pages and other rooms read about bodies, briefs, dispatches and answers. Lists take a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from kenes.base import clock
from kenes.base.models import Job
from kenes.councils.models import Council, Member
from kenes.promotion.models import Answer, Body, Brief, Commitment, Dispatch, Reply
from kenes.recommendations.models import Adoption, Recommendation
from kenes.recommendations.queries import DISSENT_DAYS

State = Dispatch.State


def bodies_of(council: Council) -> QuerySet[Body]:
    """Return a council's bodies with how many dispatches each got and how many it answered."""
    rows = Body.objects.filter(council=council).select_related("side")
    answered = Count("dispatches", filter=Q(dispatches__state=State.ANSWERED))
    return rows.annotate(sent=Count("dispatches"), answered=answered).order_by("side__order", "pk")


def readable_briefs(council: Council, reader: Member | None) -> QuerySet[Brief]:
    """Return what a reader may see: members everything, visitors what was sent to a body."""
    rows = Brief.objects.filter(council=council)
    return rows if reader else rows.filter(Exists(Dispatch.objects.filter(brief=OuterRef("pk"))))


def briefs_list(council: Council, reader: Member | None) -> QuerySet[Brief]:
    """Return briefs, newest first, with `how_many` recommendations and their dispatches."""
    sent = Dispatch.objects.select_related("body__side", "brief__council")
    return (
        readable_briefs(council, reader)
        .annotate(how_many=Count("items"))
        .prefetch_related(Prefetch("dispatches", sent))
        .order_by("-created_at", "-pk")
    )


def adopted(council: Council) -> QuerySet[Recommendation]:
    """Return the recommendations that can go into a brief, those never sent first."""
    rows = Recommendation.objects.filter(council=council, state=Recommendation.State.ADOPTED)
    sent = Exists(Dispatch.objects.filter(brief__items__recommendation=OuterRef("pk")))
    return rows.annotate(was_sent=sent).order_by("was_sent", "-changed_at", "-pk")


def dissent_until(brief: Brief) -> datetime | None:
    """Return until when dissenting opinions on a brief's recommendations can still come; None once all had their time."""
    last = Adoption.objects.filter(recommendation__briefs=brief, state=Adoption.State.ADOPTED).aggregate(last=Max("closed_at"))["last"]
    until = last + timedelta(days=DISSENT_DAYS) if last else None
    return until if until and until > clock.now() else None


def overdue(council: Council) -> Q:
    """Return the condition for dispatches whose time has passed without an answer, in the time of each side's capital."""
    condition = Q(pk__in=[])
    for side in council.sides.all():
        condition |= Q(body__side=side, state=State.SENT, due_on__lt=clock.today(side.timezone))
    return condition


def dispatches_list(council: Council, *, state: str = "", body: str = "") -> QuerySet[Dispatch]:
    """Return dispatches, newest first. `state` is one of Dispatch.State or "overdue"."""
    rows = Dispatch.objects.filter(brief__council=council).select_related("brief__council", "body__side")
    if state == "overdue":
        rows = rows.filter(overdue(council))
    elif state in State.values:
        rows = rows.filter(state=state)
    if body:
        rows = rows.filter(body__public_id=body)
    return rows.annotate(how_many=Count("brief__items")).order_by("-sent_at", "-pk")


def is_overdue(dispatch: Dispatch) -> bool:
    """Return whether the time for an answer has passed; an answer whose sender is not confirmed yet stops no clock of ours."""
    return dispatch.state == State.SENT and dispatch.due_on < clock.today(dispatch.body.side.timezone)


def days_left(dispatch: Dispatch) -> int:
    """Return calendar days to the due date; negative when it has passed."""
    return (dispatch.due_on - clock.today(dispatch.body.side.timezone)).days


def answers_of(dispatch: Dispatch) -> list[Answer]:
    """Return the answers to a dispatch, newest first, with all they say."""
    replies = Reply.objects.select_related("recommendation", "file", "commitment")
    rows = dispatch.answers.select_related("decided_by").prefetch_related(Prefetch("replies", replies))
    return list(rows.order_by("-received_at", "-pk"))


def confirmed_answer(dispatch: Dispatch) -> Answer | None:
    """Return the answer that counts."""
    return next((answer for answer in answers_of(dispatch) if answer.state == Answer.State.CONFIRMED), None)


def documents_job(dispatch: Dispatch) -> Job | None:
    """Return the job that makes a dispatch's documents."""
    return Job.objects.filter(subject=dispatch.ref).order_by("-pk").first()


@dataclass(frozen=True)
class AnsweredState:
    """How far a recommendation came with those who decide: nothing sent, waiting, overdue, received or answered."""

    state: str = "not_sent"
    dispatch: Dispatch | None = None
    reply: Reply | None = None

    @property
    def response(self) -> str:
        return self.reply.response if self.reply else ""


def answered_state(recommendation: Recommendation) -> AnsweredState:
    """Return how far one recommendation came."""
    return answered_states([recommendation])[recommendation.pk]


def answered_states(recommendations: Iterable[Recommendation]) -> dict[int, AnsweredState]:
    """Return primary key -> how far each recommendation came: its confirmed reply, else its latest dispatch. Two queries."""
    wanted = {row.pk for row in recommendations}
    found = {pk: AnsweredState() for pk in wanted}
    rows = Dispatch.objects.filter(brief__items__recommendation__in=wanted).select_related("body__side", "brief__council")
    for dispatch in rows.prefetch_related("brief__items").order_by("sent_at", "pk"):
        state = "overdue" if is_overdue(dispatch) else dispatch.state
        for item in dispatch.brief.items.all():
            if item.recommendation_id in wanted:
                found[item.recommendation_id] = AnsweredState(state, dispatch)
    replies = Reply.objects.filter(recommendation__in=wanted, answer__state=Answer.State.CONFIRMED)
    for reply in replies.select_related("answer__dispatch__body").order_by("answer__decided_at", "pk"):
        found[reply.recommendation_id] = AnsweredState("answered", reply.answer.dispatch, reply)
    return found


def commitments_list(council: Council, *, state: str = "") -> QuerySet[Commitment]:
    """Return commitments, newest first. `state`: overdue, claimed (done, as the body says) or open."""
    rows = Commitment.objects.filter(recommendation__council=council).select_related("recommendation__council", "body__side")
    if state == "claimed":
        rows = rows.filter(claimed_done_at__isnull=False)
    elif state == "open":
        rows = rows.filter(claimed_done_at=None)
    elif state == "overdue":
        late = Q(pk__in=[])
        for side in council.sides.all():
            late |= Q(body__side=side, due_on__lt=clock.today(side.timezone))
        rows = rows.filter(late, claimed_done_at=None)
    return rows.prefetch_related("verdicts").order_by("-created_at", "-pk")


def commitment_overdue(commitment: Commitment) -> bool:
    """Return whether its day has passed and the body has not claimed that it is done."""
    return commitment.claimed_done_at is None and commitment.due_on is not None and commitment.due_on < today_at(commitment)


def today_at(commitment: Commitment) -> date:
    return clock.today(commitment.body.side.timezone)


def commitments_of(dispatch: Dispatch) -> list[Commitment]:
    """Return what came of a dispatch, in the order of its recommendations."""
    rows = Commitment.objects.filter(reply__answer__dispatch=dispatch).select_related("recommendation__council", "body__side")
    return list(rows.prefetch_related("progress", "verdicts").order_by("pk"))
