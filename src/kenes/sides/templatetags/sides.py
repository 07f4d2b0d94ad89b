"""Tags about the sides of a council: `{% load sides %}`."""

from collections.abc import Sequence
from typing import Any

from django import template

from kenes.sides.parity import Parity
from kenes.sides.queries import Standing

register = template.Library()


@register.inclusion_tag("sides/standing.html", takes_context=True)
def side_standing(context: dict[str, Any], rows: Sequence[Standing], action: str, seen: str, *, label: object = "") -> dict[str, Any]:
    """Show which side agrees to a text and which is missing, with the button of the reader's side.

    `rows` come from `queries.standing`; `action` is the address that takes the POST; it gets `seen`, the hash of the text on this page.
    """
    member = context.get("member")
    own = next((row for row in rows if member is not None and row.side.pk == member.side_id), None)
    return {
        "rows": rows,
        "several": len(rows) > 1,
        "missing": [row for row in rows if not row.agrees],
        "may_agree": bool(action and own and not own.agrees and member and member.is_secretariat),
        "action": action,
        "seen": seen,
        "label": label,
        **{name: context.get(name) for name in ("member", "zone", "zones")},
    }


@register.inclusion_tag("sides/parity.html", takes_context=True)
def side_parity(context: dict[str, Any], parity: Parity | None, *, alone: bool = True) -> dict[str, Any]:
    """Show counts by side against equal shares: a small bar, signs and names; nothing for None. `alone`: it leads to the others."""
    return {"parity": parity, "council": context.get("council"), "alone": alone}
