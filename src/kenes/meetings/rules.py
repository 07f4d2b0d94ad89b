"""Who may, in this room."""

import rules

from kenes.councils.models import Member
from kenes.councils.rules import is_active, is_secretariat, moderates, observes, own_side, same_council
from kenes.meetings.models import Question, Task, Topic
from kenes.meetings.ownership import is_own

# Topics and the agenda


@rules.predicate
def is_proposer(by: Member, topic: Topic) -> bool:
    """The seat that proposed the topic. What came without its author can no longer be changed: that would tell when one is there."""
    return topic is not None and topic.proposer_id == by.pk


@rules.predicate
def is_author(by: Member, topic: Topic) -> bool:
    """The seat that proposed the topic, under its name or without."""
    return topic is not None and is_own(topic, by)


@rules.predicate
def of_own_side(by: Member, topic: Topic) -> bool:
    """Each secretariat vets only what its own side's members propose."""
    return topic is not None and topic.side_id == by.side_id


rules.add_rule("meetings.propose_topic", is_active & ~observes & same_council)
rules.add_rule("meetings.change_topic", is_active & same_council & is_proposer)
rules.add_rule("meetings.vet_topic", is_secretariat & same_council & of_own_side)
rules.add_rule("meetings.undo_join", is_active & same_council & (is_author | is_secretariat))
rules.add_rule("meetings.approve_topics", is_active & same_council)
# Sets the rule, marks mandatory topics, forms and changes the agenda. What binds all sides needs each side's consent besides.
rules.add_rule("meetings.manage_agenda", is_secretariat & same_council)


# Minutes

# A side speaks through its secretaries and its chair.
rules.add_rule("meetings.write_minutes", is_secretariat & same_council)


# Meetings


@rules.predicate
def of_own_meeting(by: Member, question: Question) -> bool:
    """The question was asked at a meeting of the acting member's council."""
    return question is not None and question.meeting.council_id == by.council_id


@rules.predicate
def is_assigned(by: Member, question: Question) -> bool:
    """The seat that the question was given to."""
    return question is not None and question.assigned_to_id == by.pk


@rules.predicate
def is_owner(by: Member, task: Task) -> bool:
    """The seat that carries the task out."""
    return task is not None and task.owner_id == by.pk


# The secretariat of any side calls and runs a meeting; who comes, each secretariat notes for its own side only.
rules.add_rule("meetings.call", is_secretariat & same_council)
rules.add_rule("meetings.run", is_secretariat & same_council)
rules.add_rule("meetings.answer_invitation", is_active & same_council)
rules.add_rule("meetings.manage_attendance", is_secretariat & same_council & own_side)
rules.add_rule("meetings.ask", is_active & ~observes & same_council)
rules.add_rule("meetings.support", is_active & ~observes & of_own_meeting)
rules.add_rule("meetings.decide_question", moderates & of_own_meeting)
rules.add_rule("meetings.answer_question", is_active & of_own_meeting & (moderates | is_assigned))
rules.add_rule("meetings.open_task", is_secretariat & same_council)
rules.add_rule("meetings.close_task", is_active & same_council & (is_secretariat | is_owner))
