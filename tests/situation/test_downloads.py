"""Files of an indicator: the same values as the table, safe in a spreadsheet, and good to be imported again."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kenes.councils.models import Council
from kenes.situation.boards import Row
from kenes.situation.export import HEAD
from kenes.situation.queries.figures import figures_of
from tests import factories
from tests.situation import figures
from tests.situation.importing.scenes import looked_at

pytestmark = [pytest.mark.django_db, pytest.mark.in_run("first")]


def fetched(client: Client, council: Council, name: str, *args: str, status: int = 200, **query: str) -> HttpResponse:
    response = client.get(reverse(name, args=[council.slug, *args]), query, headers={"accept-language": "en"})
    assert response.status_code == status
    return response


def csv_rows(response: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def sheet_rows(response: HttpResponse) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["data"]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_file_holds_the_values_of_the_table(client: Client, council: Council) -> None:
    figures.real(council, "UNEMP_RATE")
    values = figures_of(council)[0].values
    wanted = {
        (place, period): value
        for place, column in values.places.items()
        for period, value in zip(values.periods, column, strict=True)
        if value is not None
    }
    assert len(wanted) > 1500

    of_csv = {
        (row["region_code"], row["period"]): float(row["value"])
        for row in csv_rows(fetched(client, council, "indicator-data", "UNEMP_RATE", "csv"))
    }
    of_xlsx = {
        (row["region_code"], row["period"]): row["value"]
        for row in sheet_rows(fetched(client, council, "indicator-data", "UNEMP_RATE", "xlsx"))
    }
    told = json.loads(fetched(client, council, "indicator-data", "UNEMP_RATE", "json").content)
    of_json = {(row["region_code"], row["period"]): row["value"] for row in told["observations"]}

    assert of_csv == of_xlsx == of_json == wanted
    assert told["about"]["licence"] == "PDDL 1.0"
    assert told["about"]["address"].endswith("/situation/indicators/UNEMP_RATE/")


def test_what_was_downloaded_can_be_imported_again_and_changes_nothing(client: Client, council: Council) -> None:
    made = figures.real(council, "LIFE_EXP")[0]
    figures.revise(made, [Row("KZ-63", "2022", 72.5, 72.1, 72.9, 812, "P")], {("KZ-63", "2022"): "=1+1"})
    for format in ("csv", "xlsx"):
        preview = looked_at(council, fetched(client, council, "indicator-data", "LIFE_EXP", format).content, f"figures.{format}")
        assert preview.diff.is_empty


def test_sdmx_csv_holds_the_same_values(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    of_sdmx, of_csv = (csv_rows(fetched(client, council, "indicator-data", "LIFE_EXP", format)) for format in ("sdmx", "csv"))
    assert {(row["REF_AREA"], row["TIME_PERIOD"], float(row["OBS_VALUE"]), row["OBS_STATUS"]) for row in of_sdmx} == {
        (row["region_code"], row["period"], float(row["value"]), row["obs_status"]) for row in of_csv
    }


def test_no_cell_is_a_formula(client: Client, council: Council) -> None:
    evil = '=HYPERLINK("https://example.org","x")'
    made = figures.indicator(council, "LIFE", [Row("KZ-55", "2022", -1.5)], unit="@cmd", name="=1+1")
    figures.revise(made, [Row("KZ-63", "2022", 2.0)], {("KZ-63", "2022"): evil})

    rows = {row["region_code"]: row for row in csv_rows(fetched(client, council, "indicator-data", "LIFE", "csv"))}
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, council, "indicator-data", "LIFE", "xlsx").content))

    assert rows["KZ-55"]["value"] == "-1.5"  # a number stays one
    assert rows["KZ-63"]["note"] == f"'{evil}"
    assert rows["KZ-63"]["unit"] == "'@cmd"
    assert {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line} == {"s", "n"}
    assert evil in {cell.value for line in book["data"].iter_rows() for cell in line}


def test_status_note_and_bounds_travel_too(client: Client, council: Council) -> None:
    figures.indicator(council, "LIFE", [Row("KZ-55", "2022", 5.0, 4.5, 5.5, 812, "E"), Row("KZ-63", "2022", None, status="M")])
    rows = csv_rows(fetched(client, council, "indicator-data", "LIFE", "csv"))
    assert tuple(rows[0]) == HEAD
    assert [(row["region_code"], row["value"], row["obs_status"], row["lower"], row["upper"], row["n"]) for row in rows] == [
        ("KZ-55", "5.0", "E", "4.5", "5.5", "812"),
        ("KZ-63", "", "M", "", "", ""),
    ]


@pytest.mark.parametrize("chart", ["strip", "tiles", "multiples", "interval"])
def test_a_chart_is_a_file_with_its_title_and_its_source(client: Client, council: Council, chart: str) -> None:
    figures.real(council, "LIFE_EXP")
    response = fetched(client, council, "indicator-chart", "LIFE_EXP", chart, "svg", period="2021", region="KZ-63")
    content = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == f'attachment; filename="LIFE_EXP-2021-{chart}.svg"'
    assert content.startswith("<svg")
    assert "Life expectancy at birth" in content
    assert "Bureau of National Statistics" in content


def test_a_chart_is_a_picture_for_a_letter(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    assert fetched(client, council, "indicator-chart", "LIFE_EXP", "strip", "png").content.startswith(b"\x89PNG")


def test_what_is_not_there_is_not_found(client: Client, council: Council) -> None:
    figures.real(council, "LIFE_EXP")
    figures.indicator(factories.council(), "THEIRS", [Row("KZ-55", "2023", 1.0)])
    fetched(client, council, "indicator-data", "LIFE_EXP", "exe", status=404)
    fetched(client, council, "indicator-data", "THEIRS", "csv", status=404)
    fetched(client, council, "indicator-chart", "LIFE_EXP", "strip", "exe", status=404)
    fetched(client, council, "indicator-chart", "LIFE_EXP", "pie", "svg", status=404)
    fetched(client, council, "indicator-chart", "LIFE_EXP", "map", "svg", status=404)  # no outlines were loaded
    fetched(client, council, "indicator-chart", "THEIRS", "strip", "svg", status=404)
