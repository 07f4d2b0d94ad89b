"""Files under the Chatham House Rule carry nothing of who made them."""

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image

from kenes.attribution.errors import Traceable
from kenes.attribution.files import without_traces
from kenes.base.sniff import Checked, check

NAME = "Aigerim Traceable"


def word(**parts: bytes) -> bytes:
    """A document by an author whose name stands in its properties, in a remark and in a change."""
    document = docx.Document()
    document.add_paragraph("The bridge is closed.")
    document.core_properties.author = document.core_properties.last_modified_by = NAME
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = NAME
    Image.new("RGB", (8, 8), "red").save(picture, "JPEG", exif=exif)
    picture.seek(0)
    document.add_picture(picture)
    out = io.BytesIO()
    document.save(out)
    mark = f'w:id="1" w:author="{NAME}" w:date="2026-11-26T10:00:00Z"'
    changed = f"<w:p><w:ins {mark}><w:r><w:t>Mend it.</w:t></w:r></w:ins></w:p><w:sectPr".encode()

    def with_change(name: str, part: bytes) -> bytes:
        return part.replace(b"<w:sectPr", changed, 1) if name == "word/document.xml" else part

    return repacked(out.getvalue(), with_change, parts)


def repacked(data: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            after.writestr(entry.filename, change(entry.filename, before.read(entry)))
        for name, part in more.items():
            after.writestr(name, part)
    return out.getvalue()


def sheet() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = NAME
    page = book.worksheets[0]
    page["A1"] = 5
    page["A1"].comment = Comment("Look here", NAME)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def everything(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return b"".join(entry.filename.encode() + packed.read(entry) for entry in packed.infolist())


def test_a_document_loses_its_author_and_opens_as_before() -> None:
    before = word()
    assert NAME.encode() in everything(before)
    file = without_traces(check(f"{NAME}.docx", before), 3)
    assert file.name == "3.docx"
    assert NAME.encode() not in everything(file.data)
    assert b"2026-11-26" not in everything(file.data)
    opened = docx.Document(io.BytesIO(file.data))
    assert opened.paragraphs[0].text == "The bridge is closed."
    assert len(opened.inline_shapes) == 1
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_table_loses_its_author_and_keeps_its_numbers_and_remarks() -> None:
    file = without_traces(check("figures.xlsx", sheet()), 1)
    assert NAME.encode() not in everything(file.data)
    opened = openpyxl.load_workbook(io.BytesIO(file.data)).worksheets[0]
    assert opened["A1"].value == 5
    assert opened["A1"].comment.text == "Look here"


def test_a_picture_keeps_its_pixels_alone() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = NAME
    Image.new("RGB", (9, 9), "blue").save(out, "JPEG", exif=exif)
    file = without_traces(check("IMG_2041.jpg", out.getvalue()), 2)
    assert file.name == "2.jpg"
    assert NAME.encode() not in file.data


@pytest.mark.parametrize(
    "file",
    [
        Checked("talk.docx", "", word(**{"word/embeddings/sheet.bin": b"\xd0\xcf\x11\xe0"})),
        Checked("talk.docx", "", word(**{"word/media/image9.emf": NAME.encode()})),
        Checked("talk.docx", "", word(**{"word/other.xml": "<a author='x'/>".encode("utf-16")})),
        Checked("talk.docx", "", word(**{"word/media/image9.png": b"no picture"})),
    ],
    ids=["embedded file", "drawing", "other encoding", "broken picture"],
)
def test_what_cannot_be_cleaned_for_sure_is_refused(file: Checked) -> None:
    with pytest.raises(Traceable):
        without_traces(file, 1)
