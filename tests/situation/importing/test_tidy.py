"""The tidy table and all that can be wrong with it: named by row and field, nothing half-applied."""

import io

import openpyxl
import pytest
import xlsxwriter
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kenes.councils.models import Council, Member
from kenes.situation.importing import schema
from kenes.situation.importing.preview import Preview
from kenes.situation.importing.template import csv_template, xlsx_template
from kenes.situation.models import Indicator
from tests.situation.importing.scenes import ABOUT, HEAD, imported, looked_at, tidy, told, values

GOOD = {"region_code": "KZ-63", "period": "2022", "value": "72.4"}


def of(preview: Preview, level: str) -> list[tuple[str, str]]:
    return [(key, where) for found, key, where in told(preview) if found == level]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region_code": "KZ-99"}, "region_code"),
        ({"region_code": ""}, "region_code"),
        ({"indicator": "жизнь"}, "indicator"),
        ({"indicator": ""}, "indicator"),
        ({"period": "22"}, "period"),
        ({"period": "2022-Q5"}, "period"),
        ({"period": "31.04"}, "period"),
        ({"value": "NaN"}, "value"),
        ({"value": "inf"}, "value"),
        ({"value": "1e9"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "#DIV/0!"}, "value"),
        ({"value": str(2**63)}, "value"),
        ({"obs_status": "Q"}, "obs_status"),
        ({"obs_status": "M"}, "obs_status"),
        ({"n": "-1"}, "n"),
        ({"n": "2.5"}, "n"),
        ({"n": str(2**31)}, "n"),
        ({"lower": "80", "upper": "70"}, "lower"),
        ({"lower": "low"}, "lower"),
        ({"note": "x" * 301}, "note"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_a_bad_row_is_named_by_row_and_field(council: Council, change: dict[str, str], field: str) -> None:
    preview = looked_at(council, tidy([GOOD, {**GOOD, "period": "2023", **change}]))
    assert of(preview, "error") == [(field, f"row 3, {field}")]
    assert preview.blocked


def test_a_unit_that_changes_is_named_where_it_does(council: Council) -> None:
    preview = looked_at(council, tidy([GOOD, {**GOOD, "period": "2023", "unit": "months"}]))
    assert of(preview, "error") == [("unit", "row 3, unit")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_usual_csv_is_read(council: Council, encoding: str, separator: str) -> None:
    text = f"{HEAD}\nKZ-63,LIFE_EXP,2022,72.4,лет,,Пересчёт,,,,\n".replace(",", separator)
    if separator != ",":
        text = text.replace("72.4", "72,4")
    (figure,) = looked_at(council, text.encode(encoding)).reading.figures
    assert (figure.value, figure.note, figure.place) == (72.4, "Пересчёт", "KZ-63")


def test_what_is_unclear_becomes_a_decision(council: Council) -> None:
    rows = [{**GOOD, "value": "1,234"}, {**GOOD, "period": "2023-01-31", "value": "2"}, {**GOOD, "period": "44927", "value": "3"}]
    preview = looked_at(council, tidy(rows))
    assert of(preview, "decision") == [("decimal", ""), ("date-periods", "row 3, period")]
    assert preview.blocked
    decided = looked_at(council, tidy(rows), answers={"decimal": "thousands", "date-periods": "A", "duplicate": "last"})
    assert {figure.period: figure.value for figure in decided.reading.figures} == {"2022": 1234, "2023": 3}


def test_one_cell_twice_is_a_note_when_alike_and_a_decision_when_not(council: Council) -> None:
    alike = looked_at(council, tidy([GOOD, GOOD]))
    assert of(alike, "note") == [("repeated", "row 3, value")]
    assert len(alike.reading.figures) == 1

    rows = [GOOD, {**GOOD, "value": "70"}]
    assert of(looked_at(council, tidy(rows)), "decision") == [("duplicate", "row 3, value")]
    for choice, value in (("first", 72.4), ("last", 70.0)):
        (figure,) = looked_at(council, tidy(rows), answers={"duplicate": choice}).reading.figures
        assert figure.value == value


@pytest.mark.parametrize(("code", "period"), [("KZ-10", "2010"), ("KZ-YUZ", "2022"), ("KZ-62", "2021")])
def test_a_code_of_another_time_is_put_to_somebody(council: Council, code: str, period: str) -> None:
    content = tidy([{**GOOD, "region_code": code, "period": period}])
    assert of(looked_at(council, content), "decision") == [(f"territory:{code}", "row 2, value")]
    kept = looked_at(council, content, answers={"territory": "keep"})
    assert [figure.place for figure in kept.reading.figures] == [code]
    assert looked_at(council, content, answers={"territory": "leave"}).reading.figures == []


def test_a_value_from_before_the_split_can_go_to_the_region_of_then(council: Council) -> None:
    content = tidy([{**GOOD, "region_code": "KZ-10", "period": "2010"}])
    moved = looked_at(council, content, answers={"territory:KZ-10": "origin"})
    assert [figure.place for figure in moved.reading.figures] == ["KZ-63"]


def test_a_former_region_beside_its_parts_is_never_summed(council: Council) -> None:
    content = tidy([{**GOOD, "region_code": code, "period": "2018", "value": 5} for code in ("KZ-YUZ", "KZ-61", "KZ-79")])
    assert ("double-count:LIFE_EXP/KZ-YUZ", "row 2, value") in of(looked_at(council, content), "decision")
    for choice, left in (("keep", 3), ("parts", 2), ("whole", 1)):
        assert len(looked_at(council, content, answers={"double-count": choice}).reading.figures) == left


def test_quarters_and_years_are_two_indicators(council: Council, secretary: Member) -> None:
    content = tidy([GOOD, {**GOOD, "period": "2022-Q1"}])
    assert of(looked_at(council, content), "decision") == [("frequency:LIFE_EXP", "row 2, value")]
    assert len(looked_at(council, content, answers={"frequency": "Q"}).reading.figures) == 1

    imported(secretary, tidy([GOOD]))
    assert of(looked_at(council, tidy([{**GOOD, "period": "2022-Q1"}])), "error") == [("frequency", "")]


def test_other_metadata_of_a_stored_indicator_is_a_decision(council: Council, secretary: Member) -> None:
    imported(secretary, tidy([GOOD]))
    content = tidy([{**GOOD, "value": "73", "unit": "months"}])
    assert of(looked_at(council, content), "decision") == [("metadata:LIFE_EXP", "")]
    with override("ru"):
        (found,) = looked_at(council, content, metadata={"LIFE_EXP": {"domain": "education", "accessed": "unknown"}}).reading.findings
    assert found.message.endswith(
        "Единица измерения: «years» → «months»; Сфера: «Здоровье» → «Образование»; Дата обращения к источнику: «2026-11-01» → «неизвестно»"
    )
    imported(secretary, content, answers={"metadata": "keep"}, metadata={})
    assert str(Indicator.objects.get().unit) == "years"
    imported(secretary, content, answers={"metadata": "take"}, metadata={})
    assert str(Indicator.objects.get().unit) == "months"
    assert values(council) == {("KZ-63", "2022"): 73.0}


def test_a_new_indicator_needs_its_metadata_or_says_unknown(council: Council) -> None:
    (about,) = looked_at(council, tidy([GOOD])).indicators
    assert {"producer", "link", "licence", "published", "method", "domain", "polarity", "measure", "name_en"} <= about.wrong.keys()
    (about,) = looked_at(council, tidy([GOOD]), metadata={"LIFE_EXP": ABOUT}).indicators
    assert about.wrong == {}
    assert (about.fields["link"], about.fields["published"], about.fields["frequency"]) == ("https://stat.gov.kz/", None, "A")


def workbook(hidden: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, ["KZ-63", "LIFE_EXP", "2021", 1.5, "years"])
        sheet.write_row(2, 0, ["KZ-63", "LIFE_EXP", "2022"])
        sheet.write_formula(2, 3, "=D2+1", None, 2.5)
        sheet.write_row(3, 0, ["KZ-63", "LIFE_EXP", "2023", 9])
        sheet.set_row(3, options={"hidden": True})
        book.add_worksheet("other")
        if hidden:
            book.worksheets()[1].activate()
            book.worksheets()[1].set_first_sheet()
            sheet.hide()
    return out.getvalue()


def test_formulas_hidden_rows_and_hidden_sheets_are_named(council: Council) -> None:
    preview = looked_at(council, workbook(), "a.xlsx")
    assert of(preview, "note") == [("formula", "sheet “data”, cell D3")]
    assert of(preview, "decision") == [("hidden", "sheet “data”, cell A4")]
    left = looked_at(council, workbook(), "a.xlsx", answers={"hidden": "leave"})
    assert [figure.value for figure in left.reading.figures] == [1.5, 2.5]
    taken = looked_at(council, workbook(), "a.xlsx", answers={"hidden": "take"})
    assert [figure.value for figure in taken.reading.figures] == [1.5, 2.5, 9]
    assert ("hidden-sheet", "sheet “data”") in of(looked_at(council, workbook(hidden=True), "a.xlsx"), "note")


def test_a_table_without_its_columns_names_them(council: Council) -> None:
    preview = looked_at(council, b"region_code,value\nKZ-63,1\n")
    assert next(str(finding.message) for finding in preview.errors) == "These columns are missing: indicator, period"


def test_what_stands_twice_is_named(council: Council) -> None:
    preview = looked_at(council, tidy(["KZ-63,LIFE_EXP,2020,1,2"], head="region_code,indicator,period,value,value"))
    assert [str(finding.message) for finding in preview.errors] == ["These columns stand here more than once: value"]

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for code, name in (("LIFE_EXP", "one"), ("POP", "two")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD.split(","))
            sheet.write_row(1, 0, ["KZ-63", code, "2021", 1.5, "years"])
    assert ("other-sheet", "sheet “two”") in of(looked_at(council, out.getvalue(), "a.xlsx"), "note")


def test_a_code_in_other_letters_is_the_same_indicator(council: Council, secretary: Member) -> None:
    other = {**GOOD, "indicator": "life_exp"}
    assert of(looked_at(council, tidy([GOOD, {**other, "value": "9"}])), "decision") == [("duplicate", "row 3, value")]
    (found,) = looked_at(council, tidy([GOOD, {**other, "period": "2023", "unit": "months"}])).errors
    assert (found.where, found.message.partition(" ")[0]) == ("row 3, unit", "LIFE_EXP")
    imported(secretary, tidy([GOOD]))
    assert of(looked_at(council, tidy([{**other, "unit": "months"}])), "decision") == [("metadata:LIFE_EXP", "")]


def test_every_cell_with_two_values_is_named(council: Council) -> None:
    rows = [{**GOOD, "period": period, "value": value} for period in ("2021", "2022") for value in (1, 2)]
    (found,) = looked_at(council, tidy(rows)).decisions
    assert found.where == "row 3, value; row 5, value"
    assert found.message == "KZ-63, 2021 stands here twice: 1 and 2. KZ-63, 2022 stands here twice: 1 and 2."


def test_bounds_are_written_as_values_are_or_asked_about(council: Council) -> None:
    row = {**GOOD, "value": "5000", "lower": "4,900", "upper": "5,100"}
    assert of(looked_at(council, tidy([row])), "decision") == [("decimal", "")]
    (figure,) = looked_at(council, tidy([row]), answers={"decimal": "thousands"}).reading.figures
    assert (figure.lower, figure.upper) == (4900, 5100)


def test_the_template_comes_back_filled_in(council: Council) -> None:
    places = [("KZ", "Kazakhstan"), ("KZ-63", "East Kazakhstan Region")]
    text = csv_template(places).decode("utf-8-sig").replace("KZ-63,,,", "KZ-63,LIFE_EXP,2022,72.4")
    assert [figure.value for figure in looked_at(council, text.encode()).reading.figures] == [72.4]

    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(places)))
    assert [cell.value for cell in book["data"][1]] == list(schema.NAMES)
    for column, value in enumerate(("LIFE_EXP", "2022-07", 72.4), 2):
        book["data"].cell(3, column, value)
    out = io.BytesIO()
    book.save(out)
    assert [(figure.period, figure.value) for figure in looked_at(council, out.getvalue(), "a.xlsx").reading.figures] == [("2022-07", 72.4)]


def test_the_schema_says_what_the_reader_takes() -> None:
    described = {field["name"]: field for field in schema.as_json()["fields"]}
    assert list(described) == list(schema.NAMES)
    assert described["obs_status"]["constraints"]["enum"] == ("A", "B", "E", "P", "M")
    assert described["period"]["constraints"]["pattern"] == schema.PERIOD


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_in_a_cell_breaks_the_reader(one: str, other: str) -> None:
    from kenes.base.sheets import Sheet
    from kenes.situation.importing.choices import Choices
    from kenes.situation.importing.tidy import TidySheet, read_tidy

    sheet = Sheet("", [list(schema.NAMES), [one, other, one, other, one, other, one, other, one, other, one]])
    columns = {name: index for index, name in enumerate(schema.NAMES)}
    reading = read_tidy(TidySheet(sheet, 0, columns, ()), {"kz": "KZ"}, Choices())
    assert len(reading.figures) <= 1
