"""Practices: what a region does, told by a member and confirmed by others there."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kenes.base import search
from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.base.models import File
from kenes.base.text import Text
from kenes.councils.errors import TextNeeded, TextTooLong, TooManyFiles, UnusableKey
from kenes.councils.models import Council, Member
from kenes.issues.queries import file_for
from kenes.record.models import Entry
from kenes.record.queries import entries
from kenes.situation.acts import change_practice, confirm_practice, publish_practice, withdraw_practice
from kenes.situation.errors import NotAmongThem, PracticeChanged, PracticeWithdrawn
from kenes.situation.models import Confirmation, Practice
from kenes.situation.queries.practices import (
    Standing,
    heard,
    practice_for,
    practices_list,
    practices_of,
    said_of,
    standing_counts,
    telling_regions,
    waiting_for,
)
from tests import factories
from tests.factories import text
from tests.issues.conftest import entry_types, notices_to
from tests.situation.practice_scenes import changed, say, shared

NOTE = SimpleUploadedFile("log.txt", b"Monday: open at nine", "text/plain")
HOME, AWAY = "KZ-63", "KZ-10"


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def author(council: Council) -> Member:
    return factories.member(council, region=HOME)


@pytest.fixture
def others(council: Council, author: Member) -> list[Member]:
    """So many others in the author's region that a word of one of them names nobody."""
    return factories.members(council, council.threshold, region=HOME)


def standing(practice: Practice, reader: Member | None) -> str:
    found = practice_for(practice.council, reader, practice.public_id)
    assert found is not None
    return found.standing  # type: ignore[attr-defined,no-any-return]


def last_entry(council: Council) -> Entry:
    entry = entries(council.public_id).order_by("seq").last()
    assert entry is not None
    return entry


def test_a_practice_is_kept_recorded_found_and_told_of(council: Council, author: Member, secretary: Member) -> None:
    neighbour, stranger = factories.member(council, region=HOME), factories.member(council, region=AWAY)
    observer = factories.member(council, region=HOME, role=Member.Role.OBSERVER)
    practice = shared(author, "Қар тазалаудың ортақ кестесі", uploads=[NOTE])
    assert (practice.number, practice.region.code, practice.author, practice.is_public) == (1, HOME, author, False)
    entry = last_entry(council)
    assert (entry.type, json.loads(entry.body)["details"]["number"]) == ("practice.shared", 1)
    assert "graders" not in entry.body
    assert [document.ref for document in search.find("ҚАР ТАЗАЛАУ", council=council.public_id, visible_to=["members"])] == [practice.ref]
    assert File.objects.get(subject=practice.ref).visible_to == "members"
    notices = [notices_to(seat) for seat in (author, secretary, neighbour, stranger, observer)]
    assert notices == [["practice.received"], ["practice.new"], ["practice.asked"], [], []]
    assert list(waiting_for(neighbour)) == [practice]
    assert [list(waiting_for(seat)) for seat in (author, stranger, observer, secretary)] == [[], [], [], []]


def test_what_is_sent_twice_arrives_once(author: Member) -> None:
    first, second = (shared(author, client_key="the-same-key") for _ in range(2))
    assert (first, Practice.objects.count(), len(entry_types(author.council))) == (second, 1, 1)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"domain": "weather"}, Invalid),
        ({"transfer": "perhaps"}, Invalid),
        ({"title": text("\0")}, Invalid),
        ({"title": text("x" * 201)}, TextTooLong),
        ({"mechanism": text(" ")}, TextNeeded),
        ({"for_whom": ""}, TextNeeded),
        ({"since": "x" * 101}, TextTooLong),
        ({"evidence": "\u200b"}, TextNeeded),
        ({"cost": "\ud800"}, Invalid),
        ({"client_key": "short"}, UnusableKey),
        ({"uploads": [NOTE] * 6}, TooManyFiles),
    ],
)
def test_what_cannot_be_used_is_refused_without_a_trace(author: Member, fields: dict[str, object], error: type[KenesError]) -> None:
    with pytest.raises(error):
        shared(author, **fields)
    assert (Practice.objects.count(), Entry.objects.count(), File.objects.count()) == (0, 0, 0)


def test_only_members_of_a_region_share_what_it_does(council: Council, secretary: Member) -> None:
    Member.objects.filter(pk=secretary.pk).update(region=None)
    secretary.refresh_from_db()
    for seat in (secretary, factories.member(council, role=Member.Role.OBSERVER)):
        with pytest.raises(NotAllowed):
            shared(seat)


