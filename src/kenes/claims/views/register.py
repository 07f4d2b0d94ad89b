"""The register: the list, one claim, registering, where it was seen, joining, declining."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kenes.base.errors import NotFound
from kenes.base.forms import KenesForm
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed, require
from kenes.claims import similar
from kenes.claims.acts import register as acts
from kenes.claims.exchange import linked, script
from kenes.claims.forms.register import ClaimFilters, ClaimForm, DescribeForm, JoinForm, ReasonForm, SeenForm
from kenes.claims.models import Claim
from kenes.claims.queries import register as queries
from kenes.claims.queries.findings import finding_of, findings_of
from kenes.claims.queries.panels import OPEN_TO_ALL, panels_of
from kenes.claims.views.shown import claim_here, finding_badge
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page
from kenes.councils.queries import plain, thread
from kenes.engine.similarity import meaning
from kenes.issues.views.shown import Counted, tabs
from kenes.library.views.shown import papers_block
from kenes.record.history import history
from kenes.site.queries import parity

BADGES: dict[str, str] = {
    Claim.State.REGISTERED: "neutral",
    Claim.State.DRAWING: "talk",
    Claim.State.REVIEWING: "talk",
    Claim.State.REVIEWED: "talk",
    Claim.State.PUBLISHED: "verified",
    Claim.State.REOPENED: "contested",
    Claim.State.JOINED: "stopped",
    Claim.State.DECLINED: "stopped",
}
OVER = (Claim.State.JOINED, Claim.State.DECLINED)
MEMBERS_ONLY = (Claim.State.REGISTERED, Claim.State.DRAWING, Claim.State.REVIEWING, Claim.State.REVIEWED)


def row_badge(row: queries.ClaimRow) -> str:
    """Return the badge of a line: what was found, else how far the claim is. Sides that differ have verified nothing."""
    return finding_badge(row.finding) if row.finding else BADGES[row.claim.state]


@require_GET
@council_page(Access.PUBLIC)
def claims(request: CouncilRequest) -> HttpResponse:
    """The claims that the reader may see."""
    states = [choice for choice in Claim.State.choices if request.member or choice[0] in OPEN_TO_ALL]
    form = ClaimFilters(request.GET, council=request.council, states=states)
    wanted = form.wanted()
    mine = bool(request.member) and request.GET.get("mine") == "1"
    rows = queries.claims_list(request.council, request.member, mine=mine, **wanted)
    if request.GET.get("format") == "csv":
        return claims_csv(request, list(queries.with_counts(rows)[:CSV_LIMIT]))
    counts = queries.state_counts(queries.claims_list(request.council, request.member, mine=mine, **{**wanted, "state": ""}))
    total = counts.get(wanted["state"], 0) if wanted["state"] else sum(counts.values())
    page = page_of(request, Counted(queries.with_counts(rows), total))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, row_badge(row)) for row in queries.claim_rows(list(page.object_list), request.member)],
        "tabs": tabs(states, counts),
        "counts": counts,
        "all": sum(counts.values()),
        "filtered": any(wanted.values()) or mine,
        "mine": mine,
        "may_register": may(request, "claims.register"),
        "may_import": may(request, "claims.import"),
        "parity": parity.of_list(request.council, request.member, parity.claims),
    }
    return render(request, "claims/claims.html", context)


def may(request: CouncilRequest, rule: str) -> bool:
    return bool(request.member and allowed(rule, request.member))


def claims_csv(request: CouncilRequest, found: list[Claim]) -> HttpResponse:
    head = [_("No."), _("Claim"), _("Kind"), _("State"), _("Finding"), _("Seen"), _("First seen"), _("Last seen")]

    def cells(row: queries.ClaimRow) -> list[object]:
        claim: Any = row.claim
        finding = row.finding.get_category_display() if row.finding else ""
        told = [claim.number, str(claim.wording), claim.get_type_display(), claim.get_state_display(), finding]
        return [*told, claim.seen, claim.first_seen, claim.last_seen]

    return csv_response("claims", head, queries.claim_rows(found, request.member), cells)


@require_GET
@council_page(Access.PUBLIC)
def claim(request: CouncilRequest, claim: str) -> HttpResponse:
    """One claim: the finding first, then the claim, where it was seen, what is alike, how it came about."""
    found = claim_here(request, claim)
    finding = finding_of(found, request.member)
    manages = bool(request.member and allowed("claims.manage", request.member, found))
    shown, panels = queries.seen(found), list(panels_of(request.council, request.member).filter(claim=found))
    context = {
        "claim": found,
        "badge": BADGES[found.state],
        "finding": finding,
        "finding_badge": finding_badge(finding) if finding else "",
        "members_only": found.state in MEMBERS_ONLY,
        "regions": region_names(found),
        "seen": shown,
        "joined": queries.joined_with(found) if request.member else [],
        "alike": similar.alike_to(found, request.member) if request.member and found.state not in OVER else [],
        "compared": similar.how_compared(meaning.state()),
        "foreign": foreign_of(found),
        "thread": thread(found.ref, request.member) if request.member else None,
        **papers_block(found, request.council, request.member),
        "history": history(found.ref, *(one.ref for one in [*panels, *findings_of(found, request.member)])),
        "markup": markup(request, found, finding, shown),
        "has_data": found.state in OPEN_TO_ALL,
        "panels": panels,
        "manages": manages,
        "may_add": may(request, "claims.register") and found.state != Claim.State.DECLINED,
        "may_open": bool(request.member and allowed("claims.open_panel", request.member, found)) and found.state == Claim.State.REGISTERED,
        "own_reason": found.state == Claim.State.DECLINED and (manages or is_own(request, found)),
    }
    return render(request, "claims/claim.html", context)


def region_names(found: Claim) -> list[str]:
    return [plain(str(region.name)) for region in found.regions.all()]


def is_own(request: CouncilRequest, found: Claim) -> bool:
    return bool(request.member and found.registered_by_id == request.member.pk)


def foreign_of(found: Claim) -> Any:
    """Return what another checker's review says, as far as its address can still be shown."""
    return next(iter(linked.foreign_reviews(found)), None)


