"""What a side reads in its own room. Every query begins with the reader's side."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, QuerySet

from kenes.base.models import File
from kenes.base.text import fold
from kenes.councils.models import Member
from kenes.councils.queries import seat_label
from kenes.sides.models import RoomNote, RoomText, RoomThread


def threads_of(reader: Member) -> QuerySet[RoomThread]:
    """Return the threads of the reader's side, whatever their role, and no others."""
    return RoomThread.objects.filter(side=reader.side_id).select_related("side__council")


def notes_of(reader: Member) -> QuerySet[RoomNote]:
    """Return the notes of the reader's side."""
    return RoomNote.objects.filter(thread__side=reader.side_id).select_related("thread__side__council")


def threads_list(reader: Member, query: str = "") -> QuerySet[RoomThread]:
    """Return the side's threads that hold every word of a query, the last changed first, with `note_count` and `text_number`."""
    found = threads_of(reader)
    for word in fold(query).split()[:8]:
        found = found.filter(folded__contains=word)
    counted = found.annotate(note_count=Count("notes", distinct=True), text_number=Max("texts__number"))
    return counted.order_by("-changed_at", "-pk")


@dataclass(frozen=True)
class Note:
    """One note as one reader of the side sees it."""

    note: RoomNote
    label: str
    files: list[File]
    is_own: bool
    is_readable: bool


@dataclass(frozen=True)
class Draft:
    """One draft of the side's position and who wrote it."""

    text: RoomText
    label: str


@dataclass(frozen=True)
class Conversation:
    """All that a thread's page shows: notes in order, drafts newest first."""

    thread: RoomThread
    notes: list[Note] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def latest(self) -> Draft | None:
        return self.drafts[0] if self.drafts else None


def conversation(thread: RoomThread, reader: Member) -> Conversation:
    """Return a thread with its notes, files and drafts, in four queries."""
    notes = list(thread.notes.all())
    texts = list(thread.texts.all())
    wanted = {note.author_id for note in notes} | {text.created_by_id for text in texts}
    seats = Member.objects.filter(pk__in=wanted).select_related("region", "side").prefetch_related("professions")
    labels = {seat.pk: seat_label(seat) for seat in seats}
    files: dict[str, list[File]] = defaultdict(list)
    for file in File.objects.filter(subject__in=[note.ref for note in notes]):
        files[file.subject].append(file)

    def shown(note: RoomNote) -> Note:
        own = note.author_id == reader.pk
        readable = note.hidden_at is None or own or reader.moderates
        return Note(note, labels[note.author_id], files[note.ref] if readable else [], own, readable)

    return Conversation(thread, [shown(note) for note in notes], [Draft(text, labels[text.created_by_id]) for text in texts])
