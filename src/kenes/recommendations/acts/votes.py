"""Adoption: opening, ballots, closing, dissent."""

from collections import Counter
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member, Side
from kenes.councils.queries import roster
from kenes.issues.acts import advance_issue
from kenes.issues.models import Issue
from kenes.notices.acts import tell
from kenes.recommendations.acts import secrecy
from kenes.recommendations.acts.consents import check_sides
from kenes.recommendations.acts.drafts import ask_again, locked
from kenes.recommendations.audience import contributors_of, drafters_of, roster_of
from kenes.recommendations.counting import carried, shortfalls
from kenes.recommendations.errors import (
    AlreadyClosed,
    AlreadyDissented,
    AlreadyVoted,
    AlreadyVoting,
    BadChoice,
    BadClosing,
    BadShare,
    CountsDiffer,
    DissentOver,
    NobodyToVote,
    NotOnRoster,
    OlderVersion,
    TextChanged,
    TextMissing,
    TextTooLong,
    VotingOpen,
    VotingOver,
)
from kenes.recommendations.models import Adoption, Ballot, Choice, Dissent, Recommendation, Version, Voter
from kenes.recommendations.queries import DISSENT_DAYS, adoption_state
from kenes.recommendations.texthash import hash_of
from kenes.record import acts as record
from kenes.record.canonical import canonical

LONGEST_VOTE = timedelta(days=366)
DISSENT_LONGEST = 5000
State = Adoption.State


@act
def open_adoption(
    *,
    by: Member,
    recommendation: Recommendation,
    method: str,
    closes_at: datetime,
    quorum_percent: int | None = None,
    majority_percent: int | None = None,
    number: int | None = None,
) -> Adoption:
    """Put the latest version to the vote. Roster, method, quorum, majority, text and closing time are fixed from here on.

    `number` is the version that was looked at: a newer one meanwhile refuses it, so that nobody puts an unread text to the vote.
    """
    require("recommendations.open_adoption", by, recommendation)
    there = locked(recommendation)
    council, now = there.council, clock.now()
    if there.state != Recommendation.State.DRAFT:
        raise AlreadyVoting
    if method not in Adoption.Method.values:
        raise Invalid(field="method")
    if not now < closes_at <= now + LONGEST_VOTE:
        raise BadClosing(field="closes_at")
    version = there.versions.latest("number")
    if number is not None and number != version.number:
        raise OlderVersion(number=version.number)
    if hash_of(version) != version.hash:
        raise TextChanged
    check_sides(there, version)
    adoption = Adoption.objects.create(
        recommendation=there,
        version=version,
        text_hash=version.hash,
        method=method,
        quorum_percent=share(quorum_percent, council.quorum_percent, "quorum_percent", 1, 100),
        majority_percent=share(majority_percent, council.majority_percent, "majority_percent", 50, 99),
        opened_by=by,
        opened_at=now,
        closes_at=closes_at,
    )
    members = freeze_roster(adoption)
    there.state, there.changed_at = Recommendation.State.VOTING, now
    there.save(update_fields=["state", "changed_at"])
    record.append(council.public_id, "adoption.opened", adoption.ref, actor=by.ref, details=opening_details(adoption, members))
    tell_opened(adoption, by)
    return adoption


@act
def cast_ballot(*, by: Member, adoption: Adoption, value: str) -> None:
    """Vote. A roll-call vote can be changed until closing; a secret ballot is cast once. Nothing about it is recorded or told."""
    require("recommendations.vote", by, adoption)
    if value not in Choice.values:
        raise BadChoice(field="value")
    there = locked_adoption(adoption)
    if there.state != State.OPEN or clock.now() >= there.closes_at:
        raise VotingOver
    check_text(there)
    place = Voter.objects.filter(adoption=there, member=by)
    if not place.exists():
        raise NotOnRoster
    if not there.is_secret:
        place.update(has_voted=True, value=value)
        return
    if not place.filter(has_voted=False).update(has_voted=True):
        raise AlreadyVoted
    secrecy.put_in(there, value)


