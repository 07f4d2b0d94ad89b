"""Counts by side against equal shares. A council of one side has nothing to compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from kenes.base.dates import shown_number
from kenes.councils.models import Council, Side
from kenes.councils.queries import plain
from kenes.sides.queries.consents import letter


@dataclass(frozen=True)
class Part:
    """One side's count; `begins` and `share` place it on the bar, in per cent."""

    name: str
    letter: str
    count: str
    share: float
    begins: float


@dataclass(frozen=True)
class Parity:
    """How one thing is spread over the sides. Withheld: a side has fewer people than the council's threshold."""

    label: str
    parts: tuple[Part, ...]
    total: int
    unit: str = ""
    withheld: int = 0  # the threshold that a side stays below, or 0

    @property
    def equal(self) -> list[float]:
        """Return where equal shares would end."""
        return [100 * place / len(self.parts) for place in range(1, len(self.parts))]

    @property
    def words(self) -> str:
        """Return what the bar shows, for those who do not see it."""
        return f"{self.label}: " + ", ".join(f"{part.name} {part.count}" for part in self.parts)


def parity_of(
    council: Council,
    counts: Mapping[int, int],
    label: str,
    *,
    people: bool = False,
    unit: str = "",
    sides: Sequence[Side] | None = None,
) -> Parity | None:
    """Compare counts by side (side id -> count); None where the council has one side. One query, none where `sides` are given.

    `people`: the counts are of people, and all of them are withheld where one side has some, but fewer than the threshold: what is
    left could be subtracted from a total. `unit` "minutes": the counts are seconds and shown in whole minutes.
    """
    known = list(Side.objects.filter(council=council)) if sides is None else list(sides)
    if len(known) < 2:
        return None
    numbers = [counts.get(side.pk, 0) for side in known]
    if unit == "minutes":
        numbers = [round(number / 60) for number in numbers]
    total = sum(numbers)
    if people and any(0 < number < council.threshold for number in numbers):
        return Parity(label, (), total=0, withheld=council.threshold)
    shares = [100 * number / total if total else 0.0 for number in numbers]
    parts = [
        Part(plain(str(side.name)), letter(side), counted(number, unit), round(share, 1), round(sum(shares[:place]), 1))
        for place, (side, number, share) in enumerate(zip(known, numbers, shares, strict=True))
    ]
    return Parity(label, tuple(parts), total, unit)


def counted(number: int, unit: str) -> str:
    """Return a count as it is shown."""
    if unit == "minutes":
        return ngettext("%(n)s min", "%(n)s min", number) % {"n": shown_number(number)}
    return shown_number(number)
