"""Minutes in plain words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext


def agreed(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 1))
    words = ngettext(
        "A side agreed to %(n)s paragraph of the minutes of meeting No. %(meeting)s",
        "A side agreed to %(n)s paragraphs of the minutes of meeting No. %(meeting)s",
        n,
    )
    return words % {"n": n, "meeting": details.get("meeting", "…")}


def silence(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 1))
    words = ngettext(
        "%(n)s paragraph of the minutes of meeting No. %(meeting)s counts as agreed: nobody objected in time",
        "%(n)s paragraphs of the minutes of meeting No. %(meeting)s count as agreed: nobody objected in time",
        n,
    )
    return words % {"n": n, "meeting": details.get("meeting", "…")}


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "minutes.drafted": gettext_lazy("The minutes of meeting No. %(meeting)s were drafted"),
    "minutes.sent": gettext_lazy("The sides were asked to agree to the minutes of meeting No. %(meeting)s"),
    "minutes.paragraph_added": gettext_lazy("A paragraph was added to the minutes of meeting No. %(meeting)s"),
    "minutes.paragraph_changed": gettext_lazy("A paragraph of the minutes of meeting No. %(meeting)s was changed"),
    "minutes.paragraph_removed": gettext_lazy("A paragraph was taken out of the minutes of meeting No. %(meeting)s"),
    "minutes.paragraphs_agreed": agreed,
    "minutes.objected": gettext_lazy("A side objected to a paragraph of the minutes of meeting No. %(meeting)s"),
    "minutes.silence_passed": silence,
    "minutes.bracket_opened": gettext_lazy("Words in the minutes of meeting No. %(meeting)s were put in brackets"),
    "minutes.wording_offered": gettext_lazy("A side offered a wording for words in brackets"),
    "minutes.wording_taken": gettext_lazy("A side would take a wording for words in brackets"),
    "minutes.bracket_resolved": gettext_lazy("The sides agreed on words that were in brackets"),
    "minutes.ad_referendum": gettext_lazy("The minutes of meeting No. %(meeting)s are agreed, to be confirmed at home"),
    "minutes.agreed": gettext_lazy("The minutes of meeting No. %(meeting)s are confirmed by every side"),
}
NOTICES: dict[str, str | Promise] = {
    "minutes.sent": gettext_lazy("Please agree to the minutes of meeting No. %(number)s, or object: silence counts as agreement."),
    "minutes.objected": gettext_lazy("A side objected to a paragraph of the minutes of meeting No. %(number)s."),
    "minutes.paragraph_removed": gettext_lazy("A paragraph was taken out of the minutes of meeting No. %(number)s."),
    "minutes.bracket_opened": gettext_lazy("A side put words of the minutes of meeting No. %(number)s in brackets."),
    "minutes.wording_offered": gettext_lazy("A side offered a wording for disputed words in the minutes of meeting No. %(number)s."),
    "minutes.bracket_resolved": gettext_lazy("The sides agreed on disputed words in the minutes of meeting No. %(number)s."),
    "minutes.ad_referendum": gettext_lazy("The minutes of meeting No. %(number)s are agreed. Please confirm them for your side."),
    "minutes.agreed": gettext_lazy("The minutes of meeting No. %(number)s are confirmed by every side."),
}
