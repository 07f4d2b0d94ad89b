"""Results as files: exactly what the page shows, nothing that it withholds. Columns and keys: docs/methods/agreement.md."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from kenes.base.pages import csv_response
from kenes.councils.access import CouncilRequest
from kenes.deliberation.models import Deliberation, Release
from kenes.deliberation.queries.cells import Cell
from kenes.deliberation.queries.ground import WHOLE, Column, Division, Line
from kenes.deliberation.views.matrix import name_of

FORMAT = "kenes results 1"
HEAD = ["place", "statement", "text", "verdict", "score", "gap", "gap_high", "gap_low", "opposed"]
HEAD += ["by", "cell", "name", "state", "agree", "disagree", "pass", "n", "share", "low", "high", "reason", "release"]
EVERYBODY = Column("all", WHOLE)
PLACES = 4


def csv_of(request: CouncilRequest, row: Deliberation, release: Release, division: Division, lines: Sequence[Line]) -> HttpResponse:
    """Return the statements shown, one line a statement and cell."""
    return csv_response(f"results-{release.number}-{division.by}", HEAD, cells_of(division, lines), lambda pair: csv_line(division, *pair))


def cells_of(division: Division, lines: Sequence[Line]) -> Iterator[tuple[Line, Column, Cell]]:
    for line in lines:
        if division.by != WHOLE:
            yield line, EVERYBODY, line.figure.whole
        yield from ((line, column, cell) for column, cell in zip(division.columns, line.cells, strict=True))


def csv_line(division: Division, line: Line, column: Column, cell: Cell) -> list[object]:
    said = judgement(division, line)
    facts = [said["place"], line.statement.number, str(line.figure.text), said["verdict"], said["score"], said["gap"]]
    pair = [said["gap_high"], said["gap_low"], "yes" if said["opposed"] else "no"]
    figures = shown(cell)
    return [*facts, *pair, division.by, column.key, name_of(column, short=False), *(figures.get(key, "") for key in HEAD[12:])]


def judgement(division: Division, line: Line) -> dict[str, Any]:
    """Return what a statement's cells amount to, with the keys of cells."""
    high, low = (None if at is None else division.columns[at].key for at in (line.high, line.low))
    lowest = None if line.lowest is None else division.columns[line.lowest].key
    return {
        "place": line.place,
        "verdict": line.verdict,
        "score": rounded(line.score),
        "lowest": lowest,
        "judged": "all" if line.alone else division.by,
        "gap": rounded(line.gap),
        "gap_high": high,
        "gap_low": low,
        "opposed": line.opposed,
        "withheld": {reason: line.withheld(reason) for reason in ("few", "protected")},
    }


def shown(cell: Cell) -> dict[str, Any]:
    """Return what is printed of a cell: a band has n and its ends, a withheld cell its reason only."""
    if cell.state == "withheld":
        return {"state": cell.state, "reason": cell.reason, "release": cell.release}
    figures = {"n": cell.n, "low": rounded(cell.low), "high": rounded(cell.high), "release": cell.release}
    if cell.state == "band":
        return {"state": cell.state, **figures}
    counts = {"agree": cell.agree, "disagree": cell.disagree, "pass": cell.passed}
    return {"state": cell.state, **counts, "share": rounded(cell.share), **figures}


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


def json_of(request: CouncilRequest, row: Deliberation, release: Release, division: Division, lines: Sequence[Line]) -> HttpResponse:
    """Return the statements shown, with what is needed to cite and to check them."""
    statements = [
        {
            "number": line.statement.number,
            "id": line.statement.public_id,
            "text": str(line.figure.text),
            "language": line.figure.text.render().language,
            **judgement(division, line),
            "all": shown(line.figure.whole),
            "cells": {column.key: shown(cell) for column, cell in zip(division.columns, line.cells, strict=True)},
        }
        for line in lines
    ]
    content = {
        **source(request, row, release),
        "by": division.by,
        "cells": [
            {"key": column.key, "kind": column.kind, "name": name_of(column, short=False), "took_part": column.voters}
            for column in division.columns
        ],
        "shown": len(lines),
        "of": len(division.lines),
        "statements": statements,
        "opinions": release.table.get("opinions"),
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    response = HttpResponse(text + "\n", content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="results-{release.number}-{division.by}.json"'
    return response


def source(request: CouncilRequest, row: Deliberation, release: Release) -> dict[str, Any]:
    """Say where figures come from: the page, the release with its date, and how it was computed."""
    how = release.table.get("computed", {})
    return {
        "format": FORMAT,
        "source": request.build_absolute_uri(),
        "council": str(request.council.name),
        "question": str(row.question),
        "language": get_language(),
        "imported_from": row.imported_from or None,
        "simulated": row.is_simulated,
        "release": release.number,
        "released_at": release.created_at.isoformat(),
        "final": release.table["final"],
        "took_part": release.table["voters"],
        "threshold": release.threshold,
        "method": how.get("method"),
        "seed": how.get("seed"),
        "input": how.get("input"),
    }
