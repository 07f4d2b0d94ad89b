"""Practices as readers may see them: lists, one practice, and how far others of its region confirm it.

What others there say is told in words: where a practice stands. Members read who said what; visitors never do, and where fewer
than the council's threshold of others could have spoken, they read nothing of it at all: a word on its own would name its member.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base import search
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain, seat_label, seats
from kenes.record.models import Entry
from kenes.record.queries import about
from kenes.situation.models import Confirmation, Domain, Practice

CONFIRMED_BY = 2  # others who say that it works, and nobody who says that it does not


class Standing(models.TextChoices):
    """How far a practice is confirmed by others of its region."""

    ONE = "one", _("One source")
    HAS = "has", _("Has confirmations")
    CONFIRMED = "confirmed", pgettext_lazy("practice", "Confirmed")
    DISPUTED = "disputed", pgettext_lazy("practice", "Disputed")
    WITHHELD = "withheld", _("Confirmations not shown: few members")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


# Standing -> badge of the design system. Only what several confirm carries the sign of what was verified.
BADGES: dict[str, str] = {
    Standing.ONE: "talk",
    Standing.HAS: "some",
    Standing.CONFIRMED: "verified",
    Standing.DISPUTED: "contested",
    Standing.WITHHELD: "draft",
    Standing.WITHDRAWN: "stopped",
}


def readable_practices(council: Council, reader: Member | None) -> QuerySet[Practice]:
    """Return what a reader may see: members everything but what others withdrew, visitors what is published."""
    rows = Practice.objects.filter(council=council)
    if reader is None:
        return rows.filter(is_public=True, withdrawn_at=None)
    return rows.exclude(Q(withdrawn_at__isnull=False) & ~Q(author=reader))


def telling_regions(council: Council) -> list[int]:
    """Return the regions whose members are so many that words of some of them name nobody: the author, and a threshold of others."""
    speaking = Member.objects.serving().filter(council=council, region__isnull=False).exclude(role=Member.Role.OBSERVER)
    counts = speaking.order_by().values_list("region").annotate(n=Count("pk"))
    return [region for region, n in counts if region is not None and n > council.threshold]


def with_standing(rows: QuerySet[Practice], council: Council, reader: Member | None) -> Any:
    """Return the rows with `standing`. Words said before a practice was last changed do not count: they were about other words."""
    current = Confirmation.objects.filter(practice=OuterRef("pk"), at__gte=OuterRef("changed_at")).order_by()
    works = current.filter(word=Confirmation.Word.WORKS).values("practice").annotate(n=Count("pk")).values("n")
    kept_back = [] if reader else [When(~Q(region__in=telling_regions(council)), then=Value(Standing.WITHHELD))]
    return rows.alias(works=Subquery(works)).annotate(
        standing=Case(
            When(withdrawn_at__isnull=False, then=Value(Standing.WITHDRAWN)),
            *kept_back,
            When(Exists(current.filter(word=Confirmation.Word.NOT)), then=Value(Standing.DISPUTED)),
            When(works__gte=CONFIRMED_BY, then=Value(Standing.CONFIRMED)),
            When(Exists(current), then=Value(Standing.HAS)),
            default=Value(Standing.ONE),
            output_field=models.CharField(),
        )
    )


def practices_list(
    council: Council, reader: Member | None, *, region: str = "", domain: str = "", state: str = "", q: str = "", mine: bool = False
) -> QuerySet[Practice, Any]:
    """Return practices for a list, last changed first, as plain values."""
    rows = with_standing(readable_practices(council, reader), council, reader)
    if region:
        rows = rows.filter(region__code=region)
    if domain in Domain:
        rows = rows.filter(domain=domain)
    if state in Standing:
        rows = rows.filter(standing=state)
    if mine and reader:
        rows = rows.filter(author=reader)
    if q:
        visible_to = ["public"] if reader is None else ["public", "members"]
        rows = rows.filter(public_id__in=search.ids(q, Practice.kind, council=council.public_id, visible_to=visible_to))
    found: QuerySet[Practice, Any] = rows.order_by("-changed_at", "-pk").values(
        *("public_id", "number", "title", "result", "for_whom", "since", "region__code", "region__short", "domain"),
        *("standing", "is_public", "changed_at"),
    )
    return found


@dataclass(frozen=True)
class PracticeRow:
    """A practice in a list."""

    public_id: str
    number: int
    title: Text
    result: Text
    for_whom: str
    since: str
    region_code: str
    region: str
    domain: str
    standing: str
    is_public: bool
    changed_at: datetime

    @property
    def domain_label(self) -> str:
        return str(Domain(self.domain).label)

    @property
    def state(self) -> str:
        return str(Standing(self.standing).label)

    @property
    def badge(self) -> str:
        return BADGES[self.standing]


def practice_rows(values: Iterable[dict[str, Any]]) -> list[PracticeRow]:
    """Make rows of what `practices_list` returned."""
    return [
        PracticeRow(region_code=row.pop("region__code"), region=plain(str(row.pop("region__short"))), **row) for row in map(dict, values)
    ]


def standing_counts(rows: Any) -> dict[str, int]:
    """Return standing -> how many, of a list."""
    return {row["standing"]: row["n"] for row in rows.order_by().values("standing").annotate(n=Count("pk"))}


@dataclass(frozen=True)
class Practices:
    """The first practices of a list, and how many there are."""

    rows: list[PracticeRow]
    count: int


def practices_of(council: Council, reader: Member | None, *, region: str = "", domain: str = "", most: int = 5) -> Practices:
    """Return the practices of a region (by code), of a domain, or of both, last changed first, as this reader may see them."""
    found = practices_list(council, reader, region=region, domain=domain).filter(withdrawn_at=None)
    rows = practice_rows(found[:most])
    return Practices(rows, found.count() if len(rows) == most else len(rows))


def practice_for(council: Council, reader: Member | None, public_id: str) -> Practice | None:
    """Return a practice with what its page shows and its `standing`, if the reader may see it."""
    rows = with_standing(readable_practices(council, reader).select_related("council", "region"), council, reader)
    practice: Practice | None = rows.filter(public_id=public_id).first()
    if practice:
        practice.author = seats(council).select_related("user").get(pk=practice.author_id)
    return practice


@dataclass(frozen=True)
class Said:
    """What one member says of a practice, as other members read it."""

    confirmation: Confirmation
    label: str
    is_current: bool
    is_own: bool


def said_of(practice: Practice, reader: Member | None) -> list[Said]:
    """Return what others of the region say of a practice, oldest first: for members. Earlier words stay, marked as such."""
    if reader is None:
        return []
    rows = list(practice.confirmations.all())
    known = {seat.pk: seat for seat in seats(practice.council).filter(pk__in=[row.member_id for row in rows])}
    return [
        Said(row, seat_label(known[row.member_id]), row.at >= practice.changed_at, row.member_id == reader.pk)
        for row in rows
        if row.member_id in known
    ]


def heard(practice: Practice) -> int | None:
    """Return how many others spoke of a practice as it is now; None below the threshold, or where too few could have spoken."""
    n = practice.confirmations.filter(at__gte=practice.changed_at).count()
    return n if n >= practice.council.threshold and practice.region_id in telling_regions(practice.council) else None


def entries_about_practice(practice: Practice, reader: Member | None) -> list[Entry]:
    """Return a practice's history: the entries about it and, for members, those about issues that name it.

    Visitors do not read when somebody spoke: beside a state that changes, the time would tell what was said.
    """
    if reader is None:
        return list(about(practice.ref).exclude(type="practice.confirmed"))
    wanted = Q(object=practice.ref) | Q(object__startswith="issue/", body__contains=f'"{practice.ref}"')
    return list(Entry.objects.filter(wanted, log__origin=practice.council.public_id).order_by("seq"))


def waiting_for(member: Member) -> QuerySet[Practice]:
    """Return the practices of a member's region that the member could speak of and has not, as they are now, newest first."""
    spoken = Confirmation.objects.filter(practice=OuterRef("pk"), member=member, at__gte=OuterRef("changed_at"))
    if member.region_id is None or member.role == Member.Role.OBSERVER:
        return Practice.objects.none()
    rows = Practice.objects.filter(council=member.council_id, region=member.region_id, withdrawn_at=None).exclude(author=member)
    return rows.filter(~Exists(spoken)).select_related("region").order_by("-changed_at", "-pk")
