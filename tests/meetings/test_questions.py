"""Questions and suggestions, and the tasks that come of them."""

import json
from datetime import date, timedelta

import pytest

from kenes.attribution.acts import prepare_held
from kenes.attribution.models import Held
from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.base.models import SearchDocument
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.meetings.acts.questions import (
    answer_question,
    ask,
    assign_question,
    decline_question,
    reopen_question,
    support_question,
)
from kenes.meetings.acts.running import close_meeting
from kenes.meetings.acts.tasks import become_task, close_task, drop_task, move_task
from kenes.meetings.errors import InThePast, NotASuggestion, NotInvited, NotOfThisCouncil, NotOfThisMeeting, QuestionClosed, TaskClosed
from kenes.meetings.models import Meeting, Question, Task
from kenes.meetings.queries.questions import TaskFilter, questions_of, tasks_list
from kenes.meetings.tasks import tick
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.meetings.meeting_scenes import asked, at, called, entered, notices_to, running, with_items

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)


def day() -> date:
    return (clock.now() + SOON).date()


def test_a_question_sent_twice_is_one(secretary: Member, member: Member) -> None:
    meeting = called(secretary)

    first, second = (asked(member, meeting, client_key="from-a-weak-line") for _ in range(2))

    assert first == second
    assert notices_to(secretary).count("meeting_question.asked") == 1
    assert SearchDocument.objects.get(ref=first.ref).visible_to == "members"


def test_an_item_of_another_meeting_is_refused(secretary: Member, member: Member) -> None:
    other = with_items(called(secretary), member)[0]
    with pytest.raises(NotOfThisMeeting):
        asked(member, called(secretary), item=other)


def test_observers_and_strangers_do_not_ask(council: Council, secretary: Member) -> None:
    meeting = called(secretary)
    with pytest.raises(NotAllowed):
        asked(factories.member(council, role=Member.Role.OBSERVER), meeting)
    with pytest.raises(NotAllowed):
        asked(factories.member(factories.council()), meeting)


