"""Answers in XML, written element by element: nothing that people typed is ever pasted into markup."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from kenes.base import clock
from kenes.base.text import is_noncharacter
from kenes.councils.models import Council
from kenes.library.models import HarvestRecord
from kenes.library.oai.asked import PREFIX, TOKEN_LIFE, OaiError, arguments, selection, token
from kenes.library.queries import harvest

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
BATCH = 50  # records of one answer


@dataclass(frozen=True)
class Repository:
    """A council as harvesters know it. `address` is this endpoint's, `page_of` gives the address of a paper's page."""

    council: Council
    address: str
    host: str
    mail: str
    page_of: Callable[[HarvestRecord], str]

    def identifier(self, record: HarvestRecord) -> str:
        return f"oai:{self.host}:{record.paper.public_id}"

    def known(self, identifier: str) -> HarvestRecord:
        prefix, _host, public_id = (*identifier.split(":", 2), "", "")[:3]
        record = harvest.record_for(self.council, public_id) if prefix == "oai" and public_id.isalnum() else None
        if record is None or self.identifier(record) != identifier:
            raise OaiError("idDoesNotExist", "There is no record of this identifier.")
        return record


def utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element. What XML cannot hold is left out; all else is escaped."""
    element = SubElement(parent, name, {key.replace("_", ":", 1): value for key, value in attributes.items()})
    element.text = held(text) or None
    return element


def held(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(c for c in text if (c >= " " or c in "\n\t") and not "\ud800" <= c <= "\udfff" and not is_noncharacter(c))


def answer(repository: Repository, given: list[tuple[str, str]]) -> bytes:
    """Return the whole answer to a request."""
    root = Element("OAI-PMH", {"xmlns": OAI, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"})
    put(root, "responseDate", utc(clock.now()))
    request = put(root, "request", repository.address)
    try:
        asked = arguments(given)
        body = WRITERS[asked["verb"]](repository, asked)
    except OaiError as error:
        if error.code not in ("badVerb", "badArgument"):
            request.attrib.update((name, held(value)) for name, value in given)
        put(root, "error", error.words, code=error.code)
    else:
        request.attrib.update((name, held(value)) for name, value in asked.items())
        root.append(body)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def identify(repository: Repository, asked: Mapping[str, str]) -> Element:
    body = Element("Identify")
    put(body, "repositoryName", f"Kenes: {repository.council.name.render('en').text}")
    put(body, "baseURL", repository.address)
    put(body, "protocolVersion", "2.0")
    put(body, "adminEmail", repository.mail)
    put(body, "earliestDatestamp", utc(harvest.earliest(repository.council)))
    put(body, "deletedRecord", "persistent")
    put(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    return body


def list_formats(repository: Repository, asked: Mapping[str, str]) -> Element:
    if "identifier" in asked and repository.known(asked["identifier"]).is_deleted:
        raise OaiError("noMetadataFormats", "The record is deleted: no format describes it.")
    body = Element("ListMetadataFormats")
    format_ = put(body, "metadataFormat")
    put(format_, "metadataPrefix", PREFIX)
    put(format_, "schema", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    put(format_, "metadataNamespace", OAI_DC)
    return body


def list_sets(repository: Repository, asked: Mapping[str, str]) -> Element:
    if "resumptionToken" in asked:
        raise OaiError("badResumptionToken", "The list of sets has one part.")
    body = Element("ListSets")
    for spec, name in needed_sets(repository):
        one = put(body, "set")
        put(one, "setSpec", spec)
        put(one, "setName", name)
    return body


def needed_sets(repository: Repository) -> list[tuple[str, str]]:
    """Return the sets; where nothing was ever public there are none."""
    found = harvest.sets_of(repository.council)
    if not found:
        raise OaiError("noSetHierarchy", "There are no sets: nothing has been published yet.")
    return found


def get_record(repository: Repository, asked: Mapping[str, str]) -> Element:
    record = repository.known(asked["identifier"])
    check_format(asked)
    body = Element("GetRecord")
    body.append(record_element(repository, record, harvest.formats([record]).get(record.paper_id, [])))
    return body


def listed(repository: Repository, asked: Mapping[str, str]) -> Element:
    """Write headers or whole records, and where the list goes on."""
    verb, council = asked["verb"], repository.council
    chosen = selection(asked, council.public_id)
    if "resumptionToken" not in asked:
        check_format(asked)
    if chosen.set:
        needed_sets(repository)
    part = harvest.batch(council, chosen, BATCH)
    if not part.records and chosen.after is None:
        raise OaiError("noRecordsMatch", "No record matches.")
    body = Element(verb)
    kinds = harvest.formats(part.records) if verb == "ListRecords" else {}
    for record in part.records:
        whole = verb == "ListRecords"
        body.append(record_element(repository, record, kinds.get(record.paper_id, [])) if whole else header(repository, record))
    if part.more or chosen.after:
        sent = chosen.sent + len(part.records)
        go_on = token(verb, council.public_id, chosen, part.records[-1].datestamp, sent) if part.more else ""
        element = put(body, "resumptionToken", go_on, completeListSize=str(part.whole), cursor=str(chosen.sent))
        if go_on:
            element.set("expirationDate", utc(clock.now() + TOKEN_LIFE))
    return body


def check_format(asked: Mapping[str, str]) -> None:
    if asked["metadataPrefix"] != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"The only format is {PREFIX}.")


def header(repository: Repository, record: HarvestRecord) -> Element:
    element = Element("header", {"status": "deleted"} if record.is_deleted else {})
    put(element, "identifier", repository.identifier(record))
    put(element, "datestamp", utc(record.datestamp))
    for spec in record.set_specs():
        put(element, "setSpec", spec)
    return element


def record_element(repository: Repository, record: HarvestRecord, formats: list[str]) -> Element:
    element = Element("record")
    element.append(header(repository, record))
    if not record.is_deleted:
        names = {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xsi:schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"}
        core = SubElement(put(element, "metadata"), "oai_dc:dc", names)
        for name, value, language in harvest.dublin_core(record.paper, formats, repository.page_of(record)):
            put(core, f"dc:{name}", value, **({"xml_lang": language} if language else {}))
    return element


WRITERS: dict[str, Callable[[Repository, Mapping[str, str]], Element]] = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "ListIdentifiers": listed,
    "ListRecords": listed,
    "GetRecord": get_record,
}
