"""The moderated thread of any object."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.permissions import require
from kenes.base.refs import PublicModel
from kenes.base.text import Text
from kenes.councils.errors import Unattributed, WrongState
from kenes.councils.models import Comment, Member
from kenes.notices.acts import tell
from kenes.record import acts as record

MOST_CHARACTERS = 5000
# What has a thread on its page, by the word in references.
DISCUSSED = (
    *("signal", "issue", "practice", "paper", "claim", "meeting", "deliberation"),
    *("recommendation", "brief", "dispatch", "commitment", "verdict"),
)


@act
def comment(*, by: Member, subject: PublicModel, text: Text, client_key: str = "") -> Comment:
    """Contribute to an object's thread. The same contribution sent twice (a weak line) is kept once."""
    require("councils.comment", by)
    if subject.kind not in DISCUSSED or getattr(subject, "council_id", None) != by.council_id:
        raise NotFound
    # Who writes is told of what others write, with the title: what one may not know of has no thread for one.
    if getattr(subject, "attribution", "") == "closed" and not subject.is_known_to(by):  # type: ignore[attr-defined]
        raise NotFound
    if getattr(subject, "attribution", "") == "chatham":
        raise Unattributed
    if not text or len(text.original_text) > MOST_CHARACTERS:
        raise Invalid(_("Write something, in at most %(most)s characters."), field="said", most=MOST_CHARACTERS)
    Member.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if client_key and (sent := Comment.objects.filter(author=by, client_key=client_key).first()):
        return sent
    earlier = Comment.objects.filter(subject=subject.ref, state=Comment.State.SHOWN).values_list("author__user_id", flat=True)
    concerned: set[int | None] = {*earlier, author_of(subject)} - {by.user_id}
    made = Comment.objects.create(
        council=by.council, subject=subject.ref, author=by, text=text, client_key=client_key, created_at=clock.now()
    )
    record.append(
        by.council.public_id, "comment.added", made.ref, actor=by.ref, details={"to": subject.ref}, sealed={"text": text.original_text}
    )
    tell(concerned, "comment_added", subject.ref, council=by.council.public_id, details={"seat": f"{by.number:03d}"})
    return made


@act
def hide_comment(*, by: Member, comment: Comment, reason: str) -> Comment:
    """Hide a contribution. It stays, and its author sees the reason."""
    if not reason:
        raise Invalid(_("Write the reason: the author will read it."), field="reason")
    comment = moderated(by, comment, Comment.State.SHOWN)
    comment.state, comment.reason, comment.moderated_by = Comment.State.HIDDEN, reason, by
    comment.save(update_fields=["state", "reason", "moderated_by"])
    record.append(
        by.council.public_id, "comment.hidden", comment.ref, actor=by.ref, details={"to": comment.subject}, sealed={"reason": reason}
    )
    tell([comment.author.user_id], "comment_hidden", comment.subject, council=by.council.public_id, details={"reason": reason})
    return comment


@act
def show_comment(*, by: Member, comment: Comment) -> Comment:
    """Show a hidden contribution again."""
    comment = moderated(by, comment, Comment.State.HIDDEN)
    comment.state, comment.reason, comment.moderated_by = Comment.State.SHOWN, "", by
    comment.save(update_fields=["state", "reason", "moderated_by"])
    record.append(by.council.public_id, "comment.shown", comment.ref, actor=by.ref, details={"to": comment.subject})
    tell([comment.author.user_id], "comment_shown", comment.subject, council=by.council.public_id)
    return comment


def moderated(by: Member, comment: Comment, state: Comment.State) -> Comment:
    require("councils.moderate_comment", by, comment)
    comment = Comment.objects.select_for_update(of=("self",)).select_related("author").get(pk=comment.pk)
    if comment.state != state:
        raise WrongState
    return comment


def author_of(subject: Any) -> int | None:
    """Return the user id of an object's author, where it has one."""
    author = getattr(subject, "author", None)
    return author.user_id if isinstance(author, Member) else None
