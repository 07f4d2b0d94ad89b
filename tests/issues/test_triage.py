"""The secretariat's queue: suggestions, decisions, undo."""

import pytest
from django.test import Client
from django.utils.translation import override

from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.issues.acts import add_to_issue, ask_author, report_signal
from kenes.issues.models import Issue, Signal
from kenes.issues.queries.similar import marked, relation, similarity, stems
from kenes.issues.words import QUESTIONS, REASONS
from tests import factories
from tests.issues.conftest import MakeIssue, MakeSignal, notices_to, signals
from tests.issues.test_pages import entered, url

FLOOD = "В апреле река разлилась, мост закрыли на десять дней. Скорая добиралась в объезд."
FLOOD_TOO = "Каждую весну река разливается, мост закрывают: к больным не едет скорая."
SCHOOL = "В школьную столовую возят питьевую воду, своей скважины нет."


def said(member: Member, words: str, number: int, language: str = "ru") -> Signal:
    return report_signal(by=member, region=member.region, what=Text.of(language, words), client_key=f"key-said-{number:04d}")


def decide(client: Client, council: Council, signal: Signal, do: str, **fields: object) -> object:
    return client.post(url("triage-decide", council), {"signal": signal.public_id, "do": do, "language": "en", **fields})


@pytest.fixture
def client(secretary: Member) -> Client:
    return entered(secretary)


def test_a_signal_about_the_same_is_suggested_and_another_is_not(council: Council, member: Member) -> None:
    first, second, other = (said(member, words, n) for n, words in enumerate((FLOOD, FLOOD_TOO, SCHOOL)))

    found = similarity(council).like(first)

    assert [suggestion.item for suggestion in found] == [second]
    assert (found[0].same_region, 0.2 < found[0].score < 1) == (True, True)
    assert similarity(council).like(other) == []


def test_kazakh_endings_do_not_hide_a_resemblance(council: Council, member: Member) -> None:
    first = said(member, "Сәуірде өзен тасып, көпір жабылды. Жедел жәрдем айналма жолмен жетті.", 1, "kk")
    second = said(member, "Жыл сайын көктемде өзеннің тасуынан көпірлер жабылады, жедел жәрдемге жол жоқ.", 2, "kk")
    said(member, "Мектеп асханасына ауыз су тасымалданады.", 3, "kk")

    assert similarity(council).like(first)[0].item == second


def test_an_open_issue_is_suggested_and_a_closed_one_is_not(council: Council, secretary: Member, member: Member, issue: MakeIssue) -> None:
    made = issue("Река разливается, мост закрывают, скорая не едет", said(member, FLOOD_TOO, 1))
    waiting = said(member, FLOOD, 2)

    assert [suggestion.item for suggestion in similarity(council).like(waiting)] == [made]
    Issue.objects.update(state=Issue.State.CLOSED, reason="Done")
    assert similarity(council).like(waiting) == []


def test_shared_words_are_marked_and_the_rest_is_left_as_it_is() -> None:
    pieces = marked("Река разлилась, мост закрыли.", "река разливается и мост закрывают")

    assert "".join(piece for piece, _ in pieces) == "Река разлилась, мост закрыли."
    assert [piece for piece, shared in pieces if shared] == ["Река разлилась", "мост закрыли"]


def test_words_that_say_nothing_make_nothing_alike() -> None:
    assert stems("Это было очень, очень долго, когда были") & stems("когда были это очень") == set()
    assert [relation("Зайсан", "ЗАЙСАН"), relation("a", "b"), relation("", "b"), relation("", "")] == ["same", "differs", "adds", None]


def test_two_signals_become_one_issue_in_the_queue_and_it_can_be_undone(council: Council, client: Client, member: Member) -> None:
    first, second = said(member, FLOOD, 1), said(member, FLOOD_TOO, 2)
    page = client.get(url("triage", council)).text
    assert "Is this one and the same issue?" in page
    assert "A person decides." in page
    assert "<mark>" in page

    decide(client, council, first, "together", **{"with": second.ref, "title": "Floods", "summary": "Every spring"})
    made = Issue.objects.get()
    assert signals(made) == [1, 2]
    assert "An issue was made." in client.get(url("triage", council)).text
    client.post(url("triage-undo", council))

    made.refresh_from_db()
    assert (made.state, set(Signal.objects.values_list("state", flat=True))) == (Issue.State.CLOSED, {Signal.State.RECEIVED})
    assert notices_to(member)[-1] == "signal.taken_out"


def test_a_signal_joins_the_issue_beside_it_and_leaves_it_again(council: Council, client: Client, member: Member, issue: MakeIssue) -> None:
    made, waiting = issue("Floods", said(member, FLOOD, 1)), said(member, FLOOD_TOO, 2)

    decide(client, council, waiting, "together", **{"with": made.ref})
    assert signals(made) == [1, 2]
    client.post(url("triage-undo", council))

    assert signals(made) == [1]


def test_a_signal_is_kept_separate(council: Council, client: Client, member: Member) -> None:
    first, second = said(member, FLOOD, 1), said(member, FLOOD_TOO, 2)

    decide(client, council, first, "separate", **{"with": second.ref, "title": "Floods", "summary": "S"})

    assert signals(Issue.objects.get()) == [1]


def test_an_author_reads_ready_words_in_their_own_language(council: Council, client: Client, member: Member) -> None:
    member.user.language = "ru"
    member.user.save()
    asked, declined = said(member, FLOOD, 1), said(member, SCHOOL, 2)

    decide(client, council, asked, "ask", **{"question-template": "where"})
    decide(client, council, declined, "decline", **{"reason-template": "known"})

    asked.refresh_from_db()
    declined.refresh_from_db()
    assert (asked.state, declined.state) == (Signal.State.ASKED, Signal.State.DECLINED)
    with override("ru"):
        assert (asked.reason, declined.reason) == (str(QUESTIONS["where"]), str(REASONS["known"]))
    assert asked.reason == "Где именно это: район, село, улица?"


