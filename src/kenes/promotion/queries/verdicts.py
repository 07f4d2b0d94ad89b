"""What pages and other rooms read about verdicts. No query here returns one member's answer to anybody but that member."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.models import File
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.councils.trees import names_of
from kenes.promotion.models import Commitment, Judgement, Verdict


def verdicts_of(commitment: Commitment) -> list[Verdict]:
    """Return all verdicts on a commitment, newest first, each with `asked` (people) and `answered`."""
    answered = Count("judgements", filter=~Q(judgements__value=""))
    return list(commitment.verdicts.annotate(asked=Count("judgements"), answered=answered).prefetch_related("regions"))


def verdicts_in(council: Council) -> QuerySet[Verdict]:
    """Return a council's verdicts with all that pages read."""
    return Verdict.objects.filter(commitment__recommendation__council=council).select_related(
        "commitment__recommendation__council", "commitment__body__side"
    )


def verdicts_asked(member: Member) -> QuerySet[Judgement]:
    """Return what a member is asked to judge and has not answered yet, the nearest end first."""
    rows = Judgement.objects.filter(member=member, value="", verdict__closed_at=None, verdict__closes_at__gt=clock.now())
    return rows.select_related("verdict__commitment__recommendation__council", "verdict__commitment__body", "region").order_by(
        "verdict__closes_at"
    )


def judgement_of(verdict: Verdict, member: Member | None) -> Judgement | None:
    """Return a member's own place on the roster."""
    if member is None:
        return None
    return verdict.judgements.filter(member=member).select_related("region", "file").first()


def takes_answers(verdict: Verdict) -> bool:
    return verdict.closed_at is None and clock.now() < verdict.closes_at


@dataclass(frozen=True)
class Turnout:
    """How many were asked and how many answered. What they answered is nobody's to see before the end."""

    asked: int
    answered: int


def turnout(verdict: Verdict) -> Turnout:
    counts = verdict.judgements.aggregate(asked=Count("pk"), answered=Count("pk", filter=~Q(value="")))
    return Turnout(counts["asked"], counts["answered"])


@dataclass(frozen=True)
class Row:
    """One line of a closed verdict's table, as the small-cell gate let it out."""

    name: str
    depth: int
    state: str
    n: int
    counts: Sequence[int]
    words: str


def table_of(verdict: Verdict) -> list[Row]:
    """Return the counts of a closed verdict by region, macro-region and side; withheld rows carry no number."""
    rows: list[dict[str, Any]] = verdict.table.get("rows", [])
    names = names_of(rows)
    depths: list[int] = []
    found = []
    sides = sum(row["kind"] == "side" for row in rows)
    for row in rows:
        depths.append(depths[row["parent"]] + 1 if row["parent"] >= 0 else 0)
        if row["kind"] == "side" and sides < 2:
            continue  # the same as all together
        counts = row["counts"] if row["state"] == "exact" else []
        found.append(
            Row(names.get((row["kind"], row["id"]), _("All regions asked")), depths[-1], row["state"], row["n"], counts, words(row))
        )
    return found


def words(row: dict[str, Any]) -> str:
    """Return what stands in place of figures that are not printed."""
    if row["state"] == "band":
        answer = [Judgement.Value.DONE, Judgement.Value.IN_PART, Judgement.Value.NOT_DONE, Judgement.Value.CANNOT_TELL][row["most"]]
        return _("all, or all but one: %(answer)s (n = %(n)d)") % {"answer": answer.label, "n": row["n"]}
    return _("Withheld (small cell)") if row["state"] == "withheld" else ""


def evidence_shown(verdict: Verdict, threshold: int) -> list[Text]:
    """Return what members wrote as evidence, without names, regions or answers, in an order that tells nothing.

    Only of a closed verdict with at least `threshold` answers: fewer would let readers guess who wrote what.
    """
    if verdict.closed_at is None or turnout(verdict).answered < threshold:
        return []
    rows = verdict.judgements.exclude(value="").order_by("public_id")
    return [row.evidence for row in rows if row.evidence]


def evidence_files(verdict: Verdict, threshold: int) -> list[File]:
    """Return the files that members added, under the same conditions as their words."""
    if verdict.closed_at is None or turnout(verdict).answered < threshold:
        return []
    rows = verdict.judgements.filter(file__isnull=False).select_related("file").order_by("public_id")
    return [row.file for row in rows if row.file]
