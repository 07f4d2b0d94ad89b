"""Who may draft, put to the vote, vote and dissent."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import has_vote, is_active, is_secretariat, moderates, observes, same_council
from kenes.recommendations.models import Adoption, Recommendation

# What reading a text and voting on it takes, as every page says.
MINUTES_A_BALLOT = 5


@rules.predicate
def is_drafter(by: Member, about: Recommendation) -> bool:
    """Who wrote the first version."""
    return about.created_by_id == by.pk


@rules.predicate
def same_council_vote(by: Member, about: Adoption) -> bool:
    """The vote belongs to the acting member's council."""
    return about.recommendation.council_id == by.council_id


rules.add_rule("recommendations.draft", is_active & ~observes)
rules.add_rule("recommendations.write", is_active & ~observes & same_council & (is_drafter | moderates))
rules.add_rule("recommendations.withdraw", is_active & same_council & (is_drafter | is_secretariat))
rules.add_rule("recommendations.open_adoption", is_secretariat & same_council)
rules.add_rule("recommendations.vote", has_vote & same_council_vote)
