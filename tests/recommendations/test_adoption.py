"""Adoption: roster, quorum, ballots, closing, dissent."""

from datetime import timedelta

import pytest

from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed
from kenes.base.models import SearchDocument
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.recommendations import queries, tasks
from kenes.recommendations.acts import cast_ballot, close_adoption, open_adoption, remind_voters, write_dissent, write_version
from kenes.recommendations.errors import (
    AlreadyClosed,
    AlreadyDissented,
    AlreadyVoted,
    AlreadyVoting,
    BadChoice,
    BadClosing,
    BadShare,
    CountsDiffer,
    DissentOver,
    NobodyToVote,
    NotOnRoster,
    OlderVersion,
    TextChanged,
    TextMissing,
    VotingOpen,
    VotingOver,
)
from kenes.recommendations.models import Adoption, Ballot, Version, Voter
from kenes.record import queries as record
from tests import factories
from tests.factories import text
from tests.recommendations import scenes
from tests.recommendations.test_drafts import refused


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("to_id", flat=True))


def test_opening_fixes_roster_text_and_rules_and_asks_everybody_on_it(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3, quorum_percent=60, majority_percent=66)
    assert set(adoption.voters.values_list("member_id", flat=True)) == {member.pk for member in members}
    assert (adoption.text_hash, adoption.version.number) == (adoption.version.hash, 1)
    assert (adoption.quorum_percent, adoption.majority_percent, adoption.recommendation.state) == (60, 66, "voting")
    entry = record.about(adoption.ref).get()
    assert '"roster":3,"roster_hash":"' in entry.body
    assert members[0].public_id not in entry.body
    assert told("adoption.asked") == {member.user_id for member in members}


def test_who_joins_later_is_not_on_the_roster(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    late = factories.member(council)
    refused(NotOnRoster, lambda: cast_ballot(by=late, adoption=adoption, value="yes"))


def test_observers_and_secretaries_are_not_on_the_roster(council: Council) -> None:
    factories.member(council, role=Member.Role.OBSERVER)
    adoption, _members = scenes.voting(council, voters=2)
    assert adoption.voters.count() == 2


def test_only_the_secretariat_opens_a_vote(member: Member) -> None:
    made = scenes.draft(member)
    refused(NotAllowed, lambda: open_adoption(by=member, recommendation=made, method="secret", closes_at=clock.now() + timedelta(days=1)))


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(days=-1), timedelta(days=400)])
def test_voting_closes_in_the_future_and_within_a_year(council: Council, member: Member, secretary: Member, offset: timedelta) -> None:
    made = scenes.draft(member)
    assert refused(
        BadClosing, lambda: open_adoption(by=secretary, recommendation=made, method="secret", closes_at=clock.now() + offset)
    ).field == ("closes_at")


@pytest.mark.parametrize(
    "wrong", [{"quorum_percent": 0}, {"quorum_percent": 101}, {"majority_percent": 49}, {"majority_percent": 100}, {"majority_percent": -1}]
)
def test_quorum_and_majority_are_shares_that_can_decide(member: Member, secretary: Member, wrong: dict[str, int]) -> None:
    made, closes = scenes.draft(member), clock.now() + timedelta(days=1)
    error = refused(BadShare, lambda: open_adoption(by=secretary, recommendation=made, method="secret", closes_at=closes, **wrong))
    assert error.field == next(iter(wrong))


def test_an_unknown_method_is_refused(member: Member, secretary: Member) -> None:
    made, closes = scenes.draft(member), clock.now() + timedelta(days=1)
    assert refused(Invalid, lambda: open_adoption(by=secretary, recommendation=made, method="open", closes_at=closes)).field == "method"


@pytest.mark.django_db
def test_a_vote_needs_voters_on_each_side() -> None:
    council = factories.council(countries=("KZ", "RU"))
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    made, closes = scenes.agreed(scenes.draft(secretary)), clock.now() + timedelta(days=1)
    refused(NobodyToVote, lambda: open_adoption(by=secretary, recommendation=made, method="secret", closes_at=closes))
    factories.members(council, 3, side=0)
    refused(NobodyToVote, lambda: open_adoption(by=secretary, recommendation=made, method="secret", closes_at=closes))
    factories.member(council, side=1)
    assert open_adoption(by=secretary, recommendation=made, method="secret", closes_at=closes).voters.count() == 4


