"""Cells of releases and how sure each is. Everything is computed from printed figures: withheld cells are not known, here too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.base.charts import band_edge
from kenes.engine.ground.shares import Interval, Shares, shares
from kenes.engine.intervals import Floats

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]
COMPARED = ("region", "macro", "side")


@dataclass(frozen=True)
class Cell:
    """One printed cell. `state`: exact, band or withheld; shares are between 0 and 1, None where nothing is printed.

    A band has no counts: `share` is its middle, `low` and `high` its ends. `kind`: yes, a majority surely agrees; no, surely no majority
    does; open, the interval spans one half.
    """

    state: str
    agree: int | None = None
    disagree: int | None = None
    passed: int | None = None
    n: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    release: int = 0
    kind: str = "open"

    @property
    def is_shown(self) -> bool:
        return self.state != "withheld"

    @property
    def words(self) -> str:
        """A band as it is written: "> 90" or "< 10"."""
        return f"> {round((self.low or 0) * 100)}" if self.high == 1 else f"< {round((self.high or 0) * 100)}"

    @property
    def shown(self) -> str:
        """The percentage as it is written: exactly, where the gate lets it out so, else as a band."""
        return self.words if self.state == "band" else str(round((self.share or 0) * 100))

    @property
    def low_percent(self) -> int:
        return round((self.low or 0.0) * 100)

    @property
    def high_percent(self) -> int:
        return round((self.high or 0.0) * 100)


def cell_of(row: dict[str, Any]) -> Cell:
    """Return a cell of a release's table (deliberation.tables), an exact one still without its interval."""
    if "why" in row:
        return Cell("withheld", reason=row["why"], release=row["r"])
    if "most" in row:
        edge = band_edge(row["n"]) / 100
        low, high = (edge, 1.0) if row["most"] == 0 else (0.0, 1 - edge)
        return Cell("band", n=row["n"], share=(low + high) / 2, low=low, high=high, release=row["r"])
    n = row["a"] + row["d"] + row["p"]
    return Cell("exact", row["a"], row["d"], row["p"], n, row["a"] / n, release=row["r"])


def people_of(rows: Sequence[Sequence[Cell]], columns: int) -> tuple[Counts, Bools]:
    """Return the people of each cell, shape (S, C, 3), and which cells are shown.

    For a band stand counts that it may hold: all but one of one mind. Where nearly all agree that one passes, where nearly none does
    the others disagree.
    """
    people = np.array([[answers(cell) for cell in row] for row in rows], np.int64).reshape(len(rows), columns, 3)
    return people, people.sum(axis=2) > 0


def answers(cell: Cell) -> tuple[int, int, int]:
    if cell.state == "band":
        n = cell.n or 0
        return (n - 1, 0, 1) if cell.high == 1 else (1, n - 1, 0)
    return cell.agree or 0, cell.disagree or 0, cell.passed or 0


def finest(kinds: Sequence[str], parents: Sequence[int], shown: Bools) -> Bools:
    """Return which cells of a tree are compared, shape (S, N): each shown region, and a larger cell where nothing inside it is shown.

    So no one is counted twice, and a small region is heard through its macro-region or side. Parents come before their children.
    """
    compared, inside = np.zeros_like(shown), np.zeros_like(shown)
    for node in reversed(range(len(kinds))):
        if kinds[node] in COMPARED:
            compared[:, node] = shown[:, node] & ~inside[:, node]
        if parents[node] >= 0:
            inside[:, parents[node]] |= compared[:, node] | inside[:, node]
    return compared


def leaning(people: Counts, known: Bools, family: Sequence[int]) -> Shares:
    """Return what the engine estimates, shape (S, C); each cell leans on the others of its row and of its family only.

    `family` numbers the columns: regions of one side are a family, so that a side of one mind is not pulled towards the other.
    """
    whole = shares(people, known)
    number = np.array(family, np.int64)
    if len(set(family)) < 2:
        return whole
    agree, disagree = (blank(known.shape) for _ in range(2))
    net_low, borrowed = np.full(known.shape, np.nan), np.zeros(known.shape)
    for one in set(family):
        at = np.flatnonzero(number == one)
        part = shares(people[:, at], known[:, at])
        for target, source in ((agree, part.agree), (disagree, part.disagree)):
            for name in ("share", "mean", "low", "high"):
                getattr(target, name)[:, at] = getattr(source, name)
        net_low[:, at], borrowed[:, at] = part.net_low, part.borrowed
    return replace(whole, agree=agree, disagree=disagree, net_low=net_low, borrowed=borrowed)


def blank(shape: tuple[int, ...]) -> Interval:
    return Interval(*(np.full(shape, np.nan) for _ in range(4)))


def bounds(people: Counts, known: Bools, family: Sequence[int] | None = None) -> tuple[Floats, Floats]:
    """Return the intervals of cells that share no people, shape (S, C): each leans on the others, but holds its own share."""
    agree = leaning(people, known, family or [0] * known.shape[1]).agree
    return np.fmin(agree.low, agree.share), np.fmax(agree.high, agree.share)


def families_of(kinds: Sequence[str], parents: Sequence[int]) -> list[int]:
    """Return for each cell of a tree the side that it is in, by its place: a side is in itself, all in -1."""
    found: list[int] = []
    for node, kind in enumerate(kinds):
        found.append(node if kind == "side" else found[parents[node]] if parents[node] >= 0 else -1)
    return found


def tree_bounds(kinds: Sequence[str], parents: Sequence[int], people: Counts, shown: Bools) -> tuple[Floats, Floats]:
    """Return the intervals of all cells of a tree: regions lean on those of their side; sides, and what overlaps others, stand alone."""
    low, high = (part.reshape(shown.shape) for part in bounds(people.reshape(-1, 1, 3), shown.reshape(-1, 1)))
    compared = finest(kinds, parents, shown)
    lows, highs = bounds(people, compared, families_of(kinds, parents))
    low[compared], high[compared] = lows[compared], highs[compared]
    return low, high


def with_bounds(rows: Sequence[Sequence[Cell]], low: Floats, high: Floats) -> list[list[Cell]]:
    """Return the cells with their intervals and what these say; a band keeps its ends."""
    return [
        [bounded(cell, lows[at], highs[at]) for at, cell in enumerate(row)]
        for row, lows, highs in zip(rows, low.tolist(), high.tolist(), strict=True)
    ]


def bounded(cell: Cell, low: float, high: float) -> Cell:
    if not cell.is_shown:
        return cell
    kind = "yes" if low > 0.5 else "no" if high < 0.5 else "open"
    return replace(cell, kind=kind) if cell.state == "band" else replace(cell, low=low, high=high, kind=kind)
