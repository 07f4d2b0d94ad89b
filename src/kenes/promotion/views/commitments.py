"""Commitments and verdicts: what the body says beside what the council found."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base import clock
from kenes.base.errors import KenesError
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.queries import regions_of, seat_label
from kenes.promotion import acts
from kenes.promotion.forms import AskForm, CommitmentFilterForm, JudgementForm, ProgressForm, first
from kenes.promotion.models import Commitment, Verdict
from kenes.promotion.queries import dispatches as queries
from kenes.promotion.queries import verdicts as findings
from kenes.promotion.queries.regions import regions_concerned
from kenes.promotion.views.shown import Reader, commitment_badge, object_page, response_badge, verdict_badge

REPORTED = gettext_lazy("Your report is shown on this page. The secretariat and those who worked on the recommendation are told.")
ASKED = gettext_lazy(
    "The members of these regions are asked. Nobody can end it early; the verdict appears here by itself when the time is over."
)
KEPT = gettext_lazy("Your answer is kept. You may change it until the end; then the council's verdict is published here.")


@require_GET
@council_page(Access.PUBLIC)
def commitments(request: CouncilRequest) -> HttpResponse:
    """What bodies promised, and what the council found."""
    state = request.GET.get("state", "")
    rows = queries.commitments_list(request.council, state=state)
    if request.GET.get("format") == "csv":
        head = [_("Commitment"), _("Body"), _("Recommendation"), _("To be done by"), _("The body says"), _("The council's verdict")]
        return csv_response("commitments", head, rows[:CSV_LIMIT], commitment_cells)
    page = page_of(request, rows)
    shown = [(row, commitment_badge(row), verdict_badge(latest(row))) for row in page.object_list]
    context = {"form": CommitmentFilterForm(request.GET), "page": page, "rows": shown, "filtered": bool(state)}
    return render(request, "promotion/commitments.html", context)


def latest(commitment: Commitment) -> Verdict | None:
    return next(iter(commitment.verdicts.all()), None)


def commitment_cells(row: Any) -> list[object]:
    due = row.due_on.isoformat() if row.due_on else ""
    says, found = commitment_badge(row)[1], verdict_badge(latest(row))[1]
    return [str(row.text), str(row.body.name), str(row.recommendation.title), due, says, found]


def found_commitment(request: Reader, public_id: str) -> Commitment:
    rows = Commitment.objects.filter(recommendation__council=request.council)
    return one(
        rows.select_related("recommendation__council", "body__side", "reply__file", "reply__answer__dispatch__brief__council"),
        public_id=public_id,
    )


@require_GET
@council_page(Access.PUBLIC)
def commitment(request: CouncilRequest, commitment: str) -> HttpResponse:
    """The body's claim and the council's verdict, side by side and never mixed."""
    return render(request, "promotion/commitment.html", commitment_context(request, found_commitment(request, commitment)))


def commitment_context(request: Reader, found: Commitment, form: ProgressForm | None = None) -> dict[str, Any]:
    verdicts = findings.verdicts_of(found)
    reports = found.progress.select_related("author__region", "author__side", "file").prefetch_related("author__professions")
    reader = request.member
    return {
        "commitment": found,
        "zone": found.body.side.timezone,
        "badge": commitment_badge(found),
        "reply_badge": response_badge(found.reply),
        "verdicts": [(row, verdict_badge(row)) for row in verdicts],
        "latest": verdicts[0] if verdicts else None,
        "latest_badge": verdict_badge(verdicts[0] if verdicts else None),
        "reports": [(row, seat_label(row.author) if row.author and reader else "") for row in reports.order_by("-created_at", "-pk")],
        "form": form or ProgressForm(),
        "may_report": bool(reader and allowed("promotion.report_progress", reader, found)),
        "may_ask": bool(reader and allowed("promotion.ask_verdict", reader, found)) and not any(row.closed_at is None for row in verdicts),
        "is_asked": any(findings.judgement_of(row, reader) for row in verdicts if findings.takes_answers(row)) if reader else False,
        **object_page(request, found, *verdicts),
    }


@require_POST
@council_page(Access.MEMBER)
def report_progress(request: MemberRequest, commitment: str) -> HttpResponse:
    """A member says what they see."""
    found = found_commitment(request, commitment)
    form = ProgressForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            acts.report_progress(by=request.member, commitment=found, text=form.text("report"), upload=first(form.cleaned_data["file"]))
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, REPORTED)
            return redirect(found)
    return render(request, "promotion/commitment.html", commitment_context(request, found, form), status=form.status)


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def ask_verdict(request: MemberRequest, commitment: str) -> HttpResponse:
    """Put the question to the members of the regions concerned."""
    found = found_commitment(request, commitment)
    concerned = regions_concerned(found.recommendation)
    ids = {region.pk for region in concerned}
    others = [region for region in regions_of(request.council) if region.pk not in ids]
    usual = clock.today(found.body.side.timezone) + timedelta(days=request.council.verdict_days)
    form = AskForm(request.POST or None, others=others, side=found.body.side, initial={"closes_on": usual})
    if request.method == "POST" and form.is_valid():
        try:
            acts.ask_verdict(by=request.member, commitment=found, regions=[*concerned, *form.added], closes_at=form.closes_at)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, ASKED)
            return redirect(found)
    people = acts.verdicts.who_is_asked(request.council, concerned)
    context = {"commitment": found, "form": form, "concerned": concerned, "people": len(people)}
    return render(request, "promotion/ask_verdict.html", context, status=form.status)


@require_GET
@council_page(Access.PUBLIC)
def verdict(request: CouncilRequest, verdict: str) -> HttpResponse:
    """One verdict: the question to those asked, the finding to everybody once it is closed."""
    found = one(findings.verdicts_in(request.council), public_id=verdict)
    return render(request, "promotion/verdict.html", verdict_context(request, found))


def verdict_context(request: Reader, found: Verdict, form: JudgementForm | None = None) -> dict[str, Any]:
    own = findings.judgement_of(found, request.member)
    evidence = findings.evidence_shown(found, request.council.threshold) if request.member else []
    opens = findings.takes_answers(found)
    if form is None and own and opens:
        given = {"value": own.value, "evidence": str(own.evidence), "language": own.evidence.original} if own.value else None
        form = JudgementForm(initial=given)
    return {
        "verdict": found,
        "commitment": found.commitment,
        "zone": found.commitment.body.side.timezone,
        "badge": verdict_badge(found),
        "claim_badge": commitment_badge(found.commitment),
        "own": own,
        "form": form if own and opens else None,
        "opens": opens,
        "regions": list(found.regions.order_by("code")),
        "turnout": findings.turnout(found),
        "rows": findings.table_of(found),
        "evidence": evidence,
        "files": findings.evidence_files(found, request.council.threshold) if request.member and request.member.is_secretariat else [],
        "evidence_rest": max(len(evidence) - 5, 0),
        **object_page(request, found),
    }


@require_POST
@council_page(Access.VOTER)
def judge(request: MemberRequest, verdict: str) -> HttpResponse:
    """A member answers for where they live."""
    found = one(findings.verdicts_in(request.council), public_id=verdict)
    form = JudgementForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.judge(by=request.member, verdict=found, value=data["value"], evidence=form.text("evidence"), upload=first(data["file"]))
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, KEPT)
            return redirect(found)
    return render(request, "promotion/verdict.html", verdict_context(request, found, form), status=form.status)
