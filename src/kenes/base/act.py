"""What makes a function an act: one verb, one transaction."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from kenes.base.errors import Conflict

log = logging.getLogger(__name__)
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


def attempt(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Take one step of the clock. What cannot be done for one object keeps no other, and no later step, from its turn."""
    try:
        act(*args, **kwargs)
    except Conflict:
        return  # somebody was faster, between the query and the lock
    except Exception:
        subjects = [value.public_id for value in kwargs.values() if hasattr(value, "public_id")]
        log.exception("%s could not be done for %s.", act.__name__, ", ".join(subjects))
