"""This room's entries of the record and its notices, in plain words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.base.dates import long_day


def day(text: object) -> str:
    """Return an ISO day or time in the reader's language."""
    try:
        return long_day(date.fromisoformat(str(text)[:10]))
    except ValueError:
        return "…"


def set_day(details: Mapping[str, Any]) -> str:
    shown = {"day": day(details.get("day"))}
    return (_("%(day)s was made a working day.") if details.get("works") else _("%(day)s was made a day off.")) % shown


def composed(details: Mapping[str, Any]) -> str:
    count = len(details.get("recommendations", []))
    words = ngettext(
        "Brief No. %(number)s was composed of %(n)d recommendation.", "Brief No. %(number)s was composed of %(n)d recommendations.", count
    )
    return words % {"number": details.get("number", "…"), "n": count}


def sent(details: Mapping[str, Any]) -> str:
    return _("Sent to the body under No. %(registration)s; the answer is due on %(day)s.") % {
        "registration": details.get("registration", "…"),
        "day": day(details.get("due_on")),
    }


def promised(details: Mapping[str, Any]) -> str:
    if not details.get("due_on"):
        return _("The body made a commitment without naming a day.")
    return _("The body made a commitment, to be kept by %(day)s.") % {"day": day(details["due_on"])}


def progress(details: Mapping[str, Any]) -> str:
    if details.get("claims_done"):
        return _("The body says that it is done.")
    return _("The body reported on its commitment.") if details.get("by_body") else _("A member reported on the commitment.")


def asked(details: Mapping[str, Any]) -> str:
    count = len(details.get("roster", []))
    words = ngettext(
        "%(n)d member was asked for a verdict, until %(day)s.", "%(n)d members were asked for a verdict, until %(day)s.", count
    )
    return words % {"n": count, "day": day(details.get("closes_at"))}


def closed(details: Mapping[str, Any]) -> str:
    outcomes = {
        "done": _("The council's verdict: done."),
        "in_part": _("The council's verdict: done in part."),
        "not_done": _("The council's verdict: not done."),
        "not_known": _("The council's verdict: not known, too few answers."),
    }
    return outcomes.get(str(details.get("outcome")), "…")


ENTRIES = {
    "body.registered": gettext_lazy("A body was entered that recommendations can be sent to."),
    "calendar.day_set": set_day,
    "calendar.day_cleared": gettext_lazy("A day counts by the published calendar again."),
    "brief.composed": composed,
    "dispatch.sent": sent,
    "dispatch.documents": gettext_lazy("The documents of the dispatch were made; their hashes are kept here."),
    "dispatch.link_renewed": gettext_lazy("The private link was replaced; the old one opens nothing any more."),
    "answer.received": gettext_lazy("An answer was received; its sender is not confirmed yet."),
    "answer.confirmed": gettext_lazy("The sender of the answer was confirmed: the answer counts."),
    "answer.refused": gettext_lazy("The answer did not come from the body: the dispatch stays unanswered."),
    "commitment.made": promised,
    "commitment.progress": progress,
    "verdict.asked": asked,
    "verdict.closed": closed,
}

NOTICES = {
    "dispatch.sent": gettext_lazy("A recommendation that grew from your work was sent under No. %(registration)s: %(title)s"),
    "dispatch.overdue": gettext_lazy("No. %(registration)s is overdue, the body has not answered: %(title)s"),
    "answer.received": gettext_lazy("An answer to No. %(registration)s has arrived. Confirm its sender: %(title)s"),
    "answer.accepted": gettext_lazy("The body accepted a recommendation that grew from your work: %(title)s"),
    "answer.in_part": gettext_lazy("The body accepted in part a recommendation that grew from your work: %(title)s"),
    "answer.declined": gettext_lazy("The body declined a recommendation that grew from your work, and says why: %(title)s"),
    "answer.need_information": gettext_lazy("The body asks for more information on a recommendation that grew from your work: %(title)s"),
    "commitment.progress": gettext_lazy("There is news about a commitment: %(title)s"),
    "commitment.claimed_done": gettext_lazy("The body says that it is done. Whether it is so, members of the regions will say: %(title)s"),
    "commitment.overdue": gettext_lazy("The day of a commitment has passed without word from the body: %(title)s"),
    "verdict.asked": gettext_lazy("Was it really done where you live? Your verdict is asked: %(title)s"),
    "verdict.reminder": gettext_lazy("Your verdict is still asked, a few days are left: %(title)s"),
    "verdict.done": gettext_lazy("The council's verdict: done. %(title)s"),
    "verdict.in_part": gettext_lazy("The council's verdict: done in part. %(title)s"),
    "verdict.not_done": gettext_lazy("The council's verdict: not done. %(title)s"),
    "verdict.not_known": gettext_lazy("The council's verdict is not known: too few answers. %(title)s"),
}
