"""Lists: pages, and CSV of exactly what is shown."""

import csv
import io

import pytest
from django.test import RequestFactory

from kenes.base.pages import csv_response, inert, page_of


@pytest.mark.parametrize(("asked", "got"), [("", 1), ("2", 2), ("99", 4), ("0", 4), ("-1", 4), ("x", 1), ("1e9", 1), ("NaN", 1), ("\0", 1)])
def test_a_page_that_is_not_there_shows_the_nearest(asked: str, got: int) -> None:
    request = RequestFactory().get("/", {"page": asked})
    assert page_of(request, range(100)).number == got


@pytest.mark.parametrize("cell", ["=1+1", "+7 701", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "shown"), [(-5, "-5"), (None, ""), ("Өңір", "Өңір"), ("a=b", "a=b")])
def test_other_cells_stay_as_they_are(cell: object, shown: str) -> None:
    assert inert(cell) == shown


def test_csv_reads_back_as_it_was() -> None:
    rows = [(1, 'Қаласы, "A"\nline'), (2, "=cmd()")]
    response = csv_response("signals", ["no", "what"], rows, lambda row: row)
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["no", "what"], ["1", 'Қаласы, "A"\nline'], ["2", "'=cmd()"]]
    assert response.headers["Content-Disposition"] == 'attachment; filename="signals.csv"'
