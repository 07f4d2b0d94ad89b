"""Who may, with papers."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import is_active, moderates, observes, same_council
from kenes.library.models import Paper, PaperUse


@rules.predicate
def shared_it(by: Member, paper: Paper) -> bool:
    """The seat that shared the paper."""
    return paper is not None and paper.author_id == by.pk


@rules.predicate
def of_its_side(by: Member, paper: Paper) -> bool:
    """A seat of the side whose member shared the paper."""
    return paper is not None and paper.author.side_id == by.side_id


@rules.predicate
def noted_it(by: Member, use: PaperUse) -> bool:
    """The seat that noted where a paper is used."""
    return use is not None and use.by_id == by.pk


@rules.predicate
def moderates_its_council(by: Member, use: PaperUse) -> bool:
    return use is not None and by.moderates and use.paper.council_id == by.council_id


rules.add_rule("library.share", is_active & ~observes)
rules.add_rule("library.change", is_active & same_council & (shared_it | moderates & of_its_side))
# Before everyone sees a paper, a moderator of the side that it comes from has looked at it: no side publishes for another.
rules.add_rule("library.publish", moderates & same_council & of_its_side)
rules.add_rule("library.note_use", is_active & ~observes & same_council)
rules.add_rule("library.drop_use", is_active & (noted_it | moderates_its_council))
