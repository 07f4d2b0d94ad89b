"""The lot: from a frozen pool and a nonce of each side to an order in which each side's people are asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from kenes.engine.panels.pool import HEX, Pool
from kenes.engine.panels.seats import seated

WORD = 2**64


def commitment_of(nonce: str) -> str:
    """Return what a side publishes before it shows its nonce: SHA-256 of the 32 bytes that 64 hexadecimal digits stand for, in hex.

    Raises ValueError for anything but 64 lower-case hexadecimal digits.
    """
    return sha256(raw(nonce)).hexdigest()


def raw(nonce: str) -> bytes:
    if not HEX.fullmatch(nonce):
        raise ValueError("nonce: 64 lower-case hexadecimal digits")
    return bytes.fromhex(nonce)


def seed_of(pool: Pool, nonces: Sequence[str]) -> str:
    """Return SHA-256(pool ‖ first side's nonce ‖ second side's nonce …), in hex: text in ASCII, 32 bytes a nonce.

    `nonces` stand in the order of the pool's sides. Raises ValueError for another number of them, or one that is none.
    """
    if len(nonces) != len(pool.sides):
        raise ValueError("nonces: one a side")
    return sha256(pool.text.encode("ascii") + b"".join(map(raw, nonces))).hexdigest()


def words(seed: str, side: str) -> Iterator[int]:
    """Yield chance for one side without end, in words of 64 bits: block k is SHA-256(seed ‖ side's reference ‖ k in 8 bytes).

    Each block of 32 bytes is four words; words and k are big-endian, k = 0, 1, 2, …
    """
    for block in count():
        digest = sha256(bytes.fromhex(seed) + side.encode("ascii") + block.to_bytes(8, "big")).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(digest[start : start + 8], "big")


def below(chance: Iterator[int], bound: int) -> int:
    """Return a number in 0 … bound - 1, each as likely: words from the last incomplete round are passed over."""
    limit = WORD - WORD % bound
    return next(word for word in chance if word < limit) % bound


def order_of(numbers: Sequence[int], chance: Iterator[int]) -> list[int]:
    """Return the numbers in drawn order (Fisher-Yates from the end of the ascending list), each order as likely.

    Source: R. Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7 (1964) 420.
    """
    order = sorted(numbers)
    for last in range(len(order) - 1, 0, -1):
        chosen = below(chance, last + 1)
        order[last], order[chosen] = order[chosen], order[last]
    return order


@dataclass(frozen=True)
class Draw:
    """A drawn panel: the seed, and by side the whole order and those who sit."""

    seed: str
    order: Mapping[str, list[int]]
    seats: Mapping[str, list[int]]


def draw(pool: Pool, nonces: Sequence[str]) -> Draw:
    """Draw a panel from a pool, with the nonces in the order of its sides. Raises ValueError as `seed_of` does."""
    seed = seed_of(pool, nonces)
    order = {side: order_of(pool.numbers(side), words(seed, side)) for side in pool.sides}
    return Draw(seed, order, {side: seated(row, pool.institutes, pool.seats) for side, row in order.items()})
