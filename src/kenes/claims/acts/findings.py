"""A finding on its way: worded by the secretariats, agreed to by every side, published, opened again, corrected."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.text import Text, empty
from kenes.claims.acts.shared import move, noted, staff, told
from kenes.claims.errors import DissentWritten, FigureNeeded, FiguresMoved, FindingMovedOn, LanguageMissing, NoFigure, ReviewOpen
from kenes.claims.models import Claim, Finding, FindingDissent, FindingFigure, Panel, SideText
from kenes.claims.queries.figures import changed_in, current_facts
from kenes.claims.queries.findings import earlier_of, is_correction, is_newest
from kenes.claims.queries.panels import is_under_review
from kenes.claims.texts import hash_of, in_equal_languages
from kenes.claims.words import language_names
from kenes.councils import checks
from kenes.councils.models import Member, Side
from kenes.sides.acts import give_consent, withdraw_consents
from kenes.sides.errors import TextMoved
from kenes.sides.queries import all_agree
from kenes.situation.models import Indicator

PURPOSE = "finding"  # of the sides' consents
STANDING = (Finding.State.PUBLISHED, Finding.State.REOPENED)
LENGTHS = {"sentence": 300, "text": 10_000, "correction": 3000}
Typed = Mapping[str, str]  # language -> what was typed


@act
def write_finding(
    *, by: Member, finding: Finding, sentence: Typed, text: Typed, correction: Typed | None = None, own_text: Typed | None = None, seen: str
) -> Finding:
    """Word a finding in preparation, in one or more languages; `own_text` is the reasoning of one's own side beside the other's.

    `seen` is the hash of the text that was on the page: the other side may have written meanwhile. Who agreed is asked again.
    """
    finding = in_preparation(by, finding, seen)
    finding.sentence = usable(sentence, "sentence")
    finding.text = usable(text, "text")
    finding.correction = usable(correction or {}, "correction")
    finding.save(update_fields=["sentence", "text", "correction"])
    if own_text is not None:
        SideText.objects.update_or_create(finding=finding, side=by.side, defaults={"text": usable(own_text, "text")})
    return changed(finding, by, "finding.written")


def usable(typed: Typed, name: str) -> Text:
    return in_equal_languages({code: checks.needed(words, name, most=LENGTHS[name]) for code, words in typed.items() if words.strip()})


@act
def bind_figures(*, by: Member, finding: Finding, indicator: Indicator, period: str, places: Sequence[str], seen: str) -> Finding:
    """Let a finding rest on values of an indicator as they are now. It opens again when one of them changes."""
    finding = in_preparation(by, finding, seen)
    if indicator.council_id != finding.council_id:
        raise NoFigure(field="indicator")
    found = current_facts(indicator, places, [period])
    if not found:
        raise NoFigure(field="period")
    for (place, _period), fact in sorted(found.items()):
        FindingFigure.objects.update_or_create(
            finding=finding,
            indicator=indicator,
            place=place,
            period=period,
            defaults={"value": fact.value, "vintage_id": fact.revision_id},
        )
    return changed(finding, by, "finding.figures")


@act
def unbind_figures(*, by: Member, finding: Finding, indicator: Indicator, period: str, seen: str) -> Finding:
    """Take an indicator's values of one period out of a finding in preparation."""
    finding = in_preparation(by, finding, seen)
    finding.figures.filter(indicator=indicator, period=period).delete()
    return changed(finding, by, "finding.figures")


@act
def agree_finding(*, by: Member, finding: Finding, seen: str) -> Finding:
    """Agree for one's side to every word of a finding. With the last side it is published."""
    finding = in_preparation(by, finding)
    whole(finding)
    give_consent(by=by, subject=finding.ref, purpose=PURPOSE, text_hash=finding.text_hash, seen_hash=seen)
    if all_agree(finding.claim.council, finding.ref, PURPOSE, finding.text_hash):
        publish(finding)
    return finding


