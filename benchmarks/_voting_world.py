"""A council with a deliberation under way and signed-in voters, for the benchmarks of the vote."""

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

VOTERS, STATEMENTS = 200, 50


@dataclass(frozen=True)
class World:
    """Where to vote, as whom (session key, CSRF token), and on what."""

    path: str
    sessions: list[tuple[str, str]]
    statements: list[str]


def build(folder: Path) -> World:
    """Make an installation in `folder` and open a deliberation in it."""
    os.environ["KENES_HOME"] = str(folder / "home")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kenes.config.settings"
    import django

    django.setup()
    from tests import tables

    tables.create()
    return people_and_statements()


def people_and_statements() -> World:
    from kenes.base import clock
    from kenes.base.text import Text
    from kenes.councils.models import Council, Country, Member, Region, Side, User
    from kenes.deliberation.acts import open_deliberation
    from kenes.deliberation.models import Deliberation, Route, Statement
    from kenes.record.acts import open_log

    now = clock.now()
    council = Council.objects.create(slug="bench", name=Text.of("en", "Bench"), purpose=Text.of("en", "Bench"), created_at=now)
    open_log(origin=council.public_id)
    side = Side.objects.create(
        council=council, country=Country.objects.get(code="KZ"), name=Text.of("en", "K"), institute=Text.of("en", "I")
    )
    regions = list(Region.objects.filter(country__code="KZ"))
    users = [User.objects.create_user(email=f"u{n}@example.org") for n in range(VOTERS)]
    roles = [Member.Role.CHAIR] + [Member.Role.MEMBER] * (VOTERS - 1)
    seats = [
        Member.objects.create(
            council=council, side=side, region=regions[n % len(regions)], user=user, number=n + 1, role=roles[n], state=Member.State.ACTIVE
        )
        for n, user in enumerate(users)
    ]
    deliberation = Deliberation.objects.create(
        council=council, question=Text.of("ru", "Вопрос"), background=Text.of("ru", ""), created_at=now
    )
    text = "В день штормового предупреждения сельские школы должны переходить на дистанционные занятия без отдельного приказа. %d"
    statements = [
        Statement.objects.create(deliberation=deliberation, number=n + 1, text=Text.of("ru", text % n), created_at=now)
        for n in range(STATEMENTS)
    ]
    # As after an analysis: every statement has a weight of its own in every region.
    Route.objects.bulk_create(
        Route(statement=statement, region=region, weight=(n * 37 + m * 11) % 1000 * 1000 + 1)
        for n, statement in enumerate(statements)
        for m, region in enumerate(regions)
    )
    open_deliberation(by=seats[0], deliberation=deliberation, closes_at=now + timedelta(days=7))
    path = f"/c/bench/deliberations/{deliberation.public_id}/vote/"
    return World(path, [session_of(user) for user in users], [statement.public_id for statement in statements])


def session_of(user: object) -> tuple[str, str]:
    """Sign a user in as the sign-in pages do; return the session's key and a CSRF token."""
    from django.contrib.auth import login
    from django.http import HttpRequest
    from django.middleware.csrf import _get_new_csrf_string  # as a browser would have got it

    from kenes.councils.sessions import SessionStore

    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    request.session.save()
    return request.session.session_key, _get_new_csrf_string()
