"""The people of a sample council: seats, called by seat, each with an account that only a one-time code opens."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import cycle

from kenes.councils.acts import accept_invitation, invite, seat_member
from kenes.councils.models import Council, Member, Profession, Region, Side
from kenes.notices.acts import mark_read

TOPICS = (
    ("білім беру", "денсаулық сақтау", "жолдар", "су", "экология", "цифрландыру", "тұрғын үй", "кәсіпкерлік"),
    ("образование", "здравоохранение", "дороги", "вода", "экология", "цифровизация", "жильё", "предпринимательство"),
)  # as members would write them, some in Kazakh, some in Russian


@dataclass
class Cast:
    """Who acts in a sample council."""

    council: Council
    secretaries: list[Member] = field(default_factory=list)  # one a side
    chairs: list[Member] = field(default_factory=list)
    members: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))  # by region code
    turn: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def secretary(self) -> Member:
        return self.secretaries[0]

    @property
    def chair(self) -> Member:
        return self.chairs[0]

    def someone(self, region: str) -> Member:
        """Return the region's members in turn."""
        seats = self.members[region]
        self.turn[region] += 1
        return seats[(self.turn[region] - 1) % len(seats)]

    def everyone(self) -> list[Member]:
        return [seat for seats in self.members.values() for seat in seats]

    def turnout(self, share: float, seed: str) -> list[Member]:
        """Return a share of the members, drawn alike each time. The last seat waits: whoever tries the sample votes from it."""
        chance = random.Random(seed)
        return [seat for seat in self.everyone()[:-1] if chance.random() < share]


def seat_region(cast: Cast, *, by: Member, side: Side, region: Region, how_many: int, professions: list[Profession]) -> None:
    """Seat and join a region's members, with the walks of life in turn."""
    turn = cycle(random.Random(region.code).sample(professions, len(professions)))
    for _ in range(how_many):
        cast.members[region.code].append(join(by=by, side=side, region=region, role=Member.Role.MEMBER, professions=[next(turn)]))


def join(*, by: Member, side: Side, region: Region | None, role: Member.Role, professions: list[Profession]) -> Member:
    """Seat a member, invite them and let them accept."""
    drawn = random.Random(f"{side.pk} {region}")
    topics = drawn.sample(TOPICS[1] if side.country_id != "KZ" else drawn.choice(TOPICS), 2)
    seat = seat_member(by=by, side=side, region=region, professions=professions, topics=topics, role=role)
    _, token = invite(by=by, member=seat)
    return accept_invitation(token=token)


def catch_up(cast: Cast) -> None:
    """Let everybody read what they were told so far: a council that is at work has no hundreds of unread notices."""
    for user_id in cast.council.members.filter(user__isnull=False).values_list("user_id", flat=True):
        mark_read(user_id=user_id)
