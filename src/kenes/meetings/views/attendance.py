"""Who comes and who came: a member's answer in one tap, and the secretariat's list of its own side."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from kenes.attribution.table import Field, Shown
from kenes.base.errors import NotFound
from kenes.base.pages import csv_response
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page, one
from kenes.meetings.acts.attendance import answer_invitation, invite_newcomers, note_presence
from kenes.meetings.models import Attendance, Meeting
from kenes.meetings.queries.attendance import Place, SideAttendance, by_region, by_side, newcomers, place_of
from kenes.meetings.views.doing import done
from kenes.meetings.views.meetings import is_open, readable, sight


@require_POST
@council_page(Access.MEMBER)
def meeting_answer(request: MemberRequest, meeting: str) -> HttpResponse:
    """Say whether one comes; from the meeting's page or from My page, where the reader stays."""
    found = readable(request, meeting)
    there = reverse("my-page", args=[request.council.slug]) if request.POST.get("from") == "my-page" else found

    def words(place: Attendance) -> str:
        return _("Your answer: %(answer)s. You can change it on the meeting’s page.") % {"answer": place.get_answer_display()}

    return done(request, there, partial(answer_invitation, by=request.member, meeting=found, answer=request.POST.get("answer", "")), words)


@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def meeting_attendance(request: MemberRequest, meeting: str) -> HttpResponse:
    """Who comes and who came, side by side; each secretariat notes its own side's seats."""
    found = readable(request, meeting)
    if request.method == "POST":
        return noted(request, found)
    shown = sides_shown(request, found)
    if request.GET.get("format") == "csv":
        return attendance_csv(found, shown)
    desk = is_open(found) and allowed("meetings.call", request.member, found)
    context = {
        "meeting": found,
        "sides": [(side, by_region(side, came=found.state == Meeting.State.HELD)) for side in shown],
        "presences": Attendance.Presence.choices,
        "may_note": desk,
        "newcomers": newcomers(found, request.member.side) if desk else 0,
    }
    return render(request, "meetings/meeting_attendance.html", context)


def sides_shown(request: MemberRequest, meeting: Meeting) -> list[SideAttendance]:
    """Return the sides whose seats the reader may see; where the rule shows nothing at all, there is no such page."""
    how = sight(request, meeting, place_of(meeting, request.member)).how(Field.ATTENDANCE)
    found = by_side(meeting, request.member)
    if how == Shown.FULL:
        return found
    if how == Shown.OF_SIDE:
        return [side for side in found if side.is_own]
    raise NotFound


def noted(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    """Note where one seat was, or invite those who came later."""
    if request.POST.get("invite"):

        def words(n: int) -> str:
            return ngettext("%(n)s member is invited.", "%(n)s members are invited.", n) % {"n": n}

        return done(request, request.path, partial(invite_newcomers, by=request.member, meeting=meeting), words)
    seat = request.POST.get("seat", "")[:16]
    place = one(meeting.attendances.select_related("member", "meeting__council"), member__public_id=seat)
    presence = request.POST.get("presence", "")
    there = f"{request.path}#seat-{place.member.public_id}"
    return done(request, there, lambda: note_presence(by=request.member, place=place, presence=presence), _("Noted."))


def attendance_csv(meeting: Meeting, sides: list[SideAttendance]) -> HttpResponse:
    head = [_("Side"), _("Member"), _("Region"), pgettext("to an invitation", "Answer"), _("Presence")]

    def cells(row: tuple[SideAttendance, Place]) -> list[object]:
        side, place = row
        region = place.row.region.code if place.row.region else ""
        return [str(side.side.name), place.label, region, place.row.get_answer_display(), place.row.get_presence_display()]

    return csv_response(f"attendance-{meeting.number}", head, [(side, place) for side in sides for place in side.places], cells)
