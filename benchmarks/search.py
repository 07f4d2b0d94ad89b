"""Processor time of a search among 10,000 issues, and of the queue of their missing translations."""

import os
import sys
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from run import figure  # noqa: E402

from kenes.base import clock  # noqa: E402
from kenes.base.models import SearchDocument  # noqa: E402
from kenes.base.stems import index_of  # noqa: E402
from kenes.base.text import Text, fold  # noqa: E402
from kenes.councils.models import Council, Member  # noqa: E402
from kenes.issues.models import Issue  # noqa: E402
from tests import factories, tables  # noqa: E402

ROUNDS = 30


def fill(council: Council, rows: int) -> None:
    """Put issues into the council and the search index: how they come there is measured elsewhere."""
    regions = [row.region for row in council.sides.get().side_regions.select_related("region")]
    now = clock.now()
    issues = Issue.objects.bulk_create(
        [
            Issue(
                council=council,
                number=n,
                title=Text.in_all("kk", kk=f"Көпір {n} жабық", ru=f"Мост {n} закрыт", en=f"Bridge {n} is closed"),
                summary=Text.of("kk", "Көктемде су шаяды. " * 10),
                created_at=now - timedelta(minutes=n),
                changed_at=now - timedelta(minutes=n),
            )
            for n in range(1, rows + 1)
        ],
        batch_size=500,
    )
    part = Issue.regions.through
    part.objects.bulk_create([part(issue=issue, region=regions[issue.number % len(regions)]) for issue in issues], batch_size=2000)
    SearchDocument.objects.bulk_create(
        [
            SearchDocument(
                ref=issue.ref,
                kind="issue",
                council=council.public_id,
                visible_to="members",
                title=issue.title,
                folded=fold(issue.title.everything()),
                stems=index_of([(language, str(entry["text"])) for language, entry in issue.title.texts.items()]),
                changed_at=now,
            )
            for issue in issues
        ],
        batch_size=500,
    )


def cpu_ms(client: Client, url: str, rounds: int, **asked: str) -> float:
    """Return the least processor time of one request, in milliseconds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        response = client.get(url, asked)
        best = min(best, time.process_time() - began)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
    return best * 1000


def main() -> None:
    quick = "--quick" in sys.argv
    tables.create()
    call_command("setup")
    council = factories.council()
    moderator = factories.member(council, role=Member.Role.MODERATOR)
    fill(council, 100 if quick else 10_000)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(moderator.user, backend="django.contrib.auth.backends.ModelBackend")
    rounds = 2 if quick else ROUNDS
    figure("search_10000_cpu", cpu_ms(client, reverse("search", args=[council.slug]), rounds, q="көпір 77"), "ms", "<=100")
    queue = reverse("translations", args=[council.slug])
    figure("translations_10000_cpu", cpu_ms(client, queue, rounds // 2, language="ru"), "ms", "<=300")


if __name__ == "__main__":
    main()
