"""Files under the Chatham House Rule: nothing in them says who made them, where, when and with what.

Pictures come here re-encoded (base.sniff). Text carries nothing besides its words. Of DOCX and XLSX the parts and marks that name
people, devices and times are taken out; one that holds other files or drawings that cannot be cleaned is refused. PDF files are
written anew with what their pages show, in a process of its own (base.pdf_cleaner).
"""

import io
import re
import zipfile
from pathlib import Path

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image

from kenes.attribution.errors import Traceable
from kenes.base import sheets
from kenes.base.files import FilesField, Upload, read_upload
from kenes.base.sniff import Checked

OFFICE = ("docx", "xlsx")
PDF_CLEANER = Path(sheets.__file__).with_name("pdf_cleaner.py")
PDF_SECONDS = 30
PDF_REFUSED = {4: Traceable.LOCKED}  # by exit code; any other is a file that cannot be read
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can hold
MOST = 40 * 1024 * 1024  # unpacked
# Whole parts: properties with their preview picture, people, data of add-ins, printer settings with the printer's name.
DROPPED = re.compile(r"^(docProps/|customXml/|word/people|xl/persons/|xl/printerSettings/|xl/revisions/|userCustomization/)")
CLEAN_MEDIA = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
QUOTED = r"""=(?:"[^"]*"|'[^']*')"""
# Attributes: authors, initials and times of changes and remarks; numbers that join texts written in one sitting; folders of the device.
MARKS = re.compile(
    rb"\s(?:\w+:)?(?:author|initials|date|dT|dateUtc|lastEdited\w*|lowestEdited|rupBuild|userName|userId|providerId|personId|rsid\w*|paraId|textId)"
    + QUOTED.encode()
)
RSIDS = re.compile(rb"<w:rsids>.*?</w:rsids>|<(?:\w+:)?absPath[^>]*/>|<w:attachedTemplate[^>]*/>", re.S)
AUTHORS = re.compile(rb"<author>[^<]*</author>")
RELATION = re.compile(rb"<Relationship\s[^>]*?/>|<Relationship\s[^>]*?>\s*</Relationship>")
OVERRIDE = re.compile(rb"<Override\s[^>]*?/>|<Override\s[^>]*?>\s*</Override>")
GONE = re.compile(rb"docProps/|customXml|people\w*\.xml|persons/|printerSettings|revisions/|userCustomization|attachedTemplate")

TAKEN_OUT = _(
    "Properties, times and the names of its authors are taken out of a file, of a PDF also remarks, attachments and earlier states. "
    "What is written or seen on its pages stays, whoever it names."
)


class Traceless(Checked):
    """A file of which it can be promised that nothing in it tells who made it."""


def without_traces(upload: Upload, name: object = "file") -> Traceless:
    """Return a file under a name that says nothing, without marks of who made it; raise Traceable where that cannot be promised.

    Slow for PDF: forms call it before any transaction, and the act that asks for it again finds it done.
    """
    checked = upload if isinstance(upload, Checked) else read_upload(upload)
    extension, data = checked.name.rpartition(".")[2], checked.data
    if not isinstance(checked, Traceless):
        data = pdf(data) if extension == "pdf" else office(data) if extension in OFFICE else data
    return Traceless(f"{name}.{extension}", checked.content_type, data)


def take_without_traces(field: forms.Field) -> None:
    """Let a form's field of files clean what it takes, and say so beside it."""
    assert isinstance(field, FilesField)  # noqa: S101  # tells mypy the type
    field.cleaned_by = without_traces
    field.help_text = format_lazy("{} {}", field.help_text, TAKEN_OUT)


def pdf(data: bytes) -> bytes:
    """Return a PDF written anew with what its pages show."""
    done = sheets.read_aside(PDF_CLEANER, [PDF_SECONDS], data, PDF_SECONDS, late=Traceable.UNREADABLE)
    if done.returncode != 0:
        raise Traceable(PDF_REFUSED.get(done.returncode, Traceable.UNREADABLE), field="files")
    return done.stdout


def office(data: bytes) -> bytes:
    """Return an office file packed anew: without the parts and marks that name people, all its times the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        if sum(entry.file_size for entry in before.infolist()) > MOST:
            raise Traceable(field="files")
        for entry in before.infolist():
            if entry.is_dir() or DROPPED.match(entry.filename):
                continue
            try:
                part = before.read(entry)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError):  # damaged, or locked with a password
                raise Traceable(field="files") from None
            packed = zipfile.ZipInfo(entry.filename, EARLIEST)
            packed.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(packed, cleaned_part(entry.filename, part))
    return out.getvalue()


def cleaned_part(name: str, part: bytes) -> bytes:
    """Return one part of an office file without marks."""
    extension = name.rpartition(".")[2].lower()
    if "/media/" in name and extension in CLEAN_MEDIA:
        return picture(part, CLEAN_MEDIA[extension])
    if extension not in ("xml", "rels", "vml") or name.startswith("xl/threadedComments"):  # threads need the people that go
        raise Traceable(field="files")
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part:  # not UTF-8: the marks would not be found
        raise Traceable(field="files")
    part = AUTHORS.sub(b"<author></author>", RSIDS.sub(b"", MARKS.sub(marked, part)))
    if extension == "rels":
        return RELATION.sub(lambda found: b"" if GONE.search(found[0]) else found[0], part)
    if name == "[Content_Types].xml":
        return OVERRIDE.sub(lambda found: b"" if GONE.search(found[0]) else found[0], part)
    return part


def marked(found: re.Match[bytes]) -> bytes:
    """Return a mark emptied or taken out: a change must have an author, so it has an empty one."""
    name = found[0].split(b"=")[0].strip()
    return b" " + name + b'=""' if name.endswith(b":author") else b""


def picture(part: bytes, kind: str) -> bytes:
    """Return a picture of a document with its pixels alone, in the format that its name says."""
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(part), formats=[kind]) as before:
            before.load()
            palette = before.mode in ("P", "1")
            bare = before.convert("RGBA" if "transparency" in before.info else "RGB") if palette else before
            new = Image.new(bare.mode, bare.size)
            new.paste(bare)
            new.save(out, kind)
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Traceable(field="files") from None
    return out.getvalue()
