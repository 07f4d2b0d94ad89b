"""Regions and countries as figures know them: by code, with the territories that a code stood for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kenes.councils.models import Council, Country, Region, RegionChange, RegionVersion
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


def places_of(council: Council, countries: Sequence[str] = ()) -> dict[str, Place]:
    """Return every place that a figure of the council may name, in the reader's language: countries first, past regions last.

    `countries`: those of the council, where they are known already.
    """
    codes = list(countries) or countries_of(council)
    found = {row.code: Place(row.code, str(row.name), str(row.name), is_country=True) for row in Country.objects.filter(code__in=codes)}
    present = set(RegionVersion.objects.filter(valid_to__isnull=True).values_list("region_id", flat=True))
    regions = Region.objects.filter(country__in=codes).order_by("country_id", "code")
    for region in sorted(regions, key=lambda region: region.pk not in present):
        found[region.code] = Place(
            region.code,
            plain(str(region.name)),
            str(region.short),
            col=region.grid_column,
            row=region.grid_row,
            is_present=region.pk in present,
        )
    return found


def territories_of(codes: Iterable[str]) -> Territories:
    """Return the territories of every region of some countries, oldest first."""
    found: dict[str, list[Territory]] = {}
    rows = RegionVersion.objects.filter(region__country__in=list(codes)).select_related("region")
    for row in sorted(rows, key=lambda row: (row.valid_from is not None, row.valid_from)):
        found.setdefault(row.region.code, []).append(Territory(row.valid_from, row.valid_to))
    return found


def changes_of(code: str) -> list[RegionChange]:
    """Return the territorial changes that a region took part in, oldest first."""
    rows = RegionChange.objects.filter(source_code=code) | RegionChange.objects.filter(target_code=code)
    return list(rows.order_by("day", "target_code"))
