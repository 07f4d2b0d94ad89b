"""What pages and other rooms read about councils and their people."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kenes.councils.models import Council, Member, Region, RegionVersion, Side


def seats(council: Council) -> QuerySet[Member]:
    """Return a council's seats with all that `seat_label` reads: three queries for any number of rows."""
    return Member.objects.filter(council=council).select_related("region", "side").prefetch_related("professions")


def seat_label(member: Member) -> str:
    """Return "Member 014 · Pavlodar · teacher": how a seat is called wherever its person's name is not for the reader."""
    parts = [_("%(role)s %(number)s") % {"role": member.get_role_display(), "number": f"{member.number:03d}"}]
    if member.region:
        parts.append(plain(str(member.region.short)))
    professions = list(member.professions.all())
    if professions:
        parts.append(str(professions[0].name))
    return " · ".join(parts)


def plain(name: str) -> str:
    """Return a name without the soft hyphens that maps need."""
    return name.replace("\u00ad", "")


def regions_of(council: Council) -> QuerySet[Region]:
    """Return the regions that take part in a council, in the order of their codes."""
    ids = Side.objects.filter(council=council).values("side_regions__region_id")
    return Region.objects.filter(pk__in=ids).order_by("country_id", "code")


def populations(regions: QuerySet[Region], on: date) -> dict[int, int]:
    """Return region id -> population of the territory that was valid on a day, where it is known."""
    valid = RegionVersion.objects.filter(region__in=regions, population__isnull=False).filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    )
    return {row.region_id: row.population for row in valid if row.population is not None}


def members_per_region(council: Council) -> dict[int, int]:
    """Return region id -> number of active members."""
    active = Member.objects.filter(council=council, state=Member.State.ACTIVE, region__isnull=False)
    return {row["region"]: row["n"] for row in active.values("region").annotate(n=Count("pk"))}


def secretariat_ids(council: Council) -> list[int | None]:
    """Return the user ids of a council's secretaries and chairs, for notices."""
    staff = Member.objects.filter(council=council, state=Member.State.ACTIVE, role__in=[Member.Role.SECRETARY, Member.Role.CHAIR])
    return list(staff.values_list("user_id", flat=True))


def roster(council: Council) -> QuerySet[Member]:
    """Return the seats that deliberate and vote today, for freezing."""
    return seats(council).filter(state=Member.State.ACTIVE, role__in=Member.VOTING, user__isnull=False).order_by("number")
