"""How deliberations look on pages: badges, history, the matrix of agreement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kenes.base.charts import AgreementCell, agreement_cell, pct
from kenes.councils.queries import plain
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.queries.figures import Cell, Figure, Node, nodes_of
from kenes.record.models import Entry
from kenes.record.words import sentence

BADGES: dict[str, str] = {
    Deliberation.State.DRAFT: "draft",
    Deliberation.State.OPEN: "talk",
    Deliberation.State.CLOSED: "neutral",
    Statement.State.WAITING: "asked",
    Statement.State.ACCEPTED: "neutral",
    Statement.State.REJECTED: "stopped",
}


@dataclass(frozen=True)
class Happened:
    """One line of an object's history."""

    at: datetime
    words: str
    seq: int


def history(refs: Sequence[str]) -> list[Happened]:
    """Return the record's entries about these objects in plain words."""
    entries = Entry.objects.filter(object__in=refs).order_by("seq")
    return [Happened(entry.utc, sentence(entry.type, json.loads(entry.body)["details"]), entry.seq) for entry in entries]


def drawn(cell: Cell, *, lowest: bool = False) -> AgreementCell:
    """Return a cell for the chart: exact figures as they are, bands as bands, withheld ones without a number."""
    if cell.n is None or cell.share is None or cell.low is None or cell.high is None:
        return agreement_cell(0, 0, 0, 0, withheld=True)
    if cell.state == "band":
        return agreement_cell(1.0 if cell.high == 1 else 0.0, cell.low, cell.high, cell.n, lowest=lowest)
    kind = kind_of(cell)
    shown = str(round(cell.share * 100))
    marks = (pct(cell.share * 100), pct(cell.low * 100), pct(cell.high * 100))
    return AgreementCell(shown, cell.n, *marks, kind, lowest, withheld=False, banded=False)  # type: ignore[arg-type]


def kind_of(cell: Cell) -> str:
    """yes: a majority agrees; no: a majority disagrees; open: the interval spans one half."""
    if cell.state == "band":
        sure = (cell.n or 0) >= 8
        return ("yes" if cell.high == 1 else "no") if sure else "open"
    return "yes" if (cell.low or 0) > 0.5 else "no" if (cell.high or 1) < 0.5 else "open"


@dataclass(frozen=True)
class Place:
    """One printed cell of a row: where, and what."""

    name: str
    cell: AgreementCell
    lowest: bool
    share: float
    from_release: int | None  # when it stands from an earlier release


@dataclass(frozen=True)
class SideRow:
    """The cells of one statement on one side; `first` are the two lowest, for phones."""

    letter: str
    name: str
    n: int | None
    regions: int
    cells: Sequence[Place]

    @property
    def by_share(self) -> list[Place]:
        return sorted((place for place in self.cells if not place.cell.withheld), key=lambda place: place.share)

    @property
    def first(self) -> list[Place]:
        return self.by_share[:2]

    @property
    def rest(self) -> list[Place]:
        return self.by_share[2:]

    @property
    def withheld(self) -> int:
        return sum(place.cell.withheld for place in self.cells)


@dataclass(frozen=True)
class Row:
    """One statement with its cells by side, and what they amount to."""

    figure: Figure
    sides: Sequence[SideRow]
    numbers: Sequence[Cell]  # of all columns, for the table of numbers
    verdict: str  # common, open, contested, against, withheld
    whole: AgreementCell

    @property
    def statement(self) -> Statement:
        return self.figure.statement

    @property
    def badge(self) -> tuple[str, str]:
        return {
            "common": ("verified", _("Common ground")),
            "open": ("neutral", _("Not clear yet")),
            "contested": ("stopped", _("Contested")),
            "against": ("stopped", _("A majority disagrees everywhere")),
            "withheld": ("neutral", _("Too few votes to show")),
        }[self.verdict]


@dataclass(frozen=True)
class Column:
    """A column of the matrix: a region, or a macro-region in which small regions are reported."""

    node: Node
    name: str
    is_macro: bool


