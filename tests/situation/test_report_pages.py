"""The pages of situation reports and of questions about figures, as members, the secretariat and visitors meet them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.issues.models import Signal
from kenes.situation.acts.reports import close_period, publish_period
from kenes.situation.models import Domain, ReportPeriod, SituationNote, SituationReport
from tests import factories
from tests.factories import text
from tests.situation import question_scenes
from tests.situation.periods_open import NORTH, SOUTH, closed, from_region, grouped, opened, rated

DIVIDED = [-2, -2, -1, 1, 2, 2]
GOOD = {"rating": "-1", "direction": "worse", "confidence": "high", "change": "The clinic closed", "evidence": "Order 12", "language": "en"}


def entered(member: Member | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if member:
        assert member.user is not None
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, council: Council, *more: str) -> str:
    return reverse(name, args=[council.slug, *more])


def domain_url(period: ReportPeriod, domain: str) -> str:
    return url("write-domain", period.council, period.public_id, domain)


@pytest.fixture
def local(council: Council) -> Member:
    return factories.member(council, region="KZ-55")


def test_a_member_goes_from_my_page_through_all_domains(council: Council, local: Member, secretary: Member) -> None:
    period = opened(secretary)
    client = entered(local)

    asked = client.get(url("my-page", council)).text
    assert "Assess your region" in asked
    assert url("write-report", council, period.public_id) in asked
    assert "10 min" in asked
    assert client.get(domain_url(period, "health")).text.count("required with a rating") == 2
    listed = client.get(url("write-report", council, period.public_id)).text
    assert listed.count("Not assessed yet") == 12
    for number, domain in enumerate(Domain.values):
        there = Domain.values[number + 1] if number < 11 else None
        answer = client.post(domain_url(period, domain), GOOD if number % 2 else {"rating": "none", "language": "en"})
        assert answer["Location"] == (domain_url(period, there) if there else url("write-report", council, period.public_id))

    assert SituationReport.objects.filter(member=local, region__code="KZ-55").count() == 12
    assert "Assess your region" not in client.get(url("my-page", council)).text
    own = client.get(url("write-report", council, period.public_id)).text
    assert own.count("No basis to judge") == 6
    assert own.count("Getting worse") == 6


def test_a_member_cannot_report_for_another_region(council: Council, local: Member, secretary: Member) -> None:
    period = opened(secretary)
    entered(local).post(domain_url(period, "health"), GOOD | {"region": "KZ-10", "member": "1", "report_period": "1"})
    assert SituationReport.objects.get().region.code == "KZ-55"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rating": ""}, "Choose an answer."),
        ({"rating": "5"}, "rating"),
        ({"direction": ""}, "Choose one of the three answers."),
        ({"confidence": "sure"}, "confidence"),
        ({"evidence": "Order 12 " + "x" * 500}, "500"),
        ({"evidence": "a\x07b"}, "cannot be stored"),
    ],
)
def test_nothing_typed_is_lost_on_an_error(council: Council, local: Member, secretary: Member, changed: dict[str, str], says: str) -> None:
    answer = entered(local).post(domain_url(opened(secretary), "health"), GOOD | {"change": "Емхана жабылды"} | changed)

    assert answer.status_code == 422
    assert "Емхана жабылды" in answer.text
    assert says in answer.text
    assert "Order 12" in answer.text or "evidence" in changed
    assert not SituationReport.objects.exists()


def test_a_report_that_comes_too_late_is_refused_with_the_text_kept(council: Council, local: Member, secretary: Member) -> None:
    period = opened(secretary)
    close_period(by=secretary, period=period)

    answer = entered(local).post(domain_url(period, "health"), GOOD)

    assert answer.status_code == 422
    assert "This period is closed" in answer.text
    assert "The clinic closed" in answer.text
    assert entered(local).get(domain_url(period, "health"))["Location"] == period.get_absolute_url()
    assert entered(local).get(domain_url(period, "weather")).status_code == 404


def test_a_report_kept_on_the_phone_is_taken_as_json_and_sent_twice_is_one(council: Council, local: Member, secretary: Member) -> None:
    period, client = opened(secretary), entered(local)
    send = {"headers": {"accept": "application/json"}}

    good = [client.post(domain_url(period, "health"), GOOD | {"client_key": "report-x"}, **send) for _ in range(2)]
    bad = client.post(domain_url(period, "health"), GOOD | {"direction": ""}, **send)

    assert [answer.status_code for answer in good] == [201, 201]
    assert good[0].json() == {"url": domain_url(period, "education")}
    assert (bad.status_code, list(bad.json()["errors"])) == (422, ["direction"])
    assert SituationReport.objects.get().direction == "worse"


def test_last_times_answer_stands_beside_the_form_and_does_not_fill_it(council: Council, local: Member, secretary: Member) -> None:
    with clock.at(clock.now() - timedelta(days=90)):
        before = opened(secretary, "2026-Q2")
        rated(before, local, -2, change=text("No doctor since May"))
        close_period(by=secretary, period=before)
    period = opened(secretary)

    page = entered(local).get(domain_url(period, "health")).text

    assert "What you said last time (II quarter of 2026)" in page
    assert "No doctor since May" in page
    assert "checked" not in page
    assert "What you write, with your region: the members of the council" in page


def test_an_open_period_shows_who_wrote_as_far_as_the_gate_allows_and_nothing_more(council: Council, secretary: Member) -> None:
    seats = from_region(council, "KZ-55", DIVIDED) + from_region(council, "KZ-10", [1, 1])
    period = opened(secretary)
    for member, rating in seats:
        rated(period, member, rating, change=text("Seen by nobody yet"))

    page = entered(seats[0][0]).get(period.get_absolute_url()).text

    assert "8 of 8 members" in page
    assert "Seen by nobody yet" not in page
    assert "Withheld (small cell)" in page
    assert entered(None).get(period.get_absolute_url())["Location"].startswith(reverse("sign-in"))


def test_results_show_a_distribution_and_a_small_region_in_its_macro_region(council: Council, secretary: Member) -> None:
    grouped(council)
    period = closed(secretary, {SOUTH[0]: [-2, 1], SOUTH[1]: [-1, 0, 2, 2], NORTH[0]: [*DIVIDED, None, None, None, None, None]})
    member = entered(factories.member(council))

    everywhere = member.get(period.get_absolute_url()).text
    small = member.get(period.get_absolute_url(), {"region": SOUTH[0]}).text
    by_region = member.get(period.get_absolute_url(), {"domain": "health"}).text

    assert "n = 12" in everywhere
    assert "5 had no basis to judge" in everywhere
    assert "“South”" in small
    assert "n = 6" in small
    assert "The members are divided" in by_region
    assert by_region.index("Pavlodar") < by_region.index("South")
    for nonsense in ({"region": "KZ-99"}, {"domain": "weather"}, {"page": "x"}):
        assert member.get(period.get_absolute_url(), nonsense).status_code == 200


def test_what_members_write_is_for_members_without_names_and_numbers(council: Council, local: Member, secretary: Member) -> None:
    period = opened(secretary)
    rated(period, local, -1, change=text("The clinic <b>closed</b>"), evidence="Order 12")
    close_period(by=secretary, period=period)
    publish_period(by=secretary, period=period)

    member = entered(factories.member(council)).get(period.get_absolute_url()).text
    visitor = entered(None).get(period.get_absolute_url()).text

    assert "The clinic &lt;b&gt;closed" in member
    assert "Pavlodar Region · Health" in member
    assert f"{local.number:03d}" not in member.split("What members write")[1].split("</section>")[0]
    assert "clinic" not in visitor
    assert "What members write" not in visitor


def test_the_secretariat_opens_closes_and_publishes(council: Council, local: Member, secretary: Member) -> None:
    client = entered(secretary)
    form = client.get(url("open-period", council)).text
    assert "1 member with a region will be asked." in form
    bad = client.post(url("open-period", council), {"period": "2031", "closes_on": "31.02.2027"})
    assert bad.status_code == 422
    assert "There is no such day" in bad.text
    period_asked = form.split('<option value="')[1].split('"')[0]
    closes = (clock.now() + timedelta(days=9)).date().isoformat()

    client.post(url("open-period", council), {"period": period_asked, "closes_on": closes})
    period = ReportPeriod.objects.get()
    assert period.period == period_asked
    again = client.post(url("open-period", council), {"period": "2026", "closes_on": closes})
    assert again.status_code == 422
    for act in ("close-period", "publish-period", "publish-period"):
        assert client.post(url(act, council, period.public_id))["Location"] == period.get_absolute_url()
    period.refresh_from_db()
    assert (period.state, period.is_public) == ("closed", True)
    assert period.name in entered(None).get(url("report-periods", council)).text
    assert "Nobody wrote" in entered(None).get(period.get_absolute_url()).text


@pytest.mark.parametrize(("language", "says"), [("kk", "ж. III тоқсан"), ("ru", "III квартал 2026")])
def test_pages_speak_the_readers_language(council: Council, local: Member, secretary: Member, language: str, says: str) -> None:
    with clock.at(clock.now() - timedelta(days=30)):
        over = closed(secretary, {"KZ-10": DIVIDED})
    period = opened(secretary, "2026-Q4")
    client = entered(local)
    client.cookies["django_language"] = language
    shown = [
        client.get(there, headers={"accept-language": language}).text
        for there in (over.get_absolute_url(), domain_url(period, "health"), url("write-report", council, period.public_id))
    ]
    assert says.split()[-1] in shown[0]
    for page in shown:
        assert f'<html lang="{language}"' in page
        for english in ("Save and go on", "The members are", "What members", "Who will see this", "Neither good"):
            assert english not in page


def answered(**changed: Any) -> dict[str, str]:
    return {"note": "A mine closed in May", "confidence": "high", "language": "en", "client_key": "note-key-1", **changed}


def test_a_question_is_asked_on_my_page_and_answered_with_a_note(council: Council, local: Member) -> None:
    assert local.region is not None
    question = question_scenes.asked(council, local.region)
    client = entered(local)

    card = client.get(url("my-page", council)).text
    assert "Say what is behind a figure" in card
    page = client.get(question.get_absolute_url()).text
    assert "Compared with 2033 it changed by" in page
    assert "<svg" in page
    bad = client.post(question.get_absolute_url(), answered(confidence=""))
    assert (bad.status_code, "A mine closed in May" in bad.text) == (422, True)
    good = client.post(question.get_absolute_url(), answered())
    assert good["Location"] == question.get_absolute_url()
    assert "A mine closed in May" in client.get(question.get_absolute_url()).text
    assert "Say what is behind a figure" not in client.get(url("my-page", council)).text
    assert SituationNote.objects.get().question == question


def test_members_of_other_regions_read_a_question_and_do_not_answer_it(council: Council, local: Member) -> None:
    assert local.region is not None
    question = question_scenes.asked(council, local.region)
    other = entered(factories.member(council, region="KZ-11"))

    assert "Only members from this region answer." in other.get(question.get_absolute_url()).text
    answer = other.post(question.get_absolute_url(), answered())
    assert answer.status_code == 422
    assert "A mine closed in May" in answer.text
    assert not SituationNote.objects.exists()


def test_a_question_is_answered_with_a_signal_that_names_its_figure(council: Council, local: Member) -> None:
    assert local.region is not None
    question = question_scenes.asked(council, local.region)
    client = entered(local)

    form = client.get(url("report-signal", council), {"question": question.public_id}).text
    assert f'name="question" value="{question.public_id}"' in form
    assert "About the figure: Unemployment, 2034" in form
    sent = {"region": "KZ-55", "what": "The mine closed", "language": "en", "client_key": "form-key-1", "question": question.public_id}
    client.post(url("report-signal", council), sent)

    signal = Signal.objects.get()
    question.refresh_from_db()
    assert (signal.question, question.state) == (question, "answered")
    page = client.get(signal.get_absolute_url()).text
    assert question.indicator.get_absolute_url() in page
    assert question.get_absolute_url() in page
    assert "Signal No. 1" in client.get(question.get_absolute_url()).text


def test_a_signal_that_names_anothers_question_is_a_signal_without_one(council: Council, local: Member) -> None:
    other = factories.council()
    region = factories.member(other, region="KZ-55").region
    assert region is not None
    foreign = question_scenes.asked(other, region)
    for number, about in enumerate([{"question": foreign.public_id}, {"question": "nobody"}, {"indicator": "NONE", "figure_period": "x"}]):
        sent = {"region": "KZ-55", "what": "The mine closed", "language": "en", "client_key": f"form-key-{number}"}
        assert entered(local).post(url("report-signal", council), sent | about).status_code == 302
    assert not Signal.objects.exclude(question=None, indicator=None).exists()


def test_a_note_is_written_beside_any_figure_of_ones_own_region_and_published_by_moderators(council: Council, local: Member) -> None:
    assert local.region is not None
    indicator = question_scenes.asked(council, local.region).indicator
    client, moderator = entered(local), factories.member(council, role=Member.Role.MODERATOR)
    there = url("write-note", council) + "?indicator=JOBLESS"

    assert '<option value="2034"' in client.get(there).text
    assert client.get(f"{there}&region=KZ-10")["Location"] == indicator.get_absolute_url()
    assert client.get(url("write-note", council) + "?indicator=NONE").status_code == 404
    assert client.post(there, answered(period="2031"))["Location"] == indicator.get_absolute_url()
    note = SituationNote.objects.get()
    assert (note.period, note.question) == ("2031", None)
    seat = f"Member {local.number:03d}"
    assert entered(None).get(note.get_absolute_url()).status_code == 302
    assert seat in entered(moderator).get(note.get_absolute_url()).text
    assert entered(moderator).post(url("publish-note", council, note.public_id))["Location"] == note.get_absolute_url()
    public = entered(None).get(note.get_absolute_url()).text
    record = entered(None).get(url("record", council)).text
    for page in (public, record):
        assert "A mine closed in May" in page
        assert seat not in page
