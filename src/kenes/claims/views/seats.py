"""A reviewer's pages: what one agrees to with a seat, and the review."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound
from kenes.claims import acts
from kenes.claims.forms.panels import AcceptForm, ReviewForm, cited, source_forms
from kenes.claims.models import Affiliation, Panel, Review, Seat
from kenes.claims.views.panels import seat_of
from kenes.claims.views.shown import panel_here
from kenes.councils.access import Access, MemberRequest, council_page


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def accept_seat(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """What will be shown of a review, read before a seat is accepted."""
    found = panel_here(request, claim, number)
    seat = seat_of(request, found)
    known = Affiliation.objects.filter(member=request.member).first()
    form = AcceptForm(request.POST if request.method == "POST" else None, initial={"institute": known.institute if known else ""})
    if request.method == "POST" and form.is_valid():
        try:
            taken = acts.accept_seat(by=request.member, seat=seat, institute=form.cleaned_data["institute"])
        except KenesError as error:
            form.refuse(error)
        else:
            return after_accepting(request, found, taken)
    context = {"form": form, "panel": found, "seat": seat, "due": found.due_if_accepted(clock.now()), "claim": found.claim}
    return render(request, "claims/accept.html", context, status=form.status)


def after_accepting(request: MemberRequest, found: Panel, seat: Seat) -> HttpResponse:
    if seat.state == Seat.State.DECLINED:
        messages.info(request, _("Somebody of your institute sits on your side already, so your seat passes on. Thank you."))
        return redirect(found)
    messages.success(request, _("The seat is yours. Nobody is told that you hold it."))
    return redirect(reverse("write-review", args=[request.council.slug, found.claim.public_id, found.number]))


@require_POST
@council_page(Access.MEMBER)
def decline_seat(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """Give a seat back."""
    found = panel_here(request, claim, number)
    seat = seat_of(request, found)
    try:
        acts.decline_seat(by=request.member, seat=seat, has_interest=request.POST.get("interest") == "1")
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your seat passes on to the reserve. Thank you for saying so."))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def write_review(request: MemberRequest, claim: str, number: int) -> HttpResponse:
    """One's own review: saved as often as one likes, submitted once."""
    found = panel_here(request, claim, number)
    seat = seat_of(request, found)
    if seat.state not in (Seat.State.ACCEPTED, Seat.State.SUBMITTED):
        raise NotFound
    review = Review.objects.filter(seat=seat).prefetch_related("sources__copy").first()
    if seat.state == Seat.State.SUBMITTED and request.method == "GET":
        return render(request, "claims/review_sent.html", {"panel": found, "seat": seat, "review": review, "claim": found.claim})
    posted = request.method == "POST"
    form = ReviewForm(request.POST if posted else None, claim=found.claim, initial=begun(review))
    sources = source_forms(found, request.POST if posted else None, request.FILES if posted else None, review)
    if posted and all([form.is_valid(), *(one.is_valid() for one in sources)]):
        submit = "submit" in request.POST
        try:
            acts.write_review(by=request.member, seat=seat, sources=cited(sources), submit=submit, **form.review())
        except KenesError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Your review is submitted and sealed.") if submit else _("Saved. Only you can read it."))
            return redirect(reverse("write-review", args=[request.council.slug, found.claim.public_id, found.number]))
    context = {
        "form": form,
        "sources": sources,
        "forms": [form, *sources],
        "panel": found,
        "seat": seat,
        "files_again": posted and bool(request.FILES),
    }
    wrong = posted and (form.errors or any(one.errors for one in sources))
    return render(request, "claims/write_review.html", {**context, "claim": found.claim}, status=422 if wrong else 200)


def begun(review: Review | None) -> dict[str, Any]:
    if review is None:
        return {}
    text = {"reasons": review.text.original_text, "language": review.text.original} if review.text else {}
    return {"category": review.category, "confidence": review.confidence, **text}


def refuse(form: ReviewForm, error: KenesError) -> None:
    """Show a refusal beside its field; what is wrong with sources stands above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))
