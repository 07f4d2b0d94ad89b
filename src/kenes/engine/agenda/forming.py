"""The agenda of one meeting: own support, completion, fill, and the reason of every topic."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike

from kenes.engine.agenda.certificate import checked
from kenes.engine.agenda.completion import Completed, complete, fill
from kenes.engine.agenda.computation import computation
from kenes.engine.agenda.levelling import levelled, margin_for, pooled
from kenes.engine.agenda.model import Election, Floats, Ints
from kenes.engine.agenda.result import AgendaItem, AgendaResult, LeftOut, Purse, Settings, Stage
from kenes.engine.agenda.spending import Shop


def form_agenda(election: Election, *, groups: ArrayLike | None = None, settings: Settings | None = None, salt: bytes) -> AgendaResult:
    """Form an agenda by the weighted Method of Equal Shares with minutes as cost, complete it, and say why.

    Arguments: `election`, topics, approvals, shares and minutes; `groups`, shape (n,), whole numbers from 0, the group of each voter by
    which reasons are given (sides or macro-regions; None: one group); `settings`, the rules (None: one per item, kenes completion,
    confidential); `salt`, at least 16 bytes, for the hashes; secret for a confidential ballot.

    Mandatory topics come off the time first. Then each member's share is their endowment of what is left. A topic's supporters pay for it
    together, each min(what they have left, ρ · endowment · utility); the topic with the lowest ρ is bought, until none can
    be paid for; then completion. Equal ρ: more approvals, then shorter, then the lower lottery number (the order of the list).
    The order is exact: no rounding plays a part. In a confidential ballot all of this is done with levelled approvals, and shares are
    pooled inside groups where they differ.

    Guarantee: EJR+ weighted by endowments with minutes as cost, for the approvals that count; see `certify`.
    Degenerate: without voters or approvals only mandatory topics are chosen; a topic that nobody approves is never chosen.
    Raises ValueError where `groups` do not fit, a group is too small for confidential approvals (fewer than 3), settings are out of
    range, or the salt is short.

    Sources: D. Peters, P. Skowron, "Proportionality and the limits of welfarism", EC 2020; D. Peters, G. Pierczyński, P. Skowron,
    "Proportional participatory budgeting with additive utilities", NeurIPS 2021 (the method with costs and its completion); M. Brill,
    J. Peters, "Robust and verifiable proportionality axioms for multiwinner voting", EC 2023 (EJR+).
    """
    shown = shown_groups(election, groups)
    given = settings or Settings()
    resolved = settled(given, np.bincount(shown))
    counted, was_pooled = countable(election, shown, resolved)
    shop = Shop(counted, resolved.utility, shown)
    done = complete(shop, counted, resolved.completion, resolved.unit)
    bought = done.spending.order
    added = fill(shop, counted, bought) if resolved.completion == "kenes" else []
    items = described(shop, counted, done, added)
    return AgendaResult(
        items=items,
        minutes=election.minutes,
        mandatory_minutes=election.minutes - election.free,
        spent=sum(item.minutes for item in items if item.stage),
        group_sizes=tuple(np.bincount(shown, minlength=1).tolist()),
        raised=done.raised,
        steps=done.steps,
        pooled=was_pooled,
        certificate=checked(shop, counted, [*bought, *added]),
        computation=computation(election, shown, resolved, salt, items),
        purse=purse(shop, counted, done),
    )


def shown_groups(election: Election, groups: ArrayLike | None) -> Ints:
    shown = np.zeros(election.ballots.voters, np.int64) if groups is None else np.asarray(groups, np.int64).reshape(-1)
    if len(shown) != election.ballots.voters or shown.min(initial=0) < 0:
        raise ValueError(f"groups: one number from 0 on for each of {election.ballots.voters} voters")
    return shown


def settled(settings: Settings, sizes: Ints) -> Settings:
    """Return the settings with the margin that applies. Raises ValueError where they are out of range."""
    if settings.threshold < 2:
        raise ValueError("threshold: at least 2, or a figure about one person would be shown")
    if settings.unit < 1 or settings.margin < 0:
        raise ValueError("unit: from 1 on; margin: from 0 on")
    for name, value, allowed in (
        ("utility", settings.utility, ("item", "minutes")),
        ("completion", settings.completion, ("kenes", "pabulib", "none")),
        ("mode", settings.mode, ("named", "confidential")),
    ):
        if value not in allowed:
            raise ValueError(f"{name}: one of {', '.join(allowed)}, got {value}")
    if settings.mode == "named":
        return replace(settings, margin=0)
    return replace(settings, margin=settings.margin or margin_for(sizes))


def countable(election: Election, shown: Ints, settings: Settings) -> tuple[Election, bool]:
    """Return the election as it counts, and whether shares were pooled for it."""
    if settings.mode == "named":
        return election, False
    ballots = levelled(election.ballots, shown, settings.margin)
    endowment, was_pooled = pooled(election.endowment, shown)
    return Election(election.topics, ballots, endowment, election.minutes), was_pooled


def described(shop: Shop, election: Election, done: Completed, added: list[int]) -> tuple[AgendaItem, ...]:
    """Return every topic with its reason."""
    groups = int(shop.kinds.shown.max(initial=0)) + 1
    order = [*np.nonzero(election.topics.mandatory)[0].tolist(), *done.spending.order, *added]
    place = {topic: at for at, topic in enumerate(order)}
    paid = dict(zip(done.spending.order, done.spending.ledger.payments(groups), strict=True))
    approvals, only = by_group(shop, groups, order)
    items = []
    for topic, minutes in enumerate(election.topics.minutes.tolist()):
        stage = stage_of(topic, election, done, place)
        reason = None if stage else reason_of(topic, election)
        payments = paid.get(topic, [Fraction(0)] * groups)
        missing = shortfall(shop, done, topic) if reason == LeftOut.MISSING else 0
        whole = whole_minutes(payments)
        figures = tuple(approvals[topic].tolist()), tuple(payments), whole, missing, tuple(only[topic].tolist())
        items.append(AgendaItem(topic, minutes, stage, reason, place.get(topic, -1), *figures))
    return tuple(items)


def stage_of(topic: int, election: Election, done: Completed, place: dict[int, int]) -> Stage | None:
    if election.topics.mandatory[topic]:
        return Stage.MANDATORY
    if topic not in place:
        return None
    if topic in done.own:
        return Stage.OWN_SUPPORT
    return Stage.COMPLETION if topic in done.spending.order else Stage.FILL


def reason_of(topic: int, election: Election) -> LeftOut:
    if not election.ballots.counts[topic]:
        return LeftOut.UNSUPPORTED
    return LeftOut.TOO_LONG if election.topics.minutes[topic] > election.free else LeftOut.MISSING


def by_group(shop: Shop, groups: int, chosen: list[int]) -> tuple[Ints, Ints]:
    """Return approvals, and members of whom it is the only chosen topic, by topic and group: shape (m, groups) each."""
    kinds, topics = shop.kinds, len(shop.minutes)
    cell = np.repeat(np.arange(topics), np.diff(kinds.starts)) * groups + kinds.shown[kinds.kind]
    got = np.zeros(len(kinds.group), np.int64)
    for topic in chosen:
        got[kinds.of_topic(topic)] += 1
    inside = np.zeros(topics, bool)
    inside[chosen] = True
    lone = (got[kinds.kind] == 1) & inside[np.repeat(np.arange(topics), np.diff(kinds.starts))]
    heads = kinds.count[kinds.kind]
    tables = (np.bincount(cell, weights=heads * mask, minlength=topics * groups) for mask in (1, lone))
    approvals, only = (table.astype(np.int64).reshape(topics, groups) for table in tables)
    return approvals, only


def shortfall(shop: Shop, done: Completed, topic: int) -> int:
    """Return the whole minutes that the supporters of a topic lack at the end, rounded up."""
    kinds = shop.kinds.of_topic(topic)
    ledger = done.spending.ledger
    ledger.catch_up()
    having = kinds[done.spending.left[kinds] > 0]
    return ceil(int(shop.minutes[topic]) - ledger.fraction(ledger.money(having)))


def whole_minutes(payments: list[Fraction]) -> tuple[int, ...]:
    """Round payments to whole minutes with the same sum: the largest remainders are rounded up, of equal ones the first."""
    whole = [floor(each) for each in payments]
    over = round(sum(payments, Fraction(0))) - sum(whole)
    for at in sorted(range(len(payments)), key=lambda at: (whole[at] - payments[at], at))[:over]:
        whole[at] += 1
    return tuple(whole)


def purse(shop: Shop, election: Election, done: Completed) -> Purse:
    """Return what each member paid, in minutes."""
    kinds, ledger = shop.kinds, done.spending.ledger
    shares = np.array([float(share * shop.free * done.raised) for share in shop.shares])
    each = shares[kinds.group]
    left = np.ones(len(kinds.group))
    payers: dict[int, Ints] = {}
    payments: dict[int, Floats] = {}
    for step, (topic, price) in enumerate(zip(ledger.topics, ledger.prices(), strict=True)):
        gave = np.zeros(len(kinds.group))
        gave[ledger.gave_all[step]] = left[ledger.gave_all[step]]
        gave[ledger.paid_full[step]] = float(price)
        left = np.maximum(left - gave, 0.0)
        supporters = election.ballots.of_topic(topic)
        paid = (gave * each)[kinds.of[supporters]]
        payers[topic], payments[topic] = supporters[paid > 0], paid[paid > 0]
    return Purse(election.ballots, each[kinds.of], (left * each)[kinds.of], payers, payments)
