"""What every page needs: the council it belongs to and who reads."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `council` and `member`, set by councils.access on pages of a council, else None."""
    return {"council": getattr(request, "council", None), "member": getattr(request, "member", None)}
