"""Who may, for a side."""

import rules

from kenes.councils.rules import is_secretariat, same_council

# A side speaks through its secretaries and its chair; the council is the object.
rules.add_rule("sides.consent", is_secretariat & same_council)
