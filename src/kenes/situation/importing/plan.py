"""What an import would change: its figures against what is stored, set by set."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kenes.situation.importing.figures import Figure
from kenes.situation.models import Indicator, Observation

Cell = tuple[str, str, str]  # indicator, place, period


class Stored(NamedTuple):
    """A current observation."""

    pk: int
    value: float | None
    lower: float | None
    upper: float | None
    n: int | None
    status: str
    note: str
    source: str


@dataclass
class Diff:
    """What comes, what changes from what, what goes, and how much stays as it is."""

    added: list[Figure] = field(default_factory=list)
    changed: list[tuple[Figure, Stored]] = field(default_factory=list)
    removed: list[tuple[Cell, Stored]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def indicators(self) -> set[str]:
        """Return the codes of the indicators whose values differ afterwards."""
        codes = {figure.indicator for figure in self.added} | {figure.indicator for figure, _ in self.changed}
        return codes | {cell[0] for cell, _ in self.removed}


def stored_of(indicators: Iterable[Indicator]) -> dict[Cell, Stored]:
    """Return all current observations of some indicators."""
    codes = {indicator.pk: indicator.code for indicator in indicators}
    rows = Observation.objects.filter(indicator__in=list(codes), ended_by__isnull=True)
    names = ("indicator_id", "place", "period", "pk", "value", "lower", "upper", "n", "status", "note", "source")
    return {(codes[row[0]], row[1], row[2]): Stored(*row[3:]) for row in rows.values_list(*names).iterator(chunk_size=20_000)}


def diff(figures: Iterable[Figure], stored: Mapping[Cell, Stored], *, replace: bool, says_all: bool) -> Diff:
    """Compare. A sheet of an office says nothing of status and source: what it leaves open (`says_all` false) is no change."""
    found = Diff()
    seen: set[Cell] = set()
    for figure in figures:
        cell = figure.cell
        seen.add(cell)
        before = stored.get(cell)
        if before is None:
            found.added.append(figure)
        elif same(figure, before, says_all):
            found.unchanged += 1
        else:
            found.changed.append((figure, before))
    if replace:
        codes = {cell[0] for cell in seen}
        found.removed = [(cell, before) for cell, before in stored.items() if cell[0] in codes and cell not in seen]
    return found


def same(figure: Figure, before: Stored, says_all: bool) -> bool:
    if not alike(figure.value, before.value):
        return False
    numbers = alike(figure.lower, before.lower) and alike(figure.upper, before.upper) and figure.n == before.n
    words = (figure.status, figure.note, figure.source)
    if says_all:
        return numbers and words == (before.status, before.note, before.source)
    open_ones = ("A", "", "")
    kept = (before.status, before.note, before.source)
    return all(mine in (theirs, nothing) for mine, theirs, nothing in zip(words, kept, open_ones, strict=True))


def alike(one: float | None, other: float | None) -> bool:
    """Return whether two values are the same, apart from the last digit of a floating-point number."""
    if one is None or other is None:
        return one is other
    return one == other or math.isclose(one, other, rel_tol=1e-13)
