"""Pages of councils and their people, and what of allauth people need."""

from django.urls import URLPattern, URLResolver, path

from kenes.base.errors import NotFound


def soon(request: object, **kwargs: object) -> None:
    raise NotFound


urlpatterns: list[URLPattern | URLResolver] = [path("join/<str:token>/", soon, name="invitation")]
