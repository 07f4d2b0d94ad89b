"""Who may, in this room."""

import rules

from kenes.claims.models import Seat
from kenes.councils.models import Member
from kenes.councils.rules import has_vote, is_active, is_secretariat, moderates, observes, same_council


@rules.predicate
def may_be_drawn(by: Member) -> bool:
    """Seats that deliberate, but for the chair: who puts the question does not answer it."""
    return by.has_vote and by.role != Member.Role.CHAIR


@rules.predicate
def holds_seat(by: Member, seat: Seat) -> bool:
    """The member whose seat on a panel it is."""
    return seat is not None and seat.member_id == by.pk


# Joint review: the secretariats put the question and draw, members review, what binds both sides needs both (kenes.sides).
rules.add_rule("claims.open_panel", is_secretariat & same_council)
rules.add_rule("claims.draw", is_secretariat & same_council)
rules.add_rule("claims.declare", may_be_drawn & same_council)
rules.add_rule("claims.review", is_active & same_council & holds_seat)
rules.add_rule("claims.write_finding", is_secretariat & same_council)
rules.add_rule("claims.answer_appeal", is_secretariat & same_council)
rules.add_rule("claims.hide_appeal", moderates & same_council)
rules.add_rule("claims.dissent", has_vote & same_council)

# The register: members say what circulates, moderators keep it in order, the secretariat takes over what others found.
rules.add_rule("claims.register", is_active & ~observes)
rules.add_rule("claims.manage", moderates & same_council)
rules.add_rule("claims.import", is_secretariat)
