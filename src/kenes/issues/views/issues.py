"""Issues: the list, one issue with its parts, merging."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.queries import plain, seat_label, thread
from kenes.issues import acts
from kenes.issues.forms import ClosingForm, FilterForm, IssueForm, MergeForm, UnlinkForm
from kenes.issues.models import Issue, Merge, Signal, beginning
from kenes.issues.queries import (
    IssueRow,
    entries_about,
    issue_for,
    issue_parts,
    issue_rows,
    issues_list,
    linked_practices,
    merges_of,
    practices_like,
    queue,
    signals_by_id,
    state_counts,
)
from kenes.issues.rules import UNDO_WITHIN
from kenes.issues.views.shown import BADGES, Counted, chain_context, filters_state, tabs
from kenes.library.views.shown import papers_block
from kenes.record.history import in_words
from kenes.site.queries import parity


@require_GET
@council_page(Access.PUBLIC)
def issues(request: CouncilRequest) -> HttpResponse:
    """The issues of a council that the reader may see."""
    form = FilterForm(request.GET, council=request.council, states=list(Issue.State.choices))
    wanted = form.wanted()
    rows = issues_list(request.council, request.member, region=wanted["region"], q=wanted["q"], state=wanted["state"])
    if request.GET.get("format") == "csv":
        return issues_csv(rows[:CSV_LIMIT])
    counts = state_counts(issues_list(request.council, request.member, region=wanted["region"], q=wanted["q"], merged=True))
    standing = sum(n for state, n in counts.items() if state != Issue.State.MERGED)
    page = page_of(request, Counted(rows, counts.get(wanted["state"], 0) if wanted["state"] else standing))
    context = {
        "form": form,
        "page": page,
        "rows": issue_rows(list(page.object_list)),
        "tabs": tabs(list(Issue.State.choices), counts),
        "counts": counts,
        "all": standing,
        "filtered": filters_state(wanted),
        "triages": bool(request.member and request.member.moderates),
        "parity": parity.of_list(request.council, request.member, parity.issues),
    }
    return render(request, "issues/issues.html", context)


def issues_csv(rows: Any) -> HttpResponse:
    head = [_("No."), _("Issue"), _("Regions"), _("State"), _("Signals"), _("Changed")]

    def cells(row: IssueRow) -> list[object]:
        return [
            row.number,
            str(row.title),
            "; ".join(row.regions),
            row.state_label,
            row.signals,
            row.changed_at.isoformat(timespec="minutes"),
        ]

    return csv_response("issues", head, issue_rows(list(rows)), cells)


@require_GET
@council_page(Access.PUBLIC)
def issue(request: CouncilRequest, issue: str) -> HttpResponse:
    """One issue."""
    return render(request, "issues/issue.html", issue_context(request, readable(request, issue)))


def readable(request: CouncilRequest | MemberRequest, public_id: str) -> Issue:
    """Return the issue if the reader may see it. A visitor is asked to sign in whether or not there is one."""
    found = issue_for(request.council, request.member, public_id)
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


def issue_context(request: CouncilRequest | MemberRequest, found: Issue) -> dict[str, Any]:
    reader = request.member
    triages = bool(reader and reader.moderates)
    parts = issue_parts(found, reader)
    merges = merges_of(found)
    return {
        "issue": found,
        "badge": BADGES.get(found.state),
        "regions": [plain(str(region.name)) for region in found.regions.all()],
        "parts": [(part, seat_label(part.author) if reader else "") for part in parts],
        "merged_into": next((merge for merge in merges if merge.source_id == found.pk and not merge.undone_at), None),
        "merges": [(merge, triages and undoable(merge)) for merge in merges if reader],
        "triages": triages,
        "practices": linked_practices(found, reader),
        "practices_like": practices_like(found, reader) if found.state != Issue.State.MERGED else [],
        "may_share": bool(reader and allowed("situation.share_practice", reader)),
        "takes": found.state in (Issue.State.OPEN, Issue.State.DELIBERATED, Issue.State.RECOMMENDED),
        **chain_context(found, reader),
        **papers_block(found, request.council, reader),
        "thread": thread(found.ref, reader) if reader else None,
        "history": in_words(entries_about(found.ref)),
    }


def undoable(merge: Merge) -> bool:
    return merge.undone_at is None and clock.now() - merge.at <= UNDO_WITHIN and merge.target.state != Issue.State.MERGED


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def make_issue(request: MemberRequest) -> HttpResponse:
    """State a problem on the grounds of the marked signals."""
    chosen = signals_by_id(request.council, (request.POST if request.method == "POST" else request.GET).getlist("signal"))
    if request.method == "POST":
        form = IssueForm(request.POST, council=request.council)
        if form.is_valid():
            try:
                made = acts.make_issue(by=request.member, signals=chosen, **form.act())
            except KenesError as error:
                form.refuse(error)
            else:
                messages.success(request, _("The issue is made. The authors of its signals were told."))
                return redirect(made)
    else:
        form = IssueForm(council=request.council, initial=first_words(chosen))
    context = {"form": form, "chosen": chosen, "waiting": [] if chosen else list(queue(request.council)[:100])}
    return render(request, "issues/make_issue.html", context, status=form.status)


def first_words(chosen: list[Signal]) -> dict[str, Any]:
    if not chosen:
        return {}
    first = chosen[0].what
    return {
        "title": str(beginning(first)).rstrip("…."),
        "summary": "\n\n".join(str(signal.what) for signal in chosen),
        "regions": sorted({signal.region.code for signal in chosen}),
        "language": first.render().language,
    }


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def merge_issue(request: MemberRequest, issue: str) -> HttpResponse:
    """Take one issue into another."""
    found = readable(request, issue)
    form = MergeForm(request.POST if request.method == "POST" else None, council=request.council, without=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.merge_issues(by=request.member, source=found, target=form.chosen, reason=form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The issues are merged. All signals are kept; this can be undone for 30 days."))
            return redirect(form.chosen)
    return render(
        request, "issues/merge_issue.html", {"issue": found, "form": form, "parts": issue_parts(found, request.member)}, status=form.status
    )


@require_POST
@council_page(Access.MODERATOR)
def undo_merge(request: MemberRequest, merge: str) -> HttpResponse:
    """Put two merged issues apart."""
    found = one(Merge.objects.select_related("source__council", "target__council"), public_id=merge, source__council=request.council)
    return done(request, found.source, lambda: acts.undo_merge(by=request.member, merge=found), _("The issues are separate again."))


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def close_issue(request: MemberRequest, issue: str) -> HttpResponse:
    """Close an issue with a reason."""
    found = readable(request, issue)
    return with_reason(
        request,
        found,
        lambda reason: acts.close_issue(by=request.member, issue=found, reason=reason),
        title=_("Close the issue"),
        button=_("Close the issue"),
    )


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def take_out(request: MemberRequest, issue: str, signal: str) -> HttpResponse:
    """Take a signal out of an issue, with a reason."""
    found = readable(request, issue)
    part = next((part for part in issue_parts(found, request.member) if part.public_id == signal), None)
    if part is None:
        raise NotFound
    return with_reason(
        request,
        found,
        lambda reason: acts.take_out(by=request.member, signal=part, reason=reason),
        title=_("Take signal No. %(number)s out") % {"number": part.number},
        button=_("Take the signal out"),
    )


def with_reason(
    request: MemberRequest,
    found: Issue,
    act: Callable[[str], object],
    *,
    title: str,
    button: str,
    ask: type[ClosingForm | UnlinkForm] = ClosingForm,
) -> HttpResponse:
    """Ask for a reason, then do one act."""
    form = ask(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Done. The authors were told."))
            return redirect(found)
    return render(request, "issues/reason.html", {"issue": found, "form": form, "title": title, "button": button}, status=form.status)


@require_POST
@council_page(Access.MODERATOR)
def reopen_issue(request: MemberRequest, issue: str) -> HttpResponse:
    """Open a closed issue again."""
    found = readable(request, issue)
    return done(request, found, lambda: acts.reopen_issue(by=request.member, issue=found), _("The issue is open again."))


@require_POST
@council_page(Access.MODERATOR)
def publish_issue(request: MemberRequest, issue: str) -> HttpResponse:
    """Show an issue to everyone."""
    found = readable(request, issue)
    return done(request, found, lambda: acts.publish_issue(by=request.member, issue=found), _("The issue is public now."))


def done(request: MemberRequest, there: Issue, act: Callable[[], object], words: str) -> HttpResponse:
    """Do one act and say so on the issue's page, or say why not."""
    try:
        act()
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(there)