def test_a_text_is_put_to_the_vote_once_at_a_time(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    secretary = adoption.opened_by
    assert secretary
    refused(
        AlreadyVoting,
        lambda: open_adoption(
            by=secretary, recommendation=adoption.recommendation, method="secret", closes_at=clock.now() + timedelta(days=1)
        ),
    )


def test_a_secret_ballot_lies_apart_from_its_voter(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3)
    scenes.cast(adoption, {members[0]: "yes", members[1]: "no"})
    assert sorted(adoption.ballots.values_list("value", flat=True)) == ["no", "yes"]
    assert set(adoption.voters.values_list("has_voted", "value")) == {(True, ""), (False, "")}


def test_a_secret_ballot_is_cast_once(council: Council) -> None:
    adoption, members = scenes.voting(council)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    refused(AlreadyVoted, lambda: cast_ballot(by=members[0], adoption=adoption, value="no"))
    assert list(adoption.ballots.values_list("value", flat=True)) == ["yes"]


def test_a_roll_call_vote_can_be_changed_until_closing(council: Council) -> None:
    adoption, members = scenes.voting(council, method="roll_call", voters=3)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    cast_ballot(by=members[0], adoption=adoption, value="abstain")
    assert adoption.voters.get(member=members[0]).value == "abstain"
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("value", ["", "YES", "maybe", "1", "yes\0"])
def test_a_ballot_says_yes_no_or_abstain(council: Council, value: str) -> None:
    adoption, members = scenes.voting(council)
    refused(BadChoice, lambda: cast_ballot(by=members[0], adoption=adoption, value=value))
    assert not adoption.voters.filter(has_voted=True).exists()


@pytest.mark.parametrize("method", ["secret", "roll_call"])
def test_a_vote_after_the_closing_time_is_refused_with_the_reason(council: Council, method: str) -> None:
    adoption, members = scenes.voting(council, method=method)
    with clock.at(adoption.closes_at):
        error = refused(VotingOver, lambda: cast_ballot(by=members[0], adoption=adoption, value="yes"))
    assert str(error) == "Voting is over: this ballot was not counted."
    scenes.closed(adoption)
    refused(VotingOver, lambda: cast_ballot(by=members[0], adoption=adoption, value="yes"))


def test_a_suspended_seat_does_not_vote(council: Council) -> None:
    adoption, members = scenes.voting(council)
    members[0].state = Member.State.SUSPENDED
    members[0].save()
    refused(NotAllowed, lambda: cast_ballot(by=members[0], adoption=adoption, value="yes"))


def test_a_member_of_another_council_does_not_vote(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    stranger = factories.member(factories.council())
    refused(NotAllowed, lambda: cast_ballot(by=stranger, adoption=adoption, value="yes"))


def test_no_ballot_is_taken_and_nothing_decided_on_a_changed_text(council: Council) -> None:
    adoption, members = scenes.voting(council)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    Version.objects.filter(pk=adoption.version_id).update(text=text("Another text"))
    refused(TextChanged, lambda: cast_ballot(by=members[1], adoption=adoption, value="yes"))
    with clock.at(adoption.closes_at):
        refused(TextChanged, lambda: close_adoption(adoption=adoption))
        tasks.tick()
    adoption.refresh_from_db()
    assert (adoption.state, adoption.recommendation.state) == ("open", "voting")


def test_a_translation_does_not_stop_the_vote(council: Council) -> None:
    adoption, members = scenes.voting(council)
    version = adoption.version
    Version.objects.filter(pk=version.pk).update(text=version.text.translated("kk", "Мәтін", by=""))
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    assert adoption.ballots.count() == 1


def test_nobody_closes_a_vote_early(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3)
    scenes.cast(adoption, {members[0]: "yes", members[1]: "yes"})
    refused(VotingOpen, lambda: close_adoption(adoption=adoption))
    cast_ballot(by=members[2], adoption=adoption, value="yes")
    assert close_adoption(adoption=adoption).state == "adopted"


def test_a_vote_closes_once(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    scenes.closed(adoption)
    refused(AlreadyClosed, lambda: close_adoption(adoption=adoption))
    assert record.about(adoption.ref).filter(type="adoption.closed").count() == 1


@pytest.mark.parametrize("method", ["secret", "roll_call"])
def test_an_adopted_text_carries_its_tally_and_hash(council: Council, method: str) -> None:
    adoption, members = scenes.voting(council, method=method, voters=6)
    scenes.cast(adoption, dict(zip(members, ["yes", "yes", "yes", "no", "abstain"], strict=False)))
    done = scenes.closed(adoption)
    side = council.sides.get().public_id
    assert (done.state, done.recommendation.state) == ("adopted", "adopted")
    assert done.tally == {
        "yes": 3,
        "no": 1,
        "abstain": 1,
        "roster": 6,
        "voted": 5,
        "needed": 3,
        "reasons": [],
        "sides": [{"side": side, "roster": 6, "voted": 5, "needed": 3}],
    }
    entry = record.about(adoption.ref).get(type="adoption.closed")
    assert f'"text_hash":"{done.version.hash}"' in entry.body
    assert SearchDocument.objects.get(ref=done.recommendation.ref).visible_to == "public"
    assert told("adoption.adopted") >= {member.user_id for member in members}


def test_a_tie_is_not_a_majority(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=4)
    scenes.cast(adoption, dict(zip(members, ["yes", "yes", "no", "no"], strict=True)))
    done = scenes.closed(adoption)
    assert (done.state, done.recommendation.state) == ("rejected", "rejected")


def test_without_a_quorum_nothing_is_decided_and_the_draft_can_be_voted_on_again(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=6)
    scenes.cast(adoption, {members[0]: "yes", members[1]: "yes"})
    done = scenes.closed(adoption)
    assert (done.state, done.tally["reasons"], done.recommendation.state) == ("no_quorum", ["quorum_not_reached"], "draft")
    assert (done.tally["voted"], {"yes", "no", "abstain"} & done.tally.keys(), done.ballots.count()) == (2, set(), 0)
    assert done.opened_by
    again = open_adoption(by=done.opened_by, recommendation=done.recommendation, method="secret", closes_at=clock.now() + timedelta(days=1))
    assert again.state == "open"


@pytest.mark.django_db
def test_the_quorum_is_needed_on_each_side() -> None:
    council = factories.council(countries=("KZ", "RU"))
    first, second = factories.members(council, 8, side=0), factories.members(council, 4, side=1)
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    adoption = scenes.opened(secretary)
    scenes.cast(adoption, dict.fromkeys([*first, second[0]], "yes"))
    done = scenes.closed(adoption)
    assert (done.state, done.tally["voted"], done.tally["needed"]) == ("no_quorum", 9, 6)
    assert done.tally["reasons"] == ["side_quorum_not_reached"]
    state = queries.adoption_state(done)
    assert [(side.roster, side.voted, side.needed, side.reached) for side in state.sides] == [(8, 8, 4, True), (4, 1, 2, False)]

    done.recommendation.refresh_from_db()
    scenes.agreed(done.recommendation)
    again = open_adoption(by=secretary, recommendation=done.recommendation, method="secret", closes_at=clock.now() + timedelta(days=1))
    scenes.cast(again, dict.fromkeys([*first[:4], *second[:2]], "yes"))
    assert scenes.closed(again).state == "adopted"


def test_a_roll_call_without_a_quorum_keeps_its_count(council: Council) -> None:
    adoption, members = scenes.voting(council, method="roll_call", voters=6)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    done = scenes.closed(adoption)
    assert (done.state, done.tally["yes"]) == ("no_quorum", 1)


def test_an_adopted_text_takes_no_version_and_a_rejected_one_does(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3)
    scenes.cast(adoption, dict.fromkeys(members, "no"))
    done = scenes.closed(adoption)
    assert done.opened_by
    write_version(by=done.opened_by, recommendation=done.recommendation, text=text("Another"), rationale=text("Why"))
    done.recommendation.refresh_from_db()
    assert done.recommendation.state == "draft"


def test_ballots_that_do_not_add_up_decide_nothing(council: Council) -> None:
    adoption, members = scenes.voting(council)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    Ballot.objects.create(adoption=adoption, value="yes")
    with clock.at(adoption.closes_at):
        refused(CountsDiffer, lambda: close_adoption(adoption=adoption))


def test_the_worker_closes_what_is_due_and_secret_votes_that_are_complete(council: Council) -> None:
    complete, members = scenes.voting(council, voters=2)
    assert complete.opened_by
    roll_call = scenes.opened(complete.opened_by, method="roll_call")
    scenes.cast(complete, dict.fromkeys(members, "yes"))
    scenes.cast(roll_call, dict.fromkeys(members, "yes"))
    tasks.tick()
    assert states(complete, roll_call) == ["adopted", "open"]
    with clock.at(roll_call.closes_at):
        tasks.tick()
        tasks.tick()
    assert states(complete, roll_call) == ["adopted", "adopted"]


def states(*adoptions: Adoption) -> list[str]:
    found = dict(Adoption.objects.values_list("pk", "state"))
    return [found[adoption.pk] for adoption in adoptions]


def test_who_has_not_voted_is_reminded_once_on_the_last_day(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=3)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    tasks.tick()
    assert told("adoption.reminder") == set()
    with clock.at(adoption.closes_at - timedelta(hours=23)):
        tasks.tick()
        tasks.tick()
    assert told("adoption.reminder") == {members[1].user_id, members[2].user_id}
    assert Notice.objects.filter(kind="adoption.reminder").count() == 2
    remind_voters(adoption=adoption)
    assert Notice.objects.filter(kind="adoption.reminder").count() == 2


def test_a_vote_of_a_day_sends_no_reminder(council: Council) -> None:
    scenes.voting(council, closes_at=clock.now() + timedelta(hours=20))
    tasks.tick()
    assert told("adoption.reminder") == set()


def test_a_dissent_is_bound_to_the_decision_and_its_text_stays_out_of_the_record(council: Council) -> None:
    adoption = scenes.adopted(council)
    author = adoption.voters.first()
    assert author
    written = write_dissent(by=author.member, adoption=adoption, text=text("The deadline is too short"))
    entry = record.about(written.ref).get()
    assert (entry.type, adoption.text_hash in entry.body, "deadline" in entry.body) == ("adoption.dissent_written", True, False)
    assert told("adoption.dissent_written") == {adoption.opened_by.user_id} if adoption.opened_by else False
    refused(AlreadyDissented, lambda: write_dissent(by=author.member, adoption=adoption, text=text("And more")))


def test_a_dissent_can_be_written_from_opening_until_seven_days_after_closing(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=4)
    write_dissent(by=members[0], adoption=adoption, text=text("Before closing"))
    done = scenes.closed(adoption)
    assert done.closed_at
    with clock.at(done.closed_at + timedelta(days=7)):
        write_dissent(by=members[1], adoption=done, text=text("In time"))
    with clock.at(done.closed_at + timedelta(days=7, seconds=1)):
        refused(DissentOver, lambda: write_dissent(by=members[2], adoption=done, text=text("Too late")))
    assert done.dissents.count() == 2


def test_only_the_roster_dissents_and_not_with_nothing(council: Council) -> None:
    adoption, members = scenes.voting(council)
    late = factories.member(council)
    refused(NotOnRoster, lambda: write_dissent(by=late, adoption=adoption, text=text("No")))
    refused(TextMissing, lambda: write_dissent(by=members[0], adoption=adoption, text=text("")))


def test_the_open_votes_asked_of_a_member_are_those_not_voted_in_yet(council: Council) -> None:
    adoption, members = scenes.voting(council)
    assert list(queries.adoptions_asked_of(members[0])) == [adoption]
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    assert list(queries.adoptions_asked_of(members[0])) == []
    with clock.at(adoption.closes_at):
        assert list(queries.adoptions_asked_of(members[1])) == []


def test_the_roll_of_a_roll_call_is_read_only_after_closing(council: Council) -> None:
    adoption, members = scenes.voting(council, method="roll_call", voters=3)
    cast_ballot(by=members[0], adoption=adoption, value="no")
    assert queries.roll_call(adoption) == []
    done = scenes.closed(adoption)
    assert [voter.value for voter in queries.roll_call(done)] == ["no", "", ""]


def test_a_seat_on_the_roster_counts_even_when_it_ends(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=4)
    members[3].state = Member.State.ENDED
    members[3].save()
    scenes.cast(adoption, dict.fromkeys(members[:3], "yes"))
    assert scenes.closed(adoption).tally["roster"] == 4
    assert Voter.objects.filter(adoption=adoption).count() == 4


def test_a_version_written_meanwhile_is_not_put_to_the_vote_unread(council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    factories.members(council, 3)
    draft = scenes.draft(secretary)
    write_version(by=secretary, recommendation=draft, text=text("Otherwise"), rationale=text("Why"))
    with pytest.raises(OlderVersion):
        open_adoption(by=secretary, recommendation=draft, method="secret", closes_at=clock.now() + timedelta(days=1), number=1)
    assert not Adoption.objects.exists()
    open_adoption(by=secretary, recommendation=draft, method="secret", closes_at=clock.now() + timedelta(days=1), number=2)
