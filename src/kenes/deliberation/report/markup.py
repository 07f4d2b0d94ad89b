"""HTML and SVG as a tree: whatever text comes in stays text. The page asks nothing of any other host."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from kenes.deliberation.acts.importing import cleaned

BASE = Path(__file__).resolve().parents[2] / "base/static/base/kenes.css"
OWN = Path(__file__).with_name("report.css")
LAYERS = ("reset", "tokens", "base")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def el(tag: str, *children: "Element | str | list[Element] | None", **attributes: str | float | None) -> Element:
    """Return an element. Attributes: `class_` is class, `_` stands for `-`, None leaves it out; text is cleaned of control characters."""
    named = {"class" if name == "class_" else name.replace("_", "-"): value for name, value in attributes.items() if value is not None}
    made = Element(tag, {name: cleaned(str(value)) for name, value in named.items()})
    for child in children:
        if isinstance(child, list):
            made.extend(child)
        else:
            add(made, child)
    return made


def add(parent: Element, child: Element | str | None) -> None:
    if isinstance(child, Element):
        parent.append(child)
    elif child:
        text = kept(child)
        last = parent[-1] if len(parent) else None
        if last is None:
            parent.text = (parent.text or "") + text
        else:
            last.tail = (last.tail or "") + text


def kept(text: str) -> str:
    """Return text without control characters, its ends as they are."""
    inner = text.strip(" ")
    start = text.index(inner) if inner else len(text)
    return text[:start] + cleaned(inner) + text[start + len(inner) :]


def styles() -> str:
    """Return the tokens and the base of the design system, and the report's own rules."""
    base = BASE.read_text()
    layers = [found for name in LAYERS if (found := re.search(rf"^@layer {name} \{{.*?^\}}", base, re.M | re.S))]
    return "\n".join([f"@layer {', '.join(LAYERS)}, report;", *(found.group() for found in layers), OWN.read_text()])


def document(title: str, language: str, *body: Element | None) -> str:
    """Return a whole page."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="robots", content="noindex"),
        el("title", title),
    )
    style = Element("style")
    style.text = styles()  # our own files; the serializer leaves the text of a style element as it is
    head.append(style)
    page = el("html", head, el("body", *body), lang=language)
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html") + "\n"
