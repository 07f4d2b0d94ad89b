"""Who may, for a side."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import is_active, is_secretariat, moderates, observes, same_council
from kenes.sides.models import RoomThread


@rules.predicate
def own_room(by: Member, about: RoomThread | None) -> bool:
    """A room is its own side's, whatever role the other side's people have."""
    return about is None or about.side_id == by.side_id


# A side speaks through its secretaries and its chair; the council is the object.
rules.add_rule("sides.consent", is_secretariat & same_council)
rules.add_rule("sides.write_in_room", is_active & ~observes & own_room)
rules.add_rule("sides.moderate_room", moderates & own_room)
