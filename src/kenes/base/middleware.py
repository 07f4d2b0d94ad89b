"""Errors become a page, a fragment or JSON, in the reader's language."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kenes.base.errors import KenesError, NotSignedIn


class ErrorMiddleware:
    """Answer a KenesError that no view caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, KenesError):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.code, "message": str(error), "field": error.field}, status=error.status)
        if isinstance(error, NotSignedIn) and request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path())
        template = "base/error_fragment.html" if request.headers.get("HX-Request") else "base/error.html"
        return render(request, template, {"error": error, "status": error.status}, status=error.status)
