"""Reading notices: newest first, grouped by the object they are about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from kenes.base.labels import Label, labels
from kenes.notices.models import Notice, NoticeSetting
from kenes.notices.words import sentence

SHOWN = 5  # notices of one object on the page; the number of the others is said


@dataclass(frozen=True)
class Line:
    """One notice in words."""

    text: str
    at: datetime
    unread: bool


@dataclass(frozen=True)
class Group:
    """All that a person was told about one object, newest first."""

    object: str
    title: str
    url: str
    council: str
    lines: tuple[Line, ...]
    more: int
    unread: int


def unread_count(user_id: int) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(to=user_id, read_at__isnull=True).count()


def setting(user_id: int) -> NoticeSetting:
    """Return how a person wants notices (the default, not saved, where they never chose)."""
    return NoticeSetting.objects.filter(user=user_id).first() or NoticeSetting(user_id=user_id)


def objects(user_id: int) -> QuerySet[Notice, dict[str, Any]]:
    """Return the objects a person was told about, the latest news first, for paging."""
    told = Notice.objects.filter(to=user_id).order_by().values("object")
    return told.annotate(
        latest=Max("created_at"), last=Max("pk"), n=Count("pk"), unread=Count("pk", filter=Q(read_at__isnull=True))
    ).order_by("-latest", "-last")


def groups(user_id: int, page: Sequence[dict[str, Any]]) -> list[Group]:
    """Return the groups of one page of `objects`: two queries and one a kind."""
    refs = [row["object"] for row in page]
    by_object: dict[str, list[Notice]] = defaultdict(list)
    for notice in Notice.objects.filter(to=user_id, object__in=refs):
        by_object[notice.object].append(notice)
    return grouped([notice for ref in refs for notice in by_object[ref]], labels(refs))


def grouped(notices: Iterable[Notice], known: dict[str, Label]) -> list[Group]:
    """Return notices (newest first) as groups, in the reader's language, groups in the order of their first notice."""
    by_object: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_object[notice.object].append(notice)
    return [group(ref, rows, known.get(ref)) for ref, rows in by_object.items()]


def group(ref: str, rows: list[Notice], label: Label | None) -> Group:
    title = label.title if label else ""
    lines = tuple(Line(sentence(row.kind, {"title": title, **row.details}), row.created_at, row.read_at is None) for row in rows[:SHOWN])
    unread = sum(row.read_at is None for row in rows)
    return Group(ref, title, label.url if label else "", rows[0].council, lines, len(rows) - len(lines), unread)
