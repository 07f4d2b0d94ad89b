"""The catalogue of interface strings in Kazakh and Russian, kept with Babel (no system gettext).

`extract` reads Python and templates, and what people meet of Django and allauth: what those lack in a language is kept
in the same catalogue.
"""

import fcntl
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
CODES = ("kk", "ru")
LIBRARIES = Path(django.__file__).resolve().parents[1]
# Where people meet words of Django and allauth: form errors, password advice, sign-in. Their pages are all our own.
BORROWED_FROM = (
    "django/forms/fields.py",
    "django/forms/forms.py",
    "django/forms/formsets.py",
    "django/forms/models.py",
    "django/forms/utils.py",
    "django/core/validators.py",
    "django/contrib/auth/password_validation.py",
    "allauth/account/adapter.py",
    "allauth/account/forms.py",
    "allauth/mfa/adapter.py",
    "allauth/mfa/base/forms.py",
    "allauth/mfa/totp/forms.py",
    "allauth/mfa/webauthn/forms.py",
)
UPSTREAM = ("django/conf", "django/contrib/auth", "allauth")
PLURALS = {
    "kk": (2, "(n != 1)"),
    "ru": (
        4,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3)",
    ),
}
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Kenes\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={n}; plural={expression};\\n"

"""
KEYWORDS: dict[str, Any] = {
    name: arguments
    for base, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for name in (base, f"{base}_lazy", f"{base}_noop")
} | {"_": None}
Key = tuple[str | None, str]


def po_path(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def read(code: str) -> Catalog:
    """Return the catalogue of a language, empty where there is none yet."""
    if not po_path(code).exists():
        return blank(code)
    with po_path(code).open("rb") as file:
        return read_po(file, locale=code)


def blank(code: str) -> Catalog:
    catalog = Catalog(locale=code, domain="django", project="Kenes", charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", f"nplurals={PLURALS[code][0]}; plural={PLURALS[code][1]};")]
    return catalog


def write(code: str, catalog: Catalog) -> None:
    """Write the catalogue without dates and line numbers, so that two changes rarely touch the same lines."""
    fresh = blank(code)
    for message in sorted(catalog, key=lambda m: (key_of(m)[1], key_of(m)[0] or "")):
        if message.id:
            fresh.add(message.id, message.string, context=message.context, flags=message.flags - {"python-brace-format"})
    out = io.BytesIO()
    write_po(out, fresh, width=0, omit_header=True, sort_output=False)
    header = HEADER.format(code=code, n=PLURALS[code][0], expression=PLURALS[code][1])
    path = po_path(code)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    temporary.write_bytes(header.encode() + out.getvalue())
    temporary.replace(path)


def key_of(message: Message) -> Key:
    return message.context, first(message.id)


def found(under: Path = PACKAGE) -> Iterator[tuple[str, Any, str | None]]:
    """Yield (file, msgid or (singular, plural), context) for every translatable string below a folder."""
    for path in sorted(p for p in under.rglob("*") if p.suffix in (".py", ".html", ".txt") and "migrations" not in p.parts):
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        for message, context in strings(path):
            yield str(path.relative_to(PACKAGE)), message, context


def strings(path: Path) -> Iterator[tuple[Any, str | None]]:
    """Yield (msgid or (singular, plural), context) for every translatable string of a file."""
    text = path.read_text()
    source = text if path.suffix == ".py" else templatize(text, origin=str(path))
    for _, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield message, context


def first(message: Any) -> str:
    """Return the msgid of a message, the singular of a plural one."""
    return str(message[0] if isinstance(message, tuple | list) else message)


def borrowed(code: str) -> Iterator[tuple[Any, str | None]]:
    """Yield (message, context) of Django and allauth that people can meet and that these lack in a language."""
    theirs = {key_of(m) for path in UPSTREAM for m in translated(LIBRARIES / path / "locale" / code / "LC_MESSAGES" / "django.po", code)}
    for path in BORROWED_FROM:
        for message, context in strings(LIBRARIES / path):
            if (context, first(message)) not in theirs:
                yield message, context


def translated(path: Path, code: str) -> list[Message]:
    """Return the messages of a catalogue that are translated; none where there is no such catalogue."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    missing = {id(message) for message in untranslated(catalog)}
    return [message for message in catalog if message.id and id(message) not in missing]


