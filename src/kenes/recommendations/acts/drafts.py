"""Drafts: wording, versions, evidence, withdrawal."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Max

from kenes.attribution.models import Attribution
from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.permissions import require
from kenes.base.text import Text, empty
from kenes.councils.models import Council, Member
from kenes.deliberation.models import Release, Statement
from kenes.deliberation.queries import latest_release
from kenes.issues.models import Issue
from kenes.notices.acts import tell
from kenes.recommendations.audience import contributors_of, drafters_of
from kenes.recommendations.errors import (
    AlreadyCited,
    NewerVersion,
    NotADraft,
    NotReleased,
    SaidInClosed,
    SameText,
    TextMissing,
    TextTooLong,
)
from kenes.recommendations.models import Evidence, Recommendation, Version
from kenes.recommendations.queries import ADOPTION
from kenes.recommendations.texthash import text_hash
from kenes.record import acts as record
from kenes.sides.acts import withdraw_consents

State = Recommendation.State


class Source(NamedTuple):
    """An outside source: the sentence it supports, what it is, where it can be read."""

    text: Text
    source: str
    url: str = ""


# What a brief can carry on one page each.
LONGEST = {"title": 250, "text": 6000, "rationale": 10000}


@act
def draft_recommendation(
    *,
    by: Member,
    title: Text,
    text: Text,
    rationale: Text,
    issues: Iterable[Issue] = (),
    statements: Iterable[Statement] = (),
    sources: Iterable[Source] = (),
) -> Recommendation:
    """Write the first version of a recommendation about some issues, resting on some statements and outside sources."""
    require("recommendations.draft", by)
    check_texts(title=title, text=text, rationale=rationale)
    issues, statements = list(issues), list(statements)
    if any(issue.council_id != by.council_id for issue in issues):
        raise NotFound
    council = Council.objects.select_for_update().get(pk=by.council_id)
    last = Recommendation.objects.filter(council=council).aggregate(last=Max("number"))["last"]
    now = clock.now()
    made = Recommendation.objects.create(
        council=council, number=(last or 0) + 1, title=title, created_by=by, created_at=now, changed_at=now
    )
    made.issues.set(issues)
    version = add_version(by, made, title, text, rationale, number=1)
    record.append(
        council.public_id,
        "recommendation.drafted",
        made.ref,
        actor=by.ref,
        details={"number": made.number, "version": 1, "text_hash": version.hash, "issues": [issue.ref for issue in issues]},
    )
    cite_all(by, made, statements)
    for source in sources:
        add_source(by, made, source)
    tell_about(made, "recommendation.drafted", but=by)
    return made


@act
def write_version(
    *, by: Member, recommendation: Recommendation, text: Text, rationale: Text, title: Text | None = None, after: int | None = None
) -> Version:
    """Write a new wording. `after` is the version it was written on: a newer one meanwhile refuses it, so that none is overlooked."""
    require("recommendations.write", by, recommendation)
    there = locked(recommendation)
    title = title or there.title
    check_texts(title=title, text=text, rationale=rationale)
    last = there.versions.latest("number")
    if there.state not in (State.DRAFT, State.REJECTED):
        raise NotADraft
    if after is not None and after != last.number:
        raise NewerVersion
    if text_hash(title, text, rationale) == last.hash:
        raise SameText
    there.state, there.title, there.changed_at = State.DRAFT, title, clock.now()
    there.save(update_fields=["state", "title", "changed_at"])
    version = add_version(by, there, title, text, rationale, number=last.number + 1)
    ask_again(there)
    record.append(
        there.council.public_id,
        "recommendation.version_written",
        there.ref,
        actor=by.ref,
        details={"version": version.number, "text_hash": version.hash},
    )
    tell_about(there, "recommendation.version_written", but=by)
    return version


@act
def cite_statement(*, by: Member, recommendation: Recommendation, statement: Statement, release: Release | None = None) -> Evidence:
    """Rest the draft on a statement and the release of results that tells how far members agree with it."""
    require("recommendations.write", by, recommendation)
    there = draft_of(recommendation)
    (evidence,) = cite_all(by, there, [statement], release)
    return evidence


@act
def cite_statements(*, by: Member, recommendation: Recommendation, statements: Iterable[Statement]) -> list[Evidence]:
    """Rest the draft on several statements at once, each with the latest results of its deliberation."""
    require("recommendations.write", by, recommendation)
    return cite_all(by, draft_of(recommendation), list(statements))


@act
def cite_source(*, by: Member, recommendation: Recommendation, text: Text, source: str, url: str = "") -> Evidence:
    """Rest the draft on an outside source: the sentence it supports, what the source is, and where it can be read."""
    require("recommendations.write", by, recommendation)
    return add_source(by, draft_of(recommendation), Source(text, source, url))


@act
def withdraw_recommendation(*, by: Member, recommendation: Recommendation, reason: str) -> None:
    """Take a draft, or a text that was not adopted, out of the council's work, with the reason."""
    require("recommendations.withdraw", by, recommendation)
    there = locked(recommendation)
    if not reason.strip():
        raise TextMissing(field="reason")
    if there.state not in (State.DRAFT, State.REJECTED):
        raise NotADraft
    there.state, there.reason, there.changed_at = State.WITHDRAWN, reason.strip(), clock.now()
    there.save(update_fields=["state", "reason", "changed_at"])
    ask_again(there)
    record.append(there.council.public_id, "recommendation.withdrawn", there.ref, actor=by.ref, sealed={"reason": there.reason})
    tell_about(there, "recommendation.withdrawn", but=by)


