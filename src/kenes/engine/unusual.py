"""Is a change of a series beyond what is usual for this very series, and its own? The method: docs/methods/unusual.md.

The rule of three scaled median absolute deviations: C. Leys, C. Ley, O. Klein, P. Bernard, L. Licata, "Detecting outliers: Do not
use standard deviation around the mean, use absolute deviation around the median", Journal of Experimental Social Psychology 49
(2013) 764-766; the factor 1.4826 makes the deviation of a normal distribution its standard deviation: F. R. Hampel, "The influence
curve and its role in robust estimation", Journal of the American Statistical Association 69 (1974) 383-393.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median

LEAST = 6  # earlier changes; of fewer, nobody can tell what is usual
DEVIATIONS = 3
SCALE = 1.4826
ROUNDING = 2  # units of the last digit: each of four rounded values may be half a unit off
FEWEST = 5  # series; of fewer, the median is no shift that they share


@dataclass(frozen=True)
class Change:
    """The newest value's change against a year before, and the band in which this series' earlier changes usually lie."""

    value: float
    low: float
    high: float
    earlier: int  # changes that the band was found from

    @property
    def is_unusual(self) -> bool:
        """Strictly beyond the band; floats that only look different are not."""
        return self.strength > 1 + 1e-9

    @property
    def strength(self) -> float:
        """How far from the middle of the band, in half widths of the band: beyond 1 is unusual."""
        return abs(self.value - (self.low + self.high) / 2) / self.half

    @property
    def half(self) -> float:
        """Half the width of the band."""
        return (self.high - self.low) / 2

    def stands_out(self, shared: float | None) -> bool:
        """Unusual for this series, and still as far from the shift that it shares with others (None: no such shift is known)."""
        return self.is_unusual and (shared is None or abs(self.value - shared) / self.half > 1 + 1e-9)


def shared_shift(changes: Collection[float]) -> float | None:
    """Return by how much series of one kind moved together: the median of their changes; None for fewer than five."""
    return median(changes) if len(changes) >= FEWEST else None


def newest_change(values: Mapping[int, float], a_year: int, unit: float) -> Change | None:
    """Compare the newest value's change with the earlier ones of the same series.

    Arguments: `values` by period, counted without gaps (what is missing is left out), all of one comparable stretch: nothing from
    before a break; `a_year`, the periods a year, at least 1, so that seasons stand on both sides of a change; `unit`, the size of
    the last digit in which values are published, above 0. Values and `unit` in the indicator's unit.
    Returns None where there is no value a year before, or fewer than six earlier changes. Raises ValueError for a bad `a_year`,
    `unit` or a value that is not finite.
    """
    if a_year < 1 or not unit > 0:
        raise ValueError("a_year: at least 1; unit: above 0")
    if any(value - value != 0 for value in values.values()):
        raise ValueError("values: finite numbers")
    changes = {period: value - values[period - a_year] for period, value in sorted(values.items()) if period - a_year in values}
    if not changes or max(changes) != max(values):
        return None
    newest = changes.pop(max(changes))
    if len(changes) < LEAST:
        return None
    middle = median(changes.values())
    deviation = SCALE * median(abs(change - middle) for change in changes.values())
    half = max(DEVIATIONS * deviation, ROUNDING * unit)
    return Change(newest, middle - half, middle + half, len(changes))
