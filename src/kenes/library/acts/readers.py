"""Who may read a paper: everyone after it is published, nobody after it is withdrawn."""

from kenes.base import search
from kenes.base.act import act
from kenes.base.files import AUTHOR
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.councils.queries import secretariat_ids
from kenes.library.acts.shared import files_of_paper, harvest, index, locked, told
from kenes.library.errors import PaperChanged
from kenes.library.models import Paper
from kenes.record.acts import append


@act
def publish_paper(*, by: Member, paper: Paper, with_files: bool = False, read: str = "") -> Paper:
    """Show a paper, with all its versions, to everyone and to harvesters; its files only when asked for.

    `read` is the time of the words that were read: what changed meanwhile must be read again. Of a public paper, versions that
    came later are published.
    """
    require("library.publish", by, paper)
    paper = locked(paper)
    if read and read != paper.changed_at.isoformat():
        raise PaperChanged
    fresh = paper.versions.filter(is_public=False).update(is_public=True)
    hidden = File.objects.filter(subject__in=files_of_paper(paper)).exclude(visible_to="public")
    opened = hidden.update(visible_to="public") if with_files else 0
    if paper.is_public and not (fresh or opened):
        return paper  # sent twice
    paper.state = Paper.State.PUBLIC
    paper.save(update_fields=["state"])
    index(paper)
    harvest(paper)
    append(paper.council.public_id, "paper.published", paper.ref, actor=by.ref, details={"with_files": with_files})
    told(paper, {paper.author.user_id} - {by.user_id}, "paper.published")
    return paper


@act
def withdraw_paper(*, by: Member, paper: Paper, reason: str) -> Paper:
    """Take a paper back, with a reason that stays beside its title where it was read."""
    require("library.change", by, paper)
    reason = checks.needed(reason, "reason", most=1000)
    paper = locked(paper)
    paper.state, paper.reason = Paper.State.WITHDRAWN, reason
    paper.save(update_fields=["state", "reason"])
    File.objects.filter(subject__in=files_of_paper(paper)).update(visible_to=f"{AUTHOR}{paper.author.public_id}")
    search.forget(paper)
    harvest(paper)
    append(paper.council.public_id, "paper.withdrawn", paper.ref, sealed={"member": by.ref, "reason": reason})
    concerned = {*secretariat_ids(paper.council), paper.author.user_id} - {by.user_id}
    told(paper, concerned, "paper.withdrawn")
    return paper
