"""Dispatches: the list, one dispatch, its link, its answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kenes.base.errors import KenesError
from kenes.base.models import Job
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.promotion import acts
from kenes.promotion.forms import DecisionForm, DispatchFilterForm
from kenes.promotion.models import Answer, Body, Dispatch
from kenes.promotion.queries import dispatches as queries
from kenes.promotion.views.shown import Reader, commitment_badge, dispatch_badge, documents_shown, link_url, object_page, response_badge

CONFIRMED = gettext_lazy(
    "The answer now counts: it is published, and everybody who contributed is told. Its commitments are followed below."
)
REFUSED = gettext_lazy(
    "The answer does not count. The dispatch stays unanswered: the body can answer again through its link, and its time runs on."
)


@require_GET
@council_page(Access.PUBLIC)
def dispatches(request: CouncilRequest) -> HttpResponse:
    """What was sent to whom, and what came back."""
    form = DispatchFilterForm(request.GET, bodies=Body.objects.filter(council=request.council))
    state, body = request.GET.get("state", ""), request.GET.get("body", "")
    rows = queries.dispatches_list(request.council, state=state, body=body)
    if request.GET.get("format") == "csv":
        head = [_("Registration number"), _("Body"), _("Brief"), _("Sent"), _("Due"), _("State"), _("Recommendations")]
        return csv_response("dispatches", head, rows[:CSV_LIMIT], dispatch_cells)
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, dispatch_badge(row)) for row in page.object_list],
        "filtered": bool(state or body),
    }
    return render(request, "promotion/dispatches.html", context)


def dispatch_cells(row: Any) -> list[object]:
    sent = row.sent_at.date().isoformat()
    return [row.registration, str(row.body.name), str(row.brief.title), sent, row.due_on.isoformat(), dispatch_badge(row)[1], row.how_many]


def found_dispatch(request: Reader, public_id: str) -> Dispatch:
    rows = Dispatch.objects.filter(brief__council=request.council).select_related("brief__council", "body__side")
    return one(rows, public_id=public_id)


@require_GET
@council_page(Access.PUBLIC)
def dispatch(request: CouncilRequest, dispatch: str) -> HttpResponse:
    """One dispatch. Whose answer it is and what the secretariat does about it, the secretariat alone sees."""
    found = found_dispatch(request, dispatch)
    return render(request, "promotion/dispatch.html", dispatch_context(request, found))


def dispatch_context(request: Reader, found: Dispatch, form: DecisionForm | None = None) -> dict[str, Any]:
    manages = bool(request.member and allowed("promotion.manage_dispatch", request.member, found))
    answers = queries.answers_of(found)
    job = queries.documents_job(found)
    counted = next((answer for answer in answers if answer.state == Answer.State.CONFIRMED), None)
    waiting = next((answer for answer in answers if answer.state == Answer.State.RECEIVED), None) if manages else None
    return {
        "dispatch": found,
        "badge": dispatch_badge(found),
        "zone": found.body.side.timezone,
        "days_left": queries.days_left(found),
        "overdue_days": -queries.days_left(found),
        "is_overdue": queries.is_overdue(found),
        "content": best_content(found),
        "documents": documents_shown(found),
        "job": job if job and job.state != Job.State.DONE else None,
        "manages": manages,
        "waiting": waiting,
        "waiting_replies": [(reply, response_badge(reply)) for reply in waiting.replies.all()] if waiting else [],
        "decision": form or DecisionForm(),
        "counted": counted,
        "replies": [(reply, response_badge(reply)) for reply in counted.replies.all()] if counted else [],
        "commitments": [(row, commitment_badge(row)) for row in queries.commitments_of(found)],
        "refused": [answer for answer in answers if answer.state == Answer.State.REFUSED] if manages else [],
        **object_page(request, found, *answers),
    }


def best_content(found: Dispatch) -> dict[str, Any]:
    """Return the content as sent in the reader's language, or in the first that it was sent in."""
    contents: dict[str, dict[str, Any]] = found.content
    return contents.get((get_language() or "kk")[:2]) or next(iter(contents.values()))


@never_cache
@require_POST
@council_page(Access.SECRETARIAT)
def renew_link(request: MemberRequest, dispatch: str) -> HttpResponse:
    """Make a new private link and show it, once."""
    found = found_dispatch(request, dispatch)
    token = acts.renew_link(by=request.member, dispatch=found)
    return render(request, "promotion/link.html", {"dispatch": found, "link": link_url(reverse("official", args=[token]))})


@require_POST
@council_page(Access.SECRETARIAT)
def decide_answer(request: MemberRequest, dispatch: str, answer: str) -> HttpResponse:
    """Confirm the sender of an answer, or refuse it."""
    found = found_dispatch(request, dispatch)
    received = one(Answer.objects.filter(dispatch=found).select_related("dispatch__body"), public_id=answer)
    form = DecisionForm(request.POST)
    if form.is_valid():
        refused = request.POST.get("decision") == "refuse"
        act = acts.refuse_sender if refused else acts.confirm_sender
        try:
            act(by=request.member, answer=received, note=form.cleaned_data["note"])
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, REFUSED if refused else CONFIRMED)
            return redirect(found)
    return render(request, "promotion/dispatch.html", dispatch_context(request, found, form), status=form.status)
