"""Tags of the design system; loaded in every template. docs/design-system.md shows each."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kenes.base import chain, charts, fields
from kenes.base import opinion_map as maps
from kenes.base.dates import Clock, deadline_words, long_day, long_moment, shown_number, zone_of
from kenes.base.text import Text

register = template.Library()

MOST_SEGMENTS = 60  # more than that would be hairlines on a phone: a bar instead


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


@register.inclusion_tag("base/components/glyph.html")
def glyph(name: str) -> dict[str, str]:
    """Draw one of the glyphs of base/glyphs/; never without words beside it."""
    return {"name": name}


@register.inclusion_tag("base/components/badge.html")
def badge(kind: str, label: object) -> dict[str, object]:
    """Show a state: neutral, talk, asked, answered, some, verified, contested, overdue, stopped, draft."""
    return {"kind": kind, "label": label}


@register.inclusion_tag("base/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a form field: label, hint, error, control."""
    return fields.parts(bound)


@register.inclusion_tag("base/components/field.html")
def choices(bound: BoundField, columns: int = 2) -> dict[str, Any]:
    """Show a field with a few choices as a grid of cards."""
    return fields.parts(bound) | {"cards": True, "one_column": columns == 1}


@register.inclusion_tag("base/components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """Sum up what is wrong with a form (or with each form of a list), with links to the fields."""
    return fields.summary(form)


@register.inclusion_tag("base/components/draft_note.html")
def draft_note() -> dict[str, Any]:
    """Say when the form's draft was last kept on this device (inside a form with data-draft)."""
    return {}


@register.inclusion_tag("base/components/asked.html")
def asked(verb: object, title: object, note: object = "", url: str = "", label: object = "", *, when: bool = False) -> dict[str, Any]:
    """Show what is asked of the reader; `when` sets the title as a date."""
    return {"verb": verb, "title": title, "note": note, "url": url, "label": label, "when": when}


@register.inclusion_tag("base/components/empty.html")
def empty(title: object, text: object = "", url: str = "", label: object = "") -> dict[str, Any]:
    """Say what is missing and what to do about it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("base/components/pagination.html", takes_context=True)
def pagination(context: dict[str, Any], page: Page[Any]) -> dict[str, Any]:
    """Link the pages of a list; the rest of the query string stays."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, query(context, page=number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": query(context, page=page.number - 1),
        "next": query(context, page=page.number + 1),
    }


def share(value: float, total: float) -> float:
    return round(100 * min(max(value / total, 0.0), 1.0), 1) if total else 0.0


@register.inclusion_tag("base/components/progress.html")
def progress(done: int, total: int, label: object, note: object = "") -> dict[str, Any]:
    """Show how far long work has come."""
    return {"done": done, "total": total, "label": label, "note": note, "share": share(done, total)}


@register.inclusion_tag("base/components/segments.html")
def segments(done: int, total: int, label: object = "", note: object = "") -> dict[str, Any]:
    """Show how many of the statements are answered; the next one is the current one."""
    parts = ["done" if index < done else "now" if index == done else "" for index in range(total)]
    shown = parts if total <= MOST_SEGMENTS else []
    return {"parts": shown, "share": share(done, total), "current": min(done + 1, total), "total": total, "label": label, "note": note}


@register.inclusion_tag("base/components/quorum_bar.html")
def quorum_bar(value: int, total: int, threshold: int, label: object) -> dict[str, Any]:
    """Show votes (or voters) against what is needed; the label says the same in a sentence."""
    return {"share": share(value, total), "tick": share(threshold, total), "label": label}


@register.inclusion_tag("base/components/chain_short.html")
def chain_short(steps: Sequence[chain.Step]) -> dict[str, Any]:
    """Show a chain in one line of a list."""
    drawn = chain.short(steps)
    return {"marks": drawn.marks, "lines": drawn.lines, "width": drawn.width, "words": drawn.words}


@register.inclusion_tag("base/components/chain_full.html")
def chain_full(steps: Sequence[chain.Step], *, legend: bool = False) -> dict[str, Any]:
    """Show a chain with all it says: across on wide screens, down on phones."""
    return {"links": chain.links(steps), "legend": legend}


