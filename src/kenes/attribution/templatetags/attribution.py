"""{% attribution_rule "deliberation" deliberation.attribution council.threshold %}: who will see what, before anybody writes."""

from typing import Any

from django import template

from kenes.attribution.table_words import Rule, rule_in_words

register = template.Library()


@register.inclusion_tag("attribution/rule.html", takes_context=True)
def attribution_rule(context: dict[str, Any], occasion: str, rule: str, threshold: int) -> dict[str, Any]:
    """Show a rule in one sentence, with its table behind "Who sees what"."""
    return {"rule": rule_in_words(occasion, rule, threshold), "council": context.get("council")}


@register.inclusion_tag("attribution/table.html")
def attribution_table(rule: Rule) -> dict[str, Any]:
    """Show a rule's table: as a list of readers on phones, as a table on wide screens."""
    return {"rule": rule}
