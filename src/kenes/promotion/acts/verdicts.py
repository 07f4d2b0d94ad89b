"""The council's own finding: asked of every member of the regions concerned, for a stated period.

Nobody can enter its outcome or close it early: it closes by itself, from the answers (docs/methods/verdict.md).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.files import Upload, keep
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import roster, secretariat_ids
from kenes.issues.acts import advance_issue
from kenes.issues.models import Issue
from kenes.notices.acts import tell
from kenes.promotion.audience import people_behind
from kenes.promotion.errors import (
    NobodyToAsk,
    NotAsked,
    PeriodTooShort,
    RegionsLeftOut,
    VerdictOpen,
    VerdictOver,
    VerdictStillOpen,
)
from kenes.promotion.models import Commitment, Judgement, Verdict
from kenes.promotion.outcome import outcome
from kenes.promotion.queries.regions import ANSWERS, protected_table, regions_concerned
from kenes.recommendations.models import Recommendation
from kenes.record import acts as record

SHORTEST, LONGEST = timedelta(days=1), timedelta(days=90)
REMIND_BEFORE = timedelta(days=3)


@act
def ask_verdict(
    *, by: Member, commitment: Commitment, regions: Iterable[Region] | None = None, closes_at: datetime | None = None
) -> Verdict:
    """Ask every member of the regions concerned whether a commitment was carried out. Further regions may be added, none left out."""
    require("promotion.ask_verdict", by, commitment)
    there = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related("recommendation__council").get(pk=commitment.pk)
    council, now = there.recommendation.council, clock.now()
    if Verdict.objects.filter(commitment=there, closed_at=None).exists():
        raise VerdictOpen
    closes = closes_at or now + timedelta(days=council.verdict_days)
    if not SHORTEST <= closes - now <= LONGEST:
        raise PeriodTooShort(field="closes_at")
    concerned = regions_concerned(there.recommendation)
    asked = list(regions) if regions is not None else concerned
    if not {region.pk for region in concerned} <= {region.pk for region in asked}:
        raise RegionsLeftOut(field="regions")
    people = who_is_asked(council, asked)
    if not people:
        raise NobodyToAsk
    verdict = Verdict.objects.create(commitment=there, least=council.verdict_least, opened_by=by, opened_at=now, closes_at=closes)
    verdict.regions.set(asked)
    Judgement.objects.bulk_create(Judgement(verdict=verdict, member=seat, region=seat.region) for seat in people if seat.region)
    details = {
        "commitment": there.ref,
        "regions": sorted(region.code for region in asked),
        "roster": sorted(seat.ref for seat in people),
        "least": verdict.least,
        "closes_at": closes.isoformat(timespec="seconds"),
    }
    record.append(council.public_id, "verdict.asked", verdict.ref, actor=by.ref, details=details)
    tell(
        [seat.user_id for seat in people],
        "verdict.asked",
        verdict.ref,
        council=council.public_id,
        details={"closes_at": closes.isoformat()},
    )
    return verdict


def who_is_asked(council: Council, regions: Iterable[Region]) -> list[Member]:
    """Return the seats to ask: all that vote and live there. Never the secretariat, which asks."""
    seats = roster(council).filter(region__in=list(regions))
    return [seat for seat in seats if not seat.is_secretariat]


@act
def judge(*, by: Member, verdict: Verdict, value: str, evidence: Text, upload: Upload | None = None) -> Judgement:
    """Answer for where one lives, with evidence. May be changed until the verdict closes."""
    require("promotion.judge", by, verdict)
    if value not in Judgement.Value.values:
        raise Invalid(field="value")
    there = (
        Verdict.objects.select_for_update(of=("self",), no_key=True)
        .select_related("commitment__recommendation__council")
        .get(pk=verdict.pk)
    )
    now = clock.now()
    if there.closed_at is not None or now >= there.closes_at:
        raise VerdictOver
    judgement = Judgement.objects.select_for_update(of=("self",), no_key=True).filter(verdict=there, member=by).first()
    if judgement is None:
        raise NotAsked
    judgement.value, judgement.evidence, judgement.answered_at = value, evidence, now
    if upload is not None:
        council = there.commitment.recommendation.council.public_id
        judgement.file = keep(upload=upload, council=council, subject=judgement.ref, owner=by.user, visible_to=f"author/{by.public_id}")
    judgement.save(update_fields=["value", "evidence", "answered_at", "file"])
    return judgement


@act
def close_verdict(*, verdict: Verdict) -> Verdict:
    """Close a verdict whose time has come and state its outcome. Nobody calls this early: it refuses."""
    there = (
        Verdict.objects.select_for_update(of=("self",), no_key=True)
        .select_related("commitment__recommendation__council")
        .get(pk=verdict.pk)
    )
    if there.closed_at is not None:
        return there
    now = clock.now()
    if now < there.closes_at:
        raise VerdictStillOpen
    answers = list(there.judgements.exclude(value="").values_list("region_id", "value"))
    recommendation = there.commitment.recommendation
    council = recommendation.council
    by_region: dict[int, list[int]] = {}
    for region, value in answers:
        by_region.setdefault(region, [0] * len(ANSWERS))[ANSWERS.index(value)] += 1
    there.outcome = outcome(Counter(value for _, value in answers), there.least)
    # A second table beside the first would show by its difference how newcomers answered: only the first is published.
    asked_before = there.commitment.verdicts.filter(closed_at__isnull=False).exists()
    there.table = {} if asked_before else protected_table(council, by_region, list(there.regions.all()))
    there.closed_at = now
    there.save(update_fields=["outcome", "table", "closed_at"])
    details = {"commitment": there.commitment.ref, "outcome": there.outcome, "least": there.least}
    record.append(council.public_id, "verdict.closed", there.ref, details=details)
    if all_done(recommendation):
        for issue in recommendation.issues.all():
            advance_issue(by=None, issue=issue, state=Issue.State.SETTLED)
    people = [*secretariat_ids(council), *people_behind(recommendation), *there.judgements.values_list("member__user_id", flat=True)]
    tell(set(people), f"verdict.{there.outcome}", there.ref, council=council.public_id)
    return there


def all_done(recommendation: Recommendation) -> bool:
    """Whether the newest verdict on every body's commitment says "done": only then are the issues settled."""
    newest: dict[int, str] = dict.fromkeys(recommendation.commitments.values_list("pk", flat=True), "")
    closed = Verdict.objects.filter(commitment__in=newest, closed_at__isnull=False).order_by("closed_at", "pk")
    newest |= dict(closed.values_list("commitment_id", "outcome"))
    return bool(newest) and set(newest.values()) == {Verdict.Outcome.DONE}


@act
def remind_of_verdict(*, verdict: Verdict) -> bool:
    """Remind those who were asked and have not answered, once, shortly before the end. Returns whether it did."""
    there = (
        Verdict.objects.select_for_update(of=("self",), no_key=True)
        .select_related("commitment__recommendation__council")
        .get(pk=verdict.pk)
    )
    now = clock.now()
    is_time = there.closed_at is None and there.reminded_at is None and now < there.closes_at <= now + REMIND_BEFORE
    # A verdict that is asked for three days or less has just been announced.
    if not is_time or there.closes_at - there.opened_at <= REMIND_BEFORE:
        return False
    there.reminded_at = now
    there.save(update_fields=["reminded_at"])
    silent = there.judgements.filter(value="").values_list("member__user_id", flat=True)
    council = there.commitment.recommendation.council.public_id
    tell(silent, "verdict.reminder", there.ref, council=council, details={"closes_at": there.closes_at.isoformat()})
    return True
