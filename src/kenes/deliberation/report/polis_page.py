"""The report of the Polis mode: Polis's own lists, each statement with the bars of its groups."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.deliberation.report.drawing import key
from kenes.deliberation.report.how import how
from kenes.deliberation.report.markup import el
from kenes.deliberation.report.page import division_sections, headline, map_section, numbers_section, whole_page
from kenes.deliberation.report.parts import Statements, cell_name, number
from kenes.engine.findings.finding import Division
from kenes.engine.findings.polis import PolisFindings
from kenes.engine.opinions.polis.statistics import Consensus


def polis_page_of(findings: PolisFindings, language: str, statements_in: str) -> str:
    """Return the report in the active language."""
    statements, result, groups = Statements(findings, statements_in), findings.result, findings.groups
    k = len(groups.names) if groups else 0
    labels = [division for division in findings.divisions if not division.is_found]
    return whole_page(
        statements,
        language,
        headline(k, (findings.divisions or [findings.whole])[0]),
        agreed_sections(statements, result.agreed, result.disagreed),
        aware_section(statements, findings) if groups else None,
        representative_section(statements, findings, groups) if groups else None,
        map_section(statements, polis_group_words(k), result.points, result.within),
        [section for division in labels for section in division_sections(statements, division)],
        numbers_section(statements),
        how(findings, [(_("Method"), _("Polis mode, steps 1 to 11"))]),
    )


def polis_group_words(k: int) -> str:
    return ngettext("Polis's method finds %(n)s group", "Polis's method finds %(n)s groups", k) % {"n": number(k)}


def places(statements: Statements) -> dict[int, int]:
    """Return where each statement of the export stands among those analysed."""
    return {int(at): index for index, at in enumerate(statements.figures.analysed.tolist())}


def with_bars(statements: Statements, numbers: Sequence[int]) -> list[Element]:
    """Return a list of statements (numbers of the export), with everybody's bar and one a group."""
    place, groups = places(statements), statements.figures.groups
    shown: list[Element] = []
    for at in numbers:
        row = statements.row(place[at], statements.figures.whole, [0])
        if groups:
            row.extend(list(statements.row(place[at], groups, range(len(groups.names))))[1:])
        shown.append(row)
    return statements.listed(shown)


def agreed_sections(statements: Statements, agreed: list[Consensus], disagreed: list[Consensus]) -> list[Element]:
    """Return Polis's consensus lists."""
    yes, no = _("Statements that most agree with (Polis)"), _("Statements that most disagree with (Polis)")
    sections = []
    for title, lines in ((yes, agreed), (no, disagreed)):
        if lines:
            sections.append(el("section", el("h2", title), with_bars(statements, [line.statement for line in lines])))
    return sections


def aware_section(statements: Statements, findings: PolisFindings) -> Element:
    """Return the statements with the highest group-aware consensus."""
    values = findings.result.group_aware_consensus[findings.analysed]
    order = [int(findings.analysed[at]) for at in np.argsort(-values, kind="stable")[:20].tolist()]
    note = _("The product over groups of the shares who agree. It shrinks with the number of groups and counts a pass as no agreement.")
    return el("section", el("h2", _("Group-aware consensus (Polis)")), el("p", note, class_="note"), with_bars(statements, order))


def representative_section(statements: Statements, findings: PolisFindings, groups: Division) -> Element:
    """Return what stands for each group."""
    parts = []
    for at, lines in enumerate(findings.result.representative):
        if lines:
            parts += [el("h3", key(at), cell_name(groups, at)), *with_bars(statements, [line.statement for line in lines])]
    return el("section", el("h2", _("What stands for each group (Polis)")), parts)
