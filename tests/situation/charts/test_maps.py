"""Tiles and maps: colour only with its number, nothing missing that is not said."""

import re

import pytest

from kenes.situation.charts import choropleth, classes, tile_grid
from kenes.situation.charts.marks import lines_of, text_width
from tests.situation.charts.examples import CODES, outlines, tile


def test_tiles_stand_on_their_grid() -> None:
    grid = tile_grid([tile("A", 1.0, col=2, row=1), tile("B", 2.0, col=5, row=4), tile("C", 3.0, col=None, row=None)], classes([1.0, 2.0]))
    assert [(one.x, one.y) for one in grid.tiles] == [("0", "0"), ("75", "75")]  # a place without a tile is left out
    assert (grid.rows, grid.width) == ("4", "24.5")


def test_every_value_is_text_and_every_class_has_its_numbers() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    grid = tile_grid([*(tile(f"R{n}", value) for n, value in enumerate(values)), tile("X", None)], classes(values))
    assert [one.css for one in grid.tiles] == ["seq-1", "seq-2", "seq-3", "seq-4", "seq-5", "missing"]
    assert [(key.css, key.words) for key in grid.legend] == [(f"seq-{n}", str(n)) for n in range(1, 6)]
    assert (grid.tiles[-1].words, grid.has_missing) == ("X: no value", True)
    assert grid.words == "5 regions: from 1 (R0) to 5 (R4)."


def test_a_diverging_legend_says_which_class_cannot_be_told_from_the_median() -> None:
    values = [1.0, 4.0, 5.0, 6.0, 9.0]
    grid = tile_grid([tile(f"R{n}", value) for n, value in enumerate(values)], classes(values, 5.0))
    assert [(key.css, key.words) for key in grid.legend] == [("div-1", "1"), ("div-3", "4–6: no different from the median"), ("div-5", "9")]


def test_counts_are_never_coloured() -> None:
    assert {one.css for one in tile_grid([tile("A", 1.0), tile("B", 9.0)]).tiles} == {"plain"}
    land = choropleth(outlines(), [tile(code, float(n + 1)) for n, code in enumerate(CODES)], symbols=True)
    assert {area.css for area in land.areas} == {"plain"}
    assert land.legend == []


def test_the_area_of_a_circle_is_the_count() -> None:
    land = choropleth(outlines(), [tile(code, 4.0 if n else 16.0) for n, code in enumerate(CODES)], symbols=True)
    radii = [float(circle.r) for circle in land.circles]
    assert radii[0] == pytest.approx(46)
    assert radii[1:] == pytest.approx([23] * 5)
    assert choropleth(outlines(), [tile(code, 0.0) for code in CODES], symbols=True).circles == []


def test_an_outline_without_a_value_is_hatched_and_spoken() -> None:
    land = choropleth(outlines(), [tile(CODES[0], 5.0, name="Abai", note="estimate")], classes([5.0]))
    assert [area.css for area in land.areas] == ["seq-3"] + ["missing"] * 5
    assert [area.words for area in land.areas][:2] == ["Abai: 5 (estimate)", "KZ-11: no value"]
    assert land.has_missing


def test_labels_cover_no_label_and_stay_in_the_frame() -> None:
    crowded = outlines()
    land = choropleth(crowded, [tile(code, 1234567.0 + n, short="Қарағанды") for n, code in enumerate(CODES)], classes([1.0]))
    x = [float(one.x) * 5.6 for one in land.labels if float(one.y) == 50]  # on a wide page, in pixels
    widths = [text_width(one.shown, 13, bold=True) for one in land.labels if float(one.y) == 50]
    assert all(after - before >= width for before, after, width in zip(x, x[1:], widths, strict=False))
    assert all(0 < float(one.x) < 100 and 0 < float(one.y) < 100 for one in land.labels)


def test_a_flat_country_keeps_the_frame_that_the_stylesheet_has() -> None:
    flat, tall = (choropleth(outlines(1000, high), [], None).box for high in (300, 900))
    assert (flat, tall) == ("0 -140 1000 580", "0 0 1000 900")


def test_long_names_break_at_their_soft_hyphens() -> None:
    assert lines_of("Қара\u00adғанды", 49, 11) == ["Қара-", "ғанды"]
    assert lines_of("Алматы обл.", 49, 11) == ["Алматы", "обл."]
    assert lines_of("Ақ\u00adтөбе", 49, 11) == ["Ақтөбе"]
    assert lines_of("Unbreakablylong", 49, 11) == ["Unbreakablylong"]


def test_a_name_takes_at_most_two_lines_and_a_long_number_is_set_smaller() -> None:
    one = tile_grid([tile("A", 2119320.0, short="Аа\u00adбббб\u00adввввв\u00adггггг", col=n, row=0) for n in range(6)]).tiles[0]
    assert all(len(name.lines) <= 2 for name in one.names)
    assert re.sub("-", "", "".join(one.names[0].lines)) == "Ааббббвввввггггг"
    assert [value.css for value in tile_grid([tile("A", 77.3, col=n, row=0) for n in range(6)]).tiles[0].values] == [""]
    assert all(value.css.startswith("long") for value in one.values)
