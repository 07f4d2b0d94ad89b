from django.urls import URLPattern, URLResolver, path

from kenes.library.views import bibtex as bibtex_views
from kenes.library.views import oai as oai_views
from kenes.library.views import papers as paper_views
from kenes.library.views import uses as use_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/", paper_views.papers, name="papers"),
    path("papers/new/", paper_views.new_paper, name="new-paper"),
    path("papers/import/", bibtex_views.import_papers, name="import-papers"),
    path("papers/papers.bib", bibtex_views.papers_bibtex, name="papers-bibtex"),
    path("papers/used-in/<slug:kind>/<slug:public_id>/", use_views.use_paper, name="use-paper"),
    path("papers/<str:paper>/", paper_views.paper, name="paper"),
    path("papers/<str:paper>/change/", paper_views.change_paper, name="change-paper"),
    path("papers/<str:paper>/version/", paper_views.paper_version, name="paper-version"),
    path("papers/<str:paper>/publish/", paper_views.publish_paper, name="publish-paper"),
    path("papers/<str:paper>/withdraw/", paper_views.withdraw_paper, name="withdraw-paper"),
    path("papers/<str:paper>/not-used/", use_views.drop_use, name="drop-use"),
    path("papers/<str:paper>/paper.bib", bibtex_views.paper_bibtex, name="paper-bibtex"),
    path("oai/", oai_views.oai, name="oai"),
]
