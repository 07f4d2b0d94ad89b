"""Rate limits for what outsiders can try."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from kenes.base import clock
from kenes.base.errors import TooMany
from kenes.base.limits import address_of, count_attempt
from kenes.base.models import Limit

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def attempt(at: datetime, who: str = "10.0.0.1") -> None:
    with clock.at(at):
        count_attempt("code", who, most=3, minutes=10)


@pytest.mark.django_db
def test_the_attempt_beyond_the_limit_is_refused_and_so_is_the_next() -> None:
    for _ in range(3):
        attempt(NOON)
    for _ in range(2):
        with pytest.raises(TooMany):
            attempt(NOON)


@pytest.mark.django_db
def test_after_the_window_one_may_try_again() -> None:
    for _ in range(3):
        attempt(NOON)
    attempt(NOON + timedelta(minutes=11))


@pytest.mark.django_db
def test_one_persons_attempts_do_not_shut_out_another() -> None:
    for _ in range(3):
        attempt(NOON)
    attempt(NOON, "10.0.0.2")


@pytest.mark.django_db
def test_no_address_is_kept() -> None:
    attempt(NOON)
    assert "10.0.0.1" not in Limit.objects.get().key


@pytest.mark.parametrize(
    ("https", "told", "counted"), [(True, "6.6.6.6, 2.2.2.2", "2.2.2.2"), (False, "6.6.6.6", "127.0.0.1"), (True, "", "127.0.0.1")]
)
def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings: LazySettings, https: bool, told: str, counted: str) -> None:
    settings.HTTPS = https
    assert address_of(RequestFactory().get("/", headers={"X-Forwarded-For": told})) == counted
