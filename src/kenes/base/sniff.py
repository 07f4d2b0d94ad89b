"""What an upload really is, whatever its name says. Only the types listed here are taken."""

import io
import zipfile
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kenes.base.errors import BadFile
from kenes.base.text import UnusableText, clean

LONGEST_SIDE = 2000  # pixels of an image that is kept
UNPACKED_MOST = 100 * 1024 * 1024  # what a DOCX or XLSX may unpack to
ENTRIES_MOST = 2000
IMAGES = {"JPEG", "PNG", "WEBP"}
OFFICE = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
TOO_BIG = _("The file is larger than %(most)s MB. Please send a smaller one.")
EMPTY = _("The file is empty.")
UNKNOWN = _("This kind of file is not taken. Photos (JPEG, PNG, WebP), PDF, DOCX, XLSX, TXT and CSV are.")
TOO_MANY_PIXELS = _("The picture is too large. Please send one of at most 25 million pixels.")
BROKEN = _("The file is damaged and cannot be opened. Please choose another one.")
HEIC = _("This is a HEIC photo, which most computers cannot open. Please save it as JPEG and choose it again.")
MACROS = _("The document holds macros or outside parts. Please save it as a plain DOCX or XLSX.")


@dataclass(frozen=True)
class Checked:
    """An upload that may be kept: its bytes as they will be stored, and what they are."""

    name: str
    content_type: str
    data: bytes


def check(name: str, data: bytes) -> Checked:
    """Return what may be kept of an upload, or raise BadFile with the reason. Images come back re-encoded, without metadata."""
    most = settings.UPLOAD_MAX_BYTES
    if len(data) > most:
        raise BadFile(TOO_BIG, most=most // 1024 // 1024)
    if not data:
        raise BadFile(EMPTY)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        raise BadFile(HEIC)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        content_type, extension, data = image(data)
    elif data.startswith(b"%PDF-"):
        content_type, extension = "application/pdf", "pdf"
    elif data.startswith(b"PK\x03\x04"):
        content_type, extension = office(data)
    else:
        content_type, extension = plain_text(name, data)
    return Checked(safe_name(name, extension), content_type, data)


def image(data: bytes) -> tuple[str, str, bytes]:
    """Re-encode an image: upright, at most 2000 pixels a side, without metadata. Its size is read before it is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=sorted(IMAGES)) as picture:
            if picture.width * picture.height > settings.IMAGE_MAX_PIXELS:
                raise BadFile(TOO_MANY_PIXELS)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadFile(TOO_MANY_PIXELS if "ombError" in type(error).__name__ else BROKEN) from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError):  # what Pillow raises for damaged files
        raise BadFile(BROKEN) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    see_through = "A" in upright.getbands() or "transparency" in upright.info
    # A new image of the pixels alone: nothing that the old one carried comes along.
    bare = Image.new("RGBA" if see_through else "RGB", upright.size)
    bare.paste(upright.convert(bare.mode))
    out = io.BytesIO()
    if see_through:
        bare.save(out, "WEBP", quality=82, method=4)
        return "image/webp", "webp", out.getvalue()
    bare.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return "image/jpeg", "jpg", out.getvalue()


def office(data: bytes) -> tuple[str, str]:
    """Return the type of a DOCX or XLSX by its ZIP directory; nothing is unpacked."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFile(BROKEN) from None
    names = {entry.filename for entry in entries}
    if len(entries) > ENTRIES_MOST or sum(entry.file_size for entry in entries) > UNPACKED_MOST:
        raise BadFile(TOO_BIG, most=settings.UPLOAD_MAX_BYTES // 1024 // 1024)
    if any(n.startswith(("/", "\\")) or ".." in n.replace("\\", "/").split("/") for n in names):
        raise BadFile(BROKEN)
    if any(n.endswith("vbaProject.bin") for n in names):
        raise BadFile(MACROS)
    for part, found in OFFICE.items():
        if part in names and "[Content_Types].xml" in names:
            return found
    raise BadFile(UNKNOWN)


def plain_text(name: str, data: bytes) -> tuple[str, str]:
    """Accept text by name and content; anything that a browser could take for markup is refused."""
    extension = name.rpartition(".")[2].lower()
    if extension not in ("txt", "csv"):
        raise BadFile(UNKNOWN)
    try:
        head = data.decode("utf-8-sig")[:4096].lstrip().lower()
    except UnicodeDecodeError:
        raise BadFile(_("The text file is not in UTF-8. Please save it as UTF-8 and choose it again.")) from None
    if "\0" in head or head.startswith("<") or "<script" in head or "<svg" in head or "<html" in head:
        raise BadFile(UNKNOWN)
    return ("text/csv" if extension == "csv" else "text/plain"), extension


def safe_name(name: str, extension: str) -> str:
    """Return a name without folders and unusual characters, ending in what the file is."""
    base = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "file"
    try:
        base = clean(base)
    except UnusableText:
        base = "file"
    base = "".join(c if c.isalnum() or c in " -_.()" else "_" for c in base).strip(" .") or "file"
    return f"{base[:120]}.{extension}"
