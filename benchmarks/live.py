"""Processor time of one look at the live page of a meeting, changed and not, and what it weighs, with 200 members and 40 questions."""

import gzip
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from run import figure  # noqa: E402

from kenes.councils.models import Member  # noqa: E402
from kenes.meetings.acts.questions import support_question  # noqa: E402
from kenes.meetings.acts.running import begin_item, let_speak  # noqa: E402
from tests import factories, tables  # noqa: E402
from tests.meetings.meeting_scenes import asked, running  # noqa: E402

ITEMS = 12


def main() -> None:
    quick = "--quick" in sys.argv
    seats, questions, rounds = (10, 5, 20) if quick else (200, 40, 400)
    tables.create()
    call_command("setup")
    council = factories.council(countries=("KZ", "RU"))
    desk = factories.member(council, role=Member.Role.SECRETARY)
    crowd = [factories.member(council, side=n % 2) for n in range(seats)]
    meeting, items = running(desk, minutes=[15] * ITEMS)
    made = [asked(crowd[n % seats], meeting, f"Who looks after gauge number {n}, and who pays for it?") for n in range(questions)]
    for n, by in enumerate(crowd):
        support_question(by=by, question=made[n % questions])
    begin_item(by=desk, item=items[0])
    let_speak(by=desk, item=items[0], side=desk.side)

    client = Client(headers={"accept-language": "kk", "host": "127.0.0.1"})
    client.force_login(crowd[0].user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("live-state", args=[council.slug, meeting.public_id])
    whole = client.get(address)
    etag = whole.headers["ETag"]
    figure("live_unchanged", spent(client, address, rounds, etag, 304), "ms", "<=4")
    figure("live_changed", spent(client, address, rounds // 4, "", 200), "ms", "<=40")
    figure("live_weight", len(gzip.compress(whole.content)) / 1000, "kB", "<=10")


def spent(client: Client, address: str, rounds: int, etag: str, status: int) -> float:
    """Return the mean milliseconds of processor time that one look takes, the least of five series: others use this machine, too."""
    headers = {"If-None-Match": etag} if etag else {}
    series = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(rounds):
            if client.get(address, headers=headers).status_code != status:
                raise SystemExit(f"{address} did not answer {status}")
        series.append(1000 * (time.process_time() - begun) / rounds)
    return min(series)


if __name__ == "__main__":
    main()
