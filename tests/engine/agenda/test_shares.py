"""The Method of Equal Shares: bad input first, then ties, then the rule itself against fractions, slowly."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kenes.engine.agenda import Ballots, Election, Endowment, LeftOut, Stage, Topics, release
from kenes.engine.agenda.spending import Shop
from tests.engine.agenda.instances import election, elections, formed, slow_shares

HALF = Fraction(1, 2)


def test_without_ballots_only_mandatory_topics_are_chosen() -> None:
    for approvals in (list[set[int]](), [set[int](), set[int]()]):
        result = formed(election(60, [30, 20], approvals, mandatory={1}))
        assert result.chosen == (1,)
        assert [item.left_out for item in result.items] == [LeftOut.UNSUPPORTED, None]
        assert result.certificate.holds
        assert result.spent == 20


def test_without_voters_or_topics_there_is_an_empty_agenda_in_either_mode() -> None:
    for mode in ("named", "confidential"):
        for question in (election(60, [], []), election(60, [], [set()] * 4), election(60, [30], []), election(60, [30], [set()] * 4)):
            result = formed(question, mode=mode)
            assert (result.chosen, result.spent, result.steps, result.certificate.holds) == ((), 0, 0, True)
            assert len(release(result)["topics"]) == len(question.topics)


def test_one_ballot_buys_what_it_approves_as_far_as_the_time_goes() -> None:
    result = formed(election(60, [40, 30, 20, 10], [{0, 1, 2}]))
    assert result.chosen == (2, 1)
    assert [item.stage for item in result.items] == [None, Stage.OWN_SUPPORT, Stage.OWN_SUPPORT, None]
    assert result.items[0].missing == 30
    assert result.items[3].left_out == LeftOut.UNSUPPORTED


def test_a_topic_that_nobody_approves_is_left_out_though_it_would_fit() -> None:
    assert formed(election(60, [10, 10], [{0}, {0}])).items[1].left_out == LeftOut.UNSUPPORTED


def test_a_topic_longer_than_the_meeting_is_left_out_and_does_not_stop_completion() -> None:
    result = formed(election(60, [61, 30, 30], [{0, 1}, {0, 2}, {0}, {0}]))
    assert result.items[0].left_out == LeftOut.TOO_LONG
    assert {result.items[1].stage, result.items[2].stage} == {Stage.COMPLETION}


def test_mandatory_topics_come_first_and_off_the_time() -> None:
    result = formed(election(60, [30, 40, 30], [{1, 2}, {1, 2}], mandatory={0}))
    assert result.chosen == (0, 2)
    assert result.items[0].stage == Stage.MANDATORY
    assert not any(result.items[0].paid)
    assert result.items[1].left_out == LeftOut.TOO_LONG


def test_ten_thousand_equal_ballots_are_computed_as_one() -> None:
    question = election(240, [10 + topic % 4 * 5 for topic in range(60)], [set(range(60))] * 10_000)
    result = formed(question)
    assert result.spent == 240
    assert result.chosen == tuple(range(0, 60, 4)) + tuple(range(1, 24, 4))  # shortest first, then by number: 15 · 10 + 6 · 15


def test_input_that_does_not_fit_is_refused_by_name() -> None:
    ballots, endowment = Ballots.from_sets([{0}], 1), Endowment.by_member(1)
    for problem, make in (
        ("minutes: topic 1", lambda: Topics.of([10, -5])),
        ("whole minutes", lambda: Topics.of([10, 2.5])),  # type: ignore[list-item]
        ("whole minutes", lambda: Topics.of([10, float("inf")])),  # type: ignore[list-item]
        ("whole minutes", lambda: Topics.of([2**70])),
        ("lottery", lambda: Topics.of([10, 10], lottery=[1, 1])),
        ("mandatory: there is no topic 2", lambda: Topics.of([10, 10], mandatory={2})),
        ("topic numbers must lie in 0…0", lambda: Ballots.from_sets([{1}], 1)),
        ("voter 0 approves topic 0 twice", lambda: Ballots.of([0, 0], [0, 0], 1, 1)),
        ("same length", lambda: Ballots.of([0], [0, 0], 1, 1)),
        ("weights", lambda: Endowment.by_region([0], [0])),
        ("groups must lie", lambda: Endowment.by_region([1], [1])),
        ("minutes: the meeting", lambda: Election(Topics.of([10]), ballots, endowment, 0)),
        ("mandatory: these topics take 70", lambda: Election(Topics.of([70], {0}), ballots, endowment, 60)),
        ("ballots: about 1 topics", lambda: Election(Topics.of([10, 10]), ballots, endowment, 60)),
        ("endowment: for 2 voters", lambda: Election(Topics.of([10]), ballots, Endowment.by_member(2), 60)),
        ("threshold", lambda: formed(election(60, [10], [{0}]), threshold=1)),
        ("utility", lambda: formed(election(60, [10], [{0}]), utility="money")),
        ("groups: one number", lambda: formed(election(60, [10], [{0}]), sides=[0, 0])),
    ):
        with pytest.raises(ValueError, match=problem):
            make()


def test_ties_go_to_more_approvals_then_the_shorter_then_the_list_or_the_lottery() -> None:
    everybody = [{0, 1, 2}] * 4
    assert formed(election(20, [20, 20, 20], everybody)).chosen == (0,)
    assert formed(election(20, [20, 20, 20], everybody, lottery=[7, 5, 9])).chosen == (1,)
    same_price = election(40, [40, 20, 20], [{0, 1}, {0, 1}, {0, 2}, {0, 2}])  # each at 10 minutes a head
    assert formed(same_price, completion="none").chosen == (0,)
    by_minutes = election(30, [30, 20, 10], [{0, 1, 2}] * 3)
    assert formed(by_minutes, utility="minutes", completion="none").chosen == (2, 1)


def test_each_side_has_half_of_the_time_whatever_its_head_count() -> None:
    approvals = [{0, 1}] * 30 + [{2, 3}] * 3
    sides = [0] * 30 + [1] * 3
    assert set(formed(election(60, [30] * 4, approvals)).chosen) == {0, 1}
    result = formed(election(60, [30] * 4, approvals, sides), sides)
    assert set(result.chosen) == {0, 2}
    assert result.items[2].paid_minutes == (0, 30)


def test_three_sides_have_thirds_and_regions_have_their_weights() -> None:
    assert Endowment.by_side([0, 1, 1, 2]).shares == (Fraction(1, 3), Fraction(1, 6), Fraction(1, 3))
    assert Endowment.by_side([0, 0], sides=2).shares == (Fraction(1, 4), Fraction(0))
    assert Endowment.by_region([0, 1, 1], [1, 2]).shares == (Fraction(1, 3), Fraction(1, 3))


@settings(max_examples=150, deadline=None)
@given(elections(), some.sampled_from(["item", "minutes"]), some.sampled_from([HALF, Fraction(1), Fraction(53, 50), Fraction(2)]))
def test_order_and_money_are_those_of_the_definition_in_fractions(question: Election, utility: str, raised: Fraction) -> None:
    shop = Shop(question, utility, np.zeros(question.ballots.voters, np.int64))  # type: ignore[arg-type]
    fast = shop.spend(raised)
    order, left = slow_shares(question, utility, raised)
    assert fast.order == order
    parts = [question.endowment.shares[group] * question.free * raised for group in question.endowment.group]
    exactly = [float(money / part) if part else 1.0 for money, part in zip(left, parts, strict=True)]
    np.testing.assert_allclose(fast.left[shop.kinds.of], exactly, atol=1e-9)
    assert ((fast.left[shop.kinds.of] > 0) == (np.array(exactly) > 0)).all()


@settings(max_examples=60, deadline=None)
@given(elections())
def test_payments_add_up_and_nobody_pays_more_than_they_have_or_for_what_they_do_not_approve(question: Election) -> None:
    groups = [voter % 3 for voter in range(question.ballots.voters)]
    result = formed(question, groups)
    purse = result.purse
    paid = np.zeros(question.ballots.voters)
    for topic, payers in purse.payers.items():
        assert set(payers.tolist()) <= set(question.ballots.of_topic(topic).tolist())
        paid[payers] += purse.payments[topic]
        assert sum(result.items[topic].paid) == sum(result.items[topic].paid_minutes) == question.topics.minutes[topic]
        by_group = np.bincount(payers % 3, weights=purse.payments[topic], minlength=len(result.group_sizes))
        np.testing.assert_allclose(by_group, [float(each) for each in result.items[topic].paid], atol=1e-9)
    np.testing.assert_allclose(paid + purse.left, purse.endowment, atol=1e-9)
    assert result.spent <= result.minutes
    assert sorted(item.place for item in result.items if item.stage) == list(range(len(result.chosen)))
    assert all((item.missing > 0) == (item.left_out == LeftOut.MISSING) for item in result.items)
