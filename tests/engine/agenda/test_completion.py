"""Completion: what shares leave of the time is given out by raising them, and then to what fits."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kenes.engine.agenda import Ballots, Election, Endowment, Stage, Topics
from kenes.engine.agenda.completion import STEP, TENFOLD, complete
from kenes.engine.agenda.spending import Shop
from tests.engine.agenda.instances import election, elections, formed


def shop_of(question: Election, utility: str = "item") -> Shop:
    return Shop(question, utility, np.zeros(question.ballots.voters, np.int64))  # type: ignore[arg-type]


def test_shares_are_raised_in_steps_of_two_percent_of_each_until_the_topic_can_be_paid() -> None:
    # the side of one has 30 minutes, which the topic of 40 lacks 10 of: a third more, 17 steps
    result = formed(election(60, [40, 20], [{0}, {1}, {1}], [0, 1, 1]), [0, 1, 1])
    assert [item.stage for item in result.items] == [Stage.COMPLETION, Stage.OWN_SUPPORT]
    assert (result.steps, result.raised) == (17, Fraction(134, 100))
    np.testing.assert_allclose(result.purse.endowment, [40.2, 20.1, 20.1])


def test_a_topic_that_own_support_bought_is_not_lost_to_completion() -> None:
    # with 3/2 of the share the first would buy 1 instead of 0: members of the larger group come first then
    for question in lively():
        own = set(formed(question, completion="none").chosen)
        assert own <= set(formed(question).chosen)


def lively() -> list[Election]:
    chance = np.random.default_rng(5)
    return [
        election(
            60, chance.choice([10, 15, 20, 25], 8).tolist(), [set(np.nonzero(row)[0].tolist()) for row in chance.random((12, 8)) < 0.3]
        )
        for _ in range(40)
    ]


def test_what_nobody_can_pay_for_fills_the_time_by_the_minutes_behind_it() -> None:
    # with 1 bought, 0 is too much: completion ends. Behind 2 stands the one member of the small side, behind 3 two of the large one
    approvals = [{0, 1}] * 6 + [{3}] * 2 + [{0, 1, 2}]
    sides = [0] * 8 + [1]
    result = formed(election(100, [60, 55, 39, 38], approvals, sides), sides)
    assert result.items[2].stage == Stage.FILL
    assert result.items[2].paid_minutes == (0, 0)
    assert result.spent == 55 + 39


def test_raising_ends_at_ten_times_the_share_and_the_rest_is_filled() -> None:
    result = formed(election(120, [120], [{0}] + [set()] * 19))  # its one supporter has 6 of 120 minutes
    assert result.items[0].stage == Stage.FILL
    assert formed(election(120, [60], [{0}] + [set()] * 19)).items[0].stage == Stage.COMPLETION


def test_the_pabulib_completion_needs_equal_shares_and_adds_nothing_after() -> None:
    with pytest.raises(ValueError, match="equal shares"):
        formed(election(60, [30], [{0}, {0}], [0, 1]), completion="pabulib")
    result = formed(election(10, [6, 6, 4], [{0}, {1}, {2}]), completion="pabulib")  # from 3 each: 4, then both of 6
    assert result.chosen == (2,)
    assert result.raised == Fraction(4 * 3, 10)


def test_the_pabulib_completion_counts_in_units_of_cost_not_in_hundredths() -> None:
    whole, hundredths = (election(10 * unit, [4 * unit, 4 * unit], [{0, 1}, {0}, {1}]) for unit in (1, 100))
    assert formed(whole, completion="pabulib").steps == formed(hundredths, completion="pabulib", unit=100).steps


@settings(max_examples=40, deadline=None)
@given(elections(voters=6, topics=5), some.sampled_from(["item", "minutes"]))
def test_steps_that_are_left_out_would_have_changed_nothing(question: Election, utility: str) -> None:
    shop = shop_of(question, utility)
    own = spending = shop.spend(Fraction(1))
    best, raised = set(own.order), Fraction(1)
    for step in range(1, TENFOLD + 1):
        if set(spending.order) == set(np.nonzero(question.open)[0].tolist()):
            break
        spending = shop.spend(1 + step * STEP)
        if question.topics.minutes[spending.order].sum() > question.free:
            break
        if set(own.order) <= set(spending.order) != best:
            best, raised = set(spending.order), 1 + step * STEP
    done = complete(shop, question, "kenes")
    assert (set(done.spending.order), done.raised) == (best, raised)


def test_the_same_topics_and_ballots_in_another_order_give_the_same_agenda() -> None:
    for question in lively()[:10]:
        voters, topics = question.ballots.voters, len(question.topics)
        mirrored = Ballots.of(voters - 1 - question.ballots.voter, topics - 1 - question.ballots.topic, voters, topics)
        minutes, lottery = question.topics.minutes[::-1].tolist(), list(range(topics))[::-1]
        turned = Election(Topics.of(minutes, lottery=lottery), mirrored, Endowment.by_member(voters), question.minutes)
        assert [topics - 1 - topic for topic in formed(turned).chosen] == list(formed(question).chosen)
