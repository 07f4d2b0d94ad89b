"""The brief as DOCX: real headings, language set, tables with header rows that repeat."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kenes.promotion.briefs.content import Content
from kenes.promotion.briefs.glyphs import deep, for_xml

LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
FONT = "Times New Roman"  # on every office computer, and it has all Kazakh letters
INK2 = RGBColor(0x4A, 0x52, 0x4F)


def docx_of(content: Content, made_at: datetime) -> bytes:
    """Return a brief in one language as DOCX."""
    page = Layout(deep(content, for_xml), made_at)
    page.write()
    out = io.BytesIO()
    page.document.save(out)
    return out.getvalue()


class Layout:
    """One document while it is being written."""

    def __init__(self, content: Content, made_at: datetime) -> None:
        self.content, self.words = content, content["labels"]
        self.document = Document()
        self.set_up(made_at)

    def set_up(self, made_at: datetime) -> None:
        language = LOCALES[self.content["language"]]
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(30), Mm(15), Mm(20), Mm(20)
        for name, size in (("Normal", 12), ("Title", 20), ("Heading 1", 15), ("Heading 2", 12), ("Caption", 10)):
            style = self.document.styles[name]
            style.font.name, style.font.size = FONT, Pt(size)
            style.font.color.rgb = INK2 if name == "Caption" else RGBColor(0x17, 0x1B, 0x1A)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), FONT)
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
                fonts.attrib.pop(qn(theme), None)
        defaults = self.document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(lang(language))
        core = self.document.core_properties
        core.title, core.author, core.language = self.content["title"]["text"][:255], self.content["council"][:255], language
        core.created = core.modified = made_at.replace(tzinfo=None)
        section.footer.paragraphs[0].text = " · ".join(
            part for part in (self.content["council"], self.content["kind"], self.content["sample"]) if part
        )

    def write(self) -> None:
        content = self.content
        if content["sample"]:
            self.small(content["sample"])
        self.plain(content["council"], bold=True)
        for institute in content["institutes"]:
            self.small(institute)
        if content["sending"]:
            self.sending(content["sending"])
        self.small(content["kind"])
        self.run(self.document.add_paragraph(style="Title"), content["title"]["text"], content["title"]["lang"])
        if content["summary"]:
            self.said(content["summary"])
        self.document.add_heading(self.words["asked"], 1)
        self.plain(content["asked"])
        if len(content["recommendations"]) > 1:
            self.document.add_heading(self.words["recommends"], 1)
            rows = [[item["number"], item["title"]["text"], item["votes"]] for item in content["recommendations"]]
            self.table([self.words["number"], self.words["recommendation"], self.words["votes"]], rows, [Mm(12), Mm(118), Mm(35)])
        for item in content["recommendations"]:
            self.recommendation(item)
        self.document.add_heading(self.words["check_title"], 1)
        self.plain(content["check"])

    def sending(self, sending: dict[str, str]) -> None:
        rows = [("to", sending["to"]), ("registration", sending["registration"]), ("date", sending["date"])]
        for label, value in rows:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(f"{self.words[label]}: ").font.color.rgb = INK2
            paragraph.add_run(value).bold = label == "to"

    def recommendation(self, item: dict[str, Any]) -> None:
        heading = self.document.add_heading(level=1)
        self.run(heading, f"{item['number']}. {item['title']['text']}", item["title"]["lang"])
        if item["text"]:
            self.said(item["text"])
        if item["rationale"]:
            self.document.add_heading(self.words["rationale"], 2)
            self.said(item["rationale"])
        if item["evidence"]:
            self.document.add_heading(self.words["evidence"], 2)
            rows = [
                [
                    "\n".join(part for part in (e["text"], e["figures"]) if part),
                    " · ".join(part for part in (e["source"], e["url"]) if part),
                ]
                for e in item["evidence"]
            ]
            self.table([self.words["fact"], self.words["source"]], rows, [Mm(100), Mm(65)])
        if item["issues"]:
            self.issues(item["issues"])
        if item["decision"]:
            self.document.add_heading(self.words["decision"], 2)
            self.plain(item["decision"])
            if item["sides"]:
                self.small(item["sides"]["caption"])
                self.table(item["sides"]["head"], item["sides"]["rows"], [Mm(75), Mm(30), Mm(30), Mm(30)])
        if item["dissents"]:
            self.document.add_heading(self.words["dissents"], 2)
            for dissent in item["dissents"]:
                self.said(dissent["text"])
                self.small(dissent["by"])

    def issues(self, issues: Sequence[dict[str, Any]]) -> None:
        self.document.add_heading(self.words["issues"], 2)
        for issue in issues:
            paragraph = self.document.add_paragraph()
            self.run(paragraph, issue["title"]["text"], issue["title"]["lang"]).bold = True
            if issue["summary"]:
                self.said(issue["summary"])
            if issue["origin"]:
                self.small(issue["origin"])

    def said(self, said: dict[str, str]) -> None:
        for part in said["text"].split("\n\n"):
            if part.strip():
                self.run(self.document.add_paragraph(), part.strip(), said["lang"])
        if said["note"]:
            self.small(said["note"])

    def plain(self, text: str, *, bold: bool = False) -> None:
        self.document.add_paragraph().add_run(text).bold = bold

    def small(self, text: str) -> None:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(10), INK2

    def run(self, paragraph: Any, text: str, language: str) -> Any:
        run = paragraph.add_run(text)
        if language != self.content["language"]:
            run._r.get_or_add_rPr().append(lang(LOCALES.get(language, language)))
        return run

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[Any]) -> None:
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        for cell, word in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(word).bold = True
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.space_after = Pt(2)
                    for run in paragraph.runs:
                        run.font.size = Pt(10.5)
        self.document.add_paragraph()


def lang(code: str) -> Any:
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), code)
    return element
