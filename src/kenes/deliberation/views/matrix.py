"""The matrix of agreement: statements by the cells of a division, as rows and columns of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.base.charts import AgreementCell
from kenes.councils.queries import plain
from kenes.deliberation.models import Statement
from kenes.deliberation.queries.cells import Cell
from kenes.deliberation.queries.ground import GROUP, PROFESSION, REGION, SIDE, WHOLE, Column, Division, Line
from kenes.deliberation.views.shown import drawn

MANY = 12  # columns above which their heads stand upright
FEW = 5  # columns up to which a cell has room for disagreement and passes
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def group_name(key: str) -> str:
    """Return what an opinion group is called; `key` is "g0" for the first."""
    number = int(key[1:])
    return _("Group %(name)s") % {"name": LETTERS[number] if number < len(LETTERS) else number + 1}


def name_of(column: Column, *, short: bool = True) -> str:
    """Return what a column is called."""
    if column.kind == GROUP:
        return group_name(column.key)
    if column.name is None:
        return _("All") if column.kind == WHOLE else column.key
    return plain(str(column.short if short and column.short else column.name))


def way_words(by: str) -> str:
    """Return what divides people, as the switch says it."""
    return {
        WHOLE: _("all together"),
        REGION: _("by region"),
        SIDE: _("by side"),
        GROUP: _("by opinion group"),
        PROFESSION: _("by walk of life"),
    }[by]


@dataclass(frozen=True)
class Place:
    """One printed cell of a row: where, and what."""

    name: str
    data: Cell
    cell: AgreementCell
    lowest: bool
    support: float | None
    from_release: int | None  # when it stands from an earlier release
    is_macro: bool = False  # whether it sums up several regions
    letter: str = ""  # of the side that it is, where sides are compared

    @property
    def parts(self) -> tuple[int, int, int] | None:
        """Agree, disagree and pass in percent; nothing of a band or a withheld cell."""
        return percents(self.data)


def percents(cell: Cell) -> tuple[int, int, int] | None:
    """Return agree, disagree and pass in percent, where they may be printed exactly."""
    if cell.state != "exact" or not cell.n:
        return None
    return tuple(round(100 * (count or 0) / cell.n) for count in (cell.agree, cell.disagree, cell.passed))  # type: ignore[return-value]


@dataclass(frozen=True)
class Family:
    """The columns of one side, or all columns where they belong to none."""

    letter: str
    name: str
    n: int | None
    columns: Sequence[tuple[int, Column]]

    @property
    def heads(self) -> list[tuple[str, str, bool]]:
        """Short name, full name, and whether it sums up several regions."""
        return [(name_of(column), name_of(column, short=False), column.kind == "macro") for _at, column in self.columns]

    @property
    def regions(self) -> int:
        return sum(column.kind == REGION for _at, column in self.columns)


def families(division: Division) -> list[Family]:
    """Return the columns by side, in their order: the regions of each, or where sides are compared, each side alone."""
    numbered = list(enumerate(division.columns))
    if division.by == SIDE and len(numbered) > 1:
        return [Family("ab"[at % 2], name_of(column), None, [(at, column)]) for at, column in numbered]
    if not division.sides:
        return [Family("", "", None, numbered)]
    return [
        Family("ab"[number % 2], name_of(side), side.voters, [pair for pair in numbered if pair[1].side == number])
        for number, side in enumerate(division.sides)
    ]


@dataclass(frozen=True)
class Part:
    """The cells of one statement on one side; `first` are the two most hesitant, for phones."""

    family: Family
    cells: Sequence[Place]

    @property
    def first(self) -> list[Place]:
        shown = [place for place in self.cells if not place.cell.withheld]
        return sorted(shown, key=lambda place: (place.support is None, place.support or 0.0))[:2]

    @property
    def more(self) -> int:
        return len(self.cells) - self.withheld - len(self.first)

    @property
    def withheld(self) -> int:
        return sum(place.cell.withheld for place in self.cells)


@dataclass(frozen=True)
class Row:
    """One statement with its cells by side, and what they amount to."""

    line: Line
    parts: Sequence[Part]
    whole: AgreementCell
    reach: str  # how far even the most hesitant cell supports it; nothing where that is not sure

    @property
    def statement(self) -> Statement:
        return self.line.statement

    @property
    def badge(self) -> tuple[str, str]:
        if self.line.verdict == "common" and (self.line.alone or len(self.line.cells) == 1):
            return "verified", _("A majority agrees")  # nothing was compared: common to whom?
        return badge_of(self.line.verdict)

    @property
    def cells(self) -> list[Place]:
        return [place for part in self.parts for place in part.cells]


def badge_of(verdict: str) -> tuple[str, str]:
    """Return the kind and the words of a verdict's badge."""
    return {
        "common": ("verified", _("Common ground")),
        "open": ("neutral", _("Not clear yet")),
        "contested": ("stopped", _("Contested")),
        "nowhere": ("stopped", _("No majority")),
        "withheld": ("neutral", _("Too few votes to show")),
    }[verdict]


