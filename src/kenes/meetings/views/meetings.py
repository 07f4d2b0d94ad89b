"""Meetings: the list, one meeting, calling, changing and cancelling it, its documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.attribution.models import Attribution
from kenes.attribution.table import Field, Occasion, Shown, Sight, sight_of
from kenes.base.errors import NotFound, NotSignedIn
from kenes.base.files import files_of
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.models import Side
from kenes.councils.queries import thread
from kenes.issues.queries import entries_about
from kenes.meetings.acts.meetings import add_documents, call_meeting, change_meeting, publish_meeting
from kenes.meetings.acts.publicity import PUBLIC, shown_hash
from kenes.meetings.acts.running import cancel_meeting
from kenes.meetings.forms.meetings import CancelForm, DocumentsForm, Filters, MeetingForm
from kenes.meetings.models import Attendance, Meeting, Minutes
from kenes.meetings.queries.agendas import visible_agenda
from kenes.meetings.queries.attendance import place_of, shown_attended
from kenes.meetings.queries.meetings import MeetingRow, answers_of, meeting_for, meetings_list, programme, when_counts
from kenes.meetings.queries.minutes import visible_minutes
from kenes.meetings.queries.questions import follow_up, questions_of, tasks_of, with_seats
from kenes.meetings.views.doing import done
from kenes.meetings.views.shown import BADGES, coming_of, speaking_of, times_of
from kenes.record.history import in_words
from kenes.sides.queries import Standing, standing

FIRST = 3
PUBLIC_LATER = gettext_lazy("Everyone sees the meeting once every side has agreed to that.")
Reader = CouncilRequest | MemberRequest


def readable(request: Reader, public_id: str) -> Meeting:
    """Return the meeting if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = meeting_for(request.council, request.member, public_id)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


def sight(request: Reader, meeting: Meeting, place: Attendance | None) -> Sight:
    """Return what the reader sees of what is said at a meeting."""
    return sight_of(Occasion.MEETING, meeting.attribution, reader=request.member, takes_part=place is not None)


@require_GET
@council_page(Access.PUBLIC)
def meetings(request: CouncilRequest) -> HttpResponse:
    """The meetings of a council that the reader may see: first those to come."""
    form = Filters(request.GET, states=Meeting.State.choices)
    wanted = form.wanted()
    counts = when_counts(request.council, request.member, q=wanted["q"], state=wanted["state"])
    asked = request.GET.get("when", "")
    when = asked if asked in counts else "coming" if counts["coming"] or not counts["past"] else "past"
    rows = meetings_list(request.council, request.member, when=when, q=wanted["q"], state=wanted["state"])
    if request.GET.get("format") == "csv":
        return meetings_csv(rows[:CSV_LIMIT])
    page = page_of(request, rows)
    shown = [MeetingRow(**row) for row in page.object_list]
    answers = answers_of(request.member, [row.public_id for row in shown]) if request.member else {}
    context = {
        "form": form,
        "page": page,
        "rows": [(row, times_of(row, request.member)[:1], BADGES[row.state], said(row, answers.get(row.public_id))) for row in shown],
        "when": when,
        "counts": counts,
        "filtered": bool(wanted["q"] or wanted["state"]),
        "may_call": bool(request.member and allowed("meetings.call", request.member)),
    }
    return render(request, "meetings/meetings.html", context)


def said(row: MeetingRow, answer: str | None) -> str:
    """Return what the reader answered, or that an answer is still waited for."""
    if answer == Attendance.Answer.NONE:
        return _("You have not answered yet.") if row.state == Meeting.State.PLANNED else ""
    return _("Your answer: %(answer)s") % {"answer": Attendance.Answer(answer).label} if answer else ""


def meetings_csv(rows: Any) -> HttpResponse:
    head = [_("No."), _("Meeting"), _("State"), _("Begins"), _("Ends"), _("Time zone"), _("Place"), _("Who is named")]

    def cells(row: dict[str, Any]) -> list[object]:
        one = MeetingRow(**row)
        times = [moment.isoformat(timespec="minutes") for moment in (one.starts_at, one.ends_at)]
        return [one.number, str(one.title), one.state_label, *times, one.timezone, str(one.place), Attribution(one.attribution).label]

    return csv_response("meetings", head, rows, cells)


@require_GET
@council_page(Access.PUBLIC)
def meeting(request: CouncilRequest, meeting: str) -> HttpResponse:
    """One meeting."""
    return render(request, "meetings/meeting.html", meeting_context(request, readable(request, meeting)))


