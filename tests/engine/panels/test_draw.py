"""The draw of a panel: what is hashed, what follows from it, and that each order is as likely."""

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenes.claims import verify_draw
from kenes.engine.panels import NO_INSTITUTE, Draw, Place, Pool, commitment_of, draw, next_in_reserve, opened, order_of, room_for, seated
from kenes.engine.panels.lot import WORD, below, words

A, B = "side/aaaa", "side/bbbb"
NONCES = ("11" * 32, "22" * 32)


def pool(institutes: dict[str, list[str]], seats: int = 8) -> Pool:
    """A pool by side and institute; "" is no known institute."""
    rows = [(side, name) for side, names in institutes.items() for name in names]
    places = tuple(
        Place(number, side, opened("00", name) if name else NO_INSTITUTE, opened("ab", f"member/{number}"))
        for number, (side, name) in enumerate(rows, start=1)
    )
    return Pool("panel/4w2k", tuple(institutes), seats, places)


def proof(frozen: Pool, found: Draw) -> dict[str, object]:
    return {
        "format": "kenes-panel-1",
        "panel": frozen.panel,
        "seats": frozen.seats,
        "sides": list(frozen.sides),
        "pool": frozen.text,
        "pool_sha256": frozen.hash,
        "commitments": {side: commitment_of(nonce) for side, nonce in zip(frozen.sides, NONCES, strict=True)},
        "nonces": dict(zip(frozen.sides, NONCES, strict=True)),
        "seed": found.seed,
        "order": dict(found.order),
        "seats_of": dict(found.seats),
    }


def test_the_bytes_that_are_hashed_are_those_of_the_documentation() -> None:
    frozen = pool({A: ["", ""], B: [""]}, seats=1)
    member = [sha256(bytes.fromhex("ab") + f"member/{n}".encode()).hexdigest() for n in (1, 2, 3)]
    lines = [
        "kenes panel 1",
        "panel/4w2k",
        "seats 1",
        f"sides {A} {B}",
        f"1 {A} - {member[0]}",
        f"2 {A} - {member[1]}",
        f"3 {B} - {member[2]}",
    ]
    assert frozen.text == "\n".join(lines) + "\n"
    seed = sha256(frozen.text.encode() + bytes([0x11] * 32) + bytes([0x22] * 32)).hexdigest()
    assert draw(frozen, NONCES).seed == seed
    first = sha256(bytes.fromhex(seed) + A.encode() + bytes(8)).digest()
    assert next(words(seed, A)) == int.from_bytes(first[:8], "big")
    assert commitment_of(NONCES[0]) == sha256(bytes([0x11] * 32)).hexdigest()


def test_a_known_draw_stays_the_same() -> None:
    """Pinned: a change of the method would make proofs that were published wrong."""
    found = draw(pool({A: [f"i{n % 9}" for n in range(20)], B: [""] * 12}), NONCES)
    assert found.seats == {A: [12, 4, 18, 16, 11, 17, 14, 1], B: [22, 32, 27, 31, 23, 21, 29, 28]}


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from([A, B]), st.lists(st.sampled_from(["", "i1", "i2", "i3", "i4"]), max_size=25), min_size=1),
    st.integers(1, 12),
)
def test_no_two_of_one_institute_sit_and_nobody_is_passed_over_without_that_reason(institutes: dict[str, list[str]], seats: int) -> None:
    frozen = pool(institutes, seats)
    found = draw(frozen, NONCES[: len(frozen.sides)])
    for side in frozen.sides:
        order, sitting = found.order[side], found.seats[side]
        assert sorted(order) == frozen.numbers(side)
        names = [frozen.institutes[number] for number in sitting]
        assert len(names) == len(set(names)) == min(seats, room_for([frozen.institutes[n] for n in order]))
        last = order.index(sitting[-1]) if sitting else 0
        assert all(n in sitting or frozen.institutes[n] in names for n in order[:last])
        following = next_in_reserve(order, frozen.institutes, asked=sitting, sitting=sitting[1:])
        waiting = [n for n in order if n not in sitting and frozen.institutes[n] not in names[1:]]
        assert following == (waiting[0] if waiting else None)
    if len(frozen.sides) == 2:
        assert list(verify_draw.faults(json.loads(json.dumps(proof(frozen, found))))) == []


