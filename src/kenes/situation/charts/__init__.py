"""Charts as numbers and short texts that SVG templates draw: nothing here asks the database, nothing here knows colours.

Every function returns a chart; `{% chart some title=finding %}` draws it on a page (with legend and attribution where it has
them), `{% chart_figure some title=finding unit=… source=… %}` draws it as a figure with its finding above and its source below,
`files.svg_file` and `files.png_file` make a file of it. `shown` turns a number into the reader's text, unit excluded.
"""

from kenes.engine.series import Classes, Verdict, classes, verdict
from kenes.situation.charts.intervals import Interval, interval
from kenes.situation.charts.lines import Line, line
from kenes.situation.charts.maps import Choropleth, Outline, Outlines, Tile, TileGrid, choropleth, tile_grid
from kenes.situation.charts.multiples import Multiples, Panel, Scaled, scaled_multiples, small_multiples
from kenes.situation.charts.strips import Mark, Strip, strip

Chart = Strip | TileGrid | Choropleth | Multiples | Line | Interval

__all__ = [
    "Chart",
    "Choropleth",
    "Classes",
    "Interval",
    "Line",
    "Mark",
    "Multiples",
    "Outline",
    "Outlines",
    "Panel",
    "Scaled",
    "Strip",
    "Tile",
    "TileGrid",
    "Verdict",
    "choropleth",
    "classes",
    "interval",
    "line",
    "scaled_multiples",
    "small_multiples",
    "strip",
    "tile_grid",
    "verdict",
]
