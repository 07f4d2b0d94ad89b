"""What a map and twenty small multiples cost: numbers to markup, and the weight of that markup.

Made-up values for 20 regions and 24 quarters; outlines from the geometry that tests use where it is at hand, else polygons of
about its weight. CPU time, the least of many rounds; values and territories are at hand, as pages have them.
"""

import gzip
import math
import os
import random
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from run import figure  # noqa: E402

from kenes.base.dates import shown_number  # noqa: E402
from kenes.situation import periods  # noqa: E402
from kenes.situation.boards import Row, Territory, Values, values_of  # noqa: E402
from kenes.situation.charts import Outline, Outlines, Panel, Tile, choropleth, classes, small_multiples  # noqa: E402
from kenes.situation.charts.drawing import drawing  # noqa: E402
from kenes.situation.outlines import drawing_of  # noqa: E402
from kenes.situation.series import series_of  # noqa: E402

QUICK = "--quick" in sys.argv
GEOMETRY = Path(os.environ.get("KENES_REGIONS", Path(__file__).resolve().parents[2] / "shared/data/regions")) / "kz-regions.geojson"
CODES = [f"KZ-{number}" for number in (10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63, 71, 75, 79)]
SHORT, LONG_NAME = "Қара\u00adғанды", "Солтүстік Қазақстан облысы"


def outlines() -> Outlines:
    if GEOMETRY.is_file():
        drawn = drawing_of(GEOMETRY.read_bytes(), {code: code for code in CODES})
        return Outlines(drawn.width, drawn.height, drawn.attribution, [Outline(s.code, s.path, s.x, s.y) for s in drawn.shapes])
    chance = random.Random(7)
    shapes = []
    for index, code in enumerate(CODES):
        x, y = 200 + index % 5 * 380, 150 + index // 5 * 260
        edge = [(a / 30, chance.uniform(0.8, 1)) for a in range(188)]
        corners = [(x + 180 * math.cos(turn) * far, y + 120 * math.sin(turn) * far) for turn, far in edge]
        shapes.append(Outline(code, "M" + "L".join(f"{round(a)} {round(b)}" for a, b in corners) + "z", x, y))
    return Outlines(2000, 1160, "made up", shapes)


def board() -> Values:
    chance = random.Random(1)
    first = "2018-Q1"
    rows = []
    for code in CODES:
        value = chance.uniform(60, 80)
        for step in range(24):
            value += chance.uniform(-1, 1.1)
            rows.append(Row(code, periods.moved(first, step), round(value, 1), status="B" if code == "KZ-63" and step == 17 else "A"))
    return values_of(rows, {code: [Territory(None, None)] for code in CODES})


def shown(value: float) -> str:
    return shown_number(value, 1)


def page(values: Values, shapes: Outlines) -> str:
    last = values.periods[-1]
    there = values.across(last, CODES).items()
    tiles = [Tile(code, SHORT, LONG_NAME, value, shown(value), f"/c/x/regions/{code}/", 1, 1) for code, value in there]
    land = choropleth(shapes, tiles, classes([tile.value for tile in tiles]))
    panels = [Panel(code, LONG_NAME, SHORT, f"/c/x/regions/{code}/", series_of(values, code, {})) for code in CODES]
    lines = small_multiples(panels, values.data["middle"], values.periods, shown=shown)
    return drawing(land, "A finding about the map") + drawing(lines, "A finding about the lines")


def main() -> None:
    values, shapes = board(), outlines()
    spent = []
    for _round in range(3 if QUICK else 200):
        before = time.process_time()
        markup = page(values, shapes)
        spent.append(time.process_time() - before)
    figure("map_and_multiples_cpu", 1000 * min(spent), "ms", "<=5")
    figure("map_and_multiples_weight", len(gzip.compress(markup.encode(), 6)) / 1000, "kB", "<=45")


main()
