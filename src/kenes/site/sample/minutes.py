"""The minutes of the bilateral sample council's meeting: drafted, one bracket put and resolved, agreed by both sides."""

from datetime import timedelta
from typing import TYPE_CHECKING

from kenes.base import clock
from kenes.meetings.acts.brackets import accept_wording, open_bracket, translate_wording
from kenes.meetings.acts.minutes import add_paragraph, agree_paragraphs, change_paragraph, confirm_minutes, draft_minutes, send_minutes
from kenes.meetings.models import Bracket, Minutes, Paragraph
from kenes.site.sample.content import text

if TYPE_CHECKING:
    from kenes.site.sample.meetings import Gathering

OWNER = ("KZ-27", 0)  # who carries the decision out
UNTIL = 150  # days from the draft to the decision's date
SILENCE = 5


def draft(of: "Gathering") -> None:
    """Draft them from the agenda, add the decision, and ask the sides."""
    by = of.cast.secretary
    drafted = draft_minutes(by=by, meeting=of.meeting)
    region, seat = OWNER
    owner, due = of.cast.members[region][seat], (clock.now() + timedelta(days=UNTIL)).date()
    after = drafted.paragraphs.filter(item__topic=of.topics["floods"]).last()
    words = text(of.words["decision"], "kk")
    add_paragraph(by=by, minutes=drafted, text=words, after=after, type=Paragraph.Kind.DECISION, owner=owner, due_on=due)
    send_minutes(by=by, minutes=drafted, silence_days=SILENCE)


def put_in_brackets(of: "Gathering") -> None:
    """Let one side put words of the decision in brackets with its own wording, in every language."""
    by, told = of.cast.secretary, of.words["bracket"]
    paragraph = decision(of)
    bracket = open_bracket(
        by=by, paragraph=paragraph, language="kk", words=told["words"]["kk"], own=told["own"]["kk"], seen=paragraph.revision
    )
    for language in ("ru", "en"):
        paragraph = decision(of)
        words = of.words["decision"][language].replace(told["words"][language], f"[{bracket.number}]")
        change_paragraph(by=by, paragraph=paragraph, language=language, text=words, seen=paragraph.revision)
    for made in bracket.wordings.select_related("bracket__paragraph__minutes"):
        wording = told["own"] if made.side_id else told["words"]
        for language in ("ru", "en"):
            translate_wording(by=by, made=made, language=language, text=wording[language])


def settle(of: "Gathering") -> None:
    """The other side takes that wording; then both agree to every paragraph."""
    bracket = Bracket.objects.get(paragraph=decision(of))
    own = bracket.wordings.select_related("bracket__paragraph__minutes").get(side__isnull=False)
    accept_wording(by=of.cast.secretaries[1], made=own)
    for by in of.cast.secretaries:
        standing = minutes_of(of).paragraphs.filter(removed_at__isnull=True)
        agree_paragraphs(by=by, minutes=minutes_of(of), seen=dict(standing.values_list("public_id", "revision")))


def confirm(of: "Gathering") -> None:
    """Both sides have confirmed at home: the minutes are final, and the decision begins."""
    for by in of.cast.secretaries:
        agreed = minutes_of(of)
        confirm_minutes(by=by, minutes=agreed, seen_hash=agreed.text_hash)


def minutes_of(of: "Gathering") -> Minutes:
    return Minutes.objects.select_related("meeting__council").get(meeting=of.meeting)


def decision(of: "Gathering") -> Paragraph:
    found = Paragraph.objects.select_related("minutes__meeting__council")
    return found.get(minutes__meeting=of.meeting, type=Paragraph.Kind.DECISION)
