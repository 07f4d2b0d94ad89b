"""Pages of no room in particular: errors, the language switch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kenes.base.errors import KenesError, NotAllowed, NotFound


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually a page left open for long. What was typed is still in the browser."""
    return render(
        request,
        "base/error.html",
        {"error": NotAllowed(_("This form was open for too long. Go back, reload the page and send it again.")), "status": 403},
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also for what exists but is not for this reader."""
    return render(request, "base/error.html", {"error": NotFound(), "status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that Django itself refused."""
    return render(request, "base/error.html", {"error": KenesError(_("This request could not be read.")), "status": 400}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Says so, and that nothing was changed."""
    return render(request, "base/error.html", {"error": KenesError(), "status": 500}, status=500)
