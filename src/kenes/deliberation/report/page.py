"""The report: one page that says what was found in a conversation, and how."""

from xml.etree.ElementTree import Element

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.deliberation.report.drawing import drawn, key, opinion_map
from kenes.deliberation.report.how import how
from kenes.deliberation.report.markup import document, el
from kenes.deliberation.report.parts import Statements, cell_name, cells_shown, number, percent
from kenes.engine.findings.finding import Division, Findings
from kenes.engine.ground.common import ranked

APART = 5  # statements that describe a group
ALL_ROWS = 1000


def page_of(findings: Findings, language: str, statements_in: str) -> str:
    """Return the report in the active language; `statements_in` is the language of the statements where they do not say it."""
    statements = Statements(findings, statements_in)
    divisions = findings.divisions or [findings.whole]
    topic = findings.export.topic
    body = el(
        "main",
        el("h1", el("span", topic, lang=statements_in)),
        el("p", size(findings), class_="sub"),
        headline(findings, divisions[0]),
        [section for division in divisions for section in (common_section(statements, division), contested_section(statements, division))],
        map_section(statements),
        slate_section(statements),
        numbers_section(statements),
        how(findings),
    )
    return document(topic, language, body)


def size(findings: Findings) -> str:
    export = findings.export
    people, votes, statements = len(export.participants), len(findings.votes.value), len(findings.analysed)
    return " · ".join(
        [
            ngettext("%(n)s participant", "%(n)s participants", people) % {"n": number(people)},
            ngettext("%(n)s statement", "%(n)s statements", statements) % {"n": number(statements)},
            ngettext("%(n)s answer", "%(n)s answers", votes) % {"n": number(votes)},
        ]
    )


def headline(findings: Findings, first: Division) -> Element:
    groups = findings.opinions.groups
    figures = [
        (number(groups) if groups else "–", _("opinion groups") if groups else _("no stable groups")),
        (number(int(first.common.common.sum())), _("statements are common ground")),
        (number(int(is_contested(first).sum())), _("statements are contested")),
    ]
    return el("div", [el("div", el("b", figure), words) for figure, words in figures], class_="numbers")


def is_contested(division: Division) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return where cells surely differ; of everybody in one cell: where each side surely has a quarter."""
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = division.contested.gap > (0.5 if division.is_whole else 0.0)
    return found


def title_of(division: Division) -> str:
    return _("opinion groups") if division.is_found else division.name


def common_section(statements: Statements, division: Division) -> Element:
    common = division.common
    order = [at for at in ranked(common.score).tolist() if not np.isnan(common.score[at])]
    n = int(common.common.sum())
    if division.is_whole:
        title = ngettext("A majority surely agrees with %(n)s statement", "A majority surely agrees with %(n)s statements", n)
        note = _("Ordered by the least that agreement exceeds disagreement by, with 95 % certainty.")
    else:
        title = ngettext("%(n)s statement is common ground: %(name)s", "%(n)s statements are common ground: %(name)s", n)
        note = _("A majority surely agrees in each of them. Ordered by the one that supports it least (bold), disagreement counted.")
    rows = [statements.row(at, division, cells_shown(division, int(common.lowest[at])), int(common.lowest[at])) for at in order[:50]]
    heading = el("h2", title % {"n": number(n), "name": title_of(division)})
    return el("section", heading, el("p", note, class_="note"), statements.listed(rows), el("p", legend(), class_="source"))


def legend() -> str:
    return _("Share who agree, of all who answered, 0 to 100 %; the wide bar is the 95 % interval, the thin line one half.")


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


def map_section(statements: Statements) -> Element:
    """Return the opinion map and what sets its groups apart."""
    findings = statements.findings
    opinions = findings.opinions
    groups = next((division for division in findings.divisions if division.is_found), None)
    heading = el("h2", group_words(findings))
    if not opinions.placed.any() or np.isnan(opinions.position).all():
        return el("section", heading)
    code = groups.codes if groups else np.full(len(opinions.group), -1, np.int64)
    shown, placed = len(drawn(opinions.position)), int(opinions.placed.sum())
    words = _("Opinion map: people who stand close to each other answered alike.")
    if shown < placed:
        words += " " + _("%(shown)s of %(n)s people are drawn.") % {"shown": number(shown), "n": number(placed)}
    few = int((~opinions.placed).sum())
    source = ngettext(
        "%(n)s person answered too few statements to be placed.", "%(n)s people answered too few statements to be placed.", few
    ) % {"n": number(few)}
    return el(
        "section",
        heading,
        opinion_map(opinions.position, code, words),
        el("p", words, " ", source if few else "", class_="source"),
        [part for at in range(len(groups.names)) for part in group_part(statements, groups, at)] if groups else [],
    )


def group_words(findings: Findings) -> str:
    """Return the finding about groups as a title."""
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


def group_part(statements: Statements, groups: Division, at: int) -> list[Element]:
    """Return who a group is: its size, how stable it is, and what sets it apart."""
    opinions = statements.findings.opinions
    people = int(groups.sizes[at])
    facts = [ngettext("%(n)s person", "%(n)s people", people) % {"n": number(people)}]
    if opinions.groups == len(groups.names) and (groups.codes == opinions.group).all():
        facts.append(_("stability %(share)s") % {"share": percent(float(opinions.stability[at]))})
    found = groups.apart.found[at][:APART]
    said = [_("%(share)s agree here, %(rest)s elsewhere"), _("%(share)s disagree here, %(rest)s elsewhere")]
    items = [
        el(
            "li",
            statements.text(one.statement),
            el("small", said[one.side] % {"share": percent(one.share), "rest": percent(one.rest)}),
        )
        for one in found
    ]
    heading = el("h3", key(at), f"{cell_name(groups, at)} · ", " · ".join(facts))
    return [heading, el("ul", items, class_="plain")] if items else [heading]


def slate_section(statements: Statements) -> Element | None:
    found = statements.findings.slate
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
    findings = statements.findings
    table, agree = findings.whole.table[:, 0, :], findings.whole.shares.agree
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
