"""What strangers can try, with its limits. An attempt counts even when the act refuses it and takes all else back."""

from typing import Any

from kenes.base.limits import count_attempt
from kenes.claims import acts
from kenes.claims.models import Appeal


def appeal(*, address: str, **facts: Any) -> Appeal:
    """Appeal against a finding."""
    count_attempt("appeal", address, most=5, minutes=60)
    return acts.appeal(**facts)
