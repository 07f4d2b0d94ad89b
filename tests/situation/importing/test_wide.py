"""Sheets as statistics offices publish them, and what can be wrong with them."""

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from kenes.base.errors import BadFile
from kenes.councils.models import Council, Member
from kenes.situation.importing.preview import Preview
from tests.situation.importing.scenes import ABOUT, imported, looked_at, told
from tests.situation.importing.test_tidy import of

REGIONS = ("Республика Казахстан", "Абай", "Акмолинская", "Алматинская", "г. Алматы")


def sheet(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def read(council: Council, *lines: str, **choices: Any) -> Preview:
    return looked_at(council, sheet(*lines), "table.csv", indicator="X1", **choices)


def kept(preview: Preview) -> dict[tuple[str, str], tuple[float | None, str]]:
    return {(figure.place, figure.period): (figure.value, figure.status) for figure in preview.reading.figures}


def test_signs_are_read_by_the_legend(council: Council) -> None:
    preview = read(council, ";2022;2023", "Абай;-;x", "Акмолинская;х;...", "Атырауская;0,0;12,5")
    assert kept(preview) == {
        ("KZ-10", "2023"): (None, "M"),
        ("KZ-11", "2022"): (None, "M"),
        ("KZ-11", "2023"): (None, "M"),
        ("KZ-23", "2022"): (0.0, "A"),
        ("KZ-23", "2023"): (12.5, "A"),
    }
    notes = {(figure.place, figure.period): figure.note for figure in preview.reading.figures}
    assert notes[("KZ-10", "2023")] == "Confidential, by the publisher's legend."
    assert notes[("KZ-11", "2023")] == "No data, by the publisher's legend."
    assert notes[("KZ-23", "2022")].startswith("Negligible")


def test_footnotes_become_notes_and_may_name_another_region(council: Council) -> None:
    lines = (
        ";2016;2018;2019 2)",
        "Туркестанская*;1,5;2,5;3,5",
        "Акмолинская 3);1;2;3",
        "Атырауская;1;2*;3",
        "* Данные за 2010-2016 гг. по Южно-Казахстанской области.",
        "2) По новой методике.",
    )
    asked = read(council, *lines)
    assert [key for key, _ in of(asked, "decision")] == ["footnote-region:KZ-61"]
    assert [key for key, _ in of(asked, "note")] == ["no-footnote"]
    moved = read(council, *lines, answers={"footnote-region": "other"})
    assert kept(moved)[("KZ-YUZ", "2016")] == (1.5, "A")
    assert kept(moved)[("KZ-61", "2018")] == (2.5, "A")
    notes = {(figure.place, figure.period): figure.note for figure in moved.reading.figures}
    assert notes[("KZ-11", "2019")] == "По новой методике."
    assert notes[("KZ-23", "2018")].startswith("Данные за 2010-2016")
    named = read(council, *lines, answers={"footnote-region": "as-named", "territory": "leave"})
    assert ("KZ-61", "2016") not in kept(named)


def test_estimates_that_a_footnote_names_are_marked(council: Council) -> None:
    preview = read(council, ";2018;2022", "Туркестанская 1);1;2", "Абай;-;1", "Атырауская;1;2", "1) Data from 2010 to 2019 are estimates.")
    assert kept(preview)[("KZ-61", "2018")] == (1.0, "E")
    assert kept(preview)[("KZ-61", "2022")] == (2.0, "A")


def test_years_above_quarters_make_two_tables(council: Council) -> None:
    lines = (
        "Безработица, в процентах;;;;;;;;",
        ";2022;;;;;2023;;",
        ";I квартал;II квартал;III квартал;IV квартал;год;I тоқсан;II quarter;год",
        *(f"{name};1;2;3;4;5;6;7;8" for name in REGIONS),
    )
    preview = read(council, *lines)
    assert [table.frequency for table in preview.tables] == ["A", "Q"]
    quarters = read(council, *lines, table=preview.tables[1].key)
    assert [figure.value for figure in quarters.reading.figures if figure.place == "KZ-19"] == [1, 2, 3, 4, 6, 7]
    assert quarters.periods[-1] == "2023-Q2"
    years = read(council, *lines, table=preview.tables[0].key)
    assert {figure.period: figure.value for figure in years.reading.figures if figure.place == "KZ"} == {"2022": 5, "2023": 8}
    assert years.reading.units == {"X1": "в процентах"}


def test_blocks_under_sub_heads_are_tables_of_their_own(council: Council) -> None:
    body = [f"{name};1;2" for name in REGIONS]
    preview = read(council, "Численность", ";2021;2022", "Мужчины", *body, "Городское население", *body)
    assert [table.title for table in preview.tables] == ["Численность. Мужчины", "Численность. Городское население"]
    assert of(preview, "error")[0][0] == "table"


def test_a_table_about_one_period_has_a_table_for_each_measure(council: Council) -> None:
    lines = (
        "Численность населения на 1 января 2023 года;;;",
        ";Все население;в том числе:;",
        ";;мужчины;женщины",
        *(f"{name};3;2;1" for name in REGIONS),
        "Абай ауданы;9;9;9",
        "Семей қ.ә.;9;9;9",
    )
    preview = read(council, *lines, table=read(council, *lines).tables[1].key)
    assert preview.tables[1].title.endswith("Все население · мужчины") or preview.tables[1].title.endswith("мужчины")
    assert {figure.value for figure in preview.reading.figures} == {2}
    assert preview.periods == ["2023"]
    assert of(preview, "note") == [("parts", "")]
    (note,) = preview.notes
    assert note.details == ("Абай ауданы", "Семей қ.ә.")


def test_a_turned_table_is_read_with_its_places_as_they_are(council: Council) -> None:
    preview = read(council, ";" + ";".join(REGIONS), "2021;1;2;3;4;5", "2022;1;2;bad;4;6")
    assert kept(preview)[("KZ-75", "2022")] == (6.0, "A")
    assert of(preview, "error") == [("value", "cell D3")]


def test_days_in_the_head_are_asked_about_also_as_numbers(council: Council) -> None:
    for days in (("2021-01-01", "2022-01-01", "2023-01-01"), ("44197", "44562", "44927")):
        lines = (";" + ";".join(days), *(f"{name};1;2;3" for name in REGIONS))
        asked = read(council, *lines)
        assert of(asked, "decision") == [("date-periods", "cell B1")]
        assert read(council, *lines, answers={"date-periods": "A"}).periods == ["2021", "2022", "2023"]
        assert read(council, *lines, answers={"date-periods": "M"}).periods == ["2021-01", "2022-01", "2023-01"]


def test_no_row_is_dropped_silently(council: Council) -> None:
    lines = (";2021;2022", *(f"{name};1;2" for name in REGIONS), "Заоблачная;5;6", "Семей;7;8")
    preview = read(council, *lines)
    assert [(name.name, name.where) for name in preview.strangers] == [("Заоблачная", "cell A7"), ("Семей", "cell A8")]
    assert preview.blocked
    answered = read(council, *lines, names={"заоблачная": "-", "семей": "KZ-23"})
    assert answered.strangers == []
    assert kept(answered)[("KZ-23", "2022")] == (8.0, "A")
    assert answered.decided == ["name:Заоблачная=-", "name:Семей=KZ-23"]
    assert of(read(council, *lines, names={"заоблачная": "KZ-99", "семей": "-"}), "error")[-1] == ("name", "cell A7")


def test_almaty_that_could_be_both_is_asked_with_both_first(council: Council) -> None:
    preview = read(council, ";2021;2022", "Алматы;1;2", "Акмолинская;1;2", "Атырауская;1;2")
    (name,) = preview.strangers
    assert name.candidates == ("KZ-19", "KZ-75")


def test_a_cell_that_is_no_number_is_named_by_its_cell(council: Council) -> None:
    preview = read(council, ";2021;2022", "Абай;#REF!;2", "Акмолинская;1;NaN", "Атырауская;1;inf")
    assert of(preview, "error") == [("value", "cell B2"), ("value", "cell C3"), ("value", "cell C4")]


def test_a_mark_that_cannot_be_told_from_its_value_is_no_number(council: Council) -> None:
    preview = read(council, ";2021;2022", "Акмолинская;15,123);15,1 3)", "Атырауская;1513);15⁵", "Павлодарская;7*;8")
    assert of(preview, "error") == [("value", "cell B2"), ("value", "cell B3")]
    assert [figure.value for figure in preview.reading.figures] == [15.1, 15, 7, 8]


def test_a_mark_on_a_value_without_its_footnote_is_named(council: Council) -> None:
    preview = read(council, ";2021;2022", "Акмолинская;15,1 3);15*", "Атырауская;1;2", "Павлодарская;7;8", "*) по оценке")
    assert of(preview, "note") == [("no-footnote", "cell B2")]


def test_another_unit_than_the_stored_one_is_named(council: Council, secretary: Member) -> None:
    lines = ("Численность, %s", ";2021;2022", "Акмолинская;1;2", "Атырауская;1;2", "Павлодарская;7;8")
    here, other = (sheet(lines[0] % unit, *lines[1:]) for unit in ("человек", "тысяч человек"))
    metadata = {"X1": {**ABOUT, "unit_ru": "человек", "unit_en": ""}}
    imported(secretary, here, "t.csv", indicator="X1", metadata=metadata)
    assert "unit" not in dict(of(looked_at(council, here, "t.csv", indicator="X1"), "note"))
    (found,) = (one for one in looked_at(council, other, "t.csv", indicator="X1").notes if one.code == "unit")
    assert "“тысяч человек”" in found.message


def test_a_sheet_without_a_table_says_so(council: Council) -> None:
    assert of(read(council, "a;b", "c;d"), "error") == [("no-table", "")]
    assert ("indicator", "") in of(looked_at(council, sheet(";2021;2022", *(f"{name};1;2" for name in REGIONS))), "error")


def book(*, formula: bool = False, hidden: bool = False, merged: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        page = made.add_worksheet("Лист")
        page.merge_range("B1:C1", "2022")
        page.write_row(1, 1, ["I квартал", "II квартал"])
        for row, name in enumerate(REGIONS, 2):
            page.write_row(row, 0, [name, row, row + 0.5])
        if formula:
            page.write_formula("B3", "=1+1", None, 2)
            page.write_formula("C4", "=1+1", None, "")
        if hidden:
            page.set_row(3, options={"hidden": True})
            page.set_column("C:C", options={"hidden": True})
            page.hide()
            made.add_worksheet("видимый").activate()
        if merged:
            page.merge_range("B6:C6", 77)
    return out.getvalue()


def test_merged_heads_formulas_and_what_is_hidden(council: Council) -> None:
    plain = looked_at(council, book(), "a.xlsx", indicator="X1")
    assert plain.periods == ["2022-Q1", "2022-Q2"]
    assert len(plain.reading.figures) == 10

    formula = looked_at(council, book(formula=True), "a.xlsx", indicator="X1")
    assert ("formula", "sheet “Лист”, cell B3") in of(formula, "note")
    assert of(formula, "error") == [("formula-empty", "sheet “Лист”, cell C4")]

    hidden = looked_at(council, book(hidden=True), "a.xlsx", indicator="X1")
    assert ("hidden-sheet", "sheet “Лист”") in of(hidden, "note")
    assert next(key for key, _ in of(hidden, "decision")) == "hidden"
    left = looked_at(council, book(hidden=True), "a.xlsx", indicator="X1", answers={"hidden": "leave"})
    assert len(left.reading.figures) == 4

    merged = looked_at(council, book(merged=True), "a.xlsx", indicator="X1")
    assert ("merged", "sheet “Лист”, cell B6") in of(merged, "note")
    assert [figure.value for figure in merged.reading.figures if figure.place == "KZ-19"] == [77]


def test_the_same_findings_in_the_same_order_whatever_language(council: Council) -> None:
    lines = (";2021;2022", "Абай;1,234;2", "Акмолинская;1;2", "Атырауская;1;2")
    assert [key for _, key, _ in told(read(council, *lines))] == ["decimal", "territory:KZ-10"]


def test_merged_areas_upon_each_other_are_refused_before_anything_is_filled_in(council: Council) -> None:
    made = openpyxl.load_workbook(io.BytesIO(book()))
    made.active["Z900"] = "x"
    for row in range(40, 2, -1):  # each holds the one before it
        made.active.merged_cells.add(f"D{row}:XFD1048576")
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(BadFile, match="cannot be read"):
        looked_at(council, out.getvalue(), "a.xlsx", indicator="X1")
