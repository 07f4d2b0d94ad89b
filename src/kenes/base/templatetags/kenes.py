"""Tags of the design system; loaded in every template."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kenes.base.text import Text

register = template.Library()


@register.filter
def tr(value: Text | str) -> str | SafeString:
    """Show a Text in the reader's language; a text in another language carries its `lang`."""
    if not isinstance(value, Text):
        return value
    shown = value.render()
    if shown.language == (get_language() or "")[:2]:
        return shown.text
    return format_html('<span lang="{}">{}</span>', shown.language, shown.text)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the page's query string with some values changed: {% query page=2 %}."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"