def rows_of(division: Division, lines: Sequence[Line], release: int) -> list[Row]:
    """Return lines of a division as rows; `release` is the number of the release that the page shows."""
    groups = families(division)
    return [row_of(division, groups, line, release) for line in lines]


def row_of(division: Division, groups: Sequence[Family], line: Line, release: int) -> Row:
    compares = division.by == SIDE
    parts = [
        Part(group, [place_of(column, at, line, release, group.letter if compares else "") for at, column in group.columns])
        for group in groups
    ]
    return Row(line, parts, drawn(line.figure.whole), reach_of(division, line))


def place_of(column: Column, at: int, line: Line, release: int, letter: str) -> Place:
    cell, lowest = line.cells[at], at == line.lowest and len(line.cells) > 1
    earlier = cell.release if cell.is_shown and cell.release != release else None
    return Place(name_of(column), cell, drawn(cell, lowest=lowest), lowest, line.support[at], earlier, column.kind == "macro", letter)


def reach_of(division: Division, line: Line) -> str:
    """Say by how much agreement surely leads where it leads least."""
    points = int((line.score or 0.0) * 100)  # rounded down: at least so many
    if line.alone:
        return _("all together: by at least %(points)s points") % {"points": points} if points > 0 else _("all together")
    if points < 1:
        return ""
    if line.lowest is None or len(division.columns) == 1:
        return _("by at least %(points)s points") % {"points": points}
    return _("least in %(name)s: by at least %(points)s points") % {"name": name_of(division.columns[line.lowest]), "points": points}


def pair_words(division: Division, line: Line) -> str:
    """Name the two cells that are surely furthest apart: "North 81 %, South 22 %: at least 31 points apart"."""
    if line.high is None or line.low is None:
        return tight(_("At least %(share)s %% agree and at least %(share)s %% disagree") % {"share": int(50 * (line.gap or 0.0))})
    high, low_cell = line.cells[line.high], line.cells[line.low]
    values: dict[str, str | int] = {
        "high": name_of(division.columns[line.high]),
        "high_share": high.shown,
        "low": name_of(division.columns[line.low]),
        "low_share": low_cell.shown,
        "points": max(int((line.gap or 0.0) * 100), 0),
    }
    if not values["points"]:
        return tight(_("%(high)s %(high_share)s %%, %(low)s %(low_share)s %%") % values)
    return tight(_("%(high)s %(high_share)s %%, %(low)s %(low_share)s %%: at least %(points)s points apart") % values)


def tight(words: str) -> str:
    """Keep a number and its unit on one line."""
    return words.replace(" %", "\u00a0%").replace("> ", ">\u00a0").replace("< ", "<\u00a0")


def finding(division: Division) -> str:
    """Return the title of "Where we agree": what it amounts to, in one sentence."""
    by = division.by if division.compared else WHOLE
    shown = division.compared or [line for line in division.lines if line.score is not None]
    common = sum(line.verdict == "common" for line in shown)
    if not shown:
        return _("Too few votes to show any figure")
    if not common:
        words = _("On none of %(all)s statements do all agree")
    elif by == REGION and len(division.sides) > 1:
        words = _("On %(common)s of %(all)s statements both sides agree in every region shown")
    else:
        words = {
            WHOLE: _("A majority agrees with %(common)s of %(all)s statements"),
            REGION: _("On %(common)s of %(all)s statements a majority agrees in every region shown"),
            SIDE: _("On %(common)s of %(all)s statements a majority of each side agrees"),
            GROUP: _("On %(common)s of %(all)s statements a majority of every opinion group agrees"),
            PROFESSION: _("On %(common)s of %(all)s statements a majority agrees in every walk of life shown"),
        }[by]
    return words % {"common": common, "all": len(shown)}


def divided_finding(division: Division) -> str:
    """Return the title of "What divides us"."""
    number, opposed = len(division.dividing), sum(line.opposed for line in division.dividing)
    values = {"n": number, "opposed": opposed, "all": len(division.compared)}
    if not number:
        return _("No statement surely divides people")
    if division.by == WHOLE:
        return _("On %(n)s of %(all)s statements people are surely split") % values
    if not opposed:
        return _("On %(n)s of %(all)s statements people surely differ, but only in how many agree") % values
    if opposed == number:
        return _("On %(n)s of %(all)s statements a majority agrees in one part and surely none in another") % values
    words = _(
        "On %(n)s of %(all)s statements people surely differ; on %(opposed)s a majority agrees in one part and surely none in another"
    )
    return words % values
