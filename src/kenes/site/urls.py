from django.urls import URLPattern, URLResolver, path

from kenes.site.views import translations

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:council>/translations/", translations.translations, name="translations"),
    path(
        "c/<slug:council>/translations/<slug:kind>/<slug:public_id>/<slug:field>/<slug:language>/", translations.translate, name="translate"
    ),
]
