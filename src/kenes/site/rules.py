"""Who may, across rooms."""

import rules

from kenes.councils.rules import moderates

rules.add_rule("site.translate", moderates)
