"""PDF files under the Chatham House Rule: what their pages show, and nothing of who made them."""

import io
import time
import zlib

import pikepdf
import pypdf
import pytest
import typst
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageCms

from kenes.attribution.errors import Traceable
from kenes.attribution.files import Traceless, without_traces
from kenes.base import marks
from kenes.base.sniff import Checked

SECRET = "Aigerim Traceable"
PAGES = """#set document(title: "{0}", author: "{0}", keywords: ("{0}",))
#set page(width: 12cm, height: 8cm)
= The bridge
The bridge is closed. #link("https://example.org/bridge")[Its page]
#pagebreak()
Мост закрыт. #link(<end>)[To the end]
#pagebreak()
Көпір жабық. <end>"""


def written(pdf: Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def document() -> Pdf:
    """Three tagged pages with a link, an outline and named places."""
    return pikepdf.open(io.BytesIO(typst.compile(PAGES.format(SECRET).encode(), format="pdf", pdf_standards=["a-2a"])))


def text_of(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def everything(data: bytes) -> bytes:
    """Every byte of a file, and of each of its objects with its streams unpacked."""
    found = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for value in pdf.objects:
            found.append(value.unparse(resolved=True) if not isinstance(value, pikepdf.Stream) else repr(value.items()).encode())
            if isinstance(value, pikepdf.Stream):
                packed = value.read_raw_bytes()
                picture = packed if value.get("/Filter") == Name.DCTDecode else zlib.decompress(packed) if packed[:1] == b"x" else b""
                found.append(picture if "DCTDecode" in repr(value.get("/Filter")) else value.read_bytes())
        found.append(repr(pdf.trailer.items()).encode())
    return b"\n".join(found)


def shown(pdf: Pdf, page: pikepdf.Page, drawing: bytes, **resources: object) -> None:
    """Add to what a page draws."""
    for kind, named in resources.items():
        if f"/{kind}" not in page.Resources:
            page.Resources[f"/{kind}"] = Dictionary()
        for name, value in named.items():  # type: ignore[attr-defined]
            page.Resources[f"/{kind}"][name] = value
    page.contents_add(pdf.make_stream(drawing))


def jpeg(colour: str = "red") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = SECRET
    Image.new("RGB", (16, 16), colour).save(out, "JPEG", exif=exif, comment=SECRET, xmp=f"<x>{SECRET}</x>".encode())
    return out.getvalue() + f"hung on: {SECRET}".encode()


def picture(pdf: Pdf, data: bytes, kind: str) -> pikepdf.Object:
    image = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16, BitsPerComponent=8)
    image.ColorSpace, image.Filter = Name.DeviceRGB, Name(kind)
    image.Metadata = pdf.make_stream(f"<x>{SECRET} of the picture</x>".encode())
    return image


def planted() -> bytes:
    """A document with the secret in every place that is known to hold names, and again in an earlier state of it."""
    pdf = document()
    root, page = pdf.Root, pdf.pages[0]
    name, hidden = String(SECRET), pdf.make_stream(SECRET.encode())
    script = Dictionary(S=Name.JavaScript, JS=name)
    pdf.docinfo.Author = pdf.docinfo.Producer = pdf.docinfo["/Company"] = name
    pdf.trailer.ID = Array([name, name])
    root.OpenAction, root.AA, root.Perms, root.PieceInfo = script, Dictionary(WC=script), Dictionary(DocMDP=name), Dictionary(A=name)
    attached = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=name, UF=name, EF=Dictionary(F=hidden), Desc=name))
    root.AF, files, scripts = Array([attached]), Array([name, attached]), Array([name, script])
    root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=files), JavaScript=Dictionary(Names=scripts))
    root.OutputIntents = Array([Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=name)])
    root.StructTreeRoot.K[0].T = root.StructTreeRoot.K[0].ID = name
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name, Usage=Dictionary(CreatorInfo=Dictionary(Creator=name), User=name)))
    root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(Creator=name, Name=name, ON=Array([layer]), Order=Array([name, layer]))
    )
    for place in (page.obj, page.Resources):
        place.Metadata, place.PieceInfo, place.LastModified = hidden, Dictionary(App=Dictionary(Private=name)), name
    page.Thumb, page.AA, page.ID, page.Hidden = hidden, Dictionary(O=script), name, name
    font = next(iter(page.Resources.Font.as_dict().values()))
    font.Metadata = hidden
    form = pdf.make_stream(f"% by {SECRET}\n0 0 5 5 re f".encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Resources, form.Ref, form["/PTEX.FileName"] = Dictionary(), Dictionary(F=name), name
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    at = profile.find("sRGB".encode("utf-16-be"), 128)
    profile[at : at + len(SECRET)] = SECRET.encode()
    colour = Array([Name.ICCBased, pdf.make_stream(bytes(profile), N=3, Metadata=hidden)])
    twice = picture(pdf, b"", "/DCTDecode")  # packed once more, as some programs do
    twice.write(zlib.compress(jpeg("blue")), filter=Array([Name.FlateDecode, Name.DCTDecode]))
    twice.ColorSpace = colour
    drawing = f"\n% drawn by {SECRET}\nq 50 0 0 50 10 10 cm /Pic Do /Twice Do /Made Do Q /C sc /OC /Lay BDC 0 0 1 1 re f EMC".encode()
    pictures = {"/Pic": picture(pdf, jpeg(), "/DCTDecode"), "/Twice": twice, "/Made": form}
    shown(pdf, page, drawing, XObject=pictures, ColorSpace={"/C": colour}, Properties={"/Lay": layer})
    notes(pdf, page, name, hidden, script)
    gone = pdf.make_indirect(Dictionary(Type=Name.Page, Contents=pdf.make_stream(b"BT (deleted by " + SECRET.encode() + b") Tj ET")))
    root.Dests = Dictionary(Old=Array([gone, Name.Fit]), New=Array([page.obj, Name.Fit]))
    before = written(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return appended(before)


def notes(pdf: Pdf, page: pikepdf.Page, name: String, hidden: pikepdf.Object, script: Dictionary) -> None:
    """Remarks, fields, a signature and actions on one page."""

    def note(subtype: str, **more: object) -> pikepdf.Object:
        about = Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=Array([10, 10, 60, 30]), T=name, NM=name, RC=name, M=name)
        for key, value in more.items():
            about[f"/{key}"] = value
        return pdf.make_indirect(about)

    def drawn(words: bytes) -> Dictionary:
        look = pdf.make_stream(b"/Tx BMC q BT /Helv 9 Tf 2 5 Td (" + words + b") Tj ET Q EMC")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 20])
        look.Resources = Dictionary(Font=Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        return Dictionary(N=look)

    field = note("/Widget", FT=Name.Tx, V=String("Twelve tonnes"), TU=name, AP=drawn(b"Twelve tonnes"), AA=Dictionary(K=script))
    signed = Dictionary(Type=Name.Sig, Name=name, Contents=name, M=name, Reason=name)
    signature = note("/Widget", FT=Name.Sig, V=signed, AP=drawn(SECRET.encode()))
    remark = note("/Text", Contents=name, AP=drawn(SECRET.encode()))
    popup = note("/Popup", Parent=remark, Contents=name)
    attached = note("/FileAttachment", FS=Dictionary(Type=Name.Filespec, F=name, EF=Dictionary(F=hidden)))
    written_on = note("/FreeText", Contents=String("Mended in May"), AP=drawn(b"Mended in May"))
    launch = note("/Link", A=Dictionary(S=Name.Launch, F=name))
    folder = note("/Link", A=Dictionary(S=Name.URI, URI=String(f"file:///home/{SECRET}/notes.txt")))
    web = note("/Link", A=Dictionary(S=Name.URI, URI=String("https://example.org/"), Next=script), Contents=name)
    for one in (field, signature, remark, popup, attached, written_on, launch, folder, web):
        page.Annots.append(one)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field, signature]), SigFlags=3, XFA=hidden, DA=name, NeedAppearances=True)


