"""What may leave the room: the published form of an agenda, and the private page of one member. Why it is safe: docs/methods/agenda.md."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kenes.engine.agenda.model import Election
from kenes.engine.agenda.result import AgendaItem, AgendaResult
from kenes.engine.cells import Tree, protect


def release(result: AgendaResult) -> dict[str, Any]:
    """Return what is published of an agenda, ready for JSON. Of a confidential one this is all that may be.

    `topics`, one for each, in the order of the list: `stage` or `left_out`; `place` in the order of choice; `approvals` and `paid` (whole
    minutes) by group, `only` (members who approve no other topic of the agenda) by group; `missing`, whole minutes. None is
    "withheld". `groups`: members, or None below the threshold.

    Confidential: all figures are about levelled approvals ("none" may be as many as `margin`, "all" as many fewer); groups pass
    the small-cell gate (`kenes.engine.cells`): a group below the threshold has no figures, nor has another from
    which they would follow; `only` is withheld below the threshold. Of the certificate only whether it holds is told.
    Named: all figures, the certificate's nearest case, and `members`: for each topic who paid how many minutes (hundredths).
    """
    settings = result.computation.settings
    named = settings.mode == "named"
    shown = [True] * len(result.group_sizes) if named else passed(result)
    page = {
        **asdict(settings),
        "method": result.computation.method,
        "input_hash": result.computation.input_hash,
        "result_hash": result.computation.result_hash,
        "minutes": result.minutes,
        "mandatory_minutes": result.mandatory_minutes,
        "spent": result.spent,
        "raised_percent": float(round((result.raised - 1) * 100, 2)),
        "steps": result.steps,
        "pooled": result.pooled,
        "ties": ["approvals", "shorter", "lottery"],
        "groups": [size if seen else None for size, seen in zip(result.group_sizes, shown, strict=True)],
        "certificate": {"holds": result.certificate.holds},
        "topics": [line(item, shown, 0 if named else settings.threshold) for item in result.items],
    }
    return page | named_figures(result) if named else page


def line(item: AgendaItem, shown: list[bool], least: int) -> dict[str, Any]:
    """Return one topic; figures of groups that are not shown are None, and so is `only` below `least`."""

    def by_group(figures: tuple[int, ...], from_: int = 0) -> list[int | None]:
        return [figure if seen and figure >= from_ else None for figure, seen in zip(figures, shown, strict=True)]

    return {
        "topic": item.topic,
        "minutes": item.minutes,
        "stage": str(item.stage) if item.stage else None,
        "left_out": str(item.left_out) if item.left_out else None,
        "place": item.place if item.stage else None,
        "approvals": by_group(item.approvals),
        "paid": by_group(item.paid_minutes),
        "only": by_group(item.only, least),
        "missing": item.missing,
    }


def passed(result: AgendaResult) -> list[bool]:
    """Return which groups may have figures: the gate's answer to a table of members by group."""
    groups = len(result.group_sizes)
    tree = Tree((*([groups] * groups), -1))
    table = {group: (size,) for group, size in enumerate(result.group_sizes)}
    cells = protect(table, tree, result.computation.settings.threshold)
    return [cells[group].state == "exact" for group in range(groups)]


def named_figures(result: AgendaResult) -> dict[str, Any]:
    """Return what is published only where approvals are."""
    nearest, purse = result.certificate, result.purse
    case = {"topic": nearest.topic, "level": nearest.level, "people": nearest.people}
    return {
        "certificate": {"holds": nearest.holds, **case, "held": float(nearest.held), "needed": float(nearest.needed)},
        "members": {
            str(topic): [[who, round(paid, 2)] for who, paid in zip(payers.tolist(), purse.payments[topic].tolist(), strict=True)]
            for topic, payers in purse.payers.items()
        },
    }


@dataclass(frozen=True)
class OwnShare:
    """Private: what one member's share bought. Minutes: `endowment` (raised by completion), `left`, and `bought` by topic.

    `with_group`: topics of these that the member did not approve and that were counted as approved, as all or nearly all of the group
    did; `not_counted`: topics that the member approved and that too few of the group did to count (both only confidential).
    """

    endowment: float
    left: float
    bought: dict[int, float]
    with_group: tuple[int, ...]
    not_counted: tuple[int, ...]


def own_share(result: AgendaResult, election: Election, voter: int) -> OwnShare:
    """Return the private page of one member, for nobody else. `election` as given to `form_agenda`.

    Raises ValueError for a voter who is not there.
    """
    if not 0 <= voter < election.ballots.voters:
        raise ValueError(f"voter: there is no voter {voter}")
    purse = result.purse
    bought = {}
    for topic, payers in purse.payers.items():
        at = int(np.searchsorted(payers, voter))
        if at < len(payers) and payers[at] == voter:
            bought[topic] = float(purse.payments[topic][at])
    said = set(election.ballots.topic[election.ballots.voter == voter].tolist())
    counted = set(purse.counted.topic[purse.counted.voter == voter].tolist())
    with_group = tuple(sorted(set(bought) - said))
    return OwnShare(float(purse.endowment[voter]), float(purse.left[voter]), bought, with_group, tuple(sorted(said - counted)))
