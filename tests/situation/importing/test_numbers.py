"""Numbers and periods as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenes.situation.importing import footnotes, spans
from kenes.situation.importing.numbers import Style, Unreadable, parse, style_of

NUMBERS = {
    "1 234,5": 1234.5,
    "1\u00a0234,5": 1234.5,
    "1,5": 1.5,
    "1.5": 1.5,
    "−12": -12,
    "–0,3": -0.3,
    "1 234 567": 1234567,
    "1,234,567": 1234567,
    "1.234,5": 1234.5,
    "1,234.5": 1234.5,
    "1’234": 1234,
    "0,123": 0.123,
    "2346.2999999999997": 2346.2999999999997,
}


def test_numbers_are_read_in_every_usual_form() -> None:
    assert {text: parse(text) for text in NUMBERS} == NUMBERS
    assert str(parse("−0,0")) == "0.0"


@pytest.mark.parametrize("text", ["NaN", "inf", "-inf", "1e9", "1E5", "0x10", "12 34", "1,2,3", "", "abc", "١٢", "12%", "9" * 400, "1_000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


@given(st.floats(-1e14, 1e14).map(lambda value: round(value, 6)))
def test_a_number_survives_both_decimal_signs(value: float) -> None:
    text = f"{value:f}"
    assert parse(text) == float(text)
    if len(text.partition(".")[2]) != 3:
        assert parse(text.replace(".", ",")) == float(text)


@pytest.mark.parametrize(
    ("texts", "style", "unclear"),
    [
        (["1,234"], Style(), "1,234"),
        (["1,234", "12,5"], Style(), ""),
        (["1,234", "1,234.5"], Style(comma_parts_thousands=True), ""),
        (["1.234", "12,5"], Style(), "1.234"),
        (["1.234", "12.5"], Style(), ""),
        (["1.234", "1.234,5"], Style(stop_parts_thousands=True), ""),
        (["12.5", "0,123"], Style(), ""),
    ],
)
def test_a_comma_before_three_digits_is_settled_by_the_other_numbers_or_asked(texts: list[str], style: Style, unclear: str) -> None:
    assert style_of(texts) == (style, unclear)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2010", "2010"),
        ("2010 г.", "2010"),
        ("2010 жыл", "2010"),
        ("I квартал 2022 года", "2022-Q1"),
        ("2023 жылғы ІІІ тоқсан", "2023-Q3"),
        ("1 полугодие 2022", "2022-S1"),
        ("қаңтар 2022", "2022-01"),
        ("мая 2021", "2021-05"),
        ("маусым 2021", "2021-06"),
        ("01.2022", "2022-01"),
        ("2022-Q3", "2022-Q3"),
        ("Всего", ""),
        ("1234", ""),
    ],
)
def test_a_heading_names_its_period(text: str, period: str) -> None:
    assert spans.period_of(text) == period


def test_marks_are_taken_off_and_kept() -> None:
    assert footnotes.split("year2)") == ("year", ["2"])
    assert footnotes.split("Всего¹") == ("Всего", ["1"])
    assert footnotes.split("Туркестанская 1", bare=True) == ("Туркестанская", ["1"])
    assert footnotes.split("2010") == ("2010", [])
    assert footnotes.years("Data from 2010 to 2017 estimates") == (2010, 2017)
