"""Findings: the page, wording one, agreeing, figures, dissent, correction."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.permissions import allowed
from kenes.claims import acts
from kenes.claims.acts.findings import PURPOSE
from kenes.claims.forms.findings import DissentForm, FiguresForm, FindingForm, indicator_of
from kenes.claims.models import Finding
from kenes.claims.queries import findings as found_by
from kenes.claims.queries.panels import is_under_review
from kenes.claims.views.plots import plots_of
from kenes.claims.views.shown import Reader, finding_badge, finding_here
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.models import Member
from kenes.library.views.shown import papers_block
from kenes.record.history import history
from kenes.sides.queries import letter, standing


@require_GET
@council_page(Access.PUBLIC)
def finding(request: CouncilRequest, claim: str, number: int) -> HttpResponse:
    """One finding; it leads with its sentence."""
    return render(request, "claims/finding.html", finding_context(request, finding_here(request, claim, number)))


def finding_context(request: Reader, found: Finding) -> dict[str, Any]:
    reader, council = request.member, request.council
    drafted = found.state == Finding.State.DRAFT
    all_of_claim = found_by.findings_of(found.claim, reader)
    return {
        "finding": found,
        "badge": finding_badge(found),
        "corrects": found_by.earlier_of(found),
        "newer": next((row for row in all_of_claim if row.number > found.number and row.state != Finding.State.DRAFT), None),
        "others": [{"finding": row, "badge": finding_badge(row)} for row in all_of_claim if row.pk != found.pk],
        "side_texts": [
            {"side": row.side, "letter": letter(row.side), "text": row.text}
            for row in found.side_texts.select_related("side").order_by("side__order")
            if row.text
        ],
        "table": found_by.table_shown(found),
        "plots": plots_of(council, found),
        "dissents": found_by.dissents_of(found),
        "appeals": appeals_shown(request, found),
        "appeals_waiting": found_by.appeals_waiting(found) if reader is None else 0,  # members see them themselves
        "standing": standing(council, found.ref, PURPOSE, found.text_hash) if drafted and reader else [],
        "history": history(found.ref),
        **papers_block(found.claim, council, reader),  # a paper is shown with the claim, whichever finding is the newest
        **may(reader, found),
        "claim": found.claim,
    }


def appeals_shown(request: Reader, found: Finding) -> list[dict[str, Any]]:
    """Return the appeals with, for the secretariats, which side agrees to the proposed answer."""
    staff = bool(request.member and request.member.is_secretariat)
    hides = bool(request.member and allowed("claims.hide_appeal", request.member, found))
    rows = found_by.appeals_of(found, request.member)
    asked = [row for row in rows if staff and row.state == "received" and row.proposed]
    standings = {row.pk: standing(request.council, row.ref, "appeal", row.text_hash) for row in asked}
    return [
        {
            "appeal": row,
            "badge": {"upheld": "asked", "refused": "stopped"}.get(row.state, "neutral"),
            "is_answered": row.state != "received",
            "is_readable": not row.hidden_because or hides,
            "may_hide": hides,
            "may_answer": staff and row.state == "received",
            "standing": standings.get(row.pk, []),
        }
        for row in rows
    ]


def may(reader: Member | None, found: Finding) -> dict[str, bool]:
    """Return what the reader may do with a finding as it stands."""
    stands = found.state in (Finding.State.PUBLISHED, Finding.State.REOPENED) and found.is_public
    writes = bool(reader and allowed("claims.write_finding", reader, found))
    newest = found_by.is_newest(found)
    free = not is_under_review(found.claim)
    spoken = bool(reader and found.dissents.filter(member=reader).exists())
    open_to_dissent = found.state == Finding.State.DRAFT or stands
    return {
        "may_write": writes and found.state == Finding.State.DRAFT,
        "may_drop": writes and found.state == Finding.State.DRAFT and found_by.is_correction(found),
        "may_correct": writes and stands and newest and free,
        "may_review_anew": writes and found.state == Finding.State.REOPENED and newest and free,
        "may_dissent": bool(reader and open_to_dissent and not spoken and allowed("claims.dissent", reader, found)),
        "may_appeal": stands,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def write_finding(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Word a finding in every working language."""
    found = in_preparation(request, claim, number)
    posted = request.method == "POST"
    own = found.side_texts.filter(side=request.member.side_id).first()
    corrects = found_by.earlier_of(found) is not None
    form = FindingForm(request.POST if posted else None, finding=found, own=own.text if own else None, corrects=corrects)
    if posted and form.is_valid():
        try:
            acts.write_finding(by=request.member, finding=found, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved. Every side is asked to agree to these words."))
            return redirect(found)
    context = {
        "form": form,
        "figures_form": FiguresForm(council=request.council),
        "finding": found,
        "table": found_by.table_shown(found),
        "plots": plots_of(request.council, found),
        "claim": found.claim,
    }
    return render(request, "claims/write_finding.html", context, status=form.status)


def in_preparation(request: MemberRequest, claim: str, number: int) -> Finding:
    found = finding_here(request, claim, number)
    if found.state != Finding.State.DRAFT:
        raise NotFound
    return found


@require_POST
@council_page(Access.SECRETARIAT)
def finding_figures(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Let a finding rest on figures, or no longer."""
    found = finding_here(request, claim, number)
    seen = request.POST.get("seen", "")[:64]
    dropped = request.POST.get("drop", "")
    if dropped:
        indicator, period = indicator_of(request.council, dropped.replace("\0", "")), request.POST.get("period", "")[:10].replace("\0", "")
        if indicator is None:
            raise NotFound

        def act() -> Finding:
            return acts.unbind_figures(by=request.member, finding=found, indicator=indicator, period=period, seen=seen)
    else:
        form = FiguresForm(request.POST, council=request.council)
        if not form.is_valid():
            messages.error(request, _("Choose an indicator and, if you like, a period."))
            return redirect(writing(found))

        def act() -> Finding:
            return acts.bind_figures(by=request.member, finding=found, seen=seen, **form.act())

    done(request, act, _("The figures were changed. Every side is asked to agree."))
    return redirect(writing(found))


def writing(found: Finding) -> str:
    return reverse("write-finding", args=[found.claim.council.slug, found.claim.public_id, found.number])


def done(request: MemberRequest, act: Callable[[], object], words: str) -> bool:
    """Do one act and say so, or say why not."""
    try:
        act()
    except KenesError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, words)
    return True


@require_POST
@council_page(Access.SECRETARIAT)
def agree_finding(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Agree for one's side; with the last side the finding is published."""
    found = finding_here(request, claim, number)
    seen = request.POST.get("seen", "")[:64]
    done(request, lambda: acts.agree_finding(by=request.member, finding=found, seen=seen), _("Your side agrees to these words."))
    return redirect(found)


@require_POST
@council_page(Access.SECRETARIAT)
def correct_finding(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Begin a correction."""
    found = finding_here(request, claim, number)
    try:
        new = acts.correct_finding(by=request.member, finding=found)
    except KenesError as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, _("Say what was wrong, and word the finding anew. The old one stands until every side agrees."))
    return redirect(writing(new))


@require_POST
@council_page(Access.SECRETARIAT)
def drop_correction(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Take back a correction that is still being worded."""
    found = finding_here(request, claim, number)
    gone = done(request, lambda: acts.drop_correction(by=request.member, finding=found), _("The correction is taken back."))
    return redirect(found.claim if gone else found)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.VOTER)
def dissent_finding(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Put one's own opinion, signed with one's seat, beside a finding."""
    found = dissentable(request, claim, number)
    form = DissentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.dissent_from_finding(by=request.member, finding=found, text=form.text("opinion"))
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your dissent stands beside the finding, signed with your seat."))
            return redirect(
                found if found.state != Finding.State.DRAFT or request.member.is_secretariat or not found.panel else found.panel
            )
    context = {"form": form, "finding": found, "claim": found.claim}
    return render(request, "claims/dissent.html", context, status=form.status)


def dissentable(request: MemberRequest, claim: str, number: int) -> Finding:
    """Return the finding; those who may dissent know of one in preparation, though only its table, not its words."""
    rows = Finding.objects.filter(claim__council=request.council, claim__public_id=claim, number=number)
    found = rows.select_related("claim__council", "panel__claim__council").first()
    if found is None:
        raise NotFound
    return found
