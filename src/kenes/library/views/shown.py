"""How papers look on pages of their own and of other rooms."""

from typing import Any

from kenes.base.permissions import allowed
from kenes.base.refs import PublicModel
from kenes.councils.models import Council, Member
from kenes.library.forms.papers import UseForm
from kenes.library.queries import papers_used_in, usable_papers


def papers_block(item: PublicModel, council: Council, reader: Member | None, *, also: list[str] | None = None) -> dict[str, Any]:
    """Return what `library/papers_block.html` shows with an object: its papers, and a form to add one.

    `also`: references of what was merged into it.
    """
    may = bool(reader and allowed("library.note_use", reader))
    return {
        "papers_item": item,
        "papers": papers_used_in([item.ref, *(also or [])], council, reader),
        "use_form": UseForm(papers=list(usable_papers(item, council, reader))) if may else None,
    }
