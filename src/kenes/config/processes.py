"""The processes behind `kenes run`: the web server and the worker, started, watched and stopped together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from types import FrameType, TracebackType
from typing import Self

START_SECONDS = 30
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1


class PortInUse(OSError):
    """Another program listens on the port."""


class ChildDied(RuntimeError):
    """The web server or the worker ended by itself."""


def check_port(host: str, port: int) -> None:
    """Raise PortInUse when the server could not listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(str(error)) from error


def end_with_parent() -> None:
    """Ask Linux to stop this child when its parent is killed, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def answers(host: str, port: int) -> bool:
    """Return whether a web server answers a request there."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("HEAD", "/robots.txt", headers={"Host": "127.0.0.1"})
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


class Family:
    """The children of one `kenes run`. Leaving the `with` block stops them all."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def __enter__(self) -> Self:
        self.before = {number: signal.signal(number, self.stop) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for child in self.children.values():
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, *command: str) -> None:
        """Start a child in a session of its own: Ctrl-C reaches only us, and we stop the children in order."""
        self.children[name] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", *command],
            start_new_session=True,
            preexec_fn=end_with_parent,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )

    def serve(self, host: str, port: int) -> None:
        """Start the web server: sync pages need processes, not an event loop."""
        self.start(
            "web server",
            *("granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", os.environ.get("KENES_WORKERS", "2"), "--blocking-threads", "4", "--backlog", "1024"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"),
            "kenes.config.wsgi:application",
        )

    def work(self) -> None:
        """Start the worker."""
        self.start("worker", "kenes.config.cli", "worker")

    def check(self) -> None:
        """Raise ChildDied when a child has ended though nobody asked it to."""
        for name, child in self.children.items():
            if child.poll() is not None and not self.stopping:
                raise ChildDied(f"The {name} ended unexpectedly (exit code {child.returncode}).")

    def wait_until_served(self, host: str, port: int) -> None:
        """Return when the server answers, or when somebody asked to stop."""
        until = time.monotonic() + START_SECONDS
        while not self.stopping and not answers("127.0.0.1" if host == "0.0.0.0" else host, port):  # noqa: S104
            self.check()
            if time.monotonic() > until:
                raise ChildDied(f"The web server did not start within {START_SECONDS} seconds.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Return when somebody asked to stop; raise ChildDied when a child ended by itself."""
        while not self.stopping:
            self.check()
            time.sleep(0.2)
