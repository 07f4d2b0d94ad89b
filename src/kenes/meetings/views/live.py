"""The live page, for the room and for those far away: what is discussed now, whose clock runs, what is asked.

It is polled. The state is one fragment with an ETag; where nothing has changed, one query finds that out (queries.live).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.errors import NotFound
from kenes.base.permissions import allowed
from kenes.councils.access import Access, MemberRequest, council_page, one
from kenes.councils.models import Side
from kenes.issues.views.shown import wants_json
from kenes.meetings.acts.running import begin_item, begin_meeting, close_meeting, end_item, is_early, let_speak
from kenes.meetings.models import AgendaItem, Meeting
from kenes.meetings.queries.live import Version, live, version_by_session
from kenes.meetings.views.doing import done_or_noted
from kenes.meetings.views.meetings import is_open
from kenes.meetings.views.questions import ask_form, may_support, readable_questions, shown

EVERY = 5  # seconds between two looks
SLOWEST = 60  # where the server does not answer


def tag(seat: int, version: int) -> str:
    """Return the ETag of what one seat reads in one language."""
    return f'"{version}-{seat}-{(get_language() or "kk")[:2]}"'


@require_GET
def live_state(request: HttpRequest, council: str, meeting: str) -> HttpResponse:
    """The state as a fragment; 304 where it has not changed since."""
    if request.headers.get("If-None-Match"):
        known = version_by_session(request, council, meeting)
        if known and is_unchanged(request, known):
            return HttpResponseNotModified(headers={"ETag": tag(*known), "Cache-Control": "private, no-cache"})
    reply: HttpResponse = whole_state(request, council=council, meeting=meeting)
    return reply


live_state.access = Access.MEMBER  # type: ignore[attr-defined]  # what council_page declares; version_by_session checks the same


def is_unchanged(request: HttpRequest, known: Version) -> bool:
    answer = get_conditional_response(request, etag=tag(*known))
    return answer is not None and answer.status_code == 304


@council_page(Access.MEMBER)
def whole_state(request: MemberRequest, meeting: str) -> HttpResponse:
    """The state, rendered; the desk's own 304 comes from here."""
    found = readable_questions(request, meeting)
    etag = tag(request.member.pk, found.version)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    html = get_template("meetings/live_state.html").render(state_context(request, found) | {"csrf_token": get_token(request)})
    response = HttpResponse(html, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def state_context(request: MemberRequest, meeting: Meeting) -> dict[str, Any]:
    """Return what the fragment reads."""
    state = live(meeting, request.member)
    runs = allowed("meetings.run", request.member, meeting)
    # Where nobody is named, whose clock runs is seen at the desk alone.
    names_sides = meeting.attribution != Attribution.CHATHAM or runs
    return {
        "council": request.council,
        "member": request.member,
        "meeting": meeting,
        "live": state,
        "questions": shown(request, meeting, state.questions),
        "spoken": state.spoken if names_sides else [],
        "runs": runs and is_open(meeting),
        "may_support": may_support(request, meeting, state.questions),
        "as_of": clock.now(),
    }


@never_cache
@require_GET
@council_page(Access.MEMBER)
def live_page(request: MemberRequest, meeting: str) -> HttpResponse:
    """The page around the state."""
    found = readable_questions(request, meeting)
    may_ask = is_open(found) and allowed("meetings.ask", request.member, found)
    context = {
        **state_context(request, found),
        "form": ask_form(request, found) if may_ask else None,
        "etag": tag(request.member.pk, found.version),
        "every": EVERY,
        "slowest": SLOWEST,
    }
    return render(request, "meetings/live.html", context)


@require_POST
@council_page(Access.SECRETARIAT)
def run_meeting(request: MemberRequest, meeting: str) -> HttpResponse:
    """The desk: begin and close the meeting, begin and end an item, note which side speaks."""
    found = readable_questions(request, meeting)
    by, action = request.member, request.POST.get("action", "")
    there = reverse("live", args=[request.council.slug, found.public_id])
    if action == "begin":
        early = request.POST.get("early") == "1"
        if not early and is_early(found) and not wants_json(request):
            return render(request, "meetings/begin_early.html", {"meeting": found})
        return done_or_noted(request, there, lambda: begin_meeting(by=by, meeting=found, early=early), _("The meeting has begun."))
    if action == "close":
        return done_or_noted(request, there, lambda: close_meeting(by=by, meeting=found), _("The meeting is closed."))
    item = one(AgendaItem.objects.select_related("agenda__meeting"), public_id=request.POST.get("item", "")[:16], agenda__meeting=found)
    if action == "begin-item":
        return done_or_noted(request, there, lambda: begin_item(by=by, item=item), _("The item has begun."))
    if action == "end-item":
        return done_or_noted(request, there, lambda: end_item(by=by, item=item), _("The item is over."))
    if action == "speak":
        wanted = request.POST.get("side", "")[:16]
        side = one(Side.objects.filter(council=request.council), public_id=wanted) if wanted else None
        return done_or_noted(
            request, there, lambda: let_speak(by=by, item=item, side=side), _("The clock runs.") if side else _("The clock stands.")
        )
    raise NotFound
