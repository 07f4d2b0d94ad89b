"""What of a text is compared: its letters, its words, its links and numbers. The method: docs/methods/similar-claims.md.

Letters: all runs of 3 to 5 characters within a word, with the space before and after it (`char_wb` of scikit-learn, whose rule this
follows). Words: cut to a light stem. Both are kept as 32-bit hashes: of a million different ones about a hundred collide, which no
ranking notices, and an index is rows of numbers instead of strings.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.stems import stem

Hashes = NDArray[np.uint32]
Ints = NDArray[np.int64]

LENGTHS = (3, 4, 5)
LONGEST = 4_000  # characters of a text that count; a claim has some hundred
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»“”]+", re.IGNORECASE)
SHORTENED = re.compile(r"(?:pic\.twitter\.com|(?<!\w)(?:t\.co|bit\.ly|goo\.gl|clck\.ru|youtu\.be|t\.me))/[\w/+-]+", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@\w+")
HASHTAG = re.compile(r"#(\w+)")
HUMP = re.compile(r"(?<=[a-zа-яёәғқңөұүһі])(?=[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])|(?<=[^\W\d])(?=\d)")
NOT_WORD = re.compile(r"[\W_]+")
NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?(?!\d)")
THOUSANDS = re.compile(r"[ ,\u00a0\u202f](?=\d{3}(?!\d))")
CLOSING = ".,;:!?)]}»”’'\""
TRACKING = ("utm_", "fbclid", "gclid", "yclid", "igshid", "mc_", "ref_src")
SPACE = 32
PRIME = np.uint64(0x100000001B3)
SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Rows(NamedTuple):
    """Hashes with counts by text: three arrays of one length, ordered by hash, then text."""

    hashes: Hashes
    texts: Ints
    counts: Ints


def folded(text: str) -> str:
    """Return the words of a text, without case, links, names of accounts and marks, one space between them; #BigNews is two words."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    text = HANDLE.sub(" ", LINK.sub(" ", SHORTENED.sub(" ", text)))
    text = HASHTAG.sub(lambda tag: " " + HUMP.sub(" ", tag[1]) + " ", text)
    return NOT_WORD.sub(" ", unicodedata.normalize("NFC", text.casefold()).replace("ё", "е")).strip()


def links(text: str) -> frozenset[str]:
    """Return the links inside a text, each in the one form in which links are compared (`same_form`)."""
    return frozenset(form for found in LINK.findall(text[:LONGEST]) + SHORTENED.findall(text[:LONGEST]) if (form := same_form(found)))


def same_form(link: str) -> str:
    """Return a link as compared: host and path without scheme, www., fragment, marks of campaigns and a last slash.

    Empty for what names no page: no host, or a host alone, which half of all claims may share. Never raises.
    """
    link = link.strip().rstrip(CLOSING)
    try:
        parts = urlsplit(link if "//" in link else f"//{link}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:  # such as an address in unclosed brackets
        return ""
    kept = [(name, value) for name, value in parse_qsl(parts.query, max_num_fields=None) if not name.startswith(TRACKING)]
    path = parts.path.rstrip("/")
    return f"{host}{path}{'?' + urlencode(sorted(kept)) if kept else ''}" if host and (path or kept) else ""


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of a text that say something: of two digits or more. 1 000 000 and 1,000,000 are one, 3,5 and 3.5 too."""
    plain = HANDLE.sub(" ", LINK.sub(" ", SHORTENED.sub(" ", text[:LONGEST])))
    found = (THOUSANDS.sub("", number).replace(",", ".") for number in NUMBER.findall(plain))
    return frozenset(number for number in found if sum(character.isdigit() for character in number) > 1)


def counted(hashes: Hashes, texts: Ints) -> Rows:
    """Count equal (hash, text) pairs. Shapes (n,), (n,)."""
    keys = (hashes.astype(np.uint64) << np.uint64(32)) | texts.astype(np.uint64)
    distinct, counts = np.unique(keys, return_counts=True)
    return Rows((distinct >> np.uint64(32)).astype(np.uint32), (distinct & np.uint64(0xFFFFFFFF)).astype(np.int64), counts.astype(np.int64))


def letters(texts: Sequence[str]) -> Rows:
    """Return the runs of letters of folded texts, `texts` counted from 0."""
    joined = "".join(f" {text} " for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), [len(text) + 2 for text in texts])
    gap = codes == SPACE
    found, owners = [], []
    for length in LENGTHS:
        starts = codes.size - length + 1
        if starts <= 0:
            continue
        inside = np.zeros(starts, dtype=bool)
        value = np.full(starts, np.uint64(length))
        for at in range(length):
            value = value * PRIME + codes[at : at + starts]
            if 0 < at < length - 1:
                inside |= gap[at : at + starts]
        found.append(mixed(value[~inside]))
        owners.append(owner[:starts][~inside])
    if not found:
        return counted(np.empty(0, np.uint32), np.empty(0, np.int64))
    return counted(np.concatenate(found), np.concatenate(owners))


def words(texts: Sequence[str], languages: Sequence[str]) -> Rows:
    """Return the stems of folded texts, each in its language."""
    hashes, owners = [], []
    for number, (text, language) in enumerate(zip(texts, languages, strict=True)):
        for word in text.split():
            hashes.append(word_hash(stem(word, language)))
            owners.append(number)
    return counted(np.array(hashes, dtype=np.uint32), np.array(owners, dtype=np.int64))


def word_hash(word: str) -> int:
    """Return the hash of a stem: FNV-1a over its characters, mixed, 32 bits."""
    value = 0xCBF29CE484222325
    for character in word:
        value = ((value ^ ord(character)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (value * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 32


def mixed(values: NDArray[np.uint64]) -> Hashes:
    """Spread 64-bit values evenly over 32 bits (Fibonacci hashing: Knuth, TAOCP 3, 6.4)."""
    return ((values ^ (values >> np.uint64(29))) * SPREAD >> np.uint64(32)).astype(np.uint32)
