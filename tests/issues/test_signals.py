"""A signal from its sending to its end."""

import json
import threading

import pytest
from django.db import connections

from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.base.models import File, SearchDocument
from kenes.base.sniff import Checked
from kenes.base.text import Text
from kenes.councils.errors import ForeignRegion, TextNeeded, TooManyFiles, UnusableKey
from kenes.councils.models import Council, Member, Region
from kenes.issues.acts import (
    answer_secretariat,
    ask_author,
    decline_signal,
    publish_signal,
    report_signal,
    return_to_queue,
    withdraw_signal,
)
from kenes.issues.errors import AlreadyHandled, NotAsked
from kenes.issues.models import Signal
from kenes.notices.models import Notice
from kenes.record.models import Entry, Sealed
from tests import factories
from tests.factories import text
from tests.issues.conftest import MakeIssue, MakeSignal, entry_types, notices_to, photo

NOTE = Checked("note.txt", "text/plain", b"note")


def test_a_signal_is_kept_recorded_and_its_author_and_the_secretariat_are_told(
    member: Member, secretary: Member, council: Council, signal: MakeSignal
) -> None:
    made = signal("Өзен тасып, көпір жабылды", place="Зайсан", uploads=[NOTE])

    assert (made.number, made.state, made.region) == (1, Signal.State.RECEIVED, member.region)
    assert entry_types(council) == ["signal.reported"]
    assert (notices_to(member), notices_to(secretary)) == (["signal.received"], ["signal.new"])
    assert [file.subject for file in File.objects.all()] == [made.ref]
    assert SearchDocument.objects.get().visible_to == "members"


def test_the_record_holds_no_word_of_a_signal_in_the_clear(signal: MakeSignal) -> None:
    signal("Secret words", place="Zaisan", since="April", affected="my neighbour", basis="I saw it")

    body = Entry.objects.get().body
    assert not [word for word in ("Secret", "Zaisan", "April", "neighbour", "saw") if word in body]
    assert sorted(Sealed.objects.values_list("name", flat=True)) == ["affected", "basis", "member", "place", "region", "since", "what"]
    assert json.loads(body)["details"]["number"] == 1


def test_the_same_signal_sent_twice_arrives_once(signal: MakeSignal, council: Council) -> None:
    first = signal(client_key="phone-key-1")
    second = signal("Changed words", client_key="phone-key-1")

    assert second == first
    assert Signal.objects.count() == 1
    assert entry_types(council) == ["signal.reported"]


def test_two_members_may_use_the_same_client_key(signal: MakeSignal, council: Council) -> None:
    signal(client_key="phone-key-1")
    signal(client_key="phone-key-1", by=factories.member(council))

    assert list(Signal.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_twelve_sendings_at_once_make_one_signal(shared_database: None) -> None:
    member = factories.member(factories.council())
    results: list[int] = []
    errors: list[BaseException] = []
    gate = threading.Barrier(12)

    def send() -> None:
        gate.wait()
        try:
            results.append(report_signal(by=member, region=member.region, what=text("Bridge"), client_key="one-key-for-all").pk)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert errors == []
    assert len(set(results)) == 1
    assert (Signal.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"what": text("  \n ")}, TextNeeded),
        ({"what": text("a\0b")}, Invalid),
        ({"what": text("a\ud800b")}, Invalid),
        ({"what": text("x" * 5001)}, Invalid),
        ({"place": "x" * 201}, Invalid),
        ({"client_key": "short"}, UnusableKey),
        ({"client_key": "<script>alert(1)</script>"}, UnusableKey),
        ({"uploads": [NOTE] * 6}, TooManyFiles),
    ],
)
def test_what_cannot_be_used_is_refused_without_a_trace(member: Member, fields: dict[str, object], error: type[KenesError]) -> None:
    with pytest.raises(error):
        report_signal(**{"by": member, "region": member.region, "what": text("Bridge"), "client_key": "key-00000001", **fields})

    assert (Signal.objects.count(), Entry.objects.count(), Notice.objects.count(), File.objects.count()) == (0, 0, 0, 0)


def test_invisible_marks_that_reorder_text_are_taken_out(signal: MakeSignal) -> None:
    assert signal("pay\u202e 100\u200b tenge").what.original_text == "pay 100 tenge"


def test_a_region_of_no_side_is_refused(member: Member) -> None:
    with pytest.raises(ForeignRegion) as refused:
        report_signal(by=member, region=Region.objects.get(code="RU-OMS"), what=text("Bridge"), client_key="key-00000001")

    assert refused.value.field == "region"


def test_an_observer_and_a_suspended_seat_cannot_report(council: Council) -> None:
    observer = factories.member(council, role=Member.Role.OBSERVER)
    suspended = factories.member(council)
    suspended.state = Member.State.SUSPENDED

    for seat in (observer, suspended):
        with pytest.raises(NotAllowed):
            report_signal(by=seat, region=seat.region, what=text("Bridge"), client_key="key-00000001")


