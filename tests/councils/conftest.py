"""What tests of this room share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.councils.browsers import browser


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """allauth counts attempts in the cache, which no test's rollback empties."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client() -> Client:
    return browser()
