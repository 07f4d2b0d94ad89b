"""An issue's way: made of signals, grown, advanced by higher rooms, closed."""

from collections.abc import Iterable, Sequence

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.issues.acts.signals import IN_QUEUE, drop_question, locked, move, told
from kenes.issues.errors import AlreadyHandled, IssueNotOpen, LastSignal, SignalNeeded
from kenes.issues.models import Issue, Part, Signal
from kenes.issues.queries import contributors, standing
from kenes.notices.acts import tell
from kenes.record.acts import append

TAKES_SIGNALS = (Issue.State.OPEN, Issue.State.DELIBERATED, Issue.State.RECOMMENDED)
CLOSABLE = (Issue.State.OPEN, Issue.State.DELIBERATED)  # "without a recommendation": once there is one, that would be untrue
ADVANCED = (Issue.State.DELIBERATED, Issue.State.RECOMMENDED, Issue.State.SETTLED)


@act
def make_issue(*, by: Member, signals: Sequence[Signal], title: Text, summary: Text, regions: Iterable[Region] | None = None) -> Issue:
    """State a problem on the grounds of one or more signals, for their regions or for those named."""
    require("issues.triage", by)
    if not signals:
        raise SignalNeeded
    for signal in signals:
        require("issues.triage", by, signal)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    title, summary = checks.prose(title, "title", most=200), checks.prose(summary, "summary")
    parts = [locked(signal, *IN_QUEUE) for signal in sorted({s.pk: s for s in signals}.values(), key=lambda s: s.pk)]
    covered = checks.regions(council, [part.region for part in parts] if regions is None else regions)
    now = clock.now()
    issue = Issue.objects.create(
        council=council,
        number=(Issue.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1,
        title=title,
        summary=summary,
        created_by=by,
        created_at=now,
        changed_at=now,
    )
    issue.regions.set(covered)
    for signal in parts:
        join(issue, signal, by)
    index(issue)
    append(
        council.public_id,
        "issue.made",
        issue.ref,
        actor=by.ref,
        details={"number": issue.number, "signals": [s.ref for s in parts], "n": len(parts), "regions": sorted(r.code for r in covered)},
        sealed={"title": title.original_text, "summary": summary.original_text},
    )
    for signal in parts:
        told(signal, "signal.in_issue", issue_number=issue.number, issue=issue.ref)
    return issue


@act
def add_to_issue(*, by: Member, signal: Signal, issue: Issue) -> Part:
    """Make a signal part of an issue that exists; the issue then covers the signal's region too."""
    require("issues.triage", by, signal)
    require("issues.triage", by, issue)
    issue = locked_issue(issue, *TAKES_SIGNALS)
    signal = locked(signal, *IN_QUEUE)
    part = join(issue, signal, by)
    issue.regions.add(signal.region)
    touch(issue)
    append(issue.council.public_id, "issue.grew", issue.ref, actor=by.ref, details={"signal": signal.ref, "signal_number": signal.number})
    told(signal, "signal.in_issue", issue_number=issue.number, issue=issue.ref)
    return part


@act
def take_out(*, by: Member, signal: Signal, reason: str) -> Signal:
    """Take a signal out of its issue, with a reason; it goes back to the queue."""
    require("issues.triage", by, signal)
    reason = checks.needed(reason, "reason")
    part = Part.objects.filter(signal=signal, removed_at=None).select_related("issue").first()
    if part is None:
        raise AlreadyHandled
    issue = locked_issue(part.issue, *TAKES_SIGNALS)
    signal = locked(signal, Signal.State.IN_ISSUE)
    if issue.parts.filter(removed_at=None).count() < 2:
        raise LastSignal
    leave(part, signal)
    touch(issue)
    append(
        issue.council.public_id,
        "issue.shrank",
        issue.ref,
        actor=by.ref,
        details={"signal": signal.ref, "signal_number": signal.number},
        sealed={"reason": reason},
    )
    told(signal, "signal.taken_out", issue_number=issue.number, reason=reason)
    return signal


@act
def unmake_issue(*, by: Member, issue: Issue, reason: str) -> Issue:
    """Undo the making of an issue that nothing has been built on: it closes, its signals return to the queue."""
    require("issues.triage", by, issue)
    reason = checks.needed(reason, "reason")
    issue = locked_issue(issue, Issue.State.OPEN)
    for part in issue.parts.filter(removed_at=None).select_related("signal"):
        signal = locked(part.signal, Signal.State.IN_ISSUE)
        leave(part, signal)
        told(signal, "signal.taken_out", issue_number=issue.number, reason=reason)
    shut(issue, by, reason)
    return issue


@act
def close_issue(*, by: Member, issue: Issue, reason: str) -> Issue:
    """Close an issue without a recommendation, with a reason that its signals' authors see."""
    require("issues.triage", by, issue)
    reason = checks.needed(reason, "reason")
    issue = locked_issue(issue, *CLOSABLE)
    shut(issue, by, reason)
    told_all(issue, "issue.closed", reason=reason)
    return issue


@act
def reopen_issue(*, by: Member, issue: Issue) -> Issue:
    """Open a closed issue again."""
    require("issues.triage", by, issue)
    issue = locked_issue(issue, Issue.State.CLOSED)
    if not issue.parts.filter(removed_at=None).exists():
        raise SignalNeeded
    issue.state, issue.reason = Issue.State.OPEN, ""
    touch(issue)
    append(issue.council.public_id, "issue.reopened", issue.ref, actor=by.ref)
    told_all(issue, "issue.reopened")
    return issue


@act
def publish_issue(*, by: Member, issue: Issue) -> Issue:
    """Show an issue to everyone. Its signals stay as they are: each is published by an act of its own."""
    require("issues.publish", by, issue)
    issue = locked_issue(issue, *[state for state in Issue.State if state != Issue.State.MERGED])
    if not issue.is_public:
        issue.is_public = True
        touch(issue)
        index(issue)
        append(issue.council.public_id, "issue.published", issue.ref, actor=by.ref)
        told_all(issue, "issue.published")
    return issue


@act
def advance_issue(*, by: Member | None, issue: Issue, state: Issue.State) -> Issue:
    """Say that an issue came further: called by higher rooms in their acts, which tell people themselves. Never goes back."""
    if state not in ADVANCED:
        raise ValueError(f"an issue does not advance to {state}")
    issue = locked_issue(standing(issue), *Issue.State)
    rank = {Issue.State.OPEN: 0, Issue.State.CLOSED: 0, **{step: n for n, step in enumerate(ADVANCED, 1)}}
    if rank[Issue.State(issue.state)] < rank[state]:
        issue.state, issue.reason = state, ""
        touch(issue)
        append(issue.council.public_id, "issue.advanced", issue.ref, actor=by.ref if by else "", details={"state": str(state)})
    return issue


def locked_issue(issue: Issue, *states: Issue.State) -> Issue:
    """Return the issue as it is now, its row locked, in one of these states."""
    fresh = Issue.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=issue.pk)
    if fresh.state not in states:
        raise IssueNotOpen
    return fresh


