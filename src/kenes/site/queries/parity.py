"""How the sides of a council compare, list by list: who speaks, from where, on what. Nothing where there is one side.

A signal and an issue count for the side whose regions they are about: who wrote a published signal is nobody's business. What was said
under the Chatham House Rule counts for no side.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from kenes.attribution.models import Attribution
from kenes.claims.models import Claim, Panel, Seat
from kenes.claims.queries.panels import readable_claims
from kenes.councils.models import Council, Member, Side, SideRegion
from kenes.issues.models import Issue
from kenes.issues.queries.issues import readable_issues
from kenes.issues.queries.signals import readable_signals
from kenes.library.queries.papers import readable_papers
from kenes.meetings.models import SpeakingTime, Topic
from kenes.meetings.queries.meetings import readable_meetings
from kenes.recommendations import queries as recommendations_read
from kenes.sides.parity import Parity, parity_of

Sides = list[Side]


def several(council: Council) -> Sides:
    """Return the sides where there are two or more, else nothing (one query)."""
    found = list(Side.objects.filter(council=council))
    return found if len(found) > 1 else []


def by(rows: QuerySet[Any], path: str) -> dict[int, int]:
    """Return side id -> number of rows whose `path` is that side."""
    return {row[path]: row["n"] for row in rows.order_by().values(path).annotate(n=Count("pk", distinct=True)) if row[path] is not None}


def about(rows: QuerySet[Any], path: str, council: Council, sides: Sides) -> dict[int, int]:
    """Return side id -> number of rows about a region of that side; a row about both counts for both."""
    regions: dict[int, list[int]] = defaultdict(list)
    for side_id, region_id in SideRegion.objects.filter(side__council=council).values_list("side_id", "region_id"):
        regions[side_id].append(region_id)
    counts = {f"side_{side.pk}": Count("pk", filter=Q(**{f"{path}__in": regions[side.pk]}), distinct=True) for side in sides}
    found = rows.order_by().aggregate(**counts)
    return {side.pk: found[f"side_{side.pk}"] for side in sides}


def members(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    """Seats that deliberate and vote today."""
    rows = Member.objects.serving().filter(council=council, role__in=Member.VOTING)
    return parity_of(council, by(rows, "side_id"), _("Members"), people=True, sides=sides)


def signals(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    rows = readable_signals(council, reader)
    return parity_of(council, about(rows, "region", council, sides), _("Signals from regions of the side"), sides=sides)


def issues(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    rows = readable_issues(council, reader).exclude(state=Issue.State.MERGED)
    return parity_of(council, about(rows, "regions", council, sides), _("Issues in regions of the side"), sides=sides)


def recommendations(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    rows = recommendations_read.visible(council, reader)
    return parity_of(council, by(rows, "created_by__side_id"), _("Recommendations by who drafted them first"), sides=sides)


def topics(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    held = readable_meetings(council, reader).filter(attribution=Attribution.OPEN)
    rows = Topic.objects.filter(agenda__meeting__in=held).exclude(state__in=[Topic.State.WITHDRAWN, Topic.State.DECLINED])
    return parity_of(council, by(rows, "side_id"), _("Proposed topics"), sides=sides)


def speaking_time(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    held = readable_meetings(council, reader).filter(attribution=Attribution.OPEN)
    rows = SpeakingTime.objects.filter(item__agenda__meeting__in=held)
    seconds = dict(rows.order_by().values_list("side_id").annotate(n=Sum("seconds")))
    return parity_of(council, seconds, _("Speaking time at meetings"), unit="minutes", sides=sides)


def reviewers(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    """Those who submitted a review, of closed panels only: before, nobody is told how many have."""
    rows = Seat.objects.filter(panel__claim__council=council, panel__state=Panel.State.CLOSED, state=Seat.State.SUBMITTED)
    counts = dict(rows.order_by().values_list("side_id").annotate(n=Count("member_id", distinct=True)))
    return parity_of(council, counts, _("Reviewers of claims"), people=True, sides=sides)


def claims(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    """Claims by the side that they are about: whom the register looks at."""
    rows = readable_claims(council, reader).exclude(state__in=[Claim.State.JOINED, Claim.State.DECLINED])
    return parity_of(council, by(rows, "about_side_id"), _("Claims about the side"), sides=sides)


def papers(council: Council, reader: Member | None, sides: Sides) -> Parity | None:
    return parity_of(council, by(readable_papers(council, reader), "sides"), _("Papers"), sides=sides)


Compare = Callable[[Council, Member | None, Sides], Parity | None]
ALL: tuple[Compare, ...] = (members, signals, issues, recommendations, topics, speaking_time, claims, reviewers, papers)


def everything(council: Council, reader: Member | None) -> list[Parity]:
    """Return all that is compared; nothing where the council has one side."""
    sides = several(council)
    return [found for compare in ALL if (found := compare(council, reader, sides))] if sides else []


def of_list(council: Council, reader: Member | None, compare: Compare) -> Parity | None:
    """Return the line above one list, where there is something to compare."""
    sides = several(council)
    found = compare(council, reader, sides) if sides else None
    return found if found and (found.total or found.withheld) else None
