"""OAI-PMH: harvested by Sickle over HTTP, every verb, every error, and a harvest during which the data change."""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import requests
import time_machine
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.library import acts
from kenes.library.details import Details
from kenes.library.models import HarvestRecord, Paper
from kenes.library.oai import asked
from tests.library.scenes import published, shared

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of Sickle's own source, when it is compiled for the first time
    from sickle import Sickle
    from sickle.models import Record
    from sickle.oaiexceptions import NoRecordsMatch

MANY = 120
OAI = "{http://www.openarchives.org/OAI/2.0/}"


def public_papers(author: Member, many: int) -> list[Paper]:
    """Put public papers and what harvesters see of them into the tables: the acts are tested elsewhere."""
    now = clock.now() - timedelta(days=1)
    papers = Paper.objects.bulk_create(
        Paper(
            council=author.council,
            number=1000 + n,
            author=author,
            title=Text.of("en", f"Paper {n}"),
            state=Paper.State.PUBLIC,
            client_key=f"key-{n:05}",
            created_at=now,
            changed_at=now,
        )
        for n in range(many)
    )
    HarvestRecord.objects.bulk_create(
        HarvestRecord(paper=paper, council=author.council, datestamp=now + timedelta(seconds=n // 3, microseconds=n), sets=" side:a ")
        for n, paper in enumerate(papers)
    )
    Paper.sides.through.objects.bulk_create(Paper.sides.through(paper=paper, side=author.side) for paper in papers)
    return papers


def address(council: Council) -> str:
    return reverse("oai", args=[council.slug])


def harvester(live_server: object, council: Council) -> Sickle:
    return Sickle(f"{live_server.url}{address(council)}")  # type: ignore[attr-defined]


def state(council: Council) -> dict[str, bool]:
    """Return the id of each record -> whether it is deleted."""
    return dict(HarvestRecord.objects.filter(council=council).values_list("paper__public_id", "is_deleted"))


def rename(by: Member, paper: Paper) -> None:
    paper.refresh_from_db()
    acts.change_paper(by=by, paper=paper, title="Renamed", abstract="", details=Details.of(paper), sides=paper.sides.all())


def test_sickle_misses_nothing_while_the_data_change(author: Member, moderator: Member, live_server: object) -> None:
    papers = public_papers(author, MANY)
    council = author.council
    records: Iterator[Record] = harvester(live_server, council).ListRecords(metadataPrefix="oai_dc", ignore_deleted=False)
    seen: dict[str, Record] = {}
    times: dict[str, int] = {}
    for number, record in enumerate(records):
        id = record.header.identifier.rpartition(":")[2]
        seen[id], times[id] = record, times.get(id, 0) + 1
        if number == 30:  # on the first of three pages
            rename(moderator, papers[0])  # seen already: it comes once more, at the end
            acts.withdraw_paper(by=moderator, paper=papers[3], reason="Faulty")  # seen already, now gone
            acts.withdraw_paper(by=moderator, paper=papers[100], reason="Faulty")  # not seen yet
            new = published(author, moderator, title="New")
        if number == 70:  # on the second
            rename(moderator, papers[110])
    assert {id: record.deleted for id, record in seen.items()} == state(council)
    assert len(seen) == MANY + 1
    assert seen[papers[0].public_id].metadata["title"] == seen[papers[110].public_id].metadata["title"] == ["Renamed"]
    assert seen[new.public_id].metadata["title"] == ["New"]
    assert {id for id, n in times.items() if n > 1} == {papers[0].public_id, papers[3].public_id}


def test_sickle_reads_who_we_are_the_sets_and_one_record(author: Member, moderator: Member, live_server: object) -> None:
    paper = published(
        author,
        moderator,
        title="Wells & <b>rivers</b> ]]>",
        contributors=["Ed, A."],
        publisher="Institute",
        source="Review 12(3)",
        relations=["https://example.org/data"],
        coverage="2010–2023",
        rights="CC BY 4.0",
        doi="10.1234/AB",
    )
    sickle = harvester(live_server, author.council)
    who = sickle.Identify()
    assert (who.protocolVersion, who.deletedRecord, who.granularity) == ("2.0", "persistent", "YYYY-MM-DDThh:mm:ssZ")
    assert [form.metadataPrefix for form in sickle.ListMetadataFormats()] == ["oai_dc"]
    side = f"side:{author.side.public_id}"
    assert [one.setSpec for one in sickle.ListSets()] == ["side", "region", side, "region:KZ-55"]
    (header,) = sickle.ListIdentifiers(metadataPrefix="oai_dc", set="region:KZ-55")
    record = sickle.GetRecord(metadataPrefix="oai_dc", identifier=header.identifier)
    assert record.header.setSpecs == [side, "region:KZ-55"]
    told = record.metadata
    assert told["title"] == ["Wells & <b>rivers</b> ]]>"]
    assert {name: told[name] for name in ("creator", "contributor", "publisher", "source", "relation", "rights", "subject")} == {
        "creator": ["Akhmetova, Aigul", "Institute of Water"],
        "contributor": ["Ed, A."],
        "publisher": ["Institute"],
        "source": ["Review 12(3)"],
        "relation": ["https://example.org/data"],
        "rights": ["CC BY 4.0"],
        "subject": ["water"],
    }
    assert told["identifier"][0].endswith(reverse("paper", args=[author.council.slug, paper.public_id]))
    assert told["identifier"][1:] == ["https://doi.org/10.1234/ab", "https://example.org/irtysh.pdf"]
    assert (told["date"], told["type"], told["language"], told["coverage"][1:]) == (["2024-05"], ["Text", "report"], ["en"], ["2010–2023"])
    with pytest.raises(NoRecordsMatch):
        sickle.ListIdentifiers(metadataPrefix="oai_dc", set="region:KZ-63")
    posted = requests.post(sickle.endpoint, data={"verb": "Identify"}, timeout=10)
    assert b"<Identify>" in posted.content


def answer(council: Council, query: str = "", **given: str) -> ElementTree.Element:
    response = Client().get(address(council) + query, given)
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return ElementTree.fromstring(response.content)


def error(root: ElementTree.Element) -> str:
    found = root.find(f"{OAI}error")
    return found.get("code", "") if found is not None else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("?verb=Nothing", "badVerb"),
        ("?verb=Identify&verb=Identify", "badVerb"),
        ("?verb=Identify&x=1", "badArgument"),
        ("?verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("?verb=ListRecords", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", ""),
        ("?verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("?verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("?verb=ListIdentifiers&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("?verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("?verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("?verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:nothing", "idDoesNotExist"),
        ("?verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%3Cscript", "idDoesNotExist"),
        ("?verb=ListMetadataFormats&identifier=x", "idDoesNotExist"),
    ],
)
def test_each_refusal_has_its_code(author: Member, moderator: Member, query: str, code: str) -> None:
    published(author, moderator)
    root = answer(author.council, query)
    assert error(root) == code
    request = root.find(f"{OAI}request")
    assert request is not None
    assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


@pytest.mark.django_db
def test_the_refusals_that_need_a_scene(author: Member, moderator: Member, council: Council) -> None:
    paper = shared(author)
    for verb in ({"verb": "ListSets"}, {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "side"}):
        assert error(answer(author.council, **verb)) == "noSetHierarchy"
    assert error(answer(author.council, verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    acts.publish_paper(by=moderator, paper=paper)
    paper = acts.withdraw_paper(by=author, paper=paper, reason="Faulty")
    identifier = f"oai:testserver:{paper.public_id}"
    record = answer(author.council, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    header = record.find(f".//{OAI}header")
    assert (header is not None and header.get("status"), record.find(f".//{OAI}metadata")) == ("deleted", None)
    assert error(answer(author.council, verb="ListMetadataFormats", identifier=identifier)) == "noMetadataFormats"
    assert error(answer(council, verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)) == "idDoesNotExist"
    assert error(answer(author.council, verb="GetRecord", metadataPrefix="marc", identifier=identifier)) == "cannotDisseminateFormat"


@pytest.mark.django_db
def test_tokens_belong_to_one_list_and_end(author: Member, council: Council) -> None:
    public_papers(author, 51)
    first = answer(author.council, verb="ListIdentifiers", metadataPrefix="oai_dc")
    element = first.find(f".//{OAI}resumptionToken")
    assert element is not None
    assert (element.get("completeListSize"), element.get("cursor")) == ("51", "0")
    token = element.text or ""
    assert error(answer(author.council, verb="ListRecords", resumptionToken=token)) == "badResumptionToken"
    assert error(answer(council, verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert error(answer(author.council, verb="ListIdentifiers", resumptionToken=token[:-1])) == "badResumptionToken"
    for _again in range(2):  # a lost answer is asked for again
        last = answer(author.council, verb="ListIdentifiers", resumptionToken=token)
        assert len(last.findall(f".//{OAI}header")) == 1
        end = last.find(f".//{OAI}resumptionToken")
        assert end is not None
        assert (end.text, end.get("cursor")) == (None, "50")


@pytest.mark.django_db
def test_from_and_until_are_inclusive_to_the_second_and_the_day(author: Member, moderator: Member) -> None:
    with clock.at(datetime(2026, 3, 1, 23, 59, 59, 500_000, tzinfo=UTC)):
        published(author, moderator)

    def found(**dates: str) -> int:
        wanted = {name.strip("_"): value for name, value in dates.items()}
        return len(answer(author.council, verb="ListIdentifiers", metadataPrefix="oai_dc", **wanted).findall(f".//{OAI}header"))

    assert found(from_="2026-03-01T23:59:59Z", until="2026-03-01T23:59:59Z") == 1
    assert (found(until="2026-03-01"), found(until="2026-02-28"), found(from_="2026-03-01"), found(from_="2026-03-02")) == (1, 0, 1, 0)
    assert (found(until="2026-03-01T23:59:58Z"), found(from_="2026-03-02T00:00:00Z")) == (0, 0)


@pytest.mark.django_db
def test_what_changed_out_of_sight_tells_harvesters_nothing(author: Member, moderator: Member) -> None:
    paper = published(author, moderator)
    paper.refresh_from_db()
    acts.change_paper(by=author, paper=paper, title="Secret", abstract="", details=Details.of(paper), sides=author.council.sides.all())
    response = Client().get(address(author.council), {"verb": "ListRecords", "metadataPrefix": "oai_dc"}).content.decode()
    assert 'status="deleted"' in response
    other = author.council.sides.exclude(pk=author.side.pk).get()
    assert "Secret" not in response
    assert other.public_id not in response


def test_a_token_is_refused_after_its_time() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    with time_machine.travel(began, tick=False):
        token = asked.token("ListRecords", "c", asked.Selection(), began, 50)
        assert asked.resumed(token, "ListRecords", "c").sent == 50
    with (
        time_machine.travel(began + asked.TOKEN_LIFE + timedelta(minutes=1), tick=False),
        pytest.raises(asked.OaiError, match="badResumptionToken"),
    ):
        asked.resumed(token, "ListRecords", "c")
