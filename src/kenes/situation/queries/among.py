"""Where a region lies among the others: in words instead of ranks, and only where values may be compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kenes.engine.series import Verdict, verdict
from kenes.situation.models import Indicator
from kenes.situation.numbers import shown
from kenes.situation.queries.figures import Atlas, Figure

LOG_FROM = 12  # the highest value is so many times the lowest: on a plain scale most dots would lie on each other
FEWEST = 3  # regions from which a median says anything
Judged = Literal["better", "worse", "same", "neutral"]


@dataclass(frozen=True)
class Comparison:
    """The values of all regions that were there in a period, with their median and its spread."""

    figure: Figure
    period: str
    values: Mapping[str, float]
    nations: Mapping[str, float]
    middle: float
    spread: float

    @property
    def is_judged(self) -> bool:
        """Whether values may be judged against the median: counts hang on how many people live there."""
        return self.figure.indicator.measure == Indicator.Measure.RATE and len(self.values) >= FEWEST

    @property
    def log(self) -> bool:
        lowest, highest = min(self.values.values()), max(self.values.values())
        return lowest > 0 and highest / lowest > LOG_FROM

    def shown(self, value: float) -> str:
        return shown(value, self.figure.indicator.decimals)


def compared(figure: Figure, period: str, atlas: Atlas) -> Comparison | None:
    """Return the regions of a period side by side, None where no region has a value."""
    middle, spread = figure.values.middle(period), figure.values.spread(period)
    if middle is None or spread is None:
        return None
    values = figure.values.across(period, atlas.regions(period))
    return Comparison(figure, period, values, figure.values.across(period, atlas.countries), middle, spread)


@dataclass(frozen=True)
class Position:
    """One place in a comparison."""

    place: str
    value: float
    comparison: Comparison
    verdict: Verdict | None  # None where values are not judged
    judged: Judged
    national: float | None

    @property
    def name(self) -> str:
        return self.comparison.figure.name

    @property
    def distance(self) -> float:
        """How many spreads the value lies from the median."""
        gap = abs(self.value - self.comparison.middle)
        return gap / self.comparison.spread if self.comparison.spread else float(gap > 0)


def position(place: str, comparison: Comparison, atlas: Atlas) -> Position | None:
    """Return where a place lies, None where it has no value."""
    value = comparison.values.get(place)
    if value is None:
        return None
    found = verdict(value, comparison.middle, comparison.spread) if comparison.is_judged else None
    national = comparison.nations.get(atlas.country(place))
    return Position(place, value, comparison, found, judge(found, comparison.figure.indicator.polarity), national)


def judge(found: Verdict | None, polarity: str) -> Judged:
    """Return what a verdict means where more (or less) is better."""
    if found == "same":
        return "same"
    if found is None or polarity == Indicator.Polarity.NEUTRAL:
        return "neutral"
    return "better" if (found == "above") == (polarity == Indicator.Polarity.UP) else "worse"
