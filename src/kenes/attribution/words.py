"""This room's acts in plain words: entries of the record and notices; what contributions are called."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy


def released(details: Mapping[str, Any]) -> str:
    n = int(details.get("n", 0))
    words = ngettext(
        "Batch No. %(batch)s: %(n)s contribution was released without its author",
        "Batch No. %(batch)s: %(n)s contributions were released without their authors",
        n,
    )
    return words % {"n": n, "batch": details.get("batch", "")}


def closed(details: Mapping[str, Any]) -> str:
    n = int(details.get("returned", 0))
    words = ngettext(
        "No more contributions are taken; %(n)s went back to its author",
        "No more contributions are taken; %(n)s went back to their authors",
        n,
    )
    return words % {"n": n} if n else _("No more contributions are taken")


ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "contributions.released": released,
    "contributions.closed": closed,
    "contributions.archived": gettext_lazy("The key of the pseudonyms was destroyed"),
}
NOTICES: dict[str, str | Promise] = {
    "contribution.waiting": gettext_lazy("Contributions without author wait for moderation: “%(title)s”"),
    "contribution.returned": gettext_lazy("Your contribution to “%(title)s” was returned to you. Only you read this. Reason: %(reason)s"),
}

# What is held, by the word that the rooms use.
TYPES: dict[str, str | Promise] = {
    "statement": pgettext_lazy("contribution", "Statement"),
    "question": pgettext_lazy("contribution", "Question"),
    "suggestion": pgettext_lazy("contribution", "Suggestion"),
    "topic": pgettext_lazy("contribution", "Topic for the agenda"),
}
