"""Who may, in this room, and for how long things are kept."""

from datetime import timedelta

import rules

from kenes.councils.rules import moderates, same_council

# A slot is over at the same moment for everybody; until then neither moderators nor readers see anything that was written in it.
# A day hides the hour, which would tell the time zone; a meeting cannot wait for that.
DELIBERATION_EVERY = timedelta(days=1)
MEETING_EVERY = timedelta(minutes=10)
AUTHOR_KEPT = timedelta(days=30)  # at most: sooner when the contribution is released or returned
KEY_KEPT = timedelta(days=30)  # after the end: until then authors find their own contributions
TEXT_MOST = 5000
TITLE_MOST = 200

rules.add_rule("attribution.moderate", moderates & same_council)
