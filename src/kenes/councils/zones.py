"""By which clocks people read: a side has its capital's, and a region its own (a country may have many).

The zones are those of the `tzdata` package, not of the machine (config.settings): governments change them, as Kazakhstan did on
1 March 2024, and an old machine would tell deadlines an hour wrong.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from kenes.base.dates import Clock, deadline_words
from kenes.councils.models import Member, Side
from kenes.councils.queries import plain


def zone_of_member(member: Member) -> str:
    """Return the zone that a member lives in: their region's, else their side's."""
    return (member.region.timezone if member.region else "") or member.side.timezone


def clocks_of(member: Member) -> list[Clock]:
    """Return the clocks by which a member reads a deadline: their capital's, then their own."""
    return [Clock(member.side.timezone), Clock(zone_of_member(member), _("where you live"))]


def capitals(sides: Iterable[Side]) -> list[Clock]:
    """Return the clocks by which a visitor reads a deadline: the capital's of every side."""
    return [Clock(side.timezone, plain(str(side.name))) for side in sides]


def deadline(moment: datetime, member: Member) -> str:
    """Return a deadline in words for a member, for sentences that are put together in Python."""
    return deadline_words(moment, clocks_of(member))
