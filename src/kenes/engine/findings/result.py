"""Findings as `result.json`: plain values, the same bytes on every run. Its keys are described in docs/methods/opinions.md."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.exports import Note
from kenes.engine.findings.finding import Division, Findings
from kenes.engine.ground.apart import Difference

DIGITS = 6


def numbers(values: NDArray[Any]) -> list[Any]:
    """Return an array as lists; floats are rounded to 6 digits, None where they are not known."""
    if np.issubdtype(values.dtype, np.floating):
        rounded = np.round(values.astype(np.float64), DIGITS).astype(object)
        rounded[np.isnan(values.astype(np.float64))] = None
        return rounded.tolist()  # type: ignore[no-any-return]
    return values.tolist()  # type: ignore[no-any-return]


def result_json(findings: Findings) -> dict[str, Any]:
    """Return all that was found."""
    export, opinions = findings.export, findings.opinions
    return {
        "mode": "kenes",
        "method": opinions.method,
        "seed": opinions.seed,
        "input-hash": opinions.input_hash,
        "topic": export.topic,
        "source": export.source,
        "sign": export.sign,
        "notes": [note_json(note) for note in findings.notes],
        "n": len(export.participants),
        "votes": len(findings.votes.value),
        "tids": [export.statements[at].id for at in findings.analysed],
        "opinions": opinions_json(findings),
        "groups-given": findings.are_given,
        "participants": people_json(findings),
        "statements": statements_json(findings),
        "all": division_json(findings, findings.whole),
        "divisions": [division_json(findings, division) for division in findings.divisions],
        "slate": slate_json(findings),
    }


def note_json(note: Note) -> dict[str, Any]:
    return {"code": note.code, "n": note.n, "name": note.name, "text": str(note)}


def opinions_json(findings: Findings) -> dict[str, Any]:
    found = findings.opinions
    return {
        "groups": found.groups,
        "reason": found.reason,
        "sizes": numbers(found.sizes),
        "stability": numbers(found.stability),
        "overall-stability": round(found.overall_stability, DIGITS),
        "draws": found.draws,
        "tried": [
            {"k": one.k, "members": numbers(one.members), "stability": round(one.stability, DIGITS), "refused": one.refused}
            for one in found.tried
        ],
        "model": {
            "rank": found.model.rank,
            "penalty": found.model.penalty,
            "candidates": [
                {
                    "rank": one.rank,
                    "penalty": one.penalty,
                    **{name: round(getattr(one, name), DIGITS) for name in ("loss", "behind", "error")},
                }
                for one in found.candidates
            ],
        },
        "loading": numbers(found.loading),
    }


def people_json(findings: Findings) -> dict[str, Any]:
    found = findings.opinions
    return {
        "id": findings.export.participants,
        "votes": numbers(findings.votes.votes_by_participant),
        "x": numbers(found.position[:, 0]),
        "y": numbers(found.position[:, 1]),
        "reliability": numbers(found.reliability),
        "group": numbers(found.group),
        "leaning": numbers(found.leaning),
        "confidence": numbers(found.confidence),
    }


def statements_json(findings: Findings) -> list[dict[str, Any]]:
    """Return all statements, also those that are not analysed."""
    return [
        {"id": one.id, "text": one.text, "moderated": one.moderated, "is-meta": one.is_meta, "counts": numbers(findings.everything[at])}
        for at, one in enumerate(findings.export.statements)
    ]


def division_json(findings: Findings, division: Division) -> dict[str, Any]:
    """Return the figures of one way to divide people; lists over statements are in the order of `tids`."""
    agree, common, contested = division.shares.agree, division.common, division.contested
    return {
        "name": division.name,
        "cells": division.names,
        "people": numbers(division.sizes),
        "counts": numbers(division.table),
        "agree": {"mean": numbers(agree.mean), "low": numbers(agree.low), "high": numbers(agree.high)},
        "spread": numbers(np.array([division.shares.spread]))[0],
        "common-ground": {
            "score": numbers(common.score),
            "lowest": numbers(common.lowest),
            "common": numbers(common.common),
            "refused": numbers(common.refused),
        },
        "contested": {
            "gap": numbers(contested.gap),
            "high": numbers(contested.high),
            "low": numbers(contested.low),
            "opposed": numbers(contested.opposed),
        },
        "apart": [[difference_json(findings, one) for one in found] for found in division.apart.found],
    }


def difference_json(findings: Findings, one: Difference) -> dict[str, Any]:
    statement = findings.export.statements[findings.analysed[one.statement]].id
    shares = {name: round(getattr(one, name), DIGITS) for name in ("share", "rest", "low")}
    return {"tid": statement, "side": ("agree", "disagree")[one.side], **shares, "q": float(f"{one.q:.6g}")}


def slate_json(findings: Findings) -> dict[str, Any]:
    found, certificate = findings.slate, findings.slate.certificate
    tids = [findings.export.statements[at].id for at in findings.analysed]
    return {
        "tids": [tids[at] for at in found.statements],
        "agree": numbers(found.agree),
        "first": numbers(found.first),
        "paid": numbers(found.paid),
        "n": found.n,
        "represented": found.represented,
        "bought": found.bought,
        "certificate": {
            "holds": certificate.holds,
            "tid": tids[certificate.statement] if certificate.statement >= 0 else None,
            "level": certificate.level,
            "people": certificate.people,
            "needed": round(certificate.needed, DIGITS),
            "left-out-tid": tids[certificate.left_out_statement] if certificate.left_out_statement >= 0 else None,
            "left-out": round(certificate.left_out, DIGITS),
        },
    }
