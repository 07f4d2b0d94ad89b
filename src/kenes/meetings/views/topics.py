"""Topics: the list, one topic, proposing and changing it, joining it with another."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.attribution.models import Attribution
from kenes.attribution.queries import own_held
from kenes.base.errors import NotFound
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.models import Member
from kenes.councils.queries import plain, seat_label
from kenes.issues.views.shown import Counted, filters_state, tabs
from kenes.meetings.acts import joining
from kenes.meetings.acts import topics as acts
from kenes.meetings.acts.topic_batches import close_topics, hold_topic
from kenes.meetings.forms.topics import ChangeTopicForm, DeclineForm, HeldTopicForm, JoinForm, NewTopicForm, TopicFilters
from kenes.meetings.models import Agenda, JoinOffer, Meeting, Topic
from kenes.meetings.ownership import is_own, tells_who
from kenes.meetings.queries import topics as queries
from kenes.meetings.queries.rule import topic_hash
from kenes.meetings.similar import alike
from kenes.meetings.views.doing import done
from kenes.record.history import history
from kenes.sides.parity import parity_of

State = Topic.State


def agenda_for(request: MemberRequest, meeting: str) -> Agenda:
    found = queries.agenda_of(request.council, request.member, meeting)
    if found is None:
        raise NotFound
    return found


def readable(request: MemberRequest, meeting: str, topic: str) -> Topic:
    found = queries.topic_for(request.council, request.member, meeting, topic)
    if found is None:
        raise NotFound
    return found


def may_propose(member: Member, agenda: Agenda) -> bool:
    return queries.takes_proposals(agenda) and allowed("meetings.propose_topic", member, agenda)


@require_GET
@council_page(Access.MEMBER)
def topics(request: MemberRequest, meeting: str) -> HttpResponse:
    """The topics that members propose for a meeting."""
    agenda = agenda_for(request, meeting)
    states = [(value, label) for value, label in State.choices]
    form = TopicFilters(request.GET, council=request.council, states=states)
    wanted, mine = form.wanted(), request.GET.get("mine") == "1"
    found = queries.topics_list(agenda, request.member, mine=mine, **wanted)
    if request.GET.get("format") == "csv":
        return topics_csv(agenda, found)
    counts = queries.state_counts(queries.topics_list(agenda, request.member, mine=mine, **{**wanted, "state": ""}))
    page = page_of(request, Counted(found, counts.get(wanted["state"], 0) if wanted["state"] else sum(counts.values())))
    tells = tells_who(agenda.meeting)
    context = {
        "agenda": agenda,
        "meeting": agenda.meeting,
        "form": form,
        "page": page,
        "rows": queries.topic_rows(list(page.object_list), agenda.meeting),
        "tabs": tabs(states, counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": filters_state(wanted) or mine,
        "mine": mine,
        "held": own_held(agenda, request.member),
        "tells_who": tells,
        "parity": parity_of(request.council, queries.per_side(agenda), _("Topics")) if tells else None,
        "may_propose": may_propose(request.member, agenda),
    }
    return render(request, "meetings/topics.html", context)


def topics_csv(agenda: Agenda, found: Any) -> HttpResponse:
    head = [
        _("No."),
        _("The question"),
        _("Why now?"),
        _("Regions"),
        pgettext("duration", "Minutes"),
        _("Side"),
        _("State"),
        _("Mandatory"),
        _("Proposed"),
    ]
    return csv_response("topics", head, queries.topic_rows(found[:CSV_LIMIT], agenda.meeting), queries.csv_cells)


@require_GET
@council_page(Access.MEMBER)
def topic(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """One topic: what it asks, what it was joined with, what resembles it."""
    found = readable(request, meeting, topic)
    return render(request, "meetings/topic.html", topic_context(request, found))


def topic_context(request: MemberRequest, found: Topic, decline_form: DeclineForm | None = None) -> dict[str, Any]:
    reader, agenda = request.member, found.agenda
    is_open = agenda.state == Agenda.State.PROPOSING and agenda.meeting.state == Meeting.State.PLANNED
    proposed = found.state == State.PROPOSED
    own = is_own(found, reader)
    parts = queries.parts_of(found)
    standing = queries.mandatory_standing(found) if proposed else []
    vets = is_open and allowed("meetings.vet_topic", reader, found)
    into = found.joined_into if found.state == State.JOINED else None
    undoes = is_open and any(allowed("meetings.undo_join", reader, one) for one in (found, into) if into and one)
    return {
        "topic": found,
        "agenda": agenda,
        "meeting": agenda.meeting,
        "badge": queries.BADGES[found.state],
        "is_open": is_open,
        "proposed": proposed,
        "own": own,
        "seat": queries.label_of(found),
        "regions": [plain(str(region.name)) for region in queries.regions_with_parts(found, parts)],
        "speakers": [seat_label(member) for member in found.speakers.all()],
        "parts": [(part, queries.label_of(part)) for part in parts],
        "into": into,
        "may_undo": undoes,
        "undo_parts": is_open and allowed("meetings.undo_join", reader, found),
        "offers": queries.offers_of(found, reader) if is_open and proposed else [],
        "alike": alike(found) if is_open and proposed else [],
        "may_change": is_open and proposed and allowed("meetings.change_topic", reader, found),
        "may_join": is_open and proposed and allowed("meetings.propose_topic", reader, agenda),
        "may_decline": vets and proposed,
        "may_readmit": vets and found.state == State.DECLINED,
        "decline_form": decline_form or DeclineForm(),
        "manages": is_open and proposed and allowed("meetings.manage_agenda", reader, found),
        "standing": standing,
        "hash": topic_hash(found),
        "wanted": any(row.agrees for row in standing),
        "history": history(found.ref),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def new_topic(request: MemberRequest, meeting: str) -> HttpResponse:
    """Propose a topic."""
    agenda = agenda_for(request, meeting)
    if not allowed("meetings.propose_topic", request.member, agenda):
        raise NotFound
    unnamed = agenda.meeting.attribution == Attribution.CHATHAM
    kind = HeldTopicForm if unnamed else NewTopicForm
    form = kind(request.POST if request.method == "POST" else None, agenda=agenda, member=request.member)
    act = hold_topic if unnamed else acts.propose_topic
    if request.method == "POST" and form.takes(lambda: act(by=request.member, agenda=agenda, **form.act())):
        return proposed(request, agenda, form)
    context = {
        "form": form,
        "agenda": agenda,
        "meeting": agenda.meeting,
        "open": queries.takes_proposals(agenda),
        "unnamed": unnamed,
    }
    return render(request, "meetings/new_topic.html", context, status=form.status)


def proposed(request: MemberRequest, agenda: Agenda, form: NewTopicForm | HeldTopicForm) -> HttpResponse:
    """Lead to the new topic; one that is held back has no page yet."""
    made = agenda.topics.filter(proposer=request.member, client_key=form.cleaned_data["client_key"]).first()
    if made:
        messages.success(request, _("Your topic is proposed. You are told what becomes of it."))
        return redirect(made)
    messages.success(
        request, _("It has arrived. It appears together with those of others, without names, so that nobody can tell whose it is.")
    )
    return redirect("topics", request.council.slug, agenda.meeting.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def change_topic(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """The author changes a topic before approving opens."""
    found = readable(request, meeting, topic)
    if not allowed("meetings.change_topic", request.member, found):
        raise NotFound
    data = request.POST if request.method == "POST" else None
    form = ChangeTopicForm(data, topic=found, agenda=found.agenda, member=request.member)
    if data is not None and form.takes(lambda: acts.change_topic(by=request.member, topic=found, **form.act())):
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "topic": found, "agenda": found.agenda, "meeting": found.agenda.meeting}
    return render(request, "meetings/change_topic.html", context, status=form.status)


@require_POST
@council_page(Access.MEMBER)
def withdraw_topic(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """The author takes a topic back."""
    found = readable(request, meeting, topic)
    words = _("You have withdrawn the topic.")
    return done(request, found, lambda: acts.withdraw_topic(by=request.member, topic=found), words)


@require_POST
@council_page(Access.SECRETARIAT)
def decline_topic(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """The secretariat of the author's side does not admit a topic."""
    found = readable(request, meeting, topic)
    form = DeclineForm(request.POST)
    if form.takes(lambda: acts.decline_topic(by=request.member, topic=found, reason=form.cleaned_data["reason"])):
        messages.success(request, _("The topic is not admitted. Its author was told why."))
        return redirect(found)
    return render(request, "meetings/topic.html", topic_context(request, found, form), status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def readmit_topic(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """The secretariat admits a topic after all."""
    found = readable(request, meeting, topic)
    return done(request, found, lambda: acts.readmit_topic(by=request.member, topic=found), _("The topic is on the list again."))


@require_POST
@council_page(Access.SECRETARIAT)
def mark_mandatory(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """A side wants a topic on the agenda in any case."""
    found = readable(request, meeting, topic)
    seen, words = request.POST.get("seen", ""), _("Your side wants this topic on the agenda in any case.")
    return done(request, found, lambda: acts.mark_mandatory(by=request.member, topic=found, seen_hash=seen), words)


@require_POST
@council_page(Access.SECRETARIAT)
def unmark_mandatory(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """A side no longer wants a topic on the agenda in any case."""
    found = readable(request, meeting, topic)
    words = _("The topic is not mandatory: members’ approvals decide.")
    return done(request, found, lambda: acts.unmark_mandatory(by=request.member, topic=found), words)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def join_topics(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """Offer to join a topic with another one; ?into=… names it."""
    found = readable(request, meeting, topic)
    if found.state != State.PROPOSED or not allowed("meetings.propose_topic", request.member, found.agenda):
        raise NotFound
    others = list(found.agenda.topics.filter(state=State.PROPOSED).exclude(pk=found.pk).order_by("number"))
    chosen = next((other for other in others if other.public_id == request.GET.get("into", "")), None)
    begun = {"into": chosen.public_id, "minutes": max(found.minutes, chosen.minutes)} if chosen else {}
    form = JoinForm(request.POST if request.method == "POST" else None, topic=found, others=others, initial=begun)
    if request.method == "POST" and form.takes(lambda: joining.offer_join(by=request.member, topic=found, **form.act())):
        messages.success(request, _("The offer is made. It happens when both proposers agree."))
        return redirect(found)
    context = {"form": form, "topic": found, "other": chosen, "agenda": found.agenda, "meeting": found.agenda.meeting}
    return render(request, "meetings/join_topics.html", context, status=form.status)


@require_POST
@council_page(Access.MEMBER)
def answer_join(request: MemberRequest, meeting: str, topic: str, offer: str) -> HttpResponse:
    """A proposer agrees to an offer, or refuses it."""
    found = readable(request, meeting, topic)
    asked = JoinOffer.objects.filter(agenda=found.agenda, public_id=offer).select_related("agenda").first()
    if asked is None or found.pk not in (asked.topic_id, asked.into_id):
        raise NotFound
    agrees = request.POST.get("answer") == "yes"
    words = _("You have agreed to join the topics.") if agrees else _("You have refused to join the topics. The others were told.")
    if found.pseudonym:
        words = _("Your answer is kept. It takes effect on another day, so that the hour does not tell whose topic it is.")
    return done(request, found, lambda: joining.answer_join(by=request.member, offer=asked, agrees=agrees), words)


@require_POST
@council_page(Access.MEMBER)
def undo_join(request: MemberRequest, meeting: str, topic: str) -> HttpResponse:
    """Put a joined topic apart again."""
    found = readable(request, meeting, topic)
    return done(request, found, lambda: joining.undo_join(by=request.member, topic=found), _("The topics stand apart again."))


@require_POST
@council_page(Access.SECRETARIAT)
def close_list(request: MemberRequest, meeting: str) -> HttpResponse:
    """Close a list of topics without authors, before approving opens."""
    agenda = agenda_for(request, meeting)
    words = _("The list is closed. What could not be released has gone back to its authors.")
    return done(request, agenda, lambda: close_topics(by=request.member, agenda=agenda), words)
