"""The report: one page that says what was found in a conversation, and how."""

from xml.etree.ElementTree import Element

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from kenes.deliberation.report.drawing import drawn, key, opinion_map
from kenes.deliberation.report.how import how, kenes_facts
from kenes.deliberation.report.markup import document, el
from kenes.deliberation.report.parts import Statements, cell_name, cells_shown, n_of, number, percent
from kenes.engine.findings.finding import Division, Figures, Findings
from kenes.engine.ground.common import ranked
from kenes.engine.intervals import Floats
from kenes.engine.slate import Slate

APART = 5  # statements that describe a group
ALL_ROWS = 1000


def page_of(findings: Findings, language: str, statements_in: str) -> str:
    """Return the report in the active language; `statements_in` is the language of the statements where they do not say it."""
    statements = Statements(findings, statements_in)
    opinions, groups = findings.opinions, findings.groups
    divisions = findings.divisions or [findings.whole]
    stability = None if findings.are_given else opinions.stability
    return whole_page(
        statements,
        language,
        headline(len(groups.names) if groups else 0, divisions[0]),
        [section for division in divisions for section in division_sections(statements, division)],
        map_section(statements, group_words(findings), opinions.position, opinions.placed, stability),
        slate_section(statements, findings.slate),
        numbers_section(statements),
        how(findings, kenes_facts(opinions)),
    )


def whole_page(statements: Statements, language: str, *sections: Element | list[Element] | None) -> str:
    """Return a page with these sections under the topic."""
    figures = statements.figures
    topic = el("h1", el("span", figures.export.topic, lang=statements.language))
    return document(figures.export.topic, language, el("main", topic, el("p", size(figures), class_="sub"), *sections))


def division_sections(statements: Statements, division: Division) -> list[Element]:
    return [common_section(statements, division), contested_section(statements, division)]


def size(figures: Figures) -> str:
    people, votes, statements = len(figures.export.participants), len(figures.votes.value), len(figures.analysed)
    return " · ".join(
        [
            ngettext("%(n)s participant", "%(n)s participants", people) % {"n": number(people)},
            ngettext("%(n)s statement", "%(n)s statements", statements) % {"n": number(statements)},
            ngettext("%(n)s answer", "%(n)s answers", votes) % {"n": number(votes)},
        ]
    )


def headline(groups: int, first: Division) -> Element:
    numbers = [
        (number(groups), ngettext("opinion group", "opinion groups", groups)) if groups else ("–", _("no stable groups")),
        (number(int(first.common.common.sum())), _("statements are common ground")),
        (number(int(is_contested(first).sum())), _("statements are contested")),
    ]
    return el("div", [el("div", el("b", figure), words) for figure, words in numbers], class_="numbers")


def is_contested(division: Division) -> NDArray[np.bool_]:
    """Return where cells surely differ; of everybody in one cell: where each side surely has a quarter."""
    return np.asarray(division.contested.gap > (0.5 if division.is_whole else 0.0), np.bool_)


def title_of(division: Division) -> str:
    return _("opinion groups") if division.is_found else division.name


def common_section(statements: Statements, division: Division) -> Element:
    common = division.common
    order = [at for at in ranked(common.score).tolist() if not np.isnan(common.score[at])]
    n = int(common.common.sum())
    if division.is_whole:
        title = ngettext("A majority surely agrees with %(n)s statement", "A majority surely agrees with %(n)s statements", n)
        note = _("Ordered by the least that agreement exceeds disagreement by, with 95 percent certainty.")
    else:
        title = ngettext("%(n)s statement is common ground: %(name)s", "%(n)s statements are common ground: %(name)s", n)
        note = _("A majority surely agrees in each of them. Ordered by the one that supports it least (bold), disagreement counted.")
    rows = [statements.row(at, division, cells_shown(division, int(common.lowest[at])), int(common.lowest[at])) for at in order[:50]]
    heading = el("h2", title % {"n": number(n), "name": title_of(division)})
    return el("section", heading, el("p", note, class_="note"), statements.listed(rows), el("p", legend(), class_="source"))


def legend() -> str:
    return _(
        "Share who agree, of all who answered. The mark on the bar is the estimate, the wide part its 95 percent interval: where answers "
        "are few, they lean on the others. Thin line: one half. Those with fewer than 5 answers are not compared."
    )


def contested_section(statements: Statements, division: Division) -> Element:
    contested = division.contested
    order = [at for at in ranked(contested.gap).tolist() if contested.gap[at] > 0]
    n = int(is_contested(division).sum())
    if division.is_whole:
        title = ngettext("%(n)s statement splits people", "%(n)s statements split people", n) % {"n": number(n)}
        note = _("Ordered by the smaller of the two sides, at least. Counted are those where each side surely has a quarter.")
    else:
        words = ngettext("%(n)s statement is contested: %(name)s", "%(n)s statements are contested: %(name)s", n)
        title = words % {"n": number(n), "name": title_of(division)}
        note = _("Two of them surely differ. Ordered by the difference of agreement, at least.")
    if not order:
        return el("section", el("h2", title))
    rows = [statements.row(at, division, cells_shown(division, int(contested.high[at]), int(contested.low[at]))) for at in order[:50]]
    if division.is_whole:
        rows = [statements.row(at, division, [0]) for at in order[:50]]
    return el("section", el("h2", title), el("p", note, class_="note"), statements.listed(rows))


