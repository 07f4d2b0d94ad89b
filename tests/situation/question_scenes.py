"""Short ways to a question about a figure."""

from typing import Any

from kenes.councils.models import Council, Member, Region
from kenes.situation.acts.questions import ask_about, write_note
from kenes.situation.boards import Row
from kenes.situation.models import FigureQuestion, SituationNote
from tests.factories import text
from tests.situation import figures


def level(place: str, jump: float = 0.0, *, first: int = 2012, until: int = 2023, statuses: str = "") -> list[Row]:
    """Calm years, and a jump in the last."""
    return [
        Row(place, str(year), 5.0 + 0.1 * (year % 3) + jump * (year == until), status="B" if str(year) == statuses else "A")
        for year in range(first, until + 1)
    ]


def asked(council: Council, region: Region, code: str = "JOBLESS", name: str = "Unemployment") -> FigureQuestion:
    """A question about a jump in a region that somebody speaks from: long after the regions of 2022 were made."""
    indicator = figures.indicator(council, code, level(region.code, 1.2, first=2023, until=2034), name=name)
    ask_about(revision=indicator.board.revision)
    return FigureQuestion.objects.get(indicator=indicator)


def note(by: Member, question: FigureQuestion, key: str = "note-key-1", **changed: Any) -> SituationNote:
    about = {"indicator": question.indicator, "region": question.region, "period": question.period, "question": question}
    told = {"text": text("A mine closed in May"), "confidence": "high", "client_key": key}
    return write_note(by=by, **{**about, **told, **changed})
