"""Outlines of regions: checked by name and number, with equal areas on the map, drawn the same whichever way rings run."""

import copy
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kenes.base.errors import BadFile
from kenes.councils.models import Region
from kenes.situation.models import Geometry
from kenes.situation.outlines import Drawing, area, drawing_of, projected
from kenes.situation.queries.outlines import outlines_of
from tests.situation.figures import SHARED

REAL = SHARED / "kz-regions.geojson"
needs_data = pytest.mark.skipif(not REAL.is_file(), reason=f"no geometry in {SHARED}: set KENES_REGIONS")
KNOWN = {"KZ-10": "Abai", "KZ-11": "Akmola"}


def square(west: float, south: float, size: float = 1.0) -> list[list[float]]:
    """Return a ring with forty points, counter-clockwise."""
    steps = [n * size / 10 for n in range(10)]
    around = [(s, 0.0) for s in steps] + [(size, s) for s in steps] + [(size - s, size) for s in steps] + [(0.0, size - s) for s in steps]
    ring = [[west + x, south + y] for x, y in around]
    return [*ring, ring[0]]


def collection(**changes: Any) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [square(west, 48)]}}
        for code, west in (("KZ-10", 70), ("KZ-11", 71))
    ]
    return {"type": "FeatureCollection", "attribution": "© OpenStreetMap contributors", "features": features} | changes


def drawn(found: Any, attribution: str = "") -> Drawing:
    return drawing_of(found if isinstance(found, bytes) else json.dumps(found).encode(), KNOWN, attribution)


def wrong(where: list[Any], value: Any) -> dict[str, Any]:
    """Return the collection with one thing changed."""
    found: Any = copy.deepcopy(collection())
    inner = found
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    return dict(found)


