"""CPU milliseconds to list 10,000 issues, the whole page as a member gets it: `python benchmarks/issues_list.py`."""

import os
import sys
import time
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]  # as setup_test_environment does
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

from django.test import Client  # noqa: E402
from run import figure  # noqa: E402

from kenes.base import clock  # noqa: E402
from kenes.base.models import SearchDocument  # noqa: E402
from kenes.base.text import Text, fold  # noqa: E402
from kenes.councils.models import Council, Country, Member, Region, Side, SideRegion, User  # noqa: E402
from kenes.issues.models import Issue  # noqa: E402
from kenes.record.acts import open_log  # noqa: E402
from tests import tables  # noqa: E402

GOAL, ISSUES, ROUNDS = 50, 10_000, 15
TITLE = "Көктемгі су тасқынында көпір жабылып, ауыл қатынассыз қалады"


def council_with_issues(how_many: int) -> tuple[Council, Member]:
    """Make a council of 20 regions with issues in all of them and in every state."""
    tables.create()
    now = clock.now()
    council = Council.objects.create(slug="bench", name=Text.of("en", "Bench"), purpose=Text.of("en", "Bench"), created_at=now)
    open_log(origin=council.public_id)
    side = Side.objects.create(
        council=council, country=Country.objects.get(code="KZ"), name=Text.of("en", "K"), institute=Text.of("en", "I")
    )
    regions = list(Region.objects.filter(country__code="KZ", versions__valid_to__isnull=True).distinct())
    SideRegion.objects.bulk_create(SideRegion(side=side, region=region) for region in regions)
    member = Member.objects.create(
        council=council,
        side=side,
        region=regions[0],
        user=User.objects.create_user(email="bench@example.org"),
        number=1,
        role=Member.Role.SECRETARY,
        state=Member.State.ACTIVE,
    )
    states = [Issue.State.OPEN, Issue.State.DELIBERATED, Issue.State.RECOMMENDED, Issue.State.SETTLED]
    made = Issue.objects.bulk_create(
        Issue(
            council=council,
            number=n + 1,
            title=Text.in_all("kk", kk=f"{TITLE} {n}", ru=f"Весной мост закрывают из-за паводка {n}"),
            summary=Text.of("kk", TITLE),
            state=states[n % 4],
            created_at=now - timedelta(minutes=n),
            changed_at=now - timedelta(minutes=n),
        )
        for n in range(how_many)
    )
    places = Issue.regions.through
    places.objects.bulk_create(
        places(issue_id=one.pk, region_id=regions[(one.number + k) % len(regions)].pk) for one in made for k in (0, 7)
    )
    SearchDocument.objects.bulk_create(
        SearchDocument(
            ref=one.ref,
            kind="issue",
            council=council.public_id,
            visible_to="members",
            title=one.title,
            folded=fold(one.title.everything()),
            changed_at=now,
        )
        for one in made
    )
    return council, member


def cpu(client: Client, page: str, rounds: int) -> float:
    """Return the least CPU of several requests, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        answer = client.get(page)
        times.append((time.process_time() - began) * 1000)
        if answer.status_code != 200 or answer.content.count(b'class="item"') != 30:
            raise SystemExit(f"{page} does not list 30 issues")
    return min(times)


def main(quick: bool) -> None:
    council, member = council_with_issues(500 if quick else ISSUES)
    client = Client(headers={"accept-language": "kk"})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    pages = {
        "issues_list_cpu": ("", GOAL),
        "issues_list_by_region_cpu": ("?region=KZ-10", GOAL),
        "issues_list_search_cpu": ("?q=КӨПІР", 2 * GOAL),  # the worst word: it is in every title
    }
    for name, (query, goal) in pages.items():
        figure(name, cpu(client, f"/c/{council.slug}/issues/{query}", 3 if quick else ROUNDS), "ms", f"<={goal}")


if __name__ == "__main__":
    main("--quick" in sys.argv)
