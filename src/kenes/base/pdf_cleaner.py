"""Writes the PDF of stdin anew to stdout, with nothing but what its pages show and what leads through them.

Run as a process of its own, like base/sheet_reader.py. Nothing is looked for and taken out: what is not named in KINDS does not come
along, and of what no page leads to nothing is written. So properties, XMP, earlier states, remarks, forms, signatures, scripts, attached
files, thumbnails and what programs keep for themselves go without being known. What is written on a page stays, whoever it names.
"""

import io
import re
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from kenes.base.marks import bare_jpeg, bare_jpeg2000, bare_profile

MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 5000
MOST_OBJECTS = 200_000
MOST_PARENTS = 50  # of a page
UNREADABLE, LOCKED = 3, 4  # exit codes

FUNCTION = "FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Functions:function Bounds"
# What an object may hold: key, or key:kind where it holds objects. "*kind": names of the file's own, each for an object of that kind.
# "!": only what was met on the pages already. A key without a kind holds numbers, names and text.
KINDS = f"""
catalog    Type Version Outlines:outline Names:names Dests:*dest PageMode PageLayout Lang MarkInfo:marked StructTreeRoot:tree
catalog    OCProperties:layers PageLabels:labels
page       Type Contents:content Resources:resources MediaBox CropBox BleedBox TrimBox ArtBox Rotate UserUnit Group:group
page       Annots:link StructParents Tabs
content
decoding   Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1
decoding   DamagedRowsBeforeError ColorTransform JBIG2Globals:data
data
resources  ExtGState:*state ColorSpace:*colour Pattern:*pattern Shading:*shading XObject:*xobject Font:*font ProcSet Properties:*layer
group      Type S CS:colour I K
xobject    Type Subtype FormType BBox Matrix Resources:resources Group:group StructParents StructParent OC:layer Width Height
xobject    ColorSpace:colour BitsPerComponent Intent ImageMask Mask:xobject Decode Interpolate SMask:xobject SMaskInData Matte
state      Type LW LC LJ ML D RI OP op OPM Font:font BG:function BG2:function UCR:function UCR2:function TR:function TR2:function
state      FL SM SA BM SMask:soft CA ca AIS TK UseBlackPtComp
soft       Type S G:xobject BC TR:function
function   {FUNCTION}
colour     {FUNCTION} Alternate:colour WhitePoint BlackPoint Gamma Matrix Subtype Colorants:*colour
colour     Process:colour ColorSpace:colour Components
profile    N Alternate:colour Range
pattern    Type PatternType PaintType TilingType BBox XStep YStep Resources:resources Matrix Shading:shading ExtGState:state
shading    ShadingType ColorSpace:colour Background BBox AntiAlias Coords Domain Function:function Extend BitsPerCoordinate
shading    BitsPerComponent BitsPerFlag Decode VerticesPerRow
font       Type Subtype BaseFont FirstChar LastChar Widths FontDescriptor:descriptor Encoding:encoding ToUnicode:encoding
font       DescendantFonts:font CIDSystemInfo:system W W2 DW DW2 CIDToGIDMap:data FontBBox FontMatrix CharProcs:*content Resources:resources
descriptor Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent Descent Leading CapHeight XHeight StemV
descriptor StemH AvgWidth MaxWidth MissingWidth CharSet CIDSet:data FontFile:program FontFile2:program FontFile3:program
program    Subtype Length1 Length2 Length3
encoding   Type BaseEncoding Differences CMapName CIDSystemInfo:system WMode UseCMap:encoding
system     Registry Ordering Supplement
link       Type Subtype Rect Border C H QuadPoints BS:border F Dest:dest A:action StructParent
border     Type W S D
dest       D:dest
action     Type S D:dest URI
outline    Type Title Parent:outline Prev:outline Next:outline First:outline Last:outline Count Dest:dest A:action C F
names      Dests:named
named      Kids:named Names:dest Limits
labels     Kids:labels Nums:label Limits
label      Type S P St
marked     Marked Suspects
tree       Type K:element ParentTree:parents ParentTreeNextKey RoleMap:*
parents    Kids:parents Nums:element Limits
element    Type S P:element Pg:page K:element Lang Alt ActualText E A:shape MCID Stm:! Obj:!
shape      O RowSpan ColSpan Scope ListNumbering BBox
layers     OCGs:layer D:shown
shown      BaseState ON:layer OFF:layer Intent AS:automatic RBGroups:layer
automatic  Event OCGs:layer Category
layer      Type Name Intent Usage:usage OCGs:layer P VE:layer MCID Lang Alt ActualText E
usage      View:usage Print:usage Export:usage ViewState PrintState ExportState
"""
STREAM = {"/Length": "", "/Filter": "", "/DecodeParms": "decoding"}
# Shown by a program of their own, or remarks about a page rather than a part of it.
UNSEEN = re.compile("/(Text|Popup|FileAttachment|Sound|Movie|Screen|3D|RichMedia|PrinterMark|TrapNet|Redact|Projection)")
REMARK = re.compile(rb"(?:^|[\r\n])[ \t]*%")  # of a program, in the drawing of a page
LEADS_TO_PAGES = ("dest", "*dest", "element")
WEB = ("http://", "https://", "mailto:")


