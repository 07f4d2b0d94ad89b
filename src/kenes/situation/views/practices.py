"""Practices: the list, one practice, sharing and changing it, what others of its region say of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.files import files_of
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.queries import plain, seat_label, seats, thread
from kenes.issues import acts as issues
from kenes.issues.forms import TargetForm
from kenes.issues.models import Issue
from kenes.issues.queries import issue_for, issues_of_practice
from kenes.issues.views.shown import Counted, filters_state, tabs
from kenes.record.history import in_words
from kenes.site.queries.rows import rows as issue_lines
from kenes.situation import acts
from kenes.situation.forms.practices import ChangePracticeForm, ConfirmForm, NewPracticeForm, PracticeFilters
from kenes.situation.models import Practice
from kenes.situation.queries.practices import (
    BADGES,
    PracticeRow,
    Standing,
    entries_about_practice,
    heard,
    practice_for,
    practice_rows,
    practices_list,
    practices_of,
    said_of,
    standing_counts,
)

ELSEWHERE = 4


def states_for(request: CouncilRequest) -> list[tuple[str, Any]]:
    """Return the standings that a reader meets: visitors none that is withdrawn, members none that is withheld."""
    hidden = Standing.WITHHELD if request.member else Standing.WITHDRAWN
    return [choice for choice in Standing.choices if choice[0] != hidden]


@require_GET
@council_page(Access.PUBLIC)
def practices(request: CouncilRequest) -> HttpResponse:
    """The practices of a council that the reader may see."""
    states = states_for(request)
    form = PracticeFilters(request.GET, council=request.council, states=states)
    wanted = form.wanted()
    mine = request.GET.get("mine") == "1"
    found = practices_list(request.council, request.member, mine=mine, **wanted)
    if request.GET.get("format") == "csv":
        return practices_csv(found[:CSV_LIMIT])
    counts = standing_counts(practices_list(request.council, request.member, mine=mine, **{**wanted, "state": ""}))
    page = page_of(request, Counted(found, counts.get(wanted["state"], 0) if wanted["state"] else sum(counts.values())))
    context = {
        "form": form,
        "page": page,
        "rows": practice_rows(list(page.object_list)),
        "tabs": tabs(states, counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": filters_state(wanted) or mine,
        "mine": mine,
        "may_share": may_share(request),
    }
    return render(request, "situation/practices.html", context)


def may_share(request: CouncilRequest | MemberRequest) -> bool:
    return bool(request.member and allowed("situation.share_practice", request.member))


def practices_csv(found: Any) -> HttpResponse:
    head = [_("No."), _("Practice"), _("Region"), _("Domain"), _("State"), _("For whom"), _("Since when"), _("Result"), _("Changed")]

    def cells(row: PracticeRow) -> list[object]:
        told = [str(row.title), row.region, row.domain_label, row.state, row.for_whom, row.since, str(row.result)]
        return [row.number, *told, row.changed_at.isoformat(timespec="minutes")]

    return csv_response("practices", head, practice_rows(found), cells)


@require_GET
@council_page(Access.PUBLIC)
def practice(request: CouncilRequest, practice: str) -> HttpResponse:
    """One practice."""
    return render(request, "situation/practice.html", practice_context(request, readable(request, practice)))


def readable(request: CouncilRequest | MemberRequest, public_id: str) -> Practice:
    """Return the practice if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = practice_for(request.council, request.member, public_id)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


