"""Regions and countries as figures know them: by code, with the territories that a code stood for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kenes.councils.models import Council, RegionChange, RegionVersion, Side
from kenes.councils.queries import plain
from kenes.situation.boards import Territories, Territory


@dataclass(frozen=True)
class Place:
    """A region or a country. `col`, `row`: its tile; None for a country and for a code that is withdrawn."""

    code: str
    name: str
    short: str
    is_country: bool = False
    col: int | None = None
    row: int | None = None
    is_present: bool = True


def countries_of(council: Council) -> list[str]:
    """Return the codes of the countries whose regions take part, in the order of the sides."""
    return list(dict.fromkeys(council.sides.order_by("order").values_list("country_id", flat=True)))


@dataclass(frozen=True)
class Known:
    """The places that a council's figures may name: countries in the order of the sides, then regions, past ones last."""

    countries: list[str]
    places: dict[str, Place]
    territories: Territories


def known_places(council: Council) -> Known:
    """Return a council's places in the reader's language, with their territories. Two queries."""
    sides = Side.objects.filter(council=council).select_related("country").order_by("order")
    countries = list({side.country_id: side.country for side in sides}.values())
    codes = [country.code for country in countries]
    read = ("valid_from", "valid_to", *(f"region__{name}" for name in ("code", "name", "short", "grid_column", "grid_row", "country")))
    versions = list(versions_of(codes).only(*read))
    places = {country.code: Place(country.code, str(country.name), str(country.name), is_country=True) for country in countries}
    present = {row.region_id for row in versions if row.valid_to is None}
    regions = {row.region_id: row.region for row in versions}.values()
    for region in sorted(regions, key=lambda region: (region.pk not in present, region.country_id, region.code)):
        places[region.code] = Place(
            region.code,
            plain(str(region.name)),
            str(region.short),
            col=region.grid_column,
            row=region.grid_row,
            is_present=region.pk in present,
        )
    return Known(codes, places, by_code(versions))


def places_of(council: Council) -> dict[str, Place]:
    return known_places(council).places


def versions_of(countries: Iterable[str]) -> QuerySet[Any]:
    """Return the versions of regions; `is_renamed`: it differs from the one before by its name only."""
    code = OuterRef("region__code")
    renames = RegionChange.objects.filter(kind=RegionChange.Kind.RENAME, source_code=code, target_code=code, day=OuterRef("valid_from"))
    rows = RegionVersion.objects.filter(region__country__in=list(countries)).select_related("region")
    return rows.annotate(is_renamed=Exists(renames))


def by_code(versions: Iterable[Any]) -> Territories:
    """Return the territories of regions by their code, oldest first. Another name is no other territory."""
    found: dict[str, list[Territory]] = {}
    for row in sorted(versions, key=lambda row: (row.valid_from is not None, row.valid_from)):
        held = found.setdefault(row.region.code, [])
        if row.is_renamed and held and held[-1].until == row.valid_from:
            held[-1] = Territory(held[-1].since, row.valid_to)
        else:
            held.append(Territory(row.valid_from, row.valid_to))
    return found


def territories_of(codes: Iterable[str]) -> Territories:
    """Return the territories of every region of some countries, oldest first."""
    return by_code(versions_of(codes))


def changes_of(code: str) -> list[RegionChange]:
    """Return the territorial changes that a region took part in, oldest first."""
    rows = RegionChange.objects.filter(source_code=code) | RegionChange.objects.filter(target_code=code)
    return list(rows.order_by("day", "target_code"))