def kinds() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in KINDS.split("\n"):
        name, *keys = line.split() or [""]
        found.setdefault(name, {}).update({f"/{key}": kind for key, _, kind in (word.partition(":") for word in keys)})
    return found


ALLOWED = kinds()


def main(seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    content = sys.stdin.buffer.read()
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return LOCKED
            sys.stdout.buffer.write(written_anew(pdf))
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RuntimeError, MemoryError):
        return UNREADABLE  # what damaged objects end in
    return 0


def written_anew(pdf: pikepdf.Pdf) -> bytes:
    """Return the document with what Walk lets through, in one piece without a history."""
    root = pdf.Root
    pages = [page.obj for page in pdf.pages]
    if not 0 < len(pages) <= MOST_PAGES or len(pdf.objects) > MOST_OBJECTS or "/Collection" in root or "/NeedsRendering" in root:
        raise ValueError("too large, or its pages are not what it shows")
    draw_fields_and_notes(pdf, pages)
    for page in pages:
        inherit(page)
    walk = Walk(pdf, pages)
    for page in pages:
        walk.through(page, "page")
    walk.through(root, "catalog")
    root.Pages = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(pages), Count=len(pages)))
    for page in pages:
        page.Parent = root.Pages
    for key in list(pdf.trailer.keys()):
        if key not in ("/Root", "/Size"):
            del pdf.trailer[key]
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    return out.getvalue()


def draw_fields_and_notes(pdf: pikepdf.Pdf, pages: list[Any]) -> None:
    """Make filled-in fields, stamps and marks a part of the page that shows them; signatures and remarks go."""
    for page in pages:
        if "/Annots" in page:
            page.Annots = Array([note for note in page.Annots if isinstance(note, Dictionary) and is_drawn(note)])
    if "/AcroForm" in pdf.Root:
        pdf.Root.AcroForm = Dictionary(Fields=Array())  # with its wish that appearances be made anew
    pdf.flatten_annotations("screen")


def is_drawn(note: Any) -> bool:
    """Return whether a note or field belongs to what the page shows. What only a form's program would draw cannot be kept."""
    field = note
    for _ in range(MOST_PARENTS):
        if "/FT" in field or "/Parent" not in field:
            break
        field = field.Parent
    if str(field.get("/FT")) in ("/Tx", "/Ch") and "/AP" not in note and str(note.get("/V", field.get("/V", ""))):
        raise ValueError("a field with a value that is not drawn")
    return not UNSEEN.fullmatch(str(note.get("/Subtype"))) and str(field.get("/FT")) != "/Sig"


def inherit(page: Any) -> None:
    """Give a page what it has of its parents, for it gets a new one."""
    for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
        above = page
        for _ in range(MOST_PARENTS):
            if key in above:
                page[key] = above[key]
                break
            if "/Parent" not in above:
                break
            above = above.Parent


