"""Polis mode: what Polis (pol.is) computes of a conversation, step by step, on sparse votes. See docs/methods/polis.md."""

from kenes.engine.opinions.polis.history import replayed
from kenes.engine.opinions.polis.priority import drawn
from kenes.engine.opinions.polis.result import PolisResult, analyse, result_json

__all__ = ["PolisResult", "analyse", "drawn", "replayed", "result_json"]
