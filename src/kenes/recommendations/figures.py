"""A figure of a deliberation in words: never without n, and with its interval."""

from django.utils.translation import gettext as _

from kenes.base.text import Text
from kenes.councils.queries import plain
from kenes.deliberation.queries import Figure
from kenes.deliberation.queries.figures import Cell, nodes_of


def cell_words(cell: Cell) -> str:
    """Return "84 % agree (95 % interval 77–89), n = 142"; a band where all or nearly all answered alike."""
    if not cell.is_shown or cell.share is None or cell.low is None or cell.high is None or cell.n is None:
        return _("Withheld (small cell)")
    values = {"share": cell.shown, "low": round(cell.low * 100), "high": round(cell.high * 100), "n": cell.n}
    if cell.state == "band":
        return tight(_("%(share)s %% agree, n = %(n)s") % values)
    return tight(_("%(share)s %% agree (95 %% interval %(low)s–%(high)s), n = %(n)s") % values)


def figure_words(figure: Figure) -> str:
    """Return the figure of all, and of the region that agrees least."""
    words = cell_words(figure.whole)
    words = words[:1].upper() + words[1:]
    if figure.lowest:
        place = nodes_of(figure.release)[figure.lowest]
        name: Text | str = place.name or place.key
        values = {"region": plain(str(name)), "figure": cell_words(figure.cells[figure.lowest])}
        words += ". " + _("Lowest: %(region)s, %(figure)s") % values
    return words


def tight(words: str) -> str:
    """Keep a number and its unit on one line."""
    return words.replace(" %", "\u00a0%").replace("n = ", "n\u00a0=\u00a0")
