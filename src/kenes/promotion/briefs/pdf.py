"""The brief as PDF: tagged, PDF/A-2 and PDF/UA. Everything that people wrote reaches typst as data, never as markup."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from kenes.promotion.briefs.content import Content
from kenes.promotion.briefs.glyphs import MARK, deep, printable

TEMPLATE = Path(__file__).with_name("brief.typ")
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def pdf_of(content: Content, made_at: datetime) -> bytes:
    """Return a brief in one language as PDF. The same content and time give the same bytes."""
    shown = deep(content, printable)
    try:
        return compiled(shown, made_at)
    except typst.TypstError:
        # A character that the fonts show alone but not in this company (a lone combining mark, say). The brief still goes out.
        return compiled(deep(shown, everyday), made_at)


def compiled(content: Content, made_at: datetime) -> bytes:
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"brief": json.dumps(content, ensure_ascii=False)},
            pdf_standards=list(STANDARDS),
            timestamp=int(made_at.timestamp()),
        )
    )


# Latin, Cyrillic and common punctuation, without combining marks.
EVERYDAY = re.compile("[^\\n\\u0020-\\u02ff\\u0370-\\u0482\\u048a-\\u04ff\\u2010-\\u203a№₸₽€−]")


def everyday(text: str) -> str:
    """Return `text` with everything but the commonest characters as marks."""
    return EVERYDAY.sub(MARK, text)