def test_a_question_goes_to_the_author_and_the_answer_back_to_who_asked(member: Member, secretary: Member, signal: MakeSignal) -> None:
    made = signal()

    ask_author(by=secretary, signal=made, question="Which bridge?")
    made.refresh_from_db()
    assert (made.state, made.reason) == (Signal.State.ASKED, "Which bridge?")
    answered = answer_secretariat(by=member, signal=made, answer=Text.of("kk", "Қара өткел көпірі"), uploads=[NOTE])
    made.refresh_from_db()

    assert (made.state, made.reason, answered.answer.original_text) == (Signal.State.RECEIVED, "", "Қара өткел көпірі")
    assert notices_to(member) == ["signal.received", "signal.asked"]
    assert notices_to(secretary) == ["signal.new", "signal.answered"]
    assert "қара өткел" in SearchDocument.objects.get(ref=made.ref).folded


def test_only_the_author_answers_and_only_when_asked(council: Council, member: Member, secretary: Member, signal: MakeSignal) -> None:
    made = signal()

    with pytest.raises(NotAsked):
        answer_secretariat(by=member, signal=made, answer=text("Here"))
    ask_author(by=secretary, signal=made, question="Where?")
    with pytest.raises(NotAllowed):
        answer_secretariat(by=factories.member(council), signal=made, answer=text("Here"))


def test_a_declined_signal_carries_a_reason_that_its_author_reads(member: Member, secretary: Member, signal: MakeSignal) -> None:
    made = signal()

    with pytest.raises(TextNeeded):
        decline_signal(by=secretary, signal=made, reason=" ")
    decline_signal(by=secretary, signal=made, reason="Known since May")

    made.refresh_from_db()
    assert (made.state, made.reason, made.handled_by) == (Signal.State.DECLINED, "Known since May", secretary)
    assert Notice.objects.get(to=member.user, kind="signal.declined").details["reason"] == "Known since May"


def test_a_refusal_can_be_taken_back(member: Member, secretary: Member, signal: MakeSignal, council: Council) -> None:
    made = signal()
    decline_signal(by=secretary, signal=made, reason="Known")

    return_to_queue(by=secretary, signal=made)

    made.refresh_from_db()
    assert (made.state, made.reason) == (Signal.State.RECEIVED, "")
    assert entry_types(council) == ["signal.reported", "signal.declined", "signal.returned"]
    assert notices_to(member)[-1] == "signal.returned"


def test_two_secretaries_decide_once(secretary: Member, council: Council, signal: MakeSignal) -> None:
    made = signal()
    other = factories.member(council, role=Member.Role.SECRETARY)
    seen_by_other = Signal.objects.get(pk=made.pk)
    decline_signal(by=secretary, signal=made, reason="Known")

    with pytest.raises(AlreadyHandled):
        ask_author(by=other, signal=seen_by_other, question="Where?")

    assert entry_types(council) == ["signal.reported", "signal.declined"]


def test_members_and_other_councils_secretaries_decide_nothing(council: Council, member: Member, signal: MakeSignal) -> None:
    made = signal()
    foreign = factories.member(factories.council(), role=Member.Role.SECRETARY)

    for seat in (member, foreign):
        with pytest.raises(NotAllowed):
            decline_signal(by=seat, signal=made, reason="No")
        with pytest.raises(NotAllowed):
            publish_signal(by=seat, signal=made)


def test_an_author_withdraws_while_nothing_was_made_of_it(member: Member, secretary: Member, signal: MakeSignal, issue: MakeIssue) -> None:
    early, late = signal(), signal()
    issue("Roads", late)

    withdraw_signal(by=member, signal=early)
    with pytest.raises(AlreadyHandled):
        withdraw_signal(by=member, signal=late)

    early.refresh_from_db()
    assert early.state == Signal.State.WITHDRAWN
    assert "signal.withdrawn" in notices_to(secretary)
    assert not SearchDocument.objects.filter(ref=early.ref).exists()


def test_publishing_shows_the_text_and_keeps_the_photo_back(secretary: Member, member: Member, signal: MakeSignal) -> None:
    made = signal(uploads=[Checked("p.jpg", "image/jpeg", photo())])

    publish_signal(by=secretary, signal=made)
    publish_signal(by=secretary, signal=made)

    made.refresh_from_db()
    assert made.is_public
    assert (SearchDocument.objects.get().visible_to, File.objects.get().visible_to) == ("public", "members")
    assert notices_to(member).count("signal.published") == 1


def test_publishing_with_files_shows_them_too(secretary: Member, signal: MakeSignal) -> None:
    made = signal(uploads=[NOTE])

    publish_signal(by=secretary, signal=made, with_files=True)

    assert File.objects.get().visible_to == "public"


def test_the_public_record_does_not_name_the_author_of_a_signal(council: Council) -> None:
    author = factories.member(council, region="KZ-63")
    moderator = factories.member(council, role=Member.Role.MODERATOR)
    assert author.region is not None
    signal = report_signal(by=author, region=author.region, what=text("The bridge is closed"), client_key="key-0001")
    ask_author(by=moderator, signal=signal, question="Which one?")
    answer_secretariat(by=author, signal=signal, answer=text("The old one"))
    withdraw_signal(by=author, signal=signal)

    entries = Entry.objects.filter(log__origin=council.public_id, object=signal.ref)
    assert [entry.type for entry in entries if author.public_id in entry.body] == []
