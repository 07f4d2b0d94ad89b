"""A whole roster at once: understood in our languages, or refused with row and column."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from kenes.base.errors import NotAllowed
from kenes.base.sheets import read_table
from kenes.councils import acts
from kenes.councils.errors import BadRoster
from kenes.councils.models import Council, Invitation, Member
from kenes.councils.roster import RosterReader
from kenes.record.queries import entries, verify
from tests import factories
from tests.councils.browsers import enter

GOOD = """number,region,professions,role,topics,term_from,term_to,email,name
14,KZ-55,"teacher, research",,school roads; water,2026-01-01,31.12.2027,asem@example.org,Әсем Қуатова
,Ақтөбе облысы,заңгер,member,,,,,
,,,secretary,,,,,
"""


def seated(secretary: Member, text: str, *, name: str = "roster.csv", encoding: str = "utf-8") -> list[tuple[Member, str]]:
    return acts.import_roster(by=secretary, table=read_table(name, text.encode(encoding)))


def faults(secretary: Member, text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRoster) as refused:
        seated(secretary, text)
    return [(fault.row, fault.column) for fault in refused.value.faults]


def law_in_kazakh() -> str:
    from kenes.councils.models import Profession

    return str(Profession.objects.get(code="law").name.texts["kk"]["text"])


def test_a_roster_seats_everybody_and_makes_their_links(council: Council, secretary: Member) -> None:
    made = seated(secretary, GOOD.replace("заңгер", law_in_kazakh()))
    rows = {
        member.number: (
            member.region.code if member.region else "",
            sorted(profession.code for profession in member.professions.all()),
            str(member.role),
            member.topics,
            member.term_from,
            member.term_to,
        )
        for member, _ in made
    }
    assert rows == {
        14: ("KZ-55", ["research", "teacher"], "member", ["school roads", "water"], date(2026, 1, 1), date(2027, 12, 31)),
        15: ("KZ-15", ["law"], "member", [], None, None),
        16: ("", [], "secretary", [], None, None),
    }
    link = Invitation.objects.get(member__number=14)
    assert (link.email, link.name, Invitation.objects.count()) == ("asem@example.org", "Әсем Қуатова", 3)
    assert entries(council.public_id)[0].type == "roster.imported"
    assert verify(council.public_id) is None
    assert acts.accept_invitation(token=made[0][1]).state == "active"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_encodings_and_separators_are_read(secretary: Member, encoding: str, separator: str) -> None:
    text = f"регион{separator}сфера деятельности{separator}имя\nПавлодарская область{separator}учитель{separator}Иван\n"
    (member, _), *others = seated(secretary, text, encoding=encoding)
    assert (member.region.code if member.region else "", len(others)) == ("KZ-55", 0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("region,professions\nAtlantis,teacher", [(2, "region")]),
        ("region,professions\nKZ-55,wizard", [(2, "professions")]),
        ("region,professions\nKZ-55,", [(2, "professions")]),
        ("region,professions\n,teacher", [(2, "region")]),
        ("region,professions,role\nKZ-55,teacher,king", [(2, "role")]),
        ("region,professions,number\nKZ-55,teacher,1\nKZ-55,teacher,7\nKZ-55,teacher,7", [(2, "number"), (4, "number")]),
        (
            "region,professions,number\nKZ-55,teacher,NaN\nKZ-55,teacher,1e9\nKZ-55,teacher,-3",
            [(2, "number"), (3, "number"), (4, "number")],
        ),
        (
            "region,professions,term_from\nKZ-55,teacher,31.04.2026\nKZ-55,teacher,29.02.2025\nKZ-55,teacher,24:00",
            [(2, "term_from"), (3, "term_from"), (4, "term_from")],
        ),
        ("region,professions,term_from,term_to\nKZ-55,teacher,2026-05-01,2026-04-01", [(2, "term_to")]),
        ("region,professions,email\nKZ-55,teacher,a@b.kz\nKZ-55,teacher,A@b.kz\nKZ-55,teacher,nobody", [(3, "email"), (4, "email")]),
        ("region,professions,name\nKZ-55,teacher,A\x01B", [(2, "name")]),
        ("region,colour\nKZ-55,red", [(1, "colour")]),
        ("region\nKZ-55", [(1, "professions")]),
        ("region,region,professions\nKZ-55,KZ-55,teacher", [(1, "region")]),
        ("region,professions\n", [(2, "")]),
        ("region,professions,side\nKZ-55,teacher,Narnia", [(2, "side")]),
    ],
)
def test_each_fault_names_its_row_and_column_and_nobody_is_seated(
    council: Council, secretary: Member, rows: str, expected: list[tuple[int, str]]
) -> None:
    assert faults(secretary, rows) == expected
    assert (council.members.count(), Invitation.objects.count(), entries(council.public_id).count()) == (1, 0, 0)


def test_one_bad_row_among_good_ones_seats_nobody(council: Council, secretary: Member) -> None:
    assert faults(secretary, GOOD.replace("заңгер", "wizard")) == [(3, "professions")]
    assert council.members.count() == 1


def test_our_own_guard_against_formulas_comes_off(secretary: Member) -> None:
    seated(secretary, "region,professions,name\nKZ-55,teacher,'=1+1\nKZ-55,teacher,=2+2\n")
    assert sorted(Invitation.objects.values_list("name", flat=True)) == ["=1+1", "=2+2"]


def test_each_secretariat_seats_its_own_side_only(db: None) -> None:
    council = factories.council(countries=("KZ", "RU"))
    secretary, other = factories.member(council, role=Member.Role.SECRETARY), factories.member(council, role=Member.Role.SECRETARY, side=1)
    rows = "side,region,professions\nKZ,KZ-55,teacher\n2,RU-OMS,teacher\n,KZ-55,teacher\n"
    assert faults(secretary, rows) == [(3, "side"), (4, "side")]
    assert faults(other, rows) == [(2, "side"), (4, "side")]
    with pytest.raises(NotAllowed):
        seated(factories.member(council), rows)


def workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_like_a_csv(council: Council, secretary: Member) -> None:
    content = workbook(
        [["Өңір", "Қызмет саласы", "нөмірі", "басталуы"], ["Павлодар облысы", "мұғалім", 14.0, date(2026, 3, 31)], [None, None, None, None]]
    )
    (member, _), *_rest = acts.import_roster(by=secretary, table=read_table("roster.xlsx", content))
    assert (member.number, member.term_from) == (14, date(2026, 3, 31))


def test_the_pages_check_first_and_import_after_confirmation(council: Council, secretary: Member) -> None:
    client, page = enter(secretary), reverse("roster", args=[council.slug])
    assert client.get(page).status_code == 200

    def send(text: str) -> tuple[int, str, str]:
        reply = client.post(page, {"file": SimpleUploadedFile("roster.csv", text.encode())})
        return reply.status_code, reply.content.decode(), reply.context["table"]

    status, shown, table = send("region,professions\nAtlantis,teacher\n")
    assert (status, "is no region of this side" in shown, "<td>region</td>" in shown) == (422, True, True)
    status, shown, table = send(GOOD.replace("заңгер", law_in_kazakh()))
    assert (status, "Әсем Қуатова" in shown, council.members.count()) == (200, True, 1)
    reply = client.post(page, {"table": table})
    assert (reply.status_code, reply.content.decode().count("http://testserver/join/"), council.members.count()) == (200, 3, 4)
    again = client.post(page, {"table": table})
    assert (again.status_code, council.members.count()) == (422, 4)
    assert client.post(page, {"table": "forged"}).status_code == 409
    other = enter(factories.member(council, role=Member.Role.CHAIR))
    assert other.post(page, {"table": table}).status_code == 404


def test_a_picture_is_no_roster(council: Council, secretary: Member) -> None:
    client, page = enter(secretary), reverse("roster", args=[council.slug])
    picture = SimpleUploadedFile("roster.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    reply = client.post(page, {"file": picture})
    assert (reply.status_code, "This file is no table" in reply.content.decode()) == (422, True)


def test_the_list_as_csv_comes_back_as_a_roster(council: Council, secretary: Member) -> None:
    seated(secretary, "region,professions,topics,name\nKZ-55,teacher,'-мектеп,=1\n")
    reply = enter(secretary).get(reverse("members", args=[council.slug]), {"format": "csv"})
    table = read_table("members.csv", reply.content)
    number, side, state = (table[0].index(name) for name in ("number", "side", "state"))
    kept = [[cell for at, cell in enumerate(row) if at not in (number, side, state)] for row in table]
    read = RosterReader(council, secretary, kept)
    assert [fault for fault in read.faults if fault.column != "email"] == []
    assert read.rows[-1].topics == ["-мектеп"]


def test_the_reader_of_workbooks_imports_nothing_of_kenes() -> None:
    from kenes.base import sheets

    assert "kenes" not in Path(sheets.READER).read_text().split('"""', 2)[2].replace("Kenes", "")
