"""RFC 6962 Merkle trees: leaf hashes, and a root that grows one leaf at a time.

A frontier is the list of roots of the perfect subtrees that a log of `size` leaves splits into, largest first:
one for each 1 in the binary form of `size`. It is all that is needed to append and to give the root, in O(log n).
"""

from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ entry) (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right) (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def grow(frontier: list[bytes], size: int, leaf: bytes) -> list[bytes]:
    """Return the frontier after one more leaf on a log of `size` leaves."""
    if len(frontier) != size.bit_count():
        raise ValueError(f"a log of {size} entries has {size.bit_count()} subtrees, not {len(frontier)}")
    grown, node = list(frontier), leaf
    while size & 1:
        node = node_hash(grown.pop(), node)
        size >>= 1
    return [*grown, node]


def root(frontier: list[bytes]) -> bytes:
    """Return the tree's root: SHA-256("") for an empty log."""
    if not frontier:
        return EMPTY_ROOT
    node = frontier[-1]
    for left in reversed(frontier[:-1]):
        node = node_hash(left, node)
    return node