def meeting_context(request: Reader, found: Meeting) -> dict[str, Any]:
    reader, place = request.member, place_of(found, request.member)
    seen = sight(request, found, place)
    has_agenda = reader or visible_agenda(request.council, None, found.public_id)
    lines, sides = programme(found) if has_agenda else [], list(Side.objects.filter(council=request.council))
    questions = list(questions_of(found, reader)[:FIRST]) if reader and seen.shows(Field.TEXT) else []
    files = files_of(found.ref)
    desk = bool(reader and allowed("meetings.call", reader, found))
    minutes = visible_minutes(request.council, reader).filter(meeting=found).first()
    return {
        "meeting": found,
        "badge": BADGES[found.state],
        "times": times_of(found, reader, sides),
        "place": place,
        "answers": Attendance.Answer.choices[1:],
        "lines": lines,
        "issues": issues_of(lines, reader is not None),
        "questions": with_seats(questions, request.council),
        "questions_count": found.questions.count() if questions else 0,
        "reads_questions": bool(reader and seen.shows(Field.TEXT)),
        "names": seen.shows(Field.NAME),
        "attendance": bool(reader and seen.shows(Field.ATTENDANCE)),
        "coming": coming_of(found, sides) if reader and seen.how(Field.ATTENDANCE) == Shown.FULL else None,
        "attended": shown_attended(found) if found.attribution == Attribution.OPEN else [],
        "spoken": speaking_of(found, lines, sides) if reader else None,
        "files": [file for file in files if reader or file.visible_to == "public"],
        "tasks": tasks_of(found) if reader else [],
        "earlier": follow_up(found, reader) if reader and found.state != Meeting.State.CANCELLED else [],
        "is_open": is_open(found),
        "may_ask": is_open(found) and bool(reader and allowed("meetings.ask", reader, found)),
        "desk": desk,
        "public_standing": public_standing(found) if desk else [],
        "public_hash": shown_hash(found),
        "agenda_url": address("agenda", request, found) if has_agenda else "",
        "minutes_url": address("minutes", request, found) if reader or minutes else "",
        "minutes_final": minutes is not None and minutes.state == Minutes.State.AGREED,
        # A contribution there would carry its author: where nobody is named, there is no thread.
        "thread": thread(found.ref, reader) if reader and found.attribution == Attribution.OPEN else None,
        "history": in_words(entries_about(found.ref)),
    }


def public_standing(meeting: Meeting) -> list[Standing]:
    """Return which side agrees that everyone may see a meeting called for members only; nothing where none has asked for it."""
    rows = [] if meeting.is_public else standing(meeting.council, meeting.ref, PUBLIC, shown_hash(meeting))
    return rows if any(row.agrees for row in rows) else []


def is_open(meeting: Meeting) -> bool:
    """Return whether one may still answer the invitation, ask and support."""
    return meeting.state in (Meeting.State.PLANNED, Meeting.State.RUNNING)


def issues_of(lines: list[Any], is_member: bool) -> list[Any]:
    """Return the issues that the programme speaks about, each once; a visitor sees those that are public."""
    found = {line.item.topic.issue.pk: line.item.topic.issue for line in lines if line.item.topic.issue}
    return [issue for issue in found.values() if is_member or issue.is_public]


def address(name: str, request: Reader, meeting: Meeting) -> str:
    try:
        return reverse(name, args=[request.council.slug, meeting.public_id])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def new_meeting(request: MemberRequest) -> HttpResponse:
    """Call a meeting: every seat that serves now is invited."""
    form = MeetingForm(request.POST or None, member=request.member)
    made: list[Meeting] = []
    if request.method == "POST" and form.takes(lambda: made.append(call_meeting(by=request.member, **form.act()))):
        messages.success(request, _("The meeting is called, and everybody is invited."))
        return redirect(made[0])
    return render(request, "meetings/new_meeting.html", {"form": form, "rules": list(Attribution)}, status=form.status)


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def change_meeting_page(request: MemberRequest, meeting: str) -> HttpResponse:
    """Change what a meeting is called, when and where it is."""
    found = readable(request, meeting)
    form = MeetingForm(request.POST or None, member=request.member, meeting=found)
    changed: list[Meeting] = []
    if request.method == "POST" and form.takes(lambda: changed.append(change_meeting(by=request.member, meeting=found, **form.act()))):
        messages.success(request, _("The meeting is changed. Everybody who is invited was told."))
        if form.cleaned_data["is_public"] and not changed[0].is_public:
            messages.info(request, PUBLIC_LATER)
        return redirect(found)
    return render(request, "meetings/change_meeting.html", {"form": form, "meeting": found, "rules": list(Attribution)}, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def publish_meeting_page(request: MemberRequest, meeting: str) -> HttpResponse:
    """Agree for one's side that everyone may see the meeting."""
    found, seen = readable(request, meeting), request.POST.get("seen", "")

    def words(after: Meeting) -> str:
        return str(_("Everyone sees now that the meeting takes place.") if after.is_public else PUBLIC_LATER)

    return done(request, found, lambda: publish_meeting(by=request.member, meeting=found, seen=seen), words)


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def cancel_meeting_page(request: MemberRequest, meeting: str) -> HttpResponse:
    """Call a meeting off, with a reason."""
    found = readable(request, meeting)
    form = CancelForm(request.POST or None)

    def act() -> object:
        return cancel_meeting(by=request.member, meeting=found, reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.takes(act):
        messages.success(request, _("The meeting is cancelled. Everybody who was invited was told."))
        return redirect(found)
    return render(request, "meetings/cancel_meeting.html", {"form": form, "meeting": found}, status=form.status)


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def meeting_document(request: MemberRequest, meeting: str) -> HttpResponse:
    """Put documents with a meeting."""
    found = readable(request, meeting)
    form = DocumentsForm(request.POST or None, request.FILES or None, meeting=found)

    def act() -> object:
        data = form.cleaned_data
        return add_documents(by=request.member, meeting=found, uploads=data["uploads"], for_everyone=data["for_everyone"])

    if request.method == "POST" and form.takes(act):
        messages.success(request, _("The documents are with the meeting. Everybody who is invited was told."))
        return redirect(found)
    return render(request, "meetings/meeting_document.html", {"form": form, "meeting": found}, status=form.status)
