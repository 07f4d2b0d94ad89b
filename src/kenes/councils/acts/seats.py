"""Seats: making, changing, suspending and ending them."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import LANGUAGES, Text, fold
from kenes.councils import queries
from kenes.councils.errors import AlreadySeated, OwnSeat, WrongState
from kenes.councils.models import Council, Member, Profession, Region, Session, Side, User
from kenes.notices.acts import tell
from kenes.record import acts as record

State, Role = Member.State, Member.Role


@act
def seat_member(
    *,
    by: Member,
    side: Side,
    region: Region | None,
    professions: Iterable[Profession],
    topics: Sequence[str] = (),
    role: str = Role.MEMBER,
    term_from: date | None = None,
    term_to: date | None = None,
    number: int | None = None,
) -> Member:
    """Make a seat, which nobody holds yet. Its number is the next one, unless a roster brings its own."""
    require("councils.manage_members", by, side)
    if by.side_id != side.pk:
        require("councils.manage_seat", by, Member(council=by.council, side=side, role=role))
    return put_seat(
        by.council,
        side=side,
        region=region,
        professions=professions,
        topics=topics,
        role=role,
        term=(term_from, term_to),
        number=number,
        by=by,
    )


def put_seat(
    council: Council,
    *,
    side: Side,
    region: Region | None = None,
    professions: Iterable[Profession] = (),
    topics: Sequence[str] = (),
    role: str = Role.MEMBER,
    term: tuple[date | None, date | None] = (None, None),
    number: int | None = None,
    by: Member | None = None,
) -> Member:
    """Make a seat under the lock of its council, so that no number is given twice."""
    Council.objects.select_for_update().get(pk=council.pk)
    check_seat(side, region, role, term)
    taken = Member.objects.filter(council=council)
    if number is None:
        number = (taken.aggregate(last=Max("number"))["last"] or 0) + 1
    elif number < 1 or number > 999_999 or taken.filter(number=number).exists():
        raise Invalid(_("Another seat has this number."), field="number")
    member = Member.objects.create(
        council=council,
        side=side,
        region=region,
        number=number,
        topics=list(topics),
        role=role,
        term_from=term[0],
        term_to=term[1],
    )
    member.professions.set(professions)
    fold_seat(member)
    sealed = {"speaks_from": speaks_from(member)}
    record.append(council.public_id, "seat.added", member.ref, actor=by.ref if by else "", details=seat_facts(member), sealed=sealed)
    return member


def seat_facts(member: Member) -> dict[str, object]:
    """Return what the public record says of a seat. Not where it speaks from: with each act's actor that would name its author."""
    return {
        "number": member.number,
        "side": member.side.order,
        "role": str(member.role),
        "from": member.term_from.isoformat() if member.term_from else "",
        "to": member.term_to.isoformat() if member.term_to else "",
    }


def speaks_from(member: Member) -> str:
    """Return region and walks of life in one line: the record commits to it and does not show it."""
    codes = sorted(profession.code for profession in member.professions.all())
    return " ".join([member.region.code if member.region else "-", *codes])


def check_seat(side: Side, region: Region | None, role: str, term: tuple[date | None, date | None]) -> None:
    if role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    if region is None and role == Role.MEMBER:
        raise Invalid(_("A member speaks from a region: choose one."), field="region")
    if region is not None and not side.side_regions.filter(region=region).exists():
        raise Invalid(_("This region takes no part on this side."), field="region")
    if term[0] and term[1] and term[1] < term[0]:
        raise Invalid(_("The term ends before it begins."), field="term_to")


def fold_seat(member: Member) -> None:
    """Write down what a seat is found by: number, region, walks of life and topics, in all languages."""
    number, professions = f"{member.number:03d}", list(member.professions.all())
    told = [*(profession.name for profession in professions), *([member.region.name] if member.region else [])]
    topics = Text.of("kk", " ".join([number, *member.topics]))
    member.folded = fold(" ".join(text.everything() for text in (topics, *told)))
    member.save(update_fields=["folded"])
    places = member.region.short if member.region else member.side.name
    titles = {code: f"{number} · {queries.plain(places.render(code).text)}" for code in LANGUAGES}
    search.index(member, council=member.council.public_id, title=Text.in_all("kk", **titles), more=[topics, *told])


