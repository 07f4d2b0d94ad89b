"""Who comes and who came, as far as each reader may see it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from kenes.base.sorting import sort_key
from kenes.councils.models import Member, Region, Side
from kenes.councils.queries import plain, seat_label, seats
from kenes.councils.trees import names_of, protected
from kenes.meetings.models import Attendance, Meeting

CAME = (Attendance.Presence.ROOM, Attendance.Presence.ONLINE)


def attended(meeting: Meeting) -> list[dict[str, Any]]:
    """Return who came (and who did not) by region, macro-region and side, through the gate. Seats of no region are left out."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    places = meeting.attendances.filter(region__isnull=False)
    for region, presence in places.values_list("region_id", "presence"):
        counts[region][0 if presence in CAME else 1] += 1
    if not any(came for came, _absent in counts.values()):
        return []
    regions = Region.objects.filter(pk__in=counts)
    return protected(meeting.council, {region: tuple(row) for region, row in counts.items()}, list(regions))


@dataclass(frozen=True)
class Cell:
    """One place of the public table: its name, how deep it lies, how many came of how many, or that it is withheld."""

    name: str
    kind: str
    came: int | None
    of: int | None
    words: str = ""  # where nearly all or nearly none came: a band


def shown_attended(meeting: Meeting) -> list[Cell]:
    """Return the table of who came as it was counted when the meeting was closed: sides, then their macro-regions and regions."""
    names = names_of(meeting.attended)
    cells = []
    for row in meeting.attended:
        name = names.get((row["kind"], row["id"]), "")
        if row["state"] == "exact":
            cells.append(Cell(name, row["kind"], row["counts"][0], row["n"]))
        elif row["state"] == "band":
            cells.append(Cell(name, row["kind"], None, row["n"], _("nearly all") if row["most"] == 0 else _("nearly none")))
        else:
            cells.append(Cell(name, row["kind"], None, None))
    return cells


@dataclass(frozen=True)
class Place:
    """One seat's line in the list of a side."""

    row: Attendance
    label: str
    name: str  # of its person: for the side's own secretariat only


@dataclass(frozen=True)
class SideAttendance:
    """A side with its seats, and how many gave which answer."""

    side: Side
    places: list[Place]
    is_own: bool
    answers: Counter[str] = field(default_factory=Counter)
    presences: Counter[str] = field(default_factory=Counter)

    @property
    def coming(self) -> int:
        return self.answers[Attendance.Answer.COMING] + self.answers[Attendance.Answer.ONLINE]

    @property
    def came(self) -> int:
        return self.presences[Attendance.Presence.ROOM] + self.presences[Attendance.Presence.ONLINE]


def by_side(meeting: Meeting, reader: Member) -> list[SideAttendance]:
    """Return the seats invited, side by side, in a fixed number of queries."""
    sides = list(Side.objects.filter(council=meeting.council_id))
    rows = list(meeting.attendances.select_related("region", "member__user").order_by("member__number"))
    people = {seat.pk: seat for seat in seats(meeting.council).filter(pk__in=[row.member_id for row in rows])}
    found = []
    for side in sides:
        own = side.pk == reader.side_id
        of_side = [row for row in rows if row.side_id == side.pk]
        for row in of_side:
            row.meeting = meeting
        knows = own and reader.is_secretariat
        places = [Place(row, seat_label(people[row.member_id]), named(row) if knows else "") for row in of_side]
        answers, presences = (Counter(getattr(row, column) for row in of_side) for column in ("answer", "presence"))
        found.append(SideAttendance(side, places, own, answers, presences))
    return found


def named(row: Attendance) -> str:
    return row.member.user.name if row.member.user else ""


def place_of(meeting: Meeting, member: Member | None) -> Attendance | None:
    """Return a member's place at a meeting."""
    return meeting.attendances.filter(member=member).first() if member else None


def newcomers(meeting: Meeting, side: Side) -> int:
    """Return how many serving seats of a side are not invited yet."""
    known = meeting.attendances.values("member_id")
    return Member.objects.serving().filter(council=meeting.council_id, side=side).exclude(pk__in=known).count()


def coming_by_side(meeting: Meeting, *, came: bool) -> dict[int, int]:
    """Return side id -> how many seats come or take part online, or came."""
    if came:
        rows = meeting.attendances.filter(presence__in=CAME)
    else:
        rows = meeting.attendances.filter(answer__in=[Attendance.Answer.COMING, Attendance.Answer.ONLINE])
    return dict(rows.order_by().values("side_id").annotate(n=Count("pk")).values_list("side_id", "n"))


@dataclass(frozen=True)
class RegionLine:
    """A region's seats: how many are invited, and how many come or came."""

    name: str
    invited: int
    there: int


def by_region(side: SideAttendance, *, came: bool) -> list[RegionLine]:
    """Return a side's regions in the reader's alphabet; seats of no region are left out."""
    wanted = CAME if came else (Attendance.Answer.COMING, Attendance.Answer.ONLINE)
    invited, there = Counter[str](), Counter[str]()
    for place in side.places:
        if place.row.region:
            name = plain(str(place.row.region.short))
            invited[name] += 1
            there[name] += (place.row.presence if came else place.row.answer) in wanted
    return [RegionLine(name, invited[name], there[name]) for name in sorted(invited, key=sort_key)]
