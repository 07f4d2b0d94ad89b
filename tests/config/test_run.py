"""`kenes run`: everything in one command, a clear word when it cannot, and nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kenes.config.processes import PortInUse, check_port


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first start makes the database, which a later one finds."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def running(free_port: int, home: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(free_port, home)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def start(port: int, home: Path) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KENES_", "DATABASE_", "DJANGO_"))}
    environment = kept | {
        "KENES_HOME": str(home),
        "PORT": str(port),
        "KENES_SAMPLE": "0",
        "KENES_WORKERS": "1",
        "PYTHONWARNINGS": "default",
    }
    command = [sys.executable, "-m", "kenes.config.cli", "run"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    text = ""
    for line in process.stdout or ():
        text += line
        if words in line:
            return text
    raise AssertionError(text)


def children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def test_it_serves_the_first_page_and_ctrl_c_ends_all_of_it(running: "subprocess.Popen[str]", free_port: int, home: Path) -> None:
    said = read_until(running, "Ctrl-C stops it.")
    assert f"Kenes is at http://127.0.0.1:{free_port}" in said
    assert "creating a council" in said
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=10) as response:
        assert response.status == 200
    family = children(running.pid)
    os.killpg(running.pid, signal.SIGINT)  # what Ctrl-C does
    rest, _ = running.communicate(timeout=20)
    assert (running.returncode, "Stopped. All data is kept." in rest, "Traceback" in rest) == (0, True, False)
    assert (len(family), [pid for pid in family if is_alive(pid)]) == (2, [])
    assert (home / "kenes.sqlite3").exists()


def test_killed_hard_it_leaves_no_orphan_on_the_port(running: "subprocess.Popen[str]", free_port: int) -> None:
    read_until(running, "Ctrl-C stops it.")
    running.kill()
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            check_port("127.0.0.1", free_port)
            break
        except PortInUse:
            time.sleep(0.2)
    check_port("127.0.0.1", free_port)


def test_a_port_in_use_is_said_in_plain_words(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = start(port, tmp_path)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"Port {port} is in use by another program." in said
    assert "Traceback" not in said
