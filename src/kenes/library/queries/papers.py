"""Papers as readers may see them: lists with their filters, one paper, how many there are of each side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kenes.base import search
from kenes.base.models import File
from kenes.base.text import Text, fold
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import plain, seats
from kenes.library.dates import shown_date
from kenes.library.models import Paper, PaperUse, PaperVersion
from kenes.record.models import Entry
from kenes.record.queries import about

# State -> badge of the design system.
BADGES: dict[str, str] = {Paper.State.MEMBERS: "draft", Paper.State.PUBLIC: "neutral", Paper.State.WITHDRAWN: "stopped"}
CREATORS_SHOWN = 3


def readable_papers(council: Council, reader: Member | None) -> QuerySet[Paper]:
    """Return the papers that a reader may read: visitors the public ones, members all but the withdrawn."""
    rows = Paper.objects.filter(council=council)
    return rows.filter(state=Paper.State.PUBLIC) if reader is None else rows.exclude(state=Paper.State.WITHDRAWN)


@dataclass(frozen=True)
class PaperFilters:
    """What a list is narrowed to: "" leaves it open. `side` is a public id, `region` a code."""

    q: str = ""
    side: str = ""
    region: str = ""
    language: str = ""
    year: str = ""
    subject: str = ""
    state: str = ""
    mine: bool = False


def papers_list(council: Council, reader: Member | None, wanted: PaperFilters) -> QuerySet[Paper]:
    """Return papers for a list, last changed first."""
    rows = readable_papers(council, reader)
    if wanted.side:
        rows = rows.filter(Exists(Paper.sides.through.objects.filter(paper=OuterRef("pk"), side__public_id=wanted.side)))
    if wanted.region:
        rows = rows.filter(Exists(Paper.regions.through.objects.filter(paper=OuterRef("pk"), region__code=wanted.region)))
    if wanted.language:
        rows = rows.filter(folded__contains=f"\nlanguage:{wanted.language}\n")
    if wanted.subject:
        rows = rows.filter(folded__contains=f"\nsubject:{fold(wanted.subject)}\n")
    if wanted.year.isdecimal():
        rows = rows.filter(year=int(wanted.year[:4]))
    if wanted.state in Paper.State:
        rows = rows.filter(state=wanted.state)
    if wanted.mine and reader:
        rows = rows.filter(author=reader)
    if wanted.q:
        visible_to = ["public"] if reader is None else ["public", "members"]
        rows = rows.filter(public_id__in=search.ids(wanted.q, Paper.kind, council=council.public_id, visible_to=visible_to))
    return rows.order_by("-changed_at", "-pk")


@dataclass(frozen=True)
class PaperRow:
    """A paper in a list."""

    public_id: str
    number: int
    title: Text
    creators: list[str]
    date: str
    type_label: str
    source: str
    languages: list[str]
    sides: list[str]
    regions: list[str]
    subjects: list[str]
    doi: str
    link: str
    uses: int
    state: str
    changed_at: datetime

    @property
    def state_label(self) -> str:
        return str(Paper.State(self.state).label)

    @property
    def badge(self) -> str:
        return BADGES[self.state]

    @property
    def day(self) -> str:
        return shown_date(self.date)

    @property
    def by(self) -> str:
        """Who wrote it, the first few."""
        more = "…" if len(self.creators) > CREATORS_SHOWN else ""
        return "; ".join([*self.creators[:CREATORS_SHOWN], *([more] if more else [])])


def paper_rows(papers: Iterable[Paper]) -> list[PaperRow]:
    """Make rows of papers: three more queries, for sides, regions and uses."""
    rows = list(papers)
    ids = [paper.pk for paper in rows]
    sides, regions = defaultdict(list), defaultdict(list)
    links = Paper.sides.through.objects.filter(paper_id__in=ids).order_by("side__order")
    for paper_id, name in links.values_list("paper_id", "side__name"):
        sides[paper_id].append(plain(str(name)))
    places = Paper.regions.through.objects.filter(paper_id__in=ids).order_by("region__code")
    for paper_id, short in places.values_list("paper_id", "region__short"):
        regions[paper_id].append(plain(str(short)))
    counts = PaperUse.objects.filter(paper_id__in=ids).order_by().values("paper_id").annotate(n=Count("pk"))
    uses = dict(counts.values_list("paper_id", "n"))
    return [
        PaperRow(
            type_label=str(paper.get_type_display()),
            sides=sides[paper.pk],
            regions=regions[paper.pk],
            uses=uses.get(paper.pk, 0),
            **{
                name: getattr(paper, name)
                for name in ("public_id", "number", "title", "creators", "date", "source", "languages", "subjects", "doi", "link")
            },
            **{name: getattr(paper, name) for name in ("state", "changed_at")},
        )
        for paper in rows
    ]


def by_state(rows: QuerySet[Paper]) -> dict[str, int]:
    return dict(rows.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))


def per_side(council: Council, rows: QuerySet[Paper]) -> list[tuple[Side, int]]:
    """Return how many papers of a list each side has; a paper of both counts for both."""
    links = Paper.sides.through.objects.filter(paper__in=rows.order_by().values("pk"))
    counts = {row["side_id"]: row["n"] for row in links.order_by().values("side_id").annotate(n=Count("pk"))}
    return [(side, counts.get(side.pk, 0)) for side in council.sides.order_by("order")]


def years_of(council: Council, reader: Member | None) -> list[int]:
    """Return the years of the papers that a reader may read, newest first."""
    years = readable_papers(council, reader).filter(year__isnull=False).order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in years if year is not None]


def paper_for(council: Council, reader: Member | None, public_id: str) -> Paper | None:
    """Return a paper with what its page shows, if the reader may see it: a withdrawn one whoever could read it before."""
    rows = Paper.objects.filter(council=council).select_related("council", "harvested")
    if reader is None:
        was_public = Exists(PaperVersion.objects.filter(paper=OuterRef("pk"), is_public=True))  # when it was withdrawn
        rows = rows.filter(Q(state=Paper.State.PUBLIC) | Q(was_public, state=Paper.State.WITHDRAWN, harvested__isnull=False))
    paper = rows.prefetch_related("sides", "regions").filter(public_id=public_id).first()
    if paper:
        paper.author = seats(council).select_related("user").get(pk=paper.author_id)
    return paper


@dataclass(frozen=True)
class Version:
    """A version with the files that this reader may open."""

    version: PaperVersion
    files: list[File]

    @property
    def day(self) -> str:
        return shown_date(self.version.date)


def versions_of(paper: Paper, reader: Member | None) -> list[Version]:
    """Return the versions that a reader may see, newest first."""
    rows = list(paper.versions.all() if reader else paper.versions.filter(is_public=True))
    files: dict[str, list[File]] = defaultdict(list)
    for file in File.objects.filter(subject__in=[row.ref for row in rows]):
        if reader or file.visible_to == "public":
            files[file.subject].append(file)
    return [Version(row, files[row.ref]) for row in rows]


def entries_about_paper(paper: Paper, reader: Member | None) -> list[Entry]:
    """Return a paper's history. Visitors do not read of uses: the thing that used it may be for members only."""
    rows = about(paper.ref)
    return list(rows if reader else rows.exclude(type__in=["paper.used", "paper.use_dropped"]))


def shared_before(council: Council, dois: Sequence[str], titles: Sequence[str]) -> dict[str, Paper]:
    """Return, by DOI without case and by folded title, the papers of the council that a file would share again."""
    kept = Paper.objects.filter(council=council).exclude(state=Paper.State.WITHDRAWN)
    found = {paper.doi_folded: paper for paper in kept.filter(doi_folded__in=[doi for doi in dois if doi])}
    wanted = set(titles)
    for paper in kept.only("title", "public_id", "number", "council_id").iterator():
        title = fold(paper.title.original_text)
        if title in wanted:
            found.setdefault(title, paper)
    return found
