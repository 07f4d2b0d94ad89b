"""Who may, with deliberations."""

from datetime import timedelta

import rules

from kenes.councils.rules import has_vote, is_secretariat, moderates, same_council

STATEMENT_MOST = 140  # characters: one statement fits one phone screen
OWN_MOST = 10  # statements that one member may write in a deliberation
BATCH_EVERY = timedelta(hours=24)  # results in batches: at most once a day by themselves
INLINE_MOST = 20_000  # votes up to which results are worked out at once, in the closing act; above, in the background
ANALYSE_EVERY = timedelta(minutes=5)  # while voting is open, at most
SECONDS_A_STATEMENT = 15  # what the page promises as time needed

rules.add_rule("deliberation.prepare", is_secretariat & same_council)
rules.add_rule("deliberation.moderate", moderates & same_council)
rules.add_rule("deliberation.take_part", has_vote & same_council)
