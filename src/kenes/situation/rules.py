"""Who may, with figures, situation reports and practices."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import has_vote, is_active, is_secretariat, moderates, observes, same_council
from kenes.situation.models import Practice


@rules.predicate
def speaks_from_a_region(by: Member) -> bool:
    """A seat of one region; secretaries may have none."""
    return by.region_id is not None


@rules.predicate
def is_author(by: Member, practice: Practice) -> bool:
    """The seat that shared the practice."""
    return practice is not None and practice.author_id == by.pk


@rules.predicate
def of_its_region(by: Member, practice: Practice) -> bool:
    """A seat of the practice's region."""
    return practice is not None and practice.region_id == by.region_id


# The secretariat imports official figures, opens and closes periods.
rules.add_rule("situation.import_figures", is_secretariat & same_council)
rules.add_rule("situation.manage_periods", is_secretariat & same_council)
# Who deliberates also assesses: moderators and the chair from their own region, too.
rules.add_rule("situation.report", has_vote & same_council)
rules.add_rule("situation.contribute", is_active & ~observes)
rules.add_rule("situation.publish", moderates & same_council)
rules.add_rule("situation.write_note", is_active & ~observes & same_council)
# What a region does is told by its members, and confirmed by others of them.
rules.add_rule("situation.share_practice", is_active & ~observes & speaks_from_a_region)
rules.add_rule("situation.change_practice", is_active & same_council & is_author)
rules.add_rule("situation.confirm_practice", is_active & ~observes & same_council & of_its_region & ~is_author)
