"""What happens next with what an item led to, who acts, and by when: read from where its chain really stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from kenes.base.dates import deadline_words, long_day
from kenes.councils.zones import capitals, deadline
from kenes.promotion.models import Commitment, Dispatch, Reply, Verdict
from kenes.promotion.queries.chain_model import Chain
from kenes.promotion.queries.chain_steps import day, link
from kenes.promotion.queries.dispatches import commitment_overdue, is_overdue
from kenes.recommendations.models import Adoption, Recommendation

Kind = Literal["next", "late", "stopped", "verified"]


@dataclass(frozen=True)
class Ahead:
    """One sentence about what comes next, and where to read on; `late`: overdue; `stopped`, `verified`: it ended so."""

    words: str
    url: str
    kind: Kind = "next"


def ahead(found: Chain) -> list[Ahead]:
    """Return what is ahead of a chain's recommendations and of all that became of them; nothing where none was written."""
    told = [line for row in found.recommendations if (line := before_sending(found, row))]
    told += [line for row in found.dispatches for line in after_sending(found, row)]
    return list(dict.fromkeys(told))


def before_sending(found: Chain, row: Recommendation) -> Ahead | None:
    """Return the next step of a recommendation that no body has yet."""
    url, number = link(found, "recommendation", row), {"number": row.number}
    if row.state == Recommendation.State.DRAFT:
        return Ahead(
            _("Recommendation No. %(number)s is a draft: members discuss it, then the secretariat puts it to the vote.") % number, url
        )
    if row.state == Recommendation.State.VOTING:
        vote = next((a for a in found.adoptions if a.recommendation_id == row.pk and a.state == Adoption.State.OPEN), None)
        until = by_clocks(found, vote.closes_at) if vote else "…"
        return Ahead(_("Members vote on recommendation No. %(number)s. Voting closes: %(until)s.") % {**number, "until": until}, url)
    if row.state == Recommendation.State.REJECTED:
        return Ahead(_("Recommendation No. %(number)s was not adopted. A new version can be written and put to the vote.") % number, url)
    if row.state == Recommendation.State.ADOPTED and row.pk not in found.sent:
        words = _(
            "Recommendation No. %(number)s is adopted. Next, the secretariat puts it into a brief and sends it to the body that decides."
        )
        return Ahead(words % number, url)
    return None


def after_sending(found: Chain, row: Dispatch) -> Iterator[Ahead]:
    """Return the next steps of what a body got: its answer, then each commitment."""
    url = link(found, "dispatch", row)
    values = {"body": row.body.name, "number": row.registration, "day": long_day(row.due_on)}
    if is_overdue(row):
        words = _("%(body)s has not answered No. %(number)s. The answer was due on %(day)s; the secretariat is reminded every week.")
        yield Ahead(words % values, url, "late")
    elif row.state == Dispatch.State.SENT:
        yield Ahead(_("%(body)s answers No. %(number)s. Due date: %(day)s.") % values, url)
    elif row.state == Dispatch.State.RECEIVED:
        words = _("An answer to No. %(number)s has arrived. The secretariat confirms that it comes from the body; only then it counts.")
        yield Ahead(words % values, url)
    for reply in found.confirmed:
        if reply.answer.dispatch_id == row.pk:
            yield after_answer(found, row, reply)


def after_answer(found: Chain, sent: Dispatch, reply: Reply) -> Ahead:
    """Return what follows from one confirmed reply."""
    commitment = next((row for row in found.commitments if row.reply_id == reply.pk), None)
    if commitment:
        verdict = next((row for row in reversed(found.verdicts) if row.commitment_id == commitment.pk), None)
        return after_verdict(found, commitment, verdict) if verdict else after_promise(found, commitment)
    values, url = {"body": sent.body.name}, link(found, "dispatch", sent)
    if reply.response == Reply.Response.NEED_INFORMATION:
        return Ahead(_("%(body)s asks for more information. The secretariat sends it with a new brief.") % values, url)
    words = _("%(body)s declined, and says why. Nothing more is asked of it; the council may write a new recommendation.")
    return Ahead(words % values, url, "stopped")


def after_promise(found: Chain, row: Commitment) -> Ahead:
    """Return what follows from a commitment that members have not been asked about."""
    url = link(found, "commitment", row)
    values = {"body": row.body.name, "day": long_day(row.due_on) if row.due_on else ""}
    if row.claimed_done_at:
        words = _("%(body)s says that it is done. Next, the secretariat asks the members of the regions whether it really is.")
        return Ahead(words % values, url)
    if commitment_overdue(row):
        words = _("%(body)s promised it by %(day)s and has not said that it is done. The secretariat is reminded every week.")
        return Ahead(words % values, url, "late")
    if row.due_on:
        words = _("%(body)s carries out what it promised. Due date: %(day)s. Then members of the regions say whether it was really done.")
        return Ahead(words % values, url)
    words = _("%(body)s promised it without naming a day. Members of the regions will say whether it was really done.")
    return Ahead(words % values, url)


def after_verdict(found: Chain, row: Commitment, verdict: Verdict) -> Ahead:
    """Return what follows while members are asked, and after their verdict."""
    url = link(found, "verdict", verdict)
    if verdict.closed_at is None:
        until = {"until": by_clocks(found, verdict.closes_at)}
        return Ahead(_("Members of the regions say whether it was really done. Their answers close: %(until)s.") % until, url)
    values = {"body": row.body.name, "day": long_day(day(found, verdict.closed_at)), "outcome": verdict.get_outcome_display()}
    if verdict.outcome == Verdict.Outcome.DONE:
        return Ahead(_("Members found that it was really done: %(day)s. Nothing more is asked of anybody.") % values, url, "verified")
    words = _("The council's verdict of %(day)s: %(outcome)s. The secretariat can take it up with the body and ask the members again.")
    return Ahead(words % values, url)


def by_clocks(found: Chain, moment: datetime) -> str:
    """Return a deadline by the clocks by which the reader lives."""
    if found.reader:
        return deadline(moment, found.reader)
    return deadline_words(moment, capitals(found.places.sides if found.places else []))
