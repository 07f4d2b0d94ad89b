"""Disputed wording: a side puts words in brackets, others add theirs, and it is settled once all sides take one."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import NotFound
from kenes.base.permissions import require
from kenes.base.text import Text, empty
from kenes.councils.checks import prose
from kenes.councils.models import Member, Side
from kenes.meetings import wording
from kenes.meetings.acts.minutes import check_text, enter, locked, open_marks, revise, settle, tell_secretariats
from kenes.meetings.errors import BracketResolved, LanguageBehind, ParagraphChanged, UnknownMark, WordsNotThere
from kenes.meetings.models import Bracket, Minutes, Paragraph, Wording

WORDING_LONGEST = 1000


@act
def open_bracket(*, by: Member, paragraph: Paragraph, language: str, words: str, own: str, seen: int) -> Bracket:
    """Put words of a paragraph in brackets, with one's own side's wording; an empty one would leave them out."""
    require("meetings.write_minutes", by, paragraph)
    minutes, there = locked(paragraph)
    if there.revision != seen:
        raise ParagraphChanged
    if language not in there.text.texts or there.text.is_outdated(language):
        raise LanguageBehind(field="language")
    last = there.brackets.order_by("-number").first()
    number = last.number + 1 if last else 1
    marked = wording.with_mark(there.text, language, " ".join(words.split()), number)
    if marked is None or wording.marks(words):
        raise WordsNotThere(field="words")
    bracket = Bracket.objects.create(paragraph=there, number=number, opened_by=by, opened_at=clock.now())
    add_wording(bracket, None, Text.of(language, " ".join(words.split())))
    mine = add_wording(bracket, by.side, text_of(language, own))
    mine.accepted_by.add(by.side)
    revise(there, marked, by)
    enter(minutes, "minutes.bracket_opened", by, paragraph=there.ref, bracket=number, side=by.side.ref)
    tell_secretariats(minutes, "minutes.bracket_opened", but=by)
    return bracket


@act
def offer_wording(*, by: Member, bracket: Bracket, language: str, own: str) -> Wording:
    """Add one's own side's wording to a bracket. It is what this side would take."""
    require("meetings.write_minutes", by, bracket.paragraph)
    minutes, paragraph, there = still_open(bracket)
    made = add_wording(there, by.side, text_of(language, own))
    take(made, by.side)
    enter(minutes, "minutes.wording_offered", by, paragraph=paragraph.ref, bracket=there.number, side=by.side.ref)
    tell_secretariats(minutes, "minutes.wording_offered", but=by)
    return made


@act
def translate_wording(*, by: Member, made: Wording, language: str, text: str) -> Wording:
    """Give a wording in another language, so that the paragraph is complete once the sides take it."""
    require("meetings.write_minutes", by, made.bracket.paragraph)
    still_open(made.bracket)
    there = Wording.objects.get(pk=made.pk)
    new = text_of(language, text)
    if not new or not there.text or language == there.text.original:
        raise LanguageBehind(field="language")
    there.text = there.text.translated(language, new.original_text, by=by.ref)
    there.save(update_fields=["text"])
    return there


@act
def accept_wording(*, by: Member, made: Wording) -> Bracket:
    """Take a wording for one's side. When every side takes the same one, it replaces the mark in the text."""
    require("meetings.write_minutes", by, made.bracket.paragraph)
    minutes, paragraph, bracket = still_open(made.bracket)
    there = bracket.wordings.filter(pk=made.pk).first()
    if there is None:
        raise NotFound
    take(there, by.side)
    everyone = set(Side.objects.filter(council=minutes.meeting.council_id).values_list("pk", flat=True))
    if set(there.accepted_by.values_list("pk", flat=True)) >= everyone:
        bracket.state, bracket.resolved_at = Bracket.State.RESOLVED, clock.now()
        bracket.save(update_fields=["state", "resolved_at"])
        put_in_place(paragraph, wording.without_mark(paragraph.text, bracket.number, there.text), by)
        enter(minutes, "minutes.bracket_resolved", by, paragraph=paragraph.ref, bracket=bracket.number)
        tell_secretariats(minutes, "minutes.bracket_resolved", but=by)
        settle(minutes)
    else:
        enter(minutes, "minutes.wording_taken", by, paragraph=paragraph.ref, bracket=bracket.number, side=by.side.ref)
    return bracket


def put_in_place(paragraph: Paragraph, text: Text, by: Member) -> None:
    """Give a paragraph the wording that the sides took; where they leave out all that it said, take it out."""
    if text:
        check_text(text, marks=open_marks(paragraph))
        revise(paragraph, text, by)
    else:
        paragraph.removed_at = clock.now()
        paragraph.save(update_fields=["removed_at"])


def take(made: Wording, side: Side) -> None:
    """A side takes one wording of a bracket: it no longer takes another."""
    for other in made.bracket.wordings.exclude(pk=made.pk):
        other.accepted_by.remove(side)
    made.accepted_by.add(side)


def add_wording(bracket: Bracket, side: Side | None, text: Text) -> Wording:
    return Wording.objects.create(bracket=bracket, side=side, text=text, created_at=clock.now())


def text_of(language: str, own: str) -> Text:
    """Return a wording; an empty one stands for "leave the words out". It holds no mark: there are no brackets inside brackets."""
    if wording.marks(own):
        raise UnknownMark(field="own")
    return prose(Text.of(language, own), "own", most=WORDING_LONGEST) if own.strip() else empty()


def still_open(bracket: Bracket) -> tuple[Minutes, Paragraph, Bracket]:
    minutes, paragraph = locked(bracket.paragraph)
    there = paragraph.brackets.get(pk=bracket.pk)
    if there.state != Bracket.State.OPEN:
        raise BracketResolved
    there.paragraph = paragraph
    return minutes, paragraph, there
