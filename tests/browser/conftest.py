"""Phones, and a line to the server that can be cut."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.conftest import CHROMIUM

PATIENCE = 30_000  # milliseconds: a busy machine is slow, and not wrong
expect.set_options(timeout=PATIENCE)
Phone = Callable[..., BrowserContext]


def wait_for_the_server() -> None:
    """Wait until the server has answered what phones asked last: the database is emptied next, which a request would hinder."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=30)


@pytest.fixture
def phone(chromium: Browser, tmp_path: Path) -> Iterator[Phone]:
    """Switch a new phone on: `phone()`. Phones share one browser, and nothing in it.

    One with a memory (`phone(memory="name")`) is a browser of its own: switched on again after `close()`, it has kept what was on it.
    """
    on: list[BrowserContext] = []

    def switch_on(*, memory: str = "", **more: object) -> BrowserContext:
        options: dict[str, Any] = {
            "viewport": {"width": 360, "height": 740},
            "is_mobile": True,
            "has_touch": True,
            "locale": "en",
            **more,
        }
        if memory:
            context = chromium.browser_type.launch_persistent_context(tmp_path / memory, **CHROMIUM, **options)
        else:
            context = chromium.new_context(**options)
        context.set_default_timeout(PATIENCE)
        on.append(context)
        return context

    yield switch_on
    for context in on:
        context.close()
    wait_for_the_server()


class Line:
    """A line between phone and server. Cut, it refuses every connection, also those of service workers."""

    def __init__(self, server: str) -> None:
        there = urlsplit(server)
        self.server = (str(there.hostname), int(there.port or 80))
        self.port = 0
        self.open: list[socket.socket] = []
        self.mend()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        self.door = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.serve, args=[self.door], daemon=True).start()

    def cut(self) -> None:
        for end in (self.door, *self.open):
            with contextlib.suppress(OSError):  # closed already by the other end
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.open.clear()

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
                far = socket.create_connection(self.server)
            except OSError:
                return
            self.open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=[one, other], daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@pytest.fixture
def line(live_server: object) -> Iterator[Line]:
    drawn = Line(str(live_server.url))  # type: ignore[attr-defined]
    yield drawn
    drawn.cut()
