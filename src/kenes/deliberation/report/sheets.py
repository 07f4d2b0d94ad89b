"""Findings as tables: rows of cells, the first row the head."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kenes.engine.exports import Labels
from kenes.engine.findings.finding import Division, Findings

Row = Sequence[object]
STATES = {-1: "rejected", 0: "not moderated", 1: "accepted"}


def rounded(value: Any, digits: int = 4) -> object:
    """Return a figure as a cell: empty where it is not known."""
    return "" if np.isnan(value) else round(float(value), digits)


def share(value: int, n: int) -> object:
    return round(value / n, 4) if n else ""


def statement_rows(findings: Findings) -> Iterator[Row]:
    """Yield all statements: counts and agreement of everybody, then of each cell; common ground and contested of each division."""
    yield [
        *("id", "text", "state", "analysed", "agree", "disagree", "pass", "n", "agreement", "low", "high"),
        *(head for division in findings.divisions for head in division_head(division)),
    ]
    place = {int(at): index for index, at in enumerate(findings.analysed.tolist())}
    for at, one in enumerate(findings.export.statements):
        counts = [int(count) for count in findings.everything[at]]
        index = place.get(at)
        state = "meta" if one.is_meta else STATES[one.moderated]
        bounds = ["", ""] if index is None else figures(findings.whole, index, 0)[4:]
        cells = [] if index is None else [part for division in findings.divisions for part in division_cells(division, index)]
        row = [
            one.id,
            one.text,
            state,
            "no" if index is None else "yes",
            *counts,
            sum(counts),
            share(counts[0], sum(counts)),
            *bounds,
            *cells,
        ]
        yield row


def division_head(division: Division) -> Iterator[str]:
    for name in division.names:
        yield from (f"{division.name}: {name}: {what}" for what in ("agree", "disagree", "pass", "agreement", "low", "high"))
    yield from (
        f"{division.name}: {what}"
        for what in ("common ground", "lowest", "is common ground", "contested", "agrees most", "agrees least", "opposed")
    )


def division_cells(division: Division, at: int) -> Iterator[object]:
    for cell in range(len(division.names)):
        yield from figures(division, at, cell)
    common, contested = division.common, division.contested
    yield from (rounded(common.score[at]), cell_of(division, common.lowest[at]), yes(common.common[at]))
    yield from (rounded(contested.gap[at]), cell_of(division, contested.high[at]), cell_of(division, contested.low[at]))
    yield yes(contested.opposed[at])


def figures(division: Division, at: int, cell: int) -> list[object]:
    """Return agree, disagree, pass, agreement as counted, and the bounds of the estimate."""
    agree, counts = division.shares.agree, [int(count) for count in division.table[at, cell]]
    return [*counts, share(counts[0], sum(counts)), rounded(agree.low[at, cell]), rounded(agree.high[at, cell])]


def cell_of(division: Division, cell: int) -> str:
    return division.names[cell] if cell >= 0 else ""


def yes(value: bool) -> str:
    return "yes" if value else "no"


def member_rows(findings: Findings, labels: Labels) -> Iterator[Row]:
    """Yield all people: where they stand on the map, their group, and how sure that is."""
    found, groups = findings.opinions, next((division for division in findings.divisions if division.is_found), None)
    yield ["participant", "answers", "x", "y", "reliability", "group", "leaning", "confidence", *labels]
    answers = findings.votes.votes_by_participant.tolist()
    for at, name in enumerate(findings.export.participants):
        where = [rounded(found.position[at, 0]), rounded(found.position[at, 1]), rounded(found.reliability[at])]
        group = cell_of(groups, groups.codes[at]) if groups else ""
        leaning = chr(65 + found.leaning[at]) if found.leaning[at] >= 0 else ""
        confidence = rounded(found.confidence[at]) if leaning else ""
        yield [
            name,
            answers[at],
            *where,
            group,
            leaning,
            confidence,
            *(names[codes[at]] if codes[at] >= 0 else "" for codes, names in labels.values()),
        ]


def group_rows(findings: Findings) -> Iterator[Row]:
    """Yield the cells of every division: how many people, and how stable a group that was found is."""
    yield ["division", "cell", "people", "answers", "stability"]
    for division in findings.divisions:
        own = division.is_found and (division.codes == findings.opinions.group).all()
        for cell, name in enumerate(division.names):
            stability = rounded(findings.opinions.stability[cell]) if own else ""
            yield [division.name, name, int(division.sizes[cell]), int(division.table[:, cell].sum()), stability]


def apart_rows(findings: Findings) -> Iterator[Row]:
    """Yield what sets each cell apart from the others, the surest large difference first."""
    yield ["division", "cell", "id", "text", "says more often", "share", "share elsewhere", "difference at least", "q"]
    for division in findings.divisions:
        for name, found in zip(division.names, division.apart.found, strict=True):
            for one in found:
                statement = findings.export.statements[findings.analysed[one.statement]]
                side = ("agree", "disagree")[one.side]
                yield [
                    division.name,
                    name,
                    statement.id,
                    statement.text,
                    side,
                    *map(rounded, (one.share, one.rest, one.low)),
                    f"{one.q:.3g}",
                ]


def slate_rows(findings: Findings) -> Iterator[Row]:
    """Yield the slate in its order."""
    found = findings.slate
    yield ["place", "id", "text", "agree", "first of the list for", "paid for by"]
    for place, at in enumerate(found.statements.tolist()):
        statement = findings.export.statements[findings.analysed[at]]
        yield [place + 1, statement.id, statement.text, int(found.agree[place]), int(found.first[place]), int(found.paid[place])]
