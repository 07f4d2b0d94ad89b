"""Every real file: six tidy series and five workbooks of the statistics office, each value as another reader finds it."""

import math
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlrd

from kenes.councils.models import Council, Member
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.preview import Preview, preview_of
from kenes.situation.importing.source import Source, read_source
from tests.situation.figures import SHARED
from tests.situation.importing.scenes import ABOUT, imported, looked_at, needs_regions, rows_of, values

pytestmark = needs_regions
KEEP = {"territory": "keep"}
TIDY = {
    "air-emissions.csv": "AIR_EMISSIONS",
    "environment-costs.csv": "ENV_COSTS",
    "hospitals.csv": "HOSPITALS",
    "life-expectancy.csv": "LIFE_EXP",
    "population.csv": "POP",
    "unemployment-quarterly.csv": "UNEMP_RATE",
}
# workbook -> tables in it, the table that the tidy file was made of, that file
RAW = {
    "bns-air-emissions.xls": (1, "1.4a", "air-emissions.csv"),
    "bns-life-expectancy.xlsx": (7, "1.2a", "life-expectancy.csv"),
    "bns-population-2000-2023.xlsx": (7, "1.2a", "population.csv"),
    "bns-population-bulletin-2023-01-01.xlsx": (27, "4.6.2", ""),
    "bns-unemployment-quarterly.xlsx": (2, "1.6q", "unemployment-quarterly.csv"),
}


def cells(name: str) -> dict[str, list[list[Any]]]:
    """Return the sheets of a workbook as another reader has them."""
    path = SHARED / "raw" / name
    if path.suffix == ".xls":
        return {sheet.name: [sheet.row_values(row) for row in range(sheet.nrows)] for sheet in xlrd.open_workbook(path).sheets()}
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in openpyxl.load_workbook(path).worksheets}


@cache
def source(name: str) -> Source:
    return read_source(name, (SHARED / "raw" / name).read_bytes())


def raw(council: Council, name: str, **choices: Any) -> Preview:
    return preview_of(council, source(name), Choices(indicator="X1", **choices))


@pytest.mark.parametrize("name", TIDY)
def test_a_tidy_series_is_imported_value_by_value(council: Council, secretary: Member, name: str) -> None:
    imported(secretary, (SHARED / "indicators" / name).read_bytes(), name, answers=KEEP, metadata={TIDY[name]: ABOUT})
    expected = {(row["region_code"], row["period"]): float(row["value"]) for row in rows_of(name)}
    assert values(council, TIDY[name]) == expected


@pytest.mark.parametrize("name", RAW)
def test_every_table_of_a_workbook_is_read_with_every_region_known(council: Council, name: str) -> None:
    sheets = cells(name)
    first = raw(council, name)
    assert len(first.tables) == RAW[name][0]
    looked = first.tables if name != "bns-population-bulletin-2023-01-01.xlsx" else first.tables[::9]
    for table in looked:
        preview = raw(council, name, table=table.key, answers={"footnote-region": "as-named", **KEEP})
        assert preview.strangers == []
        assert preview.errors == []
        assert {code for _, code in preview.reading.matched} >= {"KZ", "KZ-63", "KZ-10", "KZ-61", "KZ-11"}
        assert preview.reading.figures
        for figure in preview.reading.figures:
            assert figure.value == sheets[table.sheet_name][figure.row][figure.column]
        # nothing is left behind: as many values as numbers in the rows of regions and the columns of the table
        rows, columns = {figure.row for figure in preview.reading.figures}, {column.index for column in table.columns}  # type: ignore[union-attr]
        found = sum(isinstance(sheets[table.sheet_name][row][column], int | float) for row in rows for column in columns)
        assert found == len(preview.reading.figures)


@pytest.mark.parametrize("name", [name for name, (_, _, tidy) in RAW.items() if tidy])
def test_a_workbook_says_what_the_tidy_file_says(council: Council, name: str) -> None:
    _, key, tidy = RAW[name]
    preview = raw(council, name, table=key, answers={"footnote-region": "other", **KEEP})
    found = {(figure.place, figure.period): figure.value for figure in preview.reading.figures}
    expected = {(row["region_code"], row["period"]): float(row["value"]) for row in rows_of(tidy)}
    digits = 1 if "unemployment" in name else 15  # the sheet shows one digit and holds more in some years; the tidy file took what it shows
    assert {cell: value for cell, value in expected.items() if not same(found.get(cell), value, digits)} == {}
    # One head of the unemployment sheet is in Russian (“III квартал” of 2018): whoever made the tidy file passed it over.
    assert {period for _, period in found.keys() - expected.keys()} <= {"2018-Q3"}


def same(one: float | None, other: float, digits: int) -> bool:
    return one is not None and math.isclose(round(one, digits), other, rel_tol=1e-12)


def test_the_bulletin_is_read_in_kazakh_with_its_districts_left_out(council: Council) -> None:
    preview = raw(council, "bns-population-bulletin-2023-01-01.xlsx", table="6.6.2")
    found = {figure.place: figure.value for figure in preview.reading.figures}
    assert (found["KZ-19"], found["KZ-75"], found["KZ-10"], found["KZ"]) == (1505984, 2161695, 610189, 19765004)
    assert preview.strangers == []
    assert preview.periods == ["2023"]
    (parts,) = [note for note in preview.notes if note.code == "parts"]
    assert {"Абай ауданы", "Семей қ.ә.", "Алматы қаласы"} - set(parts.details) == {"Алматы қаласы"}


def test_a_workbook_over_the_tidy_series_changes_nothing_but_what_it_adds(council: Council, secretary: Member) -> None:
    content = (SHARED / "indicators" / "life-expectancy.csv").read_bytes()
    imported(secretary, content, answers=KEEP)
    path: Path = SHARED / "raw" / "bns-life-expectancy.xlsx"
    answers = {"footnote-region": "other", **KEEP}
    preview = looked_at(council, path.read_bytes(), path.name, table="1.2a", indicator="LIFE_EXP", answers=answers)
    noted = [figure.place for figure, _ in preview.diff.changed]
    assert (len(preview.diff.added), preview.diff.unchanged + len(noted)) == (0, 417)
    assert set(noted) <= {"KZ-61", "KZ-YUZ"}  # the footnote becomes their note
