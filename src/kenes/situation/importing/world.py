"""What a council's figures may be about: regions and countries with all their names, their territories, their changes."""

from dataclasses import dataclass

from kenes.base.text import LANGUAGES, Text
from kenes.councils.models import Council, Country, Region, RegionChange, RegionVersion
from kenes.councils.queries import plain
from kenes.situation.boards import Territories
from kenes.situation.importing.checks import Change
from kenes.situation.importing.names import Gazetteer, Known
from kenes.situation.queries.places import countries_of, territories_of


@dataclass(frozen=True)
class Atlas:
    """The places of a council, for an import."""

    gazetteer: Gazetteer
    codes: dict[str, str]  # folded code -> code
    labels: dict[str, str]  # code -> name in the reader's language
    territories: Territories
    changes: list[Change]


def atlas_of(council: Council) -> Atlas:
    """Return the places that figures of a council may name."""
    countries = countries_of(council)
    known, labels = [], {}
    for country in Country.objects.filter(code__in=countries):
        known.append(Known(country.code, spellings(country.name), is_country=True))
        labels[country.code] = str(country.name)
    names: dict[int, set[str]] = {}
    cities: set[int] = set()
    for version in RegionVersion.objects.filter(region__country__in=countries):
        names.setdefault(version.region_id, set()).update(spellings(version.name))
        if "city" in version.kind:
            cities.add(version.region_id)
    for region in Region.objects.filter(country__in=countries).order_by("code"):
        own = {*spellings(region.name), *spellings(region.short), *names.get(region.pk, ())}
        known.append(Known(region.code, tuple(sorted(own)), is_city=region.pk in cities))
        labels[region.code] = plain(str(region.name))
    changes = [Change(row.source_code, row.target_code, row.day) for row in RegionChange.objects.all()]
    codes = {place.code.casefold(): place.code for place in known}
    return Atlas(Gazetteer(known), codes, labels, territories_of(countries), changes)


def spellings(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(text.render(code).text) for code in LANGUAGES))
