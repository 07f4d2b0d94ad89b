"""What pages and other rooms read about recommendations. Each answers in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from kenes.base import clock, search
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import codes_issued_since
from kenes.recommendations.counting import Turnout, needed, shortfalls, votes_needed
from kenes.recommendations.errors import QuorumNotReached
from kenes.recommendations.models import Adoption, Dissent, Evidence, Recommendation, Version, Voter
from kenes.record.history import Happened, history

DISSENT_DAYS = 7
ADOPTION = "adoption"  # what the sides agree to when they put a text to the vote


def visible(council: Council, reader: Member | None) -> QuerySet[Recommendation]:
    """Return what a reader may see: members everything, visitors what the council adopted."""
    rows = Recommendation.objects.filter(council=council)
    return rows if reader else rows.filter(state=Recommendation.State.ADOPTED)


def visible_adoptions(council: Council, reader: Member | None) -> QuerySet[Adoption]:
    """Return the votes that a reader may see: visitors only those that adopted a text."""
    rows = Adoption.objects.filter(recommendation__council=council).select_related("recommendation__council", "version")
    return rows if reader else rows.filter(state=Adoption.State.ADOPTED)


def recommendations_list(
    council: Council, reader: Member | None, *, query: str = "", state: str = "", issue: str = ""
) -> QuerySet[Recommendation]:
    """Return recommendations, last changed first, each with `version_number` and, in `adoptions`, its votes (newest first)."""
    last = Version.objects.filter(recommendation=OuterRef("pk")).order_by("-number").values("number")[:1]
    rows = visible(council, reader).annotate(version_number=Subquery(last))
    if state in Recommendation.State.values:
        rows = rows.filter(state=state)
    if issue:
        rows = rows.filter(issues__public_id=issue)
    if query:
        everywhere = ["public", "members"] if reader else ["public"]
        found = search.find(query, council=council.public_id, visible_to=everywhere).filter(kind=Recommendation.kind)
        ref = Concat(Value(f"{Recommendation.kind}/"), "public_id", output_field=CharField())
        rows = rows.annotate(own_ref=ref).filter(own_ref__in=found.order_by().values("ref"))
    return rows.prefetch_related(Prefetch("adoptions", Adoption.objects.order_by("-opened_at", "-pk")))


@dataclass(frozen=True)
class AdoptionState:
    """How a vote stands: turnout of all and of each side; the count once it is closed."""

    adoption: Adoption
    everybody: Turnout
    sides: list[Turnout]

    @property
    def is_closed(self) -> bool:
        return self.adoption.state != Adoption.State.OPEN

    @property
    def is_due(self) -> bool:
        """Whether it may be closed: its time has come, or nobody is left to wait for."""
        return not self.is_closed and (clock.now() >= self.adoption.closes_at or self.everybody.voted >= self.everybody.roster)

    @property
    def takes_ballots(self) -> bool:
        return not self.is_closed and clock.now() < self.adoption.closes_at

    @property
    def shortfalls(self) -> list[QuorumNotReached]:
        return shortfalls(self.everybody, self.sides)

    @property
    def yes(self) -> int:
        return int(self.adoption.tally.get("yes", 0))

    @property
    def no(self) -> int:
        return int(self.adoption.tally.get("no", 0))

    @property
    def abstain(self) -> int:
        return int(self.adoption.tally.get("abstain", 0))

    @property
    def is_uncounted(self) -> bool:
        """A secret vote without a quorum: nothing was decided, so nobody learns who might have voted how."""
        return self.is_closed and "yes" not in self.adoption.tally

    @property
    def decisive(self) -> int:
        """How many said yes or no."""
        return self.yes + self.no

    @property
    def yes_needed(self) -> int:
        return votes_needed(self.yes, self.no, self.adoption.majority_percent)

    @property
    def dissent_until(self) -> datetime | None:
        return self.adoption.closed_at + timedelta(days=DISSENT_DAYS) if self.adoption.closed_at else None

    @property
    def takes_dissent(self) -> bool:
        return self.dissent_until is None or clock.now() <= self.dissent_until


def adoption_state(adoption: Adoption) -> AdoptionState:
    """Return how a vote stands."""
    return adoption_states([adoption])[adoption.pk]


def adoption_states(adoptions: Iterable[Adoption]) -> dict[int, AdoptionState]:
    """Return adoption id -> how it stands, in two queries for any number."""
    wanted = list(adoptions)
    counted: dict[int, dict[int, tuple[int, int]]] = {adoption.pk: {} for adoption in wanted}
    rows = Voter.objects.filter(adoption__in=wanted, adoption__state=Adoption.State.OPEN).order_by()
    for row in rows.values("adoption_id", "side_id").annotate(roster=Count("pk"), voted=Count("pk", filter=Q(has_voted=True))):
        counted[row["adoption_id"]][row["side_id"]] = (row["roster"], row["voted"])
    sides = list(Side.objects.filter(council__recommendations__adoptions__in=[a.pk for a in wanted]).distinct())
    return {adoption.pk: stands(adoption, counted[adoption.pk], sides) for adoption in wanted}


def stands(adoption: Adoption, counted: dict[int, tuple[int, int]], sides: Sequence[Side]) -> AdoptionState:
    """Return the state of one vote: from its tally when it is closed, else from the roster."""
    tally, percent = adoption.tally, adoption.quorum_percent
    if tally:
        names = {side.public_id: side.name for side in sides}
        each = [Turnout(row["roster"], row["voted"], row["needed"], row["side"], names.get(row["side"])) for row in tally["sides"]]
        return AdoptionState(adoption, Turnout(tally["roster"], tally["voted"], tally["needed"]), each)
    each = [
        Turnout(*counted[side.pk], needed(counted[side.pk][0], percent), side.public_id, side.name) for side in sides if side.pk in counted
    ]
    roster, voted = sum(side.roster for side in each), sum(side.voted for side in each)
    return AdoptionState(adoption, Turnout(roster, voted, needed(roster, percent)), each)


def adoptions_asked_of(member: Member) -> QuerySet[Adoption]:
    """Return the open votes in which a member has not voted yet, the first to close first."""
    places = Voter.objects.filter(member=member, has_voted=False).values("adoption_id")
    open_ones = Adoption.objects.filter(pk__in=places, state=Adoption.State.OPEN, closes_at__gt=clock.now())
    return open_ones.select_related("recommendation__council", "version").order_by("closes_at")


def place_of(adoption: Adoption, member: Member) -> Voter | None:
    """Return a member's place on the roster of a vote."""
    return Voter.objects.filter(adoption=adoption, member=member).first()


