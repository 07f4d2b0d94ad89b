"""The Method of Equal Shares with shares of any size: the topic whose supporters can pay for it most cheaply is bought, until none can.

Floats decide what they can, with bounds on their error; what is closer than that is decided in whole numbers (`exact.Ledger`), so
that the order is exact. A topic's price never falls, because money only shrinks: topics wait in a queue with
the price they had when they were looked at last, and are looked at again only when they come to its head.
"""

from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np

from kenes.engine.agenda.exact import Ledger, Settled
from kenes.engine.agenda.kinds import Kinds
from kenes.engine.agenda.model import Election, Floats, Ints, Utility

ROUNDING = 64 * 2.0**-52  # relative error of sums of up to 2^30 floats, as numpy adds them (pairwise)
LAST_BIT = 2.0**-52
DRIFT = 1e-8  # money that is known no better than this is found again from exact prices
SOMETHING = 1e-300  # what is left of those who surely have something left
NEVER = float("inf")


@dataclass(frozen=True)
class Offer:
    """A topic looked at: those who pay it in full pay a part `low`…`high` of their endowment (`high` infinite: if at all).

    `kinds` and their `money`: the supporters who have something left.
    """

    topic: int
    price: float
    low: float
    high: float
    kinds: Ints
    money: Floats


@dataclass(frozen=True)
class Spending:
    """What was bought, in order, and what is left: `left`, shape (K,), parts of the endowment of each kind.

    `capped`: somebody gave all that they had left for less than the full price.
    """

    order: list[int]
    left: Floats
    ledger: Ledger
    capped: bool


class Shop:
    """What is the same at every height of the shares: who supports what, with how large a part of the whole."""

    def __init__(self, election: Election, utility: Utility, shown: Ints) -> None:
        self.kinds = Kinds.found_in(election, shown)
        self.minutes = election.topics.minutes
        self.free, self.shares, self.rank = election.free, election.endowment.shares, election.rank
        self.utility = np.ones(len(self.minutes), np.int64) if utility == "item" else np.maximum(self.minutes, 1)
        self.open = election.open
        each = np.array([float(share) for share in self.shares])
        self.weight = each[self.kinds.group] * self.kinds.count
        self.support = self.kinds.support @ each
        heavy, starts = self.weight[self.kinds.kind], self.kinds.starts
        self.supporters = [(self.kinds.of_topic(t), heavy[starts[t] : starts[t + 1]]) for t in range(len(self.minutes))]

    def spend(self, raised: Fraction) -> Spending:
        """Run the Method of Equal Shares once, with shares raised by a factor."""
        return Market(self, raised).spend()


