"""What a brief lacks: translations that are missing or older than their original, characters that the PDF cannot show."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kenes.base.refs import PublicModel
from kenes.base.text import LANGUAGES, Text
from kenes.promotion.briefs.content import Content
from kenes.promotion.briefs.glyphs import missing_in
from kenes.promotion.queries.sources import Sources


@dataclass(frozen=True)
class Gap:
    """One text that a language lacks, and the object to translate it at."""

    what: str | Promise
    where: str
    language: str
    outdated: bool
    item: PublicModel


def gaps(sources: Sources) -> list[Gap]:
    """Return the texts that are missing or outdated in a working language of the council."""
    languages = [code for code in LANGUAGES if code in sources.brief.council.languages]
    return [
        Gap(what, name, language, text.is_outdated(language), item)
        for what, name, text, item in texts(sources)
        if text
        for language in text.missing(languages)
    ]


def texts(sources: Sources) -> Iterator[tuple[str | Promise, str, Text, PublicModel]]:
    """Yield every text of a brief that people wrote: what it is, its name, the text, its object."""
    brief = sources.brief
    yield _("Title of the brief"), str(brief.title), brief.title, brief
    yield _("Summary of the brief"), str(brief.title), brief.summary, brief
    for source in sources.recommendations:
        row = source.recommendation
        name = str(row.title)
        yield _("Title of the recommendation"), name, row.title, row
        if source.version:
            yield _("Text of the recommendation"), name, source.version.text, row
            yield _("Rationale of the recommendation"), name, source.version.rationale, row
        for dissent in source.dissents:
            yield _("Dissenting opinion"), name, dissent.text, row
        for evidence in source.evidence:
            yield _("Evidence"), name, evidence.statement.text if evidence.statement else evidence.text, row
        for issue in source.issues:
            yield _("Title of the issue"), str(issue.issue.title), issue.issue.title, issue.issue
            yield _("Summary of the issue"), str(issue.issue.title), issue.issue.summary, issue.issue


def marks(contents: dict[str, Content]) -> dict[str, str]:
    """Return language -> characters that its PDF will show as a mark; languages without any are left out."""
    return {language: found for language, content in contents.items() if (found := missing_in(content))}
