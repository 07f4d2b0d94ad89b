"""Which statement is asked next: by the weights of the last analysis, in one query, the same each time."""

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.councils.models import Member
from kenes.deliberation.acts import cast_vote, keep_analysis
from kenes.deliberation.analysis import analyse, weights_of
from kenes.deliberation.models import WEIGHT_NEW, Deliberation, Participant, Route, Statement
from kenes.deliberation.queries.ballot import PARTICIPANT_KEY, STATEMENT_KEY, card_by_user
from kenes.engine.routing import PRIME, order
from tests.deliberation.conftest import vote_all
from tests.factories import text


@pytest.fixture
def many(running: Deliberation) -> list[Statement]:
    """Thirty statements, by number."""
    for number in range(4, 31):
        Statement.objects.create(deliberation=running, number=number, text=text(f"Bridge {number}"), created_at=clock.now())
    return list(running.statements.order_by("number"))


def asked(deliberation: Deliberation, voter: Member) -> list[int]:
    """Answer everything in the order in which it is asked; return the numbers."""
    found = []
    while (card := card_by_user(voter.user_id or 0, deliberation.council.slug, deliberation.public_id)) and card.following:
        statement = Statement.objects.get(pk=card.following)
        assert card.public_id == statement.public_id
        found.append(statement.number)
        cast_vote(by=voter, statement=statement, value=1)
    return found


def expected(voter: Member, statements: list[Statement], weights: list[int]) -> list[int]:
    person = Participant.objects.get(member=voter)
    keys = np.array([statement.number * STATEMENT_KEY % PRIME for statement in statements], np.int64)
    found = order(np.array(weights), person.pk * PARTICIPANT_KEY % PRIME, keys)
    return [statements[index].number for index in found]


def analysed(deliberation: Deliberation) -> None:
    found = analyse(deliberation)
    keep_analysis(deliberation=deliberation, found=found, weights=weights_of(found))


def test_without_an_analysis_each_voter_has_a_shuffle_of_their_own(
    running: Deliberation, many: list[Statement], voters: list[Member]
) -> None:
    orders = [asked(running, voter) for voter in voters[:4]]
    assert orders == [expected(voter, many, [WEIGHT_NEW] * 30) for voter in voters[:4]]
    assert len({tuple(one) for one in orders}) == 4


def test_after_an_analysis_the_database_asks_in_the_order_of_the_engine(
    running: Deliberation, many: list[Statement], voters: list[Member]
) -> None:
    for number, statement in enumerate(many[:12]):
        vote_all(voters[4:12] + voters[20:], statement, "aad-"[number % 4 :] + "ap")
    analysed(running)
    for voter in (voters[0], voters[13]):
        weights = [route.weight for route in Route.objects.filter(region=voter.region).order_by("statement__number")]
        assert len(weights) == 30
        assert asked(running, voter) == expected(voter, many, weights)


def test_the_same_votes_give_the_same_weights(running: Deliberation, many: list[Statement], voters: list[Member]) -> None:
    for statement in many[:5]:
        vote_all(voters, statement, "aadp-")
    analysed(running)
    rows = Route.objects.order_by("statement", "region").values_list("statement", "region", "weight")
    first = (list(rows), list(running.statements.order_by("number").values_list("weight", flat=True)))
    analysed(running)
    assert (list(rows), list(running.statements.order_by("number").values_list("weight", flat=True))) == first


def test_what_few_of_a_region_have_answered_weighs_more_there(running: Deliberation, voters: list[Member]) -> None:
    one, two, three = running.statements.order_by("number")
    there, elsewhere = voters[0], voters[12]
    vote_all(voters[12:], one, "aad")
    vote_all(voters[:12] + voters[24:], two, "aad")
    vote_all(voters, three, "aad")
    analysed(running)

    def weight(statement: Statement, voter: Member) -> int:
        return Route.objects.get(statement=statement, region=voter.region).weight

    assert weight(one, there) > 2 * weight(two, there)
    assert weight(two, elsewhere) > 2 * weight(one, elsewhere)


def test_what_few_people_answered_does_not_decide_what_others_are_asked(running: Deliberation, voters: list[Member]) -> None:
    one, two, three = running.statements.order_by("number")
    vote_all(voters[24:36], three, "aad")
    vote_all(voters[:4], one, "a")
    vote_all(voters[:4], two, "d")
    analysed(running)
    first = list(Route.objects.filter(statement=one).order_by("region").values_list("weight", flat=True))
    assert list(Route.objects.filter(statement=two).order_by("region").values_list("weight", flat=True)) == first
    vote_all(voters[4:5], one, "a")
    vote_all(voters[4:5], two, "d")
    analysed(running)
    weights = [Statement.objects.get(pk=statement.pk).weight for statement in (one, two)]
    assert weights[0] > weights[1]


def test_a_statement_that_no_analysis_has_seen_is_asked_early(running: Deliberation, many: list[Statement], voters: list[Member]) -> None:
    for statement in many:
        vote_all(voters[12:], statement, "aadp")
    analysed(running)
    newcomer = Statement.objects.create(deliberation=running, number=99, text=text("A tunnel"), created_at=clock.now())
    assert newcomer.weight == WEIGHT_NEW
    places = [asked(running, voter).index(99) for voter in voters[:12]]
    assert sum(places) / len(places) < 10


def test_the_card_is_one_query_with_and_without_routes(running: Deliberation, many: list[Statement], voters: list[Member]) -> None:
    vote_all(voters[12:], many[0], "aad")
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            card_by_user(voters[0].user_id or 0, running.council.slug, running.public_id)
        assert len(queries) == 1
        analysed(running)


def test_weights_are_whole_numbers_above_zero(running: Deliberation, first: Statement, voters: list[Member]) -> None:
    region = voters[0].region
    assert region
    for weight in (0, WEIGHT_NEW + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Route.objects.create(statement=first, region=region, weight=weight)