class Walk:
    """Goes from object to object and leaves in each what its kind may hold."""

    def __init__(self, pdf: pikepdf.Pdf, pages: list[Any]) -> None:
        self.pdf = pdf
        self.pages = {page.objgen for page in pages}
        self.met: set[tuple[int, int]] = set()
        self.waiting: list[tuple[Any, str]] = []

    def through(self, start: Any, kind: str) -> None:
        self.waiting.append((start, kind))
        while self.waiting:
            value, kind = self.waiting.pop()
            if value.is_indirect:
                if value.objgen in self.met:
                    continue
                self.met.add(value.objgen)
            for key, child, of in list(self.children(value, kind)):
                if not isinstance(child, Array | Dictionary | Stream):
                    continue
                if self.is_unwanted(child, of):
                    self.leave_out(value, key)
                elif of != "!" and child.objgen not in self.pages:
                    self.waiting.append((child, of))
            if isinstance(value, Stream):
                self.clean(value, kind)

    def children(self, value: Any, kind: str) -> Iterator[tuple[Any, Any, str]]:
        """Yield what an object holds, with its kind; what it may not hold is taken out at once."""
        if isinstance(value, Array):
            profile = kind == "colour" and len(value) > 1 and value[0] == Name.ICCBased
            yield from ((n, child, "profile" if profile else kind) for n, child in enumerate(value))
            return
        allowed = ALLOWED.get(kind, {}) | (STREAM if isinstance(value, Stream) else {})
        for key in list(value.keys()):
            if kind.startswith("*"):
                yield key, value[key], kind[1:]
            elif key in allowed:
                yield key, value[key], allowed[key]
            else:
                del value[key]
        if kind == "layer" and "/Name" in value:
            value.Name = pikepdf.String("Layer")  # people name them

    def leave_out(self, value: Any, key: Any) -> None:
        if isinstance(value, Array):
            value[key] = None  # what stands behind keeps its place
        else:
            del value[key]

    def is_unwanted(self, child: Any, kind: str) -> bool:
        """Return whether an object must not be reached from here: a page that was deleted, an action that does more than show."""
        if isinstance(child, Array) or child.objgen in self.pages:
            return False
        match kind:
            case "!":
                return child.objgen not in self.met
            case "" | "page":
                return True
            case "link":
                return str(child.get("/Subtype")) != "/Link"
            case "xobject":
                return str(child.get("/Subtype")) not in ("/Form", "/Image")
            case "action":
                on_the_web = str(child.get("/S")) == "/URI" and str(child.get("/URI")).lower().startswith(WEB)
                return not on_the_web and str(child.get("/S")) != "/GoTo"
        return kind in LEADS_TO_PAGES and str(child.get("/Type")) == "/Page"  # one that was deleted

    def clean(self, stream: Any, kind: str) -> None:
        """Take marks out of what a stream holds."""
        names = stream.get("/Filter", Array())
        filters = [str(name) for name in (names if isinstance(names, Array) else [names])]
        if filters and filters[-1] in ("/DCTDecode", "/JPXDecode"):
            data = self.without_outer_filters(stream, filters)
            bare = bare_jpeg(data) if filters[-1] == "/DCTDecode" else bare_jpeg2000(data)
            given = stream.get("/DecodeParms")
            stream.write(bare, filter=Name(filters[-1]), decode_parms=given[-1] if isinstance(given, Array) and len(given) else given)
        elif kind == "profile":
            stream.write(bare_profile(stream.read_bytes()))
        elif kind == "content" or (kind in ("xobject", "pattern") and "/Resources" in stream):
            drawn = stream.read_bytes()
            if REMARK.search(drawn):
                stream.write(pikepdf.unparse_content_stream(pikepdf.parse_content_stream(self.pdf.make_stream(drawn))))

    def without_outer_filters(self, stream: Any, filters: list[str]) -> bytes:
        """Return the picture as its own format has it: some programs pack it once more."""
        raw: bytes = stream.read_raw_bytes()
        if len(filters) > 1:
            packed = self.pdf.make_stream(raw)
            packed.Filter = Array([Name(name) for name in filters[:-1]])
            if isinstance(given := stream.get("/DecodeParms"), Array):
                packed.DecodeParms = Array(list(given)[:-1])
            raw = packed.read_bytes()
        return raw


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
