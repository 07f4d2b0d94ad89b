"""Whose answer follows from printed figures of several partitions together? A search for other answers that print the same.

A *witness* is a few people who agree and a few who do not (who disagree, or who pass) such that every printed figure counts the
two sides equally often. Let the sides trade answers: every printed sum stays as it is, and each of these people answered
otherwise. Witnesses are put together from *steps*: two people of one block who would trade (its sum stays), or one person of no
block. A step changes the other figures by what counts the one and not the other; up to four steps that cancel out are a witness.
They are found as equations between sums: every figure gets a weight of 64 bits, a step the difference of its people's weights,
sums of two steps are sorted and looked up, and every hit is then checked in exact numbers.

A person is safe when a witness holds them. The search is not exhaustive: whoever is not found safe counts as betrayed.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]

AGREE, OTHERS = 0, (1, 2)
ALIKE = 3  # people of one class that a witness can use
OWN = 6  # steps of one person that are tried
STEPS = (80, 160, 160)  # other steps that are tried with them in each round: others each time
TRIES = 6  # hits of one person that are checked, in one way of looking
FREE = 4  # bands in which somebody alone differs that may each change or not


@dataclass(frozen=True)
class Printed:
    """What is printed about G groups of people.

    `block`, shape (G,): the block of each group, -1 for none; `exact`, shape (E, G): which groups each further exact figure
    counts; `bands`, shape (B, G): the same for bands; `most`, shape (B,): 0 where all or all but one agree, 1 where none or one.
    """

    block: Ints
    exact: Bools
    bands: Bools
    most: Ints


@dataclass(frozen=True)
class Side:
    """People who gave one answer, one row a person, or several: see `slack`.

    `person` and `place` number people and classes, `block` is as printed; `sums`, shape (N, E + B), is which figures count them,
    but for bands that stay true when this person alone answers otherwise. Those are `slack`, bits of which no two people may use
    the same (the 64th band shares the first's). Who alone differs in a band may also trade within it: a row for either way.
    """

    person: Ints
    place: Ints
    block: Ints
    sums: Ints
    weight: Bits
    slack: Bits


def betrayed(rows: Ints, printed: Printed, safe: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return who is not found safe, as pairs (group, answer), and add those who are to `safe`.

    Arguments: `rows`, shape (G, 3), the people of each group by answer: agree, disagree, pass; `printed`; `safe`, who was found
    safe when no less was printed, and is not looked at again. What has to stay open about each person is whether they agreed.
    Bit-identical on rerun.
    """
    columns = np.concatenate([printed.block[None, :], printed.exact, printed.bands]).T
    _, first, place = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    place = place.reshape(-1)
    counts = np.zeros((len(first), 3), np.int64)
    np.add.at(counts, place, rows)
    figures = Printed(printed.block[first], printed.exact[:, first], printed.bands[:, first], printed.most)
    found = np.zeros(counts.shape, bool)
    for group, answer in safe:
        found[place[group], answer] = True
    # Who stands where others answered otherwise trades with them: nothing more is needed.
    agree, others = counts[:, AGREE] > 0, counts[:, 1:].any(axis=1)
    found |= (agree & others)[:, None]
    own = side_of(AGREE, counts, figures)
    for other in OTHERS:
        Pair(own, side_of(other, counts, figures), found.reshape(-1)).look()
    there = {(int(group), int(answer)) for group, answer in zip(*np.nonzero(rows), strict=True)}
    safe |= {(group, answer) for group, answer in there if found[place[group], answer]}
    return there - safe


def side_of(answer: int, counts: Ints, printed: Printed) -> Side:
    """Return the people who gave one answer, `counts` being people by class and answer, shape (L, 3)."""
    agree, n = printed.bands @ counts[:, AGREE], printed.bands @ counts.sum(axis=1)
    differ = np.where(printed.most == 0, n - agree, agree)  # how many do not do as the band says: none, or one
    usual = (printed.most == 0) == (answer == AGREE)
    alone, alike = ~usual & (differ == 1), usual & (differ == 0)
    people, uses = [], []
    for here in np.flatnonzero(counts[:, answer]).tolist():
        around = printed.bands[:, here]
        lone = np.flatnonzero(around & alone)
        for number, ways in product(range(min(ALIKE, counts[here, answer])), product((True, False), repeat=min(FREE, len(lone)))):
            use = around & (alone | alike)
            use[lone[: len(ways)]] = ways
            people.append((here, number))
            uses.append(use)
    place, rank = np.array(people, np.int64).reshape(-1, 2).T
    used = np.array(uses, bool).reshape(len(people), len(n)).T
    sums = np.concatenate([printed.exact[:, place], printed.bands[:, place] & ~used]).T.astype(np.int64)
    weights = mixed(np.arange(1, sums.shape[1] + 1, dtype=np.uint64))
    weight = (sums.astype(np.uint64) * weights).sum(axis=1, dtype=np.uint64)
    own = place * 3 + answer
    return Side(own * ALIKE + rank, own, printed.block[place], sums, weight, bits(used))


def mixed(numbers: Bits) -> Bits:
    """Spread numbers over 64 bits (the finaliser of SplitMix64: Steele, Lea and Flood, OOPSLA 2014)."""
    z = numbers * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: Bits = z ^ (z >> np.uint64(31))
    return result


def bits(marked: Bools) -> Bits:
    """Return which of B bands are marked for N people, shape (B, N), as one number a person."""
    found = np.zeros(marked.shape[1], np.uint64)
    for band, row in enumerate(marked):
        found |= np.where(row, np.uint64(1) << np.uint64(band % 64), np.uint64(0))
    return found


class Pair:
    """Those who agree and those who gave one other answer: their steps, and the witnesses among these.

    A step is a row of each side (-1: nobody); `weight` is what it adds to all that is printed. `safe`, by class, is filled in.
    """

    def __init__(self, agree: Side, other: Side, safe: Bools) -> None:
        self.sides, self.safe = (agree, other), safe
        first, second = np.nonzero((agree.block[:, None] == other.block[None, :]) & (agree.block >= 0)[:, None])
        free, free_other = np.flatnonzero(agree.block < 0), np.flatnonzero(other.block < 0)
        a = np.concatenate([first, free, np.full(len(free_other), -1)])
        o = np.concatenate([second, np.full(len(free), -1), free_other])
        nobody = np.zeros(1, np.uint64)
        weight = np.concatenate([agree.weight, nobody])[a] - np.concatenate([other.weight, nobody])[o]
        order = np.argsort(mixed((a * (len(other.person) + 1) + o + 1).astype(np.uint64)), kind="stable")
        self.weight, self.rows = weight[order], (a[order], o[order])
        # Whom a step needs, its class and its bands; "nobody" is somebody else each time, so that two can go together.
        none = -1 - np.arange(len(order))
        self.people = [np.where(r < 0, none, np.append(side.person, -1)[r]) for side, r in zip(self.sides, self.rows, strict=True)]
        self.place = [np.append(side.place, -1)[r] for side, r in zip(self.sides, self.rows, strict=True)]
        self.slack = [np.concatenate([side.slack, nobody])[r] for side, r in zip(self.sides, self.rows, strict=True)]

    def apart(self, one: Ints, two: Ints) -> Bools:
        """Return whether steps need different people and use different bands."""
        free = np.ones(np.broadcast(one, two).shape, bool)
        for person, slack in zip(self.people, self.slack, strict=True):
            free &= (person[one] != person[two]) & (slack[one] & slack[two] == 0)
        return free

    def look(self) -> None:
        """Look for witnesses of one step, two, three and four."""
        all_steps, nothing, start = np.arange(len(self.weight)), np.zeros((1, 0), np.int64), 0
        for how_many in STEPS:
            if not len(self.targets()):
                return
            some = np.roll(all_steps, -start)[:how_many]
            start += how_many
            first, second = (some[index] for index in np.triu_indices(len(some), 1))
            apart = self.apart(first, second)
            ones, pairs = self.by_weight(all_steps[:, None]), self.by_weight(np.stack([first[apart], second[apart]], axis=1))
            self.join(nothing, nothing, np.zeros(1, np.uint64))
            self.join(nothing, *ones)
            self.join(nothing, *pairs)
            self.join(some[:, None], *pairs)

    def by_weight(self, steps: Ints) -> tuple[Ints, Bits]:
        """Return some steps, or pairs of them, sorted by what they weigh together, and that weight."""
        weight = self.weight[steps].sum(axis=1, dtype=np.uint64)
        order = np.argsort(weight, kind="stable")
        return steps[order], weight[order]

    def targets(self) -> Ints:
        """Return steps of people who are not safe yet, a few a person."""
        found = []
        for place in self.place:
            steps = np.flatnonzero((place >= 0) & ~self.safe[place])
            steps = steps[np.argsort(place[steps], kind="stable")]
            rank = np.arange(len(steps)) - np.searchsorted(place[steps], place[steps])
            found.append(steps[rank < OWN])
        return np.unique(np.concatenate(found))

    def join(self, helpers: Ints, rest: Ints, weight: Bits) -> None:
        """Look for steps that cancel out: a person's, one row of `helpers`, shape (H, 0 or 1), and one of `rest`, shape (R, 0 to 2).

        `weight`, shape (R,), is sorted.
        """
        steps = self.targets()
        if not len(steps) or not len(rest):
            return
        wanted = -(self.weight[steps][:, None] + self.weight[helpers].sum(axis=1, dtype=np.uint64)[None, :])
        left = np.minimum(np.searchsorted(weight, wanted), len(weight) - 1)
        fits = weight[left] == wanted
        for index in np.flatnonzero(fits.any(axis=1)):
            step = steps[index]
            if any(place[step] >= 0 and not self.safe[place[step]] for place in self.place):
                self.check(step, [(helpers[h], rest[left[index, h]]) for h in np.flatnonzero(fits[index])[:TRIES]])

    def check(self, step: np.int64, hits: list[tuple[Ints, Ints]]) -> None:
        """Take down whom the first of these hits makes safe that is a witness in exact numbers."""
        for helpers, rest in hits:
            steps = np.array([step, *helpers, *rest])
            one, two = np.triu_indices(len(steps), 1)
            if not self.apart(steps[one], steps[two]).all():
                continue
            sums = [side.sums[rows[steps][rows[steps] >= 0]].sum(axis=0) for side, rows in zip(self.sides, self.rows, strict=True)]
            if (sums[0] == sums[1]).all():
                for place in self.place:
                    self.safe[place[steps][place[steps] >= 0]] = True
                return
