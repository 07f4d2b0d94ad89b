"""What the pages of the register read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kenes.base import search
from kenes.base.text import Text
from kenes.claims.models import Appearance, Claim, Finding
from kenes.claims.queries.panels import OPEN_TO_ALL, readable_claims
from kenes.councils.models import Council, Member

MOST_MONTHS = 24


def claims_list(
    council: Council, reader: Member | None, *, query: str = "", state: str = "", type: str = "", side: str = "", mine: bool = False
) -> QuerySet[Claim]:
    """Return the claims that a reader may see, those seen last first, as filtered."""
    rows = readable_claims(council, reader)
    if query:
        visible = ["public", "members"] if reader else ["public"]
        rows = rows.filter(public_id__in=search.ids(query, Claim.kind, council=council.public_id, visible_to=visible))
    if state:
        rows = rows.filter(state=state)
    if type:
        rows = rows.filter(type=type)
    if side:
        rows = rows.filter(about_side__public_id=side)
    if mine and reader:
        rows = rows.filter(registered_by=reader)
    return rows


def with_counts(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Return the rows with how often and when each was seen, as their pages count: also in the words of claims joined with them."""
    own = Appearance.objects.filter(Q(claim=OuterRef("pk")) | Q(claim__joined_into=OuterRef("pk"))).order_by("seen_on")
    n = own.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return rows.select_related("about_side").annotate(
        seen=Coalesce(Subquery(n), 0),
        first_seen=Subquery(own.values("seen_on")[:1]),
        last_seen=Subquery(own.reverse().values("seen_on")[:1]),
    )


def state_counts(rows: QuerySet[Claim]) -> dict[str, int]:
    return dict(rows.order_by().values_list("state").annotate(n=Count("pk")))


@dataclass(frozen=True)
class ClaimRow:
    """One line of the list: the claim, and its finding in a sentence where there is one."""

    claim: Claim
    finding: Finding | None

    @property
    def label(self) -> str:
        return self.finding.get_category_display() if self.finding else self.claim.get_state_display()


def claim_rows(claims: list[Claim], reader: Member | None) -> list[ClaimRow]:
    """Return the claims with their newest published finding, as `finding_of` does: one query however many they are."""
    shown = Finding.objects.filter(claim__in=[claim.pk for claim in claims], state__in=[Finding.State.PUBLISHED, Finding.State.REOPENED])
    if reader is None:
        shown = shown.exclude(category=Finding.Category.NOT_REVIEWED)
    newest = {row.claim_id: row for row in sorted(shown, key=lambda row: (row.is_public, row.number))}
    return [ClaimRow(claim, newest.get(claim.pk)) for claim in claims]


def claim_for(council: Council, reader: Member | None, public_id: str) -> Claim | None:
    rows = readable_claims(council, reader).filter(public_id=public_id)
    return rows.select_related("council", "about_side", "registered_by", "joined_into__council").prefetch_related("regions").first()


def registered_already(by: Member, key: str) -> Claim | None:
    """Return the claim that a form with this key has registered."""
    return Claim.objects.filter(registered_by=by, client_key=key).select_related("council").first()


def targets(claim: Claim, query: str) -> list[Claim]:
    """Return the claims that one could be joined with: those that a search finds, else the newest."""
    rows = Claim.objects.filter(council=claim.council_id).exclude(pk=claim.pk).exclude(state__in=[Claim.State.JOINED, Claim.State.DECLINED])
    if query:
        found = search.ids(query, Claim.kind, council=claim.council.public_id, visible_to=["public", "members"])
        rows = rows.filter(Q(public_id__in=found) | Q(number=int(query) if query.isdecimal() and len(query) < 9 else -1))
    return list(rows[:20])


@dataclass(frozen=True)
class Month:
    """How often a claim was seen in a month; `share` of the most, in per cent, for the bar."""

    first: date
    n: int
    share: int


@dataclass(frozen=True)
class Seen:
    """Where a claim was seen, the newest first, and how it recurs."""

    places: list[Appearance]
    months: list[Month]

    @property
    def first(self) -> date | None:
        return self.places[-1].seen_on if self.places else None

    @property
    def last(self) -> date | None:
        return self.places[0].seen_on if self.places else None


def seen(claim: Claim) -> Seen:
    """Return the appearances of a claim and of those joined with it, by month."""
    places = places_of([claim])[claim.pk]
    counts = Counter(date(place.seen_on.year, place.seen_on.month, 1) for place in places)
    months = months_between(min(counts), max(counts)) if counts else []
    most = max(counts.values(), default=1)
    return Seen(places, [Month(first, counts[first], round(100 * counts[first] / most)) for first in months[-MOST_MONTHS:]])


def places_of(claims: Sequence[Claim]) -> dict[int, list[Appearance]]:
    """Return where claims, and those joined with them, were seen, the newest first: one query however many they are."""
    found: dict[int, list[Appearance]] = {claim.pk: [] for claim in claims}
    rows = Appearance.objects.filter(Q(claim__in=list(found)) | Q(claim__joined_into__in=list(found))).select_related(
        "claim__council", "added_by"
    )
    for place in rows.order_by("-seen_on", "-pk"):
        for pk in (place.claim_id, place.claim.joined_into_id):
            if pk in found:
                found[pk].append(place)
    return found


def months_between(first: date, last: date) -> list[date]:
    whole = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in whole]


def joined_with(claim: Claim) -> list[Claim]:
    return list(claim.joined.select_related("council").order_by("number"))


def published(council: Council, most: int) -> list[tuple[Claim, Finding]]:
    """Return the newest published findings with their claims, for feeds."""
    rows = Finding.objects.filter(
        claim__council=council, claim__state__in=OPEN_TO_ALL, state__in=[Finding.State.PUBLISHED, Finding.State.REOPENED]
    )
    rows = rows.exclude(category=Finding.Category.NOT_REVIEWED).select_related("claim__council").order_by("-published_at", "-pk")
    return [(row.claim, row) for row in rows[:most]]


def originals(text: Text) -> dict[str, str]:
    """Return a text by language, as linked data holds it; translations that are older than the original are left out."""
    return {code: str(entry["text"]) for code, entry in text.texts.items() if entry["text"] and not text.is_outdated(code)}


def regions_by_code(claim: Claim) -> list[str]:
    return sorted(region.code for region in claim.regions.all())


def without_meaning(most: int) -> list[Claim]:
    """Return claims whose meaning is not computed yet."""
    return list(Claim.objects.filter(vector=b"").exclude(state=Claim.State.JOINED).order_by("-created_at")[:most])