def due_adoptions() -> list[Adoption]:
    """Return the votes to close now: their time has come, or (secret ballots, which nobody can change) everybody has voted."""
    now = clock.now()
    waiting = Voter.objects.filter(adoption=OuterRef("pk"), has_voted=False)
    everybody = Q(method=Adoption.Method.SECRET) & ~Exists(waiting)
    rows = Adoption.objects.filter(state=Adoption.State.OPEN).filter(Q(closes_at__lte=now) | everybody)
    return list(rows.order_by("closes_at", "pk"))


def adoptions_to_remind() -> list[Adoption]:
    """Return the votes that end within a day, were open for longer than that, and whose voters were not reminded yet."""
    now = clock.now()
    rows = Adoption.objects.filter(
        state=Adoption.State.OPEN, reminded_at__isnull=True, closes_at__gt=now, closes_at__lte=now + timedelta(days=1)
    )
    return [adoption for adoption in rows.order_by("pk") if adoption.closes_at - adoption.opened_at > timedelta(days=1)]


def closed_lately(minutes: int = 15) -> bool:
    """Return whether a secret ballot was closed so recently that its traces may still lie in the database's files."""
    since = clock.now() - timedelta(minutes=minutes)
    return Adoption.objects.filter(method=Adoption.Method.SECRET, closed_at__gte=since).exists()


def evidence_of(recommendation: Recommendation) -> list[Evidence]:
    """Return the evidence with all that pages read of it, oldest first."""
    rows = Evidence.objects.filter(recommendation=recommendation)
    return list(rows.select_related("statement__deliberation__council", "statement__deliberation__issue", "release"))


def seats_for_labels() -> QuerySet[Member]:
    return Member.objects.select_related("region", "side").prefetch_related("professions")


@dataclass
class Dossier:
    """All that a recommendation's page shows."""

    recommendation: Recommendation
    reader: Member | None
    versions: list[Version] = field(default_factory=list)
    states: list[AdoptionState] = field(default_factory=list)
    dissents: list[Dissent] = field(default_factory=list)
    place: Voter | None = None  # the reader's, on the roster of the latest vote

    @property
    def version(self) -> Version:
        return self.versions[0]

    @property
    def latest(self) -> AdoptionState | None:
        """The latest vote, for members also one on an older version."""
        return self.states[0] if self.states else None

    @cached_property
    def history(self) -> list[Happened]:
        refs = [self.recommendation.ref, *(state.adoption.ref for state in self.states), *(dissent.ref for dissent in self.dissents)]
        return history(*refs)


def dossier(recommendation: Recommendation, reader: Member | None) -> Dossier:
    """Return a recommendation with its versions (newest first), votes (newest first), dissents and the reader's place."""
    seats = seats_for_labels()
    versions = Version.objects.filter(recommendation=recommendation).prefetch_related(Prefetch("created_by", seats)).order_by("-number")
    adoptions = Adoption.objects.filter(recommendation=recommendation).select_related("version", "recommendation__council")
    if reader is None:
        adoptions = adoptions.filter(state=Adoption.State.ADOPTED)
    rows = list(adoptions.order_by("-opened_at", "-pk"))
    states = adoption_states(rows)
    dissents = Dissent.objects.filter(adoption__in=rows).prefetch_related(Prefetch("member", seats))
    found = Dossier(recommendation, reader, list(versions), [states[row.pk] for row in rows], list(dissents))
    if reader and rows:
        found.place = place_of(rows[0], reader)
    return found


def roll_call(adoption: Adoption) -> list[Voter]:
    """Return the roster with its votes, by the seats' numbers: of a closed roll call only."""
    if adoption.is_secret or adoption.state == Adoption.State.OPEN:
        return []
    voters = Voter.objects.filter(adoption=adoption).prefetch_related(Prefetch("member", seats_for_labels())).order_by("member__number")
    return list(voters)


def turnout_list(adoption: Adoption) -> list[Voter]:
    """Return the roster with who has voted, by the seats' numbers."""
    voters = Voter.objects.filter(adoption=adoption).defer("value")
    return list(voters.prefetch_related(Prefetch("member", seats_for_labels())).order_by("member__number"))


def voters_by_code(adoption: Adoption) -> int:
    """Return how many of the roster entered by a one-time code since voting opened."""
    return codes_issued_since(Voter.objects.filter(adoption=adoption).values_list("member_id", flat=True), adoption.opened_at)
