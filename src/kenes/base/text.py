"""Text that people write: cleaned on the way in, in several languages, each with its revision.

A `Text` is kept as one JSON value:

    {"original": "kk", "texts": {"kk": {"text": "...", "revision": 2},
                                 "ru": {"text": "...", "revision": 1, "of": 1, "by": "<member id>"}}}

`of` is the revision of the original that a translation follows: lower than the original's means outdated.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

# Letters and signs that show nothing: with what Unicode calls format characters (category Cf: soft hyphen, zero width, bidi,
# tags), all that can hide or reorder text. Zero-width joiners are kept out too: none of our languages needs them.
BLANK = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0"}
BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})
LANGUAGES = ("kk", "ru", "en")
LANGUAGE_NAMES: dict[str, str] = dict(settings.LANGUAGES)  # each in its own language


class UnusableText(ValueError):
    """The text holds characters that cannot be stored (NUL, other control characters, lone surrogates, noncharacters)."""


def clean(text: str) -> str:
    """Return `text` in NFC without invisible marks, ends trimmed; raise UnusableText for what no database keeps alike."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS)
    if not text.isascii():  # first what is invisible, then NFC: an accent may have stood apart from its letter
        text = unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) != "Cf" and c not in BLANK))
    if any((unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t") or is_noncharacter(c) for c in text):
        raise UnusableText
    return text.strip()


def is_noncharacter(c: str) -> bool:
    """Return whether XML, and so a DOCX, refuses a character: U+FFFE, U+FFFF and their like on the other planes, U+FDD0 to U+FDEF."""
    return ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF


def fold(text: str) -> str:
    """Return `text` as search compares it: NFC, no case (SQLite's own LIKE folds ASCII only), no NUL (PostgreSQL refuses it)."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\0", "")).casefold().replace("ё", "е").split())


class Rendering(NamedTuple):
    """A text as one reader sees it."""

    text: str
    language: str
    translated: bool
    outdated: bool


@dataclass(frozen=True)
class Text:
    """A text with its original language and translations. Immutable: changes return a new Text."""

    original: str
    texts: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, language: str, text: str) -> "Text":
        return cls(language, {language: {"text": text, "revision": 1}})

    @classmethod
    def in_all(cls, original: str, **texts: str) -> "Text":
        """A text that exists in several languages from the start, as reference data does."""
        value = cls.of(original, texts[original])
        for language, text in texts.items():
            if language != original and text:
                value = value.translated(language, text, by="")
        return value

    @classmethod
    def without_original(cls, languages: Sequence[str], texts: Mapping[str, str]) -> "Text":
        """A text whose languages have equal rank, where the original would tell who wrote it. `original` is only the first one listed."""
        return cls(languages[0], {code: {"text": texts[code], "revision": 1} for code in languages})

    @property
    def has_original(self) -> bool:
        """Whether one of several languages is the original: only translations say what they follow (`of`)."""
        return all(code == self.original or "of" in entry for code, entry in self.texts.items())

    @property
    def original_text(self) -> str:
        return str(self.texts[self.original]["text"])

    @property
    def revision(self) -> int:
        return int(self.texts[self.original]["revision"])

    def is_outdated(self, language: str) -> bool:
        return language != self.original and int(self.texts.get(language, {}).get("of", self.revision)) < self.revision

    def missing(self, languages: list[str] | tuple[str, ...] = LANGUAGES) -> list[str]:
        """Return the languages in which the text is missing or older than its original."""
        return [code for code in languages if code not in self.texts or self.is_outdated(code)]

    def render(self, language: str | None = None) -> Rendering:
        """Return the text in a language (by default the reader's), or the original where there is none."""
        wanted = (language or get_language() or self.original)[:2]
        code = wanted if wanted in self.texts else self.original
        return Rendering(str(self.texts[code]["text"]), code, code != self.original and self.has_original, self.is_outdated(code))

    def translated(self, language: str, text: str, *, by: str) -> "Text":
        """Return this text with a (new) translation."""
        if language == self.original:
            raise ValueError("the original is rewritten, not translated")
        revision = int(self.texts.get(language, {"revision": 0})["revision"]) + 1
        entry = {"text": text, "revision": revision, "of": self.revision, "by": by}
        return Text(self.original, {**self.texts, language: entry})

    def rewritten(self, text: str) -> "Text":
        """Return this text with a new original; its translations stay and count as outdated."""
        entry = {"text": text, "revision": self.revision + 1}
        return Text(self.original, {**self.texts, self.original: entry})

    def as_json(self) -> dict[str, Any]:
        return {"original": self.original, "texts": self.texts}

    def everything(self) -> str:
        """All languages in one string, for search."""
        return "\n".join(str(entry["text"]) for entry in self.texts.values())

    def __str__(self) -> str:
        return self.render().text

    def __bool__(self) -> bool:
        return bool(self.original_text)


class TextField(models.JSONField):
    """A `Text` in one JSON column. Empty is Text.of("kk", "")."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", empty)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return to_text(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Any:
        return to_text(super().to_python(value) if isinstance(value, str) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value.as_json() if isinstance(value, Text) else value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.as_json() if isinstance(value, Text) else value

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value.as_json() if isinstance(value, Text) else value, model_instance)


def empty() -> Text:
    return Text.of("kk", "")


def to_text(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"original", "texts"}:
        return Text(value["original"], value["texts"])
    return value
