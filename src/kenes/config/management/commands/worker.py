"""`kenes worker`: background work, and every minute what happens by itself."""

import logging
from threading import Event, Thread
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from kenes.config.ticks import tick_all

EVERY = 60  # seconds


class Command(BaseCommand):
    help = "Run background work until stopped, and `kenes tick` every minute. `kenes run` starts one by itself."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # it warns on every ordinary stop
        stopping = Event()
        ticking = Thread(target=tick_until, args=[stopping], name="ticks")
        ticking.start()
        try:
            call_command("db_worker", queue_name="*", interval=1, verbosity=0)
        finally:
            stopping.set()
            ticking.join()


def tick_until(stopping: Event) -> None:
    """Tick every minute until asked to stop; a tick that has begun is finished."""
    while not stopping.is_set():
        close_old_connections()
        tick_all()
        stopping.wait(EVERY)
    connection.close()