@dataclass(frozen=True)
class SideColumns:
    """The columns of one side."""

    letter: str
    name: str
    n: int | None
    columns: Sequence[Column]
    regions: int


def columns_of(release: Release, figures: Sequence[Figure]) -> list[SideColumns]:
    """Return the columns: per side its regions, and each macro-region that prints what one of its regions cannot."""
    nodes = nodes_of(release)
    sides = [node for node in nodes if node.kind == "side"]
    result = []
    for number, side in enumerate(sides):
        inside = {side.index}
        for node in nodes:
            if node.parent in inside:
                inside.add(node.index)
        regions = [node for node in nodes if node.kind == "region" and node.index in inside]
        macros = [node for node in nodes if node.kind == "macro" and node.index in inside and stands_in(node, nodes, figures)]
        columns = [Column(node, plain(str(node.short or node.name)), node.kind == "macro") for node in [*regions, *macros]]
        result.append(SideColumns("ab"[number % 2], str(side.name), side.voters, columns, len(regions)))
    return result


def stands_in(macro: Node, nodes: Sequence[Node], figures: Sequence[Figure]) -> bool:
    """Whether a macro-region prints a figure for some statement on which too few of one of its regions answered."""
    below = [node.index for node in nodes if node.parent == macro.index]
    return any(figure.cells[macro.index].is_shown and any(figure.cells[place].reason == "few" for place in below) for figure in figures)


def rows_of(release: Release, figures: Sequence[Figure]) -> tuple[list[SideColumns], list[Row]]:
    """Return the matrix, ordered by the lowest region: what most agree on first."""
    columns = columns_of(release, figures)
    rows = [row_of(figure, columns, release.number) for figure in figures]
    return columns, sorted(rows, key=lambda row: (-floor(row.figure), row.statement.number))


def floor(figure: Figure) -> float:
    lowest = figure.lowest
    return -1.0 if lowest is None else figure.cells[lowest].share or 0.0


def row_of(figure: Figure, columns: Sequence[SideColumns], number: int) -> Row:
    sides = []
    for side in columns:
        places = []
        for column in side.columns:
            cell = figure.cells[column.node.index]
            lowest = column.node.index == figure.lowest
            earlier = cell.release if cell.is_shown and cell.release != number else None
            places.append(Place(column.name, drawn(cell, lowest=lowest), lowest, cell.share or 0.0, earlier))
        sides.append(SideRow(side.letter, side.name, side.n, side.regions, places))
    kinds = {kind_of(figure.cells[place]) for place in figure.regions if figure.cells[place].is_shown}
    if not kinds and figure.whole.is_shown:
        kinds = {kind_of(figure.whole)}
    numbers = [figure.cells[column.node.index] for side in columns for column in side.columns]
    return Row(figure, sides, numbers, verdict_of(kinds), drawn(figure.whole))


def verdict_of(kinds: set[str]) -> str:
    if not kinds:
        return "withheld"
    if kinds == {"yes"}:
        return "common"
    if kinds == {"no"}:
        return "against"
    return "contested" if {"yes", "no"} <= kinds else "open"


def finding(rows: Sequence[Row], sides: int) -> str:
    """Return the page's title: what the results amount to, in one sentence."""
    shown = [row for row in rows if row.verdict != "withheld"]
    common = sum(row.verdict == "common" for row in shown)
    counts = {"common": common, "all": len(shown)}
    if not shown:
        return _("Too few votes to show any figure")
    by_region = any(row.figure.lowest for row in shown)
    if common == 0:
        return _("On none of %(all)s statements do all agree") % counts
    if not by_region:
        return _("A majority agrees with %(common)s of %(all)s statements") % counts
    if sides > 1:
        return _("On %(common)s of %(all)s statements both sides agree in every region shown") % counts
    return _("On %(common)s of %(all)s statements a majority agrees in every region shown") % counts
