"""What all tests share: reference data, compiled catalogues, a council with people in it."""

import shutil
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import translation

from kenes.config import catalogue
from kenes.councils.models import Council, Member
from kenes.councils.reference import load_reference
from tests import factories


def pytest_configure() -> None:
    catalogue.compile_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need what is not here are counted as not run; their results say what they needed (tests/ran.py)."""
    lacking = {
        "browser": None if shutil.which("chromium") else "needs Chromium",
        "postgres": None if connection.vendor == "postgresql" else "needs PostgreSQL in DATABASE_URL",
        "sqlite": None if connection.vendor == "sqlite" else "about SQLite",
    }
    for item in items:
        for need, reason in lacking.items():
            if item.get_closest_marker(need):
                item.user_properties.append(("needs", need))
                if reason:
                    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        load_reference()


@pytest.fixture(autouse=True)
def reference_data(request: pytest.FixtureRequest) -> None:
    """Tests with real transactions (live server) leave empty tables behind: load the reference data anew before each."""
    marker = request.node.get_closest_marker("django_db")
    if {"live_server", "transactional_db"} & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        load_reference()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English unless they say otherwise."""
    with translation.override("en"):
        yield


@pytest.fixture
def council(db: None) -> Council:
    """A national council: one side, Kazakhstan, 20 regions."""
    return factories.council()


@pytest.fixture
def member(council: Council) -> Member:
    return factories.member(council)


@pytest.fixture
def secretary(council: Council) -> Member:
    return factories.member(council, role=Member.Role.SECRETARY)
