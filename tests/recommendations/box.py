"""A whole secret vote in a database file of its own, as a program: `python -m tests.recommendations.box` prints what it saw.

Run with KENES_HOME naming an empty folder. Members vote through the pages, several at once, and some of them many times.
"""

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

VOTERS, THREADS = 12, 6


def main() -> dict[str, Any]:
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.utils import translation

    from kenes.base import clock
    from kenes.recommendations import tasks
    from kenes.recommendations.models import Adoption, Ballot, Voter
    from tests import factories, tables
    from tests.recommendations import scenes

    tables.create()
    with translation.override("en"):
        adoption, members = scenes.voting(factories.council(), voters=VOTERS)
    values = ["no"] * 5 + ["yes"] * 7
    posts = [(member, value) for member, value in zip(members, values, strict=True) for _ in range(4)]
    in_parallel([lambda member=member, value=value: post(member, adoption, value) for member, value in posts])
    seen: dict[str, Any] = {
        "members": [member.public_id for member in members],
        "voted": Voter.objects.filter(has_voted=True).count(),
        "ballots": sorted(Ballot.objects.values_list("value", flat=True)),
        "keys": [*Ballot.objects.values_list("pk", flat=True), *Voter.objects.values_list("pk", flat=True)],
    }
    file = Path(settings.DATABASES["default"]["NAME"])
    seen["before"] = found(seen["keys"], file)
    Adoption.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    in_parallel([tasks.tick] * THREADS)
    adoption.refresh_from_db()
    connection.close()
    seen["state"], seen["tally"] = adoption.state, adoption.tally
    seen["after"] = found(seen["keys"], file)
    log = file.with_name(file.name + "-wal")
    seen["log_bytes"] = log.stat().st_size if log.exists() else 0
    return seen


def in_parallel(calls: Iterable[Callable[[], object]]) -> None:
    """Call all of them, several at a time, each thread with a connection of its own."""
    from django.db import connection

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, calls))


def post(member: Any, adoption: Any, value: str) -> None:
    """Cast a ballot through the page."""
    from django.test import Client
    from django.urls import reverse

    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("ballot", args=[member.council.slug, adoption.public_id])
    status = client.post(url, {"value": value, "confirm": "1"}).status_code
    if status not in (302, 422):
        raise RuntimeError(f"the ballot page answered {status}")


def found(keys: Iterable[int], database: Path) -> int:
    """Return how many of the keys stand anywhere in the files of the database."""
    files = [path for path in database.parent.iterdir() if path.name.startswith(database.name)]
    content = b"".join(path.read_bytes() for path in files)
    return sum(key.to_bytes(8, "big") in content for key in keys)


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