@act
def close_adoption(*, adoption: Adoption) -> Adoption:
    """Count and decide, at the closing time or once everybody has voted. Nobody does this: its time has come."""
    there = locked_adoption(adoption)
    if there.state != State.OPEN:
        raise AlreadyClosed
    state, now = adoption_state(there), clock.now()
    if now < there.closes_at and state.everybody.voted < state.everybody.roster:
        raise VotingOpen
    check_text(there)
    counts = count(there)
    if sum(counts.values()) != state.everybody.voted:
        raise CountsDiffer
    missing = shortfalls(state.everybody, state.sides)
    if missing:
        there.state = State.NO_QUORUM
    else:
        there.state = State.ADOPTED if carried(counts["yes"], counts["no"], there.majority_percent) else State.REJECTED
    uncounted = there.is_secret and bool(missing)  # nothing is decided: a count would only tell how few people voted
    there.tally = {
        **({} if uncounted else counts),
        "roster": state.everybody.roster,
        "voted": state.everybody.voted,
        "needed": state.everybody.needed,
        "sides": [{"side": side.side, "roster": side.roster, "voted": side.voted, "needed": side.needed} for side in state.sides],
        "reasons": [error.code for error in missing],
    }
    there.closed_at = now
    there.save(update_fields=["state", "tally", "closed_at"])
    if there.is_secret:
        secrecy.rewrite(there, keep_ballots=not uncounted)
        transaction.on_commit(secrecy.scrub)
    settle(there)
    return there


@act
def write_dissent(*, by: Member, adoption: Adoption, text: Text) -> Dissent:
    """Put a dissenting opinion beside the text: from opening until seven days after closing, once, by anyone on the roster."""
    require("recommendations.vote", by, adoption)
    if not text:
        raise TextMissing(field="text")
    if any(len(str(entry["text"])) > DISSENT_LONGEST for entry in text.texts.values()):
        raise TextTooLong(field="text", most=DISSENT_LONGEST)
    there = locked_adoption(adoption)
    if there.closed_at and clock.now() > there.closed_at + timedelta(days=DISSENT_DAYS):
        raise DissentOver
    if not Voter.objects.filter(adoption=there, member=by).exists():
        raise NotOnRoster
    if Dissent.objects.filter(adoption=there, member=by).exists():
        raise AlreadyDissented
    dissent = Dissent.objects.create(adoption=there, member=by, text=text, created_at=clock.now())
    recommendation = there.recommendation
    record.append(
        recommendation.council.public_id,
        "adoption.dissent_written",
        dissent.ref,
        actor=by.ref,
        details={"adoption": there.ref, "text_hash": there.text_hash},
        sealed={"text": text.original_text},
    )
    tell_of_dissent(there, by)
    return dissent


@act
def remind_voters(*, adoption: Adoption) -> None:
    """Remind, once, those on the roster who have not voted yet."""
    there = locked_adoption(adoption)
    if there.state != State.OPEN or there.reminded_at:
        return
    there.reminded_at = clock.now()
    there.save(update_fields=["reminded_at"])
    tell(
        roster_of(there, has_voted=False),
        "adoption.reminder",
        there.recommendation.ref,
        council=there.recommendation.council.public_id,
        details={"number": there.recommendation.number},
    )


def share(given: int | None, usual: int, field: str, least: int, most: int) -> int:
    """Return the percentage that was given, else the council's; raise BadShare outside its range."""
    percent = usual if given is None else given
    if not least <= percent <= most:
        raise BadShare(field=field, least=least, most=most)
    return percent


def locked_adoption(adoption: Adoption) -> Adoption:
    """Return the row as it is now, locked until the act ends: ballots and closing come one after the other."""
    rows = Adoption.objects.select_for_update(of=("self",)).select_related("recommendation__council", "version")
    return rows.get(pk=adoption.pk)


def check_text(adoption: Adoption) -> None:
    """Raise TextChanged unless the version still is, word for word, what voting opened on."""
    if not adoption.text_hash == adoption.version.hash == hash_of(adoption.version):
        raise TextChanged


