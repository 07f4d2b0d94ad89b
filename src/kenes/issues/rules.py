"""Who may, with signals and issues."""

from datetime import timedelta

import rules

from kenes.councils.models import Member
from kenes.councils.rules import is_active, moderates, observes, same_council
from kenes.issues.models import Signal
from kenes.situation.rules import is_author as shared_it

# What the form promises: the secretariat looks at a signal within this time.
LOOKED_AT_WITHIN = timedelta(days=7)
# How long a merge can be undone.
UNDO_WITHIN = timedelta(days=30)


@rules.predicate
def is_author(by: Member, signal: Signal) -> bool:
    """The seat that reported the signal."""
    return signal is not None and signal.author_id == by.pk


rules.add_rule("issues.report_signal", is_active & ~observes)
rules.add_rule("issues.answer_for_signal", is_active & is_author)
# Moderators and the secretariat look at signals, make issues of them and merge issues.
rules.add_rule("issues.triage", moderates & same_council)
rules.add_rule("issues.publish", moderates & same_council)
# What a region does about an issue: its author says so, or a moderator.
rules.add_rule("issues.link_practice", is_active & same_council & (moderates | shared_it))
rules.add_rule("issues.read", is_active & same_council)
