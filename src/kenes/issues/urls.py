from django.urls import URLPattern, URLResolver, path

from kenes.issues.views import files, issues, practices, signals, triage

urlpatterns: list[URLPattern | URLResolver] = [
    path("signals/", signals.signals, name="signals"),
    path("signals/new/", signals.report_signal, name="report-signal"),
    path("signals/offline/", signals.offline_signal, name="offline-signal"),
    path("signals/token/", signals.token, name="signal-token"),
    path("signals/<str:signal>/", signals.signal, name="signal"),
    path("signals/<str:signal>/received/", signals.signal_received, name="signal-received"),
    path("signals/<str:signal>/answer/", signals.answer_signal, name="answer-signal"),
    path("signals/<str:signal>/withdraw/", signals.withdraw_signal, name="withdraw-signal"),
    path("signals/<str:signal>/publish/", signals.publish_signal, name="publish-signal"),
    path("triage/", triage.triage, name="triage"),
    path("triage/decide/", triage.decide, name="triage-decide"),
    path("triage/undo/", triage.undo, name="triage-undo"),
    path("triage/decline/", triage.decline_marked, name="decline-marked"),
    path("triage/add/", triage.add_marked, name="add-marked"),
    path("issues/", issues.issues, name="issues"),
    path("issues/new/", issues.make_issue, name="make-issue"),
    path("issues/<str:issue>/", issues.issue, name="issue"),
    path("issues/<str:issue>/merge/", issues.merge_issue, name="merge-issue"),
    path("issues/<str:issue>/close/", issues.close_issue, name="close-issue"),
    path("issues/<str:issue>/reopen/", issues.reopen_issue, name="reopen-issue"),
    path("issues/<str:issue>/publish/", issues.publish_issue, name="publish-issue"),
    path("issues/<str:issue>/signals/<str:signal>/take-out/", issues.take_out, name="take-out"),
    path("issues/<str:issue>/practices/<str:practice>/unlink/", practices.unlink_practice, name="unlink-practice"),
    path("situation/practices/<str:practice>/link/", practices.link_practice, name="link-practice"),
    path("merges/<str:merge>/undo/", issues.undo_merge, name="undo-merge"),
    path("files/<str:file>/", files.file, name="file"),
]
