"""Workbooks that are made to harm, and tables of all kinds."""

import io
import time
import zipfile

import openpyxl
import pytest

from kenes.base import sheets
from kenes.base.errors import BadFile
from kenes.base.sheets import read_table

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/s1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(sheet: str, **more: str) -> bytes:
    """A workbook with one sheet, put together by hand."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS.format(f'<Relationship Id="r1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KIND}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELS.format(f'<Relationship Id="r1" Type="{KIND}/worksheet" Target="s1.xml"/>'),
        "xl/s1.xml": sheet,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**parts, **more}.items():
            archive.writestr(name, text)
    return out.getvalue()


def rows(count: int) -> str:
    return sheet('<row><c t="inlineStr"><is><t>x</t></is></c></row>' * count)


def sheet(inside: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData></worksheet>'


def refusal(content: bytes, name: str = "roster.xlsx") -> tuple[str, float]:
    began = time.monotonic()
    with pytest.raises(BadFile) as refused:
        read_table(name, content)
    assert refused.value.field == "file"
    return str(refused.value), time.monotonic() - began


def test_a_workbook_made_by_hand_is_read() -> None:
    assert read_table("a.xlsx", book(rows(2))) == [["x"], ["x"]]


def test_no_sheet_of_many_is_left_out_unsaid() -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for number in range(sheets.FIGURES.sheets):
        made.create_sheet().append([number])
    made.save(out)
    with pytest.raises(BadFile, match="more than 100 sheets"):
        sheets.read_sheets("a.xlsx", out.getvalue())
    made.remove(made.worksheets[0])
    made.save(out := io.BytesIO())
    assert [sheet.rows for sheet in sheets.read_sheets("a.xlsx", out.getvalue())][-1] == [["99"]]


def test_a_workbook_that_unpacks_to_100_mib_is_refused_before_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = book(rows(1), **{"xl/huge.xml": " " * (100 * 1024 * 1024)})
    assert len(bomb) < 200_000

    def unpacked(*args: object, **kwargs: object) -> None:
        raise AssertionError("the reader was started")

    monkeypatch.setattr("kenes.base.sheets.subprocess.run", unpacked)
    message, seconds = refusal(bomb)
    assert message.startswith("This workbook is larger inside")
    assert seconds < 1


def test_a_workbook_that_keeps_its_reader_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "SECONDS", 1)
    monkeypatch.setattr(sheets, "MOST_ROWS", 10_000_000)
    numbers = "".join(f"<row><c><v>{number * 7919 % 1_000_003}</v></c></row>" for number in range(350_000))
    message, seconds = refusal(book(sheet(numbers)))
    assert "cannot be read" in message or "takes too long" in message
    assert seconds < 4


def test_entities_and_paths_that_climb_are_refused() -> None:
    entities = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>' + rows(1)
    assert "cannot be read" in refusal(book(entities))[0]
    for name in ("../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a"):
        assert refusal(book(rows(1), **{name: "x"}))[0].startswith("This workbook is larger inside")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "is no workbook"),
        ("a.xlsx", b"PK\x03\x04 cut off", "is no workbook"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n\n \n", "is empty"),
        ("a.csv", b"a\x00b", "is no table"),
        ("a.csv", b'a,"b\n', "is not closed"),
        ("a.csv", b"\xff\xfe\x00", "cannot be read"),
        ("a.csv", b"a," * 100 + b"a", "is too large"),
        ("a.csv", b"a\n" * 3000, "is too large"),
        ("a.csv", b"a" * (6 * 1024 * 1024), "is too large"),
    ],
)
def test_what_is_no_table_says_why(name: str, content: bytes, words: str) -> None:
    assert words in refusal(content, name)[0]
