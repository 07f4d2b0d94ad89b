"""Situation reports of the sample: two periods closed, one open. The ratings are simulated; what some members wrote is invented."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from kenes.councils.models import Member
from kenes.site.sample.content import read, text
from kenes.situation import periods
from kenes.situation.acts import close_period, open_period, publish_period, report_domain
from kenes.situation.models import Domain, ReportPeriod

if TYPE_CHECKING:
    from kenes.site.sample.regional import Regional

BEFORE_LAST, LAST, NOW = range(3)
OPENED = (191, 100, 9)  # days ago
OPEN_DAYS = 21
TURNOUT = (0.78, 0.82, 0.35)
OFTEN, SELDOM, NO_BASIS = 0.85, 0.2, 0.08
# A quarter that has just begun cannot be told yet: the one before it is asked about.
QUARTER_BEGAN = timedelta(days=20)


@dataclass(frozen=True)
class Said:
    """What a member answers on one domain."""

    rating: int | None
    direction: str = ""
    confidence: str = ""

    @property
    def has_basis(self) -> bool:
        return self.rating is not None


def plan(council: "Regional") -> None:
    """Set the moments of the three periods."""
    newest = periods.containing((council.script.today - QUARTER_BEGAN).date(), "Q")
    for when in (BEFORE_LAST, LAST, NOW):
        Round(council, when, periods.moved(newest, when - NOW))


class Round:
    """One period, from its opening to its results."""

    def __init__(self, council: "Regional", when: int, period: str) -> None:
        self.council, self.script, self.when, self.span = council, council.script, when, period
        self.leans: dict[str, Any] = read("situation")["ratings"]
        self.texts = [row for row in read("situation")["texts"] if row["when"] == when]
        self.period: ReportPeriod
        days = OPENED[when]
        self.script.on(self.script.moment(days, 9), self.open)
        self.script.on(self.script.moment(days - 5, 20), self.rate)
        self.script.on(self.script.moment(days - 6, 21), self.tell)
        if when != NOW:
            self.script.on(self.script.moment(days - OPEN_DAYS, 18, 1), self.close)
            self.script.on(self.script.moment(days - OPEN_DAYS - 3), self.publish)

    def open(self) -> None:
        closes = self.script.moment(OPENED[self.when], 18) + timedelta(days=OPEN_DAYS)
        self.period = open_period(by=self.council.cast.secretary, period=self.span, closes_at=closes)

    def rate(self) -> None:
        """Let members who take part rate what they can. The last seat of all waits for whoever tries the sample."""
        for member in self.council.cast.everyone()[:-1]:
            chance = random.Random(f"{self.when} {member.number}")
            region = member.region.code if member.region else ""
            if chance.random() > self.leans["turnout"].get(region, 1.0) * TURNOUT[self.when]:
                continue
            for domain in Domain.values:
                often = domain in self.leans["often"]
                if chance.random() < (OFTEN if often else SELDOM):
                    said = self.said(member, domain)
                    report_domain(by=member, period=self.period, domain=domain, **vars(said), has_basis=said.has_basis)

    def said(self, member: Member, domain: str) -> Said:
        """Return what a simulated member answers; the same each time."""
        region = member.region.code if member.region else ""
        chance = random.Random(f"{self.when} {member.number} {domain}")
        if chance.random() < NO_BASIS:
            return Said(None)
        moved = self.leans["moved"].get(region, {}).get(domain, 0.0) if self.when != BEFORE_LAST else 0.0
        middle = self.leans["base"][domain] + self.leans["regions"].get(region, {}).get(domain, 0.0) + moved
        middle += random.Random(f"{region} {domain}").gauss(0, 0.35)
        if [region, domain] in self.leans["split"]:
            middle = chance.choice((-1.6, 1.5))
        rating = max(-2, min(2, round(chance.gauss(middle, 0.65))))
        course = chance.gauss(1.2 * moved, 0.8)
        direction = "better" if course > 0.7 else "worse" if course < -0.7 else "same"
        return Said(rating, direction, chance.choices(("low", "medium", "high"), (2, 5, 3))[0])

    def tell(self) -> None:
        """Let some say in words what changed and why: each of a region another one."""
        written: dict[str, int] = {}
        for row in self.texts:
            region = row["region"]
            written[region] = written.get(region, 0) + 1
            seats = self.council.cast.members[region]
            report_domain(
                by=seats[written[region] % len(seats)],
                period=self.period,
                domain=row["domain"],
                rating=row["rating"],
                direction=row["direction"],
                confidence=row["confidence"],
                change=text(row, row["original"]),
                evidence=row["evidence"],
            )

    def close(self) -> None:
        close_period(by=None, period=self.period)

    def publish(self) -> None:
        publish_period(by=self.council.cast.secretary, period=self.period)
