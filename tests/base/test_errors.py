"""Errors: a code, a status, a sentence in the reader's language; as a page, a fragment or JSON."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from kenes.base.errors import Conflict, Invalid, KenesError, NotAllowed, NotFound, NotSignedIn, TooMany
from kenes.base.middleware import ErrorMiddleware


def answer(error: Exception, **headers: str) -> HttpResponse | None:
    request: HttpRequest = RequestFactory().get("/c/x/signals/", headers=headers)
    request.user = AnonymousUser()
    return ErrorMiddleware(lambda _: HttpResponse()).process_exception(request, error)


def test_a_value_that_postgresql_cannot_hold_is_the_senders_fault_not_ours() -> None:
    shown = answer(DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"))
    assert shown is not None
    assert shown.status_code == 400


def tree(root: type[KenesError]) -> list[type[KenesError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in tree(child))]


@pytest.mark.parametrize(("error", "status"), [(Invalid, 400), (NotAllowed, 403), (NotFound, 404), (Conflict, 409), (TooMany, 429)])
def test_an_error_is_answered_with_its_status(error: type[KenesError], status: int) -> None:
    for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
        shown = answer(error(), **headers)
        assert shown is not None
        assert shown.status_code == status


def test_json_names_the_code_and_the_field() -> None:
    shown = answer(Invalid(field="what"), Accept="application/json")
    assert shown is not None
    assert shown.content == b'{"code": "invalid", "message": "Please check what you entered.", "field": "what"}'


def test_a_visitor_who_opens_a_page_is_sent_to_sign_in_and_back() -> None:
    shown = answer(NotSignedIn())
    assert shown is not None
    assert shown.headers["Location"].endswith("?next=/c/x/signals/")


def test_an_error_of_another_kind_is_not_hidden() -> None:
    assert answer(ValueError("a fault of ours")) is None


def test_the_message_is_in_the_readers_language() -> None:
    error = NotSignedIn()
    with translation.override("ru"):
        assert str(error) == "Сначала войдите."
    with translation.override("kk"):
        assert str(error) not in ("Сначала войдите.", "Please sign in first.")


def test_a_message_carries_its_values() -> None:
    assert str(Invalid("At most %(most)s files", most=5)) == "At most 5 files"


def test_every_error_has_a_code_of_its_own_in_its_room_and_a_sentence() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("kenes.") and module_has_submodule(config.module, "errors"):
            import_module(f"{config.name}.errors")
    errors = [error for error in tree(KenesError) if error.__module__.endswith(".errors")]
    own = [(error.__module__, error.code) for error in errors if "code" in vars(error)]
    assert sorted(own) == sorted(set(own))
    assert [error.__name__ for error in errors if not str(error.message).strip()] == []


@pytest.mark.parametrize(
    ("before", "leads"), [("http://testserver/c/x/meetings/7/", True), ("https://elsewhere.example/", False), ("", False)]
)
def test_a_refusal_leads_back_to_the_page_one_came_from(before: str, leads: bool) -> None:
    request: HttpRequest = RequestFactory().post("/c/x/meetings/7/begin/", headers={"Referer": before, "Accept-Language": "en"})
    request.user = AnonymousUser()
    shown = ErrorMiddleware(lambda _: HttpResponse()).process_exception(request, Conflict())
    assert shown is not None
    assert (shown.status_code, "Back to the page" in shown.text, f'href="{before}"' in shown.text) == (409, leads, leads)
