"""A chart as a file for a letter: a self-contained SVG, or a PNG. In light colours, as wide pages show it, with all that must be said."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import typst
from django.template.loader import render_to_string

from kenes.situation.charts import Chart
from kenes.situation.charts.drawing import Key, attribution_of, drawing, keys_of, mark_of
from kenes.situation.charts.maps import MISSING, TILE_HEIGHT, Choropleth, TileGrid
from kenes.situation.charts.marks import WIDTH, text_width
from kenes.situation.charts.multiples import HIGH, WIDE, Multiples

PACKAGE = Path(__file__).resolve().parents[2]
BASE, OWN, FONTS = (
    PACKAGE / "base/static/base/kenes.css",
    PACKAGE / "situation/static/situation/charts.css",
    Path(__file__).with_name("fonts"),
)
MARGIN = 24
COLUMNS = 4  # of small multiples
SANS = '"Noto Sans","DejaVu Sans",sans-serif'
CONTROL = re.compile("[^\\t\\n\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")  # what XML cannot hold
PAGE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt)"""


def svg_file(chart: Chart, *, title: str, unit: str = "", source: str = "") -> str:
    """Return the chart as an SVG that needs nothing else: title, unit, drawing, legend, source and attribution, in light colours."""
    sheet = Sheet(title, chart.words)
    sheet.write(title, 18, 24, "title", bold=True)
    sheet.write(unit, 13, 19, "unit")
    sheet.draw(chart, title)
    sheet.explain(keys_of(chart), mark_of(title))
    sheet.y += 6
    sheet.write(source, 12, 17, "told")
    sheet.write(attribution_of(chart), 12, 17, "told")
    return sheet.text()


class Sheet:
    """A drawing that grows downwards."""

    def __init__(self, title: str, words: str) -> None:
        self.y = MARGIN
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
        self.add(self.root, "title", title)
        self.add(self.root, "desc", words)
        self.add(self.root, "style", style())
        self.add(self.root, "rect", width="100%", height="100%", fill="#FFFFFF")

    def add(self, parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
        made = SubElement(parent, tag, {"class" if name == "css" else name: value for name, value in attributes.items()})
        made.text = CONTROL.sub("", text) or None
        return made

    def write(self, text: str, size: float, line: int, css: str, *, bold: bool = False) -> None:
        """Add a text in as many lines as it needs."""
        for part in wrapped(text, size, bold=bold):
            self.y += line
            self.add(self.root, "text", part, css=css, x=str(MARGIN), y=str(self.y))

    def draw(self, chart: Chart, title: str) -> None:
        """Add the drawing of pages, without the links and lists around it."""
        wide, high = size_of(chart)
        frame = self.add(self.root, "svg", x=str(MARGIN), y=str(self.y + 14), width=str(wide), height=str(high))
        parts = bare(fromstring(CONTROL.sub("", drawing(chart, title))))  # noqa: S314  # our own markup
        if isinstance(chart, Multiples):
            for place, part in enumerate(parts):
                part.attrib |= {"x": str(place % COLUMNS * WIDE), "y": str(place // COLUMNS * HIGH)}
        frame.extend(parts)
        self.y += 14 + high

    def explain(self, keys: Sequence[Key], mark: str) -> None:
        """Add the legend, in lines."""
        x = 0.0
        for key in keys:
            needed = text_width(key.words, 13) + (48 if key.css else 18)
            if not x or x + needed > WIDTH:
                x, self.y = 0.0, self.y + 22
            if key.css:
                swatch = self.add(
                    self.root, "svg", css="chart swatch", x=str(MARGIN + round(x)), y=str(self.y - 12), width="22", height="14"
                )
                if key.css == MISSING:  # the drawing's own hatch may be that of a map: larger
                    swatch.append(fromstring(render_to_string("situation/charts/hatch.html", {"id": f"{mark}k"})))  # noqa: S314
                fill = {"fill": f"url(#{mark}k)"} if key.css == MISSING else {}
                drawn = {"d": key.path} if key.path else {"width": "100%", "height": "100%", "rx": "2"}
                self.add(swatch, "path" if key.path else "rect", css=key.css, **drawn, **fill)
            self.add(self.root, "text", key.words, css="key", x=str(MARGIN + round(x) + (30 if key.css else 0)), y=str(self.y))
            x += needed

    def text(self) -> str:
        """Return the sheet as text."""
        size = {"width": str(WIDTH + 2 * MARGIN), "height": str(self.y + MARGIN)}
        self.root.attrib |= {**size, "viewBox": f"0 0 {size['width']} {size['height']}"}
        return tostring(self.root, encoding="unicode")


def bare(element: Element) -> list[Element]:
    """Return an element without links and lists: what is in them instead."""
    inside = [part for child in element for part in bare(child)]
    if element.tag not in ("a", "ul", "li"):
        element[:] = inside
        return [element]
    if element.text and not inside:
        said = Element("text", {"class": "key", "y": "16"})
        said.text = element.text
        return [said]
    return inside


def png_file(chart: Chart, *, title: str, unit: str = "", source: str = "", width: int = 1600) -> bytes:
    """Return the same as a PNG of this width in pixels."""
    svg = svg_file(chart, title=title, unit=unit, source=source)
    wide, high = fromstring(svg).attrib["width"], fromstring(svg).attrib["height"]  # noqa: S314  # our own markup
    return bytes(
        typst.compile(
            PAGE.format(width=wide, height=high).encode(),
            format="png",
            ppi=72 * width / float(wide),
            font_paths=fonts(),
            sys_inputs={"svg": svg},
        )
    )


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that drawings are set in: those beside this file, whatever the machine has."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def size_of(chart: Chart) -> tuple[int, int]:
    """Return how wide and high a chart is on a sheet."""
    if isinstance(chart, TileGrid):
        return WIDTH, int(chart.rows) * TILE_HEIGHT
    if isinstance(chart, Choropleth):
        _left, _top, wide, high = map(float, chart.box.split())
        return WIDTH, round(WIDTH * high / wide)
    if isinstance(chart, Multiples):
        return COLUMNS * WIDE, max(-(-len(chart.panels) // COLUMNS), 1) * HIGH
    return WIDTH, int(chart.height)


def wrapped(text: str, size: float, *, bold: bool = False) -> list[str]:
    """Return a text in lines as wide as the sheet."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, bold=bold) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@cache
def style() -> str:
    """Return the rules that drawings need, from the stylesheets of pages: their tokens as the light colours these stand for."""
    own = OWN.read_text()
    light = [sheet.partition(":root {")[2].partition("}")[0] for sheet in (BASE.read_text(), own)]
    tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", "".join(light))) | {"paper": "#FFFFFF", "sans": SANS}
    rules = own.partition("/* files */")[2].partition("/* pages only */")[0]
    rules = re.sub(r"var\(--([\w-]+)\)", lambda found: tokens[found.group(1)], rules)
    rules = re.sub(r"(\d*\.?\d+)rem", lambda found: f"{float(found.group(1)) * 16:g}px", rules)
    sheet = f".title,.unit,.told,.key{{font-family:{SANS};font-size:13px;fill:{tokens['ink']}}}.title{{font-size:18px;font-weight:700}}"
    return f"{sheet}.unit,.told{{fill:{tokens['ink-2']}}}.told{{font-size:12px}}{''.join(rules.splitlines())}"
