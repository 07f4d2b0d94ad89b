"""Tags of figures: {% load figures %}."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from kenes.situation.queries.profile import Row

register = template.Library()

NUMBERS = (
    '<tr><th scope="row">{}, {}</th><td>{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>'
    '<td class="num">{}</td></tr>'
)


@register.simple_tag
def numbers(rows: "Sequence[Row]") -> SafeString:
    """Write figures as rows of a table: fifty of them cost a page less this way than as so many lines of a template."""
    return format_html_join(
        "",
        NUMBERS,
        (
            (
                row.figure.name,
                row.figure.unit,
                row.when,
                row.shown,
                *(text or "–" for text in (row.middle_shown, row.national_shown, row.change_shown)),
            )
            for row in rows
        ),
    )
