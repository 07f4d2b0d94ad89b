"""Sentences that similarity is measured on, read from the folder beside the repository (or KENES_CLAIMS); nothing of them is kept here."""

import csv
import os
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(os.environ.get("KENES_CLAIMS", Path(__file__).resolve().parents[2] / "shared/data/claims"))
LANGUAGES = ("kk", "ru", "en")
ARTICLE = 25  # sentences this far apart in FLORES are often of one article, or of one subject


class Triples(NamedTuple):
    """The same sentences in each language, and which of them are related: those of one article."""

    texts: dict[str, list[str]]
    articles: list[str]


def background_sentences() -> tuple[dict[str, list[str]], list[int]]:
    """Return SIB-200's train and dev sentences, aligned, and their numbers in FLORES."""
    found: dict[str, dict[int, str]] = {}
    for language in LANGUAGES:
        rows = {}
        for part in ("train", "dev"):
            with (DATA / f"sib200/sib.{language}.{part}.tsv").open(newline="") as file:
                rows |= {int(row["index_id"]): row["text"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
        found[language] = rows
    numbers = sorted(set.intersection(*(set(rows) for rows in found.values())))
    return {language: [rows[number] for number in numbers] for language, rows in found.items()}, numbers


def news(most: int) -> Triples:
    """Return the first sentences of NTREX-128, whole articles one after the other."""
    texts = {language: (DATA / f"ntrex/parallel.{language}.txt").read_text().splitlines()[:most] for language in LANGUAGES}
    return Triples(texts, (DATA / "ntrex/parallel.doc.txt").read_text().splitlines()[:most])


def posts() -> tuple[list[tuple[str, int]], list[str]]:
    """Return (post, which claim it repeats), and all claims as title and text; those of the same words are one."""
    folder = DATA / "snopes-no-licence"
    claims: dict[str, str] = {}  # by words
    with (folder / "snopes.claims.tsv").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["fact"]:
                claims.setdefault(bare(row["fact"]), f"{row['title'] or ''}. {row['fact']}")
    place = {fact: number for number, fact in enumerate(claims)}
    with (folder / "snopes.pairs.tsv").open(newline="") as file:
        found = [(row["claim"], place[bare(row["fact"])]) for row in csv.DictReader(file, delimiter="\t")]
    return found, list(claims.values())


def bare(text: str) -> str:
    """Return a text without case and marks: some claims stand twice, with other quotation marks."""
    return " ".join(re.findall(r"\w+", text.lower()))


def edited(text: str, chance: np.random.Generator, spoiled: float) -> str:
    """Return a text as it might come back: a quarter of the words dropped, the rest shuffled; of the longer words, a share `spoiled` with
    two letters swapped, and as many without their ending."""
    words = text.split()
    kept = [word for word in words if chance.random() > 0.25] or words
    made = []
    for word in (kept[at] for at in chance.permutation(len(kept))):
        drawn = chance.random()
        if len(word) > 4 and drawn < spoiled:
            at = int(chance.integers(1, len(word) - 2))
            word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        elif len(word) > 4 and drawn < 2 * spoiled:
            word = word[: -int(chance.integers(1, 3))]
        made.append(word)
    return " ".join(made)
