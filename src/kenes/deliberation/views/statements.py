"""The page of one statement: what everybody, and each part of the people, thinks of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kenes.attribution.queries import own_pseudonym, signed
from kenes.attribution.table import Field, Occasion, sight_of
from kenes.base.charts import AgreementCell
from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.councils.models import Member
from kenes.councils.queries import seat_label
from kenes.deliberation import queries
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.queries.figures import whole_cells
from kenes.deliberation.queries.ground import WHOLE, Division, division, ways
from kenes.deliberation.views.matrix import Row, families, pair_words, percents, row_of, way_words
from kenes.deliberation.views.reading import readable, wanted_release
from kenes.deliberation.views.shown import BADGES, drawn
from kenes.promotion.queries.chain import chain, steps
from kenes.record.history import history


@dataclass(frozen=True)
class Way:
    """A statement by one division of people: its cells, and its places among all statements."""

    by: str
    words: str
    row: Row
    pair: str
    total: int
    dividing: int


@dataclass(frozen=True)
class Edition:
    """The figure of all in one release."""

    number: int
    at: datetime
    cell: AgreementCell


@require_GET
@council_page(Access.PUBLIC)
def statement(request: CouncilRequest, deliberation: str, statement: str) -> HttpResponse:
    """One statement: its words, what the council thinks of it by region, side and group, where it is cited, history."""
    row = readable(request, deliberation)
    found = queries.statement_for(row, request.member, statement)
    release = wanted_release(request, row)
    reader = request.member
    sight = sight_of(Occasion.DELIBERATION, row.attribution, reader=reader, author=found.author)
    cited = found.evidence.select_related("recommendation__council")
    context = {
        "deliberation": row,
        "statement": found,
        "badge": BADGES[found.state],
        "author": seat_label(found.author) if found.author and sight.shows(Field.NAME) else "",
        "pseudonym": signed(found.pseudonym) if sight.shows(Field.PSEUDONYM) else "",
        "is_own": is_own(found, reader),
        "cited": [item.recommendation for item in cited if reader or item.recommendation.state == "adopted"],
        "steps": steps(chain(found, reader)),
        "history": history(found.ref),
        **(figures_context(request, row, release, found) if release else {}),
    }
    return render(request, "deliberation/statement.html", context)


def is_own(found: Statement, reader: Member | None) -> bool:
    """Whether the reader wrote it: known by the author, or by the pseudonym while its key exists."""
    if reader is None:
        return False
    if found.pseudonym:
        return found.pseudonym == own_pseudonym(found.deliberation, reader)
    return found.author_id == reader.pk


def figures_context(request: CouncilRequest, row: Deliberation, release: Release, found: Statement) -> dict[str, Any]:
    """Return the figures of a statement in a release; nothing where it has none."""
    figures = queries.figures(release)
    figure = next((one for one in figures if one.statement == found), None)
    if figure is None:
        return {}
    divisions = [division(release, way, figures) for way in ways(release)]
    parts = [way_of(one, found, release) for one in divisions]
    return {
        "release": release,
        "figure": figure,
        "whole": drawn(figure.whole),
        "parts": percents(figure.whole),
        "first": parts[0],
        "ways": [way for way in parts if way.by != WHOLE],
        "editions": editions(row, found),
        "permalink": request.build_absolute_uri(f"{found.get_absolute_url()}?release={release.number}"),
        "is_final": release.table["final"],
    }


def way_of(found: Division, statement: Statement, release: Release) -> Way:
    line = next(line for line in found.lines if line.statement == statement)
    row = row_of(found, families(found), line, release.number)
    pair = pair_words(found, line) if line.divides and not line.alone else ""
    return Way(found.by, way_words(found.by), row, pair, sum(one.place is not None for one in found.lines), len(found.dividing))


def editions(row: Deliberation, statement: Statement) -> Sequence[Edition]:
    """Return the figure of all in each release that has the statement, where there are several."""
    releases = [one for one in row.releases.order_by("number") if statement.public_id in one.table["statements"]]
    if len(releases) < 2:
        return []
    cells = whole_cells(releases, statement)
    return [Edition(one.number, one.created_at, drawn(cell)) for one, cell in zip(releases, cells, strict=True)]
