"""Pages of this room, and the official's private page."""

from django.urls import URLPattern, URLResolver, include, path

from kenes.promotion import views

in_council: list[URLPattern | URLResolver] = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new/", views.new_body, name="new-body"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/clear/", views.clear_day, name="clear-day"),
    path("briefs/", views.briefs, name="briefs"),
    path("briefs/new/", views.new_brief, name="new-brief"),
    path("briefs/<str:brief>/", views.brief, name="brief"),
    path("briefs/<str:brief>/send/", views.send_brief, name="send-brief"),
    path("briefs/<str:brief>/<str:language>.<str:kind>", views.brief_document, name="brief-document"),
    path("dispatches/", views.dispatches, name="dispatches"),
    path("dispatches/<str:dispatch>/", views.dispatch, name="dispatch"),
    path("dispatches/<str:dispatch>/link/", views.renew_link, name="renew-link"),
    path("dispatches/<str:dispatch>/answers/<str:answer>/", views.decide_answer, name="decide-answer"),
    path("commitments/", views.commitments, name="commitments"),
    path("commitments/<str:commitment>/", views.commitment, name="commitment"),
    path("commitments/<str:commitment>/progress/", views.report_progress, name="report-progress"),
    path("commitments/<str:commitment>/verdict/", views.ask_verdict, name="ask-verdict"),
    path("verdicts/<str:verdict>/", views.verdict, name="verdict"),
    path("verdicts/<str:verdict>/answer/", views.judge, name="judge"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:council>/", include(in_council)),
    path("a/<str:token>/", views.official, name="official"),
    path("a/<str:token>/<str:file>/document/", views.official_document, name="official-document"),
    path("a/<str:token>/<str:commitment>/progress/", views.official_progress, name="official-progress"),
]
