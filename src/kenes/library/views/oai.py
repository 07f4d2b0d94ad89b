"""The address that library catalogues harvest (OAI-PMH 2.0)."""

from email.utils import parseaddr

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kenes.councils.access import Access, CouncilRequest, council_page
from kenes.library.models import HarvestRecord
from kenes.library.oai.answer import Repository, answer


@csrf_exempt  # the protocol wants POST too; it reads, and nothing else
@require_http_methods(["GET", "HEAD", "POST"])
@council_page(Access.PUBLIC)
def oai(request: CouncilRequest) -> HttpResponse:
    """Public papers in Dublin Core, for machines."""
    given = request.POST if request.method == "POST" else request.GET
    pairs = [(name, value) for name, values in given.lists() for value in values]
    address = request.build_absolute_uri(reverse("oai", args=[request.council.slug]))

    def page_of(record: HarvestRecord) -> str:
        return request.build_absolute_uri(reverse("paper", args=[request.council.slug, record.paper.public_id]))

    host = request.get_host().partition(":")[0]
    repository = Repository(request.council, address, host, parseaddr(settings.DEFAULT_FROM_EMAIL)[1], page_of)
    response = HttpResponse(answer(repository, pairs), content_type="text/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    # A browser shows XML as a tree by styles and signs of its own, which the policy of pages forbids.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response
