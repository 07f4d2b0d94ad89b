"""Questions about unusual figures, put to the members of the region, and what they say is behind them.

What counts as unusual: docs/methods/unusual.md.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import regions_of, secretariat_ids
from kenes.engine.unusual import Change
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.situation import periods
from kenes.situation.acts.reports import one_of
from kenes.situation.boards import Territories, Values
from kenes.situation.errors import NoSuchFigure, NotYourRegion, QuestionDropped
from kenes.situation.models import FigureQuestion, Indicator, Observation, Revision, SituationNote, SituationReport
from kenes.situation.queries.places import countries_of, territories_of
from kenes.situation.queries.questions import standing_out, values_of_indicator

ANSWER_WITHIN = timedelta(days=21)
MOST = 3  # questions a region and revision


def ask_about(*, revision: Revision) -> list[FigureQuestion]:
    """Ask about what a revision made unusual, and drop what it made pointless. Returns the questions that were asked.

    Called by the acts that commit or undo an import, in their transaction, once the boards are written.
    """
    council = revision.council
    territories = territories_of(countries_of(council))
    asked_of, regions = who_can_tell(council), list(regions_of(council))
    unusual: dict[Region, list[tuple[Change, Indicator, str]]] = {}
    for indicator in touched_by(revision):
        values = values_of_indicator(indicator)
        review(indicator, values, regions, territories)
        newest = values.last() if values else None
        if values is None or newest is None:
            continue
        found = standing_out(indicator, values, newest, regions, territories)
        for region in asked_of:
            if region.code in found:
                unusual.setdefault(region, []).append((found[region.code], indicator, newest))
    asked = []
    for region, moved in unusual.items():
        furthest = sorted(moved, key=lambda one: (-one[0].strength, one[1].code))[:MOST]
        fresh = [question for one in furthest if (question := put(council, region, *one))]
        for question in fresh:
            tell(asked_of[region], "question.asked", question.ref, council=council.public_id)
        asked += fresh
    if asked:
        details = {"n": len(asked), "questions": [question.ref for question in asked]}
        append(council.public_id, "question.asked", revision.ref, actor=revision.by.ref if revision.by else "", details=details)
    return asked


def touched_by(revision: Revision) -> list[Indicator]:
    """Return the indicators of which a revision brought or ended values."""
    changed = Observation.objects.filter(Q(revision=revision) | Q(ended_by=revision))
    return list(Indicator.objects.filter(pk__in=changed.values("indicator")).order_by("order", "code"))


def who_can_tell(council: Council) -> dict[Region, list[int]]:
    """Return the regions that somebody speaks from, with the user ids of their members."""
    seats = Member.objects.serving().filter(council=council, region__in=regions_of(council), user__isnull=False)
    found: dict[Region, list[int]] = {}
    for seat in seats.exclude(role=Member.Role.OBSERVER).select_related("region").order_by("region__code", "number"):
        if seat.region and seat.user_id:
            found.setdefault(seat.region, []).append(seat.user_id)
    return found


def review(indicator: Indicator, values: Values | None, regions: Sequence[Region], territories: Territories) -> None:
    """Drop the open questions of an indicator whose figure is no longer unusual, or no longer there; renew the others' numbers."""
    asked = FigureQuestion.objects.filter(indicator=indicator, state=FigureQuestion.State.OPEN).select_related("region", "council")
    found = {span: standing_out(indicator, values, span, regions, territories) for span in {one.period for one in asked}} if values else {}
    for question in asked:
        change = found.get(question.period, {}).get(question.region.code)
        if change:
            question.change, question.usual_low, question.usual_high = change.value, change.low, change.high
            question.save(update_fields=["change", "usual_low", "usual_high"])
        else:
            question.state = FigureQuestion.State.DROPPED
            question.save(update_fields=["state"])
            users = who_can_tell(question.council).get(question.region, [])
            append(question.council.public_id, "question.dropped", question.ref)
            tell(users, "question.dropped", question.ref, council=question.council.public_id)


