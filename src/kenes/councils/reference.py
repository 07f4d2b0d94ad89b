"""Reference data of the package: countries, regions with their versions, professions. Loading it again changes nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from kenes.base.text import Text
from kenes.councils.models import Country, Profession, Region, RegionChange, RegionVersion

DATA = Path(__file__).with_name("data")


def load_reference() -> None:
    """Load every file of data/ into the database."""
    with transaction.atomic():
        for order, row in enumerate(json.loads((DATA / "professions.json").read_text())):
            Profession.objects.update_or_create(code=row["code"], defaults={"name": names(row["name"]), "order": order})
        for path in sorted(DATA.glob("[A-Z][A-Z].json")):
            load_country(json.loads(path.read_text()))
        for row in json.loads((DATA / "changes.json").read_text()):
            RegionChange.objects.update_or_create(
                source_code=row["source"], target_code=row["target"], day=day(row["day"]), defaults={"kind": row["kind"]}
            )


def load_country(file: dict[str, Any]) -> None:
    country, _ = Country.objects.update_or_create(code=file["country"], defaults={"name": names(file["name"])})
    for row in file["regions"]:
        column, grid_row = row.get("grid", (None, None))
        region, _ = Region.objects.update_or_create(
            code=row["code"],
            defaults={
                "country": country,
                "name": names(row["name"]),
                "short": names(row.get("short", row["name"])),
                "is_capital": row["capital"],
                "timezone": row["timezone"],
                "grid_column": column,
                "grid_row": grid_row,
            },
        )
        version(region, row, file.get("population_source", ""))
    for row in file["past"]:
        version(past_region(country, row), row, "")


def past_region(country: Country, row: dict[str, Any]) -> Region:
    """Return the region of a past territory; a withdrawn code becomes a region without a place on the map."""
    region, _ = Region.objects.get_or_create(
        code=row["code"], defaults={"country": country, "name": names(row["name"]), "short": names(row["name"])}
    )
    return region


def version(region: Region, row: dict[str, Any], source: str) -> None:
    RegionVersion.objects.update_or_create(
        region=region,
        valid_from=day(row.get("from")),
        defaults={
            "valid_to": day(row.get("to")),
            "name": names(row["name"]),
            "kind": row["kind"],
            "population": row.get("population"),
            "population_date": day(row.get("population_date")),
            "population_source": source if row.get("population") else "",
        },
    )


def names(texts: dict[str, str]) -> Text:
    return Text.in_all("kk", **texts)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
