"""Meetings, questions and tasks in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext


def called(details: Mapping[str, Any]) -> str:
    n = int(details.get("invited", 0))
    words = ngettext(
        "Meeting No. %(number)s was called; %(n)s member is invited", "Meeting No. %(number)s was called; %(n)s members are invited", n
    )
    return words % {"number": details.get("number", "…"), "n": n}


def invited(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext("%(n)s more member was invited", "%(n)s more members were invited", n)
    return words % {"n": n}


def documents(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext("%(n)s document was put with the meeting", "%(n)s documents were put with the meeting", n)
    return words % {"n": n}


def asked(details: Mapping[str, Any]) -> str:
    words = _("Suggestion No. %(number)s was made") if details.get("kind") == "suggestion" else _("Question No. %(number)s was asked")
    return words % {"number": details.get("number", "…")}


def task_opened(details: Mapping[str, Any]) -> str:
    words = (
        _("Decision No. %(number)s has an owner and a day") if details.get("kind") == "decision" else _("Task No. %(number)s was opened")
    )
    return words % {"number": details.get("number", "…")}


def task_done(details: Mapping[str, Any]) -> str:
    words = _("Decision No. %(number)s was carried out") if details.get("kind") == "decision" else _("Task No. %(number)s is done")
    return words % {"number": details.get("number", "…")}


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "meeting.called": called,
    "meeting.changed": gettext_lazy("Meeting No. %(number)s was changed"),
    "meeting.cancelled": gettext_lazy("Meeting No. %(number)s was cancelled, with a reason"),
    "meeting.invited": invited,
    "meeting.documents": documents,
    "meeting.began": gettext_lazy("Meeting No. %(number)s began"),
    "meeting.closed": gettext_lazy("Meeting No. %(number)s was closed"),
    "meeting.item_began": gettext_lazy("Item %(place)s of the agenda began"),
    "meeting.item_ended": gettext_lazy("Item %(place)s of the agenda ended"),
    "meeting_question.asked": asked,
    "meeting_question.answered": gettext_lazy("Question or suggestion No. %(number)s was answered"),
    "meeting_question.assigned": gettext_lazy("Question or suggestion No. %(number)s was given to a member to answer"),
    "meeting_question.declined": gettext_lazy("Question or suggestion No. %(number)s was not taken up, with a reason for its author"),
    "meeting_question.reopened": gettext_lazy("Question or suggestion No. %(number)s waits for an answer again"),
    "meeting_question.became_task": gettext_lazy("Suggestion No. %(number)s became task No. %(task_number)s"),
    "task.opened": task_opened,
    "task.moved": gettext_lazy("Decision or task No. %(number)s has another owner or another day, with a reason"),
    "task.done": task_done,
    "task.dropped": gettext_lazy("Decision or task No. %(number)s was dropped, with a reason"),
}

NOTICES: dict[str, str | Promise] = {
    "meeting.called": gettext_lazy("You are invited to meeting No. %(number)s: %(title)s. Please say whether you come."),
    "meeting.changed": gettext_lazy("Meeting No. %(number)s was changed: please look at its time and place."),
    "meeting.cancelled": gettext_lazy("Meeting No. %(number)s is cancelled. Reason: %(reason)s"),
    "meeting.documents": gettext_lazy("There are new documents for meeting No. %(number)s."),
    "meeting.soon": gettext_lazy("Meeting No. %(number)s begins within a day: %(title)s"),
    "meeting.began": gettext_lazy("Meeting No. %(number)s has begun. Its live page is open."),
    "meeting.questions": gettext_lazy("There are new questions and suggestions for meeting No. %(number)s."),
    "meeting_question.asked": gettext_lazy("New for meeting No. %(meeting_number)s: %(title)s"),
    "meeting_question.answered": gettext_lazy("Your question No. %(number)s for meeting No. %(meeting_number)s is answered."),
    "meeting_question.supported_answered": gettext_lazy("Question No. %(number)s, which you support, is answered."),
    "meeting_question.assigned": gettext_lazy("Your question No. %(number)s was given to a member to answer."),
    "meeting_question.yours": gettext_lazy("Please answer question No. %(number)s for meeting No. %(meeting_number)s: %(title)s"),
    "meeting_question.declined": gettext_lazy("Your question No. %(number)s is not taken up. Reason: %(reason)s"),
    "meeting_question.reopened": gettext_lazy("Your question No. %(number)s waits for an answer again."),
    "meeting_question.became_task": gettext_lazy("Your suggestion No. %(number)s became a task of the council."),
    "task.yours": gettext_lazy("Please carry out, until %(due_on)s: %(title)s"),
    "task.moved": gettext_lazy("No. %(number)s has another owner or another day, now until %(due_on)s. Reason: %(reason)s"),
    "task.due": gettext_lazy("Is it done? It was to be carried out until %(due_on)s: %(title)s"),
    "task.done": gettext_lazy("Done: %(title)s"),
    "task.dropped": gettext_lazy("Dropped: %(title)s. Reason: %(outcome)s"),
}
