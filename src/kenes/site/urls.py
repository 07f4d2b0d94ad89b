"""Home, a member's page, regions, the record, search, notices, translations."""

from django.urls import URLPattern, URLResolver, path

from kenes.site.views import home, language, machines, notices, record, regions, search, translations

COUNCIL = "c/<slug:council>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.root, name="home"),
    path("language/", language.switch, name="set-language"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
    path("robots.txt", machines.robots, name="robots"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices-read"),
    path("notices/settings/", notices.settings, name="notice-settings"),
    path(COUNCIL, home.council, name="council"),
    path(f"{COUNCIL}me/", home.my_page, name="my-page"),
    path(f"{COUNCIL}test-mail/", notices.test, name="test-mail"),
    path(f"{COUNCIL}regions/", regions.regions, name="regions"),
    path(f"{COUNCIL}regions/<str:code>/", regions.region, name="region"),
    path(f"{COUNCIL}voice/", regions.voice, name="voice"),
    path(f"{COUNCIL}search/", search.search, name="search"),
    path(f"{COUNCIL}record/", record.record, name="record"),
    path(f"{COUNCIL}record/verify/", record.verify, name="record-verify"),
    path(f"{COUNCIL}record/stop/", record.stop, name="record-stop"),
    path(f"{COUNCIL}record/entries.jsonl", record.download, name="record-download"),
    path(f"{COUNCIL}translations/", translations.translations, name="translations"),
    path(f"{COUNCIL}translations/<slug:kind>/<slug:public_id>/<slug:field>/<slug:language>/", translations.translate, name="translate"),
]