def markup(request: CouncilRequest, found: Claim, finding: Any, shown: queries.Seen) -> Any:
    """Return the finding as ClaimReview for the page, in the reader's language, or None where nothing is exported."""
    if finding is None or not linked.exports_review(found, finding):
        return None
    language = (get_language() or "kk")[:2]
    return script(linked.review_of(found, finding, language, request.build_absolute_uri, shown.places))


@council_page(Access.MEMBER)
def new_claim(request: MemberRequest) -> HttpResponse:
    """Register a claim. Similar ones are shown first: an appearance may belong to one that is known."""
    require("claims.register", request.member)
    form = ClaimForm(request.POST or None, council=request.council)
    found: list[similar.Alike] = []
    if request.method == "POST" and form.is_valid():
        if made := queries.registered_already(request.member, form.cleaned_data["client_key"]):
            return redirect(made)  # the form was sent twice: the claim is not one that resembles itself
        vector = similar.meaning_of(form.cleaned_data["wording"])
        found = like(request, form, vector)
        looked = " ".join(one.claim.public_id for one in found)
        if (not found or form.cleaned_data["looked"] == looked) and "look" not in request.POST:
            if form.takes(lambda: register(request, form, vector)):
                messages.success(request, _("The claim is registered. Members see it; everyone else once a finding is published."))
                return redirect(queries.registered_already(request.member, form.cleaned_data["client_key"]) or "claims")
        else:
            form.data = {**form.data.dict(), "regions": form.data.getlist("regions"), "looked": looked}  # type: ignore[attr-defined]
    context = {
        "form": form,
        "alike": found,
        "looked_at": request.method == "POST" and form.is_valid(),
        "compared": similar.how_compared(meaning.state()),
    }
    return render(request, "claims/new_claim.html", context, status=form.status)


def like(request: MemberRequest, form: ClaimForm, vector: bytes) -> list[similar.Alike]:
    data = form.cleaned_data
    links = [data["url"]] if data["url"] else []
    return similar.alike(request.council, request.member, data["wording"], language=data["language"], links=links, vector=vector)


def register(request: MemberRequest, form: ClaimForm, vector: bytes) -> None:
    data = form.cleaned_data
    acts.register_claim(
        by=request.member,
        wording=form.text("wording"),
        seen=[form.place()],
        client_key=data["client_key"],
        vector=vector,
        **form.about(),
    )