def test_others_of_the_region_say_whether_it_works_and_nobody_else(council: Council, author: Member, others: list[Member]) -> None:
    practice = shared(author)
    observer = factories.member(council, region=HOME, role=Member.Role.OBSERVER)
    foreign = factories.member(factories.council(), region=HOME)
    for seat in (author, observer, foreign, factories.member(council, region=AWAY)):
        with pytest.raises(NotAmongThem):
            confirm_practice(by=seat, practice=practice, word="works")
    with pytest.raises(Invalid):
        confirm_practice(by=others[0], practice=practice, word="perhaps")
    confirm_practice(by=others[0], practice=practice, word="partly", note="Only on weekdays")
    assert standing(practice, author) == Standing.HAS
    say(practice, (others[0], "works"), (others[1], "works"))
    assert standing(practice, author) == Standing.CONFIRMED
    assert [(one.confirmation.word, one.is_own) for one in said_of(practice, others[1])] == [("works", False), ("works", True)]
    say(practice, (others[2], "not"))
    assert standing(practice, author) == Standing.DISPUTED
    assert notices_to(author)[-1] == "practice.confirmed"
    assert [practice in waiting_for(seat) for seat in others[2:4]] == [False, True]


def test_the_record_says_that_somebody_spoke_and_neither_who_nor_what(council: Council, author: Member, others: list[Member]) -> None:
    confirm_practice(by=others[0], practice=shared(author), word="not", note="Nobody came")
    body = json.loads(last_entry(council).body)
    assert (body["type"], body["actor"], body["details"]) == ("practice.confirmed", "", {})
    assert others[0].public_id not in last_entry(council).body


def test_words_that_change_are_confirmed_and_published_anew(author: Member, others: list[Member], secretary: Member) -> None:
    practice = shared(author, uploads=[NOTE])
    practice.title = practice.title.translated("ru", "Единый график", by="")
    practice.save()
    say(practice, (others[0], "works"), (others[1], "works"))
    publish_practice(by=secretary, practice=practice, with_files=True)
    assert standing(practice, None) == Standing.CONFIRMED
    practice = change_practice(by=author, practice=practice, **changed(practice, title="One schedule for 12 villages"))
    assert (practice.is_public, standing(practice, author)) == (False, Standing.ONE)
    assert (practice.title.revision, practice.title.is_outdated("ru"), practice.mechanism.revision) == (2, True, 1)
    assert [one.is_current for one in said_of(practice, author)] == [False, False]
    assert [notices_to(seat)[-1] for seat in (others[0], secretary)] == ["practice.changed", "practice.not_public"]
    assert practices_list(practice.council, None).count() == 0
    assert search.find("villages", council=practice.council.public_id, visible_to=["public"]).count() == 0
    assert File.objects.get().visible_to == "members"
    say(practice, (others[0], "not"))
    assert standing(practice, author) == Standing.DISPUTED


def test_saving_the_same_words_changes_nothing_and_a_file_takes_no_word_back(author: Member, others: list[Member]) -> None:
    practice = shared(author)
    say(practice, (others[0], "works"))
    before = entry_types(author.council)
    change_practice(by=author, practice=practice, **changed(practice))
    assert entry_types(author.council) == before
    change_practice(by=author, practice=practice, **changed(practice, uploads=[NOTE]))
    assert (entry_types(author.council)[-1], standing(practice, author)) == ("practice.changed", Standing.HAS)
    with pytest.raises(TooManyFiles):
        change_practice(by=author, practice=practice, **changed(practice, uploads=[NOTE] * 10))
    with pytest.raises(NotAllowed):
        change_practice(by=others[0], practice=practice, **changed(practice))


def test_a_word_is_not_taken_for_words_that_were_not_read(author: Member, others: list[Member]) -> None:
    practice = shared(author)
    read = practice.changed_at.isoformat()
    change_practice(by=author, practice=practice, **changed(practice, result="Nothing came of it"))
    with pytest.raises(PracticeChanged):
        confirm_practice(by=others[0], practice=practice, word="works", read=read)
    assert Confirmation.objects.count() == 0


def test_a_practice_is_not_published_in_words_that_were_not_read(author: Member, secretary: Member) -> None:
    practice = shared(author)
    read = practice.changed_at.isoformat()
    change_practice(by=author, practice=practice, **changed(practice, result="Nothing came of it"))
    with pytest.raises(PracticeChanged):
        publish_practice(by=secretary, practice=practice, read=read)
    assert not Practice.objects.get().is_public


