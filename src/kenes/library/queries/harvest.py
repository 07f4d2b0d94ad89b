"""What harvesters read: records by the date of their last change, those that are gone among them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet

from kenes.base.models import File
from kenes.councils.models import Council, Region
from kenes.councils.queries import plain
from kenes.library.models import HarvestRecord, Paper
from kenes.library.oai.asked import Selection


def selected(council: Council, chosen: Selection) -> QuerySet[HarvestRecord]:
    """Return the records that a list selects, in the order of their dates, which are all different."""
    rows = HarvestRecord.objects.filter(council=council).order_by("datestamp", "pk")
    if chosen.since:
        rows = rows.filter(datestamp__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(datestamp__lte=chosen.until)
    if chosen.set:
        # A set above others holds what they hold.
        rows = rows.filter(sets__contains=f" {chosen.set}" + (" " if ":" in chosen.set else ":"))
    return rows


@dataclass(frozen=True)
class Batch:
    """One part of a list."""

    records: list[HarvestRecord]
    whole: int
    more: bool


def batch(council: Council, chosen: Selection, most: int) -> Batch:
    """Return the next records of a list."""
    rows = selected(council, chosen)
    left = rows.filter(datestamp__gt=chosen.after) if chosen.after else rows
    found = list(left.select_related("paper", "paper__council").prefetch_related("paper__regions", "paper__versions")[: most + 1])
    return Batch(found[:most], chosen.sent + left.count(), len(found) > most)


def record_for(council: Council, public_id: str) -> HarvestRecord | None:
    rows = HarvestRecord.objects.filter(council=council).select_related("paper", "paper__council")
    return rows.prefetch_related("paper__regions", "paper__versions").filter(paper__public_id=public_id).first()


def formats(records: list[HarvestRecord]) -> dict[int, list[str]]:
    """Return paper -> the kinds of its files that everyone may open."""
    owners = {version.ref: record.paper_id for record in records for version in record.paper.versions.all() if version.is_public}
    found: dict[int, list[str]] = {}
    for subject, kind in File.objects.filter(subject__in=owners, visible_to="public").values_list("subject", "content_type"):
        kinds = found.setdefault(owners[subject], [])
        if kind not in kinds:
            kinds.append(kind)
    return found


def sets_of(council: Council) -> list[tuple[str, str]]:
    """Return the sets that hold records: setSpec and name."""
    held = {spec for sets in HarvestRecord.objects.filter(council=council).values_list("sets", flat=True) for spec in sets.split()}
    named = [(f"side:{side.public_id}", side.name.render("en").text) for side in council.sides.order_by("order")]
    codes = [spec.partition(":")[2] for spec in held if spec.startswith("region:")]
    named += [(f"region:{region.code}", region.name.render("en").text) for region in Region.objects.filter(code__in=codes).order_by("code")]
    found = [(spec, plain(name)) for spec, name in named if spec in held]
    above = [(word, name) for word, name in (("side", "Sides"), ("region", "Regions")) if any(s.startswith(f"{word}:") for s, _n in found)]
    return [*above, *found]


def earliest(council: Council) -> datetime:
    """Return a date that no record is older than."""
    first = HarvestRecord.objects.filter(council=council).aggregate(at=Min("datestamp"))["at"]
    return min(first, council.created_at) if first else council.created_at


def dublin_core(paper: Paper, formats_: list[str], address: str) -> list[tuple[str, str, str]]:
    """Return a paper in Dublin Core: element, value, language ("" where it has none)."""
    titles = [("title", str(entry["text"]), code) for code, entry in paper.title.texts.items()]
    abstracts = [("description", str(entry["text"]), code) for code, entry in paper.abstract.texts.items()]
    kind = "Dataset" if paper.type == Paper.Type.DATASET else "Text"
    doi = [f"https://doi.org/{paper.doi_folded}"] if paper.doi_folded else []
    plain_ones = {
        "creator": paper.creators,
        "subject": paper.subjects,
        "publisher": [paper.publisher],
        "contributor": paper.contributors,
        "date": [paper.date],
        "type": [kind, paper.type],
        "format": formats_,
        "identifier": [address, *doi, paper.link],
        "source": [paper.source],
        "language": paper.languages,
        "relation": paper.relations,
        "coverage": [*(plain(region.name.render("en").text) for region in paper.regions.all()), paper.coverage],
        "rights": [paper.rights],
    }
    others = [(name, str(value), "") for name, values in plain_ones.items() for value in values]
    return [entry for entry in [*titles, *abstracts, *others] if entry[1]]
