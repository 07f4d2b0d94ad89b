"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.situation import periods


def period_opened(details: Mapping[str, Any]) -> str:
    n = int(details.get("asked", 0))
    words = ngettext(
        "%(n)s member was asked to assess their region: %(period)s",
        "%(n)s members were asked to assess their regions: %(period)s",
        n,
    )
    return words % {"n": n, "period": in_words(details)}


def period_closed(details: Mapping[str, Any]) -> str:
    n = int(details.get("members", 0))
    words = ngettext(
        "The situation reports were closed: %(n)s member wrote about %(period)s",
        "The situation reports were closed: %(n)s members wrote about %(period)s",
        n,
    )
    return words % {"n": n, "period": in_words(details)}


def questions_asked(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 1))
    words = ngettext(
        "Members were asked about %(n)s unusual change of a figure", "Members were asked about %(n)s unusual changes of figures", n
    )
    return words % {"n": n}


def figures_imported(details: Mapping[str, Any]) -> str:
    codes = ", ".join(details.get("indicators", ()))
    counts = {name: int(details.get(name, 0)) for name in ("added", "changed", "removed")}
    words = _("Official figures were imported (revision %(number)s; %(codes)s): %(added)s new, %(changed)s changed, %(removed)s removed")
    return words % {"number": details.get("number", "…"), "codes": codes, **counts}


def in_words(details: Mapping[str, Any]) -> str:
    """Return the span of time that an entry is about."""
    try:
        return periods.words(periods.parse(str(details.get("period", ""))))
    except ValueError:
        return "…"


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    # practices
    "practice.shared": gettext_lazy("Practice No. %(number)s was shared"),
    "practice.changed": gettext_lazy("The author changed the practice"),
    "practice.confirmed": gettext_lazy("Another member of the region said whether the practice works"),
    "practice.published": gettext_lazy("The practice was published without its author"),
    "practice.withdrawn": gettext_lazy("The practice was withdrawn by its author"),
    # figures
    "figures.imported": figures_imported,
    "figures.undone": gettext_lazy("The import of figures in revision %(undoes)s was undone"),
    "indicator.changed": gettext_lazy("What is known about the indicator %(code)s was changed"),
    # reports and questions
    "period.opened": period_opened,
    "period.closed": period_closed,
    "period.published": gettext_lazy("The results of the situation reports were published"),
    "question.asked": questions_asked,
    "question.answered": gettext_lazy("The question about a figure was answered"),
    "question.dropped": gettext_lazy("The question about a figure is no longer asked"),
    "note.written": gettext_lazy("A member wrote what is behind a figure (%(indicator)s, %(period)s)"),
    "note.published": gettext_lazy("The note about a figure was published without its author"),
}

NOTICES: dict[str, str | Promise] = {
    # practices
    "practice.received": gettext_lazy("Your practice No. %(number)s is shared. Others of your region are asked whether it works."),
    "practice.new": gettext_lazy("New practice No. %(number)s: %(title)s"),
    "practice.asked": gettext_lazy("A practice of your region: %(title)s. Does it work? You can confirm it or object."),
    "practice.confirmed": gettext_lazy("Another member of your region has spoken of your practice No. %(number)s."),
    "practice.changed": gettext_lazy("Practice No. %(number)s, of which you spoke, was changed. Please say again whether it works."),
    "practice.not_public": gettext_lazy(
        "Practice No. %(number)s was changed by its author and is not public now. Please look at it again."
    ),
    "practice.published": gettext_lazy("Your practice No. %(number)s is now public, without your name and seat."),
    "practice.withdrawn": gettext_lazy("The author has withdrawn practice No. %(number)s."),
    # reports and questions
    "period.opened": gettext_lazy("What changed in your region? Your assessment is asked for: %(title)s"),
    "period.reminder": gettext_lazy("Your assessment of your region is still asked for, one day is left: %(title)s"),
    "period.closed": gettext_lazy("The situation reports are closed, the results are there: %(title)s"),
    "period.published": gettext_lazy("The results of the situation reports are public now, with nobody’s rating: %(title)s"),
    "question.asked": gettext_lazy("A figure of your region changed more than usual. What is behind it? %(title)s"),
    "question.dropped": gettext_lazy("A figure of your region was revised, the question about it is no longer asked: %(title)s"),
    "note.written": gettext_lazy("A member wrote what is behind a figure: %(title)s"),
    "note.published": gettext_lazy("Your note about a figure is now public, without your name and seat: %(title)s"),
}
