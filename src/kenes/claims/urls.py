from django.urls import URLPattern, URLResolver, path

from kenes.claims.views import appeals as appeal_pages
from kenes.claims.views import exchange
from kenes.claims.views import findings as finding_pages
from kenes.claims.views import panels as panel_pages
from kenes.claims.views import register as register_pages
from kenes.claims.views import seats as seat_pages

PANEL = "claims/<str:claim>/panels/<int:number>"
FINDING = "claims/<str:claim>/findings/<int:number>"

review: list[URLPattern | URLResolver] = [
    path("claims/<str:claim>/panels/new/", panel_pages.open_panel, name="open-panel"),
    path(f"{PANEL}/", panel_pages.panel, name="panel"),
    path(f"{PANEL}/interest/", panel_pages.declare_interest, name="declare-interest"),
    path(f"{PANEL}/commit/", panel_pages.commit_nonce, name="commit-nonce"),
    path(f"{PANEL}/reveal/", panel_pages.reveal_nonce, name="reveal-nonce"),
    path(f"{PANEL}/proof.json/", panel_pages.panel_proof, name="panel-proof"),
    path(f"{PANEL}/verify_draw.py/", panel_pages.panel_verifier, name="panel-verifier"),
    path(f"{PANEL}/seat/", seat_pages.accept_seat, name="accept-seat"),
    path(f"{PANEL}/seat/decline/", seat_pages.decline_seat, name="decline-seat"),
    path(f"{PANEL}/review/", seat_pages.write_review, name="write-review"),
    path(f"{FINDING}/", finding_pages.finding, name="finding"),
    path(f"{FINDING}/write/", finding_pages.write_finding, name="write-finding"),
    path(f"{FINDING}/figures/", finding_pages.finding_figures, name="finding-figures"),
    path(f"{FINDING}/agree/", finding_pages.agree_finding, name="agree-finding"),
    path(f"{FINDING}/correct/", finding_pages.correct_finding, name="correct-finding"),
    path(f"{FINDING}/drop/", finding_pages.drop_correction, name="drop-correction"),
    path(f"{FINDING}/dissent/", finding_pages.dissent_finding, name="dissent-finding"),
    path(f"{FINDING}/appeal/", appeal_pages.appeal, name="appeal"),
    path(f"{FINDING}/appeals/<str:appeal>/answer/", appeal_pages.answer_appeal, name="answer-appeal"),
    path(f"{FINDING}/appeals/<str:appeal>/hide/", appeal_pages.hide_appeal, name="hide-appeal"),
    path(f"{FINDING}/appeals/<str:appeal>/show/", appeal_pages.show_appeal, name="show-appeal"),
    path(f"{FINDING}/appeals/<str:appeal>/agree/", appeal_pages.agree_answer, name="agree-answer"),
]

register: list[URLPattern | URLResolver] = [
    path("claims/", register_pages.claims, name="claims"),
    path("claims/new/", register_pages.new_claim, name="new-claim"),
    path("claims/import/", exchange.import_claims, name="import-claims"),
    path("claims/feed.<str:format>/", exchange.claims_feed, name="claims-feed"),
    path("claims/claim-reviews.json/", exchange.claims_data, name="claims-data"),
    path("claims/<str:claim>/", register_pages.claim, name="claim"),
    path("claims/<str:claim>/claim.json/", exchange.claim_json, name="claim-json"),
    path("claims/<str:claim>/seen/", register_pages.add_appearance, name="add-appearance"),
    path("claims/<str:claim>/seen/<str:appearance>/take-out/", register_pages.take_out_appearance, name="take-out-appearance"),
    path("claims/<str:claim>/change/", register_pages.change_claim, name="change-claim"),
    path("claims/<str:claim>/join/", register_pages.join_claim, name="join-claim"),
    path("claims/<str:claim>/separate/", register_pages.separate_claim, name="separate-claim"),
    path("claims/<str:claim>/decline/", register_pages.decline_claim, name="decline-claim"),
    path("claims/<str:claim>/readmit/", register_pages.readmit_claim, name="readmit-claim"),
]

urlpatterns: list[URLPattern | URLResolver] = [*register, *review]
