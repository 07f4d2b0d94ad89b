"""Pages of votes: opening, the ballot, turnout and result, dissent, closing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kenes.base.errors import KenesError
from kenes.base.permissions import require
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.queries import roster
from kenes.recommendations import acts, queries
from kenes.recommendations.forms import AdoptionForm, BallotForm, DissentForm, written
from kenes.recommendations.models import Adoption, Choice, Voter
from kenes.recommendations.rules import MINUTES_A_BALLOT
from kenes.recommendations.texthash import hash_of
from kenes.recommendations.views.drafts import found, sides_on
from kenes.recommendations.views.shown import badge_of, bars_of, opinions, result_bar, roll
from kenes.record.history import history

CAST = gettext_lazy("Your ballot is cast. The result appears here when voting closes.")
NOTED = gettext_lazy("Your vote is noted. You can change it until voting closes; then the result appears here.")
GLYPHS = {Choice.YES: "agree", Choice.NO: "disagree", Choice.ABSTAIN: "pass"}


@council_page(Access.SECRETARIAT)
def open_vote(request: MemberRequest, recommendation: str) -> HttpResponse:
    """Put the latest version to the vote: everything on this page is fixed from then on."""
    row = found(request.council, request.member, recommendation)
    form = AdoptionForm(request.POST or None, council=request.council, zone=request.member.side.timezone)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.open_adoption(by=request.member, recommendation=row, **form.cleaned_data)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Voting is open. Everybody on the roster is told."))
            return redirect(made)
    version = row.versions.latest("number")
    agreed = sides_on(row, version)
    context = {
        "form": form,
        "recommendation": row,
        "version": version,
        "roster": roster(request.council).count(),
        "standing": agreed,
        "waits": any(not side.agrees for side in agreed),
    }
    return render(request, "recommendations/open_vote.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def agree(request: MemberRequest, recommendation: str) -> HttpResponse:
    """Agree for one's side that the text on the page is put to the vote."""
    row = found(request.council, request.member, recommendation)
    acts.agree_to_adoption(by=request.member, recommendation=row, seen=request.POST.get("seen", ""))
    messages.success(request, _("Your side agrees to this text. The other sides are told."))
    return redirect(row)


@council_page(Access.PUBLIC)
def adoption(request: CouncilRequest, adoption: str) -> HttpResponse:
    """A vote: what is fixed, turnout against the quorum, the result, who voted, dissent, history."""
    row = the_vote(request, adoption)
    state, member = queries.adoption_state(row), request.member
    dossier = queries.dossier(row.recommendation, member)
    dossier.dissents = [dissent for dissent in dossier.dissents if dissent.adoption_id == row.pk]
    votes = queries.roll_call(row) if member else []
    context = {
        "recommendation": row.recommendation,
        "adoption": row,
        "state": state,
        "badge": badge_of(row.state),
        "minutes": MINUTES_A_BALLOT,
        "bars": bars_of(state),
        "result": result_bar(state),
        "opinions": opinions(dossier),
        "by_code": queries.voters_by_code(row) if member else None,
        "roll": roll(votes or queries.turnout_list(row), votes=bool(votes)) if member else [],
        "place": place_of(request, row),
        "text_stands": row.text_hash == row.version.hash == hash_of(row.version),
        "history": history(row.ref, *(dissent.ref for dissent in dossier.dissents)),
    }
    return render(request, "recommendations/adoption.html", context)


def the_vote(request: CouncilRequest | MemberRequest, public_id: str) -> Adoption:
    return one(queries.visible_adoptions(request.council, request.member), public_id=public_id)


def place_of(request: CouncilRequest | MemberRequest, adoption: Adoption) -> Voter | None:
    return queries.place_of(adoption, request.member) if request.member else None


@sensitive_post_parameters("value")
@never_cache
@council_page(Access.VOTER)
def ballot(request: MemberRequest, adoption: str) -> HttpResponse:
    """Vote. A secret ballot is asked back once before it is cast, because it cannot be changed. No address holds the answer."""
    row = the_vote(request, adoption)
    form = BallotForm(request.POST if request.method == "POST" else None)
    chosen = ""
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        if row.is_secret and "confirm" not in request.POST:
            chosen = value
        else:
            try:
                acts.cast_ballot(by=request.member, adoption=row, value=value)
            except KenesError as error:
                form.refuse(error)
            else:
                messages.success(request, CAST if row.is_secret else NOTED)
                return redirect(row)
    context = {
        "form": form,
        "adoption": row,
        "recommendation": row.recommendation,
        "version": row.version,
        "state": queries.adoption_state(row),
        "place": place_of(request, row),
        "choices": [(choice.value, choice.label, GLYPHS[choice]) for choice in Choice],
        "chosen": chosen,
        "chosen_label": Choice(chosen).label if chosen else "",
        "back_url": row.recommendation.get_absolute_url(),
        "back_label": _("Recommendation"),
    }
    return render(request, "recommendations/ballot.html", context, status=form.status)


@council_page(Access.VOTER)
def dissent(request: MemberRequest, adoption: str) -> HttpResponse:
    """Put a dissenting opinion beside the text."""
    row = the_vote(request, adoption)
    form = DissentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.write_dissent(by=request.member, adoption=row, text=written(form, "text"))
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your dissenting opinion is now beside the text."))
            return redirect(row.recommendation)
    context = {"form": form, "adoption": row, "recommendation": row.recommendation, "state": queries.adoption_state(row)}
    return render(request, "recommendations/dissent.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def close(request: MemberRequest, adoption: str) -> HttpResponse:
    """Close a vote whose time has come, or in which everybody has voted. The worker does it within a minute anyway."""
    row = the_vote(request, adoption)
    require("recommendations.open_adoption", request.member, row.recommendation)
    closed = acts.close_adoption(adoption=row)
    messages.success(request, closed.get_state_display())
    return redirect(closed)
