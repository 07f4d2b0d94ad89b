from django.urls import URLPattern, URLResolver, path

from kenes.situation.views import figures as figure_pages
from kenes.situation.views import imports as import_pages
from kenes.situation.views import practices as practice_views
from kenes.situation.views import questions as question_views
from kenes.situation.views import reports as report_views

figures: list[URLPattern | URLResolver] = [
    path("situation/", figure_pages.situation, name="situation"),
    path("situation/indicators/", figure_pages.indicators, name="indicators"),
    path("situation/indicators/<str:code>/", figure_pages.indicator, name="indicator"),
    path("situation/indicators/<str:code>/data.<str:format>/", figure_pages.data, name="indicator-data"),
    path("situation/indicators/<str:code>/<str:chart>.<str:format>/", figure_pages.chart, name="indicator-chart"),
    path("situation/compare/", figure_pages.compare_regions, name="compare"),
]

imports: list[URLPattern | URLResolver] = [
    path("situation/imports/", import_pages.imports, name="imports"),
    path("situation/imports/new/", import_pages.import_figures, name="import-figures"),
    path("situation/imports/template.<str:format>/", import_pages.import_template, name="import-template"),
    path("situation/imports/schema.json/", import_pages.import_schema, name="import-schema"),
    path("situation/imports/drafts/<str:draft>/", import_pages.import_preview, name="import-preview"),
    path("situation/imports/drafts/<str:draft>/commit/", import_pages.import_commit, name="import-commit"),
    path("situation/imports/drafts/<str:draft>/cancel/", import_pages.import_cancel, name="import-cancel"),
    path("situation/imports/<str:revision>/undo/", import_pages.import_undo, name="import-undo"),
    path("situation/indicators/<str:code>/change/", import_pages.change_indicator, name="change-indicator"),
]

reports: list[URLPattern | URLResolver] = [
    path("situation/reports/", report_views.report_periods, name="report-periods"),
    path("situation/reports/new/", report_views.open_period, name="open-period"),
    path("situation/reports/<str:period>/", report_views.report_period, name="report-period"),
    path("situation/reports/<str:period>/write/", report_views.write_report, name="write-report"),
    path("situation/reports/<str:period>/write/<str:domain>/", report_views.write_domain, name="write-domain"),
    path("situation/reports/<str:period>/close/", report_views.close_period, name="close-period"),
    path("situation/reports/<str:period>/publish/", report_views.publish_period, name="publish-period"),
    path("situation/questions/<str:question>/", question_views.figure_question, name="figure-question"),
    path("situation/notes/new/", question_views.write_note, name="write-note"),
    path("situation/notes/<str:note>/", question_views.note, name="note"),
    path("situation/notes/<str:note>/publish/", question_views.publish_note, name="publish-note"),
]

practices: list[URLPattern | URLResolver] = [
    path("situation/practices/", practice_views.practices, name="practices"),
    path("situation/practices/new/", practice_views.new_practice, name="new-practice"),
    path("situation/practices/<str:practice>/", practice_views.practice, name="practice"),
    path("situation/practices/<str:practice>/change/", practice_views.change_practice, name="change-practice"),
    path("situation/practices/<str:practice>/confirm/", practice_views.confirm_practice, name="confirm-practice"),
    path("situation/practices/<str:practice>/publish/", practice_views.publish_practice, name="publish-practice"),
    path("situation/practices/<str:practice>/withdraw/", practice_views.withdraw_practice, name="withdraw-practice"),
]

urlpatterns: list[URLPattern | URLResolver] = [*figures, *imports, *reports, *practices]