@council_page(Access.MODERATOR)
def change_claim(request: MemberRequest, claim: str) -> HttpResponse:
    """Correct what the council says about a claim; its wording stays."""
    found = claim_here(request, claim)
    require("claims.manage", request.member, found)
    form = DescribeForm(request.POST or None, claim=found)
    if request.method == "POST" and form.takes(lambda: acts.describe_claim(by=request.member, claim=found, **form.act())):
        return redirect(found)
    now = [found.get_type_display(), *([str(found.about_side.name)] if found.about_side else []), *region_names(found)]
    return shown_form(request, found, form, _("Correct what is said about it"), now=now if form.errors else [])


@council_page(Access.MEMBER)
def add_appearance(request: MemberRequest, claim: str) -> HttpResponse:
    """Say where else a claim was seen."""
    found = claim_here(request, claim)
    require("claims.register", request.member)
    form = SeenForm(request.POST or None, initial={"url": request.GET.get("url", "")[:1000]})
    if request.method == "POST" and form.takes(lambda: acts.add_appearance(by=request.member, claim=found, place=form.place())):
        messages.success(request, _("Noted: it was seen there, too."))
        return redirect(found)
    return shown_form(request, found, form, _("Add where it was seen"))


@council_page(Access.MODERATOR)
def take_out_appearance(request: MemberRequest, claim: str, appearance: str) -> HttpResponse:
    """Take out a place where a claim was seen, with a reason."""
    found = claim_here(request, claim)
    place = next((one for one in queries.places_of([found])[found.pk] if one.public_id == appearance), None)
    if place is None:
        raise NotFound
    form = ReasonForm(request.POST or None)

    def take_out() -> None:
        acts.take_out_appearance(by=request.member, appearance=place, reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.takes(take_out):
        return redirect(found)
    return shown_form(request, found, form, _("Take this place out"), place=place)


@council_page(Access.MODERATOR)
def join_claim(request: MemberRequest, claim: str) -> HttpResponse:
    """Say that a claim is the same as another one."""
    found = claim_here(request, claim)
    query = request.GET.get("q", "").strip()[:200]
    likely = [one.claim for one in similar.alike_to(found, request.member)]
    others = queries.targets(found, query)
    known = {one.pk for one in likely}
    form = JoinForm(request.POST or None, targets=[*([] if query else likely), *(one for one in others if query or one.pk not in known)])

    def join() -> None:
        acts.join_claim(by=request.member, claim=found, into=form.target(), reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.takes(join):
        messages.success(request, _("The claims are joined. Who registered this one is told."))
        return redirect(found.joined_into or found)
    return shown_form(request, found, form, _("Join with another claim"), query=query, searches=True)


@council_page(Access.MODERATOR)
def decline_claim(request: MemberRequest, claim: str) -> HttpResponse:
    """Take a claim no further, with a reason."""
    found = claim_here(request, claim)
    form = ReasonForm(request.POST or None)

    def decline() -> None:
        acts.decline_claim(by=request.member, claim=found, reason=form.cleaned_data["reason"])

    if request.method == "POST" and form.takes(decline):
        messages.success(request, _("The claim is not taken up. Who registered it reads why."))
        return redirect(found)
    return shown_form(request, found, form, _("Do not take it up"))


@require_POST
@council_page(Access.MODERATOR)
def separate_claim(request: MemberRequest, claim: str) -> HttpResponse:
    """Undo the joining."""
    acts.separate_claim(by=request.member, claim=claim_here(request, claim))
    messages.success(request, _("The claim stands on its own again."))
    return redirect("claim", request.council.slug, claim)


@require_POST
@council_page(Access.MODERATOR)
def readmit_claim(request: MemberRequest, claim: str) -> HttpResponse:
    """Take up a declined claim after all."""
    acts.readmit_claim(by=request.member, claim=claim_here(request, claim))
    messages.success(request, _("The claim is taken up after all."))
    return redirect("claim", request.council.slug, claim)


def shown_form(request: MemberRequest, found: Claim, form: KenesForm, title: str, **more: Any) -> HttpResponse:
    context = {"claim": found, "form": form, "title": title, **more}
    return render(request, "claims/claim_form.html", context, status=form.status)