def test_the_second_of_an_institute_goes_back_in_the_order() -> None:
    institutes = {1: "x", 2: "x", 3: "y", 4: "z"}
    assert seated([2, 1, 3, 4], institutes, 2) == [2, 3]
    assert next_in_reserve([2, 1, 3, 4], institutes, asked=[2, 3], sitting=[3]) == 1
    assert next_in_reserve([2, 1, 3, 4], institutes, asked=[2, 3], sitting=[2, 3]) == 4


def test_each_order_comes_as_often() -> None:
    """4 people, 24 orders, 4,800 draws: chi-square with 23 degrees of freedom stays below its 99.9 % point."""
    seen = Counter(tuple(order_of(range(1, 5), words(sha256(b"%d" % n).hexdigest(), A))) for n in range(4800))
    assert len(seen) == 24
    assert sum((count - 200) ** 2 / 200 for count in seen.values()) < 49.7


def test_words_of_the_last_incomplete_round_are_passed_over() -> None:
    chance: Iterator[int] = iter([WORD - 1, WORD - 2, 5])
    assert below(chance, 3) == (WORD - 2) % 3  # 2**64 leaves 1 at the end of the rounds of three
    assert below(iter([WORD - 1, 4]), 2) == (WORD - 1) % 2


def test_one_other_bit_of_one_nonce_is_another_draw() -> None:
    frozen = pool({A: [""] * 20, B: [""] * 20})
    assert draw(frozen, NONCES).order != draw(frozen, (NONCES[0], "23" + "22" * 31)).order


@pytest.mark.parametrize("nonce", ["", "11" * 31, "zz" * 32, "AA" * 32, "11" * 32 + "\n"])
def test_what_is_no_nonce_is_refused(nonce: str) -> None:
    with pytest.raises(ValueError, match="nonce"):
        commitment_of(nonce)


def test_a_pool_that_is_not_canonical_is_refused() -> None:
    good = pool({A: [""], B: [""]})
    for changed in (
        {"places": good.places[::-1]},
        {"sides": ("side/aaaa", "side/aaaa")},
        {"sides": (A,)},
        {"panel": "panel/4w\n2k"},
        {"seats": 0},
        {"places": (Place(1, A, "short", "00" * 32),)},
    ):
        with pytest.raises(ValueError, match=r"places|sides"):
            Pool(**{"panel": good.panel, "sides": good.sides, "seats": good.seats, "places": good.places, **changed})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("pool", lambda old: old.replace("seats 8", "seats 9"), "the pool's hash differs"),
        ("pool_sha256", lambda old: "0" * 64, "the pool's hash differs"),
        ("nonces", lambda old: {**old, B: "33" * 32}, "side/bbbb revealed is not the one"),
        ("seed", lambda old: "0" * 64, "the seed does not follow"),
        ("order", lambda old: {**old, A: old[A][::-1]}, "the order of side/aaaa does not follow"),
        ("seats_of", lambda old: {**old, B: old[B][1:]}, "the seats of side/bbbb do not follow"),
        ("sides", lambda old: [B, A], "differ from those in the pool"),
        ("format", lambda old: "other", "no proof of the form"),
    ],
)
def test_the_stand_alone_verifier_names_what_is_wrong(name: str, value: object, said: str) -> None:
    frozen = pool({A: [f"i{n % 9}" for n in range(20)], B: [""] * 12})
    made = proof(frozen, draw(frozen, NONCES))
    made[name] = value(made[name])  # type: ignore[operator]
    assert any(said in fault for fault in verify_draw.faults(json.loads(json.dumps(made))))
