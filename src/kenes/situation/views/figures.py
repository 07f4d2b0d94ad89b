"""Official figures: the country on one page, indicators, one indicator with its files, regions side by side."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kenes.base import clock
from kenes.base.errors import NotFound
from kenes.base.permissions import allowed
from kenes.base.text import fold
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.councils.models import Council
from kenes.councils.queries import regions_of
from kenes.issues.queries import regions_heard
from kenes.situation import export
from kenes.situation.charts import Chart
from kenes.situation.charts.files import png_file, svg_file
from kenes.situation.forms.figures import IndicatorFilter, grouped_regions, slots
from kenes.situation.models import Domain
from kenes.situation.periods import words
from kenes.situation.queries.compare import MOST, compare
from kenes.situation.queries.figures import Figure, atlas_of, figures_of, remarks
from kenes.situation.queries.indicator import View, filled, history_of, table_of, view_of
from kenes.situation.queries.overview import YEAR, overview_of
from kenes.situation.queries.questions import in_words, notes_of, open_questions
from kenes.situation.sdmx_csv import sdmx_csv

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "sdmx": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
ENDINGS = {"sdmx": "sdmx.csv"}


@council_page(Access.PUBLIC)
@require_safe
def situation(request: CouncilRequest) -> HttpResponse:
    """The country on one page."""
    heard = regions_heard(request.council, clock.now() - YEAR)
    return render(request, "situation/overview.html", {"page": overview_of(request.council, request.member, heard)})


@council_page(Access.PUBLIC)
@require_safe
def indicators(request: CouncilRequest) -> HttpResponse:
    """All indicators by domain, with how fresh each is."""
    form = IndicatorFilter(request.GET)
    figures = figures_of(request.council)
    wanted = form.wanted()
    found = [figure for figure in figures if matches(figure, wanted["q"]) and wanted["domain"] in ("", figure.indicator.domain)]
    if stale := request.GET.get("stale") == "1":
        found = [figure for figure in found if figure.freshness.is_stale]
    blocks = [(domain.label, [figure for figure in found if figure.indicator.domain == domain]) for domain in Domain]
    context = {
        "form": form,
        "all": len(figures),
        "found": len(found),
        "blocks": [block for block in blocks if block[1]],
        "old": sum(1 for figure in figures if figure.freshness.is_stale),
        "stale": stale,
    }
    return render(request, "situation/indicators.html", context)


def matches(figure: Figure, asked: str) -> bool:
    """Return whether every word is in an indicator's name, in any language, or its code."""
    text = fold(f"{figure.indicator.name.everything()} {figure.indicator.code}")
    return all(word in text for word in fold(asked).split())


@council_page(Access.PUBLIC)
@require_safe
def indicator(request: CouncilRequest, code: str) -> HttpResponse:
    """One indicator: all regions in a period, over time, in a table, and where it comes from."""
    figure = figure_for(request.council, code)
    view = view_for(request, figure)
    spans = filled(figure)[::-1]
    country = view.countries[0] if view.countries else ""
    context = {
        "figure": figure,
        "view": view,
        "periods": [(period, words(period)) for period in spans],
        "maps": [(view.atlas.places[code].name, code, view.tile_grid(code), view.map(code)) for code in view.countries],
        "country": country,
        "formats": [("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("sdmx", "SDMX-CSV")],
        "may_write": bool(request.member and request.member.region_id and allowed("situation.contribute", request.member)),
        "table": table_of(figure, view.atlas, remarks(figure.indicator)),
        "history": history_of(figure.indicator, view.atlas),
        "notes": notes_of(request.council, request.member, indicator=figure.indicator),
        "questions": [in_words(row) for row in open_questions(request.council).filter(indicator=figure.indicator)],
    }
    return render(request, "situation/indicator.html", context)


def figure_for(council: Council, code: str) -> Figure:
    """Return the council's indicator of this code, or 404."""
    found = figures_of(council, codes=[code])
    if not found:
        raise NotFound
    return found[0]


def view_for(request: CouncilRequest, figure: Figure) -> View:
    """Return the indicator in the period, and with the region picked out, that the address asks for."""
    atlas, own = atlas_of(request.council), request.GET.get("region", "")
    return view_of(figure, request.GET.get("period", ""), atlas, region_url(request.council), own if own in atlas.places else "")


def region_url(council: Council) -> Callable[[str], str]:
    pattern = reverse("region", args=[council.slug, "CODE"])
    return lambda code: pattern.replace("CODE", code)


@council_page(Access.PUBLIC)
@require_safe
def data(request: CouncilRequest, code: str, format: str) -> HttpResponse:
    """All values of an indicator as a file."""
    figure = figure_for(request.council, code)
    found = figure.indicator
    address = request.build_absolute_uri(found.get_absolute_url())
    match format:
        case "csv":
            content = export.as_csv(found)
        case "xlsx":
            content = export.as_xlsx(found, address)
        case "json":
            content = export.as_json(found, address)
        case "sdmx":
            content = sdmx_csv(found, figure.values).encode()
        case _:
            raise NotFound
    return file_response(content, format, f"{found.code}.{ENDINGS.get(format, format)}")


@council_page(Access.PUBLIC)
@require_safe
def chart(request: CouncilRequest, code: str, chart: str, format: str) -> HttpResponse:
    """One chart of an indicator as a file for a letter, with its title and its source in it."""
    view = view_for(request, figure_for(request.council, code))
    wanted = request.GET.get("country", "")
    country = wanted if wanted in view.countries else next(iter(view.countries), "")
    drawn = drawn_chart(view, chart, country)
    if drawn is None or format not in ("svg", "png"):
        raise NotFound
    over_time = chart == "multiples"
    title, unit = (view.figure.name, view.figure.unit) if over_time else (view.title, view.unit)
    if format == "svg":
        content = svg_file(drawn, title=title, unit=unit, source=view.source).encode()
    else:
        content = png_file(drawn, title=title, unit=unit, source=view.source)
    return file_response(content, format, f"{view.figure.indicator.code}-{view.period}-{chart}.{format}")


def drawn_chart(view: View, name: str, country: str) -> Chart | None:
    match name:
        case "strip":
            return view.strip()
        case "tiles" if country:
            return view.tile_grid(country)
        case "map" if country:
            return view.map(country)
        case "multiples":
            return view.multiples()
        case "interval":
            return view.interval()
    return None


def file_response(content: bytes, format: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@council_page(Access.PUBLIC)
@require_safe
def compare_regions(request: CouncilRequest) -> HttpResponse:
    """Up to four regions side by side."""
    known = {region.code for region in regions_of(request.council)}
    codes = [code for code in dict.fromkeys(request.GET.getlist("region")) if code in known]
    page = compare(request.council, codes[:MOST], request.member, request.GET.get("figure", ""), region_url(request.council))
    context = {
        "page": page,
        "columns": len(page.places) + 2,
        "slots": slots(codes, MOST),
        "groups": grouped_regions(request.council),
        "most": MOST,
        "too_many": len(codes) > MOST,
    }
    return render(request, "situation/compare.html", context)