def check_texts(**texts: Text) -> None:
    """Raise TextMissing or TextTooLong, naming the field."""
    for name, text in texts.items():
        if not text:
            raise TextMissing(field=name)
        if any(len(str(entry["text"])) > LONGEST[name] for entry in text.texts.values()):
            raise TextTooLong(field=name, most=LONGEST[name])


def locked(recommendation: Recommendation) -> Recommendation:
    """Return the row as it is now, locked until the act ends."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("council")
    return rows.get(pk=recommendation.pk)


def draft_of(recommendation: Recommendation) -> Recommendation:
    there = locked(recommendation)
    if there.state != State.DRAFT:
        raise NotADraft
    return there


def add_version(by: Member, recommendation: Recommendation, title: Text, text: Text, rationale: Text, *, number: int) -> Version:
    version = Version.objects.create(
        recommendation=recommendation,
        number=number,
        title=title,
        text=text,
        rationale=rationale,
        hash=text_hash(title, text, rationale),
        created_by=by,
        created_at=clock.now(),
    )
    search.index(recommendation, council=recommendation.council.public_id, title=title, body=text)
    return version


def add_source(by: Member, recommendation: Recommendation, source: Source) -> Evidence:
    """Add an outside source to the evidence."""
    if not source.text:
        raise TextMissing(field="text")
    if not source.source.strip():
        raise TextMissing(field="source")
    if source.url and not source.url.lower().startswith(("https://", "http://")):
        raise Invalid(field="url")
    evidence = Evidence.objects.create(
        recommendation=recommendation, text=source.text, source=source.source.strip(), url=source.url, added_by=by, added_at=clock.now()
    )
    details = {"evidence": evidence.ref, "rests_on": "source"}
    record.append(recommendation.council.public_id, "recommendation.evidence_added", recommendation.ref, actor=by.ref, details=details)
    return evidence


def cite_all(by: Member, recommendation: Recommendation, statements: Sequence[Statement], release: Release | None = None) -> list[Evidence]:
    """Add statements to the evidence, each with the given release or its deliberation's latest."""
    known = set(recommendation.evidence.values_list("statement_id", flat=True))
    latest: dict[int, Release | None] = {}
    made = []
    for statement in statements:
        if statement.deliberation.council_id != recommendation.council_id:
            raise NotFound
        if statement.deliberation.attribution == Attribution.CLOSED:
            raise SaidInClosed(field="statement")
        if statement.pk in known:
            raise AlreadyCited(field="statement")
        if statement.deliberation_id not in latest:
            latest[statement.deliberation_id] = release or latest_release(statement.deliberation)
        rests_on = latest[statement.deliberation_id]
        if rests_on is None or rests_on.deliberation_id != statement.deliberation_id:
            raise NotReleased(field="statement")
        known.add(statement.pk)
        made.append(
            Evidence(recommendation=recommendation, statement=statement, release=rests_on, text=empty(), added_by=by, added_at=clock.now())
        )
    Evidence.objects.bulk_create(made)
    for evidence in made:
        refs = {name: linked.ref for name, linked in (("rests_on", evidence.statement), ("release", evidence.release)) if linked}
        details = {"evidence": evidence.ref, **refs}
        record.append(recommendation.council.public_id, "recommendation.evidence_added", recommendation.ref, actor=by.ref, details=details)
    return made


def tell_about(recommendation: Recommendation, kind: str, *, but: Member) -> None:
    """Tell the authors of the signals behind the issues, and the drafters, except who acted."""
    audience = set(contributors_of(recommendation)) | set(drafters_of(recommendation))
    tell(
        audience - {but.user_id},
        kind,
        recommendation.ref,
        council=recommendation.council.public_id,
        details={"number": recommendation.number},
    )


def ask_again(recommendation: Recommendation) -> None:
    """Let the sides be asked anew: the text changed, it was withdrawn, or its vote came to nothing."""
    withdraw_consents(council=recommendation.council, subject=recommendation.ref, purpose=ADOPTION)
