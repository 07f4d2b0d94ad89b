"""Lists: pages of them, and CSV of exactly what is shown."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 30
CSV_LIMIT = 10_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def page_of(request: HttpRequest, rows: Any, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the page that ?page= names, the nearest one where it is out of range."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def inert(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before = + - @ (taken off by our imports)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, int | float) else text


def csv_response(name: str, head: Sequence[str], rows: Iterable[Any], cells: Callable[[Any], Sequence[object]]) -> HttpResponse:
    """Return rows as CSV (UTF-8 with BOM, which spreadsheets expect)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([inert(cell) for cell in cells(row)])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
