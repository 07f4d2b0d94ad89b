"""The search index: acts write it, one query reads it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from kenes.base import clock
from kenes.base.models import SearchDocument
from kenes.base.refs import PublicModel
from kenes.base.text import Text, fold


def index(item: PublicModel, *, council: str, title: Text, body: Text | None = None, visible_to: str = "members") -> None:
    """Make an object findable, or findable under its new text, for `visible_to`."""
    words = title.everything() + ("\n" + body.everything() if body else "")
    SearchDocument.objects.update_or_create(
        ref=item.ref,
        defaults={
            "kind": item.kind,
            "council": council,
            "visible_to": visible_to,
            "title": title,
            "folded": fold(words),
            "changed_at": clock.now(),
        },
    )


def forget(item: PublicModel) -> None:
    """Take an object out of the index."""
    SearchDocument.objects.filter(ref=item.ref).delete()


def find(query: str, *, council: str, visible_to: list[str]) -> QuerySet[SearchDocument]:
    """Return what holds every word of `query`, newest first, among what the reader may see."""
    wanted = Q(council=council, visible_to__in=visible_to)
    for word in fold(query).split()[:8]:
        wanted &= Q(folded__contains=word)
    return SearchDocument.objects.filter(wanted).order_by("-changed_at", "-pk")


def ids(query: str, kind: str, *, council: str, visible_to: list[str]) -> QuerySet[SearchDocument, Any]:
    """Return the public ids of the objects of one kind that a search finds, for use inside another query."""
    documents = find(query, council=council, visible_to=visible_to).filter(kind=kind).order_by()
    return documents.annotate(id_found=Substr("ref", len(kind) + 2)).values("id_found")
