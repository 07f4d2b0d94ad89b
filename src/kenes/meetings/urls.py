from django.urls import URLPattern, URLResolver, path

from kenes.meetings.views import minutes as minutes_pages

MINUTES = "meetings/<str:meeting>/minutes/"
PARAGRAPH = f"{MINUTES}<str:paragraph>/"

minutes: list[URLPattern | URLResolver] = [
    path(MINUTES, minutes_pages.minutes, name="minutes"),
    path(f"{MINUTES}draft/", minutes_pages.draft_minutes, name="draft-minutes"),
    path(f"{MINUTES}send/", minutes_pages.send_minutes, name="send-minutes"),
    path(f"{MINUTES}agree/", minutes_pages.agree_minutes, name="agree-minutes"),
    path(f"{MINUTES}confirm/", minutes_pages.confirm_minutes, name="confirm-minutes"),
    path(f"{MINUTES}new/", minutes_pages.new_paragraph, name="new-paragraph"),
    path(PARAGRAPH, minutes_pages.minutes_paragraph, name="minutes-paragraph"),
    path(f"{PARAGRAPH}remove/", minutes_pages.remove_paragraph, name="remove-paragraph"),
    path(f"{PARAGRAPH}object/", minutes_pages.object_paragraph, name="object-paragraph"),
    path(f"{PARAGRAPH}bracket/", minutes_pages.bracket_paragraph, name="bracket-paragraph"),
    path(f"{PARAGRAPH}brackets/<int:number>/", minutes_pages.offer_wording, name="offer-wording"),
    path(f"{PARAGRAPH}brackets/<int:number>/take/<int:place>/", minutes_pages.take_wording, name="take-wording"),
]

urlpatterns: list[URLPattern | URLResolver] = [*minutes]
