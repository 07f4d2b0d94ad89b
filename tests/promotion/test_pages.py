"""The pages of this room: who sees what, constant queries, CSV, nothing changed by looking."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.base.sniff import Checked
from kenes.councils.models import Council, Member
from kenes.promotion import acts
from kenes.promotion.models import Answer, Body, Brief, Commitment, DayOverride, Dispatch, Judgement, Verdict
from kenes.recommendations.models import Recommendation
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.promotion import world


def signed_in(member: Member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    assert member.user is not None
    client.force_login(member.user)
    return client


def url(council: Council, path: str) -> str:
    return f"/c/{council.slug}/{path}"


@pytest.fixture
def all_of_it(secretary: Member, member: Member) -> dict[str, Any]:
    """One of everything."""
    made = world.recommendation(secretary.council, issues=[world.issue(secretary.council, [member])])
    promise, token = world.commitment(secretary, made)
    verdict = acts.ask_verdict(by=secretary, commitment=promise)
    draft = world.brief(secretary, [world.recommendation(secretary.council)], title="A brief that nobody sent")
    dispatch = Dispatch.objects.get()
    paths = {
        "bodies": "bodies/",
        "briefs": "briefs/",
        "draft": f"briefs/{draft.public_id}/",
        "brief": f"briefs/{dispatch.brief.public_id}/",
        "pdf": f"briefs/{draft.public_id}/kk.pdf",
        "send": f"briefs/{draft.public_id}/send/",
        "dispatches": "dispatches/",
        "dispatch": f"dispatches/{dispatch.public_id}/",
        "commitments": "commitments/",
        "commitment": f"commitments/{promise.public_id}/",
        "ask": f"commitments/{promise.public_id}/verdict/",
        "verdict": f"verdicts/{verdict.public_id}/",
        "new body": "bodies/new/",
        "calendar": "calendar/",
        "new brief": "briefs/new/",
    }
    return {"paths": paths, "promise": promise, "verdict": verdict, "draft": draft, "dispatch": dispatch, "token": token}


PUBLIC = {"briefs", "brief", "dispatches", "dispatch", "commitments", "commitment", "verdict"}
MEMBERS = PUBLIC | {"bodies", "draft", "pdf"}


def test_each_reader_opens_what_is_theirs_and_nothing_else(all_of_it: dict[str, Any], member: Member, secretary: Member) -> None:
    readers = {"visitor": (Client(), PUBLIC, 302), "member": (signed_in(member), MEMBERS, 404)}
    outsider = factories.member(factories.council())
    readers["outsider"] = (signed_in(outsider), PUBLIC, 404)
    readers["secretary"] = (signed_in(secretary), set(all_of_it["paths"]), 404)

    for reader, (client, opens, refusal) in readers.items():
        for name, path in all_of_it["paths"].items():
            wanted = 200 if name in opens else refusal
            assert client.get(url(secretary.council, path)).status_code == wanted, (reader, name)


def test_objects_of_another_council_are_not_there(all_of_it: dict[str, Any], secretary: Member) -> None:
    other = factories.member(factories.council(), role=Member.Role.SECRETARY)
    client = signed_in(other)

    for name in ("draft", "brief", "pdf", "send", "dispatch", "commitment", "ask", "verdict"):
        assert client.get(url(other.council, all_of_it["paths"][name])).status_code == 404, name
    for path in (f"dispatches/{all_of_it['dispatch'].public_id}/link/", f"verdicts/{all_of_it['verdict'].public_id}/answer/"):
        assert client.post(url(other.council, path), {"note": "x", "value": "done"}).status_code == 404


def test_looking_changes_nothing(all_of_it: dict[str, Any], secretary: Member) -> None:
    client, entries = signed_in(secretary), Entry.objects.count()
    counts = [model.objects.count() for model in (Body, Brief, Dispatch, Answer, Commitment, Verdict)]

    for path in all_of_it["paths"].values():
        client.get(url(secretary.council, path))
    for path in (f"dispatches/{all_of_it['dispatch'].public_id}/link/", "calendar/clear/"):
        assert client.get(url(secretary.council, path)).status_code == 405

    assert Entry.objects.count() == entries
    assert [model.objects.count() for model in (Body, Brief, Dispatch, Answer, Commitment, Verdict)] == counts


def test_a_visitor_sees_neither_the_sender_nor_an_unconfirmed_answer(secretary: Member, client: Client) -> None:
    made = world.recommendation(secretary.council)
    dispatch, token = world.dispatched(secretary, [made])
    answer = world.answered(token, [world.reply(made, reason="We shall see.")])
    page = url(secretary.council, f"dispatches/{dispatch.public_id}/")

    assert "We shall see." not in client.get(page).content.decode()
    assert "A. Official" in signed_in(secretary).get(page).content.decode()
    acts.confirm_sender(by=secretary, answer=answer, note="Called the registry.")
    shown = client.get(page).content.decode()
    assert "We shall see." in shown
    assert "A. Official" not in shown
    assert "Called the registry" not in shown
    assert token not in shown


def test_a_brief_is_composed_and_sent_by_hand(secretary: Member, client: Client) -> None:
    staff, council = signed_in(secretary), secretary.council
    made = world.recommendation(council)
    staff.post(url(council, "bodies/new/"), {"name_kk": "Үлгі министрлік", "name_ru": "Министерство-образец"})
    data = {"title": "Жедел жәрдем", "summary": "Кеш келеді", "language": "kk", "recommendations": [made.public_id]}
    assert staff.post(url(council, "briefs/new/"), data).status_code == 302
    brief, body = Brief.objects.get(), Body.objects.get()

    send = url(council, f"briefs/{brief.public_id}/send/")
    assert staff.post(send, {"body": body.public_id, "registration": ""}).status_code == 422
    reply = staff.post(send, {"body": body.public_id, "registration": "2026/1"})

    page = reply.content.decode()
    link = page[page.index("/a/") : page.index("/a/") + 3 + 43] + "/"
    assert client.get(link).status_code == 200
    assert "no-store" in reply["Cache-Control"]
    assert staff.post(send, {"body": body.public_id, "registration": "2026/1"}).status_code == 422
    assert Dispatch.objects.count() == 1


def test_what_is_missing_is_named_before_sending(secretary: Member) -> None:
    made = world.recommendation(secretary.council, title=text("Water 漢 \U0001f600 pipes"))
    brief = world.brief(secretary, [made])
    world.body(secretary)

    page = signed_in(secretary).get(url(secretary.council, f"briefs/{brief.public_id}/send/")).content.decode()

    assert "Title of the recommendation" in page
    assert "漢\U0001f600" in page


def test_a_decision_without_its_ground_keeps_the_page(secretary: Member) -> None:
    made = world.recommendation(secretary.council)
    dispatch, token = world.dispatched(secretary, [made])
    answer = world.answered(token, [world.reply(made)])
    path = url(secretary.council, f"dispatches/{dispatch.public_id}/answers/{answer.public_id}/")
    staff = signed_in(secretary)

    assert staff.post(path, {"note": "", "decision": "confirm"}).status_code == 422
    assert staff.post(path, {"note": "Letter", "decision": "refuse"}).status_code == 302
    answer.refresh_from_db()
    assert answer.state == Answer.State.REFUSED


def test_a_member_gives_a_verdict_and_nobody_else_sees_it(all_of_it: dict[str, Any], member: Member, secretary: Member) -> None:
    path = url(secretary.council, f"verdicts/{all_of_it['verdict'].public_id}/")
    mine = signed_in(member)
    data = {"value": "not_done", "evidence": "I waited an hour on 3 May.", "language": "en"}

    assert mine.post(f"{path}answer/", {**data, "value": ["done", "great"]}).status_code == 422
    assert mine.post(f"{path}answer/", data).status_code == 302

    assert "I waited an hour" in mine.get(path).content.decode()
    assert "I waited an hour" not in signed_in(secretary).get(path).content.decode()
    assert "I waited an hour" not in signed_in(factories.member(secretary.council)).get(path).content.decode()
    assert signed_in(secretary).post(f"{path}answer/", data).status_code == 404
    assert Judgement.objects.get().value == "not_done"


def test_a_verdict_is_asked_by_hand(secretary: Member, member: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(secretary.council))
    path, staff = url(secretary.council, f"commitments/{promise.public_id}/verdict/"), signed_in(secretary)

    assert staff.post(path, {"closes_on": "2020-01-01"}).status_code == 422
    assert staff.post(path, {"closes_on": "nonsense"}).status_code == 422
    assert staff.post(path, {"closes_on": (clock.now() + timedelta(days=14)).date().isoformat()}).status_code == 302
    assert Verdict.objects.count() == 1


def test_a_member_reports_progress_and_an_empty_report_is_kept_back(member: Member, secretary: Member) -> None:
    promise, _ = world.commitment(secretary, world.recommendation(member.council))
    path = url(member.council, f"commitments/{promise.public_id}/progress/")

    assert signed_in(member).post(path, {"report": " ", "language": "en"}).status_code == 422
    assert signed_in(member).post(path, {"report": "Two districts publish.", "language": "en"}).status_code == 302
    assert "Two districts publish." in Client().get(url(member.council, f"commitments/{promise.public_id}/")).content.decode()


def test_days_are_set_and_cleared_by_hand(secretary: Member) -> None:
    staff, path = signed_in(secretary), url(secretary.council, "calendar/")

    assert staff.post(path, {"day": "31.02.2026", "works": "no", "note": "Order 1"}).status_code == 422
    assert staff.post(path, {"day": "03.02.2026", "works": "no", "note": "Order 1"}).status_code == 302
    assert staff.post(path, {"day": "2026-02-03", "works": "yes", "note": "Order 2"}).status_code == 422
    assert staff.post(f"{path}clear/", {"day": "2026-02-03"}).status_code == 302
    assert staff.post(f"{path}clear/", {"day": "2026-02-03"}).status_code == 404
    assert staff.post(f"{path}clear/", {"day": "x"}).status_code == 404
    assert not DayOverride.objects.exists()


def test_empty_lists_say_what_to_do(secretary: Member) -> None:
    staff = signed_in(secretary)

    for path in (
        "bodies/",
        "briefs/",
        "dispatches/",
        "commitments/",
        "briefs/new/",
        "dispatches/?state=overdue",
        "commitments/?state=overdue",
    ):
        page = staff.get(url(secretary.council, path))
        assert page.status_code == 200
        assert 'class="empty"' in page.content.decode(), path


def test_overdue_dispatches_can_be_listed_alone(secretary: Member, client: Client) -> None:
    with clock.at(clock.now() - timedelta(days=60)):
        world.dispatched(secretary, [world.recommendation(secretary.council)], registration="late-1")
    world.dispatched(secretary, [world.recommendation(secretary.council)], registration="new-2")

    page = client.get(url(secretary.council, "dispatches/?state=overdue")).content.decode()
    assert "late-1" in page
    assert "new-2" not in page


def test_csv_holds_what_is_shown_and_no_formulas(secretary: Member, client: Client) -> None:
    world.dispatched(secretary, [world.recommendation(secretary.council)], registration="=1+1")
    world.dispatched(secretary, [world.recommendation(secretary.council)], registration="2026/7")

    everything = client.get(url(secretary.council, "dispatches/?format=csv"))
    assert everything["Content-Type"].startswith("text/csv")
    assert "'=1+1" in everything.content.decode()
    none = client.get(url(secretary.council, "dispatches/?format=csv&state=answered")).content.decode()
    assert len(none.strip().splitlines()) == 1


MAKERS: dict[str, Callable[[Member], object]] = {
    "bodies/": lambda by: world.body(by),
    "briefs/": lambda by: world.dispatched(by, [world.recommendation(by.council)]),
    "dispatches/": lambda by: world.dispatched(by, [world.recommendation(by.council)]),
    "commitments/": lambda by: world.commitment(by, world.recommendation(by.council)),
}


@pytest.mark.parametrize("path", MAKERS)
def test_a_list_takes_as_many_queries_for_ten_rows_as_for_one(path: str, secretary: Member) -> None:
    staff, where = signed_in(secretary), url(secretary.council, path)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert staff.get(where).status_code == 200
        return len(captured)

    MAKERS[path](secretary)
    queries()
    one = queries()
    for _ in range(9):
        MAKERS[path](secretary)
    assert queries() == one


def test_a_drafts_recommendations_are_only_adopted_ones(secretary: Member) -> None:
    draft = world.recommendation(secretary.council, state=Recommendation.State.DRAFT)
    world.recommendation(secretary.council)

    reply = signed_in(secretary).post(
        url(secretary.council, "briefs/new/"),
        {"title": "x", "summary": "y", "language": "en", "recommendations": [draft.public_id]},
    )

    assert reply.status_code == 422
    assert not Brief.objects.exists()


def test_evidence_files_are_the_secretariats_to_see_after_the_end(secretary: Member) -> None:
    verdict, people = world.asked(secretary, "KZ-55", 5)
    photo = Checked("road.txt", "text/plain", b"seen")
    for person in people:
        acts.judge(by=person, verdict=verdict, value="done", evidence=text("Seen."), upload=photo if person == people[0] else None)
    page = url(secretary.council, f"verdicts/{verdict.public_id}/")

    assert "/files/" not in signed_in(secretary).get(page).content.decode()
    with clock.at(verdict.closes_at):
        acts.close_verdict(verdict=verdict)
    assert "File 1" in signed_in(secretary).get(page).content.decode()
    assert "File 1" not in signed_in(people[1]).get(page).content.decode()
