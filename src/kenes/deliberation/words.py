"""This room's acts in plain words: entries of the record, notices, and what is wrong with an export."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.engine.exports import UnreadableExport


def opened(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "Voting was opened; the roster of %(n)s member was frozen", "Voting was opened; the roster of %(n)s members was frozen", n
    )
    said = words % {"n": n}
    if details.get("publishes_votes"):
        return _("%(entry)s; the individual votes are published, without names, when voting is over") % {"entry": said}
    return said


def closed(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    return ngettext("Voting was closed; %(n)s member took part", "Voting was closed; %(n)s members took part", n) % {"n": n}


def imported(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "A finished conversation of %(n)s participant was imported", "A finished conversation of %(n)s participants was imported", n
    )
    return words % {"n": n}


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "deliberation.prepared": gettext_lazy("A deliberation was prepared"),
    "deliberation.opened": opened,
    "deliberation.closed": closed,
    "deliberation.released": gettext_lazy("Results release No. %(number)s was published through the small-cell gate"),
    "deliberation.imported": imported,
    "statement.added": gettext_lazy("Statement %(number)s was written by the secretariat"),
    "statement.written": gettext_lazy("A member wrote statement %(number)s"),
    "statement.changed": gettext_lazy("Statement %(number)s was reworded before voting opened"),
    "statement.removed": gettext_lazy("Statement %(number)s was taken out before voting opened"),
    "statement.accepted": gettext_lazy("Statement %(number)s was accepted for voting"),
    "statement.released": gettext_lazy("Statement %(number)s came with a batch, without its author"),
    "statement.rejected": gettext_lazy("Statement %(number)s was not accepted, with a reason for its author"),
}

NOTICES: dict[str, str | Promise] = {
    "deliberation.opened": gettext_lazy("Your vote is asked for: “%(title)s”. Voting is open until %(closes)s."),
    "deliberation.reminder": gettext_lazy("Voting ends within a day, and you have not answered yet: “%(title)s”"),
    "deliberation.closed": gettext_lazy("Voting on “%(title)s” is over. See where the council agrees."),
    "deliberation.released": gettext_lazy("New results of “%(title)s” are published (release No. %(number)s)."),
    "deliberation.statements": gettext_lazy("New statements of members wait for your vote (%(n)s): “%(title)s”"),
    "deliberation.deliberated": gettext_lazy("The council now deliberates what you reported: “%(title)s”."),
    "statement.waiting": gettext_lazy("A member's statement waits for moderation: “%(title)s”"),
    "statement.accepted": gettext_lazy("Your statement was accepted for voting: “%(title)s”"),
    "statement.rejected": gettext_lazy("Your statement was not accepted: “%(title)s”. Reason: %(reason)s"),
}

# Reasons that a moderator need not type; the author reads them in the author's language.
REASONS: dict[str, str | Promise] = {
    "repeats": gettext_lazy("It says the same as a statement that is already there."),
    "two": gettext_lazy("It says two things at once: people could agree with one and not the other. Please write two statements."),
    "topic": gettext_lazy("It is not about this question."),
    "person": gettext_lazy("It names or judges a person."),
    "question": gettext_lazy("It is a question. Please write it as a statement that one can agree or disagree with."),
}

# What can be wrong with an export, by the reader's code.
UNREADABLE: dict[str, str | Promise] = {
    "missing_file": gettext_lazy("This file is missing."),
    "no_rows": gettext_lazy("The file is empty."),
    "no_column": gettext_lazy("This column is missing."),
    "columns": gettext_lazy("The line has more or fewer values than the first line has names."),
    "not_csv": gettext_lazy("This is not a table in CSV format."),
    "damaged": gettext_lazy("The compressed file is damaged or ends too early."),
    "long_line": gettext_lazy("The line is longer than one megabyte."),
    "too_large": gettext_lazy("The file is too large when unpacked."),
    "not_utf8": gettext_lazy("The text is not in UTF-8."),
    "nul": gettext_lazy("The line holds characters that cannot be stored."),
    "number": gettext_lazy("A whole number is needed here."),
    "time": gettext_lazy("This is no time stamp, or it is out of range."),
    "twice": gettext_lazy("This statement is listed twice."),
    "person_twice": gettext_lazy("This person is listed twice."),
    "column_twice": gettext_lazy("Two columns have the same name or meaning."),
    "key_twice": gettext_lazy("A name occurs twice in this row."),
    "mixed_signs": gettext_lazy("In some places agreement is +1, in others -1, or the counts fit neither."),
    "cut_short": gettext_lazy("The file ends too early."),
    "not_json": gettext_lazy("This is not JSON."),
    "not_a_list": gettext_lazy("A list of rows in JSON is needed."),
    "not_a_row": gettext_lazy("This value is of another kind than is needed here."),
    "not_text": gettext_lazy("Text is needed here."),
    "too_deep": gettext_lazy("The row is nested too deeply."),
    "long_row": gettext_lazy("The row is longer than one million characters."),
    "label": gettext_lazy("The label is too long or does not print."),
    "no_match": gettext_lazy("Nobody listed here has voted: the ids are others."),
    "not_math": gettext_lazy("This is no result of Polis."),
    "empty": gettext_lazy("The statement has no text."),
    "too_long": gettext_lazy("The statement is too long."),
    "moderated": gettext_lazy("Moderation must be -1, 0 or 1."),
    "unknown_statement": gettext_lazy("There is no such statement among those listed."),
    "vote_value": gettext_lazy("A vote must be -1, 0 or 1."),
    "voter": gettext_lazy("The id is missing, too long, negative, or holds characters that do not print."),
    "too_many": gettext_lazy("The file has too many rows."),
    "many_labels": gettext_lazy("There are too many different labels or groups."),
}


def unreadable(error: UnreadableExport) -> str:
    """Return what is wrong with an export, and where, in the reader's language."""
    where = error.file
    if error.line:
        where = _("%(file)s, line %(line)s") % {"file": error.file, "line": error.line}
    if error.row:
        where = _("%(file)s, row %(row)s") % {"file": error.file, "row": error.row}
    if error.column:
        where = _("%(where)s, column “%(column)s”") % {"where": where, "column": error.column}
    found = " " + _("Found: “%(value)s”.") % {"value": error.value} if error.value else ""
    return f"{where}: {UNREADABLE.get(error.code, error.what)}{found}"
