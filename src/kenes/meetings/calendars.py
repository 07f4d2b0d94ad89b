"""Meetings as iCalendar (RFC 5545): times in UTC, an id that stays, a sequence that grows, what was called off marked as such.

Folding, escaping and the order of properties are the library's.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from kenes.meetings.models import Meeting

CONTENT_TYPE = "text/calendar; charset=utf-8"
STATES = {Meeting.State.CANCELLED: "CANCELLED"}
REFRESH = timedelta(hours=4)


def calendar(name: str, meetings: Iterable[Meeting], address: Callable[[Meeting], str], *, for_member: bool = False) -> bytes:
    """Return a calendar of meetings. The link for those far away is in it for a member only; `address` is of a meeting's page."""
    from icalendar import Calendar  # a sixth of a second: not for every process that starts

    found = Calendar()
    found.add("prodid", "-//Kenes//Meetings//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        found.add_component(event(meeting, address(meeting), for_member=for_member))
    return bytes(found.to_ical())


def event(meeting: Meeting, address: str, *, for_member: bool) -> Any:
    """Return one meeting."""
    from icalendar import Event

    found = Event()
    # The same under every name that this installation is reached by.
    found.add("uid", f"{meeting.public_id}@{meeting.council.public_id}.kenes")
    found.add("dtstamp", in_utc(meeting.changed_at))
    found.add("last-modified", in_utc(meeting.changed_at))
    found.add("created", in_utc(meeting.created_at))
    found.add("sequence", meeting.sequence)
    found.add("status", STATES.get(Meeting.State(meeting.state), "CONFIRMED"))
    found.add("dtstart", in_utc(meeting.starts_at))
    found.add("dtend", in_utc(meeting.ends_at))
    found.add("summary", str(meeting.title), parameters={"LANGUAGE": (get_language() or "kk")[:2]})
    if meeting.place:
        found.add("location", str(meeting.place))
    lines = [str(meeting.about)] if meeting.about else []
    if for_member and meeting.link:
        lines.append(meeting.link)
        found.add("conference", meeting.link, parameters={"VALUE": "URI"})
    if lines:
        found.add("description", "\n\n".join(lines))
    found.add("url", address)
    return found


def in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