def extract_all() -> dict[str, int]:
    """Bring both catalogues up to date with the sources; return how many strings lack a translation, by language."""
    with locked():
        missing = {}
        for code in CODES:
            old = {key_of(message): message for message in read(code)}
            catalog = blank(code)
            wanted = [(message, context) for _, message, context in found()]
            for message, context in [*wanted, *borrowed(code)]:
                known = old.get((context, first(message)))
                string = known.string if known and isinstance(known.string, str) == isinstance(message, str) else ""
                catalog.add(message, string or ("" if isinstance(message, str) else ("",) * PLURALS[code][0]), context=context)
            write(code, catalog)
            missing[code] = len(untranslated(catalog))
        return missing


def untranslated(catalog: Catalog) -> list[Message]:
    """Return messages without a translation, or with a fuzzy or partial one."""
    return [m for m in catalog if m.id and (m.fuzzy or not (m.string if isinstance(m.string, str) else all(m.string or [""])))]


def problems() -> list[str]:
    """Return everything that keeps a reader from reading all of Kenes in their language, one line each."""
    ours = {(context, first(message)) for _, message, context in found()}
    lines = []
    for code in CODES:
        wanted = ours | {(context, first(message)) for message, context in borrowed(code)}
        catalog = read(code)
        there = {key_of(message) for message in catalog if message.id}
        lines += [f"{code}: not in the catalogue: {msgid!r}" for _, msgid in sorted(wanted - there, key=str)]
        lines += [f"{code}: no longer used: {msgid!r}" for _, msgid in sorted(there - wanted, key=str)]
        lines += [f"{code}: not translated: {key_of(message)[1]!r}" for message in untranslated(catalog)]
        lines += [f"{code}: other placeholders: {key_of(message)[1]!r}" for message in catalog if message.id and misplaced(message)]
    return lines


PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr]|\{\w*\}")


def misplaced(message: Message) -> bool:
    """Return whether a translation lacks a placeholder of its original, or holds one of its own.

    A form for one may leave a number out ("one signal").
    """
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = [message.string or ""] if isinstance(message.string, str) else list(message.string or [])
    allowed = [Counter(PLACEHOLDER.findall(source)) for source in sources]
    return any(string and Counter(PLACEHOLDER.findall(string)) not in allowed for string in strings)


def fill(translations: dict[str, dict[str, Any]]) -> list[str]:
    """Add translations {"msgid": {"kk": "...", "ru": "...", "plural": "...", "context": "..."}}; return problems found."""
    problems = []
    with locked():
        for code in CODES:
            catalog = read(code)
            for msgid, entry in translations.items():
                if code not in entry:
                    continue
                value, plural, context = entry[code], entry.get("plural"), entry.get("context")
                msgid = entry.get("msgid", msgid)
                if plural and (not isinstance(value, list) or len(value) != PLURALS[code][0]):
                    problems.append(f"{code} {msgid!r}: needs {PLURALS[code][0]} plural forms")
                    continue
                catalog.delete(msgid, context)
                catalog.add((msgid, plural) if plural else msgid, tuple(value) if plural else value, context=context)
            write(code, catalog)
    return problems


def compile_all() -> None:
    """Write the .mo files that Django reads, where they are older than the catalogues; one process at a time."""
    with locked():
        for code in CODES:
            target = po_path(code).with_suffix(".mo")
            if not po_path(code).exists() or (target.exists() and target.stat().st_mtime >= po_path(code).stat().st_mtime):
                continue
            temporary = target.with_suffix(".mo.new")
            with temporary.open("wb") as file:
                write_mo(file, read(code))
            temporary.replace(target)


@contextmanager
def locked() -> Iterator[None]:
    """Let one writer at a time change the catalogues."""
    with (LOCALE / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
