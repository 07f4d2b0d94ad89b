"""This room's acts in plain words: entries of the record and notices."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ENTRIES: dict[str, str | Promise | Callable[[Mapping[str, Any]], str]] = {
    "paper.shared": gettext_lazy("Paper No. %(number)s was shared"),
    "paper.changed": gettext_lazy("What is said of the paper was changed"),
    "paper.version_added": gettext_lazy("Version %(version)s of the paper was added"),
    "paper.published": gettext_lazy("The paper was published"),
    "paper.withdrawn": gettext_lazy("The paper was withdrawn"),
    "paper.used": gettext_lazy("It was noted where paper No. %(number)s is used"),
    "paper.use_dropped": gettext_lazy("Paper No. %(number)s is no longer shown with something that used it"),
}
NOTICES: dict[str, str | Promise] = {
    "paper.shared": gettext_lazy("New paper No. %(number)s: %(title)s"),
    "paper.changed": gettext_lazy("A moderator changed what is said of your paper No. %(number)s."),
    "paper.version_added": gettext_lazy("Paper No. %(number)s has a new version: %(title)s"),
    "paper.not_public": gettext_lazy("Paper No. %(number)s was changed and is not public now. Please look at it again."),
    "paper.published": gettext_lazy("Your paper No. %(number)s is now public. Your seat is not shown with it."),
    "paper.withdrawn": gettext_lazy("Paper No. %(number)s was withdrawn: %(title)s"),
    "paper.used": gettext_lazy("Your paper No. %(number)s is used: %(title)s"),
    "papers.imported": gettext_lazy("Papers were shared from a BibTeX file. The first of them: %(title)s"),
}
