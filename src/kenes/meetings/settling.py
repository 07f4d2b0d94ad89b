"""Whether every side agrees to every paragraph as it stands now."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from kenes.councils.models import Side
from kenes.meetings import wording
from kenes.meetings.models import Bracket, Minutes, Paragraph, ParagraphConsent
from kenes.record.canonical import canonical

Answer = ParagraphConsent.Answer


@dataclass(frozen=True)
class Line:
    """A paragraph with what each side says of its present revision."""

    paragraph: Paragraph
    answers: dict[int, ParagraphConsent]  # by side
    brackets: list[Bracket]  # open ones
    gaps: list[str] = field(default_factory=list)  # languages that are missing or behind

    @property
    def may_be_agreed(self) -> bool:
        return not self.brackets and not self.gaps

    @property
    def is_objected(self) -> bool:
        return any(given.answer == Answer.OBJECTS for given in self.answers.values())

    def answered(self, side: int, value: str) -> bool:
        given = self.answers.get(side)
        return given is not None and given.answer == value

    def is_agreed(self, sides: list[int]) -> bool:
        agreed = {side for side, given in self.answers.items() if given.answer in (Answer.AGREES, Answer.SILENT)}
        return self.may_be_agreed and agreed >= set(sides)


def lines_of(minutes: Minutes) -> list[Line]:
    """Return the paragraphs in order, in a fixed number of queries however many they are."""
    standing = minutes.paragraphs.filter(removed_at__isnull=True).select_related("owner__region", "item__topic")
    paragraphs = list(standing.prefetch_related("owner__professions"))
    answers: dict[int, dict[int, ParagraphConsent]] = defaultdict(dict)
    revisions = {paragraph.pk: paragraph.revision for paragraph in paragraphs}
    for given in ParagraphConsent.objects.filter(paragraph__minutes=minutes).select_related("side"):
        if revisions.get(given.paragraph_id) == given.revision:
            answers[given.paragraph_id][given.side_id] = given
    brackets: dict[int, list[Bracket]] = defaultdict(list)
    for bracket in Bracket.objects.filter(paragraph__minutes=minutes, state=Bracket.State.OPEN).prefetch_related("wordings__accepted_by"):
        brackets[bracket.paragraph_id].append(bracket)
    languages = minutes.meeting.council.languages
    return [
        Line(
            paragraph,
            answers[paragraph.pk],
            brackets[paragraph.pk],
            wording.gaps(paragraph.text, languages, [bracket.number for bracket in brackets[paragraph.pk]]),
        )
        for paragraph in paragraphs
    ]


def is_settled(minutes: Minutes) -> bool:
    """Return whether every side agrees to every paragraph, in every language, without a bracket."""
    sides = list(Side.objects.filter(council=minutes.meeting.council_id).values_list("pk", flat=True))
    lines = lines_of(minutes)
    return bool(lines) and all(line.is_agreed(sides) for line in lines)


def hash_of(minutes: Minutes) -> str:
    """Return the SHA-256 of the whole text: every paragraph in every language, with owner and date of decisions."""
    paragraphs = minutes.paragraphs.filter(removed_at__isnull=True).select_related("owner")
    body = [
        {
            "type": paragraph.type,
            "texts": {code: str(entry["text"]) for code, entry in sorted(paragraph.text.texts.items())},
            "owner": paragraph.owner.ref if paragraph.owner else "",
            "due_on": paragraph.due_on.isoformat() if paragraph.due_on else "",
        }
        for paragraph in paragraphs
    ]
    return hashlib.sha256(canonical({"meeting": minutes.meeting.ref, "paragraphs": body})).hexdigest()
