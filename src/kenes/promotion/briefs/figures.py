"""Each piece of evidence as a sentence with its figures and its source."""

from collections.abc import Sequence
from dataclasses import dataclass

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


def evidence_lines(evidence: Sequence[Evidence]) -> dict[int, Line]:
    """Return primary key -> sentence, the figures of all statements read together."""
    lines = {}
    for item in evidence:
        if item.statement is None:
            shown = item.text.render()
            lines[item.pk] = Line(shown.text, shown.language, "", item.source, item.url)
        else:
            shown = item.statement.text.render()
            lines[item.pk] = Line(f"“{shown.text}”", shown.language, "", sentences.statement_source(item), "")
    return lines
