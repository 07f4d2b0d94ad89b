"""Text that people write: what is kept of it, and how it is shown in a reader's language."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kenes.base.text import Text, UnusableText, clean, fold
from kenes.councils.models import Council

KAZAKH = "Әлеуметтік Ғимарат Қала Ң Өңір Ұлт Үй Һ І"


@pytest.mark.parametrize("bad", ["a\0b", "a\x07b", "\ud800", "\x1b[0m", "\ufffe", "\U0001ffff", "\ufdd0"])
def test_what_no_database_keeps_alike_is_refused(bad: str) -> None:
    with pytest.raises(UnusableText):
        clean(bad)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2060", "\u061c", "\u206a", "\u3164", "\u2800", "\U000e0041"]
)
def test_marks_that_hide_or_turn_text_are_taken_out(hidden: str) -> None:
    assert clean(f"pay{hidden}ment") == "payment"


def test_an_accent_behind_an_invisible_mark_joins_its_letter() -> None:
    assert clean("e\u200b\u0301") == "é"


def test_line_breaks_are_kept_and_made_alike() -> None:
    assert clean("one\r\ntwo\rthree\n\n") == "one\ntwo\nthree"


def test_kazakh_letters_survive() -> None:
    assert clean(KAZAKH) == KAZAKH


@given(st.text())
def test_clean_text_is_clean_and_stays_as_it_is(text: str) -> None:
    try:
        once = clean(text)
    except UnusableText:
        return
    assert clean(once) == once == unicodedata.normalize("NFC", once)


def test_search_does_not_see_case_accents_of_form_or_the_dots_of_yo() -> None:
    assert fold("ӨҢІР  Ёлка") == fold("өңір елка")
    assert fold("й") == fold("\u0438\u0306")


def test_a_reader_gets_their_language_and_is_told_that_it_is_a_translation() -> None:
    text = Text.of("kk", "Жол").translated("ru", "Дорога", by="m")
    assert text.render("ru") == ("Дорога", "ru", True, False)
    assert text.render("kk") == ("Жол", "kk", False, False)


def test_without_a_translation_the_original_is_shown() -> None:
    with translation.override("en"):
        assert Text.of("kk", "Жол").render() == ("Жол", "kk", False, False)


def test_a_rewritten_original_makes_its_translations_outdated_until_they_follow() -> None:
    text = Text.of("kk", "Жол").translated("ru", "Дорога", by="m").rewritten("Көпір")
    assert (text.is_outdated("ru"), text.missing()) == (True, ["ru", "en"])
    assert not text.translated("ru", "Мост", by="m").is_outdated("ru")


def test_the_original_is_rewritten_not_translated() -> None:
    with pytest.raises(ValueError, match="original"):
        Text.of("kk", "Жол").translated("kk", "Көпір", by="m")


def test_a_change_leaves_the_text_it_came_from_alone() -> None:
    text = Text.of("kk", "Жол")
    text.translated("ru", "Дорога", by="m").rewritten("Көпір")
    assert text == Text.of("kk", "Жол")


def test_an_empty_text_is_false() -> None:
    assert not Text.of("kk", "")


def test_a_text_comes_back_from_the_database_as_it_went_in(council: Council) -> None:
    council.name = Text.of("kk", KAZAKH).translated("ru", "Совет «ё»", by="m")
    council.save()
    assert Council.objects.get(pk=council.pk).name == council.name
