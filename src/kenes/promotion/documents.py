"""The documents of a brief: PDF and DOCX in each of its languages."""

from collections.abc import Iterator
from datetime import datetime

from kenes.base.sniff import Checked
from kenes.promotion.briefs.content import Content
from kenes.promotion.briefs.pdf import pdf_of
from kenes.promotion.briefs.word import docx_of

TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
MAKERS = {"pdf": pdf_of, "docx": docx_of}


def document_of(content: Content, kind: str, made_at: datetime, name: str = "brief") -> Checked:
    """Return one document: kind is pdf or docx."""
    return Checked(f"{name}-{content['language']}.{kind}", TYPES[kind], MAKERS[kind](content, made_at))


def documents_of(contents: dict[str, Content], made_at: datetime, name: str = "brief") -> Iterator[Checked]:
    """Yield every document of a brief, one after the other."""
    for content in contents.values():
        for kind in MAKERS:
            yield document_of(content, kind, made_at, name)
