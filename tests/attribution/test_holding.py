"""Contributions are held, released in batches of different members, returned at the end; authors and keys are forgotten."""

import json
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from kenes.attribution import keys
from kenes.attribution.acts import archive_holding, close_holding, hold, prepare_held, return_held, take_batch
from kenes.attribution.errors import AlreadyOver, EnoughHeld, NotALanguage, NotWaiting, ReasonNeeded, TextChanged, TextNeeded
from kenes.attribution.models import Held, Holding, KeptAuthor
from kenes.attribution.queries import held_for_moderation, own_held, own_pseudonym
from kenes.attribution.tasks import tick
from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed
from kenes.base.text import Text
from kenes.councils.errors import TextTooLong
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.record.queries import verify
from tests.attribution.scenes import fill
from tests.factories import member, members

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ALL = Text.in_all("ru", kk="Көпір", ru="Мост", en="A bridge")


@pytest.fixture
def people(council: Council) -> list[Member]:
    return members(council, 7)


@pytest.fixture
def subject(council: Council) -> Member:
    """Any public object will do."""
    return member(council)


@pytest.fixture
def moderator(council: Council) -> Member:
    return member(council, role=Member.Role.MODERATOR)


def write(by: Member, subject: Member, *, at: datetime = START, words: Text = ALL, moderated: bool = False, key: str = "") -> Held:
    with clock.at(at):
        return hold(by=by, subject=subject, type="question", text=words, moderated=moderated, client_key=key)


def taken(subject: Member, at: datetime) -> list[str]:
    with clock.at(at):
        return [one.pseudonym for one in take_batch(subject=subject, council=subject.council)]


def test_four_of_five_wait_and_the_fifth_lets_all_out_the_next_day(people: list[Member], subject: Member) -> None:
    for by in people[:4]:
        write(by, subject)
    assert taken(subject, START + DAY) == []
    write(people[4], subject, at=START + DAY)
    assert taken(subject, START + DAY + timedelta(hours=14, minutes=29)) == []  # its day is not over
    assert len(set(taken(subject, START + 2 * DAY))) == 5
    assert not Held.objects.exists()


def test_a_batch_takes_one_of_each_however_much_one_member_wrote(people: list[Member], subject: Member) -> None:
    for _time in range(9):
        write(people[0], subject)
    assert taken(subject, START + DAY) == []  # nine of one member are not five members
    for by in people[1:5]:
        write(by, subject, at=START + DAY)
    found = taken(subject, START + 2 * DAY)
    assert len(found) == len(set(found)) == 5
    assert taken(subject, START + 3 * DAY) == []
    assert Held.objects.count() == 8


def test_an_author_whose_pseudonym_changes_with_a_lost_key_counts_once(people: list[Member], subject: Member) -> None:
    for by in people[:4]:
        write(by, subject, moderated=True)
    KeptAuthor.objects.filter(member=people[3]).delete()  # thirty days have passed
    Held.objects.update(state=Held.State.PASSED)
    keys.destroy(subject.ref)
    write(people[0], subject)
    assert taken(subject, START + DAY) == []  # four authors, five contributions
    assert len(own_held(subject, people[0])) == 2
    for by in (people[4], people[5]):
        write(by, subject)
    assert len(set(taken(subject, START + 2 * DAY))) == 5


def test_a_threshold_that_is_lowered_lets_nothing_out_that_was_written_before(people: list[Member], subject: Member) -> None:
    for by in people[:4]:
        write(by, subject)
    Council.objects.filter(pk=subject.council_id).update(threshold=2)
    subject.council.refresh_from_db()
    assert taken(subject, START + DAY) == []
    with clock.at(START + DAY):
        assert close_holding(subject=subject, council=subject.council) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_returned_while_a_batch_is_drawn_is_not_released(people: list[Member], subject: Member, moderator: Member) -> None:
    held = [write(by, subject, moderated=True) for by in people[:5]]
    Held.objects.update(state=Held.State.PASSED)
    fill(subject.ref)

    def draw() -> list[str]:
        try:
            return taken(subject, START + DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), clock.at(START + DAY):
            return_held(by=moderator, held=held[0], reason="It names a person.")
            found = pool.submit(draw)
            time.sleep(1)
        assert found.result() == []