def practice_context(request: CouncilRequest | MemberRequest, found: Practice, form: ConfirmForm | None = None) -> dict[str, Any]:
    reader, council = request.member, request.council
    standing = Standing(found.standing)  # type: ignore[attr-defined]  # annotated by `practice_for`
    said = said_of(found, reader)
    alive = found.withdrawn_at is None
    is_author = bool(reader and found.author_id == reader.pk)
    alike = practices_of(council, reader, domain=found.domain, most=ELSEWHERE + 1)
    return {
        "practice": found,
        "region": plain(str(found.region.name)),
        "standing": standing,
        "badge": BADGES[standing],
        "heard": None if reader else heard(found),
        "said": said,
        "own": next((one for one in said if one.is_own), None),
        "files": [file for file in files_of(found.ref) if reader or file.visible_to == "public"],
        "seat_words": seat_label(found.author) if reader else "",
        "is_author": is_author,
        "confirm_form": form or ConfirmForm(initial={"read": found.changed_at.isoformat()}),
        "may_confirm": bool(alive and reader and allowed("situation.confirm_practice", reader, found)),
        "may_change": bool(alive and reader and allowed("situation.change_practice", reader, found)),
        "may_publish": bool(alive and reader and not found.is_public and allowed("situation.publish", reader, found)),
        "link_form": TargetForm(council=council) if alive and reader and allowed("issues.link_practice", reader, found) else None,
        "issues": issue_lines(issues_of_practice(found, council, reader), council, reader),
        "alike": [row for row in alike.rows if row.public_id != found.public_id][:ELSEWHERE],
        "alike_count": alike.count - 1 if alive else alike.count,
        "thread": thread(found.ref, reader) if reader else None,
        "history": in_words(entries_about_practice(found, reader)),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def new_practice(request: MemberRequest) -> HttpResponse:
    """Share what one's own region does; with ?issue=… as an answer to that issue."""
    if not may_share(request):
        raise NotFound
    asked = (request.POST if request.method == "POST" else request.GET).get("issue", "")
    issue = issue_for(request.council, request.member, asked.replace("\0", ""))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewPracticeForm(data, files, initial={"issue": issue.public_id if issue else ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.share_practice(by=request.member, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            say_shared(request, made, issue)
            return redirect(made)
    context = {"form": form, "issue": issue, "own_seat": own_seat(request), "files_again": bool(request.FILES)}
    return render(request, "situation/new_practice.html", context, status=form.status)


def say_shared(request: MemberRequest, made: Practice, issue: Issue | None) -> None:
    """Link the practice to the issue that it answers, and say what happens next."""
    messages.success(request, _("The practice is shared. Others of your region are asked whether it works; you are told what they say."))
    if issue is None:
        return
    try:
        issues.link_practice(by=request.member, issue=issue, practice=made)
    except KenesError as error:
        messages.error(request, str(error))


def own_seat(request: MemberRequest) -> str:
    return seat_label(seats(request.council).get(pk=request.member.pk))


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def change_practice(request: MemberRequest, practice: str) -> HttpResponse:
    """The author changes the practice, or adds files."""
    found = own_practice(request, practice)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ChangePracticeForm(data, files, practice=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_practice(by=request.member, practice=found, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    spoken = any(one.is_current for one in said_of(found, request.member))
    context = {"form": form, "practice": found, "spoken": spoken, "files_again": bool(request.FILES)}
    return render(request, "situation/change_practice.html", context, status=form.status)


def own_practice(request: MemberRequest, public_id: str) -> Practice:
    found = readable(request, public_id)
    if found.withdrawn_at or not allowed("situation.change_practice", request.member, found):
        raise NotFound
    return found


@require_POST
@council_page(Access.MEMBER)
def confirm_practice(request: MemberRequest, practice: str) -> HttpResponse:
    """Another member of the region says whether it works."""
    found = readable(request, practice)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            acts.confirm_practice(by=request.member, practice=found, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
            # What was typed stays; sent again, it is said of the words shown now.
            again = request.POST.copy()
            again["read"] = found.changed_at.isoformat()
            form.data = again
        else:
            messages.success(request, _("Thank you: your word is kept. You can change it at any time."))
            return redirect(found)
    return render(request, "situation/practice.html", practice_context(request, found, form), status=form.status)


@require_POST
@council_page(Access.MODERATOR)
def publish_practice(request: MemberRequest, practice: str) -> HttpResponse:
    """Show a practice to everyone."""
    found = readable(request, practice)
    with_files, read = request.POST.get("with_files") == "1", request.POST.get("read", "")
    words = _("The practice is public now. Its author was told.")
    return done(request, found, lambda: acts.publish_practice(by=request.member, practice=found, with_files=with_files, read=read), words)


@require_POST
@council_page(Access.MEMBER)
def withdraw_practice(request: MemberRequest, practice: str) -> HttpResponse:
    """The author takes the practice back."""
    found = own_practice(request, practice)
    words = _("You have withdrawn the practice.")
    return done(request, found, lambda: acts.withdraw_practice(by=request.member, practice=found), words)


def done(request: MemberRequest, there: Practice, act: Callable[[], object], words: str) -> HttpResponse:
    """Do one act and say so on the practice's page, or say why not."""
    try:
        act()
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(there)
