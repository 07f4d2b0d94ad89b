"""The content security policy, built once: django-csp builds the same text anew for every reply, twice."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")  # what django-csp's decorators leave on a response


@cache
def settled() -> str:
    """Return the policy of the settings."""
    return str(build_policy())


class PolicyMiddleware(CSPMiddleware):
    """Set the policy of the settings; a reply with a policy or nonce of its own goes the long way."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "_csp_nonce", None) is not None or any(hasattr(response, name) for name in OWN):
            reply: HttpResponseBase = super().process_response(request, response)
            return reply
        response.headers.setdefault(HEADER, settled())
        return response
