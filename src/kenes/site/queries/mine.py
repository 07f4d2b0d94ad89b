"""A member's own page: what is asked of them, what became of theirs, what happens in their region."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.attribution.queries import held_waiting
from kenes.base import clock
from kenes.base.labels import clip, labels
from kenes.base.permissions import allowed
from kenes.councils.models import Application, Member
from kenes.deliberation.models import Participant, Statement, Vote
from kenes.deliberation.rules import SECONDS_A_STATEMENT
from kenes.issues.models import Issue, Signal
from kenes.issues.rules import LOOKED_AT_WITHIN
from kenes.meetings.ownership import is_own
from kenes.meetings.queries.agendas import SECONDS_A_TOPIC, awaiting_secretariats, to_approve
from kenes.meetings.queries.rule import AGENDA, RULE
from kenes.meetings.queries.topics import offers_to_answer
from kenes.promotion.models import Answer, Dispatch, Judgement
from kenes.recommendations.models import Adoption, Recommendation, Voter
from kenes.recommendations.rules import MINUTES_A_BALLOT
from kenes.sides.queries import threads_of, wanted_of
from kenes.site.queries.cards import Asked, address, minutes, until
from kenes.site.queries.meeting_cards import given_questions, invitations, minutes_to_agree, open_questions, own_tasks, running_meetings
from kenes.site.queries.review_cards import joint_reviews
from kenes.site.queries.rows import Row, latest, rows
from kenes.situation.models import Domain
from kenes.situation.queries.practices import Practices, practice_rows, practices_list, waiting_for
from kenes.situation.queries.questions import in_words, questions_of
from kenes.situation.queries.reports import open_period_of, own_reports

OWN = 10
NEAR = 5
SECONDS_A_DOMAIN = 50
MOST_FIGURES = 3  # questions about figures on one page; the next come when these are answered
ASKED_FOR = timedelta(days=90)  # after that, who had nothing to say of a practice is left in peace


@dataclass(frozen=True)
class Mine:
    asked: list[Asked]
    own: list[Row]
    own_count: int
    near: list[Row]
    practices: Practices
    may_share: bool
    conversations: int | None  # in the private room of the member's side; None where the council has one side


def mine(member: Member) -> Mine:
    """Return a member's page, in a fixed number of queries."""
    council = member.council
    own = Signal.objects.filter(author=member).select_related("region").order_by("-created_at", "-pk")
    return Mine(
        asked(member),
        rows(list(own[:OWN]), council, member),
        own.count(),
        near(member),
        own_practices(member),
        may_share(member),
        conversations(member),
    )


def conversations(member: Member) -> int | None:
    return threads_of(member).count() if member.council.sides.count() > 1 else None


def own_practices(member: Member) -> Practices:
    found = practices_list(member.council, member, mine=True)
    return Practices(practice_rows(found[:NEAR]), found.count())


def may_share(member: Member) -> bool:
    return allowed("situation.share_practice", member)


def asked(member: Member) -> list[Asked]:
    """Return what is asked, the nearest deadline first, what has none last."""
    makers: list[Callable[[Member], list[Asked]]] = [signals, confirmations, figures, topics_to_approve, topics_to_join]
    makers += [running_meetings, invitations, given_questions, own_tasks, joint_reviews]
    if member.has_vote:
        makers += [votes, ballots, judgements, assessments]
    if member.moderates:
        makers += [statements, unattributed, triage]
    if member.is_secretariat:
        makers += [first_seats, applications, open_questions, minutes_to_agree, agendas, agreements, answers, overdue]
    found = [item for make in makers for item in make(member)]
    return sorted(found, key=lambda item: (item.deadline is None, item.deadline or clock.now()))


def votes(member: Member) -> list[Asked]:
    """Open deliberations in which statements wait for the member's vote."""
    now, council = clock.now(), member.council
    places = list(
        Participant.objects.filter(
            member=member, deliberation__state="open", deliberation__closes_at__gt=now, deliberation__council=council
        )
        .select_related("deliberation")
        .order_by("deliberation__closes_at")
    )
    accepted = Statement.objects.filter(deliberation__in=[place.deliberation_id for place in places], state=Statement.State.ACCEPTED)
    all_of = dict(accepted.order_by().values_list("deliberation").annotate(n=Count("pk")))
    cast = Vote.objects.filter(participant__in=places, statement__state=Statement.State.ACCEPTED)
    done = dict(cast.order_by().values_list("participant").annotate(n=Count("pk")))
    found = []
    for place in places:
        talk = place.deliberation
        left = all_of.get(talk.pk, 0) - done.get(place.pk, 0)
        if left > 0 and talk.closes_at:
            time = minutes(max(1, math.ceil(left * SECONDS_A_STATEMENT / 60)))
            verb = ngettext("Answer %(count)d statement", "Answer %(count)d statements", left) % {"count": left}
            url = address("vote", council, talk.public_id)
            found.append(Asked(verb, clip(str(talk.question)), f"{time} · {until(talk.closes_at, member)}", url, _("Vote"), talk.closes_at))
    return found


