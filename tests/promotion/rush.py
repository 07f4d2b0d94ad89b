"""Run by test_rush.py in a process of its own, on a database file: several people do the same thing at once."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import django

AT_ONCE = 6


def main() -> dict[str, Any]:
    django.setup()
    from kenes.councils.models import Member
    from kenes.promotion import acts
    from kenes.promotion.models import Answer, Commitment, Dispatch
    from kenes.record.queries import verify
    from tests import factories, tables
    from tests.promotion import world

    tables.create()
    council = factories.council()
    by = factories.member(council, role=Member.Role.SECRETARY)
    made = world.recommendation(council)
    brief, body = world.brief(by, [made]), world.body(by)

    sent = rush(lambda: acts.dispatch_brief(by=by, brief=brief, body=body, registration="1"))
    token = acts.renew_link(by=by, dispatch=Dispatch.objects.get())
    answered = rush(lambda: world.answered(token, [world.reply(made)]))
    answer = Answer.objects.get()
    confirmed = rush(lambda: acts.confirm_sender(by=by, answer=answer, note="Letter."))
    rows = [Dispatch.objects.count(), Answer.objects.count(), Commitment.objects.count()]
    return {"sent": sent, "answered": answered, "confirmed": confirmed, "rows": rows, "fault": str(verify(council.public_id))}


def rush(act: Callable[[], Any]) -> dict[str, int]:
    """Let threads do the same at the same moment; return how each ended."""
    from django.db import connection

    from kenes.base.errors import KenesError

    start = Barrier(AT_ONCE)

    def run(_: int) -> str:
        start.wait()
        try:
            act()
        except KenesError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(Counter(pool.map(run, range(AT_ONCE))))


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
