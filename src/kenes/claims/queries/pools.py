"""Who can be drawn, and the pool as the engine hashes it."""

from collections.abc import Iterable, Sequence

from kenes.claims.models import Affiliation, Panel, PoolPlace
from kenes.councils.models import Member, MemberQuerySet, Side
from kenes.engine.panels import Place, Pool, opened


def eligible(panel: Panel) -> MemberQuerySet:
    """Return the seats that may be drawn for a claim: who deliberates, but for the chairs and who registered it. Interests apart."""
    roles = [role for role in Member.VOTING if role != Member.Role.CHAIR]
    seats = Member.objects.serving().filter(council=panel.claim.council_id, role__in=roles, user__isnull=False)
    if panel.claim.registered_by_id:
        seats = seats.exclude(pk=panel.claim.registered_by_id)
    return seats.order_by("pk")


def own_institutes(people: Iterable[Member]) -> dict[int, str]:
    """Return member id -> where they say they work."""
    rows = Affiliation.objects.filter(member__in=[member.pk for member in people])
    return dict(rows.values_list("member_id", "institute"))


def frozen_pool(panel: Panel, places: Sequence[PoolPlace], sides: Sequence[Side]) -> Pool:
    """Return the pool of a panel for the engine. `places` hold their members with their sides."""
    return Pool(
        panel.ref,
        tuple(side.ref for side in sides),
        panel.seats_per_side,
        tuple(
            Place(place.number, place.member.side.ref, place.institute, opened(place.salt, place.member.ref))
            for place in sorted(places, key=lambda place: place.number)
        ),
    )
