"""Noting what rests on a paper."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.refs import PublicModel
from kenes.councils.models import Member
from kenes.library.acts.shared import locked, told
from kenes.library.errors import NotUsable
from kenes.library.models import Paper, PaperUse
from kenes.record.acts import append

# What may rest on a paper, by the word in references. This room knows none of those rooms.
KINDS = ("issue", "deliberation", "recommendation", "practice", "topic", "claim", "finding")


@act
def note_use(*, by: Member, paper: Paper, used_in: PublicModel) -> PaperUse:
    """Say that something of the council rests on a paper. Said twice it is kept once."""
    require("library.note_use", by, paper)
    if used_in.kind not in KINDS or getattr(used_in, "council_id", None) != by.council_id:
        raise NotUsable(field="paper")
    paper = locked(paper)
    use, is_new = PaperUse.objects.get_or_create(paper=paper, used_in=used_in.ref, defaults={"by": by, "at": clock.now()})
    if is_new:
        append(
            paper.council.public_id,
            "paper.used",
            paper.ref,
            details={"number": paper.number, "used_in": used_in.ref},
            sealed={"member": by.ref},
        )
        told(paper, {paper.author.user_id} - {by.user_id}, "paper.used")
    return use


@act
def drop_use(*, by: Member, use: PaperUse) -> None:
    """No longer show a paper with something: who noted it, or a moderator."""
    require("library.drop_use", by, use)
    paper = use.paper
    gone, _each = PaperUse.objects.filter(pk=use.pk).delete()
    if gone:
        details = {"number": paper.number, "used_in": use.used_in}
        append(paper.council.public_id, "paper.use_dropped", paper.ref, details=details, sealed={"member": by.ref})
