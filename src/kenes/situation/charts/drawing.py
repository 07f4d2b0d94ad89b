"""Charts as markup: the drawing, its legend, and where it comes from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from django.template import engines
from django.utils.translation import gettext as _

from kenes.situation.charts.lines import Line
from kenes.situation.charts.maps import MISSING, Choropleth, TileGrid
from kenes.situation.charts.multiples import Multiples
from kenes.situation.charts.strips import Strip

if TYPE_CHECKING:
    from kenes.situation.charts import Chart


@dataclass(frozen=True)
class Key:
    """An entry of a legend: a class for its swatch, a path where that is a line or a dot (22 × 14), and words."""

    css: str
    words: str
    path: str = ""


DOT, LINE, DASHES = "M11 7h0", "M1 7H21", "M11 0V14"
RING = "M7 7a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"


def drawing(chart: "Chart", title: object, mark: str = "") -> str:
    """Return the drawing as SVG (small multiples: a list of them). `title` and the chart's own words are read to those who do not
    see it; `mark` makes the ids of this drawing its own."""
    context = {"chart": chart, "title": title, "id": mark or mark_of(title)}
    return engines["django"].get_template(chart.template).render(context)


def mark_of(title: object) -> str:
    """Return an id for a drawing: the same for the same title, so that a page stays the same."""
    return f"c{crc32(str(title).encode()):x}"


def keys_of(chart: "Chart") -> list[Key]:
    """Return the legend of a chart."""
    if isinstance(chart, Strip):
        return strip_keys(chart.own_name) if chart.band else []
    if isinstance(chart, TileGrid | Choropleth):
        keys = [Key(key.css, key.words) for key in chart.legend]
        if isinstance(chart, Choropleth) and chart.circles:
            keys.append(Key("symbol", _("the area of a circle shows the count"), DOT))
        return [*keys, Key(MISSING, _("no value"))] if chart.has_missing else keys
    if isinstance(chart, Multiples):
        return multiples_keys(chart)
    if isinstance(chart, Line):
        return [
            *([Key("median", _("median of the regions"), LINE)] if chart.middle else []),
            *([Key("ring", _("sum of the parts, comparable across the break"), RING)] if chart.sums else []),
        ]
    return [Key("bounds", _("from the lower to the upper bound"), LINE)] if any(bar.ends for bar in chart.bars) else []


def strip_keys(own: str = "") -> list[Key]:
    """Return what strips have in common: on a page with many of them, once."""
    return [
        *([Key("own", own, DOT)] if own else []),
        Key("others", _("other regions"), "M6 7h0M15 7h0"),
        Key("band", _("median ± 1 MAD: no different")),
    ]


def multiples_keys(chart: Multiples) -> list[Key]:
    if not chart.panels:
        return []
    keys = [Key("line", _("the region"), LINE)]
    if chart.middle or any(panel.axis and panel.axis.middle for panel in chart.panels):
        keys.append(Key("median", _("median of the regions"), LINE))
    if chart.has_breaks:
        keys.append(Key("cut", _("break: not comparable across it"), DASHES))
    if not chart.range or not chart.ends:
        return [*keys, Key("", _("Each on its own scale, given below its name"))]
    told = {"low": chart.range[0], "high": chart.range[1], "from": chart.ends[0], "to": chart.ends[1]}
    return [*keys, Key("", _("All on one scale: %(low)s to %(high)s, %(from)s – %(to)s") % told)]


def attribution_of(chart: "Chart") -> str:
    """Return whose outlines a map is made of: stands under every map and in every file of one."""
    return chart.attribution if isinstance(chart, Choropleth) else ""
