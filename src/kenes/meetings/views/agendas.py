"""The agenda of a meeting: its rule, approving, the result with its reasons, the sides' consent, changes by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.attribution.queries import holds_back
from kenes.base import clock
from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.models import Member
from kenes.councils.zones import zone_of_member
from kenes.meetings.acts import agenda_changes
from kenes.meetings.acts import agendas as acts
from kenes.meetings.agenda_clock import form, replay
from kenes.meetings.forms.agendas import ApprovalForm, ChangeForm, RuleForm
from kenes.meetings.models import Agenda, Meeting
from kenes.meetings.ownership import tells_who
from kenes.meetings.queries import agendas as queries
from kenes.meetings.queries import topics as topic_queries
from kenes.meetings.queries.closed import seats_at
from kenes.meetings.queries.rule import on_the_list, spans
from kenes.meetings.reasons import group_names, paid_in_all, reasons_of
from kenes.meetings.views.doing import done
from kenes.meetings.views.topics import agenda_for, may_propose
from kenes.record.history import history
from kenes.sides.parity import parity_of

State = Agenda.State
BADGES = {State.PROPOSING: "talk", State.APPROVING: "asked", State.FORMED: "some", State.CONFIRMED: "verified"}


def readable(request: CouncilRequest | MemberRequest, meeting: str) -> Agenda:
    """Return a meeting's agenda if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = queries.visible_agenda(request.council, request.member, meeting)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


@require_GET
@council_page(Access.PUBLIC)
def agenda(request: CouncilRequest, meeting: str) -> HttpResponse:
    """The agenda of a meeting, from its rule to its confirmation."""
    reader = request.member
    if reader and queries.visible_agenda(request.council, reader, meeting) is None:
        return no_agenda(request, reader, meeting)
    found = readable(request, meeting)
    context = {**shared_context(request, found), "spans": spans(found), "history": history(found.ref)}
    if reader and found.state in (State.PROPOSING, State.APPROVING):
        return render(request, "meetings/agenda_in_making.html", {**context, **making_context(request, reader, found)})
    return render(request, "meetings/agenda.html", {**context, **formed_context(found, reader)})


def no_agenda(request: CouncilRequest, reader: Member, meeting: str) -> HttpResponse:
    """A meeting whose agenda nobody has begun."""
    found = queries.meeting_for(request.council, reader, meeting)
    if found is None:
        raise NotFound
    manages = may_manage(request, found) and found.state == Meeting.State.PLANNED
    return render(request, "meetings/no_agenda.html", {"meeting": found, "manages": manages})


def may_manage(request: CouncilRequest | MemberRequest, there: Agenda | Meeting) -> bool:
    return bool(request.member and allowed("meetings.manage_agenda", request.member, there))


def shared_context(request: CouncilRequest | MemberRequest, found: Agenda) -> dict[str, Any]:
    planned = found.meeting.state == Meeting.State.PLANNED
    return {
        "agenda": found,
        "meeting": found.meeting,
        "badge": BADGES[State(found.state)],
        "manages": planned and may_manage(request, found),
        "place": queries.place_of(found, request.member),
        "threshold": found.least_shown,
    }


def making_context(request: CouncilRequest, reader: Member, found: Agenda) -> dict[str, Any]:
    """Return what the page shows before the agenda is formed: nothing of approvals, not even how many there are."""
    now = clock.now()
    proposing = found.state == State.PROPOSING
    standing, text_hash = queries.rule_standing(found) if proposing else ([], "")
    listed = on_the_list(found)
    tells = tells_who(found.meeting)
    return {
        "proposing": proposing,
        "takes_proposals": topic_queries.takes_proposals(found),
        "holds_back": proposing and holds_back(found),
        "takes_approvals": not proposing and now < found.approvals_close_at,
        "may_propose": may_propose(reader, found),
        "own_topics": topic_queries.own_topics(found, reader),
        "listed": len(listed),
        "listed_minutes": sum(topic.minutes for topic in listed),
        "mandatory": [topic for topic in listed if topic.mandatory],
        "parity": parity_of(request.council, topic_queries.per_side(found), _("Topics")) if tells else None,
        "standing": standing,
        "hash": text_hash,
        "roster": found.voters.count() if not proposing else seats_at(found.meeting).count(),
    }


