"""A region's profile with 50 indicators x 20 years x 22 codes: CPU and weight of the whole page as a visitor gets it.

`python benchmarks/situation_pages.py [--quick]`. The page holds strips for all indicators, ratings of all
domains, and the line with the break of 2022. CPU is the least of many requests, so that other work on the machine hardly counts: from the
request to the last byte, all queries included.
"""

import gzip
import os
import random
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
from kenes.base.text import Text  # noqa: E402
from kenes.councils.models import Council, Country, Member, Region, Side, SideRegion, User  # noqa: E402
from kenes.record.acts import open_log  # noqa: E402
from kenes.situation import acts  # noqa: E402
from kenes.situation.boards import Row, values_of  # noqa: E402
from kenes.situation.models import Board, Domain, Indicator, Observation, Revision  # noqa: E402
from kenes.situation.queries.places import territories_of  # noqa: E402
from tests import tables  # noqa: E402

INDICATORS, YEARS, ROUNDS = 50, range(2004, 2024), 30
GOAL_CPU, GOAL_WEIGHT = 60, 60
REGION = "KZ-63"
NAME = "Туған кездегі күтілетін өмір сүру ұзақтығы, №"
UNIT = "100 мың тұрғынға шаққанда"


def council_with_figures(indicators: int, seats: int) -> Council:
    """Make a council whose members rate every domain, with figures of every code that ever was there."""
    tables.create()
    now = clock.now()
    council = Council.objects.create(slug="bench", name=Text.of("en", "Bench"), purpose=Text.of("en", "Bench"), created_at=now)
    open_log(origin=council.public_id)
    side = Side.objects.create(
        council=council, country=Country.objects.get(code="KZ"), name=Text.of("en", "K"), institute=Text.of("en", "I")
    )
    regions = list(Region.objects.filter(country__code="KZ", versions__valid_to__isnull=True).distinct())
    SideRegion.objects.bulk_create(SideRegion(side=side, region=region) for region in regions)
    roles = [Member.Role.SECRETARY, *[Member.Role.MEMBER] * (seats - 1)]
    members = [
        Member.objects.create(
            council=council,
            side=side,
            region=regions[number % len(regions)],
            user=User.objects.create_user(email=f"bench{number}@example.org"),
            number=number + 1,
            role=role,
            state=Member.State.ACTIVE,
            joined_at=now,
        )
        for number, role in enumerate(roles)
    ]
    load_figures(council, members[0], indicators)
    rate(members)
    return council


def load_figures(council: Council, secretary: Member, indicators: int) -> None:
    """Keep values for 20 regions, the country and the region that is no more; two in three are rates."""
    territories, chance, now = territories_of(["KZ"]), random.Random(4), clock.now()
    revision = Revision.objects.create(council=council, number=1, by=secretary, at=now)
    codes = ["KZ", *territories]
    for number in range(indicators):
        level = {code: chance.uniform(40, 90) for code in codes}
        rows = [
            Row(code, str(year), round(level[code] + chance.gauss(0, 3), 1), status="B" if year == 2022 and code == REGION else "A")
            for code in codes
            for year in YEARS
        ]
        made = Indicator.objects.create(
            council=council,
            code=f"BENCH_{number}",
            name=Text.in_all("kk", kk=f"{NAME} {number}", ru=f"Ожидаемая продолжительность жизни № {number}"),
            unit=Text.of("kk", UNIT),
            domain=list(Domain)[number % len(Domain)],
            polarity=list(Indicator.Polarity)[number % 3],
            measure=Indicator.Measure.COUNT if number % 3 == 2 else Indicator.Measure.RATE,
            frequency=Indicator.Frequency.YEAR,
            producer=Text.of("kk", "Ұлттық статистика бюросы"),
            licence="CC BY 4.0",
            method=Text.of("kk", UNIT * 10),
            order=number,
            created_at=now,
            changed_at=now,
        )
        Observation.objects.bulk_create(
            Observation(indicator=made, place=row.place, period=row.period, value=row.value, status=row.status, revision=revision)
            for row in rows
        )
        Board.objects.create(indicator=made, data=dict(values_of(rows, territories).data), revision=revision)


def rate(members: list[Member]) -> None:
    """Let every member rate every domain, close the period, publish what the gate lets through."""
    chance = random.Random(5)
    closes = clock.now() + timedelta(days=7)
    period = acts.open_period(by=members[0], period="2026-Q3", closes_at=closes)
    for member in members[1:]:
        for domain in Domain.values:
            acts.report_domain(
                by=member, period=period, domain=domain, rating=chance.choice((-1, 0, 0, 1)), direction="same", confidence="medium"
            )
    acts.close_period(by=members[0], period=period)
    acts.publish_period(by=members[0], period=period)


def main(quick: bool) -> None:
    indicators = 5 if quick else INDICATORS
    council = council_with_figures(indicators, seats=40 if quick else 200)
    client = Client(headers={"accept-language": "kk"})
    page, times, content = f"/c/{council.slug}/regions/{REGION}/", [], b""
    for _ in range(3 if quick else ROUNDS):
        began = time.process_time()
        answer = client.get(page)
        times.append((time.process_time() - began) * 1000)
        content = answer.content
        if answer.status_code != 200 or content.count(b'class="fig"') != indicators or b'class="chart time"' not in content:
            raise SystemExit(f"{page} does not show {indicators} figures")
    figure("region_profile_cpu", min(times), "ms", f"<={GOAL_CPU}")
    figure("region_profile_weight", len(gzip.compress(content, 6)) / 1000, "kB", f"<={GOAL_WEIGHT}")


if __name__ == "__main__":
    main("--quick" in sys.argv)