def test_support_counts_once_a_member_and_orders_the_list(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    first, second = asked(member, meeting), asked(member, meeting, "Who repairs the dam?")
    others = factories.members(council, 2)

    for by in (*others, *others):
        support_question(by=by, question=second)
    assert support_question(by=others[0], question=second, wanted=False) == 1
    assert support_question(by=others[0], question=second, wanted=False) == 1

    assert list(questions_of(meeting, member)) == [second, first]
    assert list(questions_of(meeting, member, q="DAM repairs")) == [second]


def test_the_author_learns_of_each_decision(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    question, fan = asked(member, meeting), factories.member(council)
    support_question(by=fan, question=question)

    question = assign_question(by=secretary, question=question, to=fan)
    answer_question(by=fan, question=question, answer=text("The two ministries share it"))

    question.refresh_from_db()
    assert (question.state, str(question.answer)) == ("answered", "The two ministries share it")
    assert notices_to(member)[-2:] == ["meeting_question.assigned", "meeting_question.answered"]
    assert {"meeting_question.yours", "meeting_question.supported_answered"} <= set(notices_to(fan))
    with pytest.raises(QuestionClosed):
        decline_question(by=secretary, question=question, reason="Too late")


def test_a_refusal_carries_a_reason_that_its_author_reads_and_can_be_taken_back(secretary: Member, member: Member) -> None:
    question = asked(member, called(secretary))

    declined = decline_question(by=secretary, question=question, reason="Not for this council")
    assert (declined.state, declined.reason) == ("declined", "Not for this council")
    back = reopen_question(by=secretary, question=declined)

    assert (back.state, back.reason) == ("open", "")
    assert "meeting_question.declined" in notices_to(member)
    with pytest.raises(NotAllowed):
        decline_question(by=member, question=question, reason="Mine")


def test_a_suggestion_becomes_a_task_with_owner_and_day(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    question, suggestion = asked(member, meeting), asked(member, meeting, "Meet in the regions, too", type="suggestion")
    owner = factories.member(council)

    task = become_task(by=secretary, question=suggestion, owner=owner, due_on=day())

    suggestion.refresh_from_db()
    assert (task.type, task.owner, str(task.text), suggestion.state) == ("task", owner, "Meet in the regions, too", "assigned")
    assert notices_to(member)[-1] == "meeting_question.became_task"
    assert "task.yours" in notices_to(owner)
    with pytest.raises(NotASuggestion):
        become_task(by=secretary, question=question, owner=owner, due_on=day())
    with pytest.raises(TaskClosed):
        become_task(by=secretary, question=suggestion, owner=owner, due_on=day())
    with pytest.raises(QuestionClosed):
        answer_question(by=secretary, question=decline_question(by=secretary, question=question, reason="No"), answer=text("?"))


def test_a_task_has_an_owner_who_can_do_it_and_a_day_to_come(council: Council, secretary: Member, member: Member) -> None:
    suggestion = asked(member, called(secretary), type="suggestion")
    with pytest.raises(NotOfThisCouncil):
        become_task(by=secretary, question=suggestion, owner=factories.member(factories.council()), due_on=day())
    with pytest.raises(InThePast):
        become_task(by=secretary, question=suggestion, owner=member, due_on=clock.now().date() - timedelta(days=2))
    assert not Task.objects.exists()


def test_an_owner_is_reminded_once_and_says_what_came_of_it(council: Council, secretary: Member, member: Member) -> None:
    owner, next_one = factories.members(council, 2)
    task = become_task(by=secretary, question=asked(member, called(secretary), type="suggestion"), owner=owner, due_on=day())

    for days in (20, 28, 29):
        with at(clock.now(), days=days):
            tick()
    assert notices_to(owner).count("task.due") == 1
    moved = move_task(by=secretary, task=task, owner=next_one, due_on=day(), reason="On leave")
    with pytest.raises(NotAllowed):
        close_task(by=owner, task=moved, outcome=text("Done"))
    done = close_task(by=next_one, task=moved, outcome=text("The first meeting was in Öskemen"))

    assert (done.state, str(done.outcome)) == ("done", "The first meeting was in Öskemen")
    assert notices_to(member)[-1] == "task.done"
    with pytest.raises(TaskClosed):
        drop_task(by=secretary, task=done, reason=text("Not needed"))


def test_open_tasks_come_first_by_their_day(secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    made = [
        become_task(by=secretary, question=asked(member, meeting, type="suggestion"), owner=member, due_on=day() + timedelta(days=n))
        for n in (3, 1, 2)
    ]
    close_task(by=member, task=made[1], outcome=text("Done"))

    assert list(tasks_list(meeting.council, member, TaskFilter())) == [made[2], made[0], made[1]]
    assert list(tasks_list(meeting.council, member, TaskFilter(state="open", mine=True))) == [made[2], made[0]]


def in_three(words: str) -> Text:
    return Text.in_all("en", en=words, kk=f"{words} (kk)", ru=f"{words} (ru)")


def test_under_the_chatham_house_rule_questions_come_in_batches_without_author(council: Council, secretary: Member) -> None:
    crowd, start = factories.members(council, council.threshold), clock.now()
    meeting, items = running(secretary, attribution="chatham")
    with at(start):
        for n, by in enumerate(crowd):
            held = ask(by=by, meeting=meeting, type="question", text=in_three(f"Question {n}"), item=items[0], client_key=f"key-00000{n}")
            assert isinstance(held, Held)
        assert not Question.objects.exists()
        told_before = notices_to(secretary)
    with at(start, minutes=11):
        for held in Held.objects.all():
            prepare_held(by=secretary, held=held, accept=True)
        tick()

    questions = list(Question.objects.order_by("number"))
    assert len(questions) == council.threshold
    assert {(q.author, q.client_key, q.item) for q in questions} == {(None, "", items[0])}
    assert {(q.created_at.hour, q.created_at.minute) for q in questions} == {(12, 0)}
    bodies = [json.loads(entry.body) for entry in Entry.objects.filter(type="meeting_question.asked")]
    assert {(body["actor"], len(body["utc"])) for body in bodies} == {("", 10)}
    assert [kind for kind in notices_to(secretary)[len(told_before) :] if "question" in kind] == ["meeting.questions"]
    assert notices_to(crowd[0])[-1] == notices_to(crowd[1])[-1] == "meeting.questions"
    answer_question(by=secretary, question=questions[0], answer=text("So it is"))
    assert all(notices_to(by)[-1] == "meeting.questions" for by in crowd)  # who would be told is who wrote it


def test_too_few_questions_under_the_rule_go_back_when_the_meeting_ends(council: Council, secretary: Member) -> None:
    meeting, _items = running(secretary, attribution="chatham")
    lone = factories.member(council)
    ask(by=lone, meeting=meeting, type="question", text=in_three("Mine alone"), client_key="key-000001")

    close_meeting(by=secretary, meeting=meeting)

    assert not Question.objects.exists()
    assert Held.objects.get().state == "returned"


def test_a_closed_meeting_s_question_is_given_to_those_invited_only(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary, attribution="closed", is_public=False)
    question, late = asked(member, meeting), factories.member(council)
    with pytest.raises(NotInvited):
        assign_question(by=secretary, question=question, to=late)
    assert assign_question(by=secretary, question=question, to=member).assigned_to == member


def test_where_nobody_is_named_neither_page_nor_record_says_who_answers(council: Council, secretary: Member, member: Member) -> None:
    meeting, seat = called(secretary), f"Member {member.number:03d}"
    question = asked(secretary, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(attribution="chatham")
    Question.objects.filter(pk=question.pk).update(author=None, pseudonym="Heron")
    assign_question(by=secretary, question=question, to=member)

    other = factories.member(council)
    assert [seat in entered(reader).get(question.get_absolute_url()).text for reader in (other, secretary, member)] == [False, True, True]
    assert member.ref not in Entry.objects.get(type="meeting_question.assigned").body
