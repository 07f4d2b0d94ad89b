"""Secret ballots: nothing that is stored links a voter to a ballot, and no order of rows tells who voted when."""

import itertools
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member, Session
from kenes.recommendations import tasks
from kenes.recommendations.acts import cast_ballot, secrecy
from kenes.recommendations.models import Adoption, Ballot, Voter
from tests.recommendations import box, scenes

BALLOTS, VOTERS = Ballot._meta.db_table, Voter._meta.db_table
HALF = 20


@pytest.fixture
def vote(council: Council) -> tuple[Adoption, list[Member]]:
    """A vote in which the first half said no and the second half yes, one after the other by the number of their seats."""
    adoption, members = scenes.voting(council, voters=2 * HALF)
    for place, member in enumerate(members):
        cast_ballot(by=member, adoption=adoption, value="no" if place < HALF else "yes")
    return adoption, members


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def runs(values: list[str]) -> int:
    """Return into how many runs of equal values a list falls: 2 when sorted, about 21 when mixed."""
    return 1 + sum(a != b for a, b in itertools.pairwise(values))


def rising(values: list[int]) -> int:
    """Return how many neighbours stand in rising order: all of 39 in order of seats, about 20 when mixed."""
    return sum(a < b for a, b in itertools.pairwise(values))


# Mixed by chance, 40 values fall into fewer than 8 runs, or rise more than 33 times, less than once in a million.
LEAST_RUNS, MOST_RISING = 8, 33


@pytest.mark.sqlite
def test_the_order_of_rows_in_sqlite_tells_nothing_before_closing(vote: tuple[Adoption, list[Member]]) -> None:
    for order in ("rowid", "id"):
        values = [value for (value,) in rows(f"SELECT value FROM {BALLOTS} ORDER BY {order}")]
        assert runs(values) >= LEAST_RUNS, order


@pytest.mark.sqlite
def test_the_order_of_rows_in_sqlite_tells_nothing_after_closing(vote: tuple[Adoption, list[Member]]) -> None:
    before = {table: set(rows(f"SELECT rowid, id FROM {table}")) for table in (BALLOTS, VOTERS)}
    scenes.closed(vote[0])
    for order in ("rowid", "id"):
        assert runs([value for (value,) in rows(f"SELECT value FROM {BALLOTS} ORDER BY {order}")]) >= LEAST_RUNS, order
        assert rising([seat for (seat,) in rows(f"SELECT member_id FROM {VOTERS} ORDER BY {order}")]) <= MOST_RISING, order
    for table, known in before.items():
        assert known.isdisjoint(rows(f"SELECT rowid, id FROM {table}")), table


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_place_and_transaction_of_rows_in_postgresql_tell_nothing_before_closing(vote: tuple[Adoption, list[Member]]) -> None:
    """All ballots date from one transaction, the last voter's, whoever cast them; so none can be matched with a voter's."""
    found = rows(f"SELECT value, xmin::text FROM {BALLOTS} ORDER BY ctid")
    assert runs([value for value, _ in found]) >= LEAST_RUNS
    assert len({transaction for _, transaction in found}) == 1
    assert len({transaction for (transaction,) in rows(f"SELECT xmin::text FROM {VOTERS}")}) == 2 * HALF


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_place_and_transaction_of_rows_in_postgresql_tell_nothing_after_closing(vote: tuple[Adoption, list[Member]]) -> None:
    scenes.closed(vote[0])
    ballots = rows(f"SELECT value, xmin::text FROM {BALLOTS} ORDER BY ctid")
    voters = rows(f"SELECT member_id, xmin::text FROM {VOTERS} ORDER BY ctid")
    assert len({transaction for _, transaction in [*ballots, *voters]}) == 1
    assert runs([value for value, _ in ballots]) >= LEAST_RUNS
    assert rising([seat for seat, _ in voters]) <= MOST_RISING
    assert rows(f"SELECT vacuum_count > 0 FROM pg_stat_user_tables WHERE relname IN ('{BALLOTS}', '{VOTERS}')") == [(True,), (True,)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_ballot_many_times_at_once_is_one_ballot_and_a_vote_closes_once_in_postgresql(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3)
    box.in_parallel([lambda: box.post(members[0], adoption, "yes")] * 20)
    assert (Ballot.objects.count(), Voter.objects.filter(has_voted=True).count()) == (1, 1)
    with clock.at(adoption.closes_at):
        tasks.tick()
    Adoption.objects.get(state="no_quorum")


def content() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    return {table: sorted(rows(f'SELECT * FROM "{table}"'), key=repr) for table in connection.introspection.table_names()}


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO):
        yield caplog


