"""The pool of a draw in its one canonical form: numbers that stand for people, and hashes that bind them to these numbers."""

import re
from dataclasses import dataclass
from hashlib import sha256

NO_INSTITUTE = "-"  # nobody knows where this person works: they share an institute with no one
REF = re.compile(r"[a-z-]{1,20}/[0-9a-z]{1,20}")
HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, order=True)
class Place:
    """One person of the pool: a number, the side, the salted hash of the institute, the salted hash of who it is."""

    number: int
    side: str
    institute: str
    member: str


@dataclass(frozen=True)
class Pool:
    """Who may be drawn, by side, and how many seats each side has.

    Arguments: `panel`, the reference of the panel; `sides`, the references of the sides in the council's order, at least one;
    `seats`, of each side, at least 1; `places`, numbered 1, 2, … without gaps, each of a side of the list.
    Raises ValueError for anything else: a pool that is not canonical is not hashed.
    """

    panel: str
    sides: tuple[str, ...]
    seats: int
    places: tuple[Place, ...]

    def __post_init__(self) -> None:
        if not REF.fullmatch(self.panel) or not all(REF.fullmatch(side) for side in self.sides):
            raise ValueError("panel, sides: references such as side/4w2k")
        if not self.sides or len(set(self.sides)) != len(self.sides) or self.seats < 1:
            raise ValueError("sides: at least one, each once; seats: at least 1")
        if [place.number for place in self.places] != list(range(1, len(self.places) + 1)):
            raise ValueError("places: numbered 1, 2, … in this order")
        for place in self.places:
            known = place.institute == NO_INSTITUTE or HEX.fullmatch(place.institute)
            if place.side not in self.sides or not known or not HEX.fullmatch(place.member):
                raise ValueError(f"places: number {place.number} has no side of the list or no hashes of 64 hexadecimal digits")

    @classmethod
    def read(cls, text: str) -> "Pool":
        """Return the pool that a text writes down. Raises ValueError where the text is not the canonical one of any pool."""
        lines = text.split("\n")
        if len(lines) < 5 or not lines[2].startswith("seats ") or not lines[2][6:].isdigit() or not lines[3].startswith("sides "):
            raise ValueError("text: the head of a pool has four lines")
        people = [line.split(" ") for line in lines[4:-1]]
        if any(len(words) != 4 or not words[0].isdigit() for words in people):
            raise ValueError("text: a line a person, of four words, the first one a number")
        places = tuple(Place(int(number), *words) for number, *words in people)
        pool = cls(lines[1], tuple(lines[3].split(" ")[1:]), int(lines[2][6:]), places)
        if pool.text != text:
            raise ValueError("text: not the canonical form of its pool")
        return pool

    @property
    def text(self) -> str:
        """Return the pool as it is hashed: ASCII, one line a person, every line ended by a line feed."""
        head = ["kenes panel 1", self.panel, f"seats {self.seats}", f"sides {' '.join(self.sides)}"]
        lines = [f"{place.number} {place.side} {place.institute} {place.member}" for place in self.places]
        return "".join(f"{line}\n" for line in [*head, *lines])

    @property
    def hash(self) -> str:
        """Return SHA-256 of the text, in hex."""
        return sha256(self.text.encode("ascii")).hexdigest()

    def numbers(self, side: str) -> list[int]:
        return [place.number for place in self.places if place.side == side]

    @property
    def institutes(self) -> dict[int, str]:
        """Return number -> institute; where none is known, something that nobody shares."""
        return {p.number: p.institute if p.institute != NO_INSTITUTE else f"{NO_INSTITUTE}{p.number}" for p in self.places}


def opened(salt: str, words: str) -> str:
    """Return the hash that a salt (hex) and words give: SHA-256(salt ‖ words in UTF-8), in hex.

    Raises ValueError for a salt that is not hexadecimal.
    """
    return sha256(bytes.fromhex(salt) + words.encode()).hexdigest()
