"""The card of one thing that is asked of a member, and the words that all cards share."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.councils.models import Council, Member
from kenes.councils.zones import deadline


@dataclass(frozen=True)
class Asked:
    """One thing that waits for this member."""

    verb: str
    title: str
    note: str
    url: str
    label: str
    deadline: datetime | None = None
    answers: tuple[tuple[str, str], ...] = ()  # where one tap is enough: what is sent as `answer` to `url`, and its words
    more: str = ""  # then: where to read about it first


def address(name: str, council: Council, *more: str) -> str:
    return reverse(name, args=[council.slug, *more])


def until(moment: datetime, member: Member) -> str:
    return _("until %(moment)s") % {"moment": deadline(moment, member)}


def minutes(count: int) -> str:
    return ngettext("about %(count)d minute", "about %(count)d minutes", count) % {"count": count}
