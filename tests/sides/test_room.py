"""The private room: what a side talks over stays with it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenes.base.errors import NotAllowed, NotFound
from kenes.base.files import keep
from kenes.base.labels import labels
from kenes.base.models import File, SearchDocument
from kenes.councils.acts import comment, end_seat
from kenes.councils.models import Council, Member
from kenes.issues.queries.signals import may_open
from kenes.notices.mail import digest
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.sides.acts import hide_note, open_thread, write_note, write_text
from kenes.sides.errors import NewerText, NoteHidden, SameText
from kenes.sides.models import RoomThread
from kenes.sides.queries import conversation, notes_of, threads_list, threads_of
from tests.factories import text
from tests.sides.conftest import Seats, browser

SECRET = "Give way on the ferry only"


@pytest.fixture
def thread(ours: Seats) -> RoomThread:
    note = SimpleUploadedFile("mandate.txt", b"Not for the other side", "text/plain")
    made = open_thread(by=ours["member"], heading=text(SECRET), words=text(f"{SECRET}: note"), client_key="thread-key-1", uploads=[note])
    write_text(by=ours["chair"], thread=made, words=text(f"{SECRET}: position"))
    return made


def test_only_people_of_the_side_read_and_write_whatever_the_role(thread: RoomThread, ours: Seats, theirs: Seats) -> None:
    note = thread.notes.get()
    assert {role for role, seat in ours.items() if threads_of(seat).exists()} == set(ours)
    assert {role for role, seat in theirs.items() if threads_of(seat).exists() or notes_of(seat).exists()} == set()
    for seat in (*theirs.values(), ours["observer"]):
        for refused in (
            lambda seat=seat: write_note(by=seat, thread=thread, words=text("x"), client_key="note-key-1"),
            lambda seat=seat: write_text(by=seat, thread=thread, words=text("x"), after=1),
            lambda seat=seat: hide_note(by=seat, note=note, reason="x"),
        ):
            with pytest.raises(NotAllowed):
                refused()
    assert (thread.notes.count(), thread.texts.count()) == (1, 1)


def test_the_record_search_and_threads_of_all_know_nothing_of_it(council: Council, thread: RoomThread, ours: Seats) -> None:
    note = thread.notes.get()
    hide_note(by=ours["moderator"], note=note, reason=SECRET)
    assert not Entry.objects.filter(log__origin=council.public_id).exists()
    assert not SearchDocument.objects.filter(council=council.public_id).exists()
    for subject in (thread, note):
        with pytest.raises(NotFound):
            comment(by=ours["member"], subject=subject, text=text("x"))


def test_a_notice_and_its_mail_go_to_the_side_only_and_hold_no_word_of_it(thread: RoomThread, ours: Seats, theirs: Seats) -> None:
    write_note(by=ours["secretary"], thread=thread, words=text("And what of the bridge?"), client_key="note-key-2")
    told = Notice.objects.filter(object=thread.ref)
    assert set(told.values_list("to_id", flat=True)) == {seat.user_id for seat in ours.values()}
    assert set(told.filter(kind="room.note_written").values_list("to_id", flat=True)) == {ours[r].user_id for r in ("member", "chair")}
    assert SECRET not in json.dumps(list(told.values_list("details", flat=True)))
    assert labels([thread.ref, thread.notes.all()[0].ref])[thread.ref].title == ""
    mail = digest("a@example.org", "en", list(told))
    sent = str(mail.body) + "".join(str(part[0]) for part in mail.alternatives)
    assert thread.get_absolute_url() in sent
    assert not [word for word in (SECRET, "bridge", "mandate") if word in sent]
    shown = browser(ours["observer"]).get(reverse("notices")).content.decode()
    assert thread.get_absolute_url() in shown
    assert SECRET not in shown


def test_its_files_open_for_the_side_only(council: Council, thread: RoomThread, ours: Seats, theirs: Seats) -> None:
    file = File.objects.get(subject=thread.notes.get().ref)
    url = reverse("file", args=[council.slug, file.public_id])
    assert browser(ours["observer"]).get(url).status_code == 200
    assert {browser(seat).get(url).status_code for seat in theirs.values()} == {404}
    assert browser().get(url).status_code == 404
    end_seat(by=ours["secretary"], member=ours["member"], reason="Left")
    assert browser(ours["member"]).get(url).status_code == 404


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(Member.Role.values), st.integers(0, 1), st.integers(0, 1))
def test_a_file_of_a_side_opens_for_exactly_its_own_members(
    council: Council, ours: Seats, theirs: Seats, role: str, owner: int, reader: int
) -> None:
    sides = (ours, theirs)
    upload = SimpleUploadedFile("note.txt", b"words", "text/plain")
    side = sides[owner]["member"].side.public_id
    kept = keep(upload=upload, council=council.public_id, subject="room-note/x", owner=None, visible_to=f"side/{side}")
    assert may_open(kept, sides[reader][role]) == (owner == reader)


def test_sent_twice_on_a_weak_line_is_kept_once(thread: RoomThread, ours: Seats) -> None:
    again = open_thread(by=ours["member"], heading=text("Other words"), words=text("x"), client_key="thread-key-1")
    assert again == thread
    notes = [write_note(by=ours["chair"], thread=thread, words=text("Yes"), client_key="note-key-9") for _ in range(2)]
    assert notes[0] == notes[1]
    assert thread.notes.count() == 2


def test_drafts_follow_each_other_and_none_is_overlooked(thread: RoomThread, ours: Seats) -> None:
    with pytest.raises(NewerText):
        write_text(by=ours["member"], thread=thread, words=text("Late words"), after=0)
    with pytest.raises(SameText):
        write_text(by=ours["member"], thread=thread, words=text(f"{SECRET}: position"), after=1)
    write_text(by=ours["member"], thread=thread, words=text("Give way nowhere"), after=1)
    assert [draft.text.number for draft in conversation(thread, ours["member"]).drafts] == [2, 1]


def test_a_hidden_note_is_read_by_its_author_and_moderators_only(thread: RoomThread, ours: Seats) -> None:
    note = thread.notes.get()
    hide_note(by=ours["moderator"], note=note, reason="Names a person")
    readable = {role for role, seat in ours.items() if conversation(thread, seat).notes[0].is_readable}
    assert readable == {"member", "moderator", "secretary", "chair"}
    with pytest.raises(NoteHidden):
        hide_note(by=ours["chair"], note=note, reason="Again")
    assert SECRET + ": note" not in browser(ours["observer"]).get(thread.get_absolute_url()).content.decode()


def test_the_room_searches_its_own_words(thread: RoomThread, ours: Seats, theirs: Seats) -> None:
    assert list(threads_list(ours["observer"], "FERRY position")) == [thread]
    assert not threads_list(ours["observer"], "ferry absent").exists()
    assert not threads_list(theirs["chair"], "ferry").exists()


def test_a_conversation_is_opened_and_carried_on_through_the_pages(council: Council, ours: Seats, theirs: Seats) -> None:
    client = browser(ours["member"])
    assert "Nobody has written here yet" in client.get(reverse("side-room", args=[council.slug])).content.decode()
    data = {"heading": SECRET, "words": "First", "language": "en", "client_key": "page-key-1"}
    assert client.post(reverse("new-room-thread", args=[council.slug]), data | {"words": ""}).status_code == 422
    made = client.post(reverse("new-room-thread", args=[council.slug]), data)
    thread = RoomThread.objects.get()
    assert made["Location"] == thread.get_absolute_url()
    note = {"words": "Second <script>", "language": "en", "client_key": "page-key-2"}
    assert client.post(thread.get_absolute_url(), note).status_code == 302
    write = reverse("new-room-text", args=[council.slug, thread.public_id])
    assert client.post(write, {"words": "We want a ferry", "language": "en", "after": "0"}).status_code == 302
    assert client.post(write, {"words": "We want two ferries", "language": "en", "after": "1"}).status_code == 302
    late = client.post(write, {"words": "Late but kept", "language": "en", "after": "1"})
    assert (late.status_code, "Late but kept" in late.content.decode()) == (422, True)
    shown = client.get(thread.get_absolute_url()).content.decode()
    assert "Second &lt;script&gt;" in shown
    assert "<ins>" in shown
    assert "We want two ferries" in shown
    listed = client.get(reverse("side-room", args=[council.slug]), {"format": "csv"}).content.decode()
    assert SECRET in listed
    hide = reverse("hide-room-note", args=[council.slug, thread.notes.all()[0].public_id])
    assert browser(ours["chair"]).post(hide, {"reason": "Doubled"}).status_code == 302
    assert browser(theirs["chair"]).get(reverse("side-room", args=[council.slug])).content.decode().count(SECRET) == 0