class Market:
    """The members' shares at one height, and the topics that they can buy. Floats count in parts of the time there is."""

    def __init__(self, shop: Shop, raised: Fraction) -> None:
        self.shop, self.utility, self.rank = shop, shop.utility, shop.rank
        self.supporters = list(shop.supporters)  # those who may have something left
        self.left = np.ones(len(shop.kinds.group))
        self.drift = 0.0  # no money in `left` is further than this from what it is exactly
        self.ledger = Ledger(shop.kinds, shop.minutes, tuple(share * shop.free * raised for share in shop.shares))
        self.capped = False
        pot = float(shop.free * raised)
        self.cost = shop.minutes / pot if pot else np.full(len(shop.minutes), NEVER)
        able = np.nonzero(shop.open & (shop.support * (1 + ROUNDING) >= self.cost))[0]
        lowest = self.cost[able] / shop.support[able] * (1 - ROUNDING)
        self.lowest = dict(zip(able.tolist(), lowest.tolist(), strict=True))  # no topic costs less than this from now on
        self.queue = list(zip((lowest / self.utility[able]).tolist(), able.tolist(), strict=True))

    def spend(self) -> Spending:
        """Buy until nothing can be bought any more."""
        heapify(self.queue)
        order = []
        while (bought := self.buy()) is not None:
            order.append(bought)
        return Spending(order, self.left, self.ledger, self.capped)

    def buy(self) -> int | None:
        """Buy the topic with the lowest price per utility, and return it; None when none can be paid for."""
        seen: list[Offer] = []
        best = NEVER
        while self.queue and self.queue[0][0] <= best:
            offer = self.look(heappop(self.queue)[1], best)
            if offer is not None:
                seen.append(offer)
                best = min(best, offer.high / int(self.utility[offer.topic]) * (1 + LAST_BIT))
        rivals = [offer for offer in seen if self.per_utility(offer) <= best]
        exactly: Settled | None = None
        if len(rivals) == 1 and best < NEVER:
            chosen = rivals[0]
        else:
            settled = [(offer, exact) for offer in rivals if (exact := self.exactly(offer)) is not None]
            if not settled:
                return None
            unable = {offer.topic for offer in rivals} - {offer.topic for offer, _ in settled}
            seen = [offer for offer in seen if offer.topic not in unable]
            chosen, exactly = min(settled, key=lambda each: (each[1][0] / int(self.utility[each[0].topic]), self.rank[each[0].topic]))
        for offer in seen:
            if offer is not chosen:
                heappush(self.queue, (self.per_utility(offer), offer.topic))
        self.pay(chosen, exactly)
        return chosen.topic

    def per_utility(self, offer: Offer) -> float:
        return offer.low / int(self.utility[offer.topic]) * (1 - LAST_BIT)

    def look(self, topic: int, best: float) -> Offer | None:
        """Find the price of a topic, with bounds; None when its supporters surely cannot pay for it, now or later.

        Where it surely costs more per utility than `best`, the search ends early: with a lower bound.
        """
        (kinds, weight), cost = self.supporters[topic], float(self.cost[topic])
        money = self.left[kinds]
        having = money > 0
        if not having.all():
            kinds, weight, money = kinds[having], weight[having], money[having]
            self.supporters[topic] = kinds, weight
        total, whole = float((weight * money).sum()), float(weight.sum())
        slack = ROUNDING * (cost + whole) + self.drift * whole
        if total < cost - slack or not kinds.size:
            return None
        price, poorer, rich, heavy, rest = self.lowest[topic], 0.0, money, weight, whole
        limit = best * int(self.utility[topic]) * (1 + ROUNDING)
        while True:  # Newton from below: who has less than the price gives all, the others pay more
            gives = rich < price
            if gives.any():
                poorer += float((heavy[gives] * rich[gives]).sum())
                rich, heavy = rich[~gives], heavy[~gives]
                if not rich.size:
                    break
                rest = float(heavy.sum())
            higher = (cost - poorer) / rest
            if higher <= price or (not gives.any() and higher <= price * (1 + LAST_BIT)):
                break
            price = higher
            if price - 2 * slack / rest > limit:
                low = self.lowest[topic] = price - 2 * slack / rest
                return Offer(topic, price, low, NEVER, kinds, money)
        rounding, sure = ROUNDING * (cost + whole), total > cost + slack
        error = (rounding + self.drift * (whole - rest)) / rest + LAST_BIT  # what the rich have plays no part
        if not rich.size or rich.min() <= price + error + self.drift:  # ... unless some may be poor
            error = 2 * slack / rest + LAST_BIT
            sure = sure and float(heavy[rich > price + error + self.drift].sum()) >= rest / 2
        low = self.lowest[topic] = max(self.lowest[topic], price - error)
        return Offer(topic, price, low, price + error if sure else NEVER, kinds, money)

    def exactly(self, offer: Offer) -> Settled | None:
        """Return the price of a topic in whole numbers, who gives all they have, and who pays in full; None: cannot be paid for."""
        margin = self.drift + LAST_BIT
        poor, rich = offer.money < offer.low - margin, offer.money > offer.high + margin
        return self.ledger.offer(offer.topic, offer.kinds[poor], offer.kinds[~poor & ~rich], offer.kinds[rich])

    def pay(self, offer: Offer, exactly: Settled | None) -> None:
        """Let the supporters of a topic pay for it."""
        margin = self.drift + LAST_BIT
        poor, rich = offer.money < offer.low - margin, offer.money > offer.high + margin
        if exactly is None and not (poor | rich).all():
            exactly = self.exactly(offer)
        if exactly is None:
            gives, full, price, error = offer.kinds[poor], offer.kinds[rich], offer.price, offer.high - offer.low
        else:
            gives, full, price, error = exactly[1], exactly[2], float(exactly[0]), LAST_BIT
        self.left[gives] = 0.0
        self.left[full] = np.maximum(self.left[full] - price, SOMETHING)
        self.drift += error + LAST_BIT
        self.capped |= bool(gives.size)
        self.ledger.add(offer.topic, gives, full)
        if self.drift > DRIFT:
            self.settle()

    def settle(self) -> None:
        """Find everybody's money again, from exact prices."""
        exact = np.ones(len(self.left))
        for topic, price in zip(self.ledger.topics, self.ledger.prices(), strict=True):
            exact[self.shop.kinds.of_topic(topic)] -= float(price)
        self.left = np.where(self.left > 0, np.maximum(exact, SOMETHING), 0.0)
        self.drift = 2 * LAST_BIT * (1 + len(self.ledger.topics))
