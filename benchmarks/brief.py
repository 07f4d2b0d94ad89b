"""CPU seconds to make a brief of 20 pages as PDF: `python benchmarks/brief.py` (or `make bench`)."""

import io
import os
import time
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from django.utils.translation import override  # noqa: E402
from pypdf import PdfReader  # noqa: E402

from kenes.promotion.briefs.content import labels  # noqa: E402
from kenes.promotion.briefs.pdf import pdf_of  # noqa: E402

GOAL, PAGES, ROUNDS = 1, 20, 5
PROSE = "Алты өңірдің мүшелері екі қыс бойы 17 хабарлама жіберді: бригада жеткенше науқастың жағдайы ауырлап кетеді. "
AT = datetime(2026, 2, 2, tzinfo=UTC)


def said(text: str) -> dict[str, str]:
    return {"text": text, "lang": "kk", "note": ""}


def recommendation(number: int) -> dict[str, Any]:
    line = {"text": PROSE, "lang": "kk", "figures": "81 % (n = 142; 74–87 %)", "source": "Талқылау, 2-шығарылым", "url": ""}
    return {
        "id": str(number),
        "label": str(number),
        "number": str(number),
        "title": said(PROSE),
        "text": said(PROSE * 4),
        "rationale": said((PROSE * 5 + "\n\n") * 2),
        "decision": PROSE,
        "votes": "68 / 77",
        "votes_words": "",
        "bar": None,
        "sides": {"caption": "", "head": ["Тарап", "1", "2", "3"], "rows": [["Қазақстан", "50", "42", "25"], ["Ресей", "50", "42", "25"]]},
        "evidence": [line] * 6,
        "issues": [{"title": said(PROSE), "summary": said(PROSE * 3), "origin": PROSE}] * 2,
        "dissents": [{"by": "Мүше 014", "text": said(PROSE * 3)}] * 2,
    }


def brief() -> dict[str, Any]:
    with override("kk"):
        words = labels()
    return {
        "language": "kk",
        "labels": words,
        "sample": "",
        "kind": "№ 3 талдамалық жазба",
        "council": "Өңірлік сарапшылар кеңесі",
        "institutes": ["Институт"],
        "sending": {"to": "Министрлік", "registration": "2026/204", "date": "2026 ж. 12 қараша", "due": "", "by": ""},
        "title": said(PROSE),
        "summary": said(PROSE * 4),
        "asked": PROSE,
        "recommendations": [recommendation(number) for number in range(1, 15)],
        "check": PROSE,
    }


def main() -> None:
    content, spent = brief(), []
    for _ in range(ROUNDS):
        start = time.process_time()
        pdf = pdf_of(content, AT)
        spent.append(time.process_time() - start)
    pages = len(PdfReader(io.BytesIO(pdf)).pages)
    if pages < PAGES:
        raise SystemExit(f"the brief has only {pages} pages")
    # The first round loads the fonts: it is the one that a fresh worker pays.
    print(f"BENCH brief_{PAGES}_pages_cpu {spent[0] * PAGES / pages:.3f} s <={GOAL}")
    print(f"BENCH brief_{PAGES}_pages_cpu_warm {min(spent) * PAGES / pages:.3f} s <={GOAL}")


if __name__ == "__main__":
    main()
