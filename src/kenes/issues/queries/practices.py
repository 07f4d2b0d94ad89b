"""Which practices belong to an issue, which may, and to which issues a practice belongs."""

from functools import reduce
from operator import or_

from django.db.models import Q

from kenes.base.models import SearchDocument
from kenes.councils.models import Council, Member
from kenes.issues.models import Issue, Merge
from kenes.issues.queries.issues import gathered, readable_issues
from kenes.issues.queries.similar import Candidate, Similarity, stems, words_of
from kenes.situation.models import Practice
from kenes.situation.queries.practices import PracticeRow, practice_rows, practices_list

CANDIDATES = 60  # practices that share a word with the issue's title, the newest: more would make a page slow
MOST = 3


def linked_practices(issue: Issue, reader: Member | None) -> list[PracticeRow]:
    """Return the practices shown with an issue, those of issues merged into it among them, as this reader may see them."""
    rows = practices_list(issue.council, reader).filter(withdrawn_at=None)
    linked = Issue.practices.through.objects.filter(issue__in=gathered(issue)).values("practice")
    return practice_rows(rows.filter(pk__in=linked))


def practices_like(issue: Issue, reader: Member | None) -> list[PracticeRow]:
    """Return practices that may be about an issue and are not shown with it. A help for the eye: a person decides."""
    wanted = sorted(stems(issue.title.everything()))[:12]
    if not wanted:
        return []
    visible_to = ["public", "members"] if reader else ["public"]
    documents = SearchDocument.objects.filter(council=issue.council.public_id, kind=Practice.kind, visible_to__in=visible_to)
    documents = documents.filter(reduce(or_, (Q(folded__contains=stem) for stem in wanted))).order_by("-changed_at", "-pk")
    refs = list(documents.values_list("ref", flat=True)[:CANDIDATES])
    if not refs:
        return []
    known = Practice.objects.filter(public_id__in=[ref.partition("/")[2] for ref in refs]).exclude(issues__in=gathered(issue))
    candidates = [Candidate(row, words_of(row), frozenset([row.region_id])) for row in known]
    ids = [found.item.pk for found in Similarity(candidates).closest(words_of(issue), most=MOST)]
    rows = {row.public_id: row for row in practice_rows(practices_list(issue.council, reader).filter(pk__in=ids))}
    order = {row.pk: row.public_id for row in known}
    return [rows[order[pk]] for pk in ids if order[pk] in rows]


def issues_of_practice(practice: Practice, council: Council, reader: Member | None) -> list[Issue]:
    """Return the issues that a practice is shown with, where they stand today, as this reader may see them."""
    ids = set(practice.issues.values_list("pk", flat=True))
    while moved := dict(Merge.objects.filter(source__in=ids, undone_at=None).values_list("source_id", "target_id")):
        ids = {moved.get(pk, pk) for pk in ids}
    return list(readable_issues(council, reader).filter(pk__in=ids).prefetch_related("regions").order_by("-changed_at", "-pk"))
