"""Calendars: what a programme reads of them, whatever a title holds."""

from datetime import UTC, timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from kenes.base import clock
from kenes.base.text import Text, UnusableText, clean
from kenes.councils.models import Council, Member
from kenes.meetings.acts.attendance import end_calendar_link, make_calendar_link
from kenes.meetings.acts.running import cancel_meeting
from kenes.meetings.calendars import calendar
from kenes.meetings.models import CalendarLink, Meeting
from tests.factories import text
from tests.meetings.meeting_scenes import LINK, called, entered, url
from tests.meetings.test_meetings import changed


def events(content: bytes) -> list:
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))  # RFC 5545, 3.1: octets
    assert content.count(b"\n") == content.count(b"\r\n")
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.django_db
def test_the_public_feed_holds_public_meetings_without_link(council: Council, secretary: Member) -> None:
    meeting = called(secretary, title="Шекаралық өзендердің суы")
    called(secretary, title="Hidden", is_public=False)

    answer = Client().get(url("meeting-calendar", council), {"lang": "kk"})
    (event,) = events(answer.content)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["SUMMARY"] == "Шекаралық өзендердің суы"
    assert event["DTSTART"].dt == meeting.starts_at.replace(microsecond=0)
    assert b"DTSTART:" + meeting.starts_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode() in answer.content
    assert LINK.encode() not in answer.content.replace(b"\r\n ", b"")


@pytest.mark.django_db
def test_an_entry_keeps_its_id_and_counts_its_changes(council: Council, secretary: Member) -> None:
    def entry() -> tuple[str, int, str]:
        (event,) = events(Client().get(url("meeting-calendar", council)).content)
        return event["UID"], int(event["SEQUENCE"]), event["STATUS"]

    meeting = called(secretary)
    first = entry()
    moved = changed(secretary, meeting, ends_at=meeting.ends_at + timedelta(hours=1))
    second = entry()
    cancel_meeting(by=secretary, meeting=moved, reason="Snow")

    assert [first[1:], second[1:], entry()[1:]] == [(0, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED")]
    assert len({first[0], second[0], entry()[0]}) == 1


@pytest.mark.django_db
def test_the_private_address_opens_without_signing_in_until_it_is_ended(council: Council, secretary: Member, member: Member) -> None:
    called(secretary, is_public=False)
    first = make_calendar_link(by=member)
    token = make_calendar_link(by=member)
    assert token not in str(CalendarLink.objects.values().get())

    answer = Client().get(url("my-calendar", council, token))

    (event,) = events(answer.content)
    assert LINK in event["DESCRIPTION"]
    assert Client().get(url("my-calendar", council, first)).status_code == 404
    Member.objects.filter(pk=member.pk).update(state=Member.State.SUSPENDED)
    assert Client().get(url("my-calendar", council, token)).status_code == 404
    Member.objects.filter(pk=member.pk).update(state=Member.State.ACTIVE)
    end_calendar_link(by=member)
    assert Client().get(url("my-calendar", council, token)).status_code == 404


@pytest.mark.django_db
def test_the_page_shows_a_new_address_once_and_never_again(council: Council, member: Member) -> None:
    client, page = entered(member), url("calendar-link", council)

    shown = client.post(page).text
    address = shown.split('class="address mono">')[1].split("<")[0]

    assert Client().get(address).status_code == 200
    assert address not in client.get(page).text
    client.post(page, {"end": "1"})
    assert Client().get(address).status_code == 404


def usable(words: str) -> bool:
    try:
        return bool(clean(words))
    except UnusableText:
        return False


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(usable), st.text(max_size=300).filter(lambda words: not words or usable(words)))
def test_no_title_breaks_out_of_its_line(title: str, about: str) -> None:
    title, about = clean(title), clean(about)
    now = clock.now()
    council = Council(public_id="council00000", slug="c", name=text("Council"))
    whole = {"starts_at": now, "ends_at": now + timedelta(hours=1), "created_at": now, "changed_at": now, "link": LINK}
    meeting = Meeting(council=council, number=1, title=Text.of("en", title), about=Text.of("en", about), **whole)

    (event,) = events(calendar("Kenes", [meeting], lambda _meeting: "https://kenes.example/m/"))

    assert "".join(str(event["SUMMARY"]).split()) == "".join(title.split())
    assert "LOCATION" not in event
    assert "CONFERENCE" not in event
    assert "ATTENDEE" not in event


def test_a_line_cannot_be_forged_in_a_title() -> None:
    now = clock.now()
    council = Council(public_id="council00000", slug="c", name=text("Council"))
    forged = "Water\r\nATTENDEE:mailto:a@example.org\nEND:VEVENT\\n;,"
    whole = {"starts_at": now, "ends_at": now + timedelta(hours=1), "created_at": now, "changed_at": now}
    meeting = Meeting(council=council, number=1, title=Text.of("en", clean(forged)), about=text(""), **whole)

    (event,) = events(calendar("Kenes", [meeting], lambda _meeting: "https://kenes.example/m/"))

    assert str(event["SUMMARY"]) == clean(forged)
    assert "ATTENDEE" not in event
