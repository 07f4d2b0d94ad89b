"""Where those who answered agree, and where they part: one rule for pages, exports and recommendations.

A release divides people in several ways: by region, side, opinion group, walk of life. The rules: docs/methods/agreement.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kenes.base.text import Text
from kenes.deliberation.models import Release, Statement
from kenes.deliberation.queries.cells import Bools, Cell, Counts, finest, leaning, people_of
from kenes.deliberation.queries.figures import Figure, Node, figures, nodes_of, overlay_cells, overlay_parts
from kenes.engine.ground.common import CommonGround, Contested, common_ground, contested
from kenes.engine.ground.shares import Shares

WHOLE, REGION, SIDE, GROUP, PROFESSION = "all", "region", "side", "group", "profession"
EVEN = 0.5  # of everybody together: split when each of the two sides surely has a quarter


@dataclass(frozen=True)
class Column:
    """A cell of a division: its key in the release, what it is, its names (none: an opinion group, or all), who took part if known.

    `side` is the place of its side among the division's sides, -1 for none.
    """

    key: str
    kind: str
    name: Text | None = None
    short: Text | None = None
    voters: int | None = None
    side: int = -1


@dataclass(frozen=True)
class Line:
    """One statement by the cells of a division, and what they amount to.

    `support` is, of each cell that is compared, the lower bound of agreement minus disagreement (-1…1); `score` the lowest of them
    and `lowest` its cell. `gap` is the lower bound of the largest difference between two cells, `high` and `low`. `verdict`: common,
    nowhere (in no cell a majority agrees), contested, open, withheld. `alone`: fewer than two cells are shown, so everybody together
    was judged.
    `place` and `gap_place` count from 1, None where there is no such order for it.
    """

    figure: Figure
    cells: Sequence[Cell]
    support: Sequence[float | None]
    verdict: str
    score: float | None = None
    lowest: int | None = None
    gap: float | None = None
    high: int | None = None
    low: int | None = None
    opposed: bool = False
    alone: bool = False
    place: int | None = None
    gap_place: int | None = None

    @property
    def statement(self) -> Statement:
        return self.figure.statement

    @property
    def divides(self) -> bool:
        """Whether two cells surely differ; where everybody together is the only cell, whether they are surely split."""
        return self.gap_place is not None

    def withheld(self, reason: str = "") -> int:
        """Return how many cells are withheld, all or for one reason ("few", "protected")."""
        return sum(not cell.is_shown and reason in ("", cell.reason) for cell in self.cells)


@dataclass(frozen=True)
class Division:
    """One way to divide people, and the statements by it, the broadest common ground first."""

    by: str
    columns: Sequence[Column]
    sides: Sequence[Column]
    lines: Sequence[Line]

    @property
    def compared(self) -> list[Line]:
        """The statements of which something is shown by this division."""
        return [line for line in self.lines if line.score is not None and not line.alone]

    @property
    def dividing(self) -> list[Line]:
        """The statements that divide people, the largest sure gap first."""
        return sorted((line for line in self.lines if line.gap_place), key=lambda line: line.gap_place or 0)


def ways(release: Release) -> list[str]:
    """Return how a release divides people, the ordinary way first; everybody together where nobody stated a region or side."""
    table = release.table
    kinds = [node["kind"] for node in table["nodes"]]
    found = []
    for way in (REGION, SIDE):
        places = [place for place, kind in enumerate(kinds) if kind == way]
        if len(places) > 1 and any("why" not in row[place] for row in table["statements"].values() for place in places):
            found.append(way)
    declared = found or [WHOLE]
    overlays = table.get("overlays", {})
    for way in (GROUP, PROFESSION):
        rows = overlays.get(way, {}).get("statements", {}).values()
        if any("why" not in cell for row in rows for cell in row):
            declared.append(way)
    return declared


def division(release: Release, by: str = "", found: Sequence[Figure] | None = None) -> Division:
    """Return the statements of a release by one of its `ways` (by default, or where it is none of them, the ordinary one).

    `found` are the release's figures where the caller has them already.
    """
    held = ways(release)
    by = by if by in held else held[0]
    rows = list(figures(release) if found is None else found)
    sides: list[Column] = []
    if by in (GROUP, PROFESSION):
        columns = [Column(part.key, by, part.name, part.name, part.voters) for part in overlay_parts(release, by)]
        overlay = overlay_cells(release, by)
        nothing = [Cell("withheld", reason="few", release=release.number)] * len(columns)
        cells = [overlay.get(row.statement.public_id, nothing) for row in rows]
        compared = people_of(cells, len(columns))[1]
    else:
        places, columns, sides, compared = tree_columns(release, by, rows)
        cells = [[row.cells[place] for place in places] for row in rows]
    return Division(by, columns, sides, judged(rows, cells, compared, [column.side for column in columns]))


def tree_columns(release: Release, by: str, rows: Sequence[Figure]) -> tuple[list[int], list[Column], list[Column], Bools]:
    """Return the cells of the tree that a division has: their places, as columns, the sides, and which are compared (S, C)."""
    nodes = nodes_of(release)
    parents, kinds = [node.parent for node in nodes], [node.kind for node in nodes]
    shown = people_of([row.cells for row in rows], len(nodes))[1]
    sides = [node for node in nodes if node.kind == SIDE]
    if by != REGION:
        places = [node.index for node in nodes if node.kind == by]
        return places, [column_of(nodes[place], nodes, sides) for place in places], [], shown[:, places]
    compared = finest(kinds, parents, shown)
    wanted = [node for node in nodes if node.kind == REGION]
    wanted += [node for node in nodes if node.kind in ("macro", SIDE) and (compared[:, node.index].any() or stands_in(node, nodes, rows))]
    by_side = sorted(wanted, key=lambda node: (side_of(node, nodes, sides), node.kind != REGION, node.kind == SIDE))
    places = [node.index for node in by_side]
    return (
        places,
        [column_of(node, nodes, sides) for node in by_side],
        [column_of(node, nodes, sides) for node in sides],
        compared[:, places],
    )


def side_of(node: Node, nodes: Sequence[Node], sides: Sequence[Node]) -> int:
    while node.kind != SIDE and node.parent >= 0:
        node = nodes[node.parent]
    return next((number for number, side in enumerate(sides) if side.index == node.index), -1)


def column_of(node: Node, nodes: Sequence[Node], sides: Sequence[Node]) -> Column:
    return Column(node.key, node.kind, node.name, node.short, node.voters, side_of(node, nodes, sides))


def stands_in(node: Node, nodes: Sequence[Node], rows: Sequence[Figure]) -> bool:
    """Whether a macro-region prints a figure for some statement on which too few of one of its regions answered."""
    below = [one.index for one in nodes if one.parent == node.index and node.kind == "macro"]
    return any(row.cells[node.index].is_shown and any(row.cells[place].reason == "few" for place in below) for row in rows)


@dataclass(frozen=True)
class Judged:
    """What the engine says of a table."""

    known: Bools
    shares: Shares
    common: CommonGround
    contested: Contested


def judge(people: Counts, known: Bools, family: Sequence[int]) -> Judged:
    found = leaning(people, known, family)
    return Judged(known, found, common_ground(found), contested(found))


def judged(rows: Sequence[Figure], cells: Sequence[Sequence[Cell]], compared: Bools, family: Sequence[int]) -> list[Line]:
    """Return the statements as lines in the order of their common ground.

    A comparison takes two cells. Where fewer are shown everybody together is judged; these statements come last.
    """
    columns = compared.shape[1]
    if columns > 1:
        compared = compared & (compared.sum(axis=1, keepdims=True) > 1)
    parts = judge(people_of(cells, columns)[0], compared, family)
    everybody = [[row.whole] for row in rows]
    whole = judge(*people_of(everybody, 1), [0])
    lines = []
    for at, row in enumerate(rows):
        line = line_of(row, cells[at], parts, at, 0.0 if columns > 1 else EVEN)
        if line.score is None and row.whole.is_shown:
            alone = line_of(row, everybody[at], whole, at, EVEN)
            line = replace(alone, cells=cells[at], support=line.support, lowest=None, alone=True, gap_place=None)
        lines.append(line)
    return placed(lines)


def line_of(row: Figure, cells: Sequence[Cell], found: Judged, at: int, limit: float) -> Line:
    """Return one statement; `limit` is the gap above which it divides people."""
    known, score, gap = found.known[at], float(found.common.score[at]), float(found.contested.gap[at])
    support = [float(value) if is_known else None for value, is_known in zip(found.shares.net_low[at], known, strict=True)]
    if not known.any():
        return Line(row, cells, support, "withheld")
    there = [cell for cell, is_known in zip(cells, known, strict=True) if is_known]
    common = bool(found.common.common[at]) and all((cell.share or 0.0) > 0.5 for cell in there)
    nowhere = all(cell.kind == "no" for cell in there)
    opposed = bool(found.contested.opposed[at])
    divides = gap > limit or opposed
    is_split = divides and (len(cells) == 1 or not nowhere)
    verdict = "common" if common else "contested" if is_split else "nowhere" if nowhere else "open"
    pair = [int(places[at]) if places[at] >= 0 else None for places in (found.contested.high, found.contested.low)]
    return Line(
        row,
        cells,
        support,
        verdict,
        score=score,
        lowest=int(found.common.lowest[at]),
        gap=None if np.isnan(gap) else gap,
        high=pair[0],
        low=pair[1],
        opposed=opposed,
        gap_place=0 if divides else None,
    )


def placed(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in order, each with its places."""
    dividing = sorted((line for line in lines if line.divides), key=lambda line: (-(line.gap or 0.0), line.statement.number))
    gap_place = {line.statement.pk: place for place, line in enumerate(dividing, 1)}
    order = sorted(lines, key=lambda line: (line.score is None, line.alone, -(line.score or 0.0), line.statement.number))
    return [
        replace(line, place=None if line.score is None else place, gap_place=gap_place.get(line.statement.pk))
        for place, line in enumerate(order, 1)
    ]


def broadest_agreement(release: Release, how_many: int) -> list[Figure]:
    """Return the statements that even the most hesitant region (of an imported conversation: everybody) surely supports most.

    Best first. Statements with nothing printed are left out.
    """
    return [line.figure for line in division(release).lines if line.score is not None][:how_many]
