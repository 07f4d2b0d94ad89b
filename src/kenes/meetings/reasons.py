"""Why an item is on the agenda, or a topic is not, in the reader's words: read from what the engine released, never from approvals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import shown_number
from kenes.councils.models import MacroRegion
from kenes.councils.trees import names_of
from kenes.meetings.models import Agenda, AgendaItem, Topic


@dataclass(frozen=True)
class Figure:
    """What one group of members has to do with a topic; None is withheld."""

    group: str
    paid: int | None
    approvals: int | None
    only: int | None

    @property
    def paid_words(self) -> str:
        return _("not shown (few members)") if self.paid is None else minutes(self.paid)


@dataclass(frozen=True)
class Reason:
    """One topic's reason: a sentence, who paid how much, and for whom it is the only one."""

    topic: Topic
    stage: str
    words: str
    figures: list[Figure]
    only: list[str]
    missing: int

    @property
    def label(self) -> str:
        """Return the reason in short, for a table."""
        return str(AgendaItem.Stage(self.stage).label) if self.stage else self.words

    @property
    def paid(self) -> list[Figure]:
        """Return the groups' figures where somebody paid at all."""
        bought = self.stage in ("own_support", "completion")
        return [figure for figure in self.figures if figure.paid is None or figure.paid > 0] if bought else []


def minutes(count: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": shown_number(count)}


def group_names(agenda: Agenda) -> list[str]:
    """Return the names of the groups for which figures are given, in the reader's language; a macro-region's with its side's."""
    rows = agenda.result["groups"]
    known = names_of(rows)
    macros = MacroRegion.objects.filter(public_id__in=[row["id"] for row in rows if row["kind"] == "macro"]).select_related("side")
    sides = {macro.public_id: str(macro.side.name) for macro in macros}
    several = len(set(sides.values())) > 1

    def name(kind: str, id: str) -> str:
        found = known.get((kind, id), _("All members"))
        return _("%(side)s, %(place)s") % {"side": sides[id], "place": found} if several and id in sides else found

    return [name(row["kind"], row["id"]) for row in rows]


def reasons_of(agenda: Agenda, names: Sequence[str] | None = None) -> dict[int, Reason]:
    """Return topic id -> its reason, for all topics that members chose from (a fixed number of queries)."""
    if not agenda.result:
        return {}
    names = group_names(agenda) if names is None else names
    lines: list[dict[str, Any]] = agenda.result["release"]["topics"]
    by_id = {topic.public_id: topic for topic in agenda.topics.filter(public_id__in=agenda.result["listed"]).select_related("side")}
    found = {}
    for public_id, line in zip(agenda.result["listed"], lines, strict=True):
        if topic := by_id.get(public_id):
            found[topic.pk] = reason(agenda, topic, line, names)
    return found


def reason(agenda: Agenda, topic: Topic, line: dict[str, Any], names: Sequence[str]) -> Reason:
    figures = [Figure(*row) for row in zip(names, line["paid"], line["approvals"], line["only"], strict=True)]
    stage = line["stage"] or ""
    words = stage_words(agenda, stage, line) if stage else left_out_words(agenda, line)
    only = [only_words(figure) for figure in figures if figure.only] if stage else []
    return Reason(topic, stage, words, figures, only, int(line["missing"]))


def stage_words(agenda: Agenda, stage: str, line: dict[str, Any]) -> str:
    """Return why a topic is on the agenda."""
    if stage == "mandatory":
        return _("The sides agreed that it must be on the agenda; its minutes came off first.")
    if stage == "own_support":
        return _("Those who want it paid for its minutes with their own shares.")
    if stage == "completion":
        raised = agenda.result["release"]["raised_percent"]
        words = _("Those who want it paid for it after everybody’s minutes were raised alike (in the end by %(percent)s %%).")
        return words % {"percent": shown_number(raised)}
    return _("Nobody could pay any more; of what fitted into the time left, most members want it.")


def left_out_words(agenda: Agenda, line: dict[str, Any]) -> str:
    """Return why a topic is not on the agenda."""
    if line["left_out"] == "missing":
        words = ngettext("Those who want it lack %(n)s minute.", "Those who want it lack %(n)s minutes.", line["missing"])
        return words % {"n": shown_number(line["missing"])}
    if line["left_out"] == "too_long":
        return _("It is longer than the time that mandatory topics leave.")
    if agenda.approvals == agenda.Approvals.NAMED:
        return _("Nobody wants it discussed.")
    return _("In no group do enough members want it discussed for their approvals to count.")


def only_words(figure: Figure) -> str:
    n = figure.only or 0
    words = ngettext(
        "%(group)s: for %(n)s member it is the only topic of theirs", "%(group)s: for %(n)s members it is the only topic of theirs", n
    )
    return words % {"group": figure.group, "n": shown_number(n)}


@dataclass(frozen=True)
class Paid:
    """What one group paid for the whole agenda; None is withheld."""

    group: str
    members: int | None
    minutes: int | None


def paid_in_all(agenda: Agenda, names: Sequence[str]) -> list[Paid]:
    """Return how many minutes each group paid for the whole agenda: sums of what is published anyway."""
    published = agenda.result["release"]
    sums = []
    for index, name in enumerate(names):
        each = [line["paid"][index] for line in published["topics"]]
        total = None if any(paid is None for paid in each) else sum(each)
        sums.append(Paid(name, published["groups"][index], total))
    return sums
