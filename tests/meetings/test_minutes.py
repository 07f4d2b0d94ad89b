"""Minutes: agreed paragraph by paragraph by every side, with brackets, silence and confirmation at home."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.errors import Invalid
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.meetings.acts.brackets import accept_wording, offer_wording, open_bracket, translate_wording
from kenes.meetings.acts.minutes import (
    add_paragraph,
    agree_paragraphs,
    change_decision,
    change_paragraph,
    confirm_minutes,
    draft_minutes,
    object_to_paragraph,
    remove_paragraph,
    send_minutes,
)
from kenes.meetings.acts.running import begin_item, close_meeting
from kenes.meetings.errors import (
    AlreadyDrafted,
    AlreadySent,
    BadSilence,
    BracketResolved,
    DecisionNeedsOwner,
    MinutesAgreed,
    MinutesEmpty,
    NotConfirmable,
    NotHeldYet,
    NotReadyToAgree,
    NotSentYet,
    ParagraphChanged,
    UnknownMark,
    WordsNotThere,
)
from kenes.meetings.models import Attendance, Meeting, Minutes, Paragraph, Task
from kenes.meetings.silence import pass_silences
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.sides.errors import TextMoved
from tests import factories
from tests.meetings.meeting_scenes import running

pytestmark = pytest.mark.django_db
Role = Member.Role


class Table:
    """Two sides with a secretary each, and a meeting that was held."""

    def __init__(self) -> None:
        self.council: Council = factories.council(countries=("KZ", "RU"))
        self.a = factories.member(self.council, role=Role.SECRETARY)
        self.b = factories.member(self.council, role=Role.SECRETARY, side=1)
        self.member = factories.member(self.council)
        self.meeting = factories.meeting(self.council, state=Meeting.State.HELD, starts_in=timedelta(hours=-4))
        self.minutes = draft_minutes(by=self.a, meeting=self.meeting)
        self.minutes.paragraphs.all().delete()  # what a draft says by itself is a test of its own

    def paragraph(self, english: str = "Start in 2027.", **more: object) -> Paragraph:
        text = Text.in_all("en", en=english, ru=f"{english} (ru)", kk=f"{english} (kk)")
        return add_paragraph(by=self.a, minutes=self.minutes, text=text, **more)  # type: ignore[arg-type]

    def send(self, days: int = 5) -> None:
        send_minutes(by=self.a, minutes=self.minutes, silence_days=days)

    def agree(self, by: Member, *paragraphs: Paragraph) -> int:
        seen = {paragraph.public_id: Paragraph.objects.get(pk=paragraph.pk).revision for paragraph in paragraphs}
        return agree_paragraphs(by=by, minutes=self.minutes, seen=seen)

    @property
    def state(self) -> str:
        return Minutes.objects.get(pk=self.minutes.pk).state

    @property
    def text_hash(self) -> str:
        return Minutes.objects.get(pk=self.minutes.pk).text_hash


@pytest.fixture
def table() -> Table:
    return Table()


def fresh(paragraph: Paragraph) -> Paragraph:
    return Paragraph.objects.get(pk=paragraph.pk)


def test_minutes_are_drafted_once_and_only_when_the_meeting_has_begun(table: Table) -> None:
    with pytest.raises(AlreadyDrafted):
        draft_minutes(by=table.b, meeting=table.meeting)
    Minutes.objects.all().delete()
    Meeting.objects.update(state=Meeting.State.PLANNED)
    with pytest.raises(NotHeldYet):
        draft_minutes(by=table.b, meeting=table.meeting)


def test_a_text_that_both_sides_agree_to_waits_for_home_and_is_final_with_the_last_side(table: Table) -> None:
    paragraph = table.paragraph()
    table.send()
    table.agree(table.a, paragraph)
    assert table.state == Minutes.State.AGREEING
    table.agree(table.b, paragraph)
    assert table.state == Minutes.State.AD_REFERENDUM
    confirm_minutes(by=table.a, minutes=table.minutes, seen_hash=table.text_hash)
    assert table.state == Minutes.State.AD_REFERENDUM
    confirm_minutes(by=table.b, minutes=table.minutes, seen_hash=table.text_hash)
    assert table.state == Minutes.State.AGREED
    with pytest.raises(MinutesAgreed):
        change_paragraph(by=table.a, paragraph=paragraph, language="en", text="Start in 2030.", seen=1)


def test_nothing_is_confirmed_before_every_paragraph_is_agreed_nor_a_text_that_was_not_read(table: Table) -> None:
    paragraph = table.paragraph()
    table.send()
    with pytest.raises(NotConfirmable):
        confirm_minutes(by=table.a, minutes=table.minutes, seen_hash="")
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    with pytest.raises(TextMoved):
        confirm_minutes(by=table.a, minutes=table.minutes, seen_hash="0" * 64)


def test_changing_one_language_asks_both_sides_and_the_other_languages_again(table: Table) -> None:
    paragraph = table.paragraph()
    table.send()
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    change_paragraph(by=table.b, paragraph=paragraph, language="kk", text="2028 жылы бастау.", seen=1)
    assert table.state == Minutes.State.AGREEING
    assert fresh(paragraph).text.missing() == ["ru", "en"]
    with pytest.raises(NotReadyToAgree):
        table.agree(table.a, paragraph)
    change_paragraph(by=table.b, paragraph=paragraph, language="ru", text="Начать в 2028 году.", seen=2)
    change_paragraph(by=table.a, paragraph=paragraph, language="en", text="Start in 2028.", seen=3)
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    assert table.state == Minutes.State.AD_REFERENDUM


def test_a_change_after_one_side_confirmed_at_home_takes_that_confirmation_back(table: Table) -> None:
    paragraph = table.paragraph()
    table.send()
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    confirm_minutes(by=table.a, minutes=table.minutes, seen_hash=table.text_hash)
    remove_paragraph(by=table.b, paragraph=paragraph, seen=1)
    other = table.paragraph("Start in 2029.")
    table.agree(table.a, other)
    table.agree(table.b, other)
    confirm_minutes(by=table.b, minutes=table.minutes, seen_hash=table.text_hash)
    assert table.state == Minutes.State.AD_REFERENDUM


def test_agreeing_to_a_wording_that_changed_meanwhile_is_refused(table: Table) -> None:
    paragraph, other = table.paragraph(), table.paragraph("Meet again in May.")
    table.send()
    change_paragraph(by=table.b, paragraph=paragraph, language="en", text="Start in 2028.", seen=1)
    with pytest.raises(ParagraphChanged):
        agree_paragraphs(by=table.a, minutes=table.minutes, seen={paragraph.public_id: 1})
    with pytest.raises(ParagraphChanged):
        change_paragraph(by=table.a, paragraph=paragraph, language="en", text="Start in 2030.", seen=1)
    assert agree_paragraphs(by=table.a, minutes=table.minutes, seen={paragraph.public_id: 1, other.public_id: 1}) == 1


def test_a_disputed_wording_is_settled_when_both_sides_take_the_same(table: Table) -> None:
    paragraph = table.paragraph()
    table.send()
    bracket = open_bracket(by=table.b, paragraph=paragraph, language="en", words="in 2027", own="when funds are found", seen=1)
    assert fresh(paragraph).text.original_text == "Start [1]."
    with pytest.raises(NotReadyToAgree):
        table.agree(table.a, paragraph)
    change_paragraph(by=table.a, paragraph=paragraph, language="ru", text="Начать [1].", seen=2)
    change_paragraph(by=table.a, paragraph=paragraph, language="kk", text="[1] бастау.", seen=3)
    middle = offer_wording(by=table.a, bracket=bracket, language="en", own="in 2027, if funds are found")
    translate_wording(by=table.a, made=middle, language="ru", text="в 2027 году при наличии средств")
    translate_wording(by=table.a, made=middle, language="kk", text="қаражат болса, 2027 жылы")
    accept_wording(by=table.b, made=middle)
    settled = fresh(paragraph)
    texts = {code: str(entry["text"]) for code, entry in settled.text.texts.items()}
    assert texts["en"] == "Start in 2027, if funds are found."
    assert texts["ru"] == "Начать в 2027 году при наличии средств."
    assert texts["kk"] == "қаражат болса, 2027 жылы бастау."
    assert settled.text.missing() == []
    with pytest.raises(BracketResolved):
        accept_wording(by=table.a, made=middle)
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    assert table.state == Minutes.State.AD_REFERENDUM


def test_words_that_do_not_stand_there_and_marks_without_a_bracket_are_refused(table: Table) -> None:
    paragraph = table.paragraph()
    with pytest.raises(WordsNotThere):
        open_bracket(by=table.b, paragraph=paragraph, language="en", words="in 2031", own="", seen=1)
    with pytest.raises(UnknownMark):
        change_paragraph(by=table.a, paragraph=paragraph, language="en", text="Start [1].", seen=1)
    assert fresh(paragraph).revision == 1


def test_a_side_that_does_not_object_in_time_agrees(table: Table, later: Callable[[timedelta], None]) -> None:
    quiet, disputed, objected = table.paragraph("One."), table.paragraph("Two."), table.paragraph("Three.")
    table.send(days=5)
    open_bracket(by=table.b, paragraph=disputed, language="en", words="Two", own="", seen=1)
    object_to_paragraph(by=table.b, paragraph=objected, reason=factories.text("We did not say so."), seen=1)
    later(timedelta(days=4))
    pass_silences()
    assert not quiet.consents.exists()
    later(timedelta(days=2))
    pass_silences()
    assert [given.answer for given in quiet.consents.all()] == ["silent", "silent"]
    assert not disputed.consents.exists()
    assert [given.answer for given in objected.consents.all()] == ["objects"]
    assert table.state == Minutes.State.AGREEING


def test_minutes_that_cannot_be_read_keep_no_others_from_their_silence(table: Table, later: Callable[[timedelta], None]) -> None:
    table.paragraph()
    table.send(days=1)
    Paragraph.objects.update(text={"original": "en", "texts": {"en": {}}})
    table.meeting = factories.meeting(table.council, state=Meeting.State.HELD, starts_in=timedelta(hours=-2))
    table.minutes = draft_minutes(by=table.a, meeting=table.meeting)
    table.paragraph("Meet again in May.")
    table.send(days=1)
    later(timedelta(days=2))
    pass_silences()
    assert table.state == Minutes.State.AD_REFERENDUM


def test_a_paragraph_changed_on_the_last_day_gets_its_days_of_silence_anew(table: Table, later: Callable[[timedelta], None]) -> None:
    paragraph = table.paragraph()
    table.send(days=5)
    later(timedelta(days=4, hours=23))
    change_paragraph(by=table.a, paragraph=paragraph, language="en", text="Start at once.", seen=1)
    change_paragraph(by=table.a, paragraph=paragraph, language="ru", text="Начать сразу.", seen=2)
    change_paragraph(by=table.a, paragraph=paragraph, language="kk", text="Бірден бастау.", seen=3)
    later(timedelta(hours=2))
    pass_silences()
    assert not paragraph.consents.exists()
    later(timedelta(days=5))
    pass_silences()
    assert table.state == Minutes.State.AD_REFERENDUM


def test_decisions_begin_when_the_minutes_are_final(table: Table) -> None:
    with pytest.raises(DecisionNeedsOwner):
        table.paragraph("Write to the ministry.", type="decision")
    due = (clock.now() + timedelta(days=30)).date()
    paragraph = table.paragraph("Write to the ministry.", type="decision", owner=table.member, due_on=due)
    table.send()
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    assert not Task.objects.exists()
    confirm_minutes(by=table.a, minutes=table.minutes, seen_hash=table.text_hash)
    confirm_minutes(by=table.b, minutes=table.minutes, seen_hash=table.text_hash)
    task = Task.objects.get()
    assert (task.type, task.owner, task.due_on, task.text.original_text) == ("decision", table.member, due, "Write to the ministry.")
    assert fresh(paragraph).task == task


def test_the_next_minutes_follow_up_what_is_still_open(table: Table) -> None:
    due = (clock.now() + timedelta(days=30)).date()
    paragraph = table.paragraph("Write to the ministry.", type="decision", owner=table.member, due_on=due)
    table.send()
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    confirm_minutes(by=table.a, minutes=table.minutes, seen_hash=table.text_hash)
    confirm_minutes(by=table.b, minutes=table.minutes, seen_hash=table.text_hash)
    second = factories.meeting(table.council, state=Meeting.State.HELD, starts_in=timedelta(days=60))
    drafted = draft_minutes(by=table.b, meeting=second)
    _held, line = drafted.paragraphs.all()
    assert str(line.text.texts["en"]["text"]).startswith("Decision No. 1 (“Write to the ministry”) is under way")
    assert sorted(line.text.texts) == ["en", "kk", "ru"]


def test_empty_minutes_and_odd_days_of_silence_are_refused(table: Table) -> None:
    with pytest.raises(MinutesEmpty):
        table.send()
    table.paragraph()
    with pytest.raises(BadSilence):
        table.send(days=0)


def test_the_record_holds_no_word_of_the_minutes(table: Table) -> None:
    paragraph = table.paragraph("A remarkable sentence.")
    table.send()
    open_bracket(by=table.b, paragraph=paragraph, language="en", words="remarkable", own="notable", seen=1)
    bodies = " ".join(Entry.objects.filter(type__startswith="minutes.").values_list("body", flat=True))
    assert "minutes.bracket_opened" in bodies
    assert "remarkable" not in bodies
    assert "notable" not in bodies


def test_what_is_sent_twice_counts_once(table: Table) -> None:
    paragraph = table.paragraph()
    assert (table.paragraph(), table.minutes.paragraphs.count()) == (paragraph, 1)
    with pytest.raises(NotSentYet):
        table.agree(table.a, paragraph)
    table.send(days=30)
    with pytest.raises(AlreadySent):  # the other side keeps its thirty days
        send_minutes(by=table.b, minutes=table.minutes, silence_days=1)
    assert (table.agree(table.a, paragraph), table.agree(table.a, paragraph)) == (1, 0)
    same = change_paragraph(by=table.b, paragraph=paragraph, language="en", text="Start in 2027.", seen=9)
    assert (same.revision, paragraph.consents.count()) == (1, 1)


def test_a_paragraph_goes_below_the_one_it_was_added_to_even_where_that_one_was_moved_meanwhile(table: Table) -> None:
    first, last = table.paragraph("One."), table.paragraph("Two.")
    table.paragraph("Between.", after=first)
    table.paragraph("At the end.", after=last)  # as it was read before
    assert [line.text.original_text for line in table.minutes.paragraphs.all()] == ["One.", "Between.", "Two.", "At the end."]


def test_what_was_only_said_has_neither_owner_nor_day(table: Table) -> None:
    said = table.paragraph(owner=table.member, due_on=clock.now().date() + timedelta(days=3))
    assert (said.owner, said.due_on) == (None, None)


def test_the_other_side_is_told_when_a_paragraph_that_it_is_agreeing_to_is_taken_out(table: Table) -> None:
    paragraph, _other = table.paragraph(), table.paragraph("Meet again in May.")
    table.send()
    remove_paragraph(by=table.a, paragraph=paragraph, seen=1)
    assert table.b.user
    assert Notice.objects.filter(to=table.b.user, kind="minutes.paragraph_removed").count() == 1


def test_a_paragraph_of_which_the_sides_leave_out_every_word_is_taken_out(table: Table) -> None:
    paragraph, other = table.paragraph(), table.paragraph("Meet again in May.")
    table.send()
    bracket = open_bracket(by=table.b, paragraph=paragraph, language="en", words="Start in 2027.", own="", seen=1)
    with pytest.raises(UnknownMark):
        offer_wording(by=table.a, bracket=bracket, language="en", own="Start in [2].")
    accept_wording(by=table.a, made=bracket.wordings.last())
    assert fresh(paragraph).removed_at
    table.agree(table.a, other)
    table.agree(table.b, other)
    assert table.state == Minutes.State.AD_REFERENDUM


def test_only_those_who_know_of_a_closed_meeting_are_told_that_its_minutes_are_final(table: Table) -> None:
    Meeting.objects.update(attribution=Attribution.CLOSED, is_public=False)
    paragraph = table.paragraph()
    table.send()
    for by in (table.a, table.b):
        table.agree(by, paragraph)
    for by in (table.a, table.b):
        confirm_minutes(by=by, minutes=table.minutes, seen_hash=table.text_hash)
    assert set(Notice.objects.filter(kind="minutes.agreed").values_list("to", flat=True)) == {table.a.user_id, table.b.user_id}


def test_a_council_of_one_side_agrees_alone() -> None:
    council = factories.council()
    secretary = factories.member(council, role=Role.SECRETARY)
    meeting = factories.meeting(council, state=Meeting.State.HELD)
    minutes = draft_minutes(by=secretary, meeting=meeting)
    (paragraph,) = minutes.paragraphs.all()
    send_minutes(by=secretary, minutes=minutes, silence_days=1)
    agree_paragraphs(by=secretary, minutes=minutes, seen={paragraph.public_id: 1})
    minutes.refresh_from_db()
    confirm_minutes(by=secretary, minutes=minutes, seen_hash=minutes.text_hash)
    minutes.refresh_from_db()
    assert minutes.state == Minutes.State.AGREED


@pytest.fixture
def later() -> Iterator[Callable[[timedelta], None]]:
    """Let time pass."""
    with ExitStack() as stack:
        yield lambda by: stack.enter_context(clock.at(clock.now() + by))


@pytest.mark.parametrize("rule", ["open", "chatham"])
def test_a_draft_says_how_many_of_each_side_came_only_where_that_may_be_known(rule: str) -> None:
    council = factories.council(countries=("KZ", "RU"))
    desk = factories.member(council, role=Role.SECRETARY, region="KZ-75")
    for side, region in enumerate(("KZ-75", "RU-OMS")):
        factories.members(council, 14, side=side, region=region)
    meeting, items = running(desk, attribution=rule, is_public=False)
    begin_item(by=desk, item=items[0])
    for n, place in enumerate(meeting.attendances.order_by("pk")):
        Attendance.objects.filter(pk=place.pk).update(presence="room" if n % 2 else "absent")
    drafted = draft_minutes(by=desk, meeting=close_meeting(by=desk, meeting=meeting))

    held, first, second = [str(row.text.texts["en"]["text"]) for row in drafted.paragraphs.all()][:3]
    assert held.startswith("Meeting No. 1 was held on ")
    assert (held.count(": 7 of 1") == 2) is (rule == "open")
    assert (first, second) == ("The council discussed: Topic 1", "The council did not come to discuss: Topic 2")


def test_a_decision_s_owner_and_day_are_agreed_to_like_its_words(table: Table) -> None:
    due, other = (clock.now() + timedelta(days=30)).date(), factories.member(table.council, side=1)
    paragraph = table.paragraph("Write to the ministry.", type="decision", owner=table.member, due_on=due)
    table.send()
    table.agree(table.a, paragraph)
    table.agree(table.b, paragraph)
    assert table.state == Minutes.State.AD_REFERENDUM

    with pytest.raises(ParagraphChanged):
        change_decision(by=table.b, paragraph=paragraph, owner=other, due_on=due, seen=7)
    changed = change_decision(by=table.b, paragraph=paragraph, owner=other, due_on=due, seen=1)
    assert (changed.revision, changed.owner, table.state) == (2, other, Minutes.State.AGREEING)
    again = change_decision(by=table.b, paragraph=paragraph, owner=other, due_on=due, seen=1)  # sent twice
    assert again.revision == 2
    with pytest.raises(Invalid):
        change_decision(by=table.a, paragraph=table.paragraph("Words only."), owner=other, due_on=due, seen=1)
