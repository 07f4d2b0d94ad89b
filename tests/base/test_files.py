"""Uploads: what is taken, what is refused, and what is left of it on disk."""

import io
import os
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from kenes.base import files
from kenes.base.errors import BadFile, Invalid
from kenes.base.files import FilesField, keep, path_of, sweep
from kenes.base.models import File
from kenes.base.sniff import Checked, check
from kenes.councils.models import Council


@pytest.fixture(autouse=True)
def files_of_their_own(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def jpeg(size: tuple[int, int] = (640, 480), **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", **save)
    return out.getvalue()


def archive(*names: str, big: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"x" * (big or 10))
    return out.getvalue()


def png_of_claimed_size(width: int, height: int) -> bytes:
    """A PNG header that claims a size; the pixels are not there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def exif() -> bytes:
    """Where the phone was, which way it was held, and a comment."""
    tags = Image.Exif()
    tags[0x0112] = 6  # turned
    tags[0x010F] = "Phone maker"
    tags.get_ifd(0x8825)[1] = "N"
    return tags.tobytes()


def test_a_photo_loses_where_and_by_what_it_was_taken_and_stands_upright() -> None:
    kept = check("photo.jpg", jpeg((640, 480), exif=exif(), comment=b"taken at home", icc_profile=b"x" * 200))

    with Image.open(io.BytesIO(kept.data)) as picture:
        assert (picture.size, dict(picture.getexif()), picture.format) == ((480, 640), {}, "JPEG")
        assert not {"exif", "comment", "icc_profile", "xmp"} & picture.info.keys()
    assert not [word for word in (b"Exif", b"Phone maker", b"taken at home", b"ICC_PROFILE") if word in kept.data]


def test_a_large_photo_is_kept_at_most_2000_pixels_a_side() -> None:
    kept = check("photo.jpg", jpeg((4000, 3000)))

    assert Image.open(io.BytesIO(kept.data)).size == (2000, 1500)


def test_a_see_through_picture_becomes_webp() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 90, 87, 80)).save(out, "PNG")

    kept = check("map.PNG", out.getvalue())

    assert (kept.name, kept.content_type) == ("map.webp", "image/webp")
    assert Image.open(io.BytesIO(kept.data)).mode == "RGBA"


def test_a_picture_of_30000_by_30000_is_refused_before_it_is_decoded() -> None:
    started = time.process_time()

    with pytest.raises(BadFile, match="25 million"):
        check("big.png", png_of_claimed_size(30_000, 30_000))

    assert time.process_time() - started < 0.5


def test_a_picture_of_26_million_pixels_is_refused_too() -> None:
    with pytest.raises(BadFile, match="25 million"):
        check("big.png", png_of_claimed_size(6500, 4001))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"<html><script>alert(1)</script></html>"),
        ("photo.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("page.html", b"<!doctype html><p>hello"),
        ("note.txt", b"  <html><script>alert(1)</script>"),
        ("note.txt", b"\xff\xfe\x00bad"),
        ("note.txt", b"words\0words"),
        ("program.exe", b"MZ\x90\x00"),
        ("movie.gif", b"GIF89a" + b"\0" * 50),
        ("photo.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50),
        ("photo.jpg", b"\xff\xd8\xff" + b"damaged"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"damaged"),
        ("empty.txt", b""),
        ("archive.zip", archive("a.txt")),
        ("report.docx", archive("[Content_Types].xml", "word/document.xml", "../../etc/passwd")),
        ("report.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("table.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", big=60_000_000)),
        ("report.docx", b"PK\x03\x04 damaged"),
    ],
)
def test_what_is_not_what_it_says_or_not_taken_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(BadFile) as refused:
        check(name, data)

    assert str(refused.value)


@pytest.mark.parametrize(
    ("name", "data", "kept_as"),
    [
        ("letter.pdf", b"%PDF-1.7 ...", ("letter.pdf", "application/pdf")),
        ("Есеп.docx", archive("[Content_Types].xml", "word/document.xml"), ("Есеп.docx", None)),
        ("table.bin", archive("[Content_Types].xml", "xl/workbook.xml"), ("table.xlsx", None)),
        ("data.csv", "аудан,саны\nЗайсан,3\n".encode(), ("data.csv", "text/csv")),
        ("../../etc/<passwd>.txt", b"words", ("_passwd_.txt", "text/plain")),
        ("a\u202etxt.exe.txt", b"words", ("atxt.exe.txt", "text/plain")),
    ],
)
def test_documents_are_taken_under_a_safe_name(name: str, data: bytes, kept_as: tuple[str, str | None]) -> None:
    kept = check(name, data)

    assert kept.name == kept_as[0]
    assert kept_as[1] in (None, kept.content_type)


def test_a_file_over_the_limit_is_refused_by_its_size(settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]

    with pytest.raises(BadFile, match="1 MB"):
        check("note.txt", b"x" * (1024 * 1024 + 1))


def test_a_kept_file_lies_under_a_random_name(council: Council) -> None:
    kept = keep(upload=SimpleUploadedFile("note.txt", b"words"), council=council.public_id, subject="signal/x", owner=None)

    assert path_of(kept).read_bytes() == b"words"
    assert "note" not in str(path_of(kept).relative_to(files.settings.MEDIA_ROOT))
    assert (kept.name, kept.size, kept.visible_to, File.objects.count()) == ("note.txt", 5, "members", 1)


def test_nobody_in_particular_is_no_audience(council: Council) -> None:
    with pytest.raises(Invalid):
        keep(upload=Checked("n.txt", "text/plain", b"w"), council=council.public_id, subject="signal/x", owner=None, visible_to="everyone")

    assert File.objects.count() == 0


def test_bytes_without_a_row_are_swept_after_a_day(council: Council) -> None:
    kept = keep(upload=Checked("n.txt", "text/plain", b"w"), council=council.public_id, subject="signal/x", owner=None)
    lost = path_of(kept).parent / "lost"
    for path in (lost, path_of(kept)):
        path.write_bytes(b"old")
        os.utime(path, (0, 0))
    fresh = path_of(kept).parent / "fresh"
    fresh.write_bytes(b"new")

    assert sweep() == 1
    assert (lost.exists(), fresh.exists(), path_of(kept).exists()) == (False, True, True)


def test_the_form_field_takes_several_files_and_names_the_bad_one() -> None:
    good, bad = SimpleUploadedFile("a.txt", b"words"), SimpleUploadedFile("b.svg", b"<svg/>")

    assert [checked.name for checked in FilesField().clean([good])] == ["a.txt"]
    assert FilesField().clean([]) == []
    with pytest.raises(Exception, match=r"b\.svg: This kind of file"):
        FilesField().clean([good, bad])
    with pytest.raises(Exception, match="At most 5"):
        FilesField().clean([good] * 6)
