"""How deliberations look on pages: badges, history, a cell of agreement (the matrix of them: matrix.py)."""

from dataclasses import replace

from kenes.attribution.models import Held
from kenes.base.charts import AgreementCell, agreement_cell, pct
from kenes.deliberation.models import Deliberation, Statement
from kenes.deliberation.queries.cells import Cell

BADGES: dict[str, str] = {
    Deliberation.State.DRAFT: "draft",
    Deliberation.State.OPEN: "talk",
    Deliberation.State.CLOSED: "neutral",
    Statement.State.WAITING: "asked",
    Statement.State.ACCEPTED: "neutral",
    Statement.State.REJECTED: "stopped",
}

HELD_BADGES: dict[str, str] = {Held.State.WAITING: "asked", Held.State.PASSED: "neutral", Held.State.RETURNED: "stopped"}


def drawn(cell: Cell, *, lowest: bool = False) -> AgreementCell:
    """Return a cell for the chart: exact figures as they are, bands as bands, withheld ones without a number."""
    if cell.n is None or cell.share is None or cell.low is None or cell.high is None:
        return agreement_cell(0, 0, 0, 0, withheld=True)
    if cell.state == "band":
        band = agreement_cell(1.0 if cell.high == 1 else 0.0, cell.low, cell.high, cell.n, lowest=lowest)
        return replace(band, kind=cell.kind)  # type: ignore[arg-type]
    shown = str(round(cell.share * 100))
    marks = (pct(cell.share * 100), pct(cell.low * 100), pct(cell.high * 100))
    return AgreementCell(shown, cell.n, *marks, cell.kind, lowest, withheld=False, banded=False)  # type: ignore[arg-type]