def test_a_text_in_one_language_alone_waits_until_it_is_there_in_all(people: list[Member], subject: Member, moderator: Member) -> None:
    for by in people[:4]:
        write(by, subject)
    last = write(people[4], subject, words=Text.of("kk", "Көпір"))
    assert taken(subject, START + DAY) == []
    with clock.at(START + DAY):
        prepare_held(by=moderator, held=last, texts={"text_ru": "Мост", "text_en": "A bridge"}, seen={"text_ru": "", "text_en": ""})
    with clock.at(START + 2 * DAY):
        batch = take_batch(subject=subject, council=subject.council)
    assert len(batch) == 5
    for one in batch:
        assert not one.text.has_original
        assert all(entry.keys() == {"text", "revision"} for entry in one.text.texts.values())
        assert not any(one.text.render(code).translated for code in ("kk", "ru", "en"))
        assert one.at == datetime(2026, 11, 4, 12, tzinfo=UTC)
    assert {one.text.original for one in batch} == {"kk"}  # the council's first language, whoever wrote


def test_a_batch_leaves_one_entry_with_the_day_alone(people: list[Member], subject: Member) -> None:
    for by in people[:5]:
        write(by, subject)
    assert not Entry.objects.exists()
    taken(subject, START + DAY)
    entry = Entry.objects.get()
    body = json.loads(entry.body)
    assert (body["utc"], body["actor"], body["details"]) == ("2026-11-03", "", {"batch": 1, "n": 5})
    assert str(entry.at) == "2026-11-03"
    assert verify(subject.council.public_id) is None
    Entry.objects.update(utc=entry.utc + timedelta(seconds=1))
    assert verify(subject.council.public_id) is not None


