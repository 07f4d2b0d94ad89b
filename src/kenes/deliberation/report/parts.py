"""Parts of the report that several sections use: figures as they are read aloud, statements with their bars."""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import shown_number
from kenes.deliberation.report.drawing import bar, key
from kenes.deliberation.report.markup import el
from kenes.engine.findings.finding import Division, Figures

FEW_CELLS = 5  # cells up to which all are shown with a statement; of more, those that matter
SHOWN, MORE = 10, 40  # statements of a list that are shown, and that can be unfolded


def number(value: float) -> str:
    return shown_number(value, 0)


def percent(share: float) -> str:
    return "–" if np.isnan(share) else (_("%(n)s %%") % {"n": number(100 * share)}).replace(" ", "\u00a0")


def n_of(n: int) -> str:
    return f"n\u00a0=\u00a0{number(n)}"


class Statements:
    """Statements as the report shows them."""

    def __init__(self, figures: Figures, language: str) -> None:
        self.figures, self.language = figures, language

    def text(self, at: int) -> Element:
        """Return the words of an analysed statement, marked with their language."""
        statement = self.figures.export.statements[self.figures.analysed[at]]
        words = statement.text or _("Statement %(number)s") % {"number": statement.id}
        lang = (statement.lang or self.language) if statement.text else None
        return el("p", el("span", words, lang=lang), " ", el("small", f"№\u00a0{statement.id}"), class_="statement")

    def row(self, at: int, division: Division, cells: Iterable[int], lowest: int = -1) -> Element:
        return el("li", self.text(at), [cell(division, at, one, one == lowest) for one in cells])

    def listed(self, rows: Sequence[Element]) -> list[Element]:
        """Return a list; what is beyond the first ten can be unfolded."""
        shown = [el("ul", list(rows[:SHOWN]), class_="rows")]
        rest = list(rows[SHOWN : SHOWN + MORE])
        if rest:
            shown.append(
                el(
                    "details",
                    el("summary", ngettext("Show %(n)s more", "Show %(n)s more", len(rest)) % {"n": len(rest)}),
                    el("ul", rest, class_="rows"),
                )
            )
        return shown


def cell_name(division: Division, cell: int) -> str:
    if division.is_whole:
        return _("All")
    return _("Group %(name)s") % {"name": division.names[cell]} if division.is_found else division.names[cell]


def cell(division: Division, at: int, one: int, is_lowest: bool = False) -> Element:
    """Return what one cell says of one statement."""
    n = int(division.table[at, one].sum())
    name = el("span", [key(one)] if division.is_found else [], cell_name(division, one))
    agree = division.shares.agree
    if not n:
        return el("div", name, el("span", _("nobody answered")), class_="cell")
    share, mean, low, high = (float(part[at, one]) for part in (agree.share, agree.mean, agree.low, agree.high))
    if np.isnan(low):
        few = _("fewer than 5 answers")
        return el("div", name, el("span", few), el("span", el("small", n_of(n)), class_="figure"), class_="cell")
    words = _("%(share)s agree, 95 %% interval %(low)s to %(high)s") % {"share": percent(share), "low": percent(low), "high": percent(high)}
    figure = el("span", percent(share), " ", el("small", n_of(n)), class_="figure")
    return el("div", name, bar(mean, low, high, words), figure, class_="cell lowest" if is_lowest else "cell")


def cells_shown(division: Division, *those: int) -> list[int]:
    """Return which cells stand with a statement: all of a few, else those that matter."""
    return list(range(len(division.names))) if len(division.names) <= FEW_CELLS else [one for one in those if one >= 0]
