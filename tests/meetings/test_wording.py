"""Languages of minutes are equal: whichever is changed, the others are asked again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.base.text import LANGUAGES, Text
from kenes.meetings.wording import changed, gaps, marks, with_mark, without_mark

LINE = Text.in_all("ru", ru="Начать в 2027 году.", kk="2027 жылы бастау.", en="Start in 2027.")


def test_a_change_in_one_language_leaves_the_others_behind() -> None:
    after = changed(LINE, "kk", "2028 жылы бастау.", by="member/x")
    assert after.original == "kk"
    assert gaps(after, LANGUAGES, []) == ["ru", "en"]


def test_a_language_that_is_behind_is_brought_into_line_and_reopens_nothing() -> None:
    after = changed(changed(LINE, "kk", "2028 жылы бастау.", by="member/x"), "ru", "Начать в 2028 году.", by="member/y")
    assert gaps(after, LANGUAGES, []) == ["en"]


def test_a_language_behind_twice_is_in_line_after_one_wording() -> None:
    twice = changed(changed(LINE, "kk", "2028", by=""), "kk", "2029", by="")
    assert gaps(changed(twice, "ru", "2029", by=""), LANGUAGES, []) == ["en"]


def test_a_mark_must_stand_in_every_language() -> None:
    marked = with_mark(LINE, "en", "in 2027", 1)
    assert marked is not None
    assert str(marked.texts["en"]["text"]) == "Start [1]."
    assert gaps(marked, LANGUAGES, [1]) == ["kk", "ru"]
    followed = changed(marked, "ru", "Начать [1].", by="")
    assert gaps(followed, LANGUAGES, [1]) == ["kk"]


def test_words_that_stand_there_twice_or_not_at_all_take_no_mark() -> None:
    assert with_mark(Text.of("en", "now and now"), "en", "now", 1) is None
    assert with_mark(LINE, "en", "in 2030", 1) is None
    assert with_mark(LINE, "en", "", 1) is None


def test_the_wording_that_was_taken_replaces_the_mark_in_its_languages() -> None:
    marked = with_mark(Text.of("en", "Start in 2027."), "en", "in 2027", 1)
    assert marked is not None
    both = changed(marked, "ru", "Начать [1].", by="")
    taken = without_mark(both, 1, Text.of("en", "when funds are found"))
    assert str(taken.texts["en"]["text"]) == "Start when funds are found."
    assert str(taken.texts["ru"]["text"]) == "Начать […]."
    assert gaps(taken, ("en", "ru"), []) == ["ru"]


def test_a_wording_in_another_language_leads_from_then_on() -> None:
    marked = Text("en", {"en": {"text": "Start [1].", "revision": 2}, "ru": {"text": "Начать [1].", "revision": 1, "of": 2, "by": ""}})
    taken = without_mark(marked, 1, Text.of("ru", "позже"))
    assert (taken.original, str(taken.texts["ru"]["text"])) == ("ru", "Начать позже.")
    assert gaps(taken, ("en", "ru"), []) == ["en"]


def test_words_that_are_left_out_leave_no_space_before_the_full_stop() -> None:
    taken = without_mark(Text.of("en", "Start [1]."), 1, Text.of("kk", ""))
    assert str(taken) == "Start."


def test_words_that_are_left_out_leave_no_gap_in_any_language() -> None:
    marked = Text(
        "en", {"en": {"text": "Start [1] soon.", "revision": 2}, "ru": {"text": "Начать [1] скоро.", "revision": 1, "of": 2, "by": ""}}
    )
    taken = without_mark(marked, 1, Text.of("kk", ""))
    assert {code: str(entry["text"]) for code, entry in taken.texts.items()} == {"en": "Start soon.", "ru": "Начать скоро."}
    assert gaps(taken, ("en", "ru"), []) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LANGUAGES), st.text("абв[1] ", max_size=12)), max_size=8))
def test_after_any_changes_exactly_the_languages_that_follow_the_last_lead_are_in_line(steps: list[tuple[str, str]]) -> None:
    text, in_line = LINE, set(LANGUAGES)
    for language, new in steps:
        in_line = {language} if language in in_line else in_line | {language}
        text = changed(text, language, new, by="")
        assert {code for code in LANGUAGES if code not in text.missing(LANGUAGES)} == in_line
        assert marks(str(text.texts[language]["text"])) == marks(new)