def whole(finding: Finding) -> None:
    """Refuse what is not ready to be read: reviews still open, a language or a side's text missing, a stereotype without figures."""
    if finding.panel is None or finding.panel.state != Panel.State.CLOSED:
        raise ReviewOpen
    if hash_of(finding) != finding.text_hash:
        raise TextMoved  # somebody changed it in the database
    wanted = [finding.sentence]
    if finding.category == Finding.Category.DIFFER:
        texts = dict(finding.side_texts.values_list("side", "text"))
        wanted += [texts.get(side.pk, empty()) for side in Side.objects.filter(council=finding.council_id)]
    else:
        wanted.append(finding.text)
    if earlier_of(finding):
        wanted.append(finding.correction)
    missing = {code for text in wanted for code in finding.claim.council.languages if not text.texts.get(code, {}).get("text")}
    if missing:
        raise LanguageMissing(languages=language_names(missing))
    if finding.claim.type == Claim.Kind.STEREOTYPE and finding.category == Finding.Category.EXPLAINED and not finding.figures.exists():
        raise FigureNeeded
    if changed_in(finding.figures.select_related("indicator")):
        raise FiguresMoved


def publish(finding: Finding) -> None:
    """Show a finding to everyone, in the place of the one before."""
    finding.state, finding.published_at = Finding.State.PUBLISHED, clock.now()
    finding.save(update_fields=["state", "published_at"])
    finding.claim.findings.filter(state__in=STANDING, number__lt=finding.number).update(state=Finding.State.REPLACED)
    move(finding.claim, Claim.State.PUBLISHED)
    if finding.panel:
        seats = [seat.ref for seat in finding.panel.seats.exclude(number=None)]
        File.objects.filter(subject__in=seats).update(visible_to="public")
    noted(finding, "finding.published", number=finding.number, category=finding.category, text_sha256=finding.text_hash)
    told(finding, concerned(finding), "finding.published")


def concerned(finding: Finding) -> set[int | None]:
    """Return whom a finding's fate concerns: the secretariats, its reviewers, who registered the claim, who dissents."""
    users = staff(finding.claim.council)
    if finding.panel:
        users |= set(finding.panel.seats.exclude(number=None).values_list("member__user_id", flat=True))
    users |= set(finding.dissents.values_list("member__user_id", flat=True))
    return users | ({finding.claim.registered_by.user_id} if finding.claim.registered_by else set())


@act
def dissent_from_finding(*, by: Member, finding: Finding, text: Text) -> FindingDissent:
    """Put one's own opinion, signed with one's seat, beside a finding. It is written once."""
    require("claims.dissent", by, finding)
    finding = locked_finding(finding, Finding.State.DRAFT, *STANDING)
    if finding.category == Finding.Category.NOT_REVIEWED:
        raise FindingMovedOn
    if FindingDissent.objects.filter(finding=finding, member=by).exists():
        raise DissentWritten
    text = checks.prose(text, "opinion", most=5000)
    dissent = FindingDissent.objects.create(finding=finding, member=by, text=text, created_at=clock.now())
    noted(finding, "finding.dissent", by=by, sealed={"text": text.original_text}, dissent=dissent.ref)
    told(finding, staff(finding.claim.council) - {by.user_id}, "finding.dissent")
    return dissent


@act
def reopen_for_figures(*, finding: Finding, changed_figures: Sequence[FindingFigure]) -> Finding:
    """Open a published finding again because values that it rests on have changed. Happens by itself."""
    finding = locked_finding(finding, Finding.State.PUBLISHED)
    reopen(finding, Finding.Reopened.FIGURES, figures=len(changed_figures))
    return finding


def reopen(finding: Finding, because: Finding.Reopened, **details: Any) -> None:
    finding.state, finding.reopened_at, finding.reopened_because = Finding.State.REOPENED, clock.now(), because
    finding.save(update_fields=["state", "reopened_at", "reopened_because"])
    move(finding.claim, Claim.State.REOPENED)
    noted(finding, "finding.reopened", number=finding.number, because=because, **details)
    told(finding, concerned(finding), "finding.reopened")


