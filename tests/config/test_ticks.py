"""What happens by itself, every minute."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from kenes.base import clock
from kenes.base.models import Limit
from kenes.config import tasks, ticks
from kenes.councils.models import Session


@pytest.mark.django_db
def test_every_room_that_has_a_tick_is_called_and_a_quiet_minute_changes_nothing() -> None:
    assert "kenes.config" in ticks.ticks()
    call_command("tick")


def test_one_failing_tick_does_not_keep_the_others_from_running(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    ran = []

    def fails() -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(ticks, "ticks", lambda: {"kenes.a": fails, "kenes.b": lambda: ran.append("b")})
    assert (ticks.tick_all(), ran) == (["kenes.a"], ["b"])
    assert "The tick of kenes.a failed." in caplog.text
    with pytest.raises(CommandError, match=r"kenes\.a"):
        call_command("tick")


@pytest.mark.django_db
def test_what_nobody_needs_any_more_is_removed() -> None:
    now = clock.now()
    for key, age in (("old", 3), ("young", 1)):
        Limit.objects.create(key=key, since=now - timedelta(days=age))
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=2 - age))
    tasks.tick()
    assert list(Limit.objects.values_list("key", flat=True)) == ["young"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]
