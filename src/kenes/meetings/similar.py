"""Which topics of an agenda resemble each other: a hint for joining them, a person decides."""

from collections.abc import Iterable, Iterator
from threading import Lock

from django.db.models import Count, Max, QuerySet

from kenes.base.text import Text
from kenes.engine.similarity import Entry, Matcher, Mirror, meaning
from kenes.meetings.models import Agenda, Topic

MOST = 0.05  # of unrelated topics so many would look as alike: more is no hint
SHOWN = 4
KEPT = 50  # agendas whose index a process keeps

_mirrors: dict[int, Mirror] = {}
_lock = Lock()


def meaning_of(*texts: Text) -> bytes:
    """Return the meaning of a topic as numbers, b"" where this installation compares words only."""
    embedder = meaning.embedder()
    return embedder.vector("\n".join(text.original_text for text in texts)) if embedder else b""


def alike(topic: Topic, *, most: int = SHOWN) -> list[tuple[Topic, float]]:
    """Return the topics of the same agenda, still proposed, that resemble one, the most alike first, each with its false-alarm rate."""
    matcher = follow(topic.agenda)
    others = {other.public_id: other for other in proposed(topic.agenda).exclude(pk=topic.pk).select_related("side")}
    if not others:
        return []
    text = f"{topic.title.original_text}\n{topic.why_now.original_text}"
    found = matcher.search(
        text, language=topic.title.original, top=most, most=MOST, vector=bytes(topic.vector), among=set(others)
    )
    return [(others[hint.id], hint.false_alarm_rate) for hint in found]


def proposed(agenda: Agenda) -> QuerySet[Topic]:
    return Topic.objects.filter(agenda=agenda, state=Topic.State.PROPOSED)


def follow(agenda: Agenda) -> Matcher:
    """Return the index of an agenda's topics, brought up to what the database holds."""
    with _lock:
        if agenda.pk not in _mirrors and len(_mirrors) >= KEPT:
            _mirrors.pop(next(iter(_mirrors)))
        mirror = _mirrors.setdefault(agenda.pk, Mirror(Matcher(meaning.embedder())))
    version = agenda.topics.aggregate(last=Max("changed_at"), n=Count("pk"))
    return mirror.follow((version["last"], version["n"]), lambda: stamps(agenda), lambda ids: entries(agenda, ids))


def stamps(agenda: Agenda) -> dict[str, object]:
    return dict(agenda.topics.order_by().values_list("public_id", "changed_at"))


def entries(agenda: Agenda, ids: Iterable[str]) -> Iterator[Entry]:
    for topic in agenda.topics.filter(public_id__in=list(ids)):
        for language, said in topic.title.texts.items():
            why = topic.why_now.texts.get(language, {"text": ""})
            own = bytes(topic.vector) if language == topic.title.original else b""
            yield Entry(id=topic.public_id, part=language, text=f"{said['text']}\n{why['text']}", language=language, vector=own)
