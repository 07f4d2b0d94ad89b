"""The secretariat's and members' work: preparing, opening, closing, own statements, moderation, import."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kenes.attribution.forms import ManyLanguagesForm
from kenes.attribution.models import Attribution
from kenes.base.errors import KenesError
from kenes.base.pages import page_of
from kenes.base.text import Text
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.queries import seat_label
from kenes.deliberation import acts, queries
from kenes.deliberation.acts.importing import language_of
from kenes.deliberation.errors import NotInPreparation
from kenes.deliberation.forms import OpenForm, PolisForm, PrepareForm, RejectForm, StatementForm
from kenes.deliberation.models import Deliberation
from kenes.deliberation.queries.analyses import is_due, is_large
from kenes.deliberation.rules import STATEMENT_MOST
from kenes.deliberation.tasks import conclude
from kenes.deliberation.views.reading import deliberation_context
from kenes.issues.queries import open_issues

ISSUES_OFFERED = 100


@council_page(Access.SECRETARIAT)
def prepare(request: MemberRequest) -> HttpResponse:
    """Put a question about an issue; ?issue= comes with the link on the issue's page."""
    issues = list(open_issues(request.council)[:ISSUES_OFFERED])
    wanted = request.GET.get("issue", "")
    if wanted and wanted not in [issue.public_id for issue in issues]:
        issues += open_issues(request.council).filter(public_id=wanted)
    form = PrepareForm(request.POST or None, initial={"issue": wanted}, issues=issues, threshold=request.council.threshold)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.prepare_deliberation(by=request.member, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The question is saved. Add the statements to begin with, then open the vote."))
            return redirect("statements-to-begin", request.council.slug, made.public_id)
    return render(request, "deliberation/prepare.html", {"form": form, "has_issues": bool(issues)}, status=form.status)


@council_page(Access.SECRETARIAT)
def seeds(request: MemberRequest, deliberation: str) -> HttpResponse:
    """The statements to begin with: add, reword, take out. ?change= names the one being reworded."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    if row.state != Deliberation.State.DRAFT:
        return redirect(row)
    changed = row.statements.filter(public_id=request.GET.get("change", "")).first()
    initial = {"text": changed.text.original_text, "language": changed.text.original} if changed else None
    form = StatementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if changed:
                acts.change_statement(by=request.member, statement=changed, text=form.written())
            else:
                acts.add_statement(by=request.member, deliberation=row, text=form.written())
        except NotInPreparation:
            return redirect(row)
        except KenesError as error:
            form.refuse(error)
        else:
            return redirect("statements-to-begin", request.council.slug, row.public_id)
    context = {"deliberation": row, "form": form, "statements": list(row.statements.order_by("number")), "changed": changed}
    return render(request, "deliberation/seeds.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def remove(request: MemberRequest, deliberation: str, statement: str) -> HttpResponse:
    """Take a statement out before voting opens."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    acts.remove_statement(by=request.member, statement=queries.statement_for(row, request.member, statement))
    return redirect("statements-to-begin", request.council.slug, row.public_id)


@require_POST
@council_page(Access.SECRETARIAT)
def open_vote(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Open the vote: the roster and the statements' words are fixed from then on."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    form = OpenForm(request.POST, zone=request.member.side.timezone)
    if form.is_valid():
        try:
            acts.open_deliberation(by=request.member, deliberation=row, closes_at=form.cleaned_data["closes_at"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Voting is open. Everybody on the roster is told."))
            return redirect(row)
    return render(request, "deliberation/deliberation.html", deliberation_context(request, row, form), status=form.status)  # type: ignore[arg-type]


@require_POST
@council_page(Access.SECRETARIAT)
def close(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Close the vote once its time has come; where there are many votes, the background works out the results first."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    if is_due(row) and is_large(row):
        acts.start_results(by=request.member, deliberation=row)
        return redirect(row)
    conclude(request.member, row)
    messages.success(request, _("Voting is closed. The results are published, and everybody on the roster is told."))
    return redirect(row)


@require_POST
@council_page(Access.SECRETARIAT)
def stop(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Stop working out the results; the clock begins again later."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    acts.stop_job(by=request.member, deliberation=row)
    return redirect(row)


@require_POST
@council_page(Access.SECRETARIAT)
def release(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Publish what can be shown while the vote goes on."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    acts.release_results(by=request.member, deliberation=row)
    messages.success(request, _("A new release of results is published."))
    return redirect("results", request.council.slug, row.public_id)


@council_page(Access.VOTER)
def write(request: MemberRequest, deliberation: str) -> HttpResponse:
    """Write a statement of one's own."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    unattributed = row.attribution == Attribution.CHATHAM
    form: StatementForm | ManyLanguagesForm = StatementForm(request.POST or None)
    if unattributed:
        form = ManyLanguagesForm(request.POST or None, languages=request.council.languages, most=STATEMENT_MOST, rows=1)
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["client_key"] or ""
            acts.write_statement(by=request.member, deliberation=row, text=form.written(), client_key=key)
        except KenesError as error:
            form.refuse(error)
        else:
            if unattributed:
                messages.success(request, _("Your statement has arrived. It appears with those of others."))
            else:
                messages.success(request, _("Your statement has arrived. A moderator looks at it; you are told either way."))
            return redirect("vote", request.council.slug, row.public_id)
    context = {"deliberation": row, "form": form, "unattributed": unattributed}
    return render(request, "deliberation/write.html", context, status=form.status)


@council_page(Access.MODERATOR)
def queue(request: MemberRequest) -> HttpResponse:
    """Members' statements that wait for a moderator."""
    return render(request, "deliberation/queue.html", queue_context(request))


def queue_context(request: MemberRequest, at: str = "", form: RejectForm | None = None) -> dict[str, object]:
    page = page_of(request, queries.statements_waiting(request.council).prefetch_related("author__professions"))
    rows = [
        (row, seat_label(row.author) if row.author else "", form if form and row.public_id == at else RejectForm(prefix=row.public_id))
        for row in page.object_list
    ]
    return {"page": page, "rows": rows}


@require_POST
@council_page(Access.MODERATOR)
def decide(request: MemberRequest, deliberation: str, statement: str) -> HttpResponse:
    """Accept a member's statement for voting, or do not, with a reason."""
    row = queries.deliberation_for(request.council, request.member, deliberation)
    found = queries.statement_for(row, request.member, statement)
    if request.POST.get("decision") == "accept":
        acts.accept_statement(by=request.member, statement=found)
        messages.success(request, _("Accepted: everyone on the roster is now asked about it, and its author is told."))
        return redirect("statements-queue", request.council.slug)
    form = RejectForm(request.POST, prefix=found.public_id)
    if form.is_valid():
        try:
            acts.reject_statement(by=request.member, statement=found, reason=form.why())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Not accepted. Its author reads your reason."))
            return redirect("statements-queue", request.council.slug)
    return render(request, "deliberation/queue.html", queue_context(request, found.public_id, form), status=422)


@council_page(Access.SECRETARIAT)
def import_export(request: MemberRequest) -> HttpResponse:
    """Import a Polis export as a closed deliberation: all or nothing."""
    issues = list(open_issues(request.council)[:ISSUES_OFFERED])
    form = PolisForm(request.POST or None, request.FILES or None, issues=issues)
    if request.method == "POST" and form.is_valid():
        try:
            made = imported(request, form)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The conversation is imported as a closed deliberation."))
            return redirect(made)
    return render(request, "deliberation/import.html", {"form": form}, status=form.status)


def imported(request: MemberRequest, form: PolisForm) -> Deliberation:
    data = form.cleaned_data
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "export"
        folder.mkdir()
        for file in ("votes", "comments", "summary"):
            if data[file]:
                keep(data[file], folder / f"{file}.csv")
        question = Text.of(data["language"] or language_of(data["question"]), data["question"]) if data["question"] else None
        return acts.import_polis(
            by=request.member,
            council=request.council,
            folder=folder,
            issue=form.issues.get(data["issue"]),
            language=data["language"],
            question=question,
        )


def keep(upload: UploadedFile, path: Path) -> None:
    """Put an upload where the reader looks for it; it tells gzip by the first bytes, not by the name."""
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
