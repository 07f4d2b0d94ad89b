"""What pages say about states and figures, in words."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kenes.base.dates import long_day
from kenes.base.text import Text
from kenes.councils.models import Member
from kenes.councils.queries import seat_label
from kenes.deliberation.queries import Figure, figures_of
from kenes.recommendations.counting import Turnout
from kenes.recommendations.figures import figure_words
from kenes.recommendations.models import Adoption, Dissent, Evidence, Recommendation, Voter
from kenes.recommendations.queries import AdoptionState, Dossier

BADGES: dict[str, str] = {
    Recommendation.State.DRAFT: "draft",
    Recommendation.State.VOTING: "talk",
    Recommendation.State.ADOPTED: "verified",
    Recommendation.State.REJECTED: "stopped",
    Recommendation.State.WITHDRAWN: "stopped",
    Adoption.State.OPEN: "talk",
    Adoption.State.NO_QUORUM: "stopped",
}


def badge_of(state: str) -> str:
    """Return the kind of badge for the state of a recommendation or of a vote."""
    return BADGES[state]


@dataclass(frozen=True)
class Bar:
    """A quorum bar and its sentence; `name` and `letter` are those of a side, empty for all together."""

    value: int
    total: int
    threshold: int
    words: str
    name: object = ""
    letter: str = ""


def bars_of(state: AdoptionState) -> list[Bar]:
    """Return the bars of turnout: the roster, then each side where there are two or more."""
    bars = [bar_of(state.everybody, closed=state.is_closed)]
    if len(state.sides) > 1:
        bars += [bar_of(side, closed=state.is_closed, letter="ab"[number % 2]) for number, side in enumerate(state.sides)]
    return bars


def bar_of(turnout: Turnout, *, closed: bool, letter: str = "") -> Bar:
    return Bar(turnout.voted, turnout.roster, turnout.needed, turnout_words(turnout, closed=closed), turnout.name or "", letter)


def turnout_words(turnout: Turnout, *, closed: bool) -> str:
    """Return turnout and quorum in a sentence."""
    values = {"voted": turnout.voted, "roster": turnout.roster, "needed": turnout.needed}
    if turnout.reached:
        return _("Voted: %(voted)s of %(roster)s. The quorum of %(needed)s is reached.") % values
    if closed:
        return _("Voted: %(voted)s of %(roster)s. The quorum of %(needed)s was not reached.") % values
    return _("Voted: %(voted)s of %(roster)s. The quorum is %(needed)s: not reached yet.") % values


def result_bar(state: AdoptionState) -> Bar | None:
    """Return the bar of votes in favour among those for and against, once the vote is closed."""
    if not state.is_closed or not state.decisive:
        return None
    words = _("In favour: %(yes)s of %(decisive)s votes for and against; %(needed)s were needed. Abstained: %(abstain)s.") % {
        "yes": state.yes,
        "decisive": state.decisive,
        "needed": state.yes_needed,
        "abstain": state.abstain,
    }
    return Bar(state.yes, state.decisive, state.yes_needed, words)


@dataclass(frozen=True)
class Opinion:
    """A dissenting opinion with its author's seat."""

    dissent: Dissent
    seat: str


def opinions(dossier: Dossier) -> list[Opinion]:
    return [Opinion(dissent, seat_label(dissent.member)) for dissent in dossier.dissents]


@dataclass(frozen=True)
class Place:
    """One line of a roster."""

    seat: str
    words: str


def roll(voters: list[Voter], *, votes: bool) -> list[Place]:
    """Return a roster in words: how each voted (roll call, closed) or only whether."""

    def words(voter: Voter) -> str:
        if not voter.has_voted:
            return _("did not vote") if votes else _("not yet")
        return str(voter.get_value_display()) if votes else _("has voted")

    return [Place(seat_label(voter.member), words(voter)) for voter in voters]


def seat_of_author(member: Member | None) -> str:
    return seat_label(member) if member else ""


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence as the page shows it."""

    text: Text
    figures: str
    source: str
    url: str
    host: str
    is_statement: bool


def evidence_lines(evidence: list[Evidence], reader: Member | None) -> list[EvidenceLine]:
    """Return evidence with the figures of the releases that it refers to."""
    known = figures_of(evidence)
    return [statement_line(item, known.get(item.pk), reader) if item.statement else source_line(item) for item in evidence]


def source_line(item: Evidence) -> EvidenceLine:
    return EvidenceLine(item.text, "", item.source, item.url, urlsplit(item.url).netloc, is_statement=False)


def statement_line(item: Evidence, figure: Figure | None, reader: Member | None) -> EvidenceLine:
    """Return a statement: its figures, its deliberation and release; linked where the reader may follow."""
    statement, release = item.statement, item.release
    if statement is None or release is None:
        raise ValueError("evidence: a statement and its release are needed")
    talk = statement.deliberation
    source = _("Deliberation “%(question)s”, release %(number)s of %(day)s") % {
        "question": talk.question,
        "number": release.number,
        "day": long_day(release.created_at.date()),
    }
    if talk.is_simulated:
        source += "; " + _("simulated votes")
    open_to_all = talk.issue is None or talk.issue.is_public
    url = statement.get_absolute_url() if reader or open_to_all else ""
    return EvidenceLine(statement.text, figure_words(figure) if figure else "", source, url, "", is_statement=True)
