"""Reading issues: the list, one issue with its parts and merges, and whose signals they rest on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain, seats
from kenes.issues.models import Issue, Merge, Part, Signal
from kenes.issues.queries.signals import found

CLOSED = (Issue.State.CLOSED, Issue.State.MERGED)


def contributors(issues: Iterable[Issue]) -> list[int | None]:
    """Return the user ids of the authors whose signals these issues rest on, each once, for notices."""
    parts = Part.objects.filter(issue__in=list(issues), removed_at=None)
    return list(parts.order_by("signal__author__user_id").values_list("signal__author__user_id", flat=True).distinct())


def readable_issues(council: Council, reader: Member | None) -> QuerySet[Issue]:
    """Return what a reader may see: members everything, visitors what is published."""
    rows = Issue.objects.filter(council=council)
    return rows.filter(is_public=True) if reader is None else rows


def issues_list(
    council: Council, reader: Member | None, *, region: str = "", state: str = "", q: str = "", merged: bool = False
) -> QuerySet[Issue, Any]:
    """Return issues for a list, last changed first, as plain values. Merged ones only where asked for."""
    rows = readable_issues(council, reader)
    if region:
        rows = rows.filter(regions__code=region)
    if state in Issue.State:
        rows = rows.filter(state=state)
    elif not merged:
        rows = rows.exclude(state=Issue.State.MERGED)
    if q:
        rows = rows.filter(public_id__in=found("issue", q, council, reader))
    return rows.order_by("-changed_at", "-pk").values("pk", "public_id", "number", "title", "state", "is_public", "changed_at")


@dataclass(frozen=True)
class IssueRow:
    """An issue in a list."""

    public_id: str
    number: int
    title: Text
    state: str
    is_public: bool
    changed_at: datetime
    regions: list[str]
    signals: int

    @property
    def state_label(self) -> str:
        return str(Issue.State(self.state).label)


def issue_rows(values: Sequence[dict[str, Any]]) -> list[IssueRow]:
    """Make rows of what `issues_list` returned: two more queries, for regions and for the number of signals."""
    ids = [row["pk"] for row in values]
    names: dict[int, list[str]] = defaultdict(list)
    places = Issue.regions.through.objects.filter(issue_id__in=ids).order_by("region__code")
    for issue_id, short in places.values_list("issue_id", "region__short"):
        names[issue_id].append(plain(str(short)))
    parts = Part.objects.filter(issue_id__in=ids, removed_at=None).order_by()
    counts = dict(parts.values("issue_id").annotate(n=Count("pk")).values_list("issue_id", "n"))
    return [IssueRow(regions=names[row["pk"]], signals=counts.get(row.pop("pk"), 0), **row) for row in map(dict, values)]


def issue_for(council: Council, reader: Member | None, public_id: str) -> Issue | None:
    """Return an issue with what its page shows, if the reader may see it."""
    rows = readable_issues(council, reader).select_related("council", "created_by").prefetch_related("regions")
    return rows.filter(public_id=public_id).first()


def issue_parts(issue: Issue, reader: Member | None) -> list[Signal]:
    """Return the signals of an issue, with authors and regions; a visitor sees those that are published."""
    where = Q(parts__issue=issue, parts__removed_at=None)
    signals = Signal.objects.filter(where).select_related("region").order_by("parts__added_at", "pk")
    rows = list(signals if reader else signals.filter(is_public=True))
    authors = {seat.pk: seat for seat in seats(issue.council).filter(pk__in=[row.author_id for row in rows])}
    for row in rows:
        row.council, row.author = issue.council, authors[row.author_id]
    return rows


def merges_of(issue: Issue) -> list[Merge]:
    """Return the merges into and out of an issue, newest first."""
    merges = Merge.objects.filter(Q(target=issue) | Q(source=issue)).select_related("source", "target", "source__council")
    return list(merges.annotate(signals=Count("moved_signals")).order_by("-at", "-pk"))


def standing(issue: Issue) -> Issue:
    """Follow merges to the issue that stands today."""
    while merge := Merge.objects.filter(source=issue, undone_at=None).select_related("target").first():
        issue = merge.target
    return issue


def gathered(issue: Issue) -> list[int]:
    """Return the ids of an issue and of all that were merged into it."""
    found, newest = [issue.pk], [issue.pk]
    while newest := list(Merge.objects.filter(target__in=newest, undone_at=None).values_list("source_id", flat=True)):
        found += newest
    return found


def open_issues(council: Council) -> QuerySet[Issue]:
    """Return the issues that still take signals."""
    return Issue.objects.filter(council=council).exclude(state__in=[*CLOSED, Issue.State.SETTLED]).order_by("-changed_at", "-pk")
