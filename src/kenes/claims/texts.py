"""What a finding says, as one hash: the sides agree to every word of it, in every language, and to its table and figures."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from kenes.base.text import Text, empty
from kenes.claims.models import Appeal, Claim, Finding, FindingFigure
from kenes.record.canonical import canonical


def words(text: Text) -> dict[str, str]:
    """Return a text in all its languages, without who wrote it when."""
    return {code: str(entry["text"]) for code, entry in text.texts.items() if entry["text"]}


def original_words(text: Text) -> dict[str, str]:
    """Return a text in the language it was written in: translations are aids."""
    return {text.original: text.original_text}


def in_equal_languages(typed: Mapping[str, str]) -> Text:
    """Return a text typed in several languages of equal rank: both sides agree to each of them."""
    found = {code: text for code, text in typed.items() if text}
    return Text.without_original(list(found), found) if found else empty()


def hash_of(finding: Finding) -> str:
    """Return SHA-256, in hex, of the JCS form of all that is published as this finding."""
    sides = {row.side.ref: words(row.text) for row in finding.side_texts.select_related("side")}
    return sha256(
        canonical(
            {
                "claim": finding.claim.ref,
                "number": finding.number,
                "category": finding.category,
                "sentence": words(finding.sentence),
                "text": words(finding.text),
                "correction": words(finding.correction),
                "sides": sides,
                "table": finding.table,
                "figures": [figure_fact(figure) for figure in figures_in_order(finding)],
            }
        )
    ).hexdigest()


def figures_in_order(finding: Finding) -> list[FindingFigure]:
    return list(finding.figures.select_related("indicator").order_by("indicator__code", "period", "place"))


def figure_fact(figure: FindingFigure) -> dict[str, Any]:
    return {"indicator": figure.indicator.code, "place": figure.place, "period": figure.period, "value": figure.value}


def hash_of_description(claim: Claim) -> str:
    """Return SHA-256, in hex, of what the council says about a claim beside its wording."""
    about = claim.about_side.ref if claim.about_side else ""
    regions = sorted(claim.regions.values_list("code", flat=True))
    said = {"kind": claim.type, "about": about, "regions": regions, "context": original_words(claim.context)}
    return sha256(canonical(said)).hexdigest()


def hash_of_answer(appeal: Appeal) -> str:
    """Return SHA-256, in hex, of what is proposed as the answer to an appeal."""
    return sha256(canonical({"appeal": appeal.ref, "decision": appeal.proposed, "answer": original_words(appeal.answer)})).hexdigest()
