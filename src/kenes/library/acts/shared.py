"""What the acts of this room have in common: the lock, numbers, the search index, what harvesters see, notices."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.files import FILES_MOST, Upload, keep
from kenes.base.models import File
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Side
from kenes.library.details import address, day
from kenes.library.errors import ForeignSide, PaperWithdrawn
from kenes.library.models import HarvestRecord, Paper, PaperVersion
from kenes.notices.acts import tell

# Dates of changes never stand still or go back, so that a harvester that goes on after the last one it has misses none.
TICK = timedelta(microseconds=1)
FIRST = 1  # version of a paper


def locked_council(pk: int) -> Council:
    """Lock a council's row: numbers, and the order in which changes are seen, cannot pass each other."""
    return Council.objects.select_for_update(no_key=True).get(pk=pk)


def locked(paper: Paper) -> Paper:
    """Return the paper as it is now, locked with its council, not withdrawn."""
    council = locked_council(paper.council_id)
    fresh = Paper.objects.select_for_update(of=("self",), no_key=True).select_related("author").get(pk=paper.pk)
    fresh.council = council
    if fresh.is_withdrawn:
        raise PaperWithdrawn
    return fresh


def next_number(council: Council) -> int:
    return int(Paper.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1


def own_sides(council: Council, wanted: Iterable[Side]) -> list[Side]:
    """Return these sides, all of them of the council."""
    found = list({side.pk: side for side in wanted}.values())
    if not found or any(side.council_id != council.pk for side in found):
        raise ForeignSide(field="sides")
    return found


def made_version(
    paper: Paper, by: Member, number: int, *, note: str = "", link: str = "", date: str = "", uploads: Sequence[Upload] = ()
) -> tuple[PaperVersion, list[File]]:
    """Add a version with its files; both wait for members only. The first lies where the paper's own link says, and is of its date."""
    checks.uploads(uploads, most=FILES_MOST)
    version = PaperVersion.objects.create(
        paper=paper,
        number=number,
        note=checks.line(note, "note", most=500),
        link=address(link),
        date=day(date),
        by=by,
        at=clock.now(),
    )
    council = paper.council.public_id
    return version, [keep(upload=upload, council=council, subject=version.ref, owner=by.user, visible_to="members") for upload in uploads]


def files_of_paper(paper: Paper) -> list[str]:
    """Return the references under which a paper's files are kept."""
    return [version.ref for version in paper.versions.all()]


def index(paper: Paper) -> None:
    """Make a paper findable by all that it says."""
    plain = [*paper.creators, *paper.contributors, *paper.subjects, paper.publisher, paper.source, paper.coverage, paper.doi]
    search.index(
        paper,
        council=paper.council.public_id,
        title=paper.title,
        body=paper.abstract,
        more=[Text.of(paper.title.original, "\n".join(part for part in plain if part))],
        visible_to="public" if paper.is_public else "members",
    )


def harvest(paper: Paper) -> None:
    """Tell harvesters that a paper changed: as it is now, or, once public and now no longer, as deleted."""
    known = HarvestRecord.objects.filter(paper=paper).first()
    if not paper.is_public and (known is None or known.is_deleted):
        return
    latest = HarvestRecord.objects.filter(council=paper.council_id).aggregate(at=Max("datestamp"))["at"]
    now = clock.now()
    row = known or HarvestRecord(paper=paper, council_id=paper.council_id)
    row.datestamp = max(now, latest + TICK) if latest else now
    row.is_deleted = not paper.is_public
    if paper.is_public:
        specs = [f"side:{id}" for id in paper.sides.order_by("order").values_list("public_id", flat=True)]
        specs += [f"region:{code}" for code in paper.regions.order_by("code").values_list("code", flat=True)]
        row.sets = "".join(f" {spec}" for spec in specs) + " "
    row.save()


def words_of(paper: Paper) -> dict[str, str]:
    """Return what a paper says, and who shared it, for the record: kept apart, erasable."""
    return {
        "member": paper.author.ref,
        "title": paper.title.original_text,
        "abstract": paper.abstract.original_text,
        "creators": "; ".join(paper.creators),
        "doi": paper.doi,
        "link": paper.link,
    }


def told(paper: Paper, user_ids: Iterable[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, paper.ref, council=paper.council.public_id, details={"number": paper.number, **details})
