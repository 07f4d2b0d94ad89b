"""The URLs of all rooms. Pages of a council lie under /c/<its slug>/."""

from django.urls import include, path

from kenes.issues.views.files import service_worker

COUNCIL = "c/<slug:council>/"

urlpatterns = [
    # First, because a vote is the request that comes by the thousand, and every pattern before it is tried each time.
    path(COUNCIL, include("kenes.deliberation.urls")),
    path("sw.js", service_worker, name="service-worker"),
    path("", include("kenes.site.urls")),
    path("", include("kenes.councils.urls")),
    path(COUNCIL, include("kenes.issues.urls")),
    path(COUNCIL, include("kenes.situation.urls")),
    path(COUNCIL, include("kenes.sides.urls")),
    path(COUNCIL, include("kenes.attribution.urls")),
    path(COUNCIL, include("kenes.library.urls")),
    path(COUNCIL, include("kenes.meetings.urls")),
    path(COUNCIL, include("kenes.claims.urls")),
    path(COUNCIL, include("kenes.recommendations.urls")),
    path("", include("kenes.promotion.urls")),
]

handler400 = "kenes.base.views.bad_request"
handler404 = "kenes.base.views.not_found"
handler500 = "kenes.base.views.server_error"
