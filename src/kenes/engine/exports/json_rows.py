"""Lists of objects in JSON, row by row: a file is never in memory as a whole, and an error has its row."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from kenes.engine.exports.export import LONGEST_LINE, Place, Reading, UnreadableExport
from kenes.engine.exports.sheets import chunks

SPACE = re.compile(r"[ \t\r\n]*")
SMALL = Reading(most_bytes=64_000_000)
Row = dict[str, Any]


class Text:
    """A window on a file's text: `text` from `at` on is not yet read."""

    def __init__(self, path: Path, how: Reading) -> None:
        self.chunks, self.decoder = chunks(path, how), codecs.getincrementaldecoder("utf-8-sig")()
        self.name, self.text, self.at, self.row, self.line = path.name, "", 0, 0, 1

    @property
    def place(self) -> Place:
        return Place(self.name, row=self.row or None)

    def refuse(self, code: str, what: str, column: str | None = None, value: str = "") -> NoReturn:
        self.place.refuse(code, what, column, value)

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        chunk = next(self.chunks, b"")
        try:
            more = self.decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            Place(self.name, self.line + chunk[: error.start].count(b"\n")).refuse("not_utf8", "the text is not UTF-8")
        self.line += chunk.count(b"\n")
        self.text, self.at = self.text[self.at :] + more, 0
        return bool(chunk)

    def peek(self) -> str:
        """Return the next character that is no space, "" at the end."""
        while True:
            letter = self.text[self.at : self.at + 1]
            if letter and letter not in " \t\r\n":
                return letter
            found = SPACE.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self, decoder: json.JSONDecoder) -> Any:
        while True:
            try:
                found, self.at = decoder.raw_decode(self.text, self.at)
                return found
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LONGEST_LINE:
                    self.place.refuse("long_row", f"the row is longer than {LONGEST_LINE} characters, or is not JSON")
                if not self.more():
                    self.refuse_end(error)
            except RecursionError:
                self.place.refuse("too_deep", "the row is nested too deeply")
            except UnreadableExport:
                raise
            except ValueError:  # a number of thousands of digits
                self.place.refuse("number", "a whole number is needed")

    def refuse_end(self, error: json.JSONDecodeError) -> None:
        if error.pos >= len(self.text.rstrip()) - 1 or "Unterminated" in error.msg:
            self.place.refuse("cut_short", "the file ends in the middle of a row")
        self.place.refuse("not_json", f"this is not JSON: {error.msg}")


def rows_of(path: Path, how: Reading) -> Iterator[tuple[Text, Row]]:
    """Yield the objects of a list, with the text they stand in, which knows the place of the last one.

    Raises UnreadableExport for anything else, and for a key that occurs twice.
    """
    text = Text(path, how)

    def unique(pairs: list[tuple[str, Any]]) -> Row:
        row = dict(pairs)
        if len(row) < len(pairs):
            text.place.refuse("key_twice", "a name occurs twice in this row")
        return row

    def no_number(name: str) -> Any:
        text.place.refuse("number", "a whole number is needed", value=name)

    decoder = json.JSONDecoder(object_pairs_hook=unique, parse_constant=no_number)
    if text.peek() != "[":
        text.place.refuse("not_a_list", "a list of rows in JSON is needed")
    text.at += 1
    mark = text.peek()
    while mark != "]":
        text.row += 1
        if text.peek() != "{":
            text.place.refuse("not_a_row" if text.peek() else "cut_short", "a row with names and values is needed")
        yield text, text.value(decoder)
        mark = text.peek()
        if not mark or mark not in ",]":
            text.place.refuse("not_json" if mark else "cut_short", "the file ends too early, or rows are not separated by commas")
        text.at += mark == ","
    text.at += 1
    if text.peek():
        text.place.refuse("not_json", "something follows after the end of the list")


def whole_object(path: Path, how: Reading = SMALL) -> Row:
    """Return a file that is one object, such as conversation.json."""
    place = Place(path.name)
    try:
        found = json.loads(b"".join(chunks(path, how)).decode("utf-8-sig"))
    except UnicodeDecodeError:
        place.refuse("not_utf8", "the text is not UTF-8")
    except RecursionError:
        place.refuse("too_deep", "the file is nested too deeply")
    except UnreadableExport:
        raise
    except ValueError as error:
        place.refuse("not_json", f"this is not JSON: {error}")
    if not isinstance(found, dict):
        place.refuse("not_a_row", "names and values in braces are needed")
    return found
