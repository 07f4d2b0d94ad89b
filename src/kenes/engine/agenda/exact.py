"""Whole numbers where floats cannot tell: exact prices, found from who paid in full and who gave all that they had left.

Money is counted in parts of one's own endowment, 0…1. Whoever has anything left has paid the full price of each chosen topic that they
approve, so that their money is 1 minus those prices; whoever gave all has nothing from then on. Prices are thus
linear in earlier prices, with counts of members for coefficients. All prices are kept over one common denominator.
"""

from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.agenda.kinds import Kinds
from kenes.engine.agenda.model import Ints

Settled = tuple[Fraction, Ints, Ints]  # a price, who gives all they have, who pays in full


class Ledger:
    """What was bought so far, as topics and the kinds that gave all; prices are computed when they are asked for."""

    def __init__(self, kinds: Kinds, minutes: Ints, endowments: tuple[Fraction, ...]) -> None:
        self.kinds = kinds
        self.minutes = minutes
        self.endowments = endowments  # minutes of a member of each group
        self.unit = lcm(*(endowment.denominator for endowment in endowments))
        self.heads = [int(endowment * self.unit) for endowment in endowments]  # the same in units of 1/unit minutes
        self.topics: list[int] = []
        self.gave_all: list[Ints] = []
        self.paid_full: list[Ints] = []
        self.numerators: list[int] = []
        self.denominator = 1
        self.paid = np.zeros((0, len(kinds.group)), bool)  # step × kind: approves what was bought then

    def add(self, topic: int, gave_all: Ints, paid_full: Ints) -> None:
        self.topics.append(topic)
        self.gave_all.append(gave_all)
        self.paid_full.append(paid_full)

    def prices(self) -> list[Fraction]:
        """Return the price of each topic bought, as a part of the endowment of those who paid it in full."""
        self.catch_up()
        return [Fraction(numerator, self.denominator) for numerator in self.numerators]

    def catch_up(self) -> None:
        """Find the prices that nobody has asked for yet."""
        while (step := len(self.numerators)) < len(self.topics):
            topic, poor, rich = self.topics[step], self.gave_all[step], self.paid_full[step]
            if rich.size:
                needed = int(self.minutes[topic]) * self.unit * self.denominator - self.money(poor)
                price = Fraction(needed, self.weight(rich) * self.denominator)
            else:
                price = Fraction(self.classes(poor)[-1][0], self.denominator)
            grown = lcm(self.denominator, price.denominator)
            self.numerators = [each * (grown // self.denominator) for each in self.numerators]
            self.numerators.append(price.numerator * (grown // price.denominator))
            self.denominator = grown
            if step == len(self.paid):
                self.paid = np.concatenate([self.paid, np.zeros((max(8, step), len(self.kinds.group)), bool)])
            self.paid[step, self.kinds.of_topic(topic)] = True

    def weight(self, kinds: Ints) -> int:
        """Return the endowments of all members of some kinds, in units."""
        return self.weighed(np.bincount(self.kinds.group[kinds], weights=self.kinds.count[kinds], minlength=self.kinds.groups))

    def weighed(self, counts: NDArray[Any]) -> int:
        return sum(int(n) * head for n, head in zip(counts.tolist(), self.heads, strict=True))

    def money(self, kinds: Ints, before: int | None = None) -> int:
        """Return what some kinds, none of whom had given all, have left before a step (None: now), in units over the denominator."""
        steps = len(self.numerators) if before is None else before
        left = self.weight(kinds) * self.denominator
        if kinds.size and steps:
            by_group = kinds[np.argsort(self.kinds.group[kinds], kind="stable")]
            groups, starts = np.unique(self.kinds.group[by_group], return_index=True)
            payers = np.add.reduceat(self.paid[:steps, by_group] * self.kinds.count[by_group], starts, axis=1)
            heads = [self.heads[group] for group in groups.tolist()]
            for numerator, counts in zip(self.numerators[:steps], payers.tolist(), strict=True):
                left -= numerator * sum(n * head for n, head in zip(counts, heads, strict=True))
        return left

    def classes(self, kinds: Ints) -> list[tuple[int, Ints]]:
        """Sort kinds by what they have left: (part of their endowment over the common denominator, kinds), rising.

        They must not have given all before.
        """
        if not kinds.size:
            return []
        rows, which = np.unique(self.paid[: len(self.numerators), kinds], axis=1, return_inverse=True)
        left = [self.denominator - sum(n for n, paid in zip(self.numerators, row, strict=True) if paid) for row in rows.T.tolist()]
        return sorted(((money, kinds[which.reshape(-1) == each]) for each, money in enumerate(left)), key=lambda each: each[0])

    def offer(self, topic: int, poor: Ints, unsure: Ints, rich: Ints) -> Settled | None:
        """Return the price of a topic now, who gives all, and who pays in full; None where they cannot pay.

        `poor` surely have at most the price, `rich` surely more; `unsure` are told apart here.
        """
        self.catch_up()
        needed = int(self.minutes[topic]) * self.unit * self.denominator - self.money(poor)
        paying = self.weight(unsure) + self.weight(rich)
        gives, most = [poor], 0
        for most, kinds in self.classes(unsure):  # rising
            if needed < most * paying:
                break
            weight = self.weight(kinds)
            needed -= most * weight
            paying -= weight
            gives.append(kinds)
        if not paying and needed > 0:
            return None
        all_given = np.concatenate(gives)
        full = np.setdiff1d(np.concatenate([unsure, rich]), all_given, assume_unique=True)
        price = Fraction(needed, paying * self.denominator) if paying else Fraction(most, self.denominator)
        return price, all_given, full  # where nobody pays in full it was just enough

    def fraction(self, units: int) -> Fraction:
        """Return minutes, from units over the common denominator."""
        return Fraction(units, self.unit * self.denominator)

    def payments(self, shown: int) -> list[list[Fraction]]:
        """Return what each group of figures (0…shown-1) paid for each topic bought: exact minutes by step, then group."""
        self.catch_up()
        table = []
        for step, numerator in enumerate(self.numerators):
            row = []
            for group in range(shown):
                poor, rich = (kinds[self.kinds.shown[kinds] == group] for kinds in (self.gave_all[step], self.paid_full[step]))
                row.append(self.fraction(self.money(poor, step) + numerator * self.weight(rich)))
            table.append(row)
        return table
