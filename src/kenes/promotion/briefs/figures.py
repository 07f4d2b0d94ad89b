"""Each piece of evidence as a sentence with its figures and its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import shown_number
from kenes.councils.queries import plain
from kenes.deliberation.queries import Figure
from kenes.deliberation.queries.figures import Cell, nodes_of
from kenes.promotion.briefs import sentences
from kenes.recommendations.models import Evidence


@dataclass(frozen=True)
class Line:
    """One sentence of evidence: what is said, the figures (with n and interval), where they come from."""

    text: str
    language: str
    figures: str
    source: str
    url: str


def evidence_lines(evidence: Sequence[Evidence], figures: Mapping[int, Figure]) -> dict[int, Line]:
    """Return primary key -> sentence; `figures` are those of deliberation.queries.figures_of."""
    lines = {}
    for item in evidence:
        if item.statement is None:
            shown = item.text.render()
            lines[item.pk] = Line(shown.text, shown.language, "", item.source, item.url)
        else:
            shown = item.statement.text.render()
            figure = figures.get(item.pk)
            words = figure_words(figure) if figure else _("The figures are withheld (small cell).")
            lines[item.pk] = Line(_("“%(text)s”") % {"text": shown.text}, shown.language, words, sentences.statement_source(item), "")
    return lines


def figure_words(figure: Figure) -> str:
    """Return how many agree in all, how many regions, and where the fewest do."""
    if not figure.whole.is_shown:
        return _("The figures are withheld (small cell).")
    words = cell_words(figure.whole) + "."
    shown = [figure.cells[place] for place in figure.regions if figure.cells[place].is_shown]
    if shown and figure.lowest:
        most = sum((cell.share or 0) > 0.5 for cell in shown)
        regions = ngettext(
            "A majority agrees in %(most)d of %(n)d region shown.", "A majority agrees in %(most)d of %(n)d regions shown.", len(shown)
        )
        place = nodes_of(figure.release)[figure.lowest]
        lowest = {"region": plain(str(place.name or "")), "words": cell_words(figure.cells[figure.lowest])}
        words += " " + regions % {"most": most, "n": len(shown)} + " " + _("Lowest: %(region)s, %(words)s.") % lowest
    return unbroken(words[:1].upper() + words[1:])


def cell_words(cell: Cell) -> str:
    """Return one cell's agreement. Where nearly all answered alike the gate let out only a band: more would tell each vote."""
    low, high = round((cell.low or 0) * 100), round((cell.high or 0) * 100)
    numbers = {"share": cell.shown, "n": shown_number(cell.n or 0), "low": low, "high": high}
    if cell.state == "band":
        return _("%(share)s %% agree (n = %(n)s)") % numbers
    return _("%(share)s %% agree (n = %(n)s; 95 %% interval %(low)s–%(high)s %%)") % numbers


def unbroken(text: str) -> str:
    """Return text whose figures stay on one line with their units."""
    return text.replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0").replace("> ", ">\u00a0").replace("< ", "<\u00a0")
