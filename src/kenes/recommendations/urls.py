from django.urls import URLPattern, URLResolver, path

from kenes.recommendations import views

ONE = "recommendations/<slug:recommendation>/"
VOTE = "votes/<slug:adoption>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations/", views.recommendations, name="recommendations"),
    path("recommendations/new/", views.new_recommendation, name="new-recommendation"),
    path(ONE, views.recommendation, name="recommendation"),
    path(f"{ONE}versions/new/", views.new_version, name="new-version"),
    path(f"{ONE}versions/<int:number>/", views.version, name="version"),
    path(f"{ONE}evidence/new/", views.new_evidence, name="new-evidence"),
    path(f"{ONE}withdraw/", views.withdraw, name="withdraw-recommendation"),
    path(f"{ONE}agree/", views.agree, name="agree-to-adoption"),
    path(f"{ONE}vote/", views.open_vote, name="open-adoption"),
    path(VOTE, views.adoption, name="adoption"),
    path(f"{VOTE}ballot/", views.ballot, name="ballot"),
    path(f"{VOTE}dissent/", views.dissent, name="dissent"),
    path(f"{VOTE}close/", views.close, name="close-adoption"),
]