@register.simple_tag
def day(value: date | None) -> str | SafeString:
    """Show a day in the long form of the reader's language."""
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m-%d}", long_day(value)) if value else ""


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime | date | None, zone: str | tzinfo | None = None) -> str | SafeString:
    """Show a time with its zone: the one given, else the page's `zone`, else that of the reader's side, else UTC. A day stays a day."""
    if not isinstance(value, datetime):
        return day(value)
    if not zone:
        member = context.get("member")
        zone = context.get("zone") or (member.side.timezone if member else None)
        if callable(zone):  # asked only where a time is shown
            zone = zone()
    return format_html(
        '<time datetime="{}">{}</time>', value.astimezone(zone_of(zone)).isoformat(timespec="minutes"), long_moment(value, zone)
    )


@register.simple_tag(takes_context=True)
def deadline(context: dict[str, Any], value: datetime | None) -> str | SafeString:
    """Show until when something is open: by the clock of the capital of the reader's side, then by the reader's own where it differs.

    A visitor reads the clocks of all capitals where they differ. `clocks` comes with every page and asks the database once at most.
    """
    if not value:
        return ""
    words = deadline_words(value, list(context.get("clocks") or [Clock("UTC")]))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), words)


@register.filter
def number(value: float | int | None, digits: int | None = None) -> str:
    """Show a number with the separators of the reader's language: {{ 4812|number }}, {{ 0.913|number:2 }}."""
    return "" if value is None else shown_number(value, digits)


@register.inclusion_tag("base/components/written.html")
def written(text: Text | str) -> dict[str, Any]:
    """Show what a person wrote, and say when it is a translation, when it lacks one, when that is out of date."""
    if not isinstance(text, Text):
        return {"paragraphs": paragraphs(text)}
    shown, reader = text.render(), (get_language() or "")[:2]
    note = ""
    if shown.translated:
        note = {"kk": _("Translated from Kazakh."), "ru": _("Translated from Russian."), "en": _("Translated from English.")}.get(
            text.original, _("Translated.")
        )
    elif shown.language != reader and text.has_original:
        note = _("Not translated yet: this is the original.")
    return {
        "paragraphs": paragraphs(shown.text),
        "language": shown.language,
        "reader": reader,
        "note": note,
        "outdated": shown.outdated,
        "original": paragraphs(text.original_text) if shown.translated else [],
        "original_language": text.original,
    }


def paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in text.split("\n\n") if part.strip()]


@register.inclusion_tag("base/components/stat.html")
def stat(number: object, of: object = "", label: object = "") -> dict[str, Any]:
    """Show one of the numbers that matter, inside <dl class="stats">."""
    return {"number": localised(number), "of": localised(of), "label": label}


def localised(value: object) -> object:
    return shown_number(value) if isinstance(value, int | float) else value


@register.inclusion_tag("base/components/tile_map.html")
def tile_map(map: charts.TileMap, title: object = "", unit: object = "", source: object = "", threshold: int = 0) -> dict[str, Any]:
    """Draw a tile map with its finding as title, unit, legend, source and numbers."""
    return {"map": map, "title": title, "unit": unit, "source": source, "threshold": threshold}


@register.inclusion_tag("base/components/agreement_cell.html")
def agreement_cell(cell: charts.AgreementCell) -> dict[str, Any]:
    """Draw one cell of the agreement matrix."""
    kinds = {"yes": _("a majority agrees"), "open": _("not clear"), "no": _("fewer than half agree")}
    words = _("%(share)s %% agree, n = %(n)d: %(finding)s") % {"share": cell.shown, "n": cell.n, "finding": kinds[cell.kind]}
    return {"cell": cell, "words": words}


@register.inclusion_tag("base/components/agreement_legend.html")
def agreement_legend(threshold: int = 5) -> dict[str, Any]:
    """Explain the marks of the agreement matrix."""
    return {"threshold": threshold}


@register.inclusion_tag("base/components/opinion_map.html")
def opinion_map(map: maps.OpinionMap, title: object, words: object) -> dict[str, Any]:
    """Draw the opinion map; `words` say the same to those who do not see it."""
    return {"map": map, "title": title, "words": words}


@register.inclusion_tag("base/components/group_sign.html")
def group_sign(group: int) -> dict[str, Any]:
    """Draw the sign of an opinion group (from 0; -1: those between); never without words beside it."""
    return {"sign": maps.sign(group)}
