"""Showing with an issue what some region already does about it."""

from typing import Any

from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.issues.acts.issues import locked_issue, told_all
from kenes.issues.errors import NotLinked
from kenes.issues.models import Issue
from kenes.issues.queries import gathered, standing
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.situation.errors import PracticeWithdrawn
from kenes.situation.models import Practice


@act
def link_practice(*, by: Member, issue: Issue, practice: Practice) -> Issue:
    """Show a practice with an issue: moderators any, its author their own. Linked twice is linked once; merges are followed."""
    require("issues.link_practice", by, practice)
    require("issues.read", by, issue)
    issue = locked_issue(standing(issue), *Issue.State)
    practice = Practice.objects.select_related("author").get(pk=practice.pk)
    if practice.withdrawn_at:
        raise PracticeWithdrawn
    if practice.issues.filter(pk__in=gathered(issue)).exists():
        return issue
    issue.practices.add(practice)
    council, numbers = issue.council.public_id, {"practice": practice.ref, "practice_number": practice.number, "number": issue.number}
    # A practice is published without its author: who links their own is sealed.
    who: dict[str, Any] = {"sealed": {"member": by.ref}} if practice.author_id == by.pk else {"actor": by.ref}
    append(council, "issue.practice_linked", issue.ref, details=numbers, **who)
    told_all(issue, "issue.practice_linked", practice_number=practice.number)
    if practice.author_id != by.pk:
        tell([practice.author.user_id], "practice.linked", practice.ref, council=council, details=numbers)
    return issue


@act
def unlink_practice(*, by: Member, issue: Issue, practice: Practice, reason: str) -> Issue:
    """No longer show a practice with an issue, with a reason that the practice's author reads."""
    require("issues.triage", by, issue)
    require("issues.triage", by, practice)
    reason = checks.needed(reason, "reason")
    issue = locked_issue(issue, *Issue.State)
    links = Issue.practices.through.objects.filter(issue__in=gathered(issue), practice=practice)
    if not links.exists():
        raise NotLinked
    links.delete()
    council, numbers = issue.council.public_id, {"practice": practice.ref, "practice_number": practice.number, "number": issue.number}
    append(council, "issue.practice_unlinked", issue.ref, actor=by.ref, details=numbers, sealed={"reason": reason})
    tell([practice.author.user_id], "practice.unlinked", practice.ref, council=council, details={**numbers, "reason": reason})
    return issue
