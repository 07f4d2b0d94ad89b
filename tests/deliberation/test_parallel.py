"""The same vote many times at once, and two people closing at once."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from kenes.base import clock
from kenes.base.errors import KenesError
from kenes.base.models import Job
from kenes.councils.models import Member
from kenes.deliberation.acts import close_deliberation, start_analysis
from kenes.deliberation.models import Deliberation, Release, Statement
from kenes.deliberation.tasks import conclude
from kenes.record.models import Entry
from tests.deliberation.conftest import vote_all


def test_fifty_posts_of_one_vote_at_once_leave_one_vote_with_the_last_value(tmp_path: Path) -> None:
    """On SQLite in a file, with threads, as the server runs it."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"KENES_HOME": str(tmp_path)}
    here = Path(__file__).with_name("parallel_votes.py")
    root = here.parents[2]
    done = subprocess.run([sys.executable, str(here)], cwd=root, env=environment, capture_output=True, text=True, check=True, timeout=300)
    assert json.loads(done.stdout.splitlines()[-1]) == {"statuses": [200], "votes": [0]}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_fifty_posts_of_one_vote_at_once_on_postgresql() -> None:
    from tests.deliberation.parallel_votes import fifty_at_once

    assert fifty_at_once() == {"statuses": [200], "votes": [0]}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_close_at_once_close_once(running: Deliberation) -> None:
    later = clock.now() + timedelta(days=8)

    def close(_: int) -> str:
        try:
            with clock.at(later):
                close_deliberation(by=None, deliberation=running)
            return "closed"
        except KenesError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(close, range(4)))
    assert outcomes == ["closed", "voting_closed", "voting_closed", "voting_closed"]
    assert Release.objects.filter(deliberation=running).count() == 1
    assert Entry.objects.filter(type="deliberation.closed", object=running.ref).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_with_results_publish_once(running: Deliberation) -> None:
    later = clock.now() + timedelta(days=8)

    def work(_: int) -> None:
        try:
            with clock.at(later):
                conclude(None, Deliberation.objects.select_related("council").get(pk=running.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert Release.objects.filter(deliberation=running).count() == 1
    assert Entry.objects.filter(type="deliberation.released").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_ticks_at_once_start_one_analysis(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    vote_all(voters[: running.council.threshold], first, "a")

    def start(_: int) -> bool:
        try:
            return start_analysis(deliberation=running) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(start, range(4))) == [False, False, False, True]
    assert Job.objects.filter(subject=running.ref).count() == 1
