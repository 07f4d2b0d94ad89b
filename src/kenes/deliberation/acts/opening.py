"""Opening the vote: from here on the roster and the statements' words are fixed."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from kenes.base import clock
from kenes.base.act import act
from kenes.base.dates import offset, zone_of
from kenes.base.permissions import require
from kenes.councils.models import Council, Member, Side, SideRegion
from kenes.councils.queries import roster
from kenes.deliberation.acts.preparing import in_preparation, promised
from kenes.deliberation.acts.shared import index, inform, is_closed
from kenes.deliberation.errors import ClosesInPast, NobodyOnRoster, StatementsNeeded
from kenes.deliberation.models import Deliberation, Participant, Statement
from kenes.issues.acts import advance_issue
from kenes.issues.models import Issue
from kenes.issues.queries import contributors
from kenes.record.acts import append
from kenes.record.canonical import canonical


@act
def open_deliberation(*, by: Member, deliberation: Deliberation, closes_at: datetime) -> Deliberation:
    """Open the vote until `closes_at`: freezes the roster as it is now and asks everyone on it."""
    require("deliberation.prepare", by, deliberation)
    deliberation = in_preparation(deliberation)
    now = clock.now()
    if closes_at <= now:
        raise ClosesInPast(field="closes_at")
    statements = list(deliberation.statements.filter(state=Statement.State.ACCEPTED))
    if not statements:
        raise StatementsNeeded
    frozen = freeze(deliberation)
    deliberation.state = Deliberation.State.OPEN
    deliberation.opened_at, deliberation.closes_at = now, closes_at
    deliberation.save(update_fields=["state", "opened_at", "closes_at"])
    index(deliberation, statements)
    append(
        deliberation.council.public_id,
        "deliberation.opened",
        deliberation.ref,
        actor=by.ref,
        details={
            "n": len(frozen),
            "roster_hash": roster_hash(frozen),
            "statements": len(statements),
            "statements_hash": digest([[s.public_id, s.text.as_json()] for s in statements]),
            "closes_at": closes_at.isoformat(timespec="seconds"),
            **promised(deliberation),
        },
    )
    tell_of_opening(by, deliberation, frozen)
    return deliberation


def freeze(deliberation: Deliberation) -> list[Participant]:
    """Write down who may vote, with side, region and macro-region as they are now."""
    macro_regions = {
        (row.side_id, row.region_id): row.macro_region
        for row in SideRegion.objects.filter(side__council=deliberation.council).select_related("macro_region")
    }
    seats = list(roster(deliberation.council))
    if not seats:
        raise NobodyOnRoster
    return Participant.objects.bulk_create(
        Participant(
            deliberation=deliberation,
            member=seat,
            side=seat.side,
            region=seat.region,
            macro_region=macro_regions.get((seat.side_id, seat.region_id or 0)),
            professions=[profession.code for profession in seat.professions.all()],
        )
        for seat in seats
    )


def roster_hash(frozen: list[Participant]) -> str:
    """Return the hash of a roster: each seat with its side, region and macro-region, in the order of their ids."""
    lines = [
        [
            person.member.ref if person.member else "",
            person.side.public_id if person.side else "",
            person.region.code if person.region else "",
            person.macro_region.public_id if person.macro_region else "",
        ]
        for person in frozen
    ]
    return digest(sorted(lines))


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical form, in hex."""
    return sha256(canonical(value)).hexdigest()


def tell_of_opening(by: Member, deliberation: Deliberation, frozen: list[Participant]) -> None:
    asked = [person.member.user_id for person in frozen if person.member]
    inform(deliberation, list(asked), "deliberation.opened", closes=shown_time(deliberation.council, deliberation.closes_at))
    if deliberation.issue and not is_closed(deliberation):  # a closed one leaves no trace on the issue's page
        advance_issue(by=by, issue=deliberation.issue, state=Issue.State.DELIBERATED)
        authors = contributors([deliberation.issue])
        inform(deliberation, [user for user in authors if user not in set(asked)], "deliberation.deliberated")


def shown_time(council: Council, moment: datetime | None) -> str:
    """Return a time for a notice, the same in every language: 2026-12-05 18:00 (UTC+5)."""
    if moment is None:
        return ""
    side = Side.objects.filter(council=council).first()
    there = moment.astimezone(zone_of(side.timezone if side else None))
    return f"{there:%Y-%m-%d %H:%M} ({offset(there)})"
