"""What browsers and robots ask for by themselves."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kenes.councils.access import Access, open_page

# Private links, people's own pages and endless lists are not for search engines.
CLOSED = [
    "/a/",
    "/join/",
    "/account/",
    "/accounts/",
    "/notices/",
    "/sign-in/",
    "/c/*/me/",
    "/c/*/search/",
    "/c/*/apply/",
    "/c/*/record/entries.jsonl",
]


@open_page(Access.PUBLIC)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Tell phones how to put Kenes on their home screen."""
    return JsonResponse(
        {
            "name": "Kenes",
            "short_name": "Kenes",
            "description": _("Kenes: what a region says gets an answer"),
            "lang": get_language(),
            "start_url": "/",
            "scope": "/",
            "display": "minimal-ui",
            "background_color": "#F6F7F3",
            "theme_color": "#0B5A57",
            "icons": [{"src": static("base/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )


@open_page(Access.PUBLIC)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots off private pages."""
    return HttpResponse("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in CLOSED), content_type="text/plain; charset=utf-8")
