"""The register of claims: as they circulate, where they were seen, which are the same; seen by members until a finding is published."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.base.models import SearchDocument
from kenes.base.text import Text, empty
from kenes.claims.acts.imports import import_reviews
from kenes.claims.acts.register import (
    Seen,
    add_appearance,
    decline_claim,
    describe_claim,
    join_claim,
    readmit_claim,
    register_claim,
    separate_claim,
    take_out_appearance,
)
from kenes.claims.errors import ClaimNotFree, NotSeenYet, PlaceNeeded, RatingInside, SameClaim, SeenAlready, UnusableLink
from kenes.claims.exchange import read
from kenes.claims.models import Claim
from kenes.claims.queries.register import seen, with_counts
from kenes.claims.similar import alike, how_compared
from kenes.claims.texts import hash_of_description
from kenes.councils.models import Council, Member
from kenes.engine.similarity import meaning
from kenes.notices.models import Notice
from kenes.record.models import Entry
from tests import factories
from tests.claims.test_exchange import FOREIGN, as_bytes
from tests.issues.conftest import notices_to

pytestmark = pytest.mark.django_db
Role = Member.Role


@pytest.fixture
def council() -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture
def member(council: Council) -> Member:
    return factories.member(council)


@pytest.fixture
def secretary(council: Council) -> Member:
    return factories.member(council, role=Role.SECRETARY)


def place(**changes: Any) -> Seen:
    return Seen(**{"language": "ru", "seen_on": clock.now().date(), "url": "https://news.example.org/1", **changes})


def claim(by: Member, words: str = "Границу закрыли для грузовиков", **changes: Any) -> Claim:
    facts: dict[str, Any] = {
        "wording": Text.of("ru", words),
        "context": empty(),
        "type": Claim.Kind.FACTUAL,
        "about_side": None,
        "regions": [],
        "seen": [place()],
        "client_key": str(uuid4()),
    }
    return register_claim(by=by, **{**facts, **changes})


def browser(member: Member | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if member:
        assert member.user
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_claim_is_registered_once_and_the_record_names_nobody(member: Member, secretary: Member) -> None:
    key = str(uuid4())
    first, again = claim(member, client_key=key), claim(member, client_key=key)
    assert (first.pk, Claim.objects.count(), first.number) == (again.pk, 1, 1)
    body = Entry.objects.get(type="claim.registered").body
    assert member.ref not in body
    assert "Границу" not in body
    assert Notice.objects.get(kind="claim.new").to == secretary.user


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"url": "", "outlet": ""}, PlaceNeeded),
        ({"url": "http://127.0.0.1/admin"}, UnusableLink),
        ({"url": "http://10.1.2.3/"}, UnusableLink),
        ({"url": "http://[::1]/"}, UnusableLink),
        ({"url": "https://localhost/x"}, UnusableLink),
        ({"url": "http://printer.local/"}, UnusableLink),
        ({"url": "http://127.1/"}, UnusableLink),
        ({"url": "http://0x7f.1/"}, UnusableLink),
        ({"url": "javascript:alert(1)"}, UnusableLink),
        ({"url": "https://a:b@news.example.org/"}, UnusableLink),
        ({"seen_on": clock.now().date() + timedelta(days=2)}, NotSeenYet),
    ],
)
def test_a_place_that_nobody_could_open_is_refused_and_leaves_no_trace(member: Member, changes: dict[str, Any], refusal: Any) -> None:
    before = Entry.objects.count()
    with pytest.raises(refusal):
        claim(member, seen=[place(**changes)])
    assert (Claim.objects.count(), Entry.objects.count()) == (0, before)


def test_where_a_claim_recurs_is_added_and_counted_by_month(member: Member) -> None:
    made = claim(member, seen=[place(seen_on=clock.now().date() - timedelta(days=70))])
    add_appearance(by=member, claim=made, place=place(url="https://news.example.org/2", quote="Граница закрыта"))
    with pytest.raises(SeenAlready):
        add_appearance(by=member, claim=made, place=place(url="https://news.example.org/2"))
    shown = seen(made)
    assert [one.url for one in shown.places] == ["https://news.example.org/2", "https://news.example.org/1"]
    assert (sum(month.n for month in shown.months), len(shown.months) >= 3) == (2, True)


def test_today_is_the_day_where_the_member_lives_and_a_talk_is_noted_once(member: Member) -> None:
    with clock.at(datetime(2026, 11, 2, 20, tzinfo=UTC)):  # one o'clock of the third in Kazakhstan
        made = claim(member, seen=[place(url="", outlet="A talk", seen_on=date(2026, 11, 3))])
        with pytest.raises(SeenAlready):
            add_appearance(by=member, claim=made, place=place(url="", outlet="A talk", seen_on=date(2026, 11, 3)))
        with pytest.raises(NotSeenYet):
            add_appearance(by=member, claim=made, place=place(seen_on=date(2026, 11, 4)))


def test_no_act_registers_a_claim_that_says_its_rating(member: Member) -> None:
    with pytest.raises(RatingInside):
        claim(member, "Fake: the border is closed")


def test_the_list_compares_how_many_claims_are_about_each_side(council: Council, member: Member) -> None:
    claim(member, about_side=member.side)
    page = browser(member).get(reverse("claims", args=[council.slug])).content.decode()
    assert 'class="parity"' in page


def test_similar_claims_are_found_at_once_by_words_and_by_the_same_link(member: Member) -> None:
    first = claim(member, "Китай закрыл пункт пропуска Хоргос для всех казахстанских грузовиков")
    claim(member, "В школах отменят уроки литературы", seen=[place(url="https://news.example.org/9")])
    (found,) = alike(member.council, member, "Пункт пропуска Хоргос закрыт для казахстанских грузовиков", language="ru")
    assert found.claim == first
    assert found.hint.false_alarm_rate <= 0.05
    by_link = alike(member.council, member, "Совсем другие слова здесь", links=["https://news.example.org/9"])
    assert [one.claim.number for one in by_link] == [2]
    third = claim(member, "Поезда в Астану больше не ходят", seen=[place(url="https://news.example.org/3")])
    assert third in [one.claim for one in alike(member.council, member, "Поезда больше не ходят в Астану", language="ru")]


def test_joined_claims_keep_their_places_and_can_be_separated(member: Member, secretary: Member) -> None:
    first = claim(member)
    second = claim(member, "Фуры не пускают через границу", seen=[place(url="https://news.example.org/5")])
    listed = with_counts(Claim.objects.filter(pk=first.pk))
    assert listed.get().seen == 1  # type: ignore[attr-defined]
    joined = join_claim(by=secretary, claim=second, into=first, reason="The same event")
    assert joined.state == Claim.State.JOINED
    assert len(seen(first).places) == 2
    assert [one.claim for one in alike(member.council, member, "Фуры не пускают через границу", language="ru")] == [first]
    assert add_appearance(by=member, claim=second, place=place(url="https://news.example.org/6")).claim == first
    with pytest.raises(SameClaim):
        join_claim(by=secretary, claim=first, into=second, reason="Round")
    separate_claim(by=secretary, claim=second)
    assert len(seen(first).places) == 2
    assert [notice.kind for notice in Notice.objects.filter(to=member.user).order_by("pk")] == ["claim.joined", "claim.separated"]


def test_what_one_side_does_with_a_claim_the_author_and_every_secretariat_are_told(council: Council, member: Member) -> None:
    first, second = (factories.member(council, role=Role.SECRETARY, side=side) for side in (0, 1))
    made, other = claim(member), claim(member, "Фуры не пускают через границу", seen=[place(url="https://news.example.org/5")])
    described(second, made, context="It was said on the radio")
    join_claim(by=second, claim=other, into=made, reason="The same event")
    separate_claim(by=second, claim=other)
    decline_claim(by=second, claim=made, reason="An opinion")
    readmit_claim(by=first, claim=made)  # the other side takes it back
    kinds = ["claim.described", "claim.joined", "claim.separated", "claim.declined"]
    assert [kind for kind in notices_to(first) if kind != "claim.new"] == kinds
    assert notices_to(member) == [*kinds, "claim.readmitted"]
    assert [kind for kind in notices_to(second) if kind != "claim.new"] == ["claim.readmitted"]


def described(by: Member, about: Claim, **changes: Any) -> Claim:
    facts = {"context": "", "type": about.type, "about_side": None, "regions": [], "seen": hash_of_description(about), **changes}
    facts["context"] = Text.of("en", facts["context"]) if facts["context"] else empty()
    return describe_claim(by=by, claim=about, **facts)


def test_two_who_describe_a_claim_at_once_do_not_overwrite_each_other(council: Council, member: Member, secretary: Member) -> None:
    made = claim(member)
    url, client = reverse("change-claim", args=[council.slug, made.public_id]), browser(secretary)
    read_at = re.findall(r'name="seen" value="([0-9a-f]{64})"', client.get(url).content.decode())[0]
    described(secretary, made, context="It was said on the radio")
    sent = {"type": "quotation", "context": "Es stand in der Zeitung", "language": "en", "seen": read_at}
    response = client.post(url, sent)
    page = response.content.decode()
    made.refresh_from_db()
    assert (response.status_code, made.type, made.context.original_text) == (422, "factual", "It was said on the radio")
    assert all(words in page for words in ("Somebody has written a newer", "It was said on the radio", "Es stand in der Zeitung"))
    assert client.post(url, {**sent, "seen": re.findall(r'name="seen" value="([0-9a-f]{64})"', page)[0]}).status_code == 302
    made.refresh_from_db()
    assert (made.type, str(made.context)) == ("quotation", "Es stand in der Zeitung")


def test_context_keeps_its_language_and_its_translations_while_something_else_is_changed(member: Member, secretary: Member) -> None:
    said = Text.of("kk", "Радиода айтылды").translated("en", "It was said on the radio", by="")
    made = claim(member, context=said)
    response = browser(secretary).get(reverse("change-claim", args=[made.council.slug, made.public_id])).content.decode()
    assert '<option value="kk" selected>' in response
    describe = {"about_side": None, "regions": [], "seen": hash_of_description(made), "type": "quotation"}
    describe_claim(by=secretary, claim=made, context=Text.of("kk", "Радиода айтылды"), **describe)
    made.refresh_from_db()
    assert made.context.texts["en"]["text"] == "It was said on the radio"


def test_a_wrong_place_is_taken_out_with_a_reason_and_a_claim_keeps_one(council: Council, member: Member, secretary: Member) -> None:
    made, other = claim(member), factories.member(council, side=1)
    url = reverse("take-out-appearance", args=[council.slug, made.public_id, made.appearances.get().public_id])
    assert "This is the only place" in browser(secretary).post(url, {"reason": "Wrong"}).content.decode()
    wrong = add_appearance(by=other, claim=made, place=place(url="https://news.example.org/abuse"))
    with pytest.raises(NotAllowed):
        take_out_appearance(by=other, appearance=wrong, reason="No")
    assert "take this place out" in browser(secretary).get(made.get_absolute_url()).content.decode()
    url = reverse("take-out-appearance", args=[council.slug, made.public_id, wrong.public_id])
    assert browser(secretary).post(url, {"reason": "It names a person"}).status_code == 302
    assert [one.url for one in seen(made).places] == ["https://news.example.org/1"]
    assert [notices_to(one) for one in (member, other)] == [["claim.unseen"]] * 2
    assert browser(secretary).post(url, {"reason": "Again"}).status_code == 404


def test_a_declined_claim_tells_its_author_why_and_may_come_back(member: Member, secretary: Member) -> None:
    made = claim(member)
    with pytest.raises(NotAllowed):
        decline_claim(by=member, claim=made, reason="No")
    decline_claim(by=secretary, claim=made, reason="An opinion, not a fact")
    with pytest.raises(ClaimNotFree):
        decline_claim(by=secretary, claim=made, reason="Again")
    assert "An opinion" in browser(member).get(made.get_absolute_url()).content.decode()
    assert alike(member.council, member, str(made.wording), language="ru") == []
    with pytest.raises(ClaimNotFree):
        add_appearance(by=member, claim=made, place=place(url="https://news.example.org/8"))
    readmit_claim(by=secretary, claim=made)
    made.refresh_from_db()
    assert (made.state, made.reason) == (Claim.State.REGISTERED, "")
    assert [one.claim for one in alike(member.council, member, str(made.wording), language="ru")] == [made]
    assert SearchDocument.objects.get(ref=made.ref).visible_to == "members"


def test_unreviewed_claims_are_for_members_only(council: Council, member: Member) -> None:
    made = claim(member)
    assert browser(member).get(made.get_absolute_url()).status_code == 200
    visitor = browser()
    asked_to_sign_in = [visitor.get(made.get_absolute_url()), visitor.get(reverse("claim-json", args=[council.slug, made.public_id]))]
    assert [response["Location"].split("?")[0] for response in asked_to_sign_in] == ["/sign-in/"] * 2
    shown = [visitor.get(reverse("claims", args=[council.slug])), visitor.get(reverse("claims", args=[council.slug]), {"format": "csv"})]
    shown += [visitor.get(reverse("claims-feed", args=[council.slug, kind])) for kind in ("rss", "atom")]
    shown += [visitor.get(reverse("claims-data", args=[council.slug]))]
    assert [response.status_code for response in shown] == [200] * 5
    assert not any("Границу" in response.content.decode() for response in shown)


def test_the_form_shows_similar_claims_before_it_registers(council: Council, member: Member) -> None:
    known = claim(member, "Китай закрыл пункт пропуска Хоргос для всех казахстанских грузовиков")
    data = {
        "wording": "Хоргос: пункт пропуска закрыт для всех казахстанских грузовиков",
        "language": "ru",
        "url": "https://news.example.org/77",
        "seen_on": clock.now().date().isoformat(),
        "type": "factual",
        "client_key": str(uuid4()),
    }
    url = reverse("new-claim", args=[council.slug])
    first = browser(member).post(url, data)
    assert (first.status_code, Claim.objects.count()) == (200, 1)
    assert "Is it one of these?" in first.content.decode()
    other = browser(member).post(url, {**data, "wording": "Жаңа мектеп салынды", "url": "https://news.example.org/78", "look": "1"})
    assert "No similar claim is known." in other.content.decode()
    for page in (first, other):
        assert escape(how_compared(meaning.state())) in page.content.decode()
    assert len({how_compared(state) for state in meaning.State}) == len(meaning.State)  # where meaning is missing, each says why
    second = browser(member).post(url, {**data, "looked": known.public_id})
    again = browser(member).post(url, {**data, "looked": known.public_id})  # it does not resemble itself
    assert (second.status_code, Claim.objects.count(), again["Location"]) == (302, 2, second["Location"])


def test_a_rating_inside_the_claim_is_refused_beside_the_field(council: Council, member: Member) -> None:
    data = {
        "wording": "Фейк! Границу закрыли",
        "language": "ru",
        "url": "https://news.example.org/7",
        "seen_on": "2026-01-01",
        "type": "factual",
    }
    response = browser(member).post(reverse("new-claim", args=[council.slug]), {**data, "client_key": str(uuid4())})
    assert response.status_code == 422
    assert "without saying whether it is true" in response.content.decode()
    assert "Фейк! Границу закрыли" in response.content.decode()


def test_what_people_write_of_a_claim_is_inert(council: Council, member: Member) -> None:
    nasty = '</script><script>alert(1)</script> {{7*7}} "quoted"'
    made = claim(member, nasty, seen=[place(quote=nasty)])
    page = browser(member).get(made.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;/script&gt;" in page


def test_reviews_of_others_are_taken_over_once_and_are_no_finding(council: Council, secretary: Member, member: Member) -> None:
    taken = import_reviews(by=secretary, reviews=read(as_bytes([FOREIGN, {**FOREIGN, "url": "https://checker.example/2"}])))
    again = import_reviews(by=secretary, reviews=read(as_bytes(FOREIGN)))
    assert (taken.new, again.new, again.known) == (2, 0, 1)
    made = Claim.objects.get(imported_from=FOREIGN["url"])
    assert (made.foreign, made.state, made.wording.original) == (FOREIGN, Claim.State.REGISTERED, "ru")
    page = browser(member).get(made.get_absolute_url()).content.decode()
    assert "Скорее ложь" in page
    assert "This is not a finding of this council" in page


def test_a_bad_file_takes_nothing_over(council: Council, secretary: Member) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bad = SimpleUploadedFile("reviews.json", as_bytes([FOREIGN, {**FOREIGN, "url": ""}]))
    response = browser(secretary).post(reverse("import-claims", args=[council.slug]), {"file": bad})
    assert (response.status_code, Claim.objects.count()) == (422, 0)
    assert "Review 2 has no" in response.content.decode()
