"""Logs hold no private link."""

import logging

from django.conf import settings

from kenes.base.ids import new_public_id, new_token
from kenes.base.logs import HideLinks


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    assert HideLinks().filter(record)
    return record.getMessage()


def test_a_refused_answer_leaves_no_link_in_the_log() -> None:
    token = new_token()
    assert line("%s: %s", "Unprocessable Entity", f"/a/{token}/") == "Unprocessable Entity: /a/…/"
    assert line("Not Found: %s", f"/join/{token}") == "Not Found: /join/…"


def test_ordinary_addresses_stay_readable() -> None:
    address = f"/c/a-council-of-regional-experts/briefs/{new_public_id()}/kk.pdf"
    assert line("Not Found: %s", address) == f"Not Found: {address}"


def test_every_handler_hides_them() -> None:
    assert [handler["filters"] for handler in settings.LOGGING["handlers"].values()] == [["links"]]
