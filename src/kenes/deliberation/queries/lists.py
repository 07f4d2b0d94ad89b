"""Lists of deliberations and their statements, as each reader may see them."""

from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from kenes.attribution.models import Attribution
from kenes.base import search
from kenes.base.errors import NotFound
from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation, Participant, Release, Statement, Vote


def visible(council: Council, reader: Member | None) -> QuerySet[Deliberation]:
    """Return what a reader may see: visitors closed ones whose issue is public, members all but drafts, moderators all.

    What is held under the closed rule only those on its roster see, and who prepares and moderates.
    """
    rows = Deliberation.objects.filter(council=council).select_related("council", "issue")
    if reader is None:
        public = Q(issue__isnull=True) | Q(issue__is_public=True)
        return rows.filter(public, state=Deliberation.State.CLOSED).exclude(attribution=Attribution.CLOSED)
    if reader.moderates:
        return rows
    takes_part = Exists(Participant.objects.filter(deliberation=OuterRef("pk"), member=reader))
    return rows.exclude(state=Deliberation.State.DRAFT).filter(~Q(attribution=Attribution.CLOSED) | takes_part)


def deliberation_for(council: Council, reader: Member | None, public_id: str) -> Deliberation:
    """Return one deliberation, or 404 where it is not there for this reader."""
    row = visible(council, reader).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def deliberations_list(council: Council, reader: Member | None, *, query: str = "", state: str = "") -> QuerySet[Deliberation]:
    """Return deliberations, newest first, each with `statement_count`, `roster_count`, `release_count`, `answered`."""
    rows = visible(council, reader)
    if state in Deliberation.State.values:
        rows = rows.filter(state=state)
    if query:
        everywhere = ["public", "members"] if reader else ["public"]
        found = search.find(query, council=council.public_id, visible_to=everywhere).filter(kind=Deliberation.kind)
        ref = Concat(Value(f"{Deliberation.kind}/"), "public_id", output_field=CharField())
        rows = rows.annotate(own_ref=ref).filter(own_ref__in=found.order_by().values("ref"))
    here = {"deliberation": OuterRef("pk")}
    return rows.annotate(
        statement_count=counted(Statement.objects.filter(**here, state=Statement.State.ACCEPTED), "deliberation"),
        roster_count=counted(Participant.objects.filter(**here), "deliberation"),
        release_count=counted(Release.objects.filter(**here), "deliberation"),
        answered=counted(
            Vote.objects.filter(participant__deliberation=OuterRef("pk"), participant__member=reader), "participant__deliberation"
        )
        if reader
        else Value(0),
    )


def counted(rows: QuerySet[Any], group: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(group).annotate(n=Count("pk")).values("n")), 0)


def statement_for(deliberation: Deliberation, reader: Member | None, public_id: str) -> Statement:
    """Return one statement: accepted ones for all who see the deliberation; others for their author and moderators."""
    rows = Statement.objects.filter(deliberation=deliberation).select_related("author__region", "author__side")
    wanted = Q(state=Statement.State.ACCEPTED) | Q(origin=Statement.Origin.IMPORT)
    if reader:
        wanted |= Q(author=reader)
        if reader.moderates:
            wanted = Q()
    row = rows.filter(wanted, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def statements_waiting(council: Council) -> QuerySet[Statement]:
    """Return members' statements that a moderator has to look at, the oldest first."""
    rows = Statement.objects.filter(deliberation__council=council, state=Statement.State.WAITING)
    return rows.select_related("deliberation__council", "author__region", "author__side").order_by("created_at", "pk")


def took_part(deliberation: Deliberation) -> int:
    """Return how many people answered at least one statement."""
    return Participant.objects.filter(deliberation=deliberation, votes__isnull=False).distinct().count()


def roster_of(deliberation: Deliberation) -> QuerySet[Participant]:
    """Return the frozen roster with whether each took part: that is known, what they answered is not."""
    people = Participant.objects.filter(deliberation=deliberation, member__isnull=False)
    answered = Exists(Vote.objects.filter(participant=OuterRef("pk")))
    return (
        people.annotate(has_answered=answered)
        .select_related("member__region", "member__side", "region")
        .prefetch_related("member__professions")
        .order_by("member__number")
    )