def put(council: Council, region: Region, change: Change, indicator: Indicator, period: str) -> FigureQuestion | None:
    """Write a question down; None where it stands already, was answered, or ended unanswered about the same change."""
    now = clock.now()
    known = FigureQuestion.objects.select_for_update().filter(indicator=indicator, region=region, period=period).first()
    if known and known.state != FigureQuestion.State.DROPPED:
        return None
    if known and known.closes_at <= now and known.change == change.value:
        return None
    values = {
        "council": council,
        "before": periods.a_year_before(period),
        "change": change.value,
        "usual_low": change.low,
        "usual_high": change.high,
        "state": FigureQuestion.State.OPEN,
        "asked_at": now,
        "closes_at": now + ANSWER_WITHIN,
    }
    question, _created = FigureQuestion.objects.update_or_create(indicator=indicator, region=region, period=period, defaults=values)
    return question


@act
def drop_question(*, question: FigureQuestion) -> bool:
    """Ask no longer what nobody answered in time. Returns whether it did."""
    there = FigureQuestion.objects.select_for_update(of=("self",)).select_related("council").get(pk=question.pk)
    if there.state != FigureQuestion.State.OPEN or clock.now() < there.closes_at:
        return False
    there.state = FigureQuestion.State.DROPPED
    there.save(update_fields=["state"])
    append(there.council.public_id, "question.dropped", there.ref)
    return True


def mark_answered(*, question: FigureQuestion, by: Member, answer: str) -> None:
    """Say that a question has its first answer (a note or a signal, by reference). Called by the act that wrote the answer.

    Members of other regions may report signals about this one; the question stays with those who were asked.
    """
    if by.region_id != question.region_id:
        return
    there = FigureQuestion.objects.select_for_update(of=("self",)).select_related("council").get(pk=question.pk)
    if there.state == FigureQuestion.State.OPEN:
        there.state = FigureQuestion.State.ANSWERED
        there.save(update_fields=["state"])
        append(there.council.public_id, "question.answered", there.ref, details={"answer": answer})


@act
def write_note(
    *,
    by: Member,
    indicator: Indicator,
    region: Region,
    period: str,
    text: Text,
    confidence: str,
    client_key: str,
    question: FigureQuestion | None = None,
) -> SituationNote:
    """Say what is behind a figure of one's own region. The same client key sent again returns the first note."""
    require("situation.write_note", by, indicator)
    client_key = checks.key(client_key)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    if first := SituationNote.objects.filter(member=by, client_key=client_key).first():
        return first
    if by.region_id != region.pk:
        raise NotYourRegion(field="region")
    values = values_of_indicator(indicator)
    if values is None or values.at(region.code, period) is None:
        raise NoSuchFigure(field="period")
    if question is not None:
        check_question(question, indicator, region, period)
    note = SituationNote.objects.create(
        council=council,
        indicator=indicator,
        region=region,
        period=period,
        member=by,
        question=question,
        text=checks.prose(text, "note", most=3000),
        confidence=one_of(confidence, SituationReport.Confidence.values, "confidence"),
        client_key=client_key,
        created_at=clock.now(),
    )
    index_note(note)
    append(
        council.public_id,
        "note.written",
        note.ref,
        details={"indicator": indicator.code, "period": period},
        sealed={"member": by.ref, "text": note.text.original_text, "region": region.code},  # notes are published without their author
    )
    if question is not None:
        mark_answered(question=question, by=by, answer=note.ref)
    tell(secretariat_ids(council), "note.written", note.ref, council=council.public_id)
    return note


def check_question(question: FigureQuestion, indicator: Indicator, region: Region, period: str) -> None:
    """Refuse a question about another figure, and one that is no longer asked because its figure was revised."""
    if (question.indicator_id, question.region_id, question.period) != (indicator.pk, region.pk, period):
        raise NoSuchFigure(field="period")
    if FigureQuestion.objects.filter(pk=question.pk, state=FigureQuestion.State.DROPPED).exists():
        raise QuestionDropped


@act
def publish_note(*, by: Member, note: SituationNote) -> SituationNote:
    """Show a note's text and region to everyone, without its author."""
    require("situation.publish", by, note)
    there = SituationNote.objects.select_for_update(of=("self",)).select_related("council", "member").get(pk=note.pk)
    if not there.is_public:
        there.is_public = True
        there.save(update_fields=["is_public"])
        index_note(there)
        append(there.council.public_id, "note.published", there.ref, actor=by.ref)
        tell([there.member.user_id], "note.published", there.ref, council=there.council.public_id)
    return there


def index_note(note: SituationNote) -> None:
    """Make a note findable by its words, under the name of its indicator."""
    readers = "public" if note.is_public else "members"
    search.index(note, council=note.council.public_id, title=note.indicator.name, body=note.text, visible_to=readers)
