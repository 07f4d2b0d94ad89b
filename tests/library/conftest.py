"""What tests of papers share."""

from pathlib import Path

import pytest

from kenes.councils.models import Council, Member
from tests import factories


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def two_sides(db: None) -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture
def author(two_sides: Council) -> Member:
    return factories.member(two_sides, region="KZ-55")


@pytest.fixture
def other(two_sides: Council) -> Member:
    return factories.member(two_sides, side=1)


@pytest.fixture
def moderator(two_sides: Council) -> Member:
    return factories.member(two_sides, role=Member.Role.MODERATOR)
