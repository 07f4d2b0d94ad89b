"""Derive what kenes.engine.similarity knows of unrelated texts from SIB-200, and write it beside that code.

    python benchmarks/_claims_background.py [KEEP]

Some five minutes, most of it for vectors; KEEP is a folder outside the repository to keep those in for the next time. Needs the
extra `semantic`. What is written holds figures only: moments, rates, shares of hashes, mean vectors and directions; and runs of one to
three letters with how much more common they are in Kazakh than in Russian. The method: docs/methods/similar-claims.md.
"""

import json
import math
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np
from _claims_data import ARTICLE, LANGUAGES, background_sentences

from kenes.engine.similarity import features, language, meaning
from kenes.engine.similarity.alarms import Tail, tail
from kenes.engine.similarity.background import HERE, Background, Space, moments, of
from kenes.engine.similarity.lexical import common
from kenes.engine.similarity.matcher import Entry, Matcher
from kenes.engine.similarity.vectors import HUB

DIRECTIONS = 16
LEAST = {"letters": 0.02, "words": 0.01}  # share of sentences that hold what is common
RUNS = 300
GOLDEN = (
    "Аралдағы балықшылар ауылына газ құбыры тартылды.",
    "В посёлок рыбаков на Арале провели газопровод.",
    "A gas pipeline was laid to the fishing village on the Aral Sea.",
)
PAIRS = [(query, text) for query in LANGUAGES for text in LANGUAGES]


def kazakh_runs(texts: dict[str, list[str]]) -> dict[str, float]:
    """Return ln of how much more common runs of letters are in Kazakh words without letters of their own than in Russian words, and
    under "" ln of the share of Kazakh words that are so."""
    counts, bare = {}, 0.0
    for name in ("kk", "ru"):
        every = [word for text in texts[name] for word in features.folded(text).split()]
        words = [word for word in every if language.BARE.fullmatch(word)]
        counts[name] = Counter(run for word in words for run in language.runs([word]))
        bare = bare or math.log(len(words) / len(every))
    often = [run for run, count in (counts["kk"] + counts["ru"]).items() if count >= 5]
    totals = {name: sum(found.values()) for name, found in counts.items()}
    weights = {r: math.log((counts["kk"][r] + 0.5) / totals["kk"] / ((counts["ru"][r] + 0.5) / totals["ru"])) for r in often}
    telling = sorted(often, key=lambda run: -abs(weights[run]) * math.sqrt(counts["kk"][run] + counts["ru"][run]))
    return {"": round(bare, 2)} | {run: round(weights[run], 1) for run in sorted(telling[:RUNS])}


def vectors(texts: list[str], keep: Path | None, name: str) -> np.ndarray:
    """Return the texts' vectors (n, 384), from `keep` where they are."""
    if keep and (keep / name).exists():
        return np.load(keep / name)
    embedder = meaning.Embedder(meaning.load())  # not meaning.embedder(): that wants golden vectors
    made = np.stack([embedder.numbers(text) for text in texts])
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        np.save(keep / name, made)
    return made


def space(given: np.ndarray) -> Space:
    """Return mean, main directions and rest of vectors of one language (n, 384)."""
    mean = given.mean(axis=0).astype(np.float16).astype(np.float32)
    centred = Space(mean, np.zeros((0, mean.size), np.float32), 0.0).centred(given)
    variances, directions = np.linalg.eigh(centred.T.astype(np.float64) @ centred / len(centred))
    main = (directions[:, ::-1][:, :DIRECTIONS] * np.sqrt(variances[::-1][:DIRECTIONS])).T
    return Space(mean, main.astype(np.float16).astype(np.float32), float(variances[::-1][DIRECTIONS:].sum() / mean.size))


def arrays_of(
    texts: dict[str, list[str]], given: dict[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], dict[str, float], dict[str, float]]:
    """Return what background.npz holds, words of an average sentence by language, and the variance along other directions."""
    arrays: dict[str, np.ndarray] = {}
    average, rest = {}, {}
    for name in LANGUAGES:
        folded = [features.folded(text) for text in texts[name]]
        for kind, rows in (("letters", features.letters(folded)), ("words", features.words(folded, [name] * len(folded)))):
            hashes, shares = common([rows], len(folded), LEAST[kind])
            arrays[f"{kind}_{name}_hashes"], arrays[f"{kind}_{name}_shares"] = hashes, np.round(shares * 255).astype(np.uint8)
        average[name] = round(sum(len(text.split()) for text in folded) / len(folded), 2)
        found = space(given[name])
        arrays[f"mean_{name}"], arrays[f"directions_{name}"] = found.mean.astype(np.float16), found.directions.astype(np.float16)
        rest[name] = round(found.rest, 8)
    return arrays, average, rest


