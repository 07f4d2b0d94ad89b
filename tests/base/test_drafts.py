"""What is typed stays on the device until the server has taken it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser

FORM = '<body data-seat="{}"><main><form method="post" action="/send" data-draft="signal">'
FORM += '<input name="title"><button>Send</button>{}</form></main>'
DRAFT_PAGES = {
    "/form": FORM.format("seat1", ""),
    "/refused": FORM.format("seat1", "<p class=wrong></p>"),
    "/other": FORM.format("seat2", ""),
    "/sign-in": "<body><main>Sign in</main>",
    "/done": '<body data-seat="seat1"><main><form data-sign-out method="post" action="/out"><button>Out</button></form></main>',
}


class Little(BaseHTTPRequestHandler):
    """A site of five pages; `answer` says where a sent form leads (None: the connection breaks)."""

    answer: ClassVar[str | None] = None

    def do_GET(self) -> None:
        script = files("kenes.base").joinpath("static/base/kenes.js").read_text()
        self.send_response(200 if self.path in DRAFT_PAGES else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html>{DRAFT_PAGES.get(self.path, '')}<script>{script}</script>".encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        target = "/sign-in" if self.path == "/out" else self.answer
        if target is None:
            self.close_connection = True
            return
        self.send_response(303)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def little() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Little)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_draft_stays_until_the_server_took_it_and_goes_with_sign_out(little: str, chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = context.new_page()

        def title(path: str) -> str:
            page.goto(f"{little}{path}")
            return page.input_value("[name=title]")

        def send(answer: str | None) -> None:
            Little.answer = answer
            page.click("text=Send")
            page.wait_for_url(f"{little}{answer}" if answer else "chrome-error://**")

        title("/form")
        page.fill("[name=title]", "Көпір жабылды")
        send(None)
        assert title("/form") == "Көпір жабылды"  # the connection broke
        assert title("/other") == ""  # another seat on the same phone
        title("/form")
        send("/sign-in")
        assert title("/form") == "Көпір жабылды"  # the session had ended
        send("/refused")
        assert title("/form") == "Көпір жабылды"  # the act was refused
        send("/done")
        assert title("/form") == ""
        page.fill("[name=title]", "Another")
        page.wait_for_function("localStorage.length === 1")
        page.goto(f"{little}/done")
        page.click("text=Out")
        page.wait_for_url(f"{little}/sign-in")
        assert page.evaluate("localStorage.length") == 0
