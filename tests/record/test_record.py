"""The record against RFC 6962's own numbers, a slow reference tree, and tampering."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kenes.record import merkle
from kenes.record.acts import append, erase, open_log
from kenes.record.models import Entry, Log, Sealed
from kenes.record.queries import head, verify

# The leaves and roots of the reference tests of Certificate Transparency (RFC 6962 implementations).
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_are_those_of_rfc_6962() -> None:
    frontier: list[bytes] = []
    for size, (leaf, root) in enumerate(zip(LEAVES, ROOTS, strict=True)):
        frontier = merkle.grow(frontier, size, merkle.leaf_hash(bytes.fromhex(leaf)))
        assert merkle.root(frontier).hex() == root


def test_an_empty_log_has_the_hash_of_nothing_as_root() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=70))
def test_growing_gives_the_root_of_the_whole_tree(leaves: list[bytes]) -> None:
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = merkle.grow(frontier, size, merkle.leaf_hash(leaf))
    assert merkle.root(frontier) == slow_root(leaves)


@pytest.fixture
def log(db: None) -> Log:
    log = open_log(origin="kenes-test")
    with transaction.atomic():
        for number in range(9):
            append(
                "kenes-test",
                "test.happened",
                f"thing/{number}",
                actor="member/1",
                details={"n": number},
                sealed={"why": f"because {number}"},
            )
    return log


def test_an_untouched_record_verifies(log: Log) -> None:
    assert verify("kenes-test") is None
    assert head("kenes-test")[0] == 9


def test_the_sequence_has_no_gaps(log: Log) -> None:
    assert list(Entry.objects.values_list("seq", flat=True)) == list(range(9))


def test_personal_text_is_not_in_the_entry_and_erasing_it_leaves_a_record_that_verifies(log: Log) -> None:
    assert not Entry.objects.filter(body__contains="because").exists()
    assert erase(origin="kenes-test", object="thing/4") == 1
    assert verify("kenes-test") is None


def forged(entry: Entry) -> tuple[str, str]:
    body = json.dumps({**json.loads(entry.body), "details": {"n": 999}}, sort_keys=True, separators=(",", ":"))
    return body, merkle.leaf_hash(body.encode()).hex()


TAMPERINGS = {
    "a changed text": lambda e: Entry.objects.filter(pk=e.pk).update(body=e.body.replace('"n":4', '"n":5')),
    "a forged text with its hash": lambda e: Entry.objects.filter(pk=e.pk).update(body=forged(e)[0], leaf=forged(e)[1]),
    "a changed column": lambda e: Entry.objects.filter(pk=e.pk).update(object="thing/5"),
    "a changed time": lambda e: Entry.objects.filter(pk=e.pk).update(utc="2020-01-01T00:00:00Z"),
    "a changed root": lambda e: Entry.objects.filter(pk=e.pk).update(root="0" * 64),
    "a swapped personal text": lambda e: Sealed.objects.filter(entry=e).update(text="something else"),
    "another salt": lambda e: Sealed.objects.filter(entry=e).update(salt="no hex"),
    "a text of another shape with its hash": lambda e: Entry.objects.filter(pk=e.pk).update(body="[]", leaf=merkle.leaf_hash(b"[]").hex()),
    "unreadable text": lambda e: Entry.objects.filter(pk=e.pk).update(body="{"),
}


@pytest.mark.parametrize("how", TAMPERINGS)
def test_verifying_names_the_entry_that_was_tampered_with(log: Log, how: str) -> None:
    TAMPERINGS[how](Entry.objects.get(seq=4))
    fault = verify("kenes-test")
    assert fault is not None
    assert fault.seq == 4


def test_verifying_names_a_removed_entry(log: Log) -> None:
    entry = Entry.objects.get(seq=3)
    entry.sealed.all().delete()
    entry.delete()
    fault = verify("kenes-test")
    assert fault is not None
    assert fault.seq == 3


def test_verifying_notices_a_removed_last_entry(log: Log) -> None:
    entry = Entry.objects.get(seq=8)
    entry.sealed.all().delete()
    entry.delete()
    fault = verify("kenes-test")
    assert fault is not None
    assert fault.seq == 8


def test_verifying_notices_an_entry_added_past_the_end_and_a_changed_mark_of_sample(log: Log) -> None:
    last = Entry.objects.get(seq=8)
    Entry.objects.create(log=log, seq=9, utc=last.utc, type="t", object="x/1", body=last.body, leaf=last.leaf, root=last.root)
    fault = verify("kenes-test")
    assert fault is not None
    assert fault.seq == 9
    Entry.objects.get(seq=9).delete()
    Log.objects.update(is_sample=True)
    fault = verify("kenes-test")
    assert fault is not None
    assert fault.seq == 0


def test_a_record_that_grows_while_it_is_verified_adds_up(log: Log) -> None:
    def grow(done: int) -> bool:
        with transaction.atomic():
            append("kenes-test", "test.happened", "thing/later")
        return True

    assert verify("kenes-test", grow) is None
    assert head("kenes-test")[0] == 10


def test_a_float_is_refused(db: None) -> None:
    open_log(origin="o")
    with transaction.atomic(), pytest.raises(ValueError, match="no floats"):
        append("o", "t", "x/1", details={"share": 0.5})


def test_text_is_recorded_in_nfc(db: None) -> None:
    open_log(origin="o")
    with transaction.atomic():
        entry = append("o", "t", "x/1", details={"name": "й"})
    assert "й" in entry.body


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    open_log(origin="o")
    with pytest.raises(RuntimeError, match="inside the transaction"):
        append("o", "t", "x/1")


def test_the_command_reports_the_first_bad_entry_and_fails(log: Log) -> None:
    out = StringIO()
    call_command("record", "verify", stdout=out)
    assert out.getvalue().startswith("kenes-test: 9 entries verified, root ")
    TAMPERINGS["a changed text"](Entry.objects.get(seq=4))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("record", "verify", stdout=out)
    assert out.getvalue() == "kenes-test: entry 4: the entry's text was changed: its hash differs\n"