def lexical_moments(matcher: Matcher, folded: dict[str, list[str]], unrelated: np.ndarray) -> dict[str, dict[str, list[float]]]:
    """Return moments of letters and words between unrelated sentences, by pair of languages."""
    made: dict[str, dict[str, list[float]]] = {"letters": {}, "words": {}}
    for query, text in PAIRS:
        index = matcher.lexical[text]
        there = np.flatnonzero(matcher.languages == LANGUAGES.index(text))
        letters = np.stack([index.by_letters(features.letters([asked]))[there] for asked in folded[query]])
        words = np.stack([index.by_words(features.words([asked], [query]))[there] for asked in folded[query]])
        for kind, scores in (("letters", letters), ("words", words)):
            found = moments(np.where(unrelated, scores, np.median(scores)))
            made[kind][f"{query}-{text}"] = [round(found.mean, 6), round(found.deviation, 6)]
    return made


def measured_tails(matcher: Matcher, entries: dict[str, list[Entry]], unrelated: np.ndarray) -> dict[str, dict[str, Tail]]:
    """Return rates of false alarms by way and pair of languages: every sentence is searched for while its article is taken out."""
    scores: dict[tuple[str, str], list[np.ndarray]] = {}
    for number in range(len(unrelated)):
        out = [entries[name][other] for name in LANGUAGES for other in np.flatnonzero(~unrelated[number])]
        matcher.remove(*(entry.id for entry in out))
        for query in LANGUAGES:
            entry = entries[query][number]
            asked = matcher.asked(entry.text, query, (), entry.vector)
            for text in LANGUAGES:
                for way, _, totals in matcher.totals(asked, text):
                    scores.setdefault((way, f"{query}-{text}"), []).append(totals)
        matcher.add(*out)
    tails: dict[str, dict[str, Tail]] = {"words": {}, "meaning": {}}
    for (way, pair), found in scores.items():
        strongest = np.array([totals.max() for totals in found])
        tails[way][pair] = tail(np.concatenate(found), strongest, float(np.mean([totals.size for totals in found])))
    return tails


def unknown(figures: dict, arrays: dict[str, np.ndarray]) -> Background:
    """Return a background whose moments and rates are not known yet."""
    nothing = {f"{query}-{text}": [0.0, 1.0] for query, text in PAIRS}
    flat = {pair: [[0.0, 1.0], [0.0, -1.0]] for pair in nothing}
    return of(
        {"moments": {"letters": nothing, "words": nothing, "hub": nothing}, "tails": {"words": flat, "meaning": flat}} | figures, arrays
    )


def main(keep: Path | None) -> None:
    texts, numbers = background_sentences()
    given = {name: vectors(texts[name], keep, f"sib.{name}.npy") for name in LANGUAGES}
    unrelated = np.abs(np.subtract.outer(numbers, numbers)) > ARTICLE
    arrays, average, rest = arrays_of(texts, given)
    figures: dict = {
        "source": "SIB-200, train and dev (commit 593cea8), CC BY-SA 4.0",
        "words": average,
        "rest": rest,
        "kazakh": kazakh_runs(texts),
    }

    known = unknown(figures, arrays)
    entries = {
        name: [
            Entry(f"{name}{number}", text, language=name, vector=meaning.MARK + vector.astype("<f2").tobytes())
            for number, (text, vector) in enumerate(zip(texts[name], given[name], strict=True))
        ]
        for name in LANGUAGES
    }
    matcher = Matcher(known=known)
    matcher.add(*(entry for name in LANGUAGES for entry in entries[name]))
    folded = {name: [features.folded(text) for text in texts[name]] for name in LANGUAGES}
    hubs = {f"{q}-{t}": HUB * known.spaces[q].spread(known.spaces[t].centred(given[t])) for q, t in PAIRS}
    figures["moments"] = lexical_moments(matcher, folded, unrelated)
    figures["moments"]["hub"] = {pair: [round(float(values.mean()), 6), round(float(values.std()), 6)] for pair, values in hubs.items()}

    matcher.known = unknown(figures, arrays)
    tails = measured_tails(matcher, entries, unrelated)
    figures["tails"] = {way: {pair: list(asdict(found).values()) for pair, found in pairs.items()} for way, pairs in tails.items()}
    write(figures, arrays)


def lines(figures: dict) -> str:
    """Return figures as JSON, one line for each thing of the second level."""
    parts = [
        f"{json.dumps(name)}: "
        + ("{\n  " + ",\n  ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()) + "\n }")
        if name in ("moments", "tails")
        else f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False)}"
        for name, part in figures.items()
    ]
    return "{\n " + ",\n ".join(parts) + "\n}"


def write(figures: dict, arrays: dict[str, np.ndarray]) -> None:
    (HERE / "background.json").write_text(lines(figures) + "\n")
    np.savez_compressed(HERE / "background.npz", **arrays)
    made = meaning.Embedder(meaning.load())  # not meaning.embedder(): that wants golden vectors
    golden = {text: [round(float(value) * 10_000) for value in made.numbers(text)] for text in GOLDEN}
    meaning.GOLDEN.write_text(json.dumps(golden, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
