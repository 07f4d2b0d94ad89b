"""What the acts of joint review share: rows locked as they are now, and who is told."""

from collections.abc import Iterable
from typing import Any

from kenes.base import clock, search
from kenes.claims.errors import PanelMovedOn
from kenes.claims.models import Claim, Finding, Panel
from kenes.claims.queries.findings import finding_of
from kenes.claims.queries.panels import OPEN_TO_ALL
from kenes.councils.models import Council, Member
from kenes.councils.queries import secretariat_ids
from kenes.notices.acts import tell
from kenes.record.acts import append


def locked(panel: Panel, *states: Panel.State) -> Panel:
    """Return the panel as it is now, its row locked, at one of these steps."""
    rows = Panel.objects.select_for_update(of=("self",), no_key=True).select_related("claim__council")
    fresh = rows.get(pk=panel.pk)
    if fresh.state not in states:
        raise PanelMovedOn
    return fresh


def move(claim: Claim, state: Claim.State) -> None:
    """Let a claim take a step. One whose finding is public stays so while it is reviewed anew."""
    if claim.state in OPEN_TO_ALL and state not in OPEN_TO_ALL:
        return
    claim.state, claim.changed_at = state, clock.now()
    claim.save(update_fields=["state", "changed_at"])
    index(claim)


def index(claim: Claim) -> None:
    """Make a claim findable: by members only, until its finding is published; then also by what was found."""
    found = finding_of(claim) if claim.state in OPEN_TO_ALL else None
    told = [found.sentence, found.text, *(row.text for row in found.side_texts.all())] if found else []
    visible_to = "public" if claim.state in OPEN_TO_ALL else "members"
    search.index(claim, council=claim.council.public_id, title=claim.wording, body=claim.context, more=told, visible_to=visible_to)


def noted(item: Panel | Finding, type: str, *, by: Member | None = None, sealed: dict[str, str] | None = None, **details: Any) -> None:
    """Append an entry about a panel or a finding to the council's record."""
    council = item.claim.council.public_id
    append(council, type, item.ref, actor=by.ref if by else "", details={"claim": item.claim.ref, **details}, sealed=sealed)


def told(item: Panel | Finding, user_ids: Iterable[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, item.ref, council=item.claim.council.public_id, details={"number": item.claim.number, **details})


def staff(council: Council) -> set[int | None]:
    return set(secretariat_ids(council))
