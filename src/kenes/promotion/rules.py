"""Who may, on the way to a body and back."""

import rules

from kenes.councils.models import Member, Side
from kenes.councils.rules import is_active, is_secretariat, same_council
from kenes.promotion.models import Answer, Body, Commitment, Dispatch, Verdict


@rules.predicate
def own_side(by: Member, about: Side) -> bool:
    """Each institute keeps the bodies and the calendar of its own side."""
    return about.pk == by.side_id


@rules.predicate
def own_body(by: Member, about: Body) -> bool:
    """Each institute sends to the bodies of its own side."""
    return about.side_id == by.side_id


@rules.predicate
def own_dispatch(by: Member, about: Dispatch) -> bool:
    """The dispatch went to a body of the acting member's side."""
    return about.body.council_id == by.council_id and about.body.side_id == by.side_id


@rules.predicate
def own_answer(by: Member, about: Answer) -> bool:
    """The answer came from a body of the acting member's side."""
    return bool(own_dispatch.test(by, about.dispatch))


@rules.predicate
def in_commitments_council(by: Member, about: Commitment) -> bool:
    """The commitment answers a recommendation of the acting member's council."""
    return about.recommendation.council_id == by.council_id


@rules.predicate
def in_verdicts_council(by: Member, about: Verdict) -> bool:
    """The verdict is one of the acting member's council."""
    return about.commitment.recommendation.council_id == by.council_id


@rules.predicate
def judges(by: Member, about: object) -> bool:
    """Seats that give verdicts: never the secretariat, which asks for them."""
    return by.has_vote and not by.is_secretariat


@rules.predicate
def speaks(by: Member) -> bool:
    """Every active seat except observers."""
    return by.is_active and by.role != Member.Role.OBSERVER


rules.add_rule("promotion.register_body", is_secretariat & own_side)
rules.add_rule("promotion.set_day", is_secretariat & own_side)
rules.add_rule("promotion.compose_brief", is_secretariat)
rules.add_rule("promotion.read_draft", is_active & same_council)
rules.add_rule("promotion.dispatch_brief", is_secretariat & own_body)
rules.add_rule("promotion.manage_dispatch", is_secretariat & own_dispatch)
rules.add_rule("promotion.confirm_sender", is_secretariat & own_answer)
rules.add_rule("promotion.report_progress", speaks & in_commitments_council)
rules.add_rule("promotion.ask_verdict", is_secretariat & in_commitments_council)
rules.add_rule("promotion.judge", judges & in_verdicts_council)