@pytest.mark.parametrize(("do", "undone"), [("ask", "question-words"), ("decline", "reason-words")])
def test_a_question_and_a_refusal_can_be_undone(council: Council, client: Client, member: Member, do: str, undone: str) -> None:
    made = said(member, FLOOD, 1)
    decide(client, council, made, do, **{undone: "In own words"})
    made.refresh_from_db()
    assert made.reason == "In own words"

    client.post(url("triage-undo", council))
    client.post(url("triage-undo", council))

    made.refresh_from_db()
    assert (made.state, made.reason) == (Signal.State.RECEIVED, "")


@pytest.mark.parametrize(
    ("do", "fields", "kept"),
    [
        ("decline", {"reason-words": "", "reason-template": ""}, "Choose ready words or write your own"),
        ("ask", {"question-template": "nonsense"}, "nonsense is not one of the available choices"),
        ("separate", {"title": "", "summary": "Typed words"}, "Typed words"),
        ("separate", {"title": "x" * 201, "summary": "Typed words"}, "Typed words"),
    ],
)
def test_what_is_wrong_is_said_and_what_is_typed_kept(
    council: Council, client: Client, member: Member, do: str, fields: dict[str, str], kept: str
) -> None:
    made = said(member, FLOOD, 1)

    answer = decide(client, council, made, do, **fields)

    assert answer.status_code == 422
    assert kept in answer.text
    made.refresh_from_db()
    assert made.state == Signal.State.RECEIVED


def test_a_decision_comes_too_late_when_somebody_was_faster(
    council: Council, client: Client, secretary: Member, member: Member, issue: MakeIssue
) -> None:
    made, there = said(member, FLOOD, 1), issue("Floods", said(member, FLOOD_TOO, 2))
    add_to_issue(by=secretary, signal=made, issue=there)

    answer = decide(client, council, made, "decline", **{"reason-words": "Known"})

    assert answer.status_code == 422
    assert "Somebody has already decided about this signal." in answer.text


def test_marked_signals_are_returned_with_one_reason_and_taken_back_together(council: Council, client: Client, member: Member) -> None:
    marks = [said(member, FLOOD, 1), said(member, SCHOOL, 2)]
    ids = [signal.public_id for signal in marks]

    assert client.get(url("decline-marked", council), {"signal": ids}).text.count('name="signal"') == 2
    client.post(url("decline-marked", council), {"signal": ids, "reason-words": "Known"})
    assert set(Signal.objects.values_list("state", "reason")) == {("declined", "Known")}
    assert "2 signals were returned with a reason." in client.get(url("triage", council)).text
    client.post(url("triage-undo", council))

    assert set(Signal.objects.values_list("state", flat=True)) == {"received"}


def test_marked_signals_join_an_issue_and_one_already_decided_is_named(
    council: Council, client: Client, secretary: Member, member: Member, issue: MakeIssue
) -> None:
    made, other = issue("Floods"), issue("Schools")
    free, taken = said(member, FLOOD, 1), said(member, SCHOOL, 2)
    add_to_issue(by=secretary, signal=taken, issue=other)

    answer = client.post(url("add-marked", council), {"signal": [free.public_id, taken.public_id], "target": made.public_id}, follow=True)

    assert free.number in signals(made)
    assert f"№ {taken.number}: Somebody has already decided" in answer.text


def test_the_queue_shows_who_was_asked_apart(council: Council, client: Client, secretary: Member, signal: MakeSignal) -> None:
    waiting, asked = signal("Waiting here"), signal("Asked there")
    ask_author(by=secretary, signal=asked, question="Where?")

    first, second = client.get(url("triage", council)).text, client.get(url("triage", council), {"state": "asked"}).text

    assert (waiting.public_id in first, asked.public_id in first) == (True, False)
    assert (waiting.public_id in second.split('class="waiting"')[1], asked.public_id in second) == (False, True)


def test_an_empty_queue_says_what_to_do(council: Council, client: Client) -> None:
    assert "The queue is empty" in client.get(url("triage", council)).text
    assert "No signal is marked" in client.get(url("decline-marked", council)).text


def test_another_councils_step_is_not_undone_here(council: Council, secretary: Member, client: Client, member: Member) -> None:
    made = said(member, FLOOD, 1)
    decide(client, council, made, "decline", **{"reason-words": "Known"})
    elsewhere = factories.council()
    seat = factories.member(elsewhere, role=Member.Role.SECRETARY)
    seat.user = secretary.user
    seat.save()

    assert "was returned" not in client.get(url("triage", elsewhere)).text
    client.post(url("triage-undo", elsewhere))

    made.refresh_from_db()
    assert made.state == Signal.State.DECLINED


def test_a_pair_is_compared_in_a_language_that_both_have(council: Council, client: Client, member: Member) -> None:
    first = said(member, FLOOD, 1)
    second = said(member, "Жыл сайын өзен тасып, көпір жабылады.", 2, "kk")
    Signal.objects.filter(pk=second.pk).update(what=second.what.translated("ru", FLOOD_TOO, by=""))

    page = client.get(url("triage", council), {"signal": first.public_id}, headers={"accept-language": "kk"}).text

    assert page.count('<p class="written" lang="ru">') == 2
    assert "<mark>Скорая</mark>" in page
