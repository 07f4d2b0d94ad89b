"""Doing one act from a page: what it refuses is said there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kenes.base.errors import KenesError


def done(request: HttpRequest, there: Any, act: Callable[[], object], words: Any) -> HttpResponse:
    """Do one act and say so on an object's page, or say why not. `words`: a sentence, or what makes one of the act's result."""
    try:
        result = act()
    except KenesError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(words(result) if callable(words) else words))
    return redirect(there)


def done_or_noted(request: HttpRequest, there: Any, act: Callable[[], object], words: Any) -> HttpResponse:
    """Do the same for a script as well, which asks for JSON and shows the new state itself: no page then, a refusal as JSON."""
    if not request.headers.get("Accept", "").startswith("application/json"):
        return done(request, there, act, words)
    act()
    return HttpResponse(status=204)
