from django.urls import URLPattern, URLResolver, path

from kenes.attribution import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("attribution/", views.rules, name="attribution-rules"),
    path("attribution/held/", views.held, name="held"),
    path("attribution/held/<slug:held>/", views.decide, name="decide-held"),
]
