"""What pages and other rooms read about councils and their people."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from kenes.base import clock
from kenes.base.ids import new_public_id, token_hash
from kenes.base.text import fold
from kenes.councils.errors import UnknownLink
from kenes.councils.models import (
    Application,
    Comment,
    Council,
    Invitation,
    Member,
    MemberQuerySet,
    Profession,
    Region,
    RegionVersion,
    Side,
    SideRegion,
    SignInCode,
    User,
)
from kenes.record.queries import about
from kenes.record.words import sentence


def seats(council: Council) -> MemberQuerySet:
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
    active = Member.objects.serving().filter(council=council, region__isnull=False)
    return {row["region"]: row["n"] for row in active.values("region").annotate(n=Count("pk"))}


def secretariat_ids(council: Council, *, side: int | None = None) -> list[int | None]:
    """Return the user ids of a council's secretaries and chairs, or of those of one side, for notices."""
    staff = Member.objects.serving().filter(council=council, role__in=[Member.Role.SECRETARY, Member.Role.CHAIR])
    if side is not None:
        staff = staff.filter(side=side)
    return list(staff.values_list("user_id", flat=True))


def moderator_ids(council: Council) -> list[int | None]:
    """Return the user ids of all who moderate in a council, for notices."""
    return list(Member.objects.serving().filter(council=council, role__in=Member.MODERATING).values_list("user_id", flat=True))


def roster(council: Council) -> QuerySet[Member]:
    """Return the seats that deliberate and vote today, for freezing."""
    return seats(council).serving().filter(role__in=Member.VOTING, user__isnull=False).order_by("number")


def members_list(council: Council, filters: Mapping[str, str], *, reader: Member) -> QuerySet[Member]:
    """Return the seats that a reader may see and asks for. Each secretariat finds its own side's people by name too."""
    found = seats(council).select_related("region", "side", "user").order_by("number")
    if not reader.is_secretariat:
        found = found.serving()
    elif filters.get("state"):
        found = found.filter(state=filters["state"])
    for word in fold(filters.get("q", "")).split()[:8]:
        wanted = Q(folded__contains=word)
        if reader.is_secretariat:
            wanted |= Q(user__folded__contains=word, side=reader.side_id)
        found = found.filter(wanted)
    exact = {"region": "region__code", "profession": "professions__code", "role": "role", "side": "side__public_id"}
    return found.filter(**{column: filters[key] for key, column in exact.items() if filters.get(key)})


def invitations_of(member: Member) -> QuerySet[Invitation]:
    """Return a seat's links, newest first."""
    return member.invitations.select_related("created_by")


def codes_of(member: Member) -> QuerySet[SignInCode]:
    """Return the one-time codes of a seat, newest first."""
    return member.codes.select_related("issued_by")


def codes_issued_since(member_ids: Iterable[int], moment: datetime) -> int:
    """Return how many of these seats were entered with a one-time code since a moment."""
    used = SignInCode.objects.filter(member_id__in=list(member_ids), used_at__gte=moment)
    return used.values("member_id").distinct().count()


def applications(council: Council, *, reader: Member) -> QuerySet[Application]:
    """Return the applications that a secretary vets, those still waiting first."""
    own = Application.objects.filter(council=council, side=reader.side).select_related("side", "region", "profession")
    return own.annotate(done=Count("pk", filter=~Q(state=Application.State.RECEIVED))).order_by("done", "-created_at", "-pk")


@dataclass(frozen=True)
class Said:
    """One contribution to a thread as one reader sees it."""

    comment: Comment
    label: str
    is_hidden: bool
    is_readable: bool
    is_own: bool


@dataclass(frozen=True)
class Thread:
    """A thread as one reader sees it."""

    items: list[Said]
    may_comment: bool
    may_moderate: bool
    key: str = field(default_factory=new_public_id)  # of the next contribution: sent twice, it is kept once

    def __len__(self) -> int:
        return len(self.items)


