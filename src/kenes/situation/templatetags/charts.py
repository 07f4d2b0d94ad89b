"""Tags that draw charts: {% load charts %}. Pages that use them link situation/charts.css."""

from typing import TYPE_CHECKING, Any

from django import template

from kenes.situation.charts.drawing import attribution_of, drawing, keys_of, mark_of, strip_keys

if TYPE_CHECKING:
    from kenes.situation.charts import Chart

register = template.Library()


@register.simple_tag
def drawn(chart: "Chart", title: object) -> str:
    """Draw a chart without its legend: many of a kind on a page share one."""
    return drawing(chart, title)


@register.inclusion_tag("situation/charts/chart.html")
def chart(chart: "Chart", title: object) -> dict[str, Any]:
    """Draw a chart with its legend and, under a map, its attribution; `title` states the finding, for those who do not see it."""
    return {"drawing": drawing(chart, title), "keys": keys_of(chart), "attribution": attribution_of(chart), "id": mark_of(title)}


@register.inclusion_tag("situation/charts/figure.html")
def chart_figure(chart: "Chart", title: object, unit: object = "", source: object = "") -> dict[str, Any]:
    """Draw a chart as a figure: its finding as title, unit and period under it, below the source."""
    return {"chart": chart, "title": title, "unit": unit, "source": source}


@register.inclusion_tag("situation/charts/legend.html")
def strip_legend(own: str = "") -> dict[str, Any]:
    """Explain the marks of strips, once for all on a page; `own`: the name of the region that is picked out."""
    return {"keys": strip_keys(own), "id": "strips"}
