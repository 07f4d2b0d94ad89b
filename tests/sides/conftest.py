"""A council of two sides, with somebody of each role on each."""

from pathlib import Path

import pytest
from django.test import Client

from kenes.councils.models import Council, Member
from tests import factories

Seats = dict[str, Member]


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def council(db: None) -> Council:
    return factories.council(countries=("KZ", "RU"))


def seats_of(council: Council, side: int) -> Seats:
    return {role: factories.member(council, role=Member.Role(role), side=side) for role in Member.Role.values}


@pytest.fixture
def ours(council: Council) -> Seats:
    return seats_of(council, 0)


@pytest.fixture
def theirs(council: Council) -> Seats:
    return seats_of(council, 1)


def browser(member: Member | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if member is not None:
        assert member.user is not None
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