def thread(subject_ref: str, reader: Member | None) -> Thread:
    """Return an object's thread. What is hidden is read by its author and by who moderates, with the reason."""
    authors = Member.objects.select_related("region", "side").prefetch_related("professions")
    rows = Comment.objects.filter(subject=subject_ref).prefetch_related(Prefetch("author", authors)).order_by("created_at", "pk")
    moderates = bool(reader and reader.moderates)
    items = []
    for row in rows:
        hidden, own = row.state == Comment.State.HIDDEN, bool(reader and row.author_id == reader.pk)
        items.append(Said(row, seat_label(row.author), hidden, not hidden or own or moderates, own))
    return Thread(items, bool(reader and reader.is_active and reader.role != Member.Role.OBSERVER), moderates)


@dataclass(frozen=True)
class RegionCoverage:
    """Who speaks from a region: members in all, how many are missing to the target, and each walk of life's count."""

    region: Region
    side: Side
    members: int
    missing: int
    cells: list[int]
    absent: list[Profession]

    @property
    def words(self) -> str:
        wanted = self.members + self.missing
        return _("%(members)s of %(wanted)s") % {"members": self.members, "wanted": wanted} if self.missing else str(self.members)


@dataclass(frozen=True)
class Coverage:
    """Members by region and walk of life, the widest gaps first."""

    professions: list[Profession]
    rows: list[RegionCoverage]
    target: int

    @property
    def silent(self) -> list[RegionCoverage]:
        return [row for row in self.rows if row.members == 0]

    @property
    def short(self) -> list[RegionCoverage]:
        return [row for row in self.rows if row.missing]


def coverage(council: Council, region: str = "") -> Coverage:
    """Return how far a council's members cover its regions (or the one of this code) and walks of life, in four queries."""
    professions = list(Profession.objects.all())
    active = Member.objects.serving().filter(council=council, region__isnull=False, role__in=Member.VOTING)
    places = SideRegion.objects.filter(side__council=council)
    if region:
        active, places = active.filter(region__code=region), places.filter(region__code=region)
    pairs = active.values_list("side_id", "region_id", "professions")
    cells = Counter(pairs)
    totals = Counter(active.values_list("side_id", "region_id"))
    rows = []
    for place in places.select_related("side", "region"):
        key = (place.side_id, place.region_id)
        counts = [cells[(*key, profession.pk)] for profession in professions]
        absent = [profession for profession, count in zip(professions, counts, strict=True) if not count]
        missing = max(0, council.target_per_region - totals[key])
        rows.append(RegionCoverage(place.region, place.side, totals[key], missing, counts, absent))
    rows.sort(key=lambda row: (-row.missing, -len(row.absent), row.side.order, row.region.code))
    return Coverage(professions, rows, council.target_per_region)


def invitation_behind(token: str) -> Invitation:
    """Return the invitation that a link stands for, or raise UnknownLink."""
    whole = Invitation.objects.select_related("member__council", "member__region", "member__side", "created_by")
    found = whole.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise UnknownLink
    return found


def is_open(invitation: Invitation) -> bool:
    """Return whether a link can be used now."""
    return invitation.is_open(clock.now()) and invitation.member.state == Member.State.INVITED


def seats_of(user: User) -> QuerySet[Member]:
    """Return a person's seats in all councils, those that count first."""
    whole = Member.objects.filter(user=user).select_related("council", "region", "side").prefetch_related("professions")
    return whole.exclude(state=Member.State.ENDED).order_by("council__slug")


def history(member: Member) -> list[tuple[datetime | date, str]]:
    """Return what the record says of a seat, newest first: when, and what in plain words."""
    entries = list(about(member.ref).order_by("-seq")[:20])
    return [(entry.at, sentence(entry.type, json.loads(entry.body)["details"])) for entry in entries]


def has_second_factor(user: User) -> bool:
    """Return whether a person's sign-in asks for an authenticator app or a security key."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


def reaches_further(member: Member) -> bool:
    """Return whether who enters a seat would, without any secret of its person, enter more than the seat's council."""
    user = member.user
    if user is None or has_second_factor(user):
        return False
    elsewhere = user.seats.exclude(council=member.council_id).exclude(state=Member.State.ENDED)
    return user.is_staff or elsewhere.exists()


def may_found(user: User | None) -> bool:
    """Return whether a person (or a visitor) may found a council: anyone on an empty installation, then only its staff."""
    return bool(user and user.is_staff) or not Council.objects.exists()
