"""Which texts of a council lack a translation, or have one older than its original."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, IntegerField, Model, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kenes.base.refs import PublicModel, models_by_kind, resolve
from kenes.base.text import LANGUAGES, Text
from kenes.councils.models import Council, Member
from kenes.recommendations.models import Version

Words = str | Promise


@dataclass(frozen=True)
class Place:
    """Texts of one kind of object: its name, its fields with their names, the way to its council and to its time."""

    kind: str
    name: Words
    fields: dict[str, Words]
    council: str = "council"
    time: str = "created_at"
    where: Q | None = None


LATER = Version.objects.filter(recommendation=OuterRef("recommendation"), number__gt=OuterRef("number"))
NAME, TITLE, SUMMARY, TEXT = pgettext_lazy("of a thing", "Name"), _("Title"), _("Summary"), _("Text")
PLACES = {
    place.kind: place
    for place in (
        Place("council", _("Council"), {"name": NAME, "purpose": _("Purpose")}, council="pk"),
        Place("side", _("Side"), {"name": NAME, "institute": _("Convening institute")}, time="council__created_at"),
        Place("macroregion", _("Macro-region"), {"name": NAME}, council="side__council", time="side__council__created_at"),
        Place("comment", _("Comment"), {"text": TEXT}, where=Q(state="shown")),
        Place("signal", _("Signal"), {"what": TEXT}, where=~Q(state__in=["declined", "withdrawn"])),
        Place("clarification", _("Clarification of a signal"), {"answer": TEXT}, council="signal__council", time="asked_at"),
        Place(
            "indicator",
            _("Indicator"),
            {"name": NAME, "unit": _("Unit"), "producer": _("Producer"), "method": _("How it is counted")},
        ),
        Place("note", _("Note on a figure"), {"text": TEXT}),
        Place(
            "report",
            _("Situation report"),
            {"change": _("What changed, and why")},
            "report_period__council",
            "report_period__closed_at",  # one time for all: an order by time would tell which texts are of one member
            Q(report_period__state="closed"),  # before the end nobody reads them
        ),
        Place("issue", _("Issue"), {"title": TITLE, "summary": SUMMARY}, where=~Q(state="merged")),
        Place(
            "practice",
            _("Practice"),
            {"title": TITLE, "mechanism": _("How it works"), "result": _("What came of it")},
            where=Q(withdrawn_at__isnull=True),
        ),
        Place("topic", _("Topic"), {"title": _("Question"), "why_now": _("Why now")}, where=Q(state__in=["proposed", "joined"])),
        Place("deliberation", _("Deliberation"), {"question": _("Question"), "background": _("Background")}),
        Place("statement", _("Statement"), {"text": TEXT}, council="deliberation__council", where=Q(state="accepted", pseudonym="")),
        Place(
            "version",
            _("Recommendation"),
            {"title": TITLE, "text": TEXT, "rationale": _("Rationale")},
            council="recommendation__council",
            where=~Q(recommendation__state="withdrawn") & Q(~Exists(LATER)),
        ),
        Place("evidence", _("Evidence"), {"text": TEXT}, council="recommendation__council", time="added_at"),
        Place("dissent", _("Dissenting opinion"), {"text": TEXT}, council="adoption__recommendation__council"),
        Place("meeting", _("Meeting"), {"title": TITLE, "about": _("What it is about"), "place": _("Place")}),
        Place(
            "meeting-question",
            _("Question or suggestion"),
            {"text": TEXT, "answer": pgettext_lazy("what is written", "Answer")},
            council="meeting__council",
            where=Q(pseudonym=""),  # else its languages are of equal rank, and which was written first would tell its author
        ),
        Place(
            "task",
            _("Decision or task"),
            {"text": TEXT, "outcome": _("What came of it")},
            where=Q(question__isnull=True) | Q(question__pseudonym=""),
        ),
        Place(
            "claim",
            _("Claim"),
            {"wording": _("The claim, as it circulates"), "context": _("What it is about")},
            where=Q(state__in=["registered", "reviewed", "published", "reopened"]),  # nobody reviews a text that changes meanwhile
        ),
        Place(
            "review",
            _("Review of a claim"),
            {"text": TEXT},
            council="seat__panel__claim__council",
            time="seat__panel__closed_at",  # one time for all: an order by time would tell who submitted when
            where=Q(is_submitted=True, seat__panel__state="closed") & ~Q(seat__panel__findings__category="not_reviewed"),
        ),
        Place(
            "finding-dissent",
            _("Dissent from a finding"),
            {"text": TEXT},
            council="finding__claim__council",
            where=~Q(finding__state="draft"),
        ),
        Place(
            "appeal",
            _("Appeal"),
            {"text": TEXT, "answer": _("Answer")},
            council="finding__claim__council",
            where=~Q(state="received") & Q(hidden_because=""),  # before, the sides may still change the answer
        ),
        Place("body", _("Body"), {"name": NAME}),
        Place("brief", _("Brief"), {"title": TITLE, "summary": SUMMARY}),
        Place(
            "reply",
            _("Answer of a body"),
            {"reason": pgettext_lazy("of an answer", "Reason")},
            "recommendation__council",
            "answer__received_at",
            Q(answer__state="confirmed"),  # before, nobody knows whether the body said it
        ),
        Place("commitment", _("Commitment"), {"text": TEXT}, council="recommendation__council"),
        Place("progress", _("Report on progress"), {"text": TEXT}, council="commitment__recommendation__council"),
    )
}
# Texts that stay as they were written, and why.
NOT_TRANSLATED = {
    ("finding", "sentence"): "every side agrees to it in every working language",
    ("finding", "text"): "every side agrees to it in every working language",
    ("finding", "correction"): "every side agrees to it in every working language",
    ("appearance", "quote"): "quoted as it was said there",
    ("paper", "title"): "of a work that stands in its own languages; who shared it gives them",
    ("paper", "abstract"): "of a work that stands in its own languages; who shared it gives them",
    ("paragraph", "text"): "every side agrees to it in every working language",
    ("held", "title"): "translated before it is released, on a page that shows no author and no time",
    ("held", "text"): "translated before it is released, on a page that shows no author and no time",
    ("application", "reason"): "personal, read by the secretariat of one side only",
    ("judgement", "evidence"): "a member's answer that is shown to nobody by name",
    ("recommendation", "title"): "repeats its newest version's title and is translated with it",
    ("room-thread", "heading"): "of the private room of one side",
    ("room-note", "words"): "of the private room of one side",
}


INTO = {"kk": _("Translate into Kazakh"), "ru": _("Translate into Russian"), "en": _("Translate into English")}


class Target(NamedTuple):
    """A language that a text is wanted in."""

    language: str
    words: Words
    outdated: bool


class Untranslated(NamedTuple):
    """One text of the queue: where it stands, and the languages it is wanted in."""

    item: PublicModel
    field: str
    kind: Words
    what: Words
    text: Text
    targets: list[Target]


def lacking(field: str, language: str) -> Q:
    """Match texts without a translation into a language, or with one that follows an older original."""

    def revision(path: str) -> Cast:
        return Cast(KT(f"{field}__texts__{path}"), IntegerField())

    wanted = ~Q(**{f"{field}__texts__has_key": language})
    for original in LANGUAGES:
        if original != language:
            older = Q(LessThan(revision(f"{language}__of"), revision(f"{original}__revision")))
            wanted |= Q(**{f"{field}__original": original}) & older
    return wanted


def written(field: str) -> Q:
    """Match texts that are not empty."""
    empty = Q()
    for original in LANGUAGES:
        empty |= Q(**{f"{field}__original": original, f"{field}__texts__{original}__text": ""})
    return ~empty


def rows(council: Council, languages: Sequence[str], kinds: Sequence[str] = ()) -> QuerySet[Any, Any]:
    """Return (kind, field, public_id, at) of the texts that lack one of these languages, newest first."""
    parts = []
    for place in PLACES.values():
        if kinds and place.kind not in kinds:
            continue
        for field in place.fields:
            wanted = Q()
            for language in languages:
                wanted |= lacking(field, language)
            model: type[Model] = models_by_kind()[place.kind]
            of_council = model._default_manager.order_by().filter(place.where or Q(), **{place.council: council.pk})
            marked = (
                of_council.filter(written(field))
                .filter(wanted)
                .annotate(row_kind=Value(place.kind, CharField()), row_field=Value(field, CharField()), row_at=F(place.time))
            )
            parts.append(marked.values_list("row_kind", "row_field", "public_id", "row_at"))
    found: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True).order_by("-row_at", "public_id", "row_field")
    return found


def untranslated(page: Sequence[tuple[str, str, str, Any]], council: Council) -> list[Untranslated]:
    """Return the texts of one page of `rows`: one query a kind of object."""
    items = resolve(f"{kind}/{public_id}" for kind, _, public_id, _ in page)
    found = []
    for kind, field, public_id, _at in page:
        if item := items.get(f"{kind}/{public_id}"):
            found.append(entry(item, field, council))
    return found


def entry(item: PublicModel, field: str, council: Council) -> Untranslated:
    text: Text = getattr(item, field)
    place = PLACES[item.kind]
    targets = [Target(code, INTO[code], text.is_outdated(code)) for code in text.missing(council.languages)]
    return Untranslated(item, field, place.name, place.fields[field], text, targets)


def find_text(council: Council, kind: str, public_id: str, field: str) -> PublicModel | None:
    """Return the object of this council that holds a text, or None."""
    place = PLACES.get(kind)
    if place is None or field not in place.fields:
        return None
    model = models_by_kind()[kind]
    return model._default_manager.filter(place.where or Q(), **{place.council: council.pk}, public_id=public_id).first()


def translator(text: Text, language: str, council: Council) -> Member | None:
    """Return the seat that made a translation, where it is a seat of this council."""
    by = str(text.texts.get(language, {}).get("by", ""))
    return Member.objects.filter(council=council, public_id=by.rpartition("/")[2]).select_related("region").first() if by else None
