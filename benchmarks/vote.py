"""The CPU of one vote, with everything it needs, against the reference vote: both in-process, rounds in turn, one machine, one run.

The reference is an outside program (bench/vote-reference beside the repository, or KENES_VOTE_REFERENCE): its own settings need a
process of their own, so each application runs in one, and takes its turn when told to. SQLite, synchronous=FULL, in both.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS, VOTES = 9, 200
GOAL = "<=0.60"
REFERENCE = Path(os.environ.get("KENES_VOTE_REFERENCE", Path(__file__).resolve().parents[2] / "shared/bench/vote-reference"))
Application = Callable[[dict[str, object], Callable[..., None]], object]


def environ(path: str, body: bytes, cookies: str, token: str) -> dict[str, object]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_COOKIE": cookies,
        "HTTP_X_CSRFTOKEN": token,
        "HTTP_HX_REQUEST": "true",
    }


def post(application: Application, request: dict[str, object]) -> bytes:
    """Send one vote through the whole application; stop the run if it is not taken."""
    status: list[str] = []
    response = application(request, lambda line, headers, error=None: status.append(line))
    body = b"".join(response)  # type: ignore[call-overload]
    response.close()  # type: ignore[attr-defined]
    if not status[0].startswith("200"):
        raise SystemExit(f"a vote was answered with {status[0]}: {body[:300]!r}")
    return bytes(body)


def worker(vote: Callable[[int], object]) -> None:
    """Take turns: each line on standard input is one round; the answer is its CPU in ms a vote."""
    done = 0
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.process_time()
        for number in range(done, done + VOTES):
            vote(number)
        print((time.process_time() - start) / VOTES * 1000, flush=True)
        done += VOTES


def reference_worker(folder: Path) -> None:
    """The reference `/vote`, set up as its README says."""
    os.environ.update(SYNC="FULL", DBPATH=str(folder / "reference.db"))
    sys.path.insert(0, str(REFERENCE))
    import app  # the reference's own module

    app.setup(str(folder / "cookies.txt"))
    users = [line.split() for line in (folder / "cookies.txt").read_text().splitlines()]

    def vote(number: int) -> object:
        user, session, token = users[number % len(users)]
        body = f"u={user}&statement={number % 500 + 1}&value=1".encode()
        return post(app.wsgi, environ("/vote", body, f"sessionid={session}; csrftoken={token}", token))

    worker(vote)


def kenes_worker(folder: Path) -> None:
    """Kenes' own vote through its whole stack: CSP, languages, CSRF, session, roster, next card."""
    from _voting_world import build

    world = build(folder)
    from kenes.config.wsgi import application

    def vote(number: int) -> object:
        session, token = world.sessions[number % len(world.sessions)]
        statement = world.statements[number // len(world.sessions) % len(world.statements)]
        cookies = f"sessionid={session}; csrftoken={token}; django_language=ru"
        form = f"csrfmiddlewaretoken={token}&statement={statement}&value=1".encode()  # as the page's form sends it
        body = post(application, environ(world.path, form, cookies, ""))
        if b"data-vote" not in body:
            raise SystemExit("the reply holds no next card")
        return body

    worker(vote)


def start(kind: str, folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, __file__, kind, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    assert process.stdout
    if process.stdout.readline().strip() != "ready":
        raise SystemExit(f"{kind} did not start")
    return process


def turn(process: subprocess.Popen[str]) -> float:
    assert process.stdin
    assert process.stdout
    process.stdin.write("go\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def main() -> None:
    if not (REFERENCE / "app.py").is_file():
        print(f"vote_cpu_ratio not run: no reference vote in {REFERENCE}")
        return
    with tempfile.TemporaryDirectory() as name:
        processes = {kind: start(kind, Path(name)) for kind in ("reference", "kenes")}
        times: dict[str, list[float]] = {kind: [] for kind in processes}
        for number in range(ROUNDS + 1):
            for kind, process in processes.items():
                took = turn(process)
                if number:  # the first round warms up
                    times[kind].append(took)
        for process in processes.values():
            process.communicate()
    best = {kind: min(values) for kind, values in times.items()}  # the least disturbed round of a shared machine
    print(f"reference vote {best['reference']:.2f} ms of CPU, ours {best['kenes']:.2f} ms")
    print(f"BENCH vote_cpu_ratio {best['kenes'] / best['reference']:.2f} ratio {GOAL}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        {"reference": reference_worker, "kenes": kenes_worker}[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
