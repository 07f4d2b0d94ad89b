"""Which topics of an agenda resemble each other: a hint for joining them, a person decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from kenes.base.text import Text
from kenes.engine.similarity import Entry, Matcher, Mirrors, meaning
from kenes.meetings.models import Agenda, Topic

MOST = 0.05  # of unrelated topics so many would look as alike: more is no hint
SHOWN = 4
MIRRORS = Mirrors(lambda: Matcher(meaning.embedder()))  # of each agenda's topics, in this process


def meaning_of(*texts: Text) -> bytes:
    """Return the meaning of a topic as numbers, b"" where this installation compares words only."""
    embedder = meaning.embedder()
    return embedder.vector("\n".join(text.original_text for text in texts)) if embedder else b""


@dataclass(frozen=True)
class Alike:
    """Another topic that resembles one, and how many unrelated ones would look as much alike (0…1)."""

    topic: Topic
    false_alarms: float

    @property
    def words(self) -> str:
        percent = ceil(100 * self.false_alarms)
        if percent <= 1:
            return _("at most 1 in 100 unrelated topics looks as much alike")
        return _("about %(n)s in 100 unrelated topics look as much alike") % {"n": percent}


def alike(topic: Topic, *, most: int = SHOWN) -> list[Alike]:
    """Return the topics of the same agenda, still proposed, that resemble one, the most alike first."""
    matcher = follow(topic.agenda)
    others = {other.public_id: other for other in proposed(topic.agenda).exclude(pk=topic.pk).select_related("side")}
    if not others:
        return []
    text = f"{topic.title.original_text}\n{topic.why_now.original_text}"
    found = matcher.search(text, language=topic.title.original, top=most, most=MOST, vector=bytes(topic.vector), among=set(others))
    return [Alike(others[hint.id], hint.false_alarm_rate) for hint in found]


def proposed(agenda: Agenda) -> QuerySet[Topic]:
    return Topic.objects.filter(agenda=agenda, state=Topic.State.PROPOSED)


def follow(agenda: Agenda) -> Matcher:
    """Return the index of an agenda's topics, brought up to what the database holds."""
    version = agenda.topics.aggregate(last=Max("changed_at"), n=Count("pk"))
    return MIRRORS.of(agenda.pk).follow((version["last"], version["n"]), lambda: stamps(agenda), lambda ids: entries(agenda, ids))


def stamps(agenda: Agenda) -> dict[str, object]:
    return dict(agenda.topics.order_by().values_list("public_id", "changed_at"))


def entries(agenda: Agenda, ids: Iterable[str]) -> Iterator[Entry]:
    for topic in agenda.topics.filter(public_id__in=list(ids)):
        for language, said in topic.title.texts.items():
            why = topic.why_now.texts.get(language, {"text": ""})
            own = bytes(topic.vector) if language == topic.title.original else b""
            yield Entry(id=topic.public_id, part=language, text=f"{said['text']}\n{why['text']}", language=language, vector=own)