def spots(path: str) -> list[list[tuple[int, int]]]:
    """Return the corners of a path, in the slow way."""
    rings = []
    for ring in re.findall(r"M([^z]*)z", path):
        start, steps = ring.split("l")
        x, y = map(int, start.split())
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        corners = [(x, y)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        rings.append(corners)
    return rings


def covered(path: str) -> float:
    return sum(abs(area([(float(x), float(y)) for x, y in ring])) for ring in spots(path))


FIRST = ["features", 0]
OUTER = [*FIRST, "geometry", "coordinates"]


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is not a number"),
        (b"[]", "not a GeoJSON FeatureCollection"),
        (collection(type="Topology"), "not a GeoJSON FeatureCollection"),
        (collection(features=[]), "has 0 features"),
        (collection(attribution=None), "--attribution"),
        (collection(attribution="x" * 201), "200 characters"),
        (collection(features=collection()["features"][:1]), "no outline of: Akmola"),
        (wrong(FIRST, "x"), "Feature 1 is not a GeoJSON feature"),
        (wrong([*FIRST, "properties"], {"code": "KZ-99"}), "Feature 1: KZ-99 is the code of no present region"),
        (wrong([*FIRST, "properties"], None), "Feature 1: – is the code of no present region"),
        (wrong(["features", 1, "properties", "code"], "KZ-10"), "Feature 2: KZ-10 is there twice"),
        (wrong([*FIRST, "geometry"], {"type": "Point", "coordinates": [70, 48]}), "Feature 1 (KZ-10) is no Polygon"),
        (wrong([*FIRST, "geometry"], None), "Feature 1 (KZ-10) is no Polygon"),
        (wrong(OUTER, []), "Feature 1 (KZ-10) has no coordinates"),
        (wrong([*OUTER, 0], square(70, 48)[:-1]), "Feature 1 (KZ-10): a ring is not closed"),
        (wrong([*OUTER, 0], [[70, 48], [71, 48], [70, 48]]), "a ring is not closed, or has fewer than four"),
        (wrong([*OUTER, 0, 3], ["70", 48]), "Feature 1 (KZ-10): a point is not two numbers"),
        (wrong([*OUTER, 0, 3], [7_000_000, 4_000_000]), "Feature 1 (KZ-10): 7000000, 4000000 is no longitude and latitude"),
        (wrong([*FIRST, "geometry", "coordinates"], [[[70, 48]] * 4]), "cover no area"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(found: Any, told: str) -> None:
    if told == "cover no area":
        found["features"][1]["geometry"] = found["features"][0]["geometry"]
    with pytest.raises(BadFile) as refused:
        drawn(found)
    assert told in str(refused.value)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(BadFile) as refused:
        drawn(b" " * (20 * 1024 * 1024 + 1))
    assert "larger than 20 MB" in str(refused.value)


def test_regions_of_two_countries_make_no_map() -> None:
    with pytest.raises(BadFile) as refused:
        drawing_of(json.dumps(wrong(["features", 1, "properties", "code"], "RU-AL")).encode(), {**KNOWN, "RU-AL": "Altai"})
    assert "several countries: KZ, RU" in str(refused.value)


@pytest.mark.parametrize("place", ["code", "ISO3166-2", "shapeISO"])
def test_the_code_is_found_where_files_keep_it(place: str) -> None:
    found = collection()
    for feature in found["features"]:
        feature["properties"] = {place: feature["properties"]["code"].lower(), "name": "x"}
    assert [shape.code for shape in drawn(found).shapes] == ["KZ-10", "KZ-11"]
    for feature in found["features"]:
        feature["id"] = feature.pop("properties")[place].upper()
    assert [shape.code for shape in drawn(found).shapes] == ["KZ-10", "KZ-11"]


def test_both_ways_round_give_one_map() -> None:
    reverse = collection()
    for feature in reverse["features"]:
        feature["geometry"]["coordinates"][0].reverse()
    one, other = drawn(collection()), drawn(reverse)
    assert [(a.x, a.y, covered(a.path)) for a in one.shapes] == [(b.x, b.y, covered(b.path)) for b in other.shapes]


def test_neighbours_share_their_border_point_for_point() -> None:
    left, right = (set(spots(shape.path)[0]) for shape in drawn(collection()).shapes)
    assert len(left & right) >= 2


def test_the_attribution_of_the_file_stays_beside_one_that_is_given() -> None:
    assert drawn(collection(), "Simplified by us").attribution == "© OpenStreetMap contributors; Simplified by us"
    assert drawn(collection(attribution=""), "Own survey").attribution == "Own survey"


def sphere(south: float, north: float, wide: float) -> float:
    """Return the true area between two parallels, in radii of the globe."""
    return math.radians(wide) * (math.sin(math.radians(north)) - math.sin(math.radians(south)))


@pytest.mark.parametrize(("west", "south"), [(60.0, 42.0), (178.5, 60.0), (10.0, -0.5), (-70.0, -40.0)])
def test_areas_keep_their_true_proportions_everywhere(west: float, south: float) -> None:
    def wrapped(ring: list[list[float]]) -> list[tuple[float, float]]:
        return [((x + 180) % 360 - 180, y) for x, y in ring]

    fine = {"A": [[wrapped(square(west, south))]], "B": [[wrapped(square(west + 2, south, 3.0))]]}
    plane = projected(fine)
    for code, (low, high, wide) in {"A": (south, south + 1, 1.0), "B": (south, south + 3, 3.0)}.items():
        assert abs(area(plane[code][0][0])) == pytest.approx(sphere(low, high, wide), rel=2e-3)


def test_a_small_place_becomes_a_circle_and_a_hole_stays_open() -> None:
    city = square(70.5, 48.5, 0.1)
    found = collection()
    found["features"][0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[square(70, 48), city]]}
    found["features"].append(
        {"type": "Feature", "properties": {"code": "KZ-71"}, "geometry": {"type": "Polygon", "coordinates": [square(70.5, 48.5, 0.02)]}}
    )
    map_ = drawing_of(json.dumps(found).encode(), {**KNOWN, "KZ-71": "Astana"})
    assert [(shape.code, bool(shape.path)) for shape in map_.shapes] == [("KZ-10", True), ("KZ-11", True), ("KZ-71", False)]
    assert len(spots(map_.shapes[0].path)) == 2
    hole = spots(map_.shapes[0].path)[1]
    x, y = map_.shapes[0].x, map_.shapes[0].y
    assert not (min(a for a, _b in hole) < x < max(a for a, _b in hole) and min(b for _a, b in hole) < y < max(b for _a, b in hole))


def inside(x: float, y: float, path: str) -> bool:
    """The slow way: an odd number of edges lies to the right."""
    crossed = 0
    for ring in spots(path):
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def load(path: Path, **told: Any) -> str:
    out = io.StringIO()
    call_command("regions", "geometry", str(path), stdout=out, **told)
    return out.getvalue()


@needs_data
@pytest.mark.django_db
def test_the_real_regions_of_kazakhstan() -> None:
    said = load(REAL)
    assert said.startswith("KZ: 20 regions on a map of 2004 × ")
    assert "© OpenStreetMap contributors" in said
    found = outlines_of("KZ")
    assert found is not None
    paths = {shape.code: shape for shape in found.shapes}
    assert [code for code, shape in paths.items() if not shape.path] == ["KZ-71", "KZ-75", "KZ-79"]
    assert sum(len(shape.path) for shape in found.shapes) < 30_000
    assert all(inside(shape.x, shape.y, shape.path) for shape in found.shapes if shape.path)
    assert all(0 <= x <= found.width and 0 <= y <= found.height for shape in found.shapes for ring in spots(shape.path) for x, y in ring)
    # Areas as published: Ulytau 188,936.6 km2; Karaganda after the split 239,045 km2.
    assert covered(paths["KZ-62"].path) / covered(paths["KZ-35"].path) == pytest.approx(188_937 / 239_045, rel=0.01)
    assert paths["KZ-59"].y < paths["KZ-61"].y  # north is up
    assert paths["KZ-47"].x < paths["KZ-63"].x  # east is right


@needs_data
@pytest.mark.django_db
def test_loading_again_replaces_and_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    load(REAL)
    first = Geometry.objects.get()
    load(REAL, attribution="Simplified")
    second = Geometry.objects.get()
    assert (second.pk != first.pk, second.shapes.count()) == (True, 20)
    assert second.attribution.endswith("; Simplified")
    bad = tmp_path / "old.geojson"
    found = json.loads(REAL.read_bytes())
    found["features"] = [feature for feature in found["features"] if feature["properties"]["code"] != "KZ-10"]
    bad.write_text(json.dumps(found))
    abai = str(Region.objects.get(code="KZ-10").name)
    with pytest.raises(CommandError, match=abai):
        load(bad)
    with pytest.raises(CommandError, match="No such file"):
        load(tmp_path / "none.geojson")
    assert Geometry.objects.get().pk == second.pk


@pytest.mark.django_db
def test_without_a_geometry_there_are_no_outlines() -> None:
    assert outlines_of("KZ") is None
