"""A text whose languages are equal: changing one asks for the others again. And the marks [1] that stand for disputed words."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kenes.base.text import Text

MARK = re.compile(r"\[(\d{1,2})\]")
LEFT_OPEN = "[…]"  # where a language still lacks the wording that the sides took
SPACES = re.compile(r"[ \t]{2,}")
BEFORE_A_SIGN = re.compile(r"[ \t]+(?=[.,;:!?])")  # what words that are left out leave behind


def marks(text: str) -> list[int]:
    """Return the numbers of the brackets in a text, in its order."""
    return [int(number) for number in MARK.findall(text)]


def changed(text: Text, language: str, new: str, *, by: str) -> Text:
    """Return the text with one language changed.

    A language that was missing or behind is brought into line with the others. One that was in line leads from now on, and
    the others are behind: no language is above the rest, whichever the text began in.
    """
    if language in text.texts and not text.is_outdated(language):
        return led_by(text, language, new)
    return text.translated(language, new, by=by)


def led_by(text: Text, language: str, new: str) -> Text:
    """Return the text with `new` as its original in `language`; all other languages are behind."""
    behind = {code: behind_now(text, code) for code in text.texts if code != language}
    return Text(language, {**behind, language: {"text": new, "revision": text.revision + 1}})


def behind_now(text: Text, code: str) -> dict[str, Any]:
    """Return a language's entry as one that follows the present original, which is about to change."""
    entry = text.texts[code]
    of = text.revision if code == text.original else min(int(entry["of"]), text.revision)
    return {"text": entry["text"], "revision": entry["revision"], "by": entry.get("by", ""), "of": of}


def gaps(text: Text, languages: Sequence[str], open_marks: Iterable[int]) -> list[str]:
    """Return the languages that are missing, behind, or do not hold exactly the marks of the open brackets."""
    wanted = sorted(open_marks)
    late = set(text.missing(tuple(languages)))
    return [code for code in languages if code in late or sorted(marks(str(text.texts[code]["text"]))) != wanted]


def with_mark(text: Text, language: str, words: str, number: int) -> Text | None:
    """Return the text with `words` of one language replaced by a mark; None where they do not stand there exactly once."""
    there = str(text.texts[language]["text"])
    if not words or there.count(words) != 1:
        return None
    return led_by(text, language, there.replace(words, f"[{number}]"))


def without_mark(text: Text, number: int, wording: Text) -> Text:
    """Return the text with a mark replaced by the wording that the sides took. An empty wording leaves the words out.

    Languages that the wording lacks, and those that were behind before, are behind: somebody has to complete them.
    """
    left_out = not wording
    revision = text.revision + 1
    ready = [code for code in text.texts if (left_out or code in wording.texts) and not text.is_outdated(code)]
    leading = text.original if text.original in ready or not ready else ready[0]
    entries: dict[str, dict[str, Any]] = {}
    for code, entry in text.texts.items():
        put = "" if left_out else str(wording.texts[code]["text"]) if code in wording.texts else LEFT_OPEN
        new = SPACES.sub(" ", str(entry["text"]).replace(f"[{number}]", put)).strip()
        new = BEFORE_A_SIGN.sub("", new) if left_out else new
        if code == leading:
            entries[code] = {"text": new, "revision": revision}
        else:
            own = int(entry["revision"]) + 1
            entries[code] = {"text": new, "revision": own, "by": entry.get("by", ""), "of": revision if code in ready else revision - 1}
    return Text(leading, entries)
