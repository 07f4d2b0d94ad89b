"""Run by test_parallel.py in a process of its own, on a database in a file: 50 people's worth of the same vote at once.

Prints the status codes and what is left in the table as JSON.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "kenes.config.settings"


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    from tests import tables

    tables.create()

    settings.ALLOWED_HOSTS = ["*"]
    sys.stdout.write(json.dumps(fifty_at_once()) + "\n")


def fifty_at_once() -> dict[str, object]:
    from django.db import connection
    from django.test import Client

    from kenes.base import clock
    from kenes.deliberation.acts import open_deliberation
    from kenes.deliberation.models import Deliberation, Statement, Vote
    from tests import factories

    council = factories.council()
    voter, secretary = factories.member(council), factories.member(council, role=factories.Member.Role.SECRETARY)
    asked = Deliberation.objects.create(
        council=council, question=factories.text("Why?"), background=factories.text(""), created_at=clock.now()
    )
    statement = Statement.objects.create(deliberation=asked, number=1, text=factories.text("So"), created_at=clock.now())
    open_deliberation(by=secretary, deliberation=asked, closes_at=clock.now() + timedelta(days=1))
    client = Client()
    client.force_login(voter.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value

    def post(number: int) -> int:
        one = Client()
        one.cookies["sessionid"] = session
        sent = {"statement": statement.public_id, "value": str(number % 3 - 1)}
        try:
            return one.post(f"{asked.get_absolute_url()}vote/", sent, headers={"HX-Request": "true"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(post, range(50)))
    last = post(52)
    return {"statuses": sorted({*statuses, last}), "votes": list(Vote.objects.values_list("value", flat=True))}


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    main()
