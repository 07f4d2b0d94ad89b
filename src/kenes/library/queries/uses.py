"""What rests on papers, as far as the reader may see it.

What uses a paper lives in rooms above this one. Whether a reader may see it is asked of the search index, where each room's acts
say for whom a thing is; what is not indexed is shown to nobody here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kenes.base.labels import labels
from kenes.base.models import SearchDocument
from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member
from kenes.library.models import Paper, PaperUse
from kenes.library.queries.papers import PaperRow, paper_rows, readable_papers

OFFERED = 100  # papers to choose from, the newest


@dataclass(frozen=True)
class Use:
    """One thing that used a paper."""

    use: PaperUse
    kind: str
    title: str
    url: str


def visible(refs: Sequence[str], council: Council, audiences: Sequence[str]) -> set[str]:
    """Return which of these references are for one of these readerships."""
    documents = SearchDocument.objects.filter(ref__in=refs, council=council.public_id, visible_to__in=audiences)
    return set(documents.values_list("ref", flat=True))


def uses_of(paper: Paper, audiences: Sequence[str]) -> list[Use]:
    """Return what used a paper, oldest first, among what readers of these kinds see."""
    rows = list(paper.uses.all())
    seen = visible([row.used_in for row in rows], paper.council, audiences)
    known = labels(seen)
    return [
        Use(row, row.used_in.partition("/")[0], known[row.used_in].title, known[row.used_in].url) for row in rows if row.used_in in known
    ]


def papers_used_in(refs: Sequence[str], council: Council, reader: Member | None) -> list[PaperRow]:
    """Return the papers shown with something (or with several, such as merged issues), as this reader may see them."""
    ids = PaperUse.objects.filter(used_in__in=refs).values("paper")
    return paper_rows(readable_papers(council, reader).filter(pk__in=ids))


def usable_papers(item: PublicModel, council: Council, reader: Member | None) -> QuerySet[Paper]:
    """Return the newest papers that are not shown with something yet."""
    used = PaperUse.objects.filter(used_in=item.ref).values("paper")
    return readable_papers(council, reader).exclude(pk__in=used)[:OFFERED]