def appended(data: bytes) -> bytes:
    """Return a file with a later state hung on, as programs do when they save: what it replaces is still there."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    writer.add_metadata({"/Subject": SECRET})
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(data[:1000])
    return out.getvalue()


def pdf_file(data: bytes) -> Checked:
    return Checked(f"{SECRET}.pdf", "application/pdf", data)


def test_a_document_says_what_it_said_and_nothing_of_who_made_it() -> None:
    before = planted()
    assert everything(before).count(SECRET.encode()) > 60
    file = without_traces(pdf_file(before), 3)
    after = everything(file.data)
    assert file.name == "3.pdf"
    assert SECRET.encode() not in after
    assert "".join(f"{ord(c):04x}" for c in SECRET).encode() not in after.lower()
    assert (b"JavaScript" in after, b"%%EOF" in after, after.count(b"startxref")) == (False, True, 1)
    old, new = text_of(before), text_of(file.data)
    assert [said.split()[:3] for said in new] == [said.split()[:3] for said in old]
    assert "Twelve tonnes" in new[0]  # what stood in a field
    assert "Mended in May" in new[0]
    assert without_traces(file, 4) == Traceless("4.pdf", "application/pdf", file.data)  # known to be done
    assert without_traces(pdf_file(before), 3) == file  # the same file gives the same bytes: no time, no chance


def test_links_bookmarks_tags_and_pictures_stay_in_use() -> None:
    with pikepdf.open(io.BytesIO(without_traces(pdf_file(planted())).data)) as pdf:
        page = pdf.pages[0]
        addresses = [str(link.A.URI) for link in page.Annots if "/A" in link and "/URI" in link.A]
        assert addresses == ["https://example.org/bridge", "https://example.org/"]
        assert [str(pikepdf.Page(link.Dest[0]).index) if "/Dest" in link else "" for link in pdf.pages[1].Annots]
        assert str(pdf.Root.Outlines.First.Title) == "The bridge"
        assert str(pdf.Root.StructTreeRoot.K[0].S) == "/Document"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Dests.Old[0] is None
        assert pdf.Root.Dests.New[0].objgen == page.obj.objgen
        seen = [
            pikepdf.PdfImage(page.Resources.XObject[name]).as_pil_image().convert("RGB").getpixel((8, 8)) for name in ("/Pic", "/Twice")
        ]
        assert [max(range(3), key=lambda band, pixel=pixel: pixel[band]) for pixel in seen] == [0, 2]
        profile = page.Resources.ColorSpace["/C"][1].read_bytes()
        turned = ImageCms.profileToProfile(Image.new("RGB", (1, 1), (200, 100, 50)), io.BytesIO(profile), ImageCms.createProfile("sRGB"))
        assert turned is not None
        assert all(abs(a - b) <= 2 for a, b in zip(turned.getpixel((0, 0)), (200, 100, 50), strict=True))


def test_pictures_lose_their_marks_and_none_of_their_pixels() -> None:
    for how in ({"quality": 90}, {"progressive": True}):
        out, exif = io.BytesIO(), Image.Exif()
        exif[0x013B] = SECRET
        whole = Image.effect_noise((97, 61), 80).convert("RGB")
        whole.save(out, "JPEG", exif=exif, comment=SECRET, **how)
        bare = marks.bare_jpeg(out.getvalue() + SECRET.encode())
        assert SECRET.encode() not in bare
        assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(out.getvalue())).tobytes()
    out = io.BytesIO()
    whole.save(out, "JPEG2000", comment=SECRET)
    data = out.getvalue() + (8 + 16 + len(SECRET)).to_bytes(4) + b"uuid" + b"\1" * 16 + SECRET.encode()
    bare = marks.bare_jpeg2000(data)
    assert data.count(SECRET.encode()) == 2
    assert SECRET.encode() not in bare
    assert Image.open(io.BytesIO(bare)).tobytes() == whole.tobytes()


def locked(owner: str = SECRET, user: str = "") -> bytes:
    return written(document(), encryption=pikepdf.Encryption(owner=owner, user=user))


def bomb() -> bytes:
    """Four gigabytes of spaces in what a page draws."""
    pdf, squeezed = document(), zlib.compressobj(9)
    block = squeezed.compress(b" " * 2**24) + squeezed.flush(zlib.Z_FULL_FLUSH)
    drawing = pdf.make_stream(b"")
    drawing.write(block + block[2:] * 255, filter=Name.FlateDecode)
    pdf.pages[0].Contents = drawing
    return written(pdf)


def undrawn() -> bytes:
    """A form whose value no page shows until a program draws it."""
    pdf = document()
    look = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, V=String("Twelve tonnes"), T=String("a"), Rect=Array([0, 0, 9, 9]))
    field = pdf.make_indirect(look)
    pdf.pages[0].Annots.append(field)
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    return written(pdf)


def deep() -> bytes:
    """A tree of pages that is a chain of a hundred thousand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        *(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 100_002)),
        b"<</Type/Page>>",
    ]
    return raw(objects)


def many() -> bytes:
    """More objects than any real file of its size."""
    return raw(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>", *([b"1"] * 200_000)]
    )


def raw(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, value in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return bytes(
        out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table, size, len(out))
    )


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (locked, Traceable.LOCKED),
        (lambda: locked(user="closed"), Traceable.LOCKED),
        (lambda: b"%PDF-1.7", Traceable.UNREADABLE),
        (lambda: planted()[:9000], Traceable.UNREADABLE),
        (undrawn, Traceable.UNREADABLE),
        (bomb, Traceable.UNREADABLE),
        (deep, Traceable.UNREADABLE),
        (many, Traceable.UNREADABLE),
    ],
    ids=["against changes", "password", "empty", "cut off", "undrawn field", "bomb", "deep pages", "many objects"],
)
def test_what_cannot_be_cleaned_is_refused_in_time_with_a_reason(make: object, reason: object) -> None:
    data = make()  # type: ignore[operator]
    begun = time.monotonic()
    with pytest.raises(Traceable) as refused:
        without_traces(pdf_file(data))
    assert refused.value.message == reason
    assert time.monotonic() - begun < 30