def map_section(
    statements: Statements, title: str, position: Floats, placed: NDArray[np.bool_], stability: Floats | None = None
) -> Element:
    """Return the opinion map and what sets its groups apart. `stability` is that of the groups found."""
    groups = statements.figures.groups
    if not placed.any() or np.isnan(position).all():
        return el("section", el("h2", title))
    code = groups.codes if groups else np.full(len(position), -1, np.int64)
    shown, on_it, few = len(drawn(position)), int(placed.sum()), int((~placed).sum())
    words = _("Opinion map: people who stand close to each other answered alike.")
    if shown < on_it:
        words += " " + _("%(shown)s of %(n)s people are drawn.") % {"shown": number(shown), "n": number(on_it)}
    if few:
        missing = ngettext(
            "%(n)s person answered too few statements to be placed.", "%(n)s people answered too few statements to be placed.", few
        )
        words += " " + missing % {"n": number(few)}
    parts = [part for at in range(len(groups.names)) for part in group_part(statements, groups, at, stability)] if groups else []
    return el("section", el("h2", title), opinion_map(position, code, words), el("p", words, class_="source"), parts)


def group_words(findings: Findings) -> str:
    """Return the finding about groups as a title."""
    if findings.are_given:
        return _("Opinion groups as given")
    n = findings.opinions.groups
    if n:
        return ngettext("People form %(n)s opinion group", "People form %(n)s opinion groups", n) % {"n": n}
    return {
        "few": _("No opinion groups: too few answers to tell"),
        "one": _("No opinion groups: no direction divides people"),
        "small": _("No stable opinion groups: they would be too small"),
        "between": _("No stable opinion groups: too many people stand between them"),
        "unstable": _("No stable opinion groups: they change when a tenth of the answers is taken away"),
    }[findings.opinions.reason]


def group_part(statements: Statements, groups: Division, at: int, stability: Floats | None) -> list[Element]:
    """Return who a group is: its size, how stable it is, and what sets it apart."""
    people = int(groups.sizes[at])
    facts = [ngettext("%(n)s person", "%(n)s people", people) % {"n": number(people)}]
    if stability is not None and len(stability) == len(groups.names):
        facts.append(_("stability %(share)s") % {"share": percent(float(stability[at]))})
    found = groups.apart.found[at][:APART]
    answered = [(int(groups.table[one.statement, at].sum()), int(groups.table[one.statement].sum())) for one in found]
    said = [_("%(share)s agree here, %(rest)s elsewhere"), _("%(share)s disagree here, %(rest)s elsewhere")]
    items = [
        el(
            "li",
            statements.text(one.statement),
            el("small", said[one.side] % {"share": share_of(one.share, here), "rest": share_of(one.rest, all_of - here)}),
        )
        for one, (here, all_of) in zip(found, answered, strict=True)
    ]
    heading = el("h3", key(at), f"{cell_name(groups, at)} · ", " · ".join(facts))
    return [heading, el("ul", items, class_="plain")] if items else [heading]


def share_of(share: float, n: int) -> str:
    return f"{percent(share)} ({n_of(n)})"


def slate_section(statements: Statements, found: Slate) -> Element | None:
    if not len(found.statements) or not found.n:
        return None
    title = _("%(k)s statements in which %(share)s of people find themselves")
    rows = [
        el(
            "li",
            statements.text(int(at)),
            el(
                "small",
                _("%(agree)s agree; for %(first)s of them it is the first of the list") % {"agree": number(agree), "first": number(first)},
            ),
        )
        for at, agree, first in zip(found.statements.tolist(), found.agree.tolist(), found.first.tolist(), strict=True)
    ]
    note = _("Chosen so that every large group of one mind has its share of the list. People count by what they answered.")
    left = _("At least %(share)s of people may find nothing of theirs in it.") % {"share": percent(found.certificate.left_out)}
    heading = el("h2", title % {"k": len(rows), "share": percent(found.represented / found.n)})
    return el("section", heading, el("p", note, class_="note"), el("ol", rows, class_="rows"), el("p", left, class_="source"))


def numbers_section(statements: Statements) -> Element:
    """Return the counts of every statement that is analysed."""
    whole = statements.figures.whole
    table, agree = whole.table[:, 0, :], whole.shares.agree
    heads = [_("Statement"), _("Agree"), _("Disagree"), _("Pass"), _("Share")]
    rows = [
        el(
            "tr",
            el("th", statements.text(at), scope="row"),
            [el("td", number(count), class_="n") for count in table[at].tolist()],
            el("td", percent(float(agree.share[at, 0])), class_="n"),
        )
        for at in range(min(ALL_ROWS, len(table)))
    ]
    head = el("thead", el("tr", [el("th", name, scope="col") for name in heads]))
    inner = el("div", el("table", head, el("tbody", rows), class_="all"), class_="scroll", tabindex="0")
    more = _("All figures, by cell, are in statements.csv.")
    return el("section", el("details", el("summary", _("Show the numbers")), inner), el("p", more, class_="source"))
