"""What is behind a figure: questions put to the members of a region, and notes beside indicators."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kenes.base.errors import KenesError, NotFound, NotSignedIn
from kenes.base.permissions import allowed
from kenes.councils.access import Access, CouncilRequest, MemberRequest, council_page, one
from kenes.councils.queries import plain
from kenes.issues.models import Signal
from kenes.situation import acts
from kenes.situation.charts import Line, line
from kenes.situation.errors import NotYourRegion
from kenes.situation.forms.reports import FigureForm, NoteForm
from kenes.situation.models import FigureQuestion, Indicator, SituationNote
from kenes.situation.numbers import shown
from kenes.situation.queries import questions as found_by
from kenes.situation.queries.figures import Figure, atlas_of, figures_of


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def figure_question(request: MemberRequest, question: str) -> HttpResponse:
    """One question: the figure, what is usual, and two ways to say what is behind it."""
    found = one(found_by.questions_in(request.council), public_id=question)
    may_answer = found.state != FigureQuestion.State.DROPPED and speaks_there(request, found.region_id)
    form = NoteForm(request.POST or None) if may_answer or request.method == "POST" else None
    if request.method == "POST" and form and form.is_valid():
        act = {"indicator": found.indicator, "region": found.region, "period": found.period, "question": found, **form.act()}
        try:
            acts.write_note(by=request.member, **act)
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your note stands beside the figure now."))
            return redirect(found)
    figure = next(iter(figures_of(request.council, codes=[found.indicator.code])), None)
    notes = SituationNote.objects.filter(question=found).select_related("region", "member__region", "member__side", "indicator")
    context = {
        "question": found,
        "words": found_by.in_words(found),
        "value": found_by.figure_words(found, figure.values if figure else None),
        "chart": drawn(request, figure, found.region.code) if figure else None,
        "form": form,
        "may_answer": may_answer,
        "notes": found_by.as_read(notes.prefetch_related("member__professions"), request.member),
        "signals": list(Signal.objects.filter(question=found).exclude(state=Signal.State.WITHDRAWN)),
    }
    return render(request, "situation/figure_question.html", context, status=form.status if form else 200)


def speaks_there(request: MemberRequest, region_id: int) -> bool:
    return request.member.region_id == region_id and allowed("situation.write_note", request.member)


def drawn(request: MemberRequest, figure: Figure, place: str) -> Line | None:
    """Return the region's values over time, with the median of all regions behind."""
    series = figure.series(place, atlas_of(request.council))
    if not series.segments:
        return None
    decimals = figure.indicator.decimals
    middles = [figure.values.middle(period) for period in figure.values.periods]
    return line(series, middles, figure.values.periods, shown=lambda value: shown(value, decimals))


@never_cache
@require_http_methods(["GET", "POST"])
@council_page(Access.MEMBER)
def write_note(request: MemberRequest) -> HttpResponse:
    """Say what is behind any figure of one's own region (?indicator=CODE&period=…)."""
    region = request.member.region
    if not allowed("situation.write_note", request.member):
        raise NotFound
    if "indicator" not in request.GET or region is None:
        messages.info(request, _("Choose the figure first.") if region else str(NotYourRegion()))
        return redirect("indicators", request.council.slug)
    found = one(Indicator.objects.filter(council=request.council), code=request.GET["indicator"][:40])
    if request.GET.get("region", region.code) != region.code:
        messages.info(request, str(NotYourRegion()))
        return redirect(found)
    values = found_by.values_of_indicator(found)
    spans = [period for period in reversed(values.periods) if values.at(region.code, period) is not None] if values else []
    if not values or not spans:
        raise NotFound
    form = FigureForm(request.POST or None, spans=spans, initial={"period": request.GET.get("period", spans[0])})
    if request.method == "POST" and form.is_valid():
        try:
            acts.write_note(by=request.member, indicator=found, region=region, period=form.cleaned_data["period"], **form.act())
        except KenesError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your note stands beside the figure now."))
            return redirect(found)
    context: dict[str, Any] = {"indicator": found, "region": plain(str(region.name)), "form": form}
    return render(request, "situation/write_note.html", context, status=form.status)


@require_GET
@council_page(Access.PUBLIC)
def note(request: CouncilRequest, note: str) -> HttpResponse:
    """One note, with the figure that it speaks about."""
    rows = SituationNote.objects.filter(council=request.council) if request.member else SituationNote.objects.filter(is_public=True)
    row = rows.filter(council=request.council, public_id=note).select_related(
        "region", "indicator__council", "question__council", "council"
    )
    found = row.prefetch_related("member__region", "member__side", "member__professions").first()
    if found is None:
        raise NotFound if request.user.is_authenticated else NotSignedIn
    (said,) = found_by.as_read([found], request.member)
    return render(request, "situation/note_page.html", {"said": said, "indicator": found.indicator, "question": found.question})


@require_POST
@council_page(Access.MODERATOR)
def publish_note(request: MemberRequest, note: str) -> HttpResponse:
    """Show a note to everyone, without its author."""
    found = one(SituationNote.objects.filter(council=request.council).select_related("council"), public_id=note)
    try:
        acts.publish_note(by=request.member, note=found)
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The note is public now. Its author was told."))
    return redirect(found)