def ballots(member: Member) -> list[Asked]:
    """Adoptions whose roster holds the member and that wait for their ballot."""
    open_now = Q(adoption__state=Adoption.State.OPEN, adoption__closes_at__gt=clock.now())
    waiting = Voter.objects.filter(open_now, member=member, has_voted=False).select_related("adoption__recommendation")
    return [
        Asked(
            _("Vote on a recommendation"),
            clip(str(voter.adoption.recommendation.title)),
            f"{minutes(MINUTES_A_BALLOT)} · {until(voter.adoption.closes_at, member)}",
            address("adoption", member.council, voter.adoption.public_id),
            _("Read and vote"),
            voter.adoption.closes_at,
        )
        for voter in waiting
    ]


def judgements(member: Member) -> list[Asked]:
    """Verdicts that ask the member what was really done where they live."""
    waiting = Judgement.objects.filter(member=member, value="", verdict__closed_at__isnull=True, verdict__closes_at__gt=clock.now())
    return [
        Asked(
            _("Say whether it was really done"),
            clip(str(row.verdict.commitment.text)),
            f"{minutes(2)} · {until(row.verdict.closes_at, member)}",
            address("verdict", member.council, row.verdict.public_id),
            pgettext("button", "Answer"),
            row.verdict.closes_at,
        )
        for row in waiting.select_related("verdict__commitment")
    ]


def signals(member: Member) -> list[Asked]:
    """The member's signals about which the secretariat asked back."""
    return [
        Asked(
            _("Answer the secretariat’s question"),
            clip(row.reason),
            f"{minutes(2)} · {clip(str(row.what), 60)}",
            address("signal", member.council, row.public_id),
            pgettext("button", "Answer"),
        )
        for row in Signal.objects.filter(author=member, state=Signal.State.ASKED).order_by("-changed_at")
    ]


def assessments(member: Member) -> list[Asked]:
    """The open period, while the member has not said anything of some domains of their region."""
    period = open_period_of(member.council) if member.region else None
    left = len(Domain) - len(own_reports(period, member)) if period else 0
    if period is None or not left:
        return []
    verb = _("Assess your region") if left == len(Domain) else _("Go on assessing your region")
    note = f"{minutes(math.ceil(left * SECONDS_A_DOMAIN / 60))} · {until(period.closes_at, member)}"
    return [Asked(verb, period.name, note, address("write-report", member.council, period.public_id), _("Assess"), period.closes_at)]


def figures(member: Member) -> list[Asked]:
    """Questions about figures of the member's region that changed more than usual."""
    return [
        Asked(
            _("Say what is behind a figure"),
            clip(in_words(question).headline),
            f"{minutes(3)} · {until(question.closes_at, member)}",
            address("figure-question", member.council, question.public_id),
            pgettext("button", "Answer"),
            question.closes_at,
        )
        for question in questions_of(member)[:MOST_FIGURES]
    ]


def confirmations(member: Member) -> list[Asked]:
    """Practices of the member's region of which the member has not said whether they work: one card."""
    waiting = waiting_for(member).filter(changed_at__gte=clock.now() - ASKED_FOR)
    first, count = waiting.first(), waiting.count()
    if first is None:
        return []
    verb = ngettext("Say whether %(count)d practice works", "Say whether %(count)d practices work", count) % {"count": count}
    address_of_all = f"{address('practices', member.council)}?region={first.region.code}"
    where = address("practice", member.council, first.public_id) if count == 1 else address_of_all
    return [Asked(verb, clip(str(first.title)), minutes(2 * count), where, _("Say what you know"))]


def statements(member: Member) -> list[Asked]:
    waiting = Statement.objects.filter(deliberation__council=member.council, deliberation__state="open", state=Statement.State.WAITING)
    found = waiting.order_by().values_list("deliberation__public_id", "deliberation__question").annotate(n=Count("pk"))
    return [
        Asked(
            ngettext("Check %(count)d statement", "Check %(count)d statements", count) % {"count": count},
            clip(str(question)),
            minutes(max(1, count)),
            address("deliberation", member.council, public_id),
            _("Check"),
        )
        for public_id, question, count in found
    ]


def unattributed(member: Member) -> list[Asked]:
    """Contributions without author that wait for a decision or a translation."""
    return queue(len(held_waiting(member.council)), "held", member, _("Contributions without author"), _("Look at them"), 2)


def triage(member: Member) -> list[Asked]:
    """Signals in the queue; what was promised to the author of the oldest is the deadline."""
    waiting = Signal.objects.filter(council=member.council, state=Signal.State.RECEIVED).order_by("created_at")
    oldest, count = waiting.first(), waiting.count()
    by = oldest.created_at + LOOKED_AT_WITHIN if oldest else None
    return queue(count, "triage", member, _("Signals wait for a decision"), _("Go through them"), 1, by)


def first_seats(member: Member) -> list[Asked]:
    """A council that has just been created: its first secretary is led to the next step."""
    if Member.objects.filter(council=member.council).count() > 1:
        return []
    title, label = _("Give the council its first members"), _("Make a seat")
    return [Asked(_("Begin here"), title, minutes(5), address("new-seat", member.council), label)]


