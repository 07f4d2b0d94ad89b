"""A brief as one dict per language. Page, PDF and DOCX lay it out; none of them adds a word of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from kenes.base.dates import long_day
from kenes.base.text import LANGUAGES, Text
from kenes.councils.models import Side
from kenes.councils.queries import seat_label
from kenes.deliberation.queries import Figure, figures_of
from kenes.promotion.briefs import sentences
from kenes.promotion.briefs.figures import Line, evidence_lines
from kenes.promotion.models import Body, Brief
from kenes.promotion.queries.places import Places, places
from kenes.promotion.queries.sources import RecommendationSource, Sources, sources_of
from kenes.recommendations.counting import votes_needed
from kenes.recommendations.models import Adoption

Content = dict[str, Any]


@dataclass(frozen=True)
class Sending:
    """What a dispatch adds to a brief."""

    body: Body
    registration: str
    sent_on: date
    due_on: date


def contents_of(brief: Brief, sending: Sending | None = None) -> dict[str, Content]:
    """Return the brief in each working language of its council: language code -> dict. A fixed number of queries."""
    sources = sources_of(brief)
    figures, sides = figures_of(sources.evidence), list(brief.council.sides.all())
    languages = [code for code in LANGUAGES if code in brief.council.languages] or list(LANGUAGES)
    return {language: content_of(sources, figures, sides, language, sending) for language in languages}


def content_of(sources: Sources, figures: Mapping[int, Figure], sides: Sequence[Side], language: str, sending: Sending | None) -> Content:
    """Return one brief in one language: plain strings, lists and dicts."""
    brief, council = sources.brief, sources.brief.council
    with override(language):
        lines = evidence_lines(sources.evidence, figures)
        names, where = sentences.side_names(sides), places(council)
        return {
            "language": language,
            "labels": labels(),
            "sample": _("Sample data: everything here is invented.") if council.is_sample else "",
            "kind": _("Analytical brief No. %(number)s") % {"number": brief.number},
            "council": sentences.shown(council.name),
            "institutes": [sentences.shown(side.institute) for side in sides],
            "sending": sending_lines(sending),
            "title": said(brief.title),
            "summary": said(brief.summary) if brief.summary else None,
            "asked": asked(sending, len(sources.recommendations)),
            "recommendations": [
                recommendation(number, source, lines, names, where) for number, source in enumerate(sources.recommendations, start=1)
            ],
            "check": check(council.get_absolute_url()),
        }


def labels() -> dict[str, str]:
    """Return the words that the layouts need."""
    return {
        "to": pgettext("letter", "To"),
        "registration": _("Registration number"),
        "date": _("Date"),
        "asked": _("What is asked"),
        "recommends": _("The council recommends"),
        "number": _("No."),
        "recommendation": _("Recommendation"),
        "decision": _("How the council decided"),
        "votes": _("Votes in favour"),
        "rationale": _("Why"),
        "evidence": _("Evidence"),
        "fact": _("What is known"),
        "source": _("Source"),
        "issues": _("Where this comes from"),
        "dissents": _("Dissenting opinions"),
        "check_title": _("How to check this"),
    }


def said(text: Text) -> dict[str, str]:
    """Return what a person wrote, in its best language, with a word on what is missing."""
    shown = text.render()
    note = ""
    if shown.outdated:
        note = _("This translation is older than the original.")
    elif shown.language != (get_language() or "")[:2]:
        note = _("Not translated yet: this is the original.")
    return {"text": shown.text, "lang": shown.language, "note": note}


def sending_lines(sending: Sending | None) -> dict[str, str] | None:
    if sending is None:
        return None
    return {
        "to": sentences.shown(sending.body.name),
        "registration": sending.registration,
        "date": long_day(sending.sent_on),
        "due": sentences.deadline(sending.due_on, sending.body.side),
        "by": sentences.end_of_day(sending.due_on, sending.body.side),
    }


def asked(sending: Sending | None, how_many: int) -> str:
    """Return what the body is asked to do, and by when."""
    if how_many == 1:
        what = _("Please answer this recommendation: accept it, accept it in part, decline it, or ask for more information.")
    else:
        what = _(
            "Please answer each of the %(n)d recommendations: accept it, accept it in part, decline it, or ask for more information."
        ) % {"n": how_many}
    if sending is None:
        return what
    by = _("The answer is due on %(deadline)s.") % {"deadline": sentences.deadline(sending.due_on, sending.body.side)}
    return f"{what} {by} " + _("It can be given through the private link that came with this brief, without an account.")


def recommendation(
    number: int, source: RecommendationSource, lines: Mapping[int, Line], names: Mapping[str, str], where: Places
) -> dict[str, Any]:
    adoption, version = source.adoption, source.version
    return {
        "id": source.recommendation.public_id,
        "label": _("Recommendation %(number)s") % {"number": number},
        "number": str(number),
        "title": said(source.recommendation.title),
        "text": said(version.text) if version else None,
        "rationale": said(version.rationale) if version and version.rationale else None,
        "decision": sentences.decision(adoption) if adoption else "",
        "votes": votes(adoption.tally, "%(yes)d / %(all)d") if adoption else "",
        "votes_words": votes(adoption.tally, _("%(yes)d of %(all)d in favour")) if adoption else "",
        "bar": bar(adoption) if adoption else None,
        "sides": sentences.sides_table(adoption, names) if adoption else None,
        "evidence": [line_of(lines[evidence.pk]) for evidence in source.evidence],
        "issues": [
            {
                "title": said(issue.issue.title),
                "summary": said(issue.issue.summary) if issue.issue.summary else None,
                "origin": sentences.origin(issue, where),
            }
            for issue in source.issues
        ],
        "dissents": [{"by": seat_label(dissent.member), "text": said(dissent.text)} for dissent in source.dissents],
    }


def line_of(line: Line) -> dict[str, str]:
    return {"text": line.text, "lang": line.language, "figures": line.figures, "source": line.source, "url": line.url}


def votes(tally: Mapping[str, Any], words: str) -> str:
    """Return votes in favour of those for or against."""
    yes, no = int(tally.get("yes", 0)), int(tally.get("no", 0))
    return words % {"yes": yes, "all": yes + no}


def bar(adoption: Adoption) -> dict[str, int]:
    """Return votes in favour, for or against, and how many in favour were needed."""
    yes, no = int(adoption.tally.get("yes", 0)), int(adoption.tally.get("no", 0))
    return {"yes": yes, "all": yes + no, "needed": votes_needed(yes, no, adoption.majority_percent)}


def check(path: str) -> str:
    """Return how a reader can check the brief against the record."""
    return _(
        "Every step, from the first signal to this brief, is on the council's record, which cannot be changed unnoticed: %(url)s. "
        "The council's votes are shown as it counted them; figures about small groups are withheld."
    ) % {"url": settings.BASE_URL + path}