def join(issue: Issue, signal: Signal, by: Member) -> Part:
    drop_question(signal)
    move(signal, Signal.State.IN_ISSUE, by)
    return Part.objects.create(issue=issue, signal=signal, added_by=by, added_at=clock.now())


def leave(part: Part, signal: Signal) -> None:
    part.removed_at = clock.now()
    part.save(update_fields=["removed_at"])
    move(signal, Signal.State.RECEIVED, None)


def shut(issue: Issue, by: Member, reason: str) -> None:
    issue.state, issue.reason = Issue.State.CLOSED, reason
    touch(issue)
    append(issue.council.public_id, "issue.closed", issue.ref, actor=by.ref, sealed={"reason": reason})


def touch(issue: Issue) -> None:
    issue.changed_at = clock.now()
    issue.save(update_fields=["state", "reason", "is_public", "changed_at"])


def index(issue: Issue) -> None:
    visible_to = "public" if issue.is_public else "members"
    search.index(issue, council=issue.council.public_id, title=issue.title, body=issue.summary, visible_to=visible_to)


def told_all(issue: Issue, kind: str, **details: object) -> None:
    """Tell the authors of all signals of an issue."""
    tell(contributors([issue]), kind, issue.ref, council=issue.council.public_id, details={"number": issue.number, **details})
