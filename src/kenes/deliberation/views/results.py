"""The results: where we agree, what divides us. Pages read releases, never votes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kenes.base.pages import page_of
from kenes.base.text import fold
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.deliberation.forms import ResultsForm
from kenes.deliberation.models import Deliberation, Release
from kenes.deliberation.queries.ground import REGION, WHOLE, Division, Line, division, ways
from kenes.deliberation.views.exports import csv_of, json_of
from kenes.deliberation.views.matrix import FEW, MANY, divided_finding, families, finding, pair_words, rows_of, way_words
from kenes.deliberation.views.reading import readable, wanted_release
from kenes.deliberation.views.shown import drawn

ROWS = 24  # statements on a page
KINDS: dict[str, Callable[[Line], bool]] = {
    "": lambda line: True,
    "common": lambda line: line.verdict == "common" and not line.alone,
    "contested": lambda line: line.verdict == "contested" and not line.alone,
    "open": lambda line: line.verdict == "open" and not line.alone,
    "nowhere": lambda line: line.verdict == "nowhere" and not line.alone,
    "alone": lambda line: line.alone,
    "withheld": lambda line: line.withheld() > 0,
}


@dataclass(frozen=True)
class Shown:
    """What a reader asked to see of the results."""

    row: Deliberation
    release: Release
    division: Division
    lines: Sequence[Line]
    form: ResultsForm


@require_GET
@council_page(Access.PUBLIC)
def results(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """Where we agree: statements by region, side, opinion group or walk of life; what even the most hesitant support comes first."""
    shown = asked_for(request, readable(request, deliberation))
    if isinstance(shown, HttpResponse):
        return shown
    page = page_of(request, shown.lines, ROWS)
    rows = rows_of(shown.division, list(page.object_list), shown.release.number)
    columns = families(shown.division)
    withheld = [sum(line.withheld(reason) for line in shown.division.lines) for reason in ("few", "protected")]
    context = {
        **common(request, shown),
        "page": page,
        "rows": rows,
        "families": columns,
        "title": finding(shown.division),
        "regions": sum(family.regions for family in columns),
        "is_dense": len(shown.division.columns) > MANY,
        "is_wide": len(shown.division.columns) <= FEW,
        "few": withheld[0],
        "protected": withheld[1],
        "alone": sum(line.alone for line in shown.division.lines),
        "cells": len(shown.division.columns) * len(shown.division.lines),
        "numbers": bool(request.GET.get("numbers")),
    }
    return render(request, "deliberation/results.html", context)


@require_GET
@council_page(Access.PUBLIC)
def divided(request: CouncilRequest, deliberation: str) -> HttpResponse:
    """What divides us: statements by how far two cells are surely apart, with the two named."""
    shown = asked_for(request, readable(request, deliberation), dividing=True)
    if isinstance(shown, HttpResponse):
        return shown
    page = page_of(request, shown.lines, ROWS)
    rows = rows_of(shown.division, list(page.object_list), shown.release.number)
    pairs = [[row.cells[at] for at in (row.line.high, row.line.low) if at is not None] for row in rows]
    context = {
        **common(request, shown),
        "page": page,
        "rows": [(row, pair_words(shown.division, row.line), pair) for row, pair in zip(rows, pairs, strict=True)],
        "title": divided_finding(shown.division),
        "alone": sum(line.alone for line in shown.division.lines),
    }
    return render(request, "deliberation/divided.html", context)


def asked_for(request: CouncilRequest, row: Deliberation, *, dividing: bool = False) -> Shown | HttpResponse:
    """Return what the reader asked for, or the answer where there are no results, or where a file was asked for."""
    release = wanted_release(request, row)
    if release is None:
        return render(request, "deliberation/no_results.html", {"deliberation": row})
    found = division(release, request.GET.get("by", ""))
    every = found.dividing if dividing else found.lines
    wanted = [line for line in every if is_about(line, request.GET.get("q", "")[:200])]
    counts = {key: sum(map(test, wanted)) for key, test in KINDS.items()}
    show = request.GET.get("show", "")
    lines = [line for line in wanted if KINDS.get(show, KINDS[""])(line)]
    kinds = {key: n for key, n in counts.items() if n or key in ("", show)}
    shown = Shown(row, release, found, lines, ResultsForm(request.GET, kinds, compared=found.by != WHOLE))
    write = {"csv": csv_of, "json": json_of}.get(request.GET.get("format", ""))
    if write:
        return write(request, row, release, found, lines)
    return shown


def is_about(line: Line, words: str) -> bool:
    """Whether a statement holds what was searched for, in any language, or has that number."""
    wanted = fold(words)
    return not wanted or wanted in fold(line.figure.text.everything()) or wanted == str(line.statement.number)


def common(request: CouncilRequest, shown: Shown) -> dict[str, Any]:
    held = ways(shown.release)
    return {
        "deliberation": shown.row,
        "release": shown.release,
        "releases": list(shown.row.releases.defer("table").order_by("-number")),
        "voters": shown.release.table["voters"],
        "is_final": shown.release.table["final"],
        "by": shown.division.by,
        "by_region": shown.division.by == REGION,
        "ways": [(way, way_words(way), way == shown.division.by) for way in held] if len(held) > 1 else [],
        "form": shown.form,
        "total": len(shown.division.lines),
        "filtered": bool(request.GET.get("q") or request.GET.get("show")),
        "drawn": drawn,
    }
