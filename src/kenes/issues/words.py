"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.issues.models import Issue


def issue_made(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 1))
    words = ngettext("Issue %(number)s was made of %(n)s signal", "Issue %(number)s was made of %(n)s signals", n)
    return words % {"number": details.get("number", "…"), "n": n}


def issue_merged(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "Issue %(number)s was merged into issue %(into)s; %(n)s signal moved",
        "Issue %(number)s was merged into issue %(into)s; %(n)s signals moved",
        n,
    )
    return words % {"number": details.get("number", "…"), "into": details.get("into_number", "…"), "n": n}


def issue_unmerged(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "Issue %(number)s was separated from issue %(other)s again; %(n)s signal went back",
        "Issue %(number)s was separated from issue %(other)s again; %(n)s signals went back",
        n,
    )
    return words % {"number": details.get("number", "…"), "other": details.get("from_number", "…"), "n": n}


def issue_advanced(details: Mapping[str, Any]) -> str:
    state = details.get("state", "")
    label = Issue.State(state).label if state in Issue.State.values else state
    return _("The issue came further: %(state)s") % {"state": label}


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "signal.reported": gettext_lazy("Signal No. %(number)s was reported"),
    "signal.asked": gettext_lazy("The signal's author was asked to clarify"),
    "signal.answered": gettext_lazy("The signal's author answered"),
    "signal.declined": gettext_lazy("The signal was not taken further, with a reason for its author"),
    "signal.returned": gettext_lazy("The signal was returned to the queue"),
    "signal.withdrawn": gettext_lazy("The signal was withdrawn by its author"),
    "signal.published": gettext_lazy("The signal was published without its author"),
    "issue.made": issue_made,
    "issue.grew": gettext_lazy("Signal %(signal_number)s became part of the issue"),
    "issue.shrank": gettext_lazy("Signal %(signal_number)s was taken out of the issue, with a reason"),
    "issue.closed": gettext_lazy("The issue was closed, with a reason"),
    "issue.reopened": gettext_lazy("The issue was opened again"),
    "issue.published": gettext_lazy("The issue was published"),
    "issue.advanced": issue_advanced,
    "issue.practice_linked": gettext_lazy("Practice No. %(practice_number)s was linked to issue No. %(number)s"),
    "issue.practice_unlinked": gettext_lazy("Practice No. %(practice_number)s was unlinked from issue No. %(number)s, with a reason"),
    "issue.merged": issue_merged,
    "issue.unmerged": issue_unmerged,
}

NOTICES: dict[str, str | Promise] = {
    "signal.received": gettext_lazy("Your signal No. %(number)s has arrived. The secretariat looks at it within 7 days."),
    "signal.new": gettext_lazy("New signal No. %(number)s: %(title)s"),
    "signal.waiting": gettext_lazy("Signal No. %(number)s has waited longer than we promise. Please look at it."),
    "signal.asked": gettext_lazy("The secretariat asks about your signal No. %(number)s: %(reason)s"),
    "signal.answered": gettext_lazy("The author of signal No. %(number)s has answered."),
    "signal.declined": gettext_lazy("Your signal No. %(number)s is not taken further. Reason: %(reason)s"),
    "signal.returned": gettext_lazy("Your signal No. %(number)s is being looked at again."),
    "signal.withdrawn": gettext_lazy("The author has withdrawn signal No. %(number)s."),
    "signal.published": gettext_lazy("Your signal No. %(number)s is now public: its text and region, without your name and seat."),
    "signal.in_issue": gettext_lazy("Your signal No. %(number)s is now part of issue No. %(issue_number)s."),
    "signal.taken_out": gettext_lazy("Your signal No. %(number)s was taken out of issue No. %(issue_number)s. Reason: %(reason)s"),
    "issue.merged": gettext_lazy("Issue No. %(number)s was merged into No. %(into_number)s; all signals are kept. Reason: %(reason)s"),
    "issue.unmerged": gettext_lazy("Issues No. %(number)s and No. %(into_number)s are separate again."),
    "issue.closed": gettext_lazy("Issue No. %(number)s, with your signal in it, was closed. Reason: %(reason)s"),
    "issue.reopened": gettext_lazy("Issue No. %(number)s, with your signal in it, was opened again."),
    "issue.practice_linked": gettext_lazy("A region already does something about issue No. %(number)s: practice No. %(practice_number)s."),
    "practice.linked": gettext_lazy("Your practice No. %(practice_number)s is now shown with issue No. %(number)s."),
    "practice.unlinked": gettext_lazy(
        "Your practice No. %(practice_number)s is no longer shown with issue No. %(number)s. Reason: %(reason)s"
    ),
    "issue.published": gettext_lazy("Issue No. %(number)s, with your signal in it, is now public."),
}

# Reasons and questions that the secretariat need not type. The author reads them in the author's language.
REASONS: dict[str, str | Promise] = {
    "known": gettext_lazy("The council already works on this: see the list of issues."),
    "place": gettext_lazy("It is not clear where this happens. Please report it again and name the place."),
    "personal": gettext_lazy("This is one person's case. Please turn to the body responsible: the council deals with what concerns many."),
    "outside": gettext_lazy("This lies outside what the council deals with."),
    "basis": gettext_lazy("There is nothing to go by yet. Please report it again when there is a photo, a document or a witness."),
}
QUESTIONS: dict[str, str | Promise] = {
    "where": gettext_lazy("Where exactly is this: district, village, street?"),
    "when": gettext_lazy("Since when is this so, and how often does it happen?"),
    "who": gettext_lazy("Whom does it affect, and about how many people?"),
    "how": gettext_lazy("How do you know? A photo or a document would help."),
}
