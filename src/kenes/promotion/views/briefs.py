"""Briefs: the list, composing one, its page in each language, sending it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kenes.base import clock
from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.pages import CSV_LIMIT, csv_response, page_of
from kenes.base.text import LANGUAGE_NAMES
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.promotion import acts
from kenes.promotion.briefs.content import Content, contents_of
from kenes.promotion.briefs.gaps import gaps, marks
from kenes.promotion.calendar import due_day
from kenes.promotion.documents import MAKERS, document_of
from kenes.promotion.forms import BriefForm, SendForm
from kenes.promotion.models import Body, Brief
from kenes.promotion.queries import dispatches as queries
from kenes.promotion.queries.sources import sources_of
from kenes.promotion.views.shown import Reader, dispatch_badge, link_url, object_page


@require_GET
@council_page(Access.PUBLIC)
def briefs(request: CouncilRequest) -> HttpResponse:
    """The briefs of a council that the reader may see."""
    rows = queries.briefs_list(request.council, request.member)
    if request.GET.get("format") == "csv":
        head = [_("No."), _("Title"), _("Recommendations"), _("Sent to"), _("Composed")]
        return csv_response("briefs", head, rows[:CSV_LIMIT], brief_cells)
    page = page_of(request, rows)
    shown = [(row, [(sent, dispatch_badge(sent)) for sent in row.dispatches.all()]) for row in page.object_list]
    return render(request, "promotion/briefs.html", {"page": page, "rows": shown, "may_compose": secretariat(request)})


def brief_cells(row: Any) -> list[object]:
    bodies = "; ".join(str(sent.body.name) for sent in row.dispatches.all())
    return [row.number, str(row.title), row.how_many, bodies, row.created_at.date().isoformat()]


def secretariat(request: Reader) -> bool:
    return bool(request.member and request.member.is_secretariat)


def readable(request: Reader, public_id: str) -> Brief:
    """Return the brief if the reader may see it."""
    rows = queries.readable_briefs(request.council, request.member).select_related("council")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    return found


@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def new_brief(request: MemberRequest) -> HttpResponse:
    """Compose a brief."""
    adopted = queries.adopted(request.council)
    form = BriefForm(request.POST or None, adopted=adopted, initial={"recommendations": request.GET.getlist("recommendation")})
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["recommendations"])
        try:
            made = acts.compose_brief(by=request.member, title=form.text("title"), summary=form.text("summary"), recommendations=chosen)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The brief is composed. Nothing has been sent yet: the next step is to send it to a body."))
            return redirect("brief", request.council.slug, made.public_id)
    return render(request, "promotion/new_brief.html", {"form": form, "any_adopted": adopted.exists()}, status=form.status)


@require_GET
@council_page(Access.PUBLIC)
def brief(request: CouncilRequest, brief: str) -> HttpResponse:
    """One brief as its readers will get it, and what it lacks."""
    found = readable(request, brief)
    contents = contents_of(found)
    wanted = request.GET.get("language") or (get_language() or "kk")[:2]
    language = wanted if wanted in contents else next(iter(contents))
    lacks = gaps(sources_of(found)) if request.member else []
    context = {
        "brief": found,
        "content": contents[language],
        "language": language,
        "languages": [(code, sum(gap.language == code for gap in lacks)) for code in contents],
        "gaps": [gap for gap in lacks if gap.language == language],
        "marks": marks(contents).get(language, "") if request.member else "",
        "dispatches": [(sent, dispatch_badge(sent)) for sent in found.dispatches.select_related("body__side", "brief__council")],
        "may_send": secretariat(request),
        **object_page(request, found),
    }
    return render(request, "promotion/brief.html", context)


@require_GET
@council_page(Access.MEMBER)
def brief_document(request: MemberRequest, brief: str, language: str, kind: str) -> HttpResponse:
    """The brief as PDF or DOCX, as it would be sent now."""
    found = readable(request, brief)
    content = contents_of(found).get(language)
    if content is None or kind not in MAKERS:
        raise NotFound
    document = document_of(content, kind, clock.now(), f"brief-{found.number}")
    response = HttpResponse(document.data, content_type=document.content_type)
    response["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.SECRETARIAT)
def send_brief(request: MemberRequest, brief: str) -> HttpResponse:
    """Send a brief to a body. The answer to the POST shows the private link, once."""
    found = one(Brief.objects.filter(council=request.council).select_related("council"), public_id=brief)
    side = request.member.side
    usual = due_day(side, clock.today(side.timezone), request.council.answer_days)
    bodies = Body.objects.filter(council=request.council, side=side)
    form = SendForm(request.POST or None, bodies=bodies, usual=usual)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made, token = acts.dispatch_brief(
                by=request.member, brief=found, body=data["body"], registration=data["registration"], due_on=data["due_on"]
            )
        except KenesError as error:
            form.refuse(error)
        else:
            return render(
                request, "promotion/link.html", {"dispatch": made, "link": link_url(reverse("official", args=[token])), "sent": True}
            )
    context = {
        "form": form,
        "brief": found,
        "gaps": gaps(sources_of(found)),
        "marks": marks_by_text(contents_of(found)),
        "any_body": bodies.exists(),
        "dissent_until": queries.dissent_until(found),
        "side": side,
    }
    return render(request, "promotion/send_brief.html", context, status=form.status)


def marks_by_text(contents: dict[str, Content]) -> list[tuple[str, str]]:
    """Return (characters that the PDF lacks, languages whose PDF lacks them)."""
    languages: dict[str, list[str]] = {}
    for code, found in marks(contents).items():
        languages.setdefault(found, []).append(LANGUAGE_NAMES[code])
    return [(found, ", ".join(names)) for found, names in languages.items()]