@act
def correct_finding(*, by: Member, finding: Finding) -> Finding:
    """Begin a correction: a new finding with the next number, from the same reviews. The old one stays readable, and stands till then.

    The category follows from the reviews and cannot be corrected by hand: that takes a new panel. One to which a side did not
    review has found nothing, so that the finding before it is still the newest.
    """
    require("claims.write_finding", by, finding)
    finding = locked_finding(finding, *STANDING)
    claim = finding.claim
    if not is_newest(finding) or is_under_review(claim):
        raise FindingMovedOn
    new = Finding.objects.create(
        claim=claim,
        panel=finding.panel,
        number=(claim.findings.aggregate(n=Max("number"))["n"] or 0) + 1,
        category=finding.category,
        sentence=finding.sentence,
        text=finding.text,
        table=finding.table,
        created_by=by,
        created_at=clock.now(),
    )
    for row in finding.side_texts.all():
        SideText.objects.create(finding=new, side_id=row.side_id, text=row.text)
    bind_again(list(finding.figures.select_related("indicator")), new)
    new.text_hash = hash_of(new)
    new.save(update_fields=["text_hash"])
    noted(new, "finding.correction_begun", by=by, number=new.number, of=finding.number)
    told(new, staff(claim.council) - {by.user_id}, "finding.correction_begun")
    return new


@act
def drop_correction(*, by: Member, finding: Finding) -> None:
    """Take back a correction that is still being worded: nothing of it was found, and the finding that it was of stands."""
    finding = in_preparation(by, finding)
    before = earlier_of(finding)
    if before is None or not is_correction(finding):
        raise FindingMovedOn  # it is what a panel found, no correction of its words
    withdraw_consents(council=finding.claim.council, subject=finding.ref, purpose=PURPOSE)
    noted(before, "finding.correction_dropped", by=by, number=finding.number, of=before.number)
    told(before, concerned(finding) - {by.user_id}, "finding.correction_dropped")
    finding.delete()


def bind_again(figures: Sequence[FindingFigure], new: Finding) -> None:
    """Let a correction rest on the same figures, at the values that they have now. What is gone is left out."""
    places, periods = {old.place for old in figures}, {old.period for old in figures}
    indicators = {old.indicator_id: old.indicator for old in figures}
    known = {pk: current_facts(indicator, places, periods) for pk, indicator in indicators.items()}
    for old in figures:
        fact = known[old.indicator_id].get((old.place, old.period))
        if fact is not None:
            FindingFigure.objects.create(
                finding=new,
                indicator=old.indicator,
                place=old.place,
                period=old.period,
                value=fact.value,
                vintage_id=fact.revision_id,
            )


def in_preparation(by: Member, finding: Finding, seen: str | None = None) -> Finding:
    """Return a finding that may be worded now, locked, and, for who changes it, as it was seen."""
    require("claims.write_finding", by, finding)
    finding = locked_finding(finding, Finding.State.DRAFT)
    if seen is not None and seen != finding.text_hash:
        raise TextMoved
    return finding


def locked_finding(finding: Finding, *states: Finding.State) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("claim__council", "claim__registered_by", "panel")
    fresh = rows.get(pk=finding.pk)
    if fresh.state not in states:
        raise FindingMovedOn
    return fresh


def changed(finding: Finding, by: Member, type: str) -> Finding:
    """Hash what is now said; where it differs from before, the sides are asked again."""
    now = hash_of(finding)
    if now == finding.text_hash:
        return finding
    finding.text_hash = now
    finding.save(update_fields=["text_hash"])
    withdraw_consents(council=finding.claim.council, subject=finding.ref, purpose=PURPOSE)
    noted(finding, type, by=by, text_sha256=now)
    return finding
