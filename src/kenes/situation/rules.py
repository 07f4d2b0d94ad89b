"""Who may, with figures, situation reports and practices."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import has_vote, is_active, is_secretariat, moderates, same_council


@rules.predicate
def observes(by: Member) -> bool:
    """Observers read; they do not contribute."""
    return by.role == Member.Role.OBSERVER


# The secretariat imports official figures, opens and closes periods.
rules.add_rule("situation.import_figures", is_secretariat & same_council)
rules.add_rule("situation.manage_periods", is_secretariat & same_council)
# Who deliberates also assesses: moderators and the chair from their own region, too.
rules.add_rule("situation.report", has_vote & same_council)
rules.add_rule("situation.contribute", is_active & ~observes)
rules.add_rule("situation.publish", moderates & same_council)