def test_sent_twice_is_kept_once_and_nobody_writes_without_end(people: list[Member], subject: Member) -> None:
    first = write(people[0], subject, key="a-key-of-a-phone")
    assert write(people[0], subject, key="a-key-of-a-phone") == first
    assert write(people[1], subject, key="a-key-of-a-phone") != first
    with pytest.raises(EnoughHeld), clock.at(START):
        hold(by=people[0], subject=subject, type="question", text=ALL, most=3, written=2)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [(Text.of("kk", ""), TextNeeded), (Text.of("kk", "\x07"), Invalid), (Text.in_all("kk", kk="a", ru="b" * 141), TextTooLong)],
    ids=["empty", "control character", "translation too long"],
)
def test_a_text_that_cannot_be_kept_is_refused_and_leaves_no_trace(
    people: list[Member], subject: Member, words: Text, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        hold(by=people[0], subject=subject, type="question", text=words, longest=140)
    assert not Held.objects.exists()
    assert not KeptAuthor.objects.exists()


def test_moderators_see_what_waits_when_its_slot_is_over_and_hear_of_it_once(
    people: list[Member], subject: Member, moderator: Member, council: Council
) -> None:
    held = write(people[0], subject, moderated=True)
    with clock.at(START + timedelta(hours=1)):
        tick()
        assert not held_for_moderation(council).exists()
        with pytest.raises(NotWaiting):
            prepare_held(by=moderator, held=held, accept=True)
    assert not Notice.objects.exists()
    for hours in (15, 16):
        with clock.at(START + timedelta(hours=hours)):
            tick()
    notice = Notice.objects.get()
    assert (notice.to_id, notice.kind, notice.object) == (moderator.user_id, "contribution.waiting", subject.ref)


def test_only_the_author_reads_why_something_came_back(people: list[Member], subject: Member, moderator: Member) -> None:
    held = write(people[0], subject, moderated=True)
    with clock.at(START + DAY):
        with pytest.raises(ReasonNeeded):
            return_held(by=moderator, held=held, reason=" ")
        with pytest.raises(NotAllowed):
            return_held(by=people[1], held=held, reason="No")
        return_held(by=moderator, held=held, reason="It names a person.")
        with pytest.raises(NotWaiting):
            return_held(by=moderator, held=held, reason="Again")
    notice = Notice.objects.get()
    assert (notice.to_id, notice.object, notice.details) == (people[0].user_id, subject.ref, {"reason": "It names a person."})
    assert not KeptAuthor.objects.exists()  # told: nobody needs to know any more
    assert not Entry.objects.exists()
    assert [one.reason for one in own_held(subject, people[0])] == ["It names a person."]
    assert own_held(subject, people[1]) == []


def test_a_translation_is_refused_where_somebody_was_faster_or_it_is_no_working_language(
    people: list[Member], subject: Member, moderator: Member
) -> None:
    held = write(people[0], subject, words=Text.of("kk", "Көпір"), moderated=True)
    with clock.at(START + DAY):
        for language in ("kk", "de"):  # the original itself; none of the council's
            with pytest.raises(NotALanguage):
                prepare_held(by=moderator, held=held, texts={f"text_{language}": "x"})
        prepare_held(by=moderator, held=held, texts={"text_ru": "Мост"}, seen={"text_ru": ""})
        with pytest.raises(TextChanged):
            prepare_held(by=moderator, held=held, texts={"text_ru": "Мостик"}, seen={"text_ru": ""})
    held.refresh_from_db()
    assert held.text.texts["ru"] == {"text": "Мост", "revision": 1, "of": 1, "by": "moderation"}


def test_at_the_end_what_is_left_is_released_with_enough_others_or_goes_back(people: list[Member], subject: Member) -> None:
    for by in [*people[:5], people[0]]:
        write(by, subject, moderated=False)
    waiting = write(people[6], subject, moderated=True)
    with clock.at(START + timedelta(hours=1)):
        batch = close_holding(subject=subject, council=subject.council)
        assert len({one.pseudonym for one in batch}) == len(batch) == 5
        with pytest.raises(AlreadyOver):
            hold(by=people[1], subject=subject, type="question", text=ALL)
        assert close_holding(subject=subject, council=subject.council) == []
    left = Held.objects.all()
    assert {one.state for one in left} == {Held.State.RETURNED}
    assert len(left) == 2
    assert Notice.objects.get().to_id == people[6].user_id
    assert waiting.public_id in {one.public_id for one in left}
    assert json.loads(Entry.objects.latest("seq").body)["details"] == {"batches": 1, "returned": 2}


def test_the_key_lies_outside_the_database_and_is_destroyed_with_the_rest(people: list[Member], subject: Member, moderator: Member) -> None:
    write(people[0], subject, moderated=True)
    name, path = own_pseudonym(subject, people[0]), keys.path_of(subject.ref)
    assert name
    assert (stat.S_IMODE(path.stat().st_mode), len(path.read_bytes())) == (0o600, 32)
    assert (Path(settings.KEYS_ROOT) / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert own_pseudonym(subject, people[0]) == name != own_pseudonym(subject, people[1])
    assert own_pseudonym(moderator, people[0]) == ""  # nothing was written there
    with clock.at(START + DAY):
        close_holding(subject=subject, council=subject.council)
    with clock.at(START + 30 * DAY), TestCase.captureOnCommitCallbacks(execute=True):
        tick()
    assert path.exists()
    with clock.at(START + 31 * DAY), TestCase.captureOnCommitCallbacks(execute=True):
        tick()
    assert not path.exists()
    assert own_pseudonym(subject, people[0]) == ""
    assert (Held.objects.count(), KeptAuthor.objects.count(), Notice.objects.filter(to=people[0].user_id).count()) == (0, 0, 0)
    assert Entry.objects.latest("seq").type == "contributions.archived"
    archive_holding(holding=Holding.objects.get())  # twice is once
    assert Entry.objects.filter(type="contributions.archived").count() == 1


def test_an_author_is_forgotten_after_thirty_days_even_where_nobody_decided(people: list[Member], subject: Member) -> None:
    write(people[0], subject, moderated=True)
    for days, left in ((29, 1), (30, 0)):
        with clock.at(START + days * DAY):
            tick()
        assert KeptAuthor.objects.count() == left


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 5)), min_size=1, max_size=25))
@given_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_batch_ever_has_fewer_members_than_the_threshold_and_nothing_is_lost(
    people: list[Member], council: Council, written: list[tuple[int, int]]
) -> None:
    subject, released = member(council), 0
    for author, day in sorted(written, key=lambda one: one[1]):
        write(people[author], subject, at=START + day * DAY)
        fill(subject.ref)
        found = taken(subject, START + day * DAY)
        assert not found or len(found) == len(set(found)) >= council.threshold
        released += len(found)
    for day in range(6, 6 + len(written)):
        found = taken(subject, START + day * DAY)
        assert not found or len(found) == len(set(found)) >= council.threshold
        released += len(found)
    assert released + Held.objects.filter(subject=subject.ref).count() == len(written)
