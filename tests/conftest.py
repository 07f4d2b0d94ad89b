"""What all tests share: reference data, compiled catalogues, a council with people in it."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from kenes.config import catalogue
from kenes.councils.models import Council, Member
from tests import factories


def pytest_configure() -> None:
    catalogue.compile_all()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    from kenes.councils.reference import load_reference

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
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