def formed_context(found: Agenda, reader: Member | None) -> dict[str, Any]:
    """Return a formed agenda: its programme with reasons, what was left out, and where the sides stand."""
    standing, text_hash = queries.agenda_standing(found)
    names = group_names(found)
    reasons = reasons_of(found, names)
    programme = queries.programme(found, reasons, zone_of_member(reader) if reader else "")
    shown = {slot.item.topic_id for part in programme.parts for slot in part.slots} | {change.topic_id for change in programme.taken_off}
    left_out = sorted((reason for pk, reason in reasons.items() if pk not in shown), key=lambda reason: reason.topic.number)
    return {
        "programme": programme,
        "left_out": left_out,
        "left_count": len(left_out) + len(programme.taken_off),
        "paid": paid_in_all(found, names),
        "standing": standing,
        "hash": text_hash,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def open_agenda(request: MemberRequest, meeting: str) -> HttpResponse:
    """The rule of an agenda: set when it is opened, changed until approving opens."""
    there = queries.meeting_for(request.council, request.member, meeting)
    if there is None:
        raise NotFound
    found = queries.visible_agenda(request.council, request.member, meeting)
    form = RuleForm(request.POST if request.method == "POST" else None, meeting=there, agenda=found)

    def act() -> object:
        if found:
            return acts.change_rule(by=request.member, agenda=found, **form.act())
        return acts.open_agenda(by=request.member, meeting=there, **form.act())

    if request.method == "POST" and form.takes(act):
        messages.success(request, _("Saved.") if found else _("Members were told that they can propose topics."))
        return redirect("agenda", request.council.slug, there.public_id)
    fixed = found is not None and found.state != State.PROPOSING
    context = {"form": form, "meeting": there, "agenda": found, "fixed": fixed}
    return render(request, "meetings/open_agenda.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def open_approving(request: MemberRequest, meeting: str) -> HttpResponse:
    """A side agrees that approving opens with these topics and this rule."""
    found = agenda_for(request, meeting)
    seen, words = request.POST.get("seen", ""), _("Your side agrees. Approving opens when every side does.")
    return done(request, found, lambda: acts.open_approving(by=request.member, agenda=found, seen_hash=seen), words)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def approve_topics(request: MemberRequest, meeting: str) -> HttpResponse:
    """All topics on one page: a member marks what should be discussed, and may change it until closing."""
    found = agenda_for(request, meeting)
    if found.state == State.PROPOSING:
        return redirect(found)
    listed = on_the_list(found)
    topics = [topic for topic in listed if not topic.mandatory]
    place = queries.place_of(found, request.member)
    form = ApprovalForm(request.POST if request.method == "POST" else None, topics=topics)
    takes = found.state == State.APPROVING and clock.now() < found.approvals_close_at and found.meeting.state == Meeting.State.PLANNED
    saved = False
    if request.method == "POST" and form.is_valid():
        try:
            acts.approve_topics(by=request.member, agenda=found, topics=form.cleaned_data["topics"])
        except KenesError as error:
            form.refuse(error)
        else:
            saved = True
    if saved and not request.htmx:
        messages.success(request, _("Saved. You can change it until the time is over."))
        return redirect("approve-topics", request.council.slug, found.meeting.public_id)
    chosen = set(request.POST.getlist("topics")) if form.is_bound and not saved else queries.approved_by(place) if place else set()
    rows = topic_queries.topic_rows(topics, found.meeting)
    context = {
        **shared_context(request, found),
        "form": form,
        "place": queries.place_of(found, request.member) if saved else place,
        "takes": takes,
        "saved": saved,
        "spans": spans(found),
        "topics": [(row, row.topic.public_id in chosen) for row in rows],
        "mandatory": topic_queries.topic_rows([topic for topic in listed if topic.mandatory], found.meeting),
        "chosen_minutes": sum(topic.minutes for topic in topics if topic.public_id in chosen),
        "chosen": len(chosen),
        "roster": found.voters.count(),
    }
    template = "meetings/approved.html" if request.htmx else "meetings/approve_topics.html"
    return render(request, template, context, status=200 if request.htmx else form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def form_agenda(request: MemberRequest, meeting: str) -> HttpResponse:
    """Form the agenda once everybody has answered or the time is over. The clock does it within a minute anyway."""
    found = agenda_for(request, meeting)
    words = _("The agenda is formed. The sides are asked to confirm it.")
    return done(request, found, lambda: form(by=request.member, agenda=found), words)


@require_POST
@council_page(Access.SECRETARIAT)
def confirm_agenda(request: MemberRequest, meeting: str) -> HttpResponse:
    """A side confirms the agenda as it stands."""
    found = agenda_for(request, meeting)
    seen, words = request.POST.get("seen", ""), _("Your side has confirmed the agenda.")
    return done(request, found, lambda: agenda_changes.confirm_agenda(by=request.member, agenda=found, seen_hash=seen), words)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def change_agenda(request: MemberRequest, meeting: str) -> HttpResponse:
    """Add, take off or move an item by hand, with a reason; all sides are asked again."""
    found = agenda_for(request, meeting)
    if found.state not in (State.FORMED, State.CONFIRMED) or found.meeting.state != Meeting.State.PLANNED:
        return redirect(found)
    on_it = [item.topic for item in found.items.select_related("topic").order_by("order")]
    held = {topic.pk for topic in on_it}
    left_out = [topic for topic in on_the_list(found) if topic.pk not in held]
    text_hash = queries.agenda_hash(found)
    begun = {"seen": text_hash, "topic": request.GET.get("topic", ""), "kind": request.GET.get("kind", "")}
    form = ChangeForm(request.POST if request.method == "POST" else None, on_it=on_it, left_out=left_out, initial=begun)
    if request.method == "POST":
        if form.takes(lambda: agenda_changes.change_agenda(by=request.member, agenda=found, **form.act())):
            messages.success(request, _("The agenda is changed. All sides are asked to confirm it again."))
            return redirect(found)
        again = request.POST.copy()
        again["seen"] = text_hash  # what was typed stays; sent again, it is meant for the agenda as it is now
        form.data = again
    context = {**shared_context(request, found), "form": form, "programme": queries.programme(found)}
    return render(request, "meetings/change_agenda.html", context, status=form.status)


@require_POST
@council_page(Access.MEMBER)
def replay_agenda(request: MemberRequest, meeting: str) -> HttpResponse:
    """Let the system compute the agenda anew from the approvals that are kept."""
    found = agenda_for(request, meeting)
    there = redirect("agenda-certificate", request.council.slug, found.meeting.public_id)
    try:
        matches = replay(by=request.member, agenda=found)
    except KenesError as error:
        messages.error(request, str(error))
        return there
    if matches:
        messages.success(request, _("Computed anew: the same approvals give the same agenda."))
    else:
        messages.error(request, _("Computed anew: the approvals that are kept do not give this agenda. The secretariats were told."))
    return there
