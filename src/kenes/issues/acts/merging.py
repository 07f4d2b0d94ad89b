"""Merging two issues, and undoing it. A merge keeps both: signals move, nothing is deleted."""

from django.db.models import Q

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member, Region
from kenes.issues.acts.issues import TAKES_SIGNALS, locked_issue, touch
from kenes.issues.errors import IssueNotOpen, MergeNotUndoable, NotMergeable
from kenes.issues.models import Issue, Merge, Part
from kenes.issues.queries import contributors
from kenes.issues.rules import UNDO_WITHIN
from kenes.notices.acts import tell
from kenes.record.acts import append


@act
def merge_issues(*, by: Member, source: Issue, target: Issue, reason: str) -> Merge:
    """Take one open issue into another: its signals move, its regions are added, both groups of authors are told."""
    require("issues.triage", by, source)
    require("issues.triage", by, target)
    reason = checks.needed(reason, "reason")
    source, target = locked_pair(source, target)
    if source.pk == target.pk or source.state != Issue.State.OPEN or target.state not in TAKES_SIGNALS:
        raise NotMergeable(field="target")
    authors = contributors([source, target])
    added = [region for region in source.regions.all() if region not in target.regions.all()]
    merge = Merge.objects.create(source=source, target=target, reason=reason, source_state=source.state, by=by, at=clock.now())
    moved = move_parts([part.signal_id for part in source.parts.filter(removed_at=None)], source, target, by)
    merge.moved_signals.set(moved)
    merge.added_regions.set(added)
    target.regions.add(*added)
    source.state = Issue.State.MERGED
    touch(source)
    touch(target)
    append(
        source.council.public_id,
        "issue.merged",
        source.ref,
        actor=by.ref,
        details={"into": target.ref, "number": source.number, "into_number": target.number, "n": len(moved)},
        sealed={"reason": reason},
    )
    tell(authors, "issue.merged", target.ref, council=target.council.public_id, details=told_of(source, target, reason))
    return merge


@act
def undo_merge(*, by: Member, merge: Merge) -> Merge:
    """Put two merged issues apart again: signals that are still together go back, the source is what it was."""
    require("issues.triage", by, merge.source)
    source, target = locked_pair(merge.source, merge.target)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    now = clock.now()
    if merge.undone_at or source.state != Issue.State.MERGED or target.state == Issue.State.MERGED or now - merge.at > UNDO_WITHIN:
        raise MergeNotUndoable
    authors = contributors([target])
    still_here = target.parts.filter(removed_at=None, signal__in=merge.moved_signals.all()).values_list("signal_id", flat=True)
    moved = move_parts(list(still_here), target, source, by)
    if not target.parts.filter(removed_at=None).exists() or not moved:
        raise MergeNotUndoable
    target.regions.remove(*surplus(merge, target))
    merge.undone_by, merge.undone_at = by, now
    merge.save(update_fields=["undone_by", "undone_at"])
    source.state = merge.source_state
    touch(source)
    touch(target)
    append(
        source.council.public_id,
        "issue.unmerged",
        source.ref,
        actor=by.ref,
        details={"from": target.ref, "number": source.number, "from_number": target.number, "n": len(moved)},
    )
    tell(authors, "issue.unmerged", source.ref, council=source.council.public_id, details=told_of(source, target, ""))
    return merge


def locked_pair(source: Issue, target: Issue) -> tuple[Issue, Issue]:
    """Lock two issues in one order, so that two opposite merges cannot wait for each other."""
    try:
        rows = {issue.pk: locked_issue(issue, *Issue.State) for issue in sorted((source, target), key=lambda issue: issue.pk)}
    except IssueNotOpen:
        raise NotMergeable from None
    return rows[source.pk], rows[target.pk]


def move_parts(signal_ids: list[int], old: Issue, new: Issue, by: Member) -> list[int]:
    """End the parts in one issue and begin them in the other; return the signals that moved."""
    now = clock.now()
    old.parts.filter(removed_at=None, signal_id__in=signal_ids).update(removed_at=now)
    Part.objects.bulk_create(Part(issue=new, signal_id=pk, added_by=by, added_at=now) for pk in signal_ids)
    return signal_ids


def surplus(merge: Merge, target: Issue) -> list[Region]:
    """Regions that came with the merge and that nothing else in the target needs."""
    needed_by_signals = target.parts.filter(removed_at=None).values("signal__region_id")
    needed_by_merges = Merge.objects.filter(target=target, undone_at=None).exclude(pk=merge.pk).values("source__regions")
    return list(merge.added_regions.exclude(Q(pk__in=needed_by_signals) | Q(pk__in=needed_by_merges)))


def told_of(source: Issue, target: Issue, reason: str) -> dict[str, object]:
    return {"number": source.number, "into_number": target.number, "reason": reason}
