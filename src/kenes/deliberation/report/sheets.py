"""Findings as tables: rows of cells, the first row the head."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.exports import Labels
from kenes.engine.findings.finding import Division, Figures, Findings
from kenes.engine.findings.polis import PolisFindings

Row = Sequence[object]
STATES = {-1: "rejected", 0: "not moderated", 1: "accepted"}
SIDES = {True: "agree", False: "disagree"}


def rounded(value: Any, digits: int = 4) -> object:
    """Return a figure as a cell: empty where it is not known."""
    return "" if np.isnan(value) else round(float(value), digits)


def share(value: int, n: int) -> object:
    return round(value / n, 4) if n else ""


def statement_rows(figures: Figures, extra: Mapping[str, NDArray[np.float64]] | None = None) -> Iterator[Row]:
    """Yield all statements: counts and agreement of everybody, `extra` figures of all statements, then counts and agreement of each
    cell, common ground and contested of each division.
    """
    more = extra or {}
    yield [
        *("id", "text", "state", "analysed", "agree", "disagree", "pass", "n", "agreement", "low", "high", *more),
        *(head for division in figures.divisions for head in division_head(division)),
    ]
    place = {int(at): index for index, at in enumerate(figures.analysed.tolist())}
    for at, one in enumerate(figures.export.statements):
        index = place.get(at)
        counts = [int(count) for count in figures.everything[at]]
        facts = [one.id, one.text, "meta" if one.is_meta else STATES[one.moderated], yes(index is not None)]
        bounds = ["", ""] if index is None else cell_figures(figures.whole, index, 0)[4:]
        cells = [] if index is None else [part for division in figures.divisions for part in division_cells(division, index)]
        yield [*facts, *counts, sum(counts), share(counts[0], sum(counts)), *bounds, *(rounded(part[at]) for part in more.values()), *cells]


def division_head(division: Division) -> Iterator[str]:
    for name in division.names:
        yield from (f"{division.name}: {name}: {what}" for what in ("agree", "disagree", "pass", "agreement", "low", "high"))
    yield from (
        f"{division.name}: {what}"
        for what in ("common ground", "lowest", "is common ground", "contested", "agrees most", "agrees least", "opposed")
    )


def division_cells(division: Division, at: int) -> Iterator[object]:
    for cell in range(len(division.names)):
        yield from cell_figures(division, at, cell)
    common, contested = division.common, division.contested
    yield from (rounded(common.score[at]), cell_of(division, common.lowest[at]), yes(common.common[at]))
    yield from (rounded(contested.gap[at]), cell_of(division, contested.high[at]), cell_of(division, contested.low[at]))
    yield yes(contested.opposed[at])


def cell_figures(division: Division, at: int, cell: int) -> list[object]:
    """Return agree, disagree, pass, agreement as counted, and the bounds of the estimate."""
    agree, counts = division.shares.agree, [int(count) for count in division.table[at, cell]]
    return [*counts, share(counts[0], sum(counts)), rounded(agree.low[at, cell]), rounded(agree.high[at, cell])]


def cell_of(division: Division, cell: int) -> str:
    return division.names[cell] if cell >= 0 else ""


def yes(value: bool) -> str:
    return "yes" if value else "no"


def member_rows(findings: Findings, labels: Labels) -> Iterator[Row]:
    """Yield all people: where they stand on the map, their group, and how sure that is (of groups that were given nobody knows)."""
    found, groups = findings.opinions, findings.groups
    yield ["participant", "answers", "x", "y", "reliability", "group", "leaning", "confidence", *labels]
    answers = findings.votes.votes_by_participant.tolist()
    for at, name in enumerate(findings.export.participants):
        where = [rounded(found.position[at, 0]), rounded(found.position[at, 1]), rounded(found.reliability[at])]
        group = cell_of(groups, groups.codes[at]) if groups else ""
        leaning = chr(65 + found.leaning[at]) if found.leaning[at] >= 0 and not findings.are_given else ""
        yield [name, answers[at], *where, group, leaning, rounded(found.confidence[at]) if leaning else "", *labels_of(labels, at)]


def polis_member_rows(findings: PolisFindings, labels: Labels) -> Iterator[Row]:
    """Yield all people: where Polis places them, base cluster and group; empty for those who are not on its map."""
    found, groups = findings.result, findings.groups
    yield ["participant", "answers", "x", "y", "base cluster", "group", *labels]
    for at, name in enumerate(findings.export.participants):
        where = [rounded(found.points[at, 0], 6), rounded(found.points[at, 1], 6)] if found.within[at] else ["", ""]
        base = int(found.base_id[found.base[at]]) if found.base[at] >= 0 else ""
        yield [name, int(found.cast[at]), *where, base, cell_of(groups, groups.codes[at]) if groups else "", *labels_of(labels, at)]


def labels_of(labels: Labels, at: int) -> list[str]:
    return [names[codes[at]] if codes[at] >= 0 else "" for codes, names in labels.values()]


def representative_rows(findings: PolisFindings) -> Iterator[Row]:
    """Yield Polis's lists: what stands for each group, and what everybody agrees or disagrees with."""
    yield ["group", "id", "text", "side", "said so", "answers", "p", "z", "ratio", "z of ratio", "best agree"]
    result, groups = findings.result, findings.groups
    for name, lines in zip(groups.names if groups else [], result.representative, strict=True):
        for one in lines:
            statement = findings.export.statements[one.statement]
            measures = [rounded(value, 6) for value in (one.p, one.z, one.ratio, one.rt)]
            yield [name, statement.id, statement.text, SIDES[one.agree], one.success, one.trials, *measures, yes(one.best)]
    for agrees, consensus in ((True, result.agreed), (False, result.disagreed)):
        for line in consensus:
            statement = findings.export.statements[line.statement]
            yield [
                "all",
                statement.id,
                statement.text,
                SIDES[agrees],
                line.success,
                line.trials,
                rounded(line.p, 6),
                rounded(line.z, 6),
                "",
                "",
                "",
            ]


def group_rows(findings: Figures) -> Iterator[Row]:
    """Yield the cells of every division: how many people, and how stable a group that was found is."""
    yield ["division", "cell", "people", "answers", "stability"]
    for division in findings.divisions:
        stable = stability_of(findings, division)
        for cell, name in enumerate(division.names):
            stability = "" if stable is None else rounded(stable[cell])
            yield [division.name, name, int(division.sizes[cell]), int(division.table[:, cell].sum()), stability]


def stability_of(findings: Figures, division: Division) -> NDArray[np.float64] | None:
    """Return how stable each group is; None for groups that were given, and for Polis's."""
    if not isinstance(findings, Findings) or not division.is_found or findings.are_given:
        return None
    return findings.opinions.stability


def apart_rows(findings: Figures) -> Iterator[Row]:
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
