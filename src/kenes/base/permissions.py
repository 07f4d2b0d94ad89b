"""One way to ask "may they?": the predicates of each app's rules.py, by name."""

import rules

from kenes.base.errors import NotAllowed


def require(rule: str, by: object, about: object = None) -> None:
    """Raise NotAllowed unless the rule (such as "issues.report_signal") lets `by` do this to `about`."""
    if not rules.test_rule(rule, by, about):
        raise NotAllowed


def allowed(rule: str, by: object, about: object = None) -> bool:
    """Return whether the rule lets `by` do this to `about`."""
    return bool(rules.test_rule(rule, by, about))
