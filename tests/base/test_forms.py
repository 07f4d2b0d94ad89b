"""Forms: what people type is cleaned, and a refusal stands beside its field with everything still there."""

from django import forms
from django.utils import translation

from kenes.base.errors import Conflict, Invalid
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.base.text import Text


class Example(KenesForm):
    title = LineField()
    body = ProseField(required=False)
    language = LanguageField()


def filled(**changes: str) -> Example:
    return Example({"title": "A  title", "body": "one\r\ntwo ", "language": "kk"} | changes)


def test_a_line_is_one_line_and_prose_keeps_its_lines() -> None:
    form = filled(title="A \n title")
    assert form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["body"]) == ("A title", "one\ntwo")


def test_characters_that_cannot_be_stored_are_named_beside_the_field() -> None:
    form = filled(title="bell\x07")
    assert form.errors == {"title": ["This text holds characters that cannot be stored. Please type it again."]}
    assert form["title"].value() == "bell\x07"


def test_a_text_takes_the_language_that_the_writer_chose() -> None:
    form = filled(language="ru")
    assert form.is_valid()
    assert form.text("title") == Text.of("ru", "A title")


def test_the_language_is_first_the_one_that_the_page_is_read_in() -> None:
    with translation.override("ru"):
        assert Example()["language"].value() == "ru"


def test_a_language_that_is_none_of_ours_is_refused() -> None:
    assert list(filled(language="de").errors) == ["language"]


def test_an_acts_refusal_stands_beside_its_field_or_above_the_form() -> None:
    form = filled()
    assert form.is_valid()
    form.refuse(Invalid("Too short", field="title"))
    form.refuse(Conflict("It is closed", field="elsewhere"))
    assert form.errors == {"title": ["Too short"], "__all__": ["It is closed"]}


def test_a_refused_form_is_shown_again_as_unprocessable() -> None:
    assert (Example().status, filled().status, filled(title="").status) == (200, 200, 422)


def test_the_browser_does_not_speak_for_us() -> None:
    assert "required" not in str(filled(title="")["title"])
    assert isinstance(filled(), forms.Form)
