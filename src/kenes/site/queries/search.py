"""One search over all that the reader may see."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kenes.base.labels import labels
from kenes.base.models import SearchDocument
from kenes.base.search import find
from kenes.councils.models import Council, Member
from kenes.site.queries.rows import KINDS


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    kind: str


@dataclass(frozen=True)
class Tab:
    """One kind of results and how many there are."""

    kind: str
    label: str
    count: int


def audiences(reader: Member | None) -> list[str]:
    """Return the readerships that a reader belongs to."""
    if reader is None:
        return ["public"]
    found = ["public", "members", f"side/{reader.side.public_id}"]
    return [*found, "secretariat"] if reader.is_secretariat else found


def results(query: str, council: Council, reader: Member | None) -> QuerySet[SearchDocument]:
    """Return what holds every word of the query."""
    return find(query, council=council.public_id, visible_to=audiences(reader))


def tabs(found: QuerySet[SearchDocument]) -> list[Tab]:
    """Return how many results there are of each kind, in the order of the chain."""
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    order = list(KINDS)
    kinds = sorted(counts, key=lambda kind: order.index(kind) if kind in order else len(order))
    return [Tab(kind, str(KINDS.get(kind, kind)), counts[kind]) for kind in kinds]


def hits(documents: list[SearchDocument]) -> list[Hit]:
    """Return one page of results with their addresses; one query a kind."""
    known = labels(document.ref for document in documents)
    return [
        Hit(str(document.title), known[document.ref].url if document.ref in known else "", str(KINDS.get(document.kind, document.kind)))
        for document in documents
    ]
