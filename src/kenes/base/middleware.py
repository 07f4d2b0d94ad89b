"""Errors become a page, a fragment or JSON, in the reader's language."""

import logging
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from kenes.base.errors import Invalid, KenesError, NotSignedIn

log = logging.getLogger(__name__)


class ErrorMiddleware:
    """Answer a KenesError that no view caught, and a value that PostgreSQL cannot hold (NUL in a filter, a number too large)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError):
            log.warning("The database could not take a value.", exc_info=error)
            error = Invalid()
        if not isinstance(error, KenesError):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "message": str(error), "field": error.field}, status=error.status)
        if isinstance(error, NotSignedIn) and request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path())
        template = "base/error_fragment.html" if request.headers.get("HX-Request") else "base/error.html"
        context = {"error": error, "status": error.status, "back": page_before(request)}
        return render(request, template, context, status=error.status)


def page_before(request: HttpRequest) -> str:
    """Return the page of this site from which something was sent that is refused: there it can be done again."""
    before = request.headers.get("Referer", "") if request.method == "POST" else ""
    known = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if known else ""
