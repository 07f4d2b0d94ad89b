"""Meetings in everybody's calendar: a public feed, a private one for each member, and one meeting as a file."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base.errors import NotFound
from kenes.base.text import LANGUAGES
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.models import Council, Member
from kenes.meetings.acts.attendance import end_calendar_link, make_calendar_link
from kenes.meetings.calendars import CONTENT_TYPE, calendar
from kenes.meetings.models import CalendarLink, Meeting
from kenes.meetings.queries.meetings import for_calendar, member_of_link
from kenes.meetings.views.meetings import readable


@require_GET
@council_page(Access.PUBLIC)
def meeting_calendar(request: CouncilRequest) -> HttpResponse:
    """The public meetings of a council as a feed, without the links for those far away. ?lang= says in which language."""
    language = request.GET.get("lang", "")
    return feed(request, request.council, None, language if language in LANGUAGES else request.LANGUAGE_CODE or "kk")


@require_GET
@council_page(Access.LINK)
def my_calendar(request: CouncilRequest, token: str) -> HttpResponse:
    """A member's own feed, with the links; whoever holds the address reads it, so a calendar programme can."""
    member = member_of_link(request.council, token)
    if member is None:
        raise NotFound
    response = feed(request, request.council, member, (member.user and member.user.language) or "kk")
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
@council_page(Access.PUBLIC)
def meeting_ics(request: CouncilRequest, meeting: str) -> HttpResponse:
    """One meeting as a file; a member's holds the link."""
    found = readable(request, meeting)
    content = calendar(str(request.council.name), [found], page_of(request), for_member=request.member is not None)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="meeting-{found.number}.ics"'
    response["Cache-Control"] = "private, no-cache"
    return response


def feed(request: HttpRequest, council: Council, member: Member | None, language: str) -> HttpResponse:
    meetings = list(for_calendar(council, member))
    with override(language):
        content = calendar(str(council.name), meetings, page_of(request), for_member=member is not None)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    if meetings:
        response["Last-Modified"] = http_date(max(meeting.changed_at for meeting in meetings).timestamp())
    return response


def page_of(request: HttpRequest) -> Callable[[Meeting], str]:
    """Return what gives the address of a meeting's page, as calendars need it: with the host."""
    return lambda meeting: request.build_absolute_uri(meeting.get_absolute_url())


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def calendar_link(request: MemberRequest) -> HttpResponse:
    """Make one's private calendar address, or end it. The address is shown once: only its hash is kept."""
    address = ""
    if request.method == "POST" and request.POST.get("end"):
        end_calendar_link(by=request.member)
        messages.success(request, _("The address opens nothing any more."))
        return redirect("calendar-link", request.council.slug)
    if request.method == "POST":
        token = make_calendar_link(by=request.member)
        address = request.build_absolute_uri(reverse("my-calendar", args=[request.council.slug, token]))
    public = request.build_absolute_uri(reverse("meeting-calendar", args=[request.council.slug]))
    context = {"address": address, "known": CalendarLink.objects.filter(member=request.member).first(), "public": public}
    return render(request, "meetings/calendar_link.html", context)
