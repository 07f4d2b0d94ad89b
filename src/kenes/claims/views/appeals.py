"""Appeals: anyone's form, and the answer of the sides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.limits import address_of
from kenes.claims import acts, doors
from kenes.claims.forms.findings import AnswerAppealForm, AppealForm, HideAppealForm
from kenes.claims.models import Appeal, Finding
from kenes.claims.queries.findings import appeal_for
from kenes.claims.views.findings import done
from kenes.claims.views.shown import finding_badge, finding_here
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.PUBLIC)
def appeal(request: CouncilRequest, claim: str, number: int) -> HttpResponse:
    """Say that a published finding is wrong: anybody may."""
    found = finding_here(request, claim, number)
    if not found.is_public or found.state == Finding.State.REPLACED:
        raise NotFound
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            doors.appeal(
                address=address_of(request),
                finding=found,
                text=form.text("objection"),
                name=data["name"],
                contact=data["contact"],
                by=request.member,
            )
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your appeal has arrived. It and its answer will stand on this page."))
            return redirect(found)
    context = {"form": form, "finding": found, "badge": finding_badge(found), "claim": found.claim}
    return render(request, "claims/appeal.html", context, status=form.status)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def answer_appeal(request: MemberRequest, claim: str, number: int, appeal: str) -> HttpResponse:
    """Propose the answer to an appeal."""
    found = finding_here(request, claim, number)
    one = appeal_here(request, found, appeal)
    begun = {"decision": one.proposed, "answer": one.answer.original_text, "language": one.answer.original} if one.proposed else {}
    form = AnswerAppealForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.answer_appeal(by=request.member, appeal=one, decision=form.cleaned_data["decision"], answer=form.text("answer"))
        except KenesError as error:
            form.refuse(error)
        else:
            waits = made.state == Appeal.State.RECEIVED
            messages.success(request, _("The other side is asked to agree to this answer.") if waits else _("The appeal is answered."))
            return redirect(found)
    context = {"form": form, "finding": found, "appeal": one, "claim": found.claim}
    return render(request, "claims/answer_appeal.html", context, status=form.status)


@require_POST
@council_page(Access.SECRETARIAT)
def agree_answer(request: MemberRequest, claim: str, number: int, appeal: str) -> HttpResponse:
    """Agree to the answer that another side proposed."""
    found = finding_here(request, claim, number)
    one = appeal_here(request, found, appeal)
    seen = request.POST.get("seen", "")[:64]
    done(request, lambda: acts.agree_answer(by=request.member, appeal=one, seen=seen), _("The appeal is answered."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@council_page(Access.MODERATOR)
def hide_appeal(request: MemberRequest, claim: str, number: int, appeal: str) -> HttpResponse:
    """Hide the words of an abusive appeal, with a reason."""
    found = finding_here(request, claim, number)
    one = appeal_here(request, found, appeal)
    form = HideAppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.takes(lambda: acts.hide_appeal(by=request.member, appeal=one, reason=form.cleaned_data["reason"])):
        return redirect(found)
    context = {"form": form, "finding": found, "appeal": one, "claim": found.claim}
    return render(request, "claims/hide_appeal.html", context, status=form.status)


@require_POST
@council_page(Access.MODERATOR)
def show_appeal(request: MemberRequest, claim: str, number: int, appeal: str) -> HttpResponse:
    """Show a hidden appeal again."""
    found = finding_here(request, claim, number)
    acts.show_appeal(by=request.member, appeal=appeal_here(request, found, appeal))
    return redirect(found)


def appeal_here(request: MemberRequest, found: Finding, public_id: str) -> Appeal:
    one = appeal_for(request.council, found, public_id)
    if one is None:
        raise NotFound
    return one
