"""The voice of the regions: how far each region's and side's signals travelled on the chain, against its members and population.

The unit is the signal throughout, so that each step can only be as large as the one before it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.utils.translation import pgettext

from kenes.base import clock
from kenes.councils.models import Council, Region
from kenes.councils.queries import plain, populations
from kenes.issues.models import Signal
from kenes.promotion.models import Answer, Reply, Verdict
from kenes.promotion.queries.chain_graph import live_parts, merged_issues
from kenes.promotion.queries.places import Places, Pool, places
from kenes.recommendations.models import Evidence, Recommendation


@dataclass(frozen=True)
class Funnel:
    """Signals, and how many of them reached each step."""

    signals: int = 0
    in_issue: int = 0
    adopted: int = 0
    answered: int = 0
    verified: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))

    @property
    def bars(self) -> list["Bar"]:
        """The steps as bars, each against all signals."""
        labels = (
            pgettext("signals", "reported"),
            pgettext("signals", "part of an issue"),
            pgettext("signals", "led to an adopted recommendation"),
            pgettext("signals", "answered by a body"),
            pgettext("signals", "verified on the ground"),
        )
        return [
            Bar(label, count, round(100 * count / self.signals, 1) if self.signals else 0.0)
            for label, count in zip(labels, self.steps, strict=True)
        ]


@dataclass(frozen=True)
class Bar:
    """One step of a funnel as a bar; `share` in percent."""

    label: str
    count: int
    share: float


@dataclass(frozen=True)
class Voice:
    """A pool's or a side's funnel beside its share of members and of population. Shares are between 0 and 1, None without a base."""

    name: str
    funnel: Funnel
    members: int
    population: int | None
    signal_share: float | None
    member_share: float | None
    population_share: float | None
    pool: Pool | None = None

    @property
    def per_100k(self) -> float | None:
        return self.funnel.signals * 100_000 / self.population if self.population else None

    @property
    def percents(self) -> tuple[float | None, ...]:
        """Shares of signals, members and population in percent."""
        return tuple(None if part is None else part * 100 for part in (self.signal_share, self.member_share, self.population_share))


@dataclass(frozen=True)
class Voices:
    """The whole page: pools by side, sides, all together, and the regions from which nothing came."""

    since: datetime | None
    places: Places
    rows: tuple[Voice, ...]
    sides: tuple[Voice, ...]
    total: Voice
    silent: tuple[Region, ...]

    @property
    def silent_names(self) -> list[str]:
        return [plain(str(region.short)) for region in self.silent]


def voices(council: Council, since: datetime | None = None) -> Voices:
    """Return the funnels of the signals reported since a moment (all, without one), in a fixed number of queries."""
    where = places(council)
    by_region = funnels(council, since)
    people = populations(Region.objects.filter(pk__in=where.of), clock.now().date())
    pools = [(pool, sum_of(by_region, pool.regions), population_of(people, pool.regions)) for pool in where.pools]
    whole = sum((funnel for _pool, funnel, _count in pools), Funnel())
    members = sum(pool.members for pool in where.pools)
    known = [count for _pool, _funnel, count in pools if count is not None]
    everybody = sum(known) if len(known) == len(pools) and pools else None

    def voice(name: str, funnel: Funnel, seats: int, count: int | None, pool: Pool | None = None) -> Voice:
        return Voice(name, funnel, seats, count, share(funnel.signals, whole.signals), share(seats, members), share(count, everybody), pool)

    rows = tuple(voice(pool.name, funnel, pool.members, count, pool) for pool, funnel, count in pools)
    sides = []
    for side in where.sides:
        own = [row for row in rows if row.pool and row.pool.side == side]
        counts = [row.population for row in own]
        total = None if None in counts else sum(count or 0 for count in counts)
        sides.append(voice(str(side.name), sum((row.funnel for row in own), Funnel()), sum(row.members for row in own), total))
    silent = tuple(region for row in rows if not row.funnel.signals and row.pool for region in row.pool.regions)
    return Voices(since, where, rows, tuple(sides), voice("", whole, members, everybody), silent)


def share(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def sum_of(by_region: dict[int, Funnel], regions: Iterable[Region]) -> Funnel:
    return sum((by_region.get(region.pk, Funnel()) for region in regions), Funnel())


def population_of(people: dict[int, int], regions: Iterable[Region]) -> int | None:
    """Return the population of regions together, None where one is not known."""
    counts = [people.get(region.pk) for region in regions]
    return None if None in counts else sum(count or 0 for count in counts)


def funnels(council: Council, since: datetime | None) -> dict[int, Funnel]:
    """Return region id -> funnel of its signals, withdrawn ones left out."""
    signals = Signal.objects.filter(council=council).exclude(state=Signal.State.WITHDRAWN).order_by()
    if since:
        signals = signals.filter(created_at__gte=since)
    merged = merged_issues(council.pk)
    adopted = set(Recommendation.objects.filter(council=council, state=Recommendation.State.ADOPTED).values_list("pk", flat=True))
    of_issue = recommendations_of_issues(council) if adopted else {}  # each step asks only where there was the one before
    replies = Reply.objects.filter(recommendation__council=council, answer__state=Answer.State.CONFIRMED)
    answered = set(replies.values_list("recommendation_id", flat=True)) & adopted if adopted else set()
    done = Verdict.objects.filter(commitment__recommendation__council=council, outcome=Verdict.Outcome.DONE)
    verified = set(done.values_list("commitment__recommendation_id", flat=True)) & answered if answered else set()
    issue_of = dict(live_parts().filter(signal__council=council).values_list("signal_id", "issue_id"))
    found: dict[int, Funnel] = defaultdict(Funnel)
    for signal, region in signals.values_list("pk", "region_id"):
        issue = issue_of.get(signal)
        led_to = {item for one in merged.get(issue, {issue}) for item in of_issue.get(one, ())} if issue else set()
        reached = (True, bool(issue), bool(led_to & adopted), bool(led_to & answered), bool(led_to & verified))
        found[region] += Funnel(*map(int, reached))
    return found


def recommendations_of_issues(council: Council) -> dict[int, set[int]]:
    """Return issue id -> the recommendations that refer to it or cite its deliberations."""
    found: dict[int, set[int]] = defaultdict(set)
    linked = Recommendation.issues.through.objects.filter(recommendation__council=council)
    for issue, recommendation in linked.values_list("issue_id", "recommendation_id"):
        found[issue].add(recommendation)
    cited = Evidence.objects.filter(recommendation__council=council, statement__deliberation__issue__isnull=False)
    for issue, recommendation in cited.values_list("statement__deliberation__issue_id", "recommendation_id"):
        found[issue].add(recommendation)
    return found
