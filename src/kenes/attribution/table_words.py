"""The table in words: readers, fields, how much is seen, and each rule in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kenes.attribution.models import Attribution
from kenes.attribution.table import ROWS, Field, Occasion, Reader, Shown, groups, shown

READER_WORDS: dict[Reader, Promise] = {
    Reader.AUTHOR: pgettext_lazy("reader", "The author"),
    Reader.OWN_SIDE: pgettext_lazy("reader", "Members of the author’s side"),
    Reader.OTHER_SIDE: pgettext_lazy("reader", "Members of the other side"),
    Reader.OUTSIDE: pgettext_lazy("reader", "Members who do not take part"),
    Reader.STAFF: pgettext_lazy("reader", "Secretariat and moderators"),
    Reader.VISITOR: pgettext_lazy("reader", "Visitors"),
    Reader.RECORD: pgettext_lazy("reader", "The record"),
}
FIELD_WORDS: dict[Field, Promise] = {
    Field.TEXT: pgettext_lazy("of a contribution", "Text"),
    Field.NAME: pgettext_lazy("of a contribution", "Name and seat"),
    Field.SIDE: pgettext_lazy("of a contribution", "Side"),
    Field.REGION: pgettext_lazy("of a contribution", "Region"),
    Field.PROFESSION: pgettext_lazy("of a contribution", "Walk of life"),
    Field.PSEUDONYM: pgettext_lazy("of a contribution", "Pseudonym, of this occasion only"),
    Field.LANGUAGE: pgettext_lazy("of a contribution", "Language it was written in"),
    Field.TIME: pgettext_lazy("of a contribution", "Time"),
    Field.ATTENDANCE: pgettext_lazy("of a contribution", "Who took part"),
    Field.ONLINE: pgettext_lazy("of a contribution", "Who was online"),
    Field.HISTORY: pgettext_lazy("of a contribution", "History"),
    Field.FILES: pgettext_lazy("of a contribution", "Who made a file, and when"),
}
SHOWN_WORDS: dict[Shown, Promise] = {
    Shown.FULL: pgettext_lazy("is seen", "yes"),
    Shown.NONE: pgettext_lazy("is seen", "no"),
    Shown.DAY: pgettext_lazy("is seen", "the day only"),
    Shown.BEFORE: pgettext_lazy("is seen", "before release only"),
    Shown.AFTER: pgettext_lazy("is seen", "when it is over"),
    Shown.HASH: pgettext_lazy("is seen", "a fingerprint"),
    Shown.OWN: pgettext_lazy("is seen", "that it is yours"),
    Shown.STRIPPED: pgettext_lazy("is seen", "removed"),
    Shown.OF_SIDE: pgettext_lazy("is seen", "of their own side"),
    Shown.NUMBERS: pgettext_lazy("is seen", "numbers only"),
    Shown.AT_END: pgettext_lazy("is seen", "numbers, at the end"),
}
SHORT: dict[Attribution, Promise] = {
    Attribution.OPEN: pgettext_lazy("attribution", "Open"),
    Attribution.CHATHAM: pgettext_lazy("attribution", "Chatham House Rule"),
    Attribution.CLOSED: pgettext_lazy("attribution", "Closed"),
}
SENTENCES: dict[tuple[Occasion, Attribution], Promise] = {
    (Occasion.DELIBERATION, Attribution.OPEN): gettext_lazy(
        "Others read your statement without your name; moderators see your seat. When voting is over, visitors may read it if its "
        "issue is public."
    ),
    (Occasion.DELIBERATION, Attribution.CHATHAM): gettext_lazy(
        "Nobody is shown whose statement it is, moderators neither. It waits until at least %(threshold)s members have written; then "
        "theirs appear together, in drawn order, in all working languages, with the day only."
    ),
    (Occasion.DELIBERATION, Attribution.CLOSED): gettext_lazy(
        "Only members on the roster, moderators and the secretariat read statements and results; moderators see your seat."
    ),
    (Occasion.MEETING, Attribution.OPEN): gettext_lazy("Members read what you write, with your seat beside it; visitors do not."),
    (Occasion.MEETING, Attribution.CHATHAM): gettext_lazy(
        "Nobody is shown who wrote, moderators neither. What you write waits until at least %(threshold)s members have written; then "
        "theirs appear together, in drawn order, in all working languages, with the day only."
    ),
    (Occasion.MEETING, Attribution.CLOSED): gettext_lazy(
        "Only those invited, moderators and the secretariat read what you write, with your seat beside it."
    ),
}


@dataclass(frozen=True)
class Cell:
    """One field for one reader: "yes" and "no" are drawn apart."""

    words: str
    is_seen: bool


@dataclass(frozen=True)
class Row:
    field: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Told:
    """What a group of readers sees, for small screens."""

    readers: str
    seen: Sequence[str]
    unseen: Sequence[str]


@dataclass(frozen=True)
class Rule:
    """One rule in words."""

    occasion: Occasion
    rule: Attribution
    name: str
    sentence: str
    heads: Sequence[str]
    rows: Sequence[Row]
    told: Sequence[Told]

    @property
    def is_chatham(self) -> bool:
        return self.rule == Attribution.CHATHAM


def rule_in_words(occasion: Occasion | str, rule: Attribution | str, threshold: int) -> Rule:
    """Return a rule as the component and the page of rules print it."""
    where, what = Occasion(occasion), Attribution(rule)
    fields = ROWS[where, what]
    columns = groups(where, what)
    rows = [Row(str(FIELD_WORDS[field]), [cell(where, what, column[0], field) for column in columns]) for field in fields]
    return Rule(
        where,
        what,
        str(SHORT[what]),
        str(SENTENCES[where, what]) % {"threshold": threshold},
        [readers_in_words(column) for column in columns],
        rows,
        [told(where, what, column) for column in columns],
    )


def cell(occasion: Occasion, rule: Attribution, reader: Reader, field: Field) -> Cell:
    how = shown(occasion, rule, reader, field)
    return Cell(str(SHOWN_WORDS[how]), how not in (Shown.NONE, Shown.STRIPPED))


def told(occasion: Occasion, rule: Attribution, readers: Sequence[Reader]) -> Told:
    """Return what a group sees and does not see, a line a field."""
    seen, unseen = [], []
    for field in ROWS[occasion, rule]:
        how = shown(occasion, rule, readers[0], field)
        words = str(FIELD_WORDS[field])
        words = words[0].lower() + words[1:]
        if how in (Shown.NONE, Shown.STRIPPED):
            unseen.append(words)
        else:
            seen.append(words if how == Shown.FULL else _("%(field)s: %(how)s") % {"field": words, "how": SHOWN_WORDS[how]})
    return Told(readers_in_words(readers), seen, unseen)


def readers_in_words(readers: Sequence[Reader]) -> str:
    """Return who a group is. The sides see the same under every rule, so they are named together."""
    members = {Reader.OWN_SIDE, Reader.OTHER_SIDE}
    found = []
    if members < set(readers) and Reader.OUTSIDE in readers:
        found, members = [_("Members of every side")], members | {Reader.OUTSIDE}
    elif members <= set(readers):
        found = [_("Members of every side who take part")]
    else:
        members = set()
    return " · ".join([*found, *(str(READER_WORDS[reader]) for reader in readers if reader not in members)])


def choices(occasion: Occasion, threshold: int) -> list[tuple[str, str]]:
    """Return the rules for a form: the name of each with its sentence."""
    return [
        (rule.value, _("%(rule)s. %(sentence)s") % {"rule": SHORT[rule], "sentence": SENTENCES[occasion, rule] % {"threshold": threshold}})
        for rule in Attribution
    ]
