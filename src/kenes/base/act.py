"""What makes a function an act: one verb, one transaction."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as an act: everything it writes is written together with its record entry, or not at all."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            return function(*args, **kwargs)

    wrapper.is_act = True  # type: ignore[attr-defined]  # read by tests/architecture
    return wrapper
