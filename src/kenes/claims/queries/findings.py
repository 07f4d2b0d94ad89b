"""Findings as readers may see them: the sentence, the table of both sides, dissents, figures, corrections, appeals."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from kenes.base.text import Text
from kenes.claims.models import Appeal, Claim, Finding, FindingDissent, FindingFigure
from kenes.claims.queries.figures import changed_in
from kenes.claims.queries.panels import OPEN_TO_ALL
from kenes.claims.texts import figure_fact, figures_in_order, words
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import seat_label
from kenes.situation.models import Indicator


def findings_in(council: Council, reader: Member | None) -> QuerySet[Finding]:
    """Return the findings that a reader may see: what is in preparation is for the secretariats, that a side did not review for members."""
    rows = Finding.objects.filter(claim__council=council).select_related("claim__council", "claim__registered_by", "panel__claim")
    if reader is None:
        return rows.filter(claim__state__in=OPEN_TO_ALL).exclude(state=Finding.State.DRAFT).exclude(category=Finding.Category.NOT_REVIEWED)
    return rows if reader.is_secretariat else rows.exclude(state=Finding.State.DRAFT)


def finding_of(claim: Claim, reader: Member | None = None) -> Finding | None:
    """Return what the council has found on a claim by now, as a reader may see it: the newest published finding, or None.

    That is the newest finding that everyone may read, also while it is open again; where there is none, members see that a side did
    not review. What is in preparation is none.
    """
    rows = findings_in(claim.council, reader).filter(claim=claim).exclude(state__in=[Finding.State.DRAFT, Finding.State.REPLACED])
    return next(iter(sorted(rows, key=lambda row: (row.is_public, row.number), reverse=True)), None)


def is_newest(finding: Finding) -> bool:
    """Return whether nothing was found after a finding, nor is being worded. That a side did not review a later panel finds nothing."""
    later = finding.claim.findings.filter(number__gt=finding.number).exclude(category=Finding.Category.NOT_REVIEWED)
    return finding.category != Finding.Category.NOT_REVIEWED and not later.exists()


def findings_of(claim: Claim, reader: Member | None) -> list[Finding]:
    """Return all findings on a claim that a reader may see, newest first: corrections replace, nothing is taken away."""
    return list(findings_in(claim.council, reader).filter(claim=claim).order_by("-number"))


def earlier_of(finding: Finding) -> Finding | None:
    """Return the finding that this one corrects, if any: the last that was published to everyone."""
    before = finding.claim.findings.select_related("claim__council").filter(number__lt=finding.number).exclude(state=Finding.State.DRAFT)
    return before.exclude(category=Finding.Category.NOT_REVIEWED).order_by("-number").first()


def is_correction(finding: Finding) -> bool:
    """Return whether a finding words anew what the panel of the one before it found."""
    before = earlier_of(finding)
    return before is not None and before.panel_id == finding.panel_id


@dataclass(frozen=True)
class Cell:
    """How many reviews of a side say a category, the bound of their share in per cent, and whether the side carries it."""

    n: int
    bound: int
    carries: bool


@dataclass(frozen=True)
class SideColumn:
    """One side in the table."""

    side: Side
    submitted: int
    silent: bool
    flip: int | None


@dataclass(frozen=True)
class Row:
    """One category in the table: a cell a side (None where the side did not review)."""

    label: str
    cells: list[Cell | None]


@dataclass(frozen=True)
class Table:
    """The table of a finding as pages show it."""

    columns: list[SideColumn]
    rows: list[Row]
    least: int
    seats: int
    together: int | None


def table_shown(finding: Finding) -> Table | None:
    """Return a finding's table in the reader's words. One query for the sides."""
    data: dict[str, Any] = finding.table
    if not data:
        return None
    sides = {side.public_id: side for side in Side.objects.filter(council=finding.claim.council_id)}
    known = [row for row in data["sides"] if row["side"] in sides]
    columns = [SideColumn(sides[row["side"]], row["submitted"], row["silent"], data["flip"]["sides"].get(row["side"])) for row in known]
    labels = dict(Finding.Category.choices)
    categories = list(dict.fromkeys(category for row in known for category in row["counts"]))
    ordered = [category for category in labels if category in categories]
    rows = [Row(str(labels[category]), [cell(row, category) for row in known]) for category in ordered]
    return Table(columns, rows, data["least"], data["seats"], data["flip"]["together"])


def cell(row: dict[str, Any], category: str) -> Cell | None:
    if row["silent"]:
        return None
    return Cell(row["counts"][category], int(Decimal(row["bounds"][category]) * 100), row["carries"] == category)


@dataclass(frozen=True)
class DissentShown:
    """A dissent, signed with the seat."""

    text: Text
    label: str
    dissent: FindingDissent


def dissents_of(finding: Finding) -> list[DissentShown]:
    rows = finding.dissents.select_related("member__region").prefetch_related("member__professions")
    return [DissentShown(row.text, seat_label(row.member), row) for row in rows]


@dataclass(frozen=True)
class FiguresShown:
    """The values of one indicator and period that a finding rests on; `changed`: place -> the value now, of those that changed."""

    indicator: Indicator
    period: str
    values: dict[str, float]
    changed: dict[str, float | None]


def figures_shown(finding: Finding) -> list[FiguresShown]:
    """Return the figures that a finding rests on, as they were bound. One query, and one an indicator."""
    rows = list(finding.figures.select_related("indicator").order_by("indicator__order", "indicator__code", "period", "place"))
    now = changed_in(rows)
    groups: dict[tuple[int, str], list[FindingFigure]] = {}
    for row in rows:
        groups.setdefault((row.indicator_id, row.period), []).append(row)
    return [
        FiguresShown(
            group[0].indicator,
            period,
            {row.place: float(row.value) for row in group},
            {row.place: float(now[row.pk]) if now[row.pk] else None for row in group if row.pk in now},
        )
        for (_pk, period), group in groups.items()
    ]


def appeals_of(finding: Finding, reader: Member | None) -> list[Appeal]:
    """Return the appeals against a finding: answered ones are public, members also read those that wait."""
    rows = finding.appeals.select_related("finding__claim__council")
    return list(rows if reader else rows.exclude(state=Appeal.State.RECEIVED))


def appeals_waiting(finding: Finding) -> int:
    """Return how many appeals have no answer yet: everyone may know that, so that none can be passed over in silence."""
    return finding.appeals.filter(state=Appeal.State.RECEIVED).count()


def appeal_for(council: Council, finding: Finding, public_id: str) -> Appeal | None:
    rows = Appeal.objects.filter(finding=finding, finding__claim__council=council).select_related("finding__claim__council")
    return rows.filter(public_id=public_id).first()


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a published finding for the claim's linked data: codes, texts by language, the table, figures with their values."""
    return {
        "number": finding.number,
        "category": finding.category,
        "state": finding.state,
        "sentence": words(finding.sentence),
        "text": words(finding.text),
        "correction": words(finding.correction),
        "sides": {row.side.public_id: words(row.text) for row in finding.side_texts.select_related("side")},
        "table": finding.table,
        "figures": [figure_fact(row) for row in figures_in_order(finding)],
        "dissents": [{"by": row.label, "text": words(row.text)} for row in dissents_of(finding)],
        "published": finding.published_at.isoformat() if finding.published_at else None,
        "text_sha256": finding.text_hash,
    }
