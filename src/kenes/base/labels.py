"""What an object is called and where its page is, for lists that mix objects: notices, mail, the record.

Says nothing about who may see it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from kenes.base.refs import PublicModel, models_by_kind
from kenes.base.text import Text

TITLES = ("title", "question", "what", "sentence", "wording", "text", "name")
PARENTS = (
    *("recommendation", "commitment", "dispatch", "brief", "deliberation", "issue", "adoption", "answer", "statement", "indicator"),
    *("topic", "agenda", "meeting", "paper"),
    *("claim", "panel", "finding", "seat"),
)
CLIP = 120


@dataclass(frozen=True)
class Label:
    """An object with its title and the address of its page ("" where it has none)."""

    item: PublicModel
    title: str
    url: str


def labels(refs: Iterable[str]) -> dict[str, Label]:
    """Return the labels of objects by reference, in one query a kind; unknown references are left out."""
    items = found(refs)
    subjects = {item.subject for item in items.values() if isinstance(getattr(item, "subject", None), str)}
    behind = found(subjects - items.keys()) | items
    return {ref: Label(item, title_of(item, behind), url_of(item, behind)) for ref, item in items.items()}


def found(refs: Iterable[str]) -> dict[str, Any]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        kind, _slash, public_id = ref.partition("/")
        wanted[kind].add(public_id)
    known = models_by_kind()
    return {
        item.ref: item
        for kind in sorted(wanted.keys() & known.keys())
        for item in known[kind]._default_manager.select_related(*related(known[kind])).filter(public_id__in=wanted[kind])
    }


def related(model: type[Model], depth: int = 4) -> list[str]:
    """Return the relations that titles and addresses are read through."""
    paths = []
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.name in (*PARENTS, "council", "region") and depth:
            below = related(field.related_model, depth - 1) if field.name in PARENTS else []  # type: ignore[arg-type]
            paths += [field.name, *(f"{field.name}__{path}" for path in below)]
    return paths


def title_of(item: Any, behind: dict[str, Any] | None = None) -> str:
    """Return an object's title in the reader's language, cut to one line."""
    if hasattr(item, "get_role_display"):
        return _("%(role)s %(number)s") % {"role": item.get_role_display(), "number": f"{item.number:03d}"}
    subject = (behind or {}).get(getattr(item, "subject", ""))
    if subject is not None:
        return title_of(subject)
    for name in TITLES:
        value = getattr(item, name, None)
        if isinstance(value, str | Text) and value:
            return clip(str(value))
    parent = next((getattr(item, name) for name in PARENTS if getattr(item, name, None) is not None), None)
    return title_of(parent) if parent is not None else str(getattr(item, "registration", ""))


def url_of(item: Any, behind: dict[str, Any] | None = None) -> str:
    """Return the address of an object's page, or of the page it is shown on."""
    subject = (behind or {}).get(getattr(item, "subject", ""))
    if subject is not None:
        return url_of(subject)
    if hasattr(item, "get_absolute_url"):
        try:
            return str(item.get_absolute_url())
        except NoReverseMatch:
            return ""
    parent = next((getattr(item, name) for name in PARENTS if getattr(item, name, None) is not None), None)
    return url_of(parent) if parent is not None else ""


def clip(text: str, most: int = CLIP) -> str:
    """Return a text as one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(",.;:– ") + "…"
