"""Papers for tests, made by the acts."""

from typing import Any
from uuid import uuid4

from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.library import acts
from kenes.library.details import Details
from kenes.library.models import Paper


def shared(by: Member, title: str = "Water in the villages of the Irtysh", **details: Any) -> Paper:
    """A paper of the member's own side, with a link."""
    regions = details.pop("regions", [by.region] if by.region else [])
    sides = details.pop("sides", [by.side])
    abstract = details.pop("abstract", "Wells were measured for three years.")
    language = details.pop("language", "en")
    uploads = details.pop("uploads", ())
    known = {"creators": ["Akhmetova, Aigul", "Institute of Water"], "date": "2024-05", "languages": ["en"], "subjects": ["water"]}
    return acts.share_paper(
        by=by,
        title=Text.of(language, title),
        abstract=Text.of(language, abstract),
        details=Details(**{**known, "link": "https://example.org/irtysh.pdf", **details}),
        sides=sides,
        regions=regions,
        client_key=str(uuid4()),
        uploads=uploads,
    )


def published(by: Member, moderator: Member, **details: Any) -> Paper:
    return acts.publish_paper(by=moderator, paper=shared(by, **details))