def test_a_withdrawn_practice_is_its_authors_alone(council: Council, author: Member, others: list[Member], secretary: Member) -> None:
    practice = publish_practice(by=secretary, practice=shared(author, uploads=[NOTE]), with_files=True)
    say(practice, (others[0], "works"))
    with pytest.raises(NotAllowed):
        withdraw_practice(by=secretary, practice=practice)
    withdraw_practice(by=author, practice=practice)
    file = File.objects.get().public_id
    for reader in (None, others[0], secretary):
        assert practices_list(council, reader).count() == 0
    assert [file_for(council, reader, file) is None for reader in (None, others[0], author)] == [True, True, False]
    assert standing(practice, author) == Standing.WITHDRAWN
    assert practices_of(council, author).count == 0
    assert search.find("villages", council=council.public_id, visible_to=["public", "members"]).count() == 0
    assert notices_to(others[0])[-1] == "practice.withdrawn"
    refused = (
        lambda: withdraw_practice(by=author, practice=practice),
        lambda: publish_practice(by=secretary, practice=practice),
        lambda: confirm_practice(by=others[1], practice=practice, word="works"),
        lambda: change_practice(by=author, practice=practice, **changed(practice)),
    )
    for act in refused:
        with pytest.raises(PracticeWithdrawn):
            act()


def test_visitors_read_of_no_word_that_would_name_its_member(council: Council, author: Member, secretary: Member) -> None:
    few = factories.members(council, council.threshold - 1, region=HOME)
    practice = shared(author)
    publish_practice(by=secretary, practice=practice)
    for word in ("works", "not"):
        say(practice, *((seat, word) for seat in few))
        assert (standing(practice, None), heard(practice)) == (Standing.WITHHELD, None)
        assert [practices_list(council, None, state=state).count() for state in ("disputed", "confirmed", "withheld")] == [0, 0, 1]
    one_more = factories.member(council, region=HOME)
    assert telling_regions(council) == [practice.region_id]
    assert (standing(practice, None), heard(practice)) == (Standing.DISPUTED, None)
    say(practice, (one_more, "works"))
    assert heard(practice) == council.threshold
    assert said_of(practice, None) == []


def test_publishing_is_a_moderators_act_done_once(author: Member, others: list[Member], secretary: Member) -> None:
    practice = shared(author)
    with pytest.raises(NotAllowed):
        publish_practice(by=author, practice=practice)
    for _ in range(2):
        publish_practice(by=secretary, practice=practice)
    assert entry_types(author.council).count("practice.published") == notices_to(author).count("practice.published") == 1


def test_lists_are_filtered_counted_and_searched_in_kazakh(council: Council, author: Member, others: list[Member]) -> None:
    away = factories.member(council, region=AWAY)
    snow, books = shared(author), shared(author, "Ауыл кітапханасындағы цифрлық көмек", domain="culture")
    water = shared(away, Text.of("ru", "Колодцы чистят вместе"), domain="environment")
    say(books, (others[0], "works"))

    def listed(**wanted: object) -> set[int]:
        return {row["number"] for row in practices_list(council, author, **wanted)}  # type: ignore[arg-type]

    assert listed() == {1, 2, 3}
    assert (listed(region=HOME), listed(domain="culture"), listed(state="has"), listed(mine=True)) == ({1, 2}, {2}, {2}, {1, 2})
    assert (listed(q="КІТАПХАНА"), listed(q="колодцы"), listed(q="nothing like this")) == ({2}, {3}, set())
    assert (listed(region="KZ-XX"), listed(domain="weather"), listed(state="nonsense")) == (set(), {1, 2, 3}, {1, 2, 3})
    assert standing_counts(practices_list(council, author)) == {"one": 2, "has": 1}
    of_region = practices_of(council, author, region=HOME, most=1)
    assert ([row.number for row in of_region.rows], of_region.count) == ([books.number], 2)
    assert [row.region_code for row in practices_of(council, away, domain="environment").rows] == [water.region.code]
    assert practices_of(council, None).count == 0
    assert snow.number == 1


class StandingIsTold(TestCase):
    """Whatever is said in whatever order, the latest words decide."""

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["works", "partly", "not", "change"])), max_size=8))
    def test_by_the_latest_word_of_each(self, said: list[tuple[int, str]]) -> None:
        council = factories.council()
        author, *others = factories.members(council, 4, region=HOME)
        practice, words = shared(author), dict[int, str]()
        for number, (who, word) in enumerate(said):
            if word == "change":
                practice = change_practice(by=author, practice=practice, **changed(practice, cost=f"{number} people"))
                words = {}
            else:
                say(practice, (others[who], word))
                words[who] = word
        found = list(words.values())
        wanted = "disputed" if "not" in found else "confirmed" if found.count("works") > 1 else "has" if found else "one"
        assert standing(practice, author) == wanted
        assert standing(practice, others[0]) == wanted
