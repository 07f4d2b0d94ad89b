"""How long `make run` takes on a fresh copy and the second time, and what a member's phone then has to load.

The fresh copy is a clone of what is committed, in an empty folder, with the machine's package cache as it is.
"""

import gzip
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

from run import figure

ROOT = Path(__file__).resolve().parents[1]
PORT = "8766"
BASE = f"http://127.0.0.1:{PORT}"
READY = "Ctrl-C stops it"
ASSET = re.compile(r'<(?:link[^>]*?rel="(?:stylesheet|icon|manifest|preload)"[^>]*?href|script[^>]*?src|img[^>]*?src)="([^"]+)"')
LINK = re.compile(r'href="(/c/regional/[^"#?]*/)"')
FIRST, MOST = "/c/regional/me/", 150  # pages of a walk that follows links, nearest first


class Running:
    """One `make run` or `kenes run`, from its start to Ctrl-C."""

    def __init__(self, command: list[str], folder: Path, home: Path, **settings: str) -> None:
        began = time.monotonic()
        environment = {**os.environ, "KENES_HOME": str(home), "PORT": PORT, **settings}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self.lines = []
        for line in self.process.stdout or ():
            self.lines.append(line)
            if READY in line:
                break
        else:
            raise SystemExit("".join(self.lines))
        self.seconds = time.monotonic() - began

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.communicate(timeout=30)

    def code(self) -> str:
        """Return the sign-in code of the first member of the regional council."""
        return next(line.split()[0] for line in self.lines if " regional " in line and " Member " in line)


class Phone:
    """A browser that keeps cookies and what it has loaded, and counts bytes as they travel (gzip)."""

    def __init__(self) -> None:
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.open.addheaders = [("Accept-Encoding", "gzip"), ("Accept-Language", "kk")]
        self.kept: set[str] = set()

    def fetch(self, url: str, data: dict[str, str] | None = None) -> tuple[str, int]:
        """Return (text, bytes that travelled) of one request."""
        request = urllib.request.Request(url, urlencode(data).encode() if data else None, {"Referer": url})
        with self.open.open(request) as response:
            body = response.read()
            packed = response.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(body) if packed else body).decode(errors="replace"), len(body)

    def load(self, url: str) -> tuple[str, int]:
        """Return a page's text, and its bytes with those of what it needs that is not here yet."""
        text, size = self.fetch(url)
        for asset in sorted({urljoin(url, found) for found in ASSET.findall(text)} - self.kept):
            size += self.fetch(asset)[1]
            self.kept.add(asset)
        return text, size

    def sign_in(self, code: str) -> None:
        text, _ = self.fetch(f"{BASE}/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        field = re.search(r'name="([\w-]*code)"', text)
        if not token or not field:
            raise SystemExit("The sign-in page has no form for a code.")
        self.fetch(f"{BASE}/sign-in/", {"csrfmiddlewaretoken": token[1], field[1]: code})
        self.kept.clear()


def weigh(code: str) -> None:
    """Print what a member's phone loads: first their own page with nothing in the cache, then others."""
    phone = Phone()
    phone.sign_in(code)
    text, size = phone.load(BASE + FIRST)
    figure("first_load_my_page", size / 1000, "kB", "<=60")
    later: dict[str, float] = {}
    waiting = [FIRST, *LINK.findall(text)]
    while waiting and len(later) < MOST:
        page = waiting.pop(0)
        if page in later or "/files/" in page:
            continue
        text, size = phone.load(BASE + page)
        later[page] = size / 1000
        waiting += LINK.findall(text)
    heaviest = max(later, key=lambda page: later[page])
    print(f"{len(later)} pages, the heaviest {heaviest}", file=sys.stderr)
    figure("later_page_heaviest", later[heaviest], "kB", "<=20")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kenes-first-") as empty:
        if "--quick" in sys.argv:
            here = Running([str(Path(sys.executable).with_name("kenes")), "run"], ROOT, Path(empty) / "home", KENES_SAMPLE="0")
            here.stop()
            figure("start_without_samples", here.seconds, "s", "<=90")
            return
        subprocess.run(["git", "clone", "--quiet", str(ROOT), f"{empty}/kenes"], check=True)
        folder, home = Path(empty) / "kenes", Path(empty) / "home"
        fresh = Running(["make", "run"], folder, home)
        fresh.stop()
        figure("make_run_fresh", fresh.seconds, "s", "<=90")
        second = Running(["make", "run"], folder, home)
        figure("make_run_second", second.seconds, "s", "<=5")
        try:
            weigh(second.code())
        finally:
            second.stop()


if __name__ == "__main__":
    main()
