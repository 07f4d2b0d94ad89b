from django.urls import URLPattern, URLResolver, path

from kenes.deliberation import views

ALL = "deliberations/"
ONE = f"{ALL}<slug:deliberation>/"
STATEMENT = f"{ONE}statements/<slug:statement>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{ONE}vote/", views.vote, name="vote"),  # first: it comes most often
    path(ALL, views.deliberations, name="deliberations"),
    path(f"{ALL}new/", views.prepare, name="prepare-deliberation"),
    path(f"{ALL}import/", views.import_export, name="import-polis"),
    path(f"{ALL}moderation/", views.queue, name="statements-queue"),
    path(ONE, views.deliberation, name="deliberation"),
    path(f"{ONE}begin/", views.seeds, name="statements-to-begin"),
    path(f"{ONE}open/", views.open_vote, name="open-deliberation"),
    path(f"{ONE}close/", views.close, name="close-deliberation"),
    path(f"{ONE}release/", views.release, name="release-results"),
    path(f"{ONE}undo/", views.undo, name="undo-vote"),
    path(f"{ONE}write/", views.write, name="write-statement"),
    path(f"{ONE}results/", views.results, name="results"),
    path(f"{ONE}results/divided/", views.divided, name="results-divided"),
    path(f"{ONE}results/groups/", views.groups, name="results-groups"),
    path(f"{ONE}results/shortlist/", views.shortlist, name="results-slate"),
    path(f"{ONE}results/method/", views.method, name="results-method"),
    path(f"{ONE}stop/", views.stop, name="stop-results"),
    path(f"{ONE}votes.zip", views.votes, name="votes-file"),
    path(STATEMENT, views.statement, name="statement"),
    path(f"{STATEMENT}decide/", views.decide, name="decide-statement"),
    path(f"{STATEMENT}remove/", views.remove, name="remove-statement"),
]
