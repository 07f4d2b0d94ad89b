"""The language switch: on every page, and it keeps the place."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kenes.base.errors import Invalid
from kenes.base.text import LANGUAGES
from kenes.councils.access import Access, open_page
from kenes.councils.acts import set_language


@open_page(Access.PUBLIC)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language (cookie; account, when signed in) and go back to where they were."""
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise Invalid(field="language")
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        there = "/"
    if request.user.is_authenticated:
        set_language(user=request.user, language=language)
    response = HttpResponseRedirect(there)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response
