"""One value as a file has it, and what was read of a file altogether."""

from dataclasses import dataclass, field
from typing import NamedTuple

from kenes.situation.importing.findings import Finding, at


class Figure(NamedTuple):
    """A value of an indicator for a place and a period, with its place in the file."""

    indicator: str
    place: str
    period: str
    value: float | None
    status: str = "A"
    note: str = ""
    source: str = ""
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> tuple[str, str, str]:
        return self.indicator, self.place, self.period


@dataclass(frozen=True)
class Unmatched:
    """A name that is no region for us, until somebody says which it is."""

    name: str
    where: str
    values: int
    candidates: tuple[str, ...] = ()
    chosen: str = ""


LEAVE_OUT = "-"


@dataclass
class Reading:
    """What was understood of a file, or of one table in it."""

    sheet: str = ""
    tidy: bool = False
    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)  # indicator -> its unit, as the file has it
    unmatched: list[Unmatched] = field(default_factory=list)
    matched: list[tuple[str, str]] = field(default_factory=list)  # name in the file, code
    turned: bool = False  # rows and columns were swapped
    footnotes: dict[str, str] = field(default_factory=dict)  # code -> what a footnote says about the place

    def where(self, figure: Figure) -> str:
        if self.tidy:
            return at(self.sheet, figure.row, field="value")
        row, column = (figure.column, figure.row) if self.turned else (figure.row, figure.column)
        return at(self.sheet, row, column)
