"""Charts as markup: well-formed, escaped, the same in files; colours that all can tell apart."""

import io
import re
from itertools import combinations
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.template import engines
from PIL import Image, ImageFont

import kenes.situation
from kenes.situation.charts import Chart, Mark, strip
from kenes.situation.charts.drawing import drawing, keys_of
from kenes.situation.charts.files import FONTS, png_file, svg_file
from tests.situation.charts.examples import RUDE, every, shown

STATIC = Path(kenes.situation.__file__).parent / "static/situation/charts.css"
BASE = Path(kenes.situation.__file__).parents[1] / "base/static/base/kenes.css"
SVG = "{http://www.w3.org/2000/svg}"
KAZAKH = "ӘҒҚҢӨҰҮҺІәғқңөұүһі"
CHARTS = dict(every())


def tags(root: Element) -> set[str]:
    return {str(element.tag).removeprefix(SVG) for element in root.iter()}


def texts(root: Element) -> str:
    return "".join(root.itertext())


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_well_formed_and_holds_what_people_wrote_as_text(name: str) -> None:
    markup = drawing(CHARTS[name], RUDE).replace("\x07", "")
    root = fromstring(markup)
    assert tags(root) <= {
        *("svg", "title", "desc", "a", "g", "defs", "pattern", "path", "rect", "line", "circle", "text", "tspan", "ul", "li"),
    }
    assert "style=" not in markup
    if name != "no multiples":
        titles = [element for element in root.iter() if element.tag == "title"]
        assert titles
    if not name.startswith("no "):
        assert "<script>alert" in texts(root) + "".join(value for element in root.iter() for value in element.attrib.values())


@pytest.mark.parametrize("name", [name for name, chart in CHARTS.items() if not name.startswith("no ")])
def test_links_are_named_and_never_hidden_by_the_role_of_a_picture(name: str) -> None:
    root = fromstring(drawing(CHARTS[name], "Finding").replace("\x07", ""))
    links = list(root.iter("a"))
    assert all(link.get("href") == "/x/?a=1&b=2" or str(link.get("href")).startswith("/") for link in links)
    assert all(link.get("aria-label") or texts(link).strip() for link in links)
    for picture in root.iter("svg"):
        assert picture.get("role") != "img" or not list(picture.iter("a"))


def rendered(source: str, chart: Chart) -> str:
    return engines["django"].from_string("{% load charts %}" + source).render({"chart": chart})


def test_a_map_names_its_source_wherever_it_is_drawn() -> None:
    for name in ("map", "diverging map", "map of counts"):
        told = "© OpenStreetMap contributors &amp; &lt;others&gt;"
        assert told in rendered("{% chart chart title='A' %}", CHARTS[name])
        assert told in svg_file(CHARTS[name], title="A")


def test_a_figure_has_its_finding_above_and_its_source_below() -> None:
    page = rendered("{% chart_figure chart title='Finding' unit='%, 2022' source='Bureau' %}", CHARTS["tiles"])
    assert re.findall(r"<p[^>]*>([^<]*)</p>", page) == ["Finding", "%, 2022", "Bureau"]
    assert 'class="swatch' not in page  # swatches are drawings: colours print
    assert [key.words for key in keys_of(CHARTS["strip"])][1:] == ["other regions", "median ± 1 MAD: no different"]
    assert "EKR" in rendered("{% strip_legend 'EKR' %}", CHARTS["strip"])


@pytest.mark.parametrize("name", CHARTS)
def test_a_file_needs_nothing_else(name: str) -> None:
    text = svg_file(CHARTS[name], title=f"Finding {RUDE}", unit=RUDE, source=f"Source {RUDE}")
    root = fromstring(text)
    assert tags(root) <= {"svg", "title", "desc", "style", "g", "defs", "pattern", "path", "rect", "line", "circle", "text", "tspan"}
    assert "var(" not in text
    assert "rem" not in (root.findtext(f"{SVG}style") or "")
    assert "href" not in text
    assert "Finding" in texts(root)
    assert "Source" in texts(root)
    ids, used = set(re.findall(r' id="([^"]+)"', text)), set(re.findall(r"url\(#([^)]+)\)", text))
    assert used <= ids


