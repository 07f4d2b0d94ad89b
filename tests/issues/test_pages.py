"""Pages of signals and issues: who sees what, and what happens to what is typed."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base.files import path_of
from kenes.base.models import File
from kenes.base.sniff import Checked
from kenes.councils.models import Council, Member
from kenes.issues.acts import add_to_issue, ask_author, decline_signal, merge_issues, publish_issue, publish_signal, report_signal
from kenes.issues.models import Issue, Signal
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.issues.conftest import MakeIssue, MakeSignal, photo, signals

KEY = "form-key-0001"


def entered(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, council: Council, *args: str) -> str:
    return reverse(name, args=[council.slug, *args])


def sent(**fields: object) -> dict[str, object]:
    return {"region": "KZ-10", "what": "The bridge is closed", "language": "en", "client_key": KEY, **fields}


def test_a_signal_is_sent_without_javascript(council: Council, member: Member) -> None:
    picture = SimpleUploadedFile("bridge.jpg", photo(), "image/jpeg")

    answer = entered(member).post(url("report-signal", council), sent(place="Zaisan", uploads=[picture]), follow=True)

    made = Signal.objects.get()
    assert answer.redirect_chain[-1][0] == url("signal-received", council, made.public_id)
    assert (made.region.code, made.place, made.what.original_text) == ("KZ-10", "Zaisan", "The bridge is closed")
    assert "The signal has arrived" in answer.text
    assert File.objects.get().name == "bridge.jpg"


def test_a_double_press_sends_one_signal(council: Council, member: Member) -> None:
    client = entered(member)

    first, second = (client.post(url("report-signal", council), sent()) for _ in range(2))

    assert first.url == second.url
    assert Signal.objects.count() == 1


def test_the_phone_gets_an_address_or_the_errors_as_json(council: Council, member: Member) -> None:
    client = entered(member)

    good = client.post(url("report-signal", council), sent(), headers={"accept": "application/json"})
    bad = client.post(url("report-signal", council), sent(what="", client_key="form-key-0002"), headers={"accept": "application/json"})

    assert (good.status_code, good.json()["number"]) == (201, 1)
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["what"])


def test_the_phone_learns_who_is_signed_in(council: Council, member: Member) -> None:
    nobody = Client().get(url("signal-token", council), headers={"accept": "application/json"})
    somebody = entered(member).get(url("signal-token", council), headers={"accept": "application/json"})

    assert nobody.status_code == 401
    assert somebody.json()["seat"] == member.public_id


def test_the_form_begins_with_the_region_of_the_seat_and_says_who_will_see_it(council: Council) -> None:
    member = factories.member(council, region="KZ-55")

    page = entered(member).get(url("report-signal", council)).text

    assert '<option value="KZ-55" selected>' in page
    assert "Who will see this" in page
    assert f"Your seat, Member {member.number:03d} · " in page
    assert "Your name: only the secretariat." in page


def test_nothing_typed_is_lost_when_something_is_wrong(council: Council, member: Member) -> None:
    bad = SimpleUploadedFile("page.jpg", b"<html><script>alert(1)</script>", "image/jpeg")

    answer = entered(member).post(url("report-signal", council), sent(place="Зайсан ауданы", basis="Өзім көрдім", uploads=[bad]))

    assert answer.status_code == 422
    for words in (
        "The bridge is closed",
        "Зайсан ауданы",
        "Өзім көрдім",
        KEY,
        "page.jpg: This kind of file",
        "choose the photo or file again",
    ):
        assert words in answer.text
    assert (Signal.objects.count(), Entry.objects.count(), File.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": "\0"}, "what"),
        ({"what": "a\ud800b".encode("utf-16", "surrogatepass").decode("utf-16", "replace") + "\x07"}, "what"),
        ({"what": "x" * 5001}, "what"),
        ({"place": "x" * 201}, "place"),
        ({"region": "RU-OMS"}, "region"),
        ({"region": ""}, "region"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_bad_field_is_named_and_leaves_no_trace(council: Council, member: Member, fields: dict[str, str], field: str) -> None:
    answer = entered(member).post(url("report-signal", council), sent(**fields), headers={"accept": "application/json"})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert (Signal.objects.count(), Entry.objects.count()) == (0, 0)


def test_unknown_and_repeated_fields_change_nothing(council: Council, member: Member) -> None:
    form = sent(is_public="1", state="in_issue", number="99", author="1", region=["KZ-10", "KZ-11"])

    entered(member).post(url("report-signal", council), form)

    made = Signal.objects.get()
    assert (made.is_public, made.state, made.number, made.author, made.region.code) == (False, "received", 1, member, "KZ-11")


def test_a_post_without_a_token_of_its_own_is_refused(council: Council, member: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(url("report-signal", council), sent()).status_code == 403
    assert Signal.objects.count() == 0


def test_a_spider_that_follows_every_link_as_secretary_changes_nothing(
    council: Council, secretary: Member, signal: MakeSignal, issue: MakeIssue
) -> None:
    waiting, client = signal(), entered(secretary)
    issue("Floods", signal())
    before = (Entry.objects.count(), Signal.objects.get(pk=waiting.pk).state)

    for name, args in [
        ("signals", ()),
        ("signal", (waiting.public_id,)),
        ("triage", ()),
        ("decline-marked", ()),
        ("add-marked", ()),
        ("make-issue", ()),
        ("issues", ()),
        ("issue", (Issue.objects.get().public_id,)),
        ("merge-issue", (Issue.objects.get().public_id,)),
        ("close-issue", (Issue.objects.get().public_id,)),
    ]:
        assert client.get(url(name, council, *args), {"signal": waiting.public_id}).status_code == 200, name
    for name, args in [
        ("withdraw-signal", (waiting.public_id,)),
        ("publish-signal", (waiting.public_id,)),
        ("triage-decide", ()),
        ("triage-undo", ()),
        ("publish-issue", (Issue.objects.get().public_id,)),
        ("reopen-issue", (Issue.objects.get().public_id,)),
    ]:
        assert client.get(url(name, council, *args)).status_code == 405, name

    assert (Entry.objects.count(), Signal.objects.get(pk=waiting.pk).state) == before


def test_what_members_write_is_inert_on_every_page(council: Council, secretary: Member, signal: MakeSignal, issue: MakeIssue) -> None:
    evil = "<script>alert(1)</script><svg onload=alert(1)>{{7*7}} =HYPERLINK(1)"
    waiting, part = signal(evil, place=evil[:100]), signal(evil)
    made, client = issue(evil, part), entered(secretary)
    pages = [
        url("signals", council),
        url("signal", council, waiting.public_id),
        url("issues", council),
        url("issue", council, made.public_id),
        url("triage", council),
        url("make-issue", council) + f"?signal={waiting.public_id}",
        url("merge-issue", council, made.public_id),
        url("decline-marked", council) + f"?signal={waiting.public_id}",
    ]

    for page in pages:
        shown = client.get(page).text
        assert "<script>alert" not in shown, page
        assert "<svg onload" not in shown, page
        assert ">49" not in shown, page


def test_a_list_cell_is_no_formula_and_holds_what_the_filters_show(council: Council, member: Member, signal: MakeSignal) -> None:
    signal("=1+1", region="KZ-63")
    signal("Another thing", region="KZ-10")

    answer = entered(member).get(url("signals", council), {"region": "KZ-63", "format": "csv"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",'=1+1," in lines[1]


def test_a_search_finds_kazakh_letters_in_either_case(council: Council, member: Member, signal: MakeSignal) -> None:
    found = signal("ӨЗЕН тасып, көпір жабылды")
    signal("Another thing")

    page = entered(member).get(url("signals", council), {"q": "өзен КӨПІР"}).text

    assert url("signal", council, found.public_id) in page
    assert page.count('class="item"') == 1


@pytest.mark.parametrize("query", ["q=%00", "region=nonsense", "state=nonsense", "page=-1", "page=1e9", "page=NaN", "q=" + "x" * 300])
def test_a_filter_that_makes_no_sense_breaks_nothing(council: Council, member: Member, signal: MakeSignal, query: str) -> None:
    signal()

    for name in ("signals", "issues"):
        assert entered(member).get(f"{url(name, council)}?{query}").status_code in (200, 400)  # 400: NUL is refused


def queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(page).status_code == 200
    return len(counted)


@pytest.mark.parametrize("name", ["signals", "issues", "triage"])
def test_a_list_of_thirty_asks_as_much_as_a_list_of_one(
    council: Council, secretary: Member, signal: MakeSignal, issue: MakeIssue, name: str
) -> None:
    client = entered(secretary)
    for _n in range(2):
        signal("The river closed the bridge", region="KZ-63")
    issue("The river", signal("The river floods", region="KZ-63"))
    one = queries(client, url(name, council))
    for n in range(29):
        signal(f"The river closed the bridge number {n}", region=("KZ-63", "KZ-10", "KZ-55")[n % 3])
        issue(f"Roads {n}", signal(f"Road {n}"))

    assert queries(client, url(name, council)) == one


def test_a_visitor_sees_what_is_published_and_no_author(council: Council, secretary: Member, member: Member, signal: MakeSignal) -> None:
    hidden, shown = signal("Hidden words"), signal("Published words", uploads=[Checked("p.jpg", "image/jpeg", photo())])
    member.user.name = "A private name"
    member.user.save()
    publish_signal(by=secretary, signal=shown)
    visitor = Client(headers={"accept-language": "en"})

    page, one = visitor.get(url("signals", council)).text, visitor.get(url("signal", council, shown.public_id)).text

    assert "Published words" in page
    assert "Hidden words" not in page
    for words in ("A private name", f"Member {member.number:03d}", "p.jpg", "teacher"):
        assert words not in one
    assert visitor.get(url("signal", council, hidden.public_id)).url.startswith(reverse("sign-in"))
    assert visitor.get(url("signal", council, "nonsense")).url.startswith(reverse("sign-in"))


def test_members_see_the_seat_and_only_the_secretariat_the_name(
    council: Council, secretary: Member, member: Member, signal: MakeSignal
) -> None:
    made = signal()
    member.user.name = "A private name"
    member.user.save()

    for_member = entered(factories.member(council)).get(url("signal", council, made.public_id)).text
    for_secretary = entered(secretary).get(url("signal", council, made.public_id)).text

    assert f"Member {member.number:03d}" in for_member
    assert "A private name" not in for_member
    assert "A private name" in for_secretary


def test_another_councils_objects_are_not_there(council: Council, signal: MakeSignal, issue: MakeIssue) -> None:
    made, stated = signal(uploads=[Checked("n.txt", "text/plain", b"words")]), issue()
    elsewhere = factories.council()
    stranger = entered(factories.member(elsewhere, role=Member.Role.SECRETARY))
    file = File.objects.get()

    for where in (council, elsewhere):
        for name, key in [
            ("signal", made.public_id),
            ("issue", stated.public_id),
            ("file", file.public_id),
            ("merge-issue", stated.public_id),
        ]:
            assert stranger.get(url(name, where, key)).status_code == 404, (name, where)
    assert stranger.get(url("signals", council)).text.count('class="item"') == 0
    assert stranger.post(url("publish-signal", elsewhere, made.public_id)).status_code == 404
    assert stranger.post(url("triage-decide", elsewhere), {"signal": made.public_id, "do": "decline"}).status_code == 404
    assert Signal.objects.filter(is_public=True).count() == 0


def test_a_members_queue_is_not_there(council: Council, member: Member, signal: MakeSignal) -> None:
    made, client = signal(), entered(member)

    for name in ("triage", "make-issue", "decline-marked", "add-marked"):
        assert client.get(url(name, council)).status_code == 404
    assert client.post(url("triage-decide", council), {"signal": made.public_id, "do": "decline", "words": "No"}).status_code == 404


def test_a_file_is_served_harmlessly_to_members_only(council: Council, member: Member, signal: MakeSignal) -> None:
    signal(uploads=[Checked("есеп.csv", "text/csv", b"a,b"), Checked("p.jpg", "image/jpeg", photo())])
    table, picture = File.objects.order_by("pk")
    client = entered(member)

    answer = client.get(url("file", council, table.public_id))
    shown = client.get(url("file", council, picture.public_id))

    assert answer.content == b"a,b"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%B5")
    assert shown["Content-Disposition"].startswith("inline;")
    for one in (answer, shown):
        assert one["X-Content-Type-Options"] == "nosniff"
        assert one["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert one["Cache-Control"] == "private, max-age=3600"
    assert Client().get(url("file", council, table.public_id)).status_code == 404


@pytest.mark.parametrize(
    ("visible_to", "open_to"),
    [
        ("public", ["visitor", "member", "author", "secretary"]),
        ("members", ["member", "author", "secretary"]),
        ("secretariat", ["secretary"]),
        ("author", ["author", "secretary"]),
        ("nonsense", []),
    ],
)
def test_a_file_opens_for_whom_it_is_meant(
    council: Council, secretary: Member, member: Member, signal: MakeSignal, visible_to: str, open_to: list[str]
) -> None:
    signal(uploads=[Checked("n.txt", "text/plain", b"words")])
    file = File.objects.get()
    file.visible_to = f"author/{member.public_id}" if visible_to == "author" else visible_to
    file.save()
    readers = {
        "visitor": Client(),
        "member": entered(factories.member(council)),
        "author": entered(member),
        "secretary": entered(secretary),
    }

    there = [name for name, client in readers.items() if client.get(url("file", council, file.public_id)).status_code == 200]

    assert there == open_to


def test_a_file_whose_bytes_are_gone_is_not_there(council: Council, member: Member, signal: MakeSignal) -> None:
    signal(uploads=[Checked("n.txt", "text/plain", b"words")])
    Path(path_of(File.objects.get())).unlink()

    assert entered(member).get(url("file", council, File.objects.get().public_id)).status_code == 404


def test_the_kept_page_names_nobody(council: Council, member: Member) -> None:
    page = entered(member).get(url("offline-signal", council)).text

    assert member.public_id not in page
    assert f"{member.number:03d} ·" not in page
    assert '<option value="" selected>' in page.split('id="id_region"')[1].split("</select>")[0]


def test_the_service_worker_stands_at_the_root() -> None:
    answer = Client().get("/sw.js")

    assert (answer["Content-Type"], answer["Service-Worker-Allowed"]) == ("text/javascript; charset=utf-8", "/")


def test_the_author_answers_on_the_signals_page(council: Council, secretary: Member, member: Member, signal: MakeSignal) -> None:
    made = signal()
    ask_author(by=secretary, signal=made, question="Which bridge exactly?")
    client = entered(member)

    assert "Which bridge exactly?" in client.get(url("signal", council, made.public_id)).text
    empty = client.post(url("answer-signal", council, made.public_id), {"answer": "", "language": "en"})
    assert empty.status_code == 422
    client.post(url("answer-signal", council, made.public_id), {"answer": "The one by the mill", "language": "en"})

    made.refresh_from_db()
    assert made.state == Signal.State.RECEIVED
    other = entered(factories.member(council)).get(url("signal", council, made.public_id)).text
    assert "Which bridge exactly?" not in other
    assert "by the mill" not in other


def test_a_reason_is_read_by_the_author_and_the_secretariat_only(
    council: Council, secretary: Member, member: Member, signal: MakeSignal
) -> None:
    made = signal()
    decline_signal(by=secretary, signal=made, reason="Known since the May report")

    page = url("signal", council, made.public_id)
    assert "Known since the May report" in entered(member).get(page).text
    assert "Known since the May report" not in entered(factories.member(council)).get(page).text


def test_an_author_withdraws_on_the_page(council: Council, member: Member, signal: MakeSignal) -> None:
    made, client = signal(), entered(member)

    client.post(url("withdraw-signal", council, made.public_id))

    assert Signal.objects.get().state == Signal.State.WITHDRAWN
    assert client.get(url("signal", council, made.public_id)).status_code == 200
    assert entered(factories.member(council)).get(url("signal", council, made.public_id)).status_code == 404


def test_issues_are_made_merged_and_separated_on_pages(council: Council, secretary: Member, signal: MakeSignal, issue: MakeIssue) -> None:
    client, parts = entered(secretary), [signal(), signal()]
    stated = {"title": "Floods", "summary": "Every spring", "language": "en"}

    client.post(url("make-issue", council), {**stated, "signal": [part.public_id for part in parts]})
    first, second = Issue.objects.get(), issue("Other")
    answer = client.post(url("merge-issue", council, second.public_id), {"target": first.public_id, "reason": "One river"}, follow=True)
    assert signals(first) == [1, 2, 3]
    assert "Undo the merge" in answer.text
    client.post(url("undo-merge", council, second.merges_out.get().public_id))

    assert (signals(first), signals(second)) == ([1, 2], [3])


def test_an_issue_without_signals_keeps_what_was_typed(council: Council, secretary: Member) -> None:
    answer = entered(secretary).post(url("make-issue", council), {"title": "Floods", "summary": "Every spring", "language": "en"})

    assert answer.status_code == 422
    assert "Choose at least one signal." in answer.text
    assert "Every spring" in answer.text


def test_an_issues_page_shows_its_parts_thread_and_history(
    council: Council, secretary: Member, member: Member, signal: MakeSignal, issue: MakeIssue
) -> None:
    made = issue("Floods", signal("Bridge one"))
    add_to_issue(by=secretary, signal=signal("Bridge two"), issue=made)
    merge_issues(by=secretary, source=issue("Rivers", signal("Bridge three")), target=made, reason="One river")

    page = entered(member).get(url("issue", council, made.public_id)).text

    for words in (
        "Bridge one",
        "Bridge two",
        "Bridge three",
        "One river",
        "Issue 1 was made of 1 signal",
        "Signal 2 became part",
        "Your contribution",
    ):
        assert words in page


def test_a_visitor_reads_a_public_issue_without_its_members_words(
    council: Council, secretary: Member, signal: MakeSignal, issue: MakeIssue
) -> None:
    made = issue("Floods", signal("Bridge one"))
    publish_issue(by=secretary, issue=made)

    page = Client(headers={"accept-language": "en"}).get(url("issue", council, made.public_id)).text

    assert "Floods" in page
    assert "Bridge one" not in page
    assert "Your contribution" not in page


def test_a_signal_in_kazakh_is_marked_as_kazakh(council: Council, member: Member) -> None:
    made = report_signal(by=member, region=member.region, what=text("x").of("kk", "Өзен тасып, көпір жабылды"), client_key="key-00000001")

    page = entered(member).get(url("signal", council, made.public_id)).text

    assert '<div class="written" lang="kk"><p>Өзен тасып, көпір жабылды</p>' in page


def test_merged_issues_are_listed_only_where_asked_for(council: Council, secretary: Member, member: Member, issue: MakeIssue) -> None:
    merge_issues(by=secretary, source=issue("Rivers"), target=issue("Floods"), reason="One river")
    client = entered(member)

    everything, merged = client.get(url("issues", council)).text, client.get(url("issues", council), {"state": "merged"}).text

    assert (everything.count('class="item"'), merged.count('class="item"')) == (1, 1)
    assert ("Floods" in everything, "Rivers" in merged) == (True, True)


def test_a_signals_history_tells_which_issues_it_was_part_of(
    council: Council, member: Member, signal: MakeSignal, issue: MakeIssue
) -> None:
    made, other = signal(), signal()
    issue("Floods", made)
    issue("Schools", other)

    page = entered(member).get(url("signal", council, made.public_id)).text

    assert page.count("was made of 1 signal") == 1
    assert "Issue 1 was made of 1 signal" in page
