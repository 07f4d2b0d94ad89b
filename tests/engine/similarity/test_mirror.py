"""An index follows the rows of a database."""

from collections.abc import Collection, Hashable

import pytest

from kenes.engine.similarity import Entry, Matcher, Mirror, Mirrors
from tests.engine.similarity.sentences import RU


class Rows:
    """Rows as a room stores them, and what was read of them."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.changes = 0
        self.read: list[set[str]] = []
        self.broken = False

    def write(self, **texts: str) -> None:
        self.texts |= texts
        self.changes += 1

    def delete(self, id: str) -> None:
        del self.texts[id]
        self.changes += 1

    def stamps(self) -> dict[str, Hashable]:
        return dict(self.texts)

    def fetch(self, ids: Collection[str]) -> list[Entry]:
        if self.broken:
            raise OSError("the database is away")
        self.read.append(set(ids))
        return [Entry(id, self.texts[id]) for id in ids]


def first(rows: Rows, mirror: Mirror, text: str) -> str:
    hits = mirror.follow(rows.changes, rows.stamps, rows.fetch).search(text)
    return hits[0].id if hits else ""


def test_what_another_process_wrote_is_found_at_once_and_only_changes_are_read() -> None:
    rows, mirror = Rows(), Mirror(Matcher())
    rows.write(**RU)
    assert first(rows, mirror, RU["dam"]) == "dam"
    rows.write(bread="Хлеб подорожает на треть к весне.")
    assert first(rows, mirror, "к весне хлеб подорожает на треть") == "bread"
    assert first(rows, mirror, RU["dam"]) == "dam"
    rows.delete("dam")
    assert first(rows, mirror, RU["dam"]) != "dam"
    assert rows.read == [set(RU), {"bread"}]


def test_a_failed_reading_leaves_the_index_and_is_tried_again() -> None:
    rows, mirror = Rows(), Mirror(Matcher())
    rows.write(bus=RU["bus"])
    assert first(rows, mirror, RU["bus"]) == "bus"
    rows.write(milk=RU["milk"])
    rows.broken = True
    with pytest.raises(OSError, match="away"):
        first(rows, mirror, RU["milk"])
    assert len(mirror.matcher) == 1
    rows.broken = False
    assert first(rows, mirror, RU["milk"]) == "milk"


def test_each_register_has_a_mirror_of_its_own_and_the_oldest_is_forgotten() -> None:
    mirrors = Mirrors(Matcher, kept=2)
    first, second = mirrors.of("a"), mirrors.of("b")
    assert first is not second
    assert mirrors.of("a") is first
    mirrors.of("c")
    assert mirrors.of("b") is second
    assert mirrors.of("a") is not first
