"""The official's private page. GET only shows, so that mail scanners may open it; POST answers, once."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound
from kenes.base.files import path_of
from kenes.base.ids import token_hash
from kenes.base.limits import count_attempt
from kenes.councils.access import Access, one, open_page
from kenes.promotion import acts
from kenes.promotion.errors import AlreadyAnswered
from kenes.promotion.forms import BodyProgressForm, ReplyForm, SenderForm, first
from kenes.promotion.links import dispatch_of
from kenes.promotion.models import Answer, Commitment, Dispatch
from kenes.promotion.queries import dispatches as queries
from kenes.promotion.views.dispatches import best_content
from kenes.promotion.views.shown import commitment_badge, documents_shown, response_badge, verdict_badge
from kenes.recommendations.models import Recommendation

MOST_TRIES, MINUTES = 30, 10
MINUTES_A_REPLY = 3


def opened(request: HttpRequest, token: str) -> Dispatch:
    """Return the dispatch behind a link, and let the page wear its council's name."""
    found = dispatch_of(token)
    request.council = found.brief.council  # type: ignore[attr-defined]  # read by the page's head
    return found


def count_try(token: str) -> None:
    count_attempt("official", token_hash(token), most=MOST_TRIES, minutes=MINUTES)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_page(Access.LINK)
def official(request: HttpRequest, token: str) -> HttpResponse:
    """One dispatch, its documents, and a box for each recommendation."""
    found = opened(request, token)
    if request.method != "POST":
        return page(request, found, token)
    count_try(token)
    sender, boxes = forms_of(found, request)
    valid = all([sender.is_valid(), *(box.is_valid() for box in boxes)])
    if found.state != Dispatch.State.SENT:
        return page(request, found, token, unsent=boxes, status=AlreadyAnswered.status)
    if not valid:
        return page(request, found, token, sender, boxes, status=422)
    try:
        acts.answer_dispatch(token=token, replies=[box.given() for box in boxes], **sender.cleaned_data)
    except AlreadyAnswered:
        found.refresh_from_db()
        return page(request, found, token, unsent=boxes, status=AlreadyAnswered.status)
    except KenesError as error:
        refused_box(boxes, sender, error).refuse(error)
        return page(request, found, token, sender, boxes, status=422)
    messages.success(request, _("Your answer has been received."))
    return redirect("official", token)


def refused_box(boxes: list[ReplyForm], sender: SenderForm, error: KenesError) -> ReplyForm | SenderForm:
    """Return the form that a refusal belongs to."""
    about = error.params.get("recommendation")
    return next((box for box in boxes if box.recommendation.public_id == about), sender)


def forms_of(found: Dispatch, request: HttpRequest | None = None) -> tuple[SenderForm, list[ReplyForm]]:
    """Return the sender's form and a box for each recommendation, filled with what was posted."""
    data = (request.POST, request.FILES) if request else (None, None)
    rows = Recommendation.objects.filter(brief_items__brief=found.brief).order_by("brief_items__order")
    return SenderForm(data[0]), [ReplyForm(*data, recommendation=row, number=n) for n, row in enumerate(rows, start=1)]


def page(
    request: HttpRequest,
    found: Dispatch,
    token: str,
    sender: SenderForm | None = None,
    boxes: list[ReplyForm] | None = None,
    *,
    unsent: list[ReplyForm] | None = None,
    progress: tuple[Commitment, BodyProgressForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page in the state that the dispatch is in: to answer, received, or answered."""
    if sender is None or boxes is None:
        sender, boxes = forms_of(found)
    answers = queries.answers_of(found)
    current = next((answer for answer in answers if answer.state != Answer.State.REFUSED), None)
    content = best_content(found)
    context = {
        "council": found.brief.council,
        "dispatch": found,
        "content": content,
        "token": token,
        "zone": found.body.side.timezone,
        "days_left": queries.days_left(found),
        "is_overdue": queries.is_overdue(found),
        "minutes": MINUTES_A_REPLY * len(boxes),
        "sender": sender,
        "boxes": list(zip(boxes, content["recommendations"], strict=True)),
        "forms": [*boxes, sender],
        "documents": documents_shown(found),
        "answer": current,
        "replies": [(reply, response_badge(reply)) for reply in current.replies.all()] if current else [],
        "was_refused": current is None and bool(answers),
        "unsent": unsent,
        "commitments": commitments_shown(found, progress) if found.state == Dispatch.State.ANSWERED else [],
    }
    response = render(request, "promotion/official.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def commitments_shown(found: Dispatch, progress: tuple[Commitment, BodyProgressForm] | None) -> list[dict[str, Any]]:
    return [
        {
            "commitment": row,
            "badge": commitment_badge(row),
            "verdict": verdict_badge(next(iter(row.verdicts.all()), None)),
            "form": progress[1] if progress and progress[0].pk == row.pk else BodyProgressForm(prefix=row.public_id),
        }
        for row in queries.commitments_of(found)
    ]


@never_cache
@require_GET
@open_page(Access.LINK)
def official_document(request: HttpRequest, token: str, file: str) -> HttpResponse:
    """One document of the dispatch."""
    found = opened(request, token)
    document = one(found.documents.all(), public_id=file)
    try:
        content = path_of(document).read_bytes()
    except FileNotFoundError:
        raise NotFound from None
    response = HttpResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@never_cache
@require_POST
@open_page(Access.LINK)
def official_progress(request: HttpRequest, token: str, commitment: str) -> HttpResponse:
    """The body reports on what it promised, through the same link."""
    found = opened(request, token)
    count_try(token)
    promise = one(Commitment.objects.filter(reply__answer__dispatch=found).select_related("reply__answer"), public_id=commitment)
    form = BodyProgressForm(request.POST, request.FILES, prefix=promise.public_id)
    if form.is_valid():
        data = form.cleaned_data
        try:
            acts.report_progress(
                token=token, commitment=promise, text=form.text("report"), claims_done=data["claims_done"], upload=first(data["file"])
            )
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your report is published. The secretariat and those who worked on the recommendation are told."))
            return redirect("official", token)
    return page(request, found, token, progress=(promise, form), status=form.status)