def take_seat(member: Member, user: User, *, way: str) -> None:
    """Let a person take a seat. An ended seat of the same person keeps its history and lets the person go."""
    User.objects.select_for_update().get(pk=user.pk)  # two links of one council, opened at once by one person
    held = Member.objects.select_for_update().filter(council=member.council_id, user=user).exclude(pk=member.pk)
    if held.exclude(state=State.ENDED).exists():
        raise AlreadySeated
    held.update(user=None)
    member.user, member.state, member.joined_at = user, State.ACTIVE, clock.now()
    member.save(update_fields=["user", "state", "joined_at"])
    record.append(member.council.public_id, "seat.joined", member.ref, actor=member.ref, details={"number": member.number, "way": way})
    staff = [user_id for user_id in queries.secretariat_ids(member.council, side=member.side_id) if user_id != user.pk]
    tell(staff, "seat_joined", member.ref, council=member.council.public_id, details={"seat": f"{member.number:03d}"})


@act
def change_seat(
    *,
    by: Member,
    member: Member,
    region: Region | None,
    professions: Iterable[Profession],
    topics: Sequence[str] = (),
    term_from: date | None = None,
    term_to: date | None = None,
) -> Member:
    """Change where a seat speaks from, and its term."""
    member = managed(by, member)
    if member.state == State.ENDED:
        raise WrongState
    if by.pk == member.pk and (term_from, term_to) != (member.term_from, member.term_to):
        raise OwnSeat(_("Nobody sets their own term. Ask another secretary."), field="term_to")
    check_seat(member.side, region, member.role, (term_from, term_to))
    before, from_before = seat_facts(member), speaks_from(member)
    member.region, member.topics, member.term_from, member.term_to = region, list(topics), term_from, term_to
    member.save(update_fields=["region", "topics", "term_from", "term_to"])
    member.professions.set(professions)
    fold_seat(member)
    after = seat_facts(member)
    changed: dict[str, object] = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if from_before != speaks_from(member):
        changed["speaks_from"] = True
    note(by, member, "seat.changed", "seat_changed", {"changed": changed}, sealed={"speaks_from": speaks_from(member)})
    return member


@act
def change_role(*, by: Member, member: Member, role: str) -> Member:
    """Give a seat another role."""
    member = managed(by, member, not_own=True)
    if member.state == State.ENDED:
        raise WrongState
    check_seat(member.side, member.region, role, (member.term_from, member.term_to))
    if member.role == role:
        return member
    before, member.role = str(member.role), role
    member.save(update_fields=["role"])
    note(by, member, "seat.role_changed", "role_changed", {"from": before, "to": role})
    return member


@act
def suspend_member(*, by: Member, member: Member, reason: str) -> Member:
    """Suspend a seat: its person is signed out everywhere at once and cannot act until the seat is restored."""
    return close_seat(by, member, State.SUSPENDED, reason)


@act
def end_seat(*, by: Member, member: Member, reason: str) -> Member:
    """End a seat for good. It stays in the history with all that its person contributed."""
    return close_seat(by, member, State.ENDED, reason)


def close_seat(by: Member, member: Member, state: Member.State, reason: str) -> Member:
    member = managed(by, member, not_own=True)
    allowed = (State.ACTIVE,) if state == State.SUSPENDED else (State.INVITED, State.ACTIVE, State.SUSPENDED)
    if member.state not in allowed:
        raise WrongState
    if not reason:
        raise Invalid(_("Write the reason: the member will read it."), field="reason")
    member.state = state
    member.save(update_fields=["state"])
    now = clock.now()
    member.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    member.codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    if member.user_id is not None:
        Session.objects.filter(user=member.user_id).delete()
    note(by, member, f"seat.{state}", f"seat_{state}", {"reason": reason}, sealed={"reason": reason})
    return member


@act
def restore_member(*, by: Member, member: Member) -> Member:
    """Restore a suspended seat."""
    member = managed(by, member, not_own=True)
    if member.state != State.SUSPENDED:
        raise WrongState
    member.state = State.ACTIVE if member.user_id else State.INVITED
    member.save(update_fields=["state"])
    note(by, member, "seat.restored", "seat_restored", {})
    return member


def managed(by: Member, member: Member, *, not_own: bool = False) -> Member:
    """Return the seat under lock, when `by` may manage it."""
    require("councils.manage_seat", by, member)
    if not_own and by.pk == member.pk:
        raise OwnSeat
    return Member.objects.select_for_update(of=("self",)).select_related("council", "side", "region").get(pk=member.pk)


def note(by: Member, member: Member, entry: str, kind: str, details: dict[str, object], *, sealed: dict[str, str] | None = None) -> None:
    """Put an act about a seat on the record and tell its person."""
    seat = f"{member.number:03d}"
    open_details = {key: value for key, value in details.items() if key not in (sealed or {})}
    record.append(
        member.council.public_id, entry, member.ref, actor=by.ref, details={"number": member.number, **open_details}, sealed=sealed
    )
    tell([member.user_id], kind, member.ref, council=member.council.public_id, details={"seat": seat, **details})
