"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    # practices
    "practice.shared": gettext_lazy("Practice No. %(number)s was shared"),
    "practice.changed": gettext_lazy("The author changed the practice"),
    "practice.confirmed": gettext_lazy("Another member of the region said whether the practice works"),
    "practice.published": gettext_lazy("The practice was published without its author"),
    "practice.withdrawn": gettext_lazy("The practice was withdrawn by its author"),
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
}
