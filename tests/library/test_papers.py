"""A paper's way: shared, changed, its versions, published, withdrawn, used."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kenes.base import clock, search
from kenes.base.errors import Invalid, NotAllowed
from kenes.base.models import File
from kenes.base.text import Text
from kenes.councils.errors import ForeignRegion, TextNeeded
from kenes.councils.models import Council, Member, Region
from kenes.issues.models import Issue
from kenes.library import acts
from kenes.library.details import Details
from kenes.library.errors import (
    ForeignSide,
    NothingToRead,
    NotUsable,
    PaperChanged,
    PaperWithdrawn,
    TooManyNames,
    UnusableDate,
    UnusableDoi,
    UnusableLanguage,
    UnusableLink,
)
from kenes.library.models import HarvestRecord, Paper, PaperUse
from kenes.library.queries import PaperFilters, paper_for, papers_list, per_side, uses_of
from kenes.notices.models import Notice
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.library.scenes import published, shared

pytestmark = pytest.mark.django_db


def changed(by: Member, paper: Paper, title: str = "", **details: object) -> Paper:
    fresh = Paper.objects.get(pk=paper.pk)
    said = Details(**{**Details.of(fresh).__dict__, **details})
    words = {"title": title or fresh.title.original_text, "abstract": fresh.abstract.original_text}
    return acts.change_paper(by=by, paper=fresh, **words, details=said, sides=fresh.sides.all(), regions=fresh.regions.all())


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("paper.txt", b"Wells were measured", "text/plain")


def found(paper: Paper, query: str, *visible_to: str) -> bool:
    asked = {"council": paper.council.public_id, "visible_to": list(visible_to) or ["public"]}
    return search.find(query, **asked).filter(ref=paper.ref).exists()


def test_a_shared_paper_is_kept_recorded_without_its_seat_and_told_to_the_secretariat(author: Member, two_sides: Council) -> None:
    secretary = factories.member(two_sides, role=Member.Role.SECRETARY)
    paper = shared(author, doi="https://doi.org/10.1234/ABC.5", uploads=[note()])
    assert (paper.state, paper.number, paper.doi, paper.doi_folded) == ("members", 1, "https://doi.org/10.1234/ABC.5", "10.1234/abc.5")
    entry = Entry.objects.get(object=paper.ref)
    assert author.ref not in entry.body
    assert "Akhmetova" not in entry.body
    assert list(Notice.objects.values_list("kind", "to")) == [("paper.shared", secretary.user_id)]
    version = paper.versions.get()
    assert File.objects.get(subject=version.ref).visible_to == "members"
    assert (found(paper, "irtysh", "members"), found(paper, "irtysh"), found(paper, "akhmetova", "members")) == (True, False, True)


def test_a_paper_sent_twice_is_shared_once(author: Member) -> None:
    sent = {"title": text("Wells"), "abstract": text(""), "details": Details(), "sides": [author.side], "client_key": "key-00001"}
    assert acts.share_paper(by=author, **sent) == acts.share_paper(by=author, **sent)
    assert Paper.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "error", "field"),
    [
        ({"date": "2024-13"}, UnusableDate, "date"),
        ({"date": "May 2024"}, UnusableDate, "date"),
        ({"date": "2023-02-29"}, UnusableDate, "date"),
        ({"languages": ["Kazakh"]}, UnusableLanguage, "languages"),
        ({"doi": "11.1234/x"}, UnusableDoi, "doi"),
        ({"doi": "10.1234/<script>"}, UnusableDoi, "doi"),
        ({"link": "javascript:alert(1)"}, UnusableLink, "link"),
        ({"link": "file:///etc/passwd"}, UnusableLink, "link"),
        ({"type": "poem"}, Invalid, "type"),
        ({"creators": ["x" * 201]}, TooManyNames, "creators"),
        ({"subjects": [f"s{n}" for n in range(51)]}, TooManyNames, "subjects"),
        ({"creators": ["a\x00b"]}, Invalid, "creators"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    author: Member, details: dict[str, object], error: type[Invalid], field: str
) -> None:
    with pytest.raises(error) as refused:
        shared(author, **details)
    assert refused.value.field == field
    assert (Paper.objects.count(), Entry.objects.count()) == (0, 0)


def test_sides_and_regions_are_the_councils(author: Member, council: Council) -> None:
    with pytest.raises(ForeignSide):
        shared(author, sides=[])
    with pytest.raises(ForeignSide):
        shared(author, sides=council.sides.all())
    with pytest.raises(ForeignRegion):
        shared(
            author,
            regions=[Region.objects.create(code="XX-1", country=Region.objects.earliest("pk").country, name=text("x"), short=text("x"))],
        )


def test_a_title_is_needed_and_observers_share_nothing(author: Member, two_sides: Council) -> None:
    with pytest.raises(TextNeeded):
        shared(author, title=" ")
    with pytest.raises(NotAllowed):
        shared(factories.member(two_sides, role=Member.Role.OBSERVER))


def test_only_moderators_publish_and_the_paper_is_then_found_by_everyone(author: Member, moderator: Member) -> None:
    paper = shared(author, uploads=[note()])
    with pytest.raises(NotAllowed):
        acts.publish_paper(by=author, paper=paper)
    paper = acts.publish_paper(by=moderator, paper=paper, with_files=True, read=paper.changed_at.isoformat())
    assert (paper.state, found(paper, "irtysh")) == ("public", True)
    assert set(File.objects.values_list("visible_to", flat=True)) == {"public"}
    record = HarvestRecord.objects.get(paper=paper)
    assert record.set_specs() == [f"side:{author.side.public_id}", "region:KZ-55"]
    assert Notice.objects.filter(kind="paper.published", to=author.user).count() == 1
    before = Entry.objects.count()
    acts.publish_paper(by=moderator, paper=paper)
    assert Entry.objects.count() == before


def test_no_side_publishes_changes_or_withdraws_a_paper_for_another(author: Member, two_sides: Council) -> None:
    theirs, paper = factories.member(two_sides, role=Member.Role.CHAIR, side=1), shared(author)
    for refused in (
        lambda: acts.publish_paper(by=theirs, paper=paper),
        lambda: changed(theirs, paper, "Other words"),
        lambda: acts.withdraw_paper(by=theirs, paper=paper, reason="Not ours"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_what_changed_while_it_was_read_is_not_published(author: Member, moderator: Member) -> None:
    paper = shared(author)
    read = paper.changed_at.isoformat()
    changed(author, paper, "Other words")
    with pytest.raises(PaperChanged):
        acts.publish_paper(by=moderator, paper=paper, read=read)


def test_its_sharers_change_of_a_public_paper_waits_for_members_and_a_moderators_does_not(author: Member, moderator: Member) -> None:
    paper = published(author, moderator)
    before = HarvestRecord.objects.get(paper=paper).datestamp
    paper = changed(moderator, paper, "Wells of the Irtysh")
    assert (paper.state, HarvestRecord.objects.get(paper=paper).datestamp > before) == ("public", True)
    assert Notice.objects.filter(kind="paper.changed", to=author.user).exists()
    paper = changed(author, paper, "Rivers", subjects=["rivers"])
    assert (paper.state, found(paper, "rivers"), found(paper, "rivers", "members")) == ("members", False, True)
    assert HarvestRecord.objects.get(paper=paper).is_deleted
    assert json.loads(Entry.objects.filter(type="paper.changed").last().body)["details"]["fields"] == ["subjects", "title"]  # type: ignore[union-attr]
    entries = Entry.objects.count()
    changed(author, paper)
    assert Entry.objects.count() == entries  # nothing changed, nothing recorded


def test_translations_of_a_changed_title_count_as_older(author: Member) -> None:
    paper = shared(author)
    Paper.objects.filter(pk=paper.pk).update(title=paper.title.translated("ru", "Вода", by="m"))
    assert changed(author, paper, "Wells").title.is_outdated("ru")


def test_a_version_of_a_public_paper_waits_until_it_is_published(author: Member, moderator: Member) -> None:
    paper = published(author, moderator)
    with pytest.raises(NothingToRead):
        acts.add_version(by=author, paper=paper, note="Corrected")
    second = acts.add_version(by=author, paper=paper, note="Corrected table 3", uploads=[note()], date="2024-06")
    assert (second.number, second.is_public, paper.versions.get(number=1).is_public) == (2, False, True)
    acts.publish_paper(by=moderator, paper=paper)
    second.refresh_from_db()
    assert (second.is_public, File.objects.get(subject=second.ref).visible_to) == (True, "members")


def test_a_withdrawn_paper_keeps_its_reason_and_is_found_no_more(author: Member, moderator: Member, other: Member) -> None:
    paper = published(author, moderator, uploads=[note()])
    with pytest.raises(NotAllowed):
        acts.withdraw_paper(by=other, paper=paper, reason="Not mine")
    with pytest.raises(TextNeeded):
        acts.withdraw_paper(by=author, paper=paper, reason=" ")
    paper = acts.withdraw_paper(by=author, paper=paper, reason="The measuring was faulty")
    assert (paper.state, found(paper, "irtysh", "public", "members")) == ("withdrawn", False)
    assert HarvestRecord.objects.get(paper=paper).is_deleted
    assert File.objects.get().visible_to == f"author/{author.public_id}"
    for again in (lambda: acts.publish_paper(by=moderator, paper=paper), lambda: changed(author, paper, "Other")):
        with pytest.raises(PaperWithdrawn):
            again()


def test_a_paper_that_was_never_public_leaves_harvesters_nothing(author: Member) -> None:
    acts.withdraw_paper(by=author, paper=shared(author), reason="Shared by mistake")
    assert not HarvestRecord.objects.exists()


def test_dates_of_changes_never_stand_still(author: Member, moderator: Member) -> None:
    with clock.at(clock.now()):
        first, second = published(author, moderator), published(author, moderator)
    assert HarvestRecord.objects.get(paper=first).datestamp < HarvestRecord.objects.get(paper=second).datestamp


def issue(council: Council, *, visible_to: str) -> Issue:
    now = clock.now()
    made = Issue.objects.create(council=council, number=Issue.objects.count() + 1, title=text("Dry wells"), created_at=now, changed_at=now)
    search.index(made, council=council.public_id, title=made.title, visible_to=visible_to)
    return made


def test_a_use_is_noted_once_told_to_the_sharer_and_shown_to_who_may_see_it(author: Member, other: Member, two_sides: Council) -> None:
    paper, hidden = shared(author), issue(two_sides, visible_to="members")
    seen = issue(two_sides, visible_to="public")
    for used in (hidden, seen, seen):
        acts.note_use(by=other, paper=paper, used_in=used)
    assert [use.use.used_in for use in uses_of(paper, ["public"])] == [seen.ref]
    assert [use.title for use in uses_of(paper, ["public", "members"])] == ["Dry wells", "Dry wells"]
    assert (Entry.objects.filter(type="paper.used").count(), Notice.objects.filter(kind="paper.used", to=author.user).count()) == (2, 2)
    use = PaperUse.objects.get(used_in=seen.ref)
    with pytest.raises(NotAllowed):
        acts.drop_use(by=author, use=use)
    acts.drop_use(by=other, use=use)
    assert not uses_of(paper, ["public"])


def test_a_use_elsewhere_or_of_something_else_is_refused(author: Member, council: Council) -> None:
    paper = shared(author)
    for used in (issue(council, visible_to="public"), author):
        with pytest.raises(NotUsable):
            acts.note_use(by=author, paper=paper, used_in=used)


def test_the_list_is_narrowed_by_side_region_language_year_subject_and_words(author: Member, other: Member, two_sides: Council) -> None:
    kazakh = shared(author, title="Ертіс суы", language="kk", languages=["kk"], subjects=["Су"], date="2021")
    russian = shared(other, title="Школы приграничья", language="ru", languages=["ru", "en"], subjects=["школы"], date="2024-05-17")
    joint = shared(author, sides=two_sides.sides.all(), regions=[], languages=["en"], subjects=["су", "water"])
    withdrawn = acts.withdraw_paper(by=author, paper=shared(author), reason="Twice")

    def asked(**wanted: str) -> set[Paper]:
        return set(papers_list(two_sides, author, PaperFilters(**wanted)))

    assert asked() == {kazakh, russian, joint}
    assert withdrawn not in asked(q="irtysh")
    assert asked(side=other.side.public_id) == {russian, joint}
    assert asked(region="KZ-55") == {kazakh}
    assert asked(language="en") == {russian, joint}
    assert asked(year="2021") == {kazakh}
    assert asked(subject="СУ") == {kazakh, joint}
    assert asked(q="судың") == {kazakh, joint}
    assert asked(q="школе", side=author.side.public_id) == set()
    assert [n for _side, n in per_side(two_sides, papers_list(two_sides, author, PaperFilters()))] == [2, 2]
    assert not papers_list(two_sides, None, PaperFilters())


def test_an_abstract_in_kazakh_is_found_by_another_form(author: Member) -> None:
    paper = shared(author, title="Есеп", abstract="Мектептердегі ауыз су туралы", language="kk")
    assert found(paper, "мектепте сулар", "members")
    assert Text.of("kk", "Есеп") == paper.title


def test_what_was_for_members_when_a_paper_was_withdrawn_stays_with_them(author: Member, moderator: Member) -> None:
    paper = published(author, moderator)
    told = {"abstract": "", "details": Details.of(paper), "sides": [author.side]}
    acts.change_paper(by=author, paper=paper, title="What the ministry hides", **told)  # type: ignore[arg-type]
    acts.withdraw_paper(by=author, paper=paper, reason="Not for everyone")

    assert paper_for(paper.council, None, paper.public_id) is None
    assert paper_for(paper.council, author, paper.public_id) is not None


def test_publishing_with_files_twice_is_publishing_once(author: Member, moderator: Member) -> None:
    paper = shared(author, uploads=[note()])
    for _ in range(2):
        acts.publish_paper(by=moderator, paper=paper, with_files=True)
    assert Entry.objects.filter(type="paper.published").count() == 1