def freeze_roster(adoption: Adoption) -> list[Member]:
    """Write the roster: the seats that vote today; raise NobodyToVote where a side of several has none."""
    council = adoption.recommendation.council
    members = list(roster(council))
    present = {member.side_id for member in members}
    if not members or not set(Side.objects.filter(council=council).values_list("pk", flat=True)) <= present:
        raise NobodyToVote
    Voter.objects.bulk_create(
        Voter(adoption=adoption, member=member, side_id=member.side_id, region_id=member.region_id) for member in members
    )
    return members


def opening_details(adoption: Adoption, members: list[Member]) -> dict[str, Any]:
    """Return what the record keeps of an opening: all that is fixed, and the hash of the roster."""
    lines = sorted([member.public_id, member.side.public_id, member.region.code if member.region else ""] for member in members)
    return {
        "recommendation": adoption.recommendation.ref,
        "version": adoption.version.number,
        "text_hash": adoption.text_hash,
        "method": adoption.method,
        "quorum_percent": adoption.quorum_percent,
        "majority_percent": adoption.majority_percent,
        "closes_at": adoption.closes_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "roster": len(members),
        "roster_hash": sha256(canonical(lines)).hexdigest(),
        "sides": dict(Counter(member.side.public_id for member in members)),
    }


def count(adoption: Adoption) -> dict[str, int]:
    """Return how many said yes, no and abstain."""
    rows: QuerySet[Any] = Ballot.objects.filter(adoption=adoption)
    if not adoption.is_secret:
        rows = Voter.objects.filter(adoption=adoption, has_voted=True)
    found = Counter(rows.values_list("value", flat=True))
    return {str(choice): found[str(choice)] for choice in Choice.values}


def settle(adoption: Adoption) -> None:
    """Carry the decision to the recommendation, its issues, the record, the search index and the people."""
    recommendation = adoption.recommendation
    after = {State.ADOPTED: Recommendation.State.ADOPTED, State.REJECTED: Recommendation.State.REJECTED}
    recommendation.state = after.get(State(adoption.state), Recommendation.State.DRAFT)
    recommendation.changed_at = clock.now()
    recommendation.save(update_fields=["state", "changed_at"])
    record.append(
        recommendation.council.public_id,
        "adoption.closed",
        adoption.ref,
        details={"outcome": adoption.state, "text_hash": adoption.text_hash, **adoption.tally},
    )
    if adoption.state == State.NO_QUORUM:
        ask_again(recommendation)
    if adoption.state == State.ADOPTED:
        version: Version = adoption.version
        search.index(recommendation, council=recommendation.council.public_id, title=version.title, body=version.text, visible_to="public")
        for issue in recommendation.issues.filter(state__in=[Issue.State.OPEN, Issue.State.DELIBERATED, Issue.State.MERGED]):
            advance_issue(by=adoption.opened_by, issue=issue, state=Issue.State.RECOMMENDED)
    audience = {*roster_of(adoption), *contributors_of(recommendation), *drafters_of(recommendation)}
    council, details = recommendation.council.public_id, {"number": recommendation.number}
    tell(audience, f"adoption.{adoption.state}", recommendation.ref, council=council, details=details)


def tell_opened(adoption: Adoption, by: Member) -> None:
    """Ask the roster for its votes, and tell those whose contributions led here."""
    recommendation, asked = adoption.recommendation, set(roster_of(adoption))
    council, details = recommendation.council.public_id, {"number": recommendation.number}
    tell(asked, "adoption.asked", recommendation.ref, council=council, details=details)
    others = {*contributors_of(recommendation), *drafters_of(recommendation)} - asked - {by.user_id}
    tell(others, "adoption.opened", recommendation.ref, council=council, details=details)


def tell_of_dissent(adoption: Adoption, by: Member) -> None:
    """Tell the drafters, the authors of the signals and who opened the vote; the roster reads it beside the text."""
    recommendation = adoption.recommendation
    opener = {adoption.opened_by.user_id} if adoption.opened_by else set()
    audience = {*drafters_of(recommendation), *contributors_of(recommendation), *opener} - {by.user_id}
    council, details = recommendation.council.public_id, {"number": recommendation.number}
    tell(audience, "adoption.dissent_written", recommendation.ref, council=council, details=details)
