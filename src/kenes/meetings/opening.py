"""The first draft of minutes: what the agenda, the answered questions and earlier decisions already say."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kenes.attribution.models import Attribution
from kenes.base.dates import long_day, zone_of
from kenes.base.text import Text
from kenes.councils.models import Side
from kenes.councils.queries import plain
from kenes.meetings.models import AgendaItem, Meeting, Question, Task
from kenes.meetings.wording import MARK

Drafted = tuple[int | None, Text]


def opening_paragraphs(meeting: Meeting) -> Iterator[Drafted]:
    """Return (item, text) of the first paragraphs, in the working languages of the council where their words exist in them."""
    yield None, opened(meeting)
    yield from followed_up(meeting)
    items = AgendaItem.objects.filter(agenda__meeting=meeting).select_related("topic")
    answered = Question.objects.filter(meeting=meeting, state=Question.State.ANSWERED)
    for item in items:
        yield item.pk, in_languages(meeting, partial(spoken_of, meeting, item), item.topic.title)
        for question in answered:
            if question.item_id == item.pk:
                yield item.pk, asked(meeting, question)
    for question in answered:
        if question.item_id is None:
            yield None, asked(meeting, question)


def opened(meeting: Meeting) -> Text:
    """Say when the meeting was held and how many of each side came: as far as its rule and the gate let everybody know."""
    came = {row["id"]: row for row in meeting.attended if row["kind"] == "side" and row["state"] == "exact"}
    sides = list(Side.objects.filter(council=meeting.council_id))
    texts = {}
    for code in meeting.council.languages:
        with override(code):
            day = long_day((meeting.began_at or meeting.starts_at).astimezone(zone_of(meeting.timezone)))
            told = [_("Meeting No. %(number)s was held on %(day)s.") % {"number": meeting.number, "day": day}]
            for side in sides:
                if row := came.get(side.public_id):
                    n, of = row["counts"][0], row["n"]
                    words = ngettext("%(side)s: %(n)s of %(of)s members came.", "%(side)s: %(n)s of %(of)s members came.", n)
                    told.append(words % {"side": plain(str(side.name)), "n": n, "of": of})
            texts[code] = " ".join(told)
    return Text.in_all(meeting.council.languages[0], **texts)


def spoken_of(meeting: Meeting, item: AgendaItem, title: str) -> str:
    if meeting.state == Meeting.State.HELD and item.began_at is None:
        return _("The council did not come to discuss: %(title)s") % {"title": title}
    return _("The council discussed: %(title)s") % {"title": title}


def followed_up(meeting: Meeting) -> Iterator[Drafted]:
    """Say of every earlier decision and task that is still open, or was closed since the last meeting, how it stands."""
    last = Meeting.objects.filter(council=meeting.council_id, starts_at__lt=meeting.starts_at, state=Meeting.State.HELD).first()
    earlier = Task.objects.filter(council=meeting.council_id, created_at__lt=meeting.starts_at)
    # What a closed meeting decided stands in no other meeting's minutes.
    for task in earlier.exclude(meeting=meeting).exclude(meeting__attribution=Attribution.CLOSED).order_by("number"):
        if task.state != Task.State.OPEN and (last is None or task.closed_at is None or task.closed_at < last.starts_at):
            continue
        yield None, in_languages(meeting, partial(standing, task), task.text)


def standing(task: Task, words: str) -> str:
    head = _("Decision No. %(number)s (“%(words)s”)") if task.type == Task.Kind.DECISION else _("Task No. %(number)s (“%(words)s”)")
    head %= {"number": task.number, "words": words.rstrip(".")}
    if task.state == Task.State.DONE:
        return _("%(head)s has been carried out.") % {"head": head}
    if task.state == Task.State.DROPPED:
        return _("%(head)s was dropped.") % {"head": head}
    return _("%(head)s is under way, due by %(day)s.") % {"head": head, "day": long_day(task.due_on)}


def asked(meeting: Meeting, question: Question) -> Text:
    def words(text: str) -> str:
        reply = question.answer.render().text
        return _("Asked: %(question)s Answered: %(answer)s") % {"question": text, "answer": reply}

    return in_languages(meeting, words, question.text)


def in_languages(meeting: Meeting, sentence: Callable[[str], str], words: Text) -> Text:
    """Return a sentence around somebody's words in each language that those words exist in."""
    texts: dict[str, Any] = {}
    for code in [words.original, *(code for code in meeting.council.languages if code in words.texts and code != words.original)]:
        if code in words.texts and not words.is_outdated(code):
            with override(code):
                texts[code] = MARK.sub(r"(\1)", sentence(words.render(code).text))  # [1] means a bracket here
    return Text.in_all(words.original, **texts)
