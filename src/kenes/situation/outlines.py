"""Outlines of regions from a GeoJSON file: checked, projected with equal areas, and written as short SVG paths.

The projection is Albers' conic on a sphere (J. P. Snyder, Map projections: a working manual, USGS Professional Paper 1395, 1987,
chapter 14), its parallels a sixth of the country from its southern and northern ends: areas keep their true proportions.
Coordinates fall on one grid for all regions, so that neighbours still share their border.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile

MOST_BYTES = 20 * 1024 * 1024
MOST_CODES = 200
HEAVY = 48_000  # characters of all paths together: coarser grids are tried until they fit
WIDTHS = (2000, 1600, 1200, 1000, 800, 600)  # grids, finest first
TINY = 0.02  # of the width: a region smaller than this is drawn as a circle
CODES = ("code", "iso_3166_2", "ISO3166-2", "shapeISO", "iso", "ISO")  # where files keep the code of ISO 3166-2
SAME = 1e-9
MARGIN = 2  # for strokes

Spot = tuple[float, float]
Ring = list[Spot]
Regions = dict[str, list[list[Ring]]]  # by code: polygons, each an outer ring and its holes


@dataclass(frozen=True)
class Drawn:
    """A region as a map draws it: its path (empty: too small for one) and the middle of its label."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """All regions of a country on one grid."""

    country: str
    width: int
    height: int
    attribution: str
    shapes: list[Drawn]


def drawing_of(data: bytes, known: Mapping[str, str], attribution: str = "") -> Drawing:
    """Return the outlines in a file. `known`: the names of all present regions by code; those of the file's country must all be in it.

    Raises BadFile, which names the feature by its number (from 1) and what is wrong with it.
    """
    collection = loaded(data)
    attributions = [str(collection.get("attribution") or "").strip(), attribution.strip()]
    told = "; ".join(dict.fromkeys(text for text in attributions if text))
    if not told:
        raise BadFile(_("The file does not say whose data it is. Give its source with --attribution."))
    if len(told) > 200:
        raise BadFile(_("The attribution may have at most 200 characters."))
    regions = regions_of(collection, known)
    country, *others = sorted({code.partition("-")[0] for code in regions})
    if others:
        raise BadFile(_("The file has regions of several countries: %(countries)s."), countries=", ".join([country, *others]))
    missing = [name for code, name in known.items() if code.startswith(f"{country}-") and code not in regions]
    if missing:
        raise BadFile(_("The file has no outline of: %(names)s. Is it from before a change of borders?"), names=", ".join(missing))
    return fitted(projected(regions), country, told)


def loaded(data: bytes) -> dict[str, Any]:
    """Return the feature collection in a file."""
    if len(data) > MOST_BYTES:
        raise BadFile(_("The file is larger than %(most)s MB. Simplify it first, with mapshaper for instance."), most=MOST_BYTES // 1024**2)
    try:
        found = json.loads(data.decode("utf-8-sig"), parse_constant=refused)
    except UnicodeDecodeError:
        raise BadFile(_("The file is not UTF-8."))
    except (ValueError, RecursionError) as error:
        raise BadFile(_("The file is not JSON: %(error)s"), error=str(error)[:200])
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection" or not isinstance(found.get("features"), list):
        raise BadFile(_("The file is not a GeoJSON FeatureCollection."))
    if not 1 <= len(found["features"]) <= MOST_CODES:
        raise BadFile(_("The file has %(n)s features; a map has from 1 to %(most)s."), n=len(found["features"]), most=MOST_CODES)
    return found


def refused(text: str) -> None:
    raise ValueError(f"{text} is not a number in JSON")


def regions_of(collection: Mapping[str, Any], known: Mapping[str, str]) -> Regions:
    """Return the polygons of every feature by its region's code."""
    found: Regions = {}
    for number, feature in enumerate(collection["features"], start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise BadFile(_("Feature %(n)s is not a GeoJSON feature."), n=number)
        code = code_of(feature, number, known)
        if code in found:
            raise BadFile(_("Feature %(n)s: %(code)s is there twice."), n=number, code=code)
        found[code] = polygons_of(feature.get("geometry"), number, code)
    return found


def code_of(feature: Mapping[str, Any], number: int, known: Mapping[str, str]) -> str:
    own = feature.get("properties")
    properties = own if isinstance(own, dict) else {}
    told = [properties.get(name) for name in CODES] + [feature.get("id"), properties.get("id")]
    codes = [text.strip().upper() for text in told if isinstance(text, str) and text.strip()]
    code = next((text for text in codes if text in known), None)
    if code is None:
        named = codes[0] if codes else "–"
        raise BadFile(_("Feature %(n)s: %(code)s is the code of no present region."), n=number, code=named[:60])
    return code


def polygons_of(geometry: Any, number: int, code: str) -> list[list[Ring]]:
    """Return the polygons of a geometry, each a list of rings, whichever way these run."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadFile(_("Feature %(n)s (%(code)s) is no Polygon or MultiPolygon."), n=number, code=code)
    parts = geometry.get("coordinates")
    polygons = [parts] if kind == "Polygon" else parts
    if not isinstance(polygons, list) or not polygons or not all(isinstance(rings, list) and rings for rings in polygons):
        raise BadFile(_("Feature %(n)s (%(code)s) has no coordinates."), n=number, code=code)
    return [[ring_of(ring, number, code) for ring in rings] for rings in polygons]


def ring_of(ring: Any, number: int, code: str) -> Ring:
    spots = [spot_of(spot, number, code) for spot in ring] if isinstance(ring, list) else []
    if len(spots) < 4 or math.dist(spots[0], spots[-1]) > SAME:
        raise BadFile(_("Feature %(n)s (%(code)s): a ring is not closed, or has fewer than four points."), n=number, code=code)
    return spots[:-1]


def spot_of(spot: Any, number: int, code: str) -> Spot:
    two = spot[:2] if isinstance(spot, list) else []
    if len(two) != 2 or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in two):
        raise BadFile(_("Feature %(n)s (%(code)s): a point is not two numbers."), n=number, code=code)
    if not (-180 <= two[0] <= 180 and -90 <= two[1] <= 90):
        point = f"{two[0]:.10g}, {two[1]:.10g}"
        raise BadFile(_("Feature %(n)s (%(code)s): %(point)s is no longitude and latitude in degrees."), n=number, code=code, point=point)
    return float(two[0]), float(two[1])


def spots_in(regions: Regions) -> Iterator[Spot]:
    return (spot for polygons in regions.values() for rings in polygons for ring in rings for spot in ring)


def changed(regions: Regions, change: Any) -> Regions:
    return {code: [[[change(spot) for spot in ring] for ring in rings] for rings in polygons] for code, polygons in regions.items()}


def projected(regions: Regions) -> Regions:
    """Return the regions on a plane, x to the right and y down, in radii of the globe."""
    longitudes = sorted({longitude % 360 for longitude, _latitude in spots_in(regions)})
    gaps = [(after - before, after) for before, after in pairwise([*longitudes, longitudes[0] + 360])]
    west = max(gaps)[1]  # the country begins east of the widest stretch without it, on whichever side of 180 degrees that lies
    middle = math.radians(west + max((longitude - west) % 360 for longitude in longitudes) / 2)
    latitudes = [latitude for _longitude, latitude in spots_in(regions)]
    south, north = math.radians(min(latitudes)), math.radians(max(latitudes))
    low, high = math.sin(south + (north - south) / 6), math.sin(north - (north - south) / 6)
    cone = (low + high) / 2
    base = 1 - low * low + 2 * cone * low

    def plane(spot: Spot) -> Spot:
        turn, sine = math.radians(spot[0]) - middle, math.sin(math.radians(spot[1]))
        turn = (turn + math.pi) % (2 * math.pi) - math.pi
        if abs(cone) < 1e-6:  # around the equator the cone is a cylinder
            return turn * math.sqrt(base), -sine / math.sqrt(base)
        radius = math.sqrt(max(base - 2 * cone * sine, 0)) / cone
        return radius * math.sin(cone * turn), radius * math.cos(cone * turn)

    return changed(regions, plane)


def fitted(regions: Regions, country: str, attribution: str) -> Drawing:
    """Return the regions on the finest grid on which all paths together are not too heavy."""
    xs, ys = ([spot[axis] for spot in spots_in(regions)] for axis in (0, 1))
    left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    if not wide or not high:
        raise BadFile(_("The outlines cover no area."))
    for width in WIDTHS:
        unit = width / max(wide, high / 1.5)
        placed = changed(regions, lambda spot, unit=unit: ((spot[0] - left) * unit + MARGIN, (spot[1] - top) * unit + MARGIN))
        shapes = [drawn(code, polygons, width) for code, polygons in sorted(placed.items())]
        if sum(len(shape.path) for shape in shapes) <= HEAVY:
            break
    # Places inside others lie above them.
    shapes.sort(key=lambda shape: not shape.path)
    return Drawing(country, round(wide * unit) + 2 * MARGIN, round(high * unit) + 2 * MARGIN, attribution, shapes)


def drawn(code: str, polygons: Sequence[Sequence[Ring]], width: int) -> Drawn:
    xs, ys = ([spot[axis] for rings in polygons for spot in rings[0]] for axis in (0, 1))
    if max(max(xs) - min(xs), max(ys) - min(ys)) < TINY * width:
        return Drawn(code, "", round((max(xs) + min(xs)) / 2, 1), round((max(ys) + min(ys)) / 2, 1))
    path = "".join(path_of(ring) for rings in polygons for ring in rings)
    x, y = label_spot(max(polygons, key=lambda rings: abs(area(rings[0]))))
    return Drawn(code, path, round(x, 1), round(y, 1))


def area(ring: Ring) -> float:
    """Return the area of a ring, negative where it runs the other way (the shoelace formula)."""
    return sum(x * after_y - after_x * y for (x, y), (after_x, after_y) in pairwise([*ring, ring[0]])) / 2


def path_of(ring: Ring) -> str:
    """Return a ring as a path of whole numbers, each but the first against the one before; nothing where no area is left of it."""
    rounded = [(round(x), round(y)) for x, y in ring]
    spots = [spot for spot, after in pairwise([*rounded, rounded[0]]) if spot != after]
    kept = [
        spot
        for before, spot, after in zip([*spots[-1:], *spots], spots, [*spots[1:], *spots[:1]], strict=False)
        if (spot[0] - before[0]) * (after[1] - spot[1]) != (spot[1] - before[1]) * (after[0] - spot[0])
    ]
    if len(kept) < 3:
        return ""
    steps = "".join(f"{step(after[0] - before[0])}{step(after[1] - before[1])}" for before, after in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{steps.strip()}z"


def step(number: int) -> str:
    """Write a number so that the one before it ends: a minus does."""
    return f"{number}" if number < 0 else f" {number}"


def label_spot(rings: Sequence[Ring]) -> Spot:
    """Return the point inside a polygon around which the largest ellipse, twice as wide as high, fits: a text is wide.

    Found on a grid that is made finer around the best point.
    """
    stretched = [np.array([(x, 2 * y) for x, y in ring]) for ring in rings]
    left, top = stretched[0].min(axis=0)
    right, bottom = stretched[0].max(axis=0)
    best, at = -1.0, ((left + right) / 2, (top + bottom) / 2)
    reach_x, reach_y = (right - left) / 2, (bottom - top) / 2
    for _round in range(3):
        for x in np.linspace(at[0] - reach_x, at[0] + reach_x, 11):
            for y in np.linspace(at[1] - reach_y, at[1] + reach_y, 11):
                room = distance_inside(stretched, x, y)
                if room > best:
                    best, at = room, (x, y)
        reach_x, reach_y = reach_x / 5, reach_y / 5
    return float(at[0]), float(at[1]) / 2


def distance_inside(rings: Sequence[Any], x: float, y: float) -> float:
    """Return how far a point is from the nearest edge; -1 outside."""
    inside, nearest = False, math.inf
    for ring in rings:
        after = np.roll(ring, -1, axis=0)
        crosses = (ring[:, 1] > y) != (after[:, 1] > y)
        down = np.where(crosses, after[:, 1] - ring[:, 1], 1.0)
        inside ^= bool(np.count_nonzero(crosses & (x < ring[:, 0] + (y - ring[:, 1]) * (after[:, 0] - ring[:, 0]) / down)) % 2)
        along = after - ring
        length = np.maximum((along**2).sum(axis=1), SAME)
        share = np.clip(((x - ring[:, 0]) * along[:, 0] + (y - ring[:, 1]) * along[:, 1]) / length, 0, 1)
        gap = np.hypot(ring[:, 0] + share * along[:, 0] - x, ring[:, 1] + share * along[:, 1] - y).min()
        nearest = min(nearest, float(gap))
    return nearest if inside else -1.0
