"""What is released of a confidential ballot, against a red team that knows everything but the ballots.

The outsider knows roster, sides, shares, topics, the rule and the whole release, writes out every possible set of ballots, and keeps those
that give this very release: withheld figures and what is withheld included. Inside a side a release treats members alike (tested
here), so it is enough to write out ballots without names: whoever cannot tell whether any ballot of a side has a topic
cannot tell it of anybody there.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, combinations_with_replacement, product

import numpy as np
import pytest

from kenes.engine.agenda import Election, Endowment, LeftOut, Settings, form_agenda, own_share, release
from kenes.engine.agenda.levelling import levelled, margin_for, pooled
from tests.engine.agenda.instances import NAMED, SALT, election, formed

Ballot = frozenset[int]
Profile = tuple[tuple[Ballot, ...], ...]  # ballots by side, without names
HASHES = ("input_hash", "result_hash")  # salted; the salt stays in the room
MEETINGS = [(60, [30, 30]), (60, [60, 20]), (45, [15, 10]), (40, [35, 30])]


def ballots_over(topics: int) -> list[Ballot]:
    return [frozenset(each) for size in range(topics + 1) for each in combinations(range(topics), size)]


def profiles(sizes: Iterable[int], topics: int) -> Iterator[Profile]:
    """Yield every set of ballots, without names."""
    return product(*(combinations_with_replacement(ballots_over(topics), size) for size in sizes))


def published(profile: Profile, minutes: int, topics: list[int], settings: Settings) -> str:
    """Return all that an outsider reads of an election."""
    sides = [side for side, ballots in enumerate(profile) for _ in ballots]
    question = election(minutes, topics, [set(ballot) for ballots in profile for ballot in ballots], sides)
    page = release(form_agenda(question, groups=sides, settings=settings, salt=SALT))
    return json.dumps({key: value for key, value in page.items() if key not in (*HASHES, "members", "certificate")})


def answers_read(fibres: Iterable[list[Profile]], topics: int) -> int:
    """Count answers that follow from a release: sides and topics of which all ballots that fit it say the same."""
    read = 0
    for fitting in fibres:
        for side, topic in product(range(len(fitting[0])), range(topics)):
            said = {topic in ballot for profile in fitting for ballot in profile[side]}
            read += len(said) == 1
    return read


@pytest.mark.parametrize(("minutes", "topics"), MEETINGS)
def test_no_answer_follows_from_a_release_for_any_ballots_of_a_small_council(minutes: int, topics: list[int]) -> None:
    fibres = defaultdict(list)
    for profile in profiles((3, 3), len(topics)):
        fibres[published(profile, minutes, topics, Settings(threshold=2))].append(profile)
    assert len(fibres) > 3  # it does say something
    assert answers_read(fibres.values(), len(topics)) == 0


def test_the_same_red_team_reads_answers_where_approvals_are_not_levelled() -> None:
    fibres = defaultdict(list)
    for profile in profiles((3, 3), 2):
        fibres[published(profile, 60, [30, 30], NAMED)].append(profile)
    assert answers_read(fibres.values(), 2) > 100


def test_with_a_margin_of_two_a_member_cannot_read_the_others_either() -> None:
    """The insider also knows their own ballot, and what their own share bought."""
    seen = defaultdict(list)
    for (ballots,) in profiles((6,), 2):
        question = election(60, [30, 20], [set(ballot) for ballot in ballots])
        result = form_agenda(question, settings=Settings(margin=2, threshold=2), salt=SALT)
        page = {key: value for key, value in release(result).items() if key not in HASHES}
        for voter, ballot in enumerate(ballots):
            others = ballots[:voter] + ballots[voter + 1 :]
            seen[json.dumps(page), ballot, str(own_share(result, question, voter))].append(others)
    assert len(seen) > 10
    for fitting in seen.values():
        for topic in range(2):
            assert {topic in ballot for others in fitting for ballot in others} == {True, False}


def turned(approvals: list[set[int]], sides: list[int], voter: int, topic: int) -> list[set[int]]:
    """Return other ballots that give the same release, in which a voter answered otherwise about a topic."""
    mates = [each for each, side in enumerate(sides) if side == sides[voter]]
    yes = [each for each in mates if topic in approvals[each]]
    changed = [set(each) for each in approvals]
    margin = margin_for(np.bincount(sides))
    if margin < len(yes) < len(mates) - margin:  # somebody of the side answered otherwise: they trade ballots
        other = next(each for each in mates if (each in yes) != (voter in yes))
        changed[voter], changed[other] = changed[other], changed[voter]
        return changed
    few = len(yes) <= margin
    for each in mates:  # nearly all answered alike: the voter is the lone other, or is not
        lone = each == voter and (voter in yes) != few
        changed[each] = changed[each] - {topic} if few == (not lone) else changed[each] | {topic}
    return changed


def test_in_a_council_of_twenty_and_twenty_regions_every_answer_could_be_the_other() -> None:
    chance = np.random.default_rng(11)
    sides = [0] * 20 + [1] * 20
    liked = chance.beta(0.4, 1.2, (2, 12))
    approvals = [set(np.nonzero(row)[0].tolist()) for row in chance.random((40, 12)) < liked[sides]]
    minutes = chance.choice([10, 15, 30, 45], 12).tolist()
    settings = Settings()
    first = publish(approvals, sides, minutes, settings)
    for side, topic in product((0, 1), range(12)):
        for voter in (chance.integers(20) + side * 20,):
            other = turned(approvals, sides, int(voter), topic)
            assert (topic in other[voter]) != (topic in approvals[voter])
            assert publish(other, sides, minutes, settings) == first


def publish(approvals: list[set[int]], sides: list[int], minutes: list[int], settings: Settings) -> str:
    by_side = tuple(tuple(frozenset(each) for each, at in zip(approvals, sides, strict=True) if at == side) for side in (0, 1))
    return published(by_side, 120, minutes, settings)


def test_members_of_a_side_are_treated_alike_and_every_rerun_reads_the_same_levelled_approvals() -> None:
    chance = np.random.default_rng(3)
    sides = [0] * 6 + [1] * 5
    approvals = [set(np.nonzero(row)[0].tolist()) for row in chance.random((11, 5)) < 0.5]
    shuffled = [approvals[each] for each in [*chance.permutation(6), *(6 + chance.permutation(5))]]
    for minutes in (45, 90):
        pages = []
        for cast in (approvals, shuffled):
            page = release(form_agenda(election(minutes, [20] * 5, cast, sides), groups=sides, salt=SALT))
            pages.append({key: value for key, value in page.items() if key != "input_hash"})
        assert pages[0] == pages[1]


def test_lone_approvals_and_lone_refusals_of_a_side_do_not_count() -> None:
    sides = [0] * 5 + [1] * 5
    approvals = [{0, 2}, {0}, {0}, {0}, set()] + [{1, 2}, {1}, set(), set(), set()]
    counted = levelled(election(60, [10] * 3, approvals, sides).ballots, np.array(sides), 1)
    assert [set(counted.of_topic(topic).tolist()) for topic in range(3)] == [{0, 1, 2, 3, 4}, {5, 6}, set()]
    result = formed(election(60, [10] * 3, approvals, sides), sides, mode="confidential")
    assert result.items[2].left_out == LeftOut.UNSUPPORTED


def test_a_member_reads_what_their_own_share_bought_and_what_did_not_count() -> None:
    sides = [0] * 5 + [1] * 5
    question = election(60, [10] * 3, [{0, 2}, {0}, {0}, {0}, set()] + [{1, 2}, {1}, {1}, set(), set()], sides)
    result = form_agenda(question, groups=sides, settings=Settings(), salt=SALT)
    first, fifth = own_share(result, question, 0), own_share(result, question, 4)
    assert (first.bought, first.not_counted, first.with_group) == ({0: 2.0}, (2,), ())
    assert (fifth.bought, fifth.not_counted, fifth.with_group) == ({0: 2.0}, (), (0,))
    assert first.left == pytest.approx(first.endowment - 2)
    with pytest.raises(ValueError, match="no voter 10"):
        own_share(result, question, 10)


def test_groups_below_the_threshold_have_no_figures_nor_those_they_would_follow_from() -> None:
    sides = [0] * 4 + [1] * 9 + [2] * 9
    approvals = [{0}] * 3 + [set()] + [{0, 1}] * 4 + [set()] * 5 + [{1}] * 9
    page = release(form_agenda(election(60, [20, 30], approvals, sides), groups=sides, settings=Settings(threshold=5), salt=SALT))
    assert page["groups"][0] is None
    assert page["groups"].count(None) == 2
    hidden = [size is None for size in page["groups"]]
    for line in page["topics"]:
        assert [paid is None for paid in line["paid"]] == hidden
    assert page["certificate"] == {"holds": True}
    assert "members" not in page


def test_the_only_item_of_theirs_is_withheld_below_the_threshold() -> None:
    sides = [0] * 8 + [1] * 8
    approvals = [{0}] * 6 + [{1}] * 2 + [{2}] * 4 + [set()] * 4
    page = release(form_agenda(election(90, [30, 30, 30], approvals, sides), groups=sides, settings=Settings(threshold=5), salt=SALT))
    assert [line["only"] for line in page["topics"]] == [[6, None], [None, None], [None, None]]


def test_a_named_agenda_tells_who_paid_what() -> None:
    page = release(formed(election(60, [30, 30], [{0}, {0}, {1}])))
    assert page["members"] == {"0": [[0, 15.0], [1, 15.0]], "1": [[2, 30.0]]}
    assert page["certificate"]["holds"]
    json.dumps(page)


def test_two_refuse_to_be_confidential_and_shares_of_unequal_regions_are_pooled() -> None:
    with pytest.raises(ValueError, match="group 1 has 2 members; at least 3"):
        formed(election(60, [10], [{0}] * 6, [0] * 4 + [1] * 2), [0] * 4 + [1] * 2, mode="confidential")
    regions = Endowment.by_region([0, 0, 1, 2, 2, 2], [1, 1, 2, 4])  # a fourth region of weight 4 has nobody
    shares, changed = pooled(regions, np.array([0, 0, 0, 1, 1, 1]))
    assert changed
    assert [shares.shares[group] * 8 for group in shares.group] == [pytest.approx(2 / 3)] * 6
    assert pooled(Endowment.by_side([0, 0, 1]), np.array([0, 0, 1]))[1] is False


def test_run_again_only_the_same_input_has_the_same_hash() -> None:
    sides = [0] * 4 + [1] * 4
    question = election(60, [30, 20, 10], [{0, 1}] * 3 + [{2}] * 5, sides)
    made = form_agenda(question, groups=sides, salt=SALT).computation
    assert form_agenda(question, groups=sides, settings=made.settings, salt=SALT).computation == made
    other = Election(question.topics, election(60, [30, 20, 10], [{0, 1}] * 4 + [{2}] * 4).ballots, question.endowment, 60)
    for changed, salt in ((other, SALT), (question, SALT + b"!")):
        assert form_agenda(changed, groups=sides, salt=salt).computation.input_hash != made.input_hash
    with pytest.raises(ValueError, match="salt: at least 16 bytes"):
        form_agenda(question, groups=sides, salt=b"short")
