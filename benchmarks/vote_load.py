"""256 people vote at once: Kenes behind granian on the loopback, one client with 256 connections, for at most 10 seconds.

Each vote is a POST with session and CSRF token, as the page sends it. A failure is any answer but 200, and any broken connection.
"""

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _voting_world import World, build

CONNECTIONS = 256
SECONDS = 2.0 if "--quick" in sys.argv else 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server that `kenes run` starts, in a process group of its own, and wait until it answers."""
    threads = ["--blocking-threads", "4", "--backlog", "1024"]  # as config.processes starts it
    command = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "KENES_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kenes.config.settings"}
    program = [str(Path(sys.executable).parent / command[0]), *command[1:], *threads, "kenes.config.wsgi:application"]
    process = subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def request(world: World, number: int, port: int) -> bytes:
    session, token = world.sessions[number % len(world.sessions)]
    statement = world.statements[number // len(world.sessions) % len(world.statements)]
    body = f"csrfmiddlewaretoken={token}&statement={statement}&value={number % 3 - 1}"
    return (
        f"POST {world.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHX-Request: true\r\n"
        f"Cookie: sessionid={session}; csrftoken={token}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """Read one answer; return its status line."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), None)
    if length is not None:
        await reader.readexactly(length)
    else:  # chunked
        while (size := int(await reader.readline(), 16)) or await reader.readline() != b"\r\n":
            await reader.readexactly(size + 2)
    return head.split(b"\r\n", 1)[0]


async def voter(world: World, port: int, number: int, until: float, times: list[float], failures: list[str]) -> None:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            start = time.perf_counter()
            writer.write(request(world, number, port))
            status = await asyncio.wait_for(answer(reader), 30)
            times.append(time.perf_counter() - start)
            if b" 200" not in status:
                failures.append(status.decode())
            number += CONNECTIONS
        writer.close()
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        failures.append(repr(error))


async def load(world: World, port: int) -> tuple[list[float], list[str]]:
    times: list[float] = []
    failures: list[str] = []
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(voter(world, port, number, until, times, failures) for number in range(CONNECTIONS)))
    return times, failures


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        world = build(Path(name))
        port = free_port()
        process = serve(Path(name) / "home", port)
        try:
            times, failures = asyncio.run(load(world, port))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)
        for failure in failures[:3]:
            print("failed:", failure)
        if times:
            ordered = sorted(times)
            print(
                f"{len(times)} votes in {SECONDS:.0f} s: {len(times) / SECONDS:.0f}/s, median {statistics.median(times):.2f} s,"
                f" p99 {ordered[int(len(ordered) * 0.99)]:.2f} s"
            )
        print(f"BENCH vote_failures_256 {len(failures) if times else CONNECTIONS} failures <=0")


if __name__ == "__main__":
    main()