def post(client: Client, adoption: Adoption, **data: str) -> Any:
    council = adoption.recommendation.council
    return client.post(reverse("ballot", args=[council.slug, adoption.public_id]), data)


def test_casting_changes_nothing_but_the_tick_on_the_roster_and_the_box(
    council: Council, client: Client, everything_logged: pytest.LogCaptureFixture
) -> None:
    """No notice, record entry, message, session, limit or index entry; the box holds one more ballot and no old key."""
    adoption, members = scenes.voting(council, voters=3)
    cast_ballot(by=members[0], adoption=adoption, value="no")
    client.force_login(members[1].user, backend="django.contrib.auth.backends.ModelBackend")
    post(client, adoption, value="abstain")
    everything_logged.clear()
    before, old_keys = content(), set(Ballot.objects.values_list("pk", flat=True))

    response = post(client, adoption, value="abstain", confirm="1")

    after = content()
    assert response.status_code == 302
    assert {table for table in after if after[table] != before[table]} == {BALLOTS, VOTERS}
    assert old_keys.isdisjoint(Ballot.objects.values_list("pk", flat=True))
    assert everything_logged.records == []
    assert "abstain" not in response.cookies.output().casefold()


def test_asking_back_keeps_nothing_on_the_server_and_the_answer_in_no_address(council: Council, client: Client) -> None:
    adoption, members = scenes.voting(council, voters=3)
    client.force_login(members[0].user, backend="django.contrib.auth.backends.ModelBackend")
    before = content()
    response = post(client, adoption, value="yes")
    assert (response.status_code, content() == before) == (200, True)
    assert 'name="confirm"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "value=" not in "".join(part for part in response.content.decode().split('"') if part.startswith(("/", "?")))


def test_sessions_do_not_know_the_ballot(council: Council, client: Client) -> None:
    adoption, members = scenes.voting(council, voters=3)
    client.force_login(members[0].user, backend="django.contrib.auth.backends.ModelBackend")
    post(client, adoption, value="abstain", confirm="1")
    client.get(reverse("adoption", args=[council.slug, adoption.public_id]))
    stored = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    assert len(stored) == 1
    assert "abstain" not in stored[0]


def test_the_models_have_nowhere_to_keep_a_link() -> None:
    """Whoever adds a time, a key or a voter to a ballot meets this test."""
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "adoption", "value"}
    assert {field.name for field in Voter._meta.get_fields()} == {"id", "adoption", "member", "side", "region", "has_voted", "value"}


def test_cleaning_up_inside_an_open_transaction_is_left_for_later(db: None) -> None:
    assert secrecy.scrub() is False


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a whole vote in a database file of its own looks like."""
    home = tmp_path_factory.mktemp("box")
    environment = {**os.environ, "KENES_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("DATABASE_URL", None)
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-m", "tests.recommendations.box"], cwd=root, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return {**json.loads(done.stdout), "log": done.stderr.decode()}


@pytest.mark.sqlite
def test_many_posts_at_once_are_one_ballot_each(seen: dict[str, Any]) -> None:
    assert (seen["voted"], seen["ballots"]) == (12, ["no"] * 5 + ["yes"] * 7)


@pytest.mark.sqlite
def test_a_vote_that_many_close_at_once_is_counted_once(seen: dict[str, Any]) -> None:
    assert (seen["state"], seen["tally"]["yes"], seen["tally"]["no"]) == ("adopted", 7, 5)


@pytest.mark.sqlite
def test_after_closing_no_old_key_stands_in_the_database_files(seen: dict[str, Any]) -> None:
    assert (seen["before"], seen["after"], seen["log_bytes"]) == (24, 0, 0)


@pytest.mark.sqlite
def test_the_log_of_a_vote_names_no_answer_no_member_and_no_key(seen: dict[str, Any]) -> None:
    """What it does hold: that somebody's second try was refused, as any refused form."""
    words = ["yes", "no ", "'no'", "abstain", *seen["members"], *map(str, seen["keys"])]
    assert [(word, line) for word in words for line in seen["log"].splitlines() if word in line] == []