def applications(member: Member) -> list[Asked]:
    waiting = Application.objects.filter(council=member.council, side=member.side, state=Application.State.RECEIVED)
    return queue(waiting.count(), "applications", member, _("People want to join"), _("Look at them"), 5)


def agreements(member: Member) -> list[Asked]:
    """Texts that bind every side, to which another side agreed and the member's has not."""
    wanted = wanted_of(member.side)
    known = labels({one.subject for one in wanted}) if wanted else {}
    return [
        Asked(_("Agree for your side"), label.title, minutes(5), label.url, _("Read and decide"))
        for one in wanted
        if (label := known.get(one.subject))
    ]


def topics_to_approve(member: Member) -> list[Asked]:
    """Agendas on whose roster the member is and has not said yet what should be discussed."""
    return [
        Asked(
            _("Say what the meeting should discuss"),
            clip(str(place.agenda.meeting.title)),
            f"{minutes(math.ceil(listed * SECONDS_A_TOPIC / 60) or 1)} · {until(place.agenda.approvals_close_at, member)}",
            address("approve-topics", member.council, place.agenda.meeting.public_id),
            _("Mark topics"),
            place.agenda.approvals_close_at,
        )
        for place, listed in to_approve(member)
    ]


def topics_to_join(member: Member) -> list[Asked]:
    """Offers to make one topic of the member's and another one."""
    found = []
    for offer in offers_to_answer(member):
        own, other = (offer.topic, offer.into) if is_own(offer.topic, member) else (offer.into, offer.topic)
        url = address("topic", member.council, offer.agenda.meeting.public_id, own.public_id)
        found.append(Asked(_("Join your topic with another?"), clip(str(other.title)), minutes(2), url, pgettext("button", "Answer")))
    return found


def agendas(member: Member) -> list[Asked]:
    """Agendas with which the secretariats come next."""
    words = {RULE: (_("Open approving of topics"), 15), AGENDA: (_("Confirm the agenda"), 10)}
    return [
        Asked(words[purpose][0], clip(str(row.meeting.title)), minutes(words[purpose][1]), row.get_absolute_url(), _("Read and decide"))
        for row, purpose in awaiting_secretariats(member.council)
    ]


def answers(member: Member) -> list[Asked]:
    """Answers to the member's side whose sender nobody has confirmed: they do not count before."""
    waiting = Answer.objects.filter(dispatch__body__side=member.side, state=Answer.State.RECEIVED).select_related("dispatch__body")
    return [
        Asked(
            _("Confirm who sent the answer"),
            _("No. %(number)s to %(body)s") % {"number": row.dispatch.registration, "body": row.dispatch.body.name},
            minutes(5),
            address("dispatch", member.council, row.dispatch.public_id),
            _("Confirm the sender"),
        )
        for row in waiting
    ]


def overdue(member: Member) -> list[Asked]:
    late = Dispatch.objects.filter(body__side=member.side, state=Dispatch.State.SENT, due_on__lt=clock.today(member.side.timezone))
    return queue(late.count(), "dispatches", member, _("Answers of bodies are overdue"), _("See which"), 2)


def queue(count: int, name: str, member: Member, title: str, label: str, each: int, by: datetime | None = None) -> list[Asked]:
    """Return one card for a queue that is not empty; `each` is the minutes that an item takes."""
    if not count:
        return []
    verb = ngettext("%(count)d item waits", "%(count)d items wait", count) % {"count": count}
    needed = minutes(min(count * each, 90))
    note = f"{needed} · {until(by, member)}" if by else needed
    return [Asked(verb, title, note, address(name, member.council), label, by)]


def near(member: Member) -> list[Row]:
    """Return what moves in the member's region."""
    if member.region is None:
        return []
    issues = Issue.objects.filter(council=member.council, regions=member.region).exclude(state=Issue.State.MERGED)
    texts = Recommendation.objects.filter(council=member.council, issues__regions=member.region).distinct()
    since = clock.now() - timedelta(days=365)
    found = [
        *issues.filter(changed_at__gte=since).prefetch_related("regions").order_by("-changed_at", "-pk")[:NEAR],
        *texts.order_by("-changed_at", "-pk")[:NEAR],
    ]
    return rows(latest(found, NEAR), member.council, member)


def desk(member: Member) -> list[tuple[str, str]]:
    """Return where the secretariat works: label and address."""
    rooms = [(_("Queue of signals"), "triage", False), (_("Members"), "members", False), (_("Coverage"), "coverage", False)]
    rooms += [(_("Translations"), "translations", False), (_("Applications"), "applications", True), (_("Bodies"), "bodies", True)]
    rooms += [
        (_("Briefs"), "briefs", True),
        (_("Dispatches"), "dispatches", True),
        (_("Settings of the council"), "council-settings", True),
    ]
    rooms += [(_("Test mail"), "test-mail", True)]
    return [(label, address(name, member.council)) for label, name, secretariat in rooms if member.is_secretariat or not secretariat]
