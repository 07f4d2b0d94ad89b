"""What joint review asks of one member now, for their page."""

from dataclasses import dataclass
from datetime import datetime

from kenes.base import clock
from kenes.base.permissions import allowed
from kenes.claims.models import Affiliation, Finding, Interest, Nonce, Panel, Seat
from kenes.councils.models import Member
from kenes.sides.queries import wanted_of

MINUTES_A_REVIEW = 40


@dataclass(frozen=True)
class Wanted:
    """One step that waits for the member: what for ("accept", "review", "declare", "commit", "reveal", "word"), where, by when."""

    step: str
    panel: Panel
    by: datetime | None
    finding: Finding | None = None


def wanted_from(member: Member) -> list[Wanted]:
    """Return what waits for a member, in at most eight queries."""
    found = [*seats_of(member), *declarations_of(member)]
    return [*found, *draws_of(member), *findings_to_word(member)] if member.is_secretariat else found


def seats_of(member: Member) -> list[Wanted]:
    now = clock.now()
    asked = Seat.objects.filter(member=member, panel__state=Panel.State.REVIEWING, panel__closes_at__gt=now, answer_by__gt=now)
    rows = asked.filter(state__in=[Seat.State.OFFERED, Seat.State.ACCEPTED]).select_related("panel__claim__council")
    return [Wanted("accept" if seat.state == Seat.State.OFFERED else "review", seat.panel, seat.answer_by) for seat in rows]


def declarations_of(member: Member) -> list[Wanted]:
    """Return the panels for which the member may be drawn, while it is not known where they work or whether they have an interest."""
    if not allowed("claims.declare", member) or Affiliation.objects.filter(member=member).exists():
        return []
    rows = Panel.objects.filter(claim__council=member.council_id, state=Panel.State.CONFLICTS, declare_by__gt=clock.now())
    declared = Interest.objects.filter(member=member).values("panel")
    open_to_me = rows.exclude(pk__in=declared).exclude(claim__registered_by=member).select_related("claim__council")
    return [Wanted("declare", panel, panel.declare_by) for panel in open_to_me]


def draws_of(member: Member) -> list[Wanted]:
    """Return the draws that wait for a number of the member's side."""
    rows = Panel.objects.filter(claim__council=member.council_id, draw_by__gt=clock.now()).select_related("claim__council")
    panels = list(rows.filter(state__in=[Panel.State.COMMITTING, Panel.State.REVEALING]))
    mine = Nonce.objects.filter(panel__in=panels, side=member.side_id) if panels else Nonce.objects.none()
    given = {nonce.panel_id: nonce for nonce in mine}
    found = []
    for panel in panels:
        nonce = given.get(panel.pk)
        if panel.state == Panel.State.COMMITTING and nonce is None:
            found.append(Wanted("commit", panel, panel.draw_by))
        if panel.state == Panel.State.REVEALING and nonce is not None and not nonce.revealed_at:
            found.append(Wanted("reveal", panel, panel.draw_by))
    return found


def findings_to_word(member: Member) -> list[Wanted]:
    """Return the findings in preparation that no side has agreed to; where another has, `sides.queries.wanted_of` asks already."""
    waiting = {one.subject for one in wanted_of(member.side)}
    rows = Finding.objects.filter(claim__council=member.council_id, state=Finding.State.DRAFT, panel__isnull=False)
    found = []
    for row in rows.select_related("panel__claim__council", "claim__council"):
        if row.panel is not None and row.ref not in waiting:
            found.append(Wanted("word", row.panel, None, row))
    return found
