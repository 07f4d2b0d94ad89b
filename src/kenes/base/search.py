"""The search index: acts write it, one query reads it.

A word is found in all its forms (`base.stems`). Where none of its forms is there, and for what is no word (a number, a sign),
the letters themselves are looked for, so that the beginning of a word finds it too.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from kenes.base import clock, stems
from kenes.base.models import SearchDocument
from kenes.base.refs import PublicModel
from kenes.base.text import Text, fold

MOST_WORDS = 8
WORDS_ONLY = re.compile(r"[^\W\d_]+(?:[-–‑'’][^\W\d_]+)*")


def index(
    item: PublicModel, *, council: str, title: Text, body: Text | None = None, more: Iterable[Text] = (), visible_to: str = "members"
) -> None:
    """Make an object findable, or findable under its new text, for `visible_to`."""
    texts = [title, *([body] if body else []), *more]
    SearchDocument.objects.update_or_create(
        ref=item.ref,
        defaults={
            "kind": item.kind,
            "council": council,
            "visible_to": visible_to,
            "title": title,
            "folded": fold("\n".join(text.everything() for text in texts)),
            "stems": stems.index_of([(language, str(entry["text"])) for text in texts for language, entry in text.texts.items()]),
            "changed_at": clock.now(),
        },
    )


def forget(item: PublicModel) -> None:
    """Take an object out of the index."""
    SearchDocument.objects.filter(ref=item.ref).delete()


def find(query: str, *, council: str, visible_to: list[str]) -> QuerySet[SearchDocument]:
    """Return what holds every word of `query`, in any of its forms, newest first, among what the reader may see."""
    readable = SearchDocument.objects.filter(council=council, visible_to__in=visible_to)
    wanted = Q()
    for word in fold(query).split()[:MOST_WORDS]:
        forms = in_any_form(word)
        wanted &= forms if forms and readable.filter(forms).exists() else Q(folded__contains=word)
    return readable.filter(wanted).order_by("-changed_at", "-pk")


def in_any_form(word: str) -> Q | None:
    """Return what finds a word, or words joined by hyphens, in any form; None for what is no word."""
    word = word.strip('.,;:!?«»"“”()')
    if not WORDS_ONLY.fullmatch(word):
        return None
    found = Q()
    for part in stems.words(word):
        found &= reduce(or_, (Q(stems__contains=f" {stem} ") for stem in stems.stems_of(part)))
    return found


def ids(query: str, kind: str, *, council: str, visible_to: list[str]) -> QuerySet[SearchDocument, Any]:
    """Return the public ids of the objects of one kind that a search finds, for use inside another query."""
    documents = find(query, council=council, visible_to=visible_to).filter(kind=kind).order_by()
    return documents.annotate(id_found=Substr("ref", len(kind) + 2)).values("id_found")
