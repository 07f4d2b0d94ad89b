"""A chart as a file for a letter: a self-contained SVG, or a PNG."""

from kenes.situation.charts import Chart


def svg_file(chart: Chart, *, title: str, unit: str = "", source: str = "") -> str:
    """Return the chart as an SVG that needs nothing else: title, unit, drawing, legend, source and attribution, in light colours."""
    raise NotImplementedError


def png_file(chart: Chart, *, title: str, unit: str = "", source: str = "", width: int = 1600) -> bytes:
    """Return the same as a PNG of this width in pixels."""
    raise NotImplementedError
