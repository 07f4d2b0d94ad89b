"""Files and the service worker: what is not a page."""

from pathlib import Path
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kenes.base.errors import NotFound
from kenes.base.files import path_of
from kenes.councils.access import Access, CouncilRequest, council_page, open_page
from kenes.issues.queries import file_for

WORKER = Path(__file__).resolve().parent.parent / "static" / "issues" / "sw.js"
SHOWN = ("image/jpeg", "image/webp")


@require_GET
@council_page(Access.PUBLIC)
def file(request: CouncilRequest, file: str) -> HttpResponse:
    """One uploaded file, for those who may open it. Nobody else learns that there is one."""
    found = file_for(request.council, request.member, file)
    if found is None:
        raise NotFound
    try:
        content = path_of(found).read_bytes()  # at most UPLOAD_MAX_BYTES
    except FileNotFoundError:
        raise NotFound from None
    response = HttpResponse(content, content_type=found.content_type)
    how = "inline" if found.content_type in SHOWN else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    response["Content-Length"] = str(found.size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@open_page(Access.PUBLIC)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may serve the form of every council."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
