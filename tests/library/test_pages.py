"""Pages of papers: who sees what, what happens to what is typed, BibTeX through the browser."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kenes.councils.models import Council, Member
from kenes.issues.acts import publish_issue
from kenes.library import acts
from kenes.library.bibtex import found_in, read
from kenes.library.models import Paper, PaperUse
from tests import factories
from tests.issues.conftest import MakeIssue, issue, signal
from tests.library.scenes import published, shared

pytestmark = pytest.mark.django_db
__all__ = ["issue", "signal"]  # fixtures of the issues' room


def entered(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def url(name: str, council: Council, *args: str) -> str:
    return reverse(name, args=[council.slug, *args])


def typed(author: Member, **fields: object) -> dict[str, object]:
    said: dict[str, object] = {
        "title": "Wells of the Irtysh",
        "abstract": "Measured\nfor years.",
        "creators": "Akhmetova, Aigul\nInstitute of Water\n",
        "date": "2024-05",
        "type": "report",
        "languages": ["kk"],
        "more_languages": "de",
        "sides": [author.side.public_id],
        "regions": ["KZ-55"],
        "subjects": "water\nwells",
        "doi": "",
        "link": "https://example.org/a",
        "language": "en",
        "client_key": "form-key-0001",
    }
    return said | fields


def test_a_paper_is_shared_by_form_and_its_page_says_what_happens_next(author: Member) -> None:
    client, council = entered(author), author.council
    page = client.get(url("new-paper", council)).content.decode()
    assert "Who will see this" in page
    assert "Everyone else: nothing." in page
    file = SimpleUploadedFile("paper.txt", b"Wells", "text/plain")
    answer = client.post(url("new-paper", council), typed(author, uploads=[file]))
    paper = Paper.objects.get()
    assert answer.url == paper.get_absolute_url()  # type: ignore[attr-defined]
    assert (paper.languages, paper.subjects, paper.creators) == (
        ["kk", "de"],
        ["water", "wells"],
        ["Akhmetova, Aigul", "Institute of Water"],
    )
    page = client.get(paper.get_absolute_url()).content.decode()
    order = ["What happens next", "Abstract", "About the paper", "Versions", "Where it was used", "Discussion", "History"]
    places = [page.index(f"{heading}") for heading in order]
    assert places == sorted(places)
    assert "paper.txt" in page
    assert visitor().get(paper.get_absolute_url()).status_code == 302


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(author: Member) -> None:
    for wrong, told in (({"doi": "no doi"}, "A DOI looks like"), ({"date": "May"}, "Write the date as 2024, 2024-05 or 2024-05-17.")):
        answer = entered(author).post(url("new-paper", author.council), typed(author, **wrong))
        page = answer.content.decode()
        assert (answer.status_code, "Wells of the Irtysh" in page, told in page) == (422, True, True)
    assert not Paper.objects.exists()


def test_publishing_says_first_who_will_see_what(author: Member, moderator: Member) -> None:
    paper, council = shared(author, uploads=[SimpleUploadedFile("paper.txt", b"Wells", "text/plain")]), author.council
    address = url("publish-paper", council, paper.public_id)
    assert entered(author).get(address).status_code == 404
    client = entered(moderator)
    page = client.get(address).content.decode()
    assert "Library catalogues: the same." in page
    assert paper.changed_at.isoformat() in page
    assert client.post(address, {"read": "2020-01-01T00:00:00+00:00"}).status_code == 422
    client.post(address, {"read": paper.changed_at.isoformat()})
    seen = visitor().get(paper.get_absolute_url()).content.decode()
    assert "Akhmetova, Aigul" in seen
    assert "paper.txt" not in seen  # its files were not asked for
    assert "Shared by" not in seen
    assert "Discussion" not in seen


def test_a_withdrawn_paper_tells_its_reason_to_who_could_read_it(author: Member, moderator: Member) -> None:
    paper, council = published(author, moderator), author.council
    client = entered(author)
    assert client.post(url("withdraw-paper", council, paper.public_id), {"reason": ""}).status_code == 422
    client.post(url("withdraw-paper", council, paper.public_id), {"reason": "The measuring was faulty"})
    seen = visitor().get(paper.get_absolute_url()).content.decode()
    assert "The measuring was faulty" in seen
    assert "Wells were measured" not in seen
    assert visitor().get(url("paper-bibtex", council, paper.public_id)).status_code == 404
    assert client.get(url("change-paper", council, paper.public_id)).status_code == 404


def test_change_and_version_by_form(author: Member, other: Member) -> None:
    paper, council = shared(author), author.council
    client = entered(author)
    page = client.get(url("change-paper", council, paper.public_id)).content.decode()
    assert "Akhmetova, Aigul\nInstitute of Water" in page
    client.post(url("change-paper", council, paper.public_id), typed(author, title="Rivers"))
    paper.refresh_from_db()
    assert paper.title.original_text == "Rivers"
    assert "irtysh.pdf" not in client.get(paper.get_absolute_url()).content.decode()  # its first version has no old link of its own
    answer = client.post(url("paper-version", council, paper.public_id), {"note": "Corrected", "link": "https://example.org/b"})
    assert (answer.status_code, paper.versions.count()) == (302, 2)
    assert client.post(url("paper-version", council, paper.public_id), {"note": "Empty"}).status_code == 422
    assert entered(other).get(url("change-paper", council, paper.public_id)).status_code == 404


def test_the_list_shows_sides_side_by_side_and_gives_what_it_shows_as_csv_and_bibtex(
    author: Member, other: Member, moderator: Member
) -> None:
    council = author.council
    published(author, moderator, title="=Wells", subjects=["water"])
    theirs = factories.member(council, role=Member.Role.MODERATOR, side=1)
    published(other, theirs, title="Schools", subjects=["schools"], regions=[])
    shared(author, title="Draft")
    page = visitor().get(url("papers", council)).content.decode()
    assert re.findall(r'<span class="muted">(\d+)</span></span>', page) == ["1", "1"]  # of each side
    assert "Draft" not in page
    rows = list(
        csv.reader(io.StringIO(visitor().get(url("papers", council), {"format": "csv", "subject": "Water"}).content.decode("utf-8-sig")))
    )
    assert [row[1] for row in rows] == ["Title", "'=Wells"]
    file = visitor().get(url("papers-bibtex", council), {"q": "school"}).content.decode()
    assert [found_in(entry).title.original_text for entry in read(file)] == ["Schools"]
    assert len(read(entered(author).get(url("papers-bibtex", council)).content.decode())) == 3
    assert "Nothing matches these filters" in visitor().get(url("papers", council), {"year": "1999", "q": "x"}).content.decode()
    assert visitor().get(url("papers", council), {"q": "\x00", "side": "x", "region": "%", "page": "9"}).status_code == 200


FILE = """
@article{one, title = {Wells of the {Irtysh}}, author = {Akhmetova, A.}, year = 2024, doi = {10.1234/one}}
@article{two, title = {Ертіс суы}, date = {2024-15-01}, doi = {11.1/x}}
@misc{three, title = {}}
@book{four, title = {Schools}, year = 2020}
"""


def test_a_bibtex_file_is_looked_at_first_and_what_is_marked_is_shared_as_a_whole(author: Member, moderator: Member) -> None:
    council, client = author.council, entered(author)
    known = shared(moderator, title="Schools")
    address = url("import-papers", council)
    answer = client.post(address, {"file": SimpleUploadedFile("a.bib", FILE.encode(), "text/plain")})
    page = answer.content.decode()
    assert Paper.objects.count() == 1
    assert "Line 3, column" in page
    assert "Line 4, column" in page
    assert f"is here already: No. {known.number}" in page
    assert page.count(" checked") == 2  # the first entry, and the author's own side
    sent = {"chosen": "1", "text": FILE, "take": ["0", "1", "2"], "sides": [author.side.public_id], "client_key": "import-key-1"}
    for _again in range(2):
        assert client.post(address, sent).status_code == 302
    made = Paper.objects.get(author=author)
    assert (made.title.original_text, made.doi_folded, made.bibtex["key"], made.state) == (
        "Wells of the Irtysh",
        "10.1234/one",
        "one",
        "members",
    )
    assert client.post(address, {**sent, "take": [], "client_key": "import-key-2"}).status_code == 422


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"@article{a, title = {x{}", "Line 1, column 21: this brace is never closed"),
        (b"", "is empty"),
        (b"@article{a, title = {x}}" * 500_000, "This file is too large: at most"),
        (b"\x98" * 10, "The letters of this file cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place(author: Member, file: bytes, words: str) -> None:
    answer = entered(author).post(url("import-papers", author.council), {"file": SimpleUploadedFile("a.bib", file, "text/plain")})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Paper.objects.exists()


def test_a_paper_is_shown_with_an_issue_and_says_so_itself(council: Council, issue: MakeIssue, member: Member, secretary: Member) -> None:
    made, paper, client = issue(), shared(member), entered(member)
    address = url("use-paper", council, "issue", made.public_id)
    assert paper.title.original_text in client.get(made.get_absolute_url()).content.decode()  # offered
    assert client.post(address, {"paper": paper.public_id}).url.endswith("#papers")  # type: ignore[attr-defined]
    page = client.get(made.get_absolute_url()).content.decode()
    assert paper.get_absolute_url() in page
    assert made.get_absolute_url() in client.get(paper.get_absolute_url()).content.decode()
    publish_issue(by=secretary, issue=made)
    assert paper.get_absolute_url() not in visitor().get(made.get_absolute_url()).content.decode()
    acts.publish_paper(by=secretary, paper=paper)
    assert paper.get_absolute_url() in visitor().get(made.get_absolute_url()).content.decode()
    dropping = url("drop-use", council, paper.public_id)
    assert entered(factories.member(council)).post(dropping, {"used_in": made.ref}).status_code == 403
    client.post(dropping, {"used_in": made.ref})
    assert not PaperUse.objects.exists()
    assert client.post(dropping, {"used_in": made.ref}).status_code == 404


def test_a_use_in_what_is_not_there_is_refused(council: Council, member: Member) -> None:
    paper, client = shared(member), entered(member)
    for kind, id in (("issue", "nothing"), ("member", member.public_id), ("poem", "x")):
        client.post(url("use-paper", council, kind, id), {"paper": paper.public_id})
    assert not PaperUse.objects.exists()


def test_a_visitor_is_not_told_how_often_members_used_a_paper(
    council: Council, issue: MakeIssue, member: Member, secretary: Member
) -> None:
    acts.note_use(by=member, paper=published(member, secretary), used_in=issue())
    there, stranger = url("papers", council), visitor()

    assert "used in 1 place" in entered(member).get(there).content.decode()
    assert "used in" not in stranger.get(there).content.decode()
    row = next(csv.DictReader(io.StringIO(stranger.get(f"{there}?format=csv").content.decode("utf-8-sig"))))
    assert row["Used in"] == ""


def test_a_key_that_comes_twice_gets_a_number_and_the_entry_keeps_its_type(author: Member, moderator: Member) -> None:
    papers = [published(author, moderator) for _ in range(2)]
    Paper.objects.update(bibtex={"type": "article", "key": "article", "fields": {}}, type=Paper.Type.ARTICLE)
    file = visitor().get(url("papers-bibtex", author.council)).content.decode()
    assert sorted(re.findall(r"^@(\w+)\{([\w-]+),", file, re.M)) == [("article", "article"), ("article", "article-2")]
    assert len(papers) == len(read(file))
