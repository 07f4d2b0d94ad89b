"""What people do in the private room of their side. None of it enters the record, and nobody outside the side is told."""

from collections.abc import Iterable, Sequence

from kenes.base import clock
from kenes.base.act import act
from kenes.base.files import SIDE, Upload, keep
from kenes.base.permissions import require
from kenes.base.text import Text, fold
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.notices.acts import tell
from kenes.sides.errors import NewerText, NoteHidden, SameText
from kenes.sides.models import RoomNote, RoomText, RoomThread

LONGEST = {"heading": 200, "words": 5000, "text": 20_000}


@act
def open_thread(*, by: Member, heading: Text, words: Text, client_key: str, uploads: Sequence[Upload] = ()) -> RoomThread:
    """Open a conversation in the room of one's side with a first note. The same key sent again returns the first one."""
    require("sides.write_in_room", by)
    client_key = checks.key(client_key)
    Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    if first := RoomThread.objects.filter(created_by=by, client_key=client_key).first():
        return first
    heading = checks.prose(heading, "heading", most=LONGEST["heading"])
    now = clock.now()
    thread = RoomThread.objects.create(
        side_id=by.side_id, heading=heading, created_by=by, created_at=now, changed_at=now, client_key=client_key, folded=""
    )
    add(by, thread, words, client_key, uploads)
    touch(thread, heading)
    say(by, thread, "room.thread_opened", everybody(by))
    return thread


@act
def write_note(*, by: Member, thread: RoomThread, words: Text, client_key: str, uploads: Sequence[Upload] = ()) -> RoomNote:
    """Write a note, with files. The same key sent again returns the first one."""
    require("sides.write_in_room", by, thread)
    client_key = checks.key(client_key)
    there = locked(thread)
    if first := RoomNote.objects.filter(author=by, client_key=client_key).first():
        return first
    note = add(by, there, words, client_key, uploads)
    touch(there, note.words)
    say(by, there, "room.note_written", taking_part(there))
    return note


@act
def write_text(*, by: Member, thread: RoomThread, words: Text, after: int = 0) -> RoomText:
    """Write the next draft of the side's position. `after` is the draft it was written on: a newer one meanwhile refuses it."""
    require("sides.write_in_room", by, thread)
    there = locked(thread)
    last = there.texts.first()
    if after != (last.number if last else 0):
        raise NewerText
    words = checks.prose(words, "words", most=LONGEST["text"])
    if last and last.words.original_text == words.original_text:
        raise SameText(field="words")
    text = RoomText.objects.create(thread=there, number=after + 1, words=words, created_by=by, created_at=clock.now())
    touch(there, words)
    say(by, there, "room.text_written", taking_part(there))
    return text


@act
def hide_note(*, by: Member, note: RoomNote, reason: str) -> RoomNote:
    """Hide a note. It stays, and its author reads why."""
    require("sides.moderate_room", by, note.thread)
    there = locked(note.thread)
    note = there.notes.select_related("author").get(pk=note.pk)
    if note.hidden_at is not None:
        raise NoteHidden
    note.hidden_at, note.hidden_by, note.reason = clock.now(), by, checks.needed(reason, "reason")
    note.save(update_fields=["hidden_at", "hidden_by", "reason"])
    say(by, there, "room.note_hidden", [note.author.user_id])
    return note


def locked(thread: RoomThread) -> RoomThread:
    """Return the row as it is now, locked until the act ends."""
    return RoomThread.objects.select_for_update(of=("self",)).select_related("side__council").get(pk=thread.pk)


def add(by: Member, thread: RoomThread, words: Text, client_key: str, uploads: Sequence[Upload]) -> RoomNote:
    checks.uploads(uploads)
    words = checks.prose(words, "words", most=LONGEST["words"])
    note = RoomNote.objects.create(thread=thread, author=by, words=words, client_key=client_key, created_at=clock.now())
    for upload in uploads:
        keep(
            upload=upload,
            council=by.council.public_id,
            subject=note.ref,
            owner=by.user,
            visible_to=f"{SIDE}{by.side.public_id}",
        )
    return note


def touch(thread: RoomThread, words: Text) -> None:
    """Say that the thread moved, and let the room's own search find the new words."""
    thread.changed_at, thread.folded = clock.now(), f"{thread.folded}\n{fold(words.everything())}"
    thread.save(update_fields=["changed_at", "folded"])


def everybody(by: Member) -> Iterable[int | None]:
    """Return the user ids of the side's members."""
    return Member.objects.serving().filter(side=by.side_id).values_list("user_id", flat=True)


def taking_part(thread: RoomThread) -> Iterable[int | None]:
    """Return the user ids of those who wrote in a thread and still serve on the side."""
    wrote = {thread.created_by_id, *thread.notes.values_list("author_id", flat=True), *thread.texts.values_list("created_by_id", flat=True)}
    return Member.objects.serving().filter(side=thread.side_id, pk__in=wrote).values_list("user_id", flat=True)


def say(by: Member, thread: RoomThread, kind: str, user_ids: Iterable[int | None]) -> None:
    """Tell people of the side; a notice, and the mail made of it, names no word of the room."""
    tell(set(user_ids) - {by.user_id}, kind, thread.ref, council=by.council.public_id)
