"""A progress bar on the error stream: on a terminal at once, elsewhere a line now and then when it takes long."""

import sys
import time
from typing import TextIO

WIDTH = 30
SOON, OFTEN = 0.3, 0.1  # seconds: when a terminal shows the first bar, and how often it is drawn anew
LONG, SELDOM = 2.0, 5.0  # the same where nobody watches


class Bar:
    """How far long work is. `show(words, share)` may be called as often as one likes; `end()` leaves the line clean."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.watched = self.stream.isatty()
        self.began = self.last = time.monotonic()
        self.drawn = False

    def show(self, words: str, share: float) -> None:
        now = time.monotonic()
        wait, pause = (SOON, OFTEN) if self.watched else (LONG, SELDOM)
        if now - self.began < wait or (self.drawn and now - self.last < pause):
            return
        self.last, self.drawn = now, True
        done = round(WIDTH * min(max(share, 0.0), 1.0))
        line = f"[{'#' * done}{'.' * (WIDTH - done)}] {100 * share:3.0f} % {words}"
        self.stream.write(f"\r{line[:100]:<79}" if self.watched else f"{line}\n")
        self.stream.flush()

    def end(self) -> None:
        if self.drawn and self.watched:
            self.stream.write("\r" + " " * 100 + "\r")
            self.stream.flush()
        self.drawn = False
