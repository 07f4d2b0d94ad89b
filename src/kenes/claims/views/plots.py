"""The figures that a finding rests on, drawn: regions beside each other, as they were bound."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kenes.base.dates import long_day
from kenes.claims.forms.findings import place_names
from kenes.claims.models import Finding
from kenes.claims.queries.findings import FiguresShown, figures_shown
from kenes.councils.models import Council
from kenes.situation import periods
from kenes.situation.charts import Mark, Strip, strip
from kenes.situation.models import Indicator
from kenes.situation.numbers import shown

DRAWN_FROM = 4  # regions: fewer are read faster than they are drawn


@dataclass(frozen=True)
class Line:
    """One region's value, and what it is now where it changed."""

    name: str
    value: str
    now: str


@dataclass(frozen=True)
class PlotShown:
    """One indicator of one period."""

    indicator: Indicator
    period: str
    period_words: str
    strip: Strip | None
    title: str
    unit: str
    source: str
    lines: list[Line]
    has_changed: bool


def plots_of(council: Council, finding: Finding) -> list[PlotShown]:
    """Return a finding's figures as pages show them."""
    names = place_names(council)
    return [plot(group, names) for group in figures_shown(finding)]


def plot(group: FiguresShown, names: dict[str, str]) -> PlotShown:
    indicator = group.indicator

    def text(value: float) -> str:
        return shown(value, indicator.decimals)

    marks = [Mark(code, names.get(code, code), value, text(value)) for code, value in group.values.items()]
    ordered = sorted(marks, key=lambda mark: (mark.code not in group.changed, -mark.value))  # what has changed comes first
    lines = [Line(mark.name, mark.shown, changed(group, mark.code, text)) for mark in ordered]
    period = periods.words(periods.parse(group.period))
    source = _("Source: %(producer)s, as accessed on %(day)s") % {
        "producer": indicator.producer,
        "day": long_day(indicator.accessed) if indicator.accessed else "…",
    }
    drawn = strip(marks, shown=text, full=True) if len(marks) >= DRAWN_FROM else None
    title = _("%(indicator)s, %(period)s") % {"indicator": indicator.name, "period": period}
    return PlotShown(indicator, group.period, period, drawn, title, str(indicator.unit), source, lines, bool(group.changed))


def changed(group: FiguresShown, code: str, text: object) -> str:
    if code not in group.changed:
        return ""
    value = group.changed[code]
    return _("no longer published") if value is None else text(value)  # type: ignore[operator]
