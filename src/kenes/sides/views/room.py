"""Pages of the private room: always that of the reader's own side; what belongs to another side is not found."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kenes.base.diff import word_diff
from kenes.base.errors import KenesError
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed, require
from kenes.councils.access import Access, MemberRequest, council_page, one
from kenes.councils.forms.seats import ReasonForm
from kenes.sides import acts, queries
from kenes.sides.forms.room import NoteForm, RoomFilter, TextForm, ThreadForm
from kenes.sides.models import RoomThread


def private(request: MemberRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Show a page of the room; no search engine and no shared cache keeps it."""
    context = {"side": request.member.side, "letter": queries.letter(request.member.side), **context}
    response = render(request, f"sides/{template}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def thread_for(request: MemberRequest, public_id: str) -> RoomThread:
    return one(queries.threads_of(request.member), public_id=public_id)


@never_cache
@council_page(Access.MEMBER)
@require_safe
def room(request: MemberRequest) -> HttpResponse:
    """The conversations of the reader's side."""
    form = RoomFilter(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.threads_list(request.member, query)
    if request.GET.get("format") == "csv":
        head = ["heading", "notes", "draft", "opened_at", "changed_at"]
        return csv_response("room", head, rows[:CSV_LIMIT], cells)
    may_write = allowed("sides.write_in_room", request.member)
    return private(request, "room", {"form": form, "query": query, "page": page_of(request, rows), "may_write": may_write})


def cells(row: Any) -> list[object]:
    return [str(row.heading), row.note_count, row.text_number or "", row.created_at.isoformat(), row.changed_at.isoformat()]


@never_cache
@council_page(Access.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: MemberRequest) -> HttpResponse:
    """Open a conversation."""
    require("sides.write_in_room", request.member)
    form = ThreadForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.open_thread(
                by=request.member,
                heading=form.text("heading"),
                words=form.text("words"),
                client_key=data["client_key"],
                uploads=data["uploads"],
            )
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The conversation is open. The members of your side are told, and nobody else."))
            return redirect(made)
    return private(request, "new_thread", {"form": form}, form.status)


def sent(request: MemberRequest) -> list[Any]:
    return [request.POST, request.FILES] if request.method == "POST" else []


@never_cache
@council_page(Access.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: MemberRequest, thread: str) -> HttpResponse:
    """One conversation: the draft of the position, the notes, and a field for the next one."""
    found = thread_for(request, thread)
    form = NoteForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.write_note(
                by=request.member, thread=found, words=form.text("words"), client_key=data["client_key"], uploads=data["uploads"]
            )
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect(f"{found.get_absolute_url()}#notes")
    shown = queries.conversation(found, request.member)
    context = {
        "thread": found,
        "conversation": shown,
        "changes": changes(shown),
        "form": form,
        "may_write": allowed("sides.write_in_room", request.member, found),
        "may_moderate": allowed("sides.moderate_room", request.member, found),
    }
    return private(request, "thread", context, form.status)


def changes(shown: queries.Conversation) -> list[Any]:
    """Return what the latest draft changed in the one before it."""
    if len(shown.drafts) < 2:
        return []
    after, before = (draft.text.words.original_text for draft in shown.drafts[:2])
    label = _("Draft %(number)s") % {"number": shown.drafts[0].text.number}
    return [(label, word_diff(before, after), before != after)]


@never_cache
@council_page(Access.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def new_text(request: MemberRequest, thread: str) -> HttpResponse:
    """Write the next draft of the side's position."""
    found = thread_for(request, thread)
    require("sides.write_in_room", request.member, found)
    last = found.texts.first()
    start = {"words": last.words.original_text, "language": last.words.original, "after": last.number} if last else {}
    form = TextForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            acts.write_text(by=request.member, thread=found, words=form.text("words"), after=form.cleaned_data["after"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The draft is saved. Only your side sees it."))
            return redirect(found)
    return private(request, "new_text", {"thread": found, "form": form, "last": last}, form.status)


@never_cache
@council_page(Access.MODERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def hide_note(request: MemberRequest, note: str) -> HttpResponse:
    """Hide a note of one's own side, with a reason."""
    found = one(queries.notes_of(request.member), public_id=note)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.hide_note(by=request.member, note=found, reason=form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect(f"{found.thread.get_absolute_url()}#notes")
    return private(request, "hide_note", {"thread": found.thread, "note": found, "form": form}, form.status)
