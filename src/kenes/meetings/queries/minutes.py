"""What the pages of the minutes read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from kenes.base import clock
from kenes.base.text import LANGUAGE_NAMES, Text
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import seat_label
from kenes.meetings.models import Bracket, Minutes, Paragraph, ParagraphConsent
from kenes.meetings.queries.closed import hidden_from
from kenes.meetings.settling import Answer, Line, lines_of
from kenes.meetings.wording import MARK
from kenes.sides.models import Consent
from kenes.sides.queries import Standing, letter, standing


@dataclass(frozen=True)
class Piece:
    """A run of text, or a bracket in its place."""

    text: str
    bracket: Bracket | None = None


@dataclass(frozen=True)
class Answered:
    """What one side says of a paragraph."""

    side: Side
    given: ParagraphConsent | None

    @property
    def letter(self) -> str:
        return letter(self.side)

    @property
    def objects(self) -> bool:
        return self.given is not None and self.given.answer == Answer.OBJECTS


@dataclass(frozen=True)
class Shown:
    """A paragraph as the page shows it."""

    line: Line
    pieces: list[Piece]
    language: str
    answers: list[Answered]
    agreed: bool
    mine: bool  # the reader's side has still to answer, and could
    owner: str  # the seat that carries a decision out, for members

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Return the languages that are missing or behind, with their names."""
        return [(code, LANGUAGE_NAMES[code]) for code in self.line.gaps]

    @property
    def paragraph(self) -> Paragraph:
        return self.line.paragraph


@dataclass(frozen=True)
class MinutesPage:
    """The minutes of a meeting, grouped by the items of its agenda."""

    minutes: Minutes
    groups: list[tuple[Text | None, list[Shown]]]
    standings: list[Standing]  # of the confirmation at home
    agreed: int
    total: int
    brackets: int
    behind: int
    waiting: list[Shown]  # for the reader's side
    silence_until: datetime | None


def visible_minutes(council: Council, member: Member | None) -> QuerySet[Minutes]:
    """Return the minutes that the reader may see: members all of them, visitors what every side confirmed of public meetings."""
    rows = Minutes.objects.filter(meeting__council=council).select_related("meeting__council")
    if member is None:
        return rows.filter(state=Minutes.State.AGREED, meeting__is_public=True)
    return rows.exclude(meeting__in=hidden_from(member))


def minutes_page(minutes: Minutes, member: Member | None) -> MinutesPage:
    """Return all that the page shows, in a fixed number of queries."""
    council = minutes.meeting.council
    sides = list(Side.objects.filter(council=council))
    own = member.side_id if member and member.is_secretariat and minutes.state == Minutes.State.AGREEING else 0
    shown = [one(line, sides, own, named=member is not None) for line in lines_of(minutes)]
    groups: list[tuple[Text | None, list[Shown]]] = []
    last: object = object()
    for row in shown:
        if row.paragraph.item_id != last:
            item = row.paragraph.item
            groups.append((item.topic.title if item else None, []))
            last = row.paragraph.item_id
        groups[-1][1].append(row)
    until = [row.paragraph.silence_until for row in shown if row.paragraph.silence_until and not row.agreed]
    return MinutesPage(
        minutes=minutes,
        groups=groups,
        standings=standing(council, minutes.ref, "minutes", minutes.text_hash) if minutes.text_hash else [],
        agreed=sum(row.agreed for row in shown),
        total=len(shown),
        brackets=sum(len(row.line.brackets) for row in shown),
        behind=sum(bool(row.line.gaps) for row in shown),
        waiting=[row for row in shown if row.mine],
        silence_until=min((moment for moment in until if moment > clock.now()), default=None),
    )


def one(line: Line, sides: list[Side], own: int, *, named: bool) -> Shown:
    answers = [Answered(side, line.answers.get(side.pk)) for side in sides]
    rendering = line.paragraph.text.render(get_language())
    return Shown(
        line=line,
        pieces=pieces_of(rendering.text, line.brackets),
        language=rendering.language,
        answers=answers,
        agreed=line.is_agreed([side.pk for side in sides]),
        mine=bool(own) and line.may_be_agreed and own not in line.answers,
        owner=seat_label(line.paragraph.owner) if named and line.paragraph.owner else "",
    )


def pieces_of(text: str, brackets: list[Bracket]) -> list[Piece]:
    """Return the text with its open brackets in their places; those that this language lacks stand at its end."""
    by_number = {bracket.number: bracket for bracket in brackets}
    pieces: list[Piece] = []
    at = 0
    for found in MARK.finditer(text):
        bracket = by_number.pop(int(found[1]), None)
        if bracket is None:
            continue
        pieces += [Piece(text[at : found.start()]), Piece("", bracket)]
        at = found.end()
    return [*pieces, Piece(text[at:]), *(Piece("", bracket) for bracket in by_number.values())]


def paragraph_of(council: Council, meeting: str, paragraph: str) -> QuerySet[Paragraph]:
    """Return the paragraph of a meeting's minutes, also a removed one: its history stays readable."""
    rows = Paragraph.objects.filter(minutes__meeting__council=council, minutes__meeting__public_id=meeting, public_id=paragraph)
    return rows.select_related("minutes__meeting__council", "item__topic")


def silent_minutes() -> list[Minutes]:
    """Return the minutes with a paragraph whose days of silence are over."""
    over = Paragraph.objects.filter(silence_until__lte=clock.now(), removed_at__isnull=True)
    rows = Minutes.objects.filter(state=Minutes.State.AGREEING, paragraphs__in=over).distinct()
    return list(rows.select_related("meeting__council"))


def to_agree(member: Member) -> list[Minutes]:
    """Return the minutes that wait for the reader's side: to agree to, or to be the first to confirm at home. One query.

    Once one side has confirmed, the others are asked by what the sides' room asks of them.
    """
    if not member.is_secretariat:
        return []
    said = ParagraphConsent.objects.filter(paragraph=OuterRef("pk"), side=member.side_id, revision=OuterRef("revision"))
    open_to_us = Paragraph.objects.filter(~Exists(said), minutes=OuterRef("pk"), removed_at__isnull=True)
    confirmed = Consent.objects.filter(purpose="minutes", text_hash=OuterRef("text_hash"), withdrawn_at__isnull=True)
    agreeing = Q(Exists(open_to_us), state=Minutes.State.AGREEING)
    at_home = Q(~Exists(confirmed), state=Minutes.State.AD_REFERENDUM)
    rows = Minutes.objects.filter(agreeing | at_home, meeting__council=member.council_id)
    return list(rows.select_related("meeting__council").order_by("pk"))
