"""What came of approving: the member's own share, the certificate, and the data to check it with."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kenes.base.errors import NotFound
from kenes.base.pages import csv_response
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.meetings import forming
from kenes.meetings.models import Agenda
from kenes.meetings.queries import agendas as queries
from kenes.meetings.queries.named import pabulib, published_approvals
from kenes.meetings.queries.rule import lottery_mark, rule_of, spans
from kenes.meetings.reasons import Reason, group_names, paid_in_all, reasons_of
from kenes.meetings.views.agendas import readable, shared_context
from kenes.meetings.views.topics import agenda_for
from kenes.record.models import Entry
from kenes.record.queries import about

State = Agenda.State
LAST = 10_000
FORMED = (State.FORMED, State.CONFIRMED)


@never_cache
@require_GET
@council_page(Access.MEMBER)
def my_share(request: MemberRequest, meeting: str) -> HttpResponse:
    """What the reader's own share bought: for nobody else."""
    found = agenda_for(request, meeting)
    place = queries.place_of(found, request.member)
    if found.state not in FORMED or place is None:
        return redirect(found)
    share, topics = forming.share_of(found, place)
    approved = queries.approved_by(place)
    on_it = set(found.items.values_list("topic__public_id", flat=True))
    context = {
        **shared_context(request, found),
        "share": share,
        "bought": [(topics[index], minutes, index in share.with_group) for index, minutes in sorted(share.bought.items())],
        "not_counted": [topics[index] for index in share.not_counted],
        "got": sum(topic.public_id in approved and topic.public_id in on_it for topic in topics),
        "approved": len(approved),
        "spent": share.endowment - share.left,
    }
    return render(request, "meetings/my_share.html", context)


@require_GET
@council_page(Access.PUBLIC)
def certificate(request: CouncilRequest, meeting: str) -> HttpResponse:
    """How the agenda was formed, that every group got its due, and how that can be checked."""
    found = formed_for(request, meeting)
    names = group_names(found)
    release = found.result["release"]
    nearest = release["certificate"]
    reasons = reasons_of(found, names)
    listed = found.result["listed"]
    by_id = {reason.topic.public_id: reason for reason in reasons.values()}
    context = {
        **shared_context(request, found),
        "release": release,
        "names": names,
        "reasons": [by_id[public_id] for public_id in listed if public_id in by_id],
        "paid": paid_in_all(found, names),
        "nearest": by_id.get(listed[nearest["topic"]]) if nearest.get("topic", -1) >= 0 else None,
        "spans": spans(found),
        "command": command_for(found),
        "named": found.approvals == Agenda.Approvals.NAMED,
        "withheld": any(size is None for size in release["groups"]),
        "entry": opening_entry(found),
    }
    return render(request, "meetings/agenda_certificate.html", context)


def formed_for(request: CouncilRequest, meeting: str) -> Agenda:
    """Return an agenda that is formed: before, there is nothing to show, not even to its secretariat."""
    found = readable(request, meeting)
    if found.state not in FORMED:
        raise NotFound
    return found


def command_for(agenda: Agenda) -> str:
    """Return how anybody computes a named agenda from its file."""
    said = [f"agenda-{agenda.meeting.number}.pb"]
    if agenda.endowment != Agenda.Endowment.MEMBER:
        said.append(f"--endowment {agenda.endowment}")
    if agenda.utility == Agenda.Utility.MINUTES:
        said.append("--utility minutes")
    return f"kenes agenda {' '.join(said)}"


def opening_entry(agenda: Agenda) -> Entry | None:
    return about(agenda.ref).filter(type="agenda.approving_opened").first()


@require_GET
@council_page(Access.PUBLIC)
def data(request: CouncilRequest, meeting: str, format: str) -> HttpResponse:
    """The agenda as data: json and csv; with approvals, as json and pb, only where they are named."""
    found = formed_for(request, meeting)
    if format == "json":
        return JsonResponse(everything(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    if format == "csv":
        return as_csv(found)
    if format == "pb" and found.approvals == Agenda.Approvals.NAMED:
        response = HttpResponse(pabulib(found), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="agenda-{found.meeting.number}.pb"'
        return response
    raise NotFound


def everything(agenda: Agenda) -> dict[str, Any]:
    """Return all that may be published; the salt and the approvals only where approvals are named."""
    topics = list(agenda.topics.filter(public_id__in=agenda.result["listed"]).order_by("number"))
    lots = {topic.public_id: lottery_mark(agenda, topic) for topic in topics}
    programme = queries.programme(agenda)
    named = agenda.approvals == Agenda.Approvals.NAMED
    slots = [slot for part in programme.parts for slot in part.slots]
    return {
        "rule": rule_of(agenda, topics),
        "titles": {topic.public_id: topic.title.original_text for topic in topics},
        "lots": lots,
        "listed": agenda.result["listed"],
        "groups": agenda.result["groups"],
        "release": agenda.result["release"],
        "programme": [
            {
                "topic": slot.item.topic.public_id,
                "place": slot.place,
                "stage": slot.item.stage,
                "minutes": slot.item.minutes,
                "session": slot.item.session,
                "room": slot.item.track + 1,
                "starts_at": slot.item.starts_at.isoformat() if slot.item.starts_at else None,
                "changes": [{"change": change.type, "reason": change.reason} for change in slot.changes],
            }
            for slot in slots
        ],
        "taken_off": [{"topic": change.topic.public_id, "reason": change.reason} for change in programme.taken_off],
        **({"salt": agenda.salt, **published_approvals(agenda)} if named else {}),
    }


def as_csv(agenda: Agenda) -> HttpResponse:
    names = group_names(agenda)
    places = {item.topic_id: item for item in agenda.items.all()}
    paid = [_("Paid: %(group)s") % {"group": name} for name in names]
    head = [
        _("Place"),
        _("No."),
        _("The question"),
        pgettext("duration", "Minutes"),
        _("State"),
        _("Reason"),
        _("Minutes lacking"),
        *paid,
        _("Begins"),
    ]

    def place(reason: Reason) -> tuple[int, int]:
        item = places.get(reason.topic.pk)
        return (item.order if item else LAST, reason.topic.number)

    def cells(reason: Reason) -> list[object]:
        item, topic = places.get(reason.topic.pk), reason.topic
        standing = item.get_stage_display() if item else _("Left out")
        figures = [figure.paid_words if figure.paid is None else figure.paid for figure in reason.figures]
        begins = item.starts_at.isoformat(timespec="minutes") if item and item.starts_at else ""
        told = [topic.number, str(topic.title), topic.minutes, standing, reason.words, reason.missing]
        return [item.order if item else "", *told, *figures, begins]

    return csv_response("agenda", head, sorted(reasons_of(agenda, names).values(), key=place), cells)
