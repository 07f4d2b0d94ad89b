"""What the header of every page shows: where one can go, what is unread. Evaluated only where a template asks for it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kenes.base.dates import Clock
from kenes.councils.models import Council, Member
from kenes.councils.zones import capitals, clocks_of
from kenes.notices.queries import unread_count

Item = tuple[str, str, bool]


def nav(request: HttpRequest) -> dict[str, Any]:
    """Return `nav` (label, url, current), `unread` and `my_url` for the page skeleton."""
    council: Council | None = getattr(request, "council", None)
    member = getattr(request, "member", None)
    return {
        "nav": lazy(lambda: items(council, request.path) if council else []),
        "unread": lazy(lambda: unread_count(request.user.pk) if request.user.is_authenticated else 0),
        "clocks": lazy(lambda: clocks(council, member)),
        "zone": None if member or not council else partial(zone_of_visitors, council),
        "my_url": reverse("my-page", args=[council.slug]) if council and member else "",
    }


def clocks(council: Council | None, member: Member | None) -> list[Clock]:
    """Return the clocks by which the page's reader is told of deadlines; asked only where one is shown, once a page."""
    if member:
        return clocks_of(member)
    return capitals(council.sides.all()) if council else []


def zone_of_visitors(council: Council) -> str:
    """Return the time zone in which a visitor reads a council's times: its own, or UTC where its sides have several."""
    zones = set(council.sides.values_list("timezone", flat=True))
    return zones.pop() if len(zones) == 1 else "UTC"


def lazy(make: Callable[[], object]) -> SimpleLazyObject:
    return SimpleLazyObject(make)


def items(council: Council, path: str) -> list[Item]:
    """Return the council's rooms; the one that the page belongs to is marked."""
    rooms = [
        (_("Signals"), "signals"),
        (_("Issues"), "issues"),
        (_("Deliberations"), "deliberations"),
        (_("Meetings"), "meetings"),
        (_("Recommendations"), "recommendations"),
        (_("Claims"), "claims"),
        (_("Regions"), "regions"),
        (_("Papers"), "papers"),
        (_("Record"), "record"),
        (_("Search"), "search"),
    ]
    found = [(label, name, address(name, council)) for label, name in rooms]
    return [(label, url, path.startswith((url, *also(name, council)))) for label, name, url in found if url]


def also(name: str, council: Council) -> tuple[str, ...]:
    """Return where else a room is current: figures, reports and practices are of regions, tasks of meetings."""
    other = {"regions": "situation", "meetings": "tasks"}
    found = address(other[name], council) if name in other else ""
    return (found,) if found else ()


def address(name: str, council: Council) -> str:
    try:
        return reverse(name, args=[council.slug])
    except NoReverseMatch:
        return ""
