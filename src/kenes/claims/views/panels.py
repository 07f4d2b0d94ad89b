"""Panels: opening one, its page, declaring, the two numbers of the draw, its proof."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound
from kenes.base.permissions import allowed
from kenes.claims import acts, verify_draw
from kenes.claims.acts.panels import REVIEWABLE
from kenes.claims.forms.panels import CommitForm, DeclareForm, OpenPanelForm, RevealForm
from kenes.claims.models import Affiliation, Interest, Nonce, Panel, Seat
from kenes.claims.queries import panels as found_by
from kenes.claims.queries.findings import table_shown
from kenes.claims.queries.pools import eligible
from kenes.claims.queries.tables import progress_of
from kenes.claims.views.shown import PANEL_BADGES, Reader, attachment, claim_here, panel_here
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.engine.panels import commitment_of
from kenes.record.history import history
from kenes.sides.queries import letter

VERIFIER = Path(verify_draw.__file__)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def open_panel(request: MemberRequest, claim: str) -> HttpResponse:
    """Ask for a joint review of a claim."""
    found = claim_here(request, claim)
    form = OpenPanelForm(request.POST if request.method == "POST" else None, council=request.council, side=request.member.side)
    if request.method == "POST" and form.is_valid():
        try:
            opened = acts.open_panel(by=request.member, claim=found, **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The joint review is open. Everybody who may be drawn was told."))
            return redirect(opened)
    context = {"form": form, "may_open": found.state in REVIEWABLE, "claim": found}
    return render(request, "claims/open_panel.html", context, status=form.status)


@never_cache
@require_GET
@council_page(Access.PUBLIC)
def panel(request: CouncilRequest, claim: str, number: int) -> HttpResponse:
    """One panel: where it stands, who is asked for what, the draw, and, after the end, the reviews."""
    return render(request, "claims/panel.html", panel_context(request, panel_here(request, claim, number)))


def panel_context(request: Reader, found: Panel) -> dict[str, Any]:
    reader, over = request.member, found.state == Panel.State.CLOSED
    finding = found_by.finding_from(found) if over else None
    table = table_shown(finding) if finding else None
    progress = progress_of(found)
    return {
        "panel": found,
        "badge": PANEL_BADGES[found.state],
        "sides": [{"side": side, "letter": letter(side), "done": done} for side, done in progress],
        "several": len(progress) > 1,
        "finding": finding if finding and (finding.is_public or reader) else None,
        "may_read_finding": bool(finding and (finding.state != "draft" or (reader and reader.is_secretariat))),
        "table": table,
        "groups": [
            {"side": row.side, "letter": letter(row.side), "reviews": row.reviews} for row in found_by.reviews_shown(found, finding)
        ],
        "reviewers": found_by.reviewers_shown(found, reader),
        "place": found_by.own_place(found, reader),
        "seat": found_by.own_seat(found, reader),
        "void_sides": found_by.void_sides(found) if found.state == Panel.State.VOID else [],
        "draw": draw_of(found),
        "history": history(found.ref),
        **asked_of(request, found),
        "claim": found.claim,
    }


def draw_of(found: Panel) -> list[dict[str, Any]]:
    """Return each side's step in the draw."""
    nonces = {nonce.side_id: nonce for nonce in found.nonces.all()}
    sides = found.claim.council.sides.order_by("order")
    return [{"side": side, "letter": letter(side), "nonce": nonces.get(side.pk)} for side in sides]


def asked_of(request: Reader, found: Panel) -> dict[str, Any]:
    """Return what the panel asks of this reader now."""
    reader, now = request.member, clock.now()
    if reader is None:
        return {}
    own = Nonce.objects.filter(panel=found, side=reader.side_id).first()
    may_draw = allowed("claims.draw", reader, found) and now < found.draw_by
    declares = found.state == Panel.State.CONFLICTS and now < found.declare_by
    return {
        "may_declare": declares and allowed("claims.declare", reader, found) and eligible(found).filter(pk=reader.pk).exists(),
        "has_interest": Interest.objects.filter(panel=found, member=reader).exists(),
        "may_commit": may_draw and found.state == Panel.State.COMMITTING and own is None,
        "may_reveal": may_draw and found.state == Panel.State.REVEALING and own is not None and not own.revealed_at,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def declare_interest(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Say whether one has an interest, and where one works."""
    found = panel_here(request, claim, number)
    if not allowed("claims.declare", request.member, found):
        raise NotFound
    known = Affiliation.objects.filter(member=request.member).first()
    begun = {
        "institute": known.institute if known else "",
        "interest": "yes" if Interest.objects.filter(panel=found, member=request.member).exists() else "no" if known else None,
    }
    form = DeclareForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        has_interest, institute = form.cleaned_data["interest"] == "yes", form.cleaned_data["institute"]
        try:
            acts.declare_interest(by=request.member, panel=found, has_interest=has_interest, institute=institute)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("You will not be drawn.") if has_interest else _("Thank you. You may be drawn; you are told if you are.")
            )
            return redirect(found)
    return render(request, "claims/declare.html", {"form": form, "panel": found, "claim": found.claim}, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def commit_nonce(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Bind one's side to a number. One is suggested: it stands on this page only, the server keeps its hash alone."""
    found = panel_here(request, claim, number)
    suggested = secrets.token_hex(32)
    form = CommitForm(request.POST if request.method == "POST" else None, initial={"commitment": commitment_of(suggested)})
    if request.method == "POST" and form.is_valid():
        try:
            acts.commit_nonce(by=request.member, panel=found, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your side is bound to its number. Keep the number: it is asked for when every side is bound."))
            return redirect(found)
    context = {"form": form, "panel": found, "suggested": suggested if request.method == "GET" else "", "claim": found.claim}
    return render(request, "claims/commit.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def reveal_nonce(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Show the number that one's side committed to."""
    found = panel_here(request, claim, number)
    form = RevealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = acts.reveal_nonce(by=request.member, panel=found, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
        else:
            done = drawn.state == Panel.State.REVIEWING
            messages.success(request, _("The reviewers are drawn and asked.") if done else _("Your side’s number is known now."))
            return redirect(found)
    own = Nonce.objects.filter(panel=found, side=request.member.side_id).first()
    context = {"form": form, "panel": found, "own": own, "claim": found.claim}
    return render(request, "claims/reveal.html", context, status=form.status)


@require_GET
@council_page(Access.PUBLIC)
def panel_proof(request: CouncilRequest, claim: str, number: int) -> HttpResponse:
    """Everything that the stand-alone verifier needs."""
    found = panel_here(request, claim, number)
    if not found.pool_text:
        raise NotFound
    content = json.dumps(found_by.proof_of(found), indent=1, sort_keys=True) + "\n"
    return attachment(content.encode(), "application/json", f"panel-{found.public_id}.json")


@require_GET
@council_page(Access.PUBLIC)
def panel_verifier(request: CouncilRequest, claim: str, number: int) -> HttpResponse:
    """The stand-alone verifier itself, as this installation has it."""
    panel_here(request, claim, number)
    return attachment(VERIFIER.read_bytes(), "text/plain; charset=utf-8", VERIFIER.name)


def seat_of(request: MemberRequest, found: Panel) -> Seat:
    """Return the reader's seat, or 404: who was not drawn does not learn that others were."""
    seat = found_by.own_seat(found, request.member)
    if seat is None:
        raise NotFound
    return seat