@pytest.mark.parametrize("name", ["full strip", "tiles", "map", "map of counts", "multiples", "line", "interval"])
def test_a_png_has_the_size_that_was_asked_for_and_is_drawn_on(name: str) -> None:
    image = Image.open(io.BytesIO(png_file(CHARTS[name], title="Оңтүстікте ұзағырақ өмір сүреді", source="ҚР ҰСБ", width=688)))
    wide, high = (float(fromstring(svg_file(CHARTS[name], title="x", source="x")).attrib[side]) for side in ("width", "height"))
    assert image.size == (688, round(688 * high / wide))
    dark = image.convert("L").point(lambda value: 255 if value < 128 else 0)
    assert dark.getbbox() is not None
    assert sum(dark.histogram()[255:]) > 600


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_font_of_files_has_every_letter_that_is_needed(weight: str) -> None:
    """A letter that it lacks would be drawn as the sign of a missing one."""
    font = ImageFont.truetype(str(FONTS / f"NotoSans-{weight}.ttf"), 20)
    needed = KAZAKH + "".join(map(chr, [*range(0x410, 0x450), *range(0x21, 0x7F)])) + "ЁёіІ«»“”„–—−±№₸₽€…©×°"
    lacking = bytes(font.getmask("\ue000"))
    assert [letter for letter in needed if bytes(font.getmask(letter)) == lacking] == []


def test_a_png_shows_kazakh_letters_apart_from_their_russian_kin() -> None:
    def drawn(title: str) -> bytes:
        image = Image.open(io.BytesIO(png_file(strip([], shown=shown), title=title, width=688)))
        return image.crop((0, 0, 300, 60)).tobytes()

    assert len({drawn("ӘҒҚҢӨҰҮҺІ"), drawn("АГКНОУУХИ"), drawn("\ue000" * 9)}) == 3


def tokens(sheet: str, dark: bool) -> dict[str, str]:
    blocks = re.findall(r":root \{([^}]*)\}", sheet)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", "".join(blocks if dark else blocks[:1])))


def channels(colour: str) -> list[float]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def light(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


# Viénot, Brettel and Mollon 1999: what people without red or green cones see, in linear light.
BLIND = {
    "protanopia": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranopia": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_on_every_class(dark: bool) -> None:
    own, base = tokens(STATIC.read_text(), dark), tokens(BASE.read_text(), dark)
    for step in range(1, 6):
        assert contrast(own[f"div-{step}"], base["on-accent" if step in (1, 5) else "ink"]) >= 4.5
        assert contrast(base[f"seq-{step}"], base["on-accent" if step >= 4 else "ink"]) >= 4.5


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("dark", [False, True])
def test_the_classes_of_a_diverging_scale_can_be_told_apart_by_all(kind: str, dark: bool) -> None:
    own = tokens(STATIC.read_text(), dark)
    seen = {
        step: [sum(a * b for a, b in zip(row, channels(own[f"div-{step}"]), strict=True)) for row in BLIND[kind]] for step in range(1, 6)
    }
    for one, other in combinations(seen.values(), 2):
        steps = [abs(max(a, 0) ** (1 / 2.2) - max(b, 0) ** (1 / 2.2)) for a, b in zip(one, other, strict=True)]
        assert sum(steps) > 0.15


def test_marks_named_by_people_are_not_cut_out_of_a_file() -> None:
    plot = strip([Mark("A", "<a href=x>link</a><ul>", 1.0, "1"), Mark("B", "B", 2.0, "2")], shown=shown, full=True)
    assert "&lt;a href=x&gt;link&lt;/a&gt;&lt;ul&gt;: 1" in svg_file(plot, title="x")
