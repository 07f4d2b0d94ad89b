"""What belongs to the sides of a council: the private room of the reader's own side, and how the sides compare."""

from django.urls import URLPattern, URLResolver, path

from kenes.sides.views import parity, room

urlpatterns: list[URLPattern | URLResolver] = [
    path("room/", room.room, name="side-room"),
    path("room/new/", room.new_thread, name="new-room-thread"),
    path("room/<slug:thread>/", room.thread, name="room-thread"),
    path("room/<slug:thread>/position/", room.new_text, name="new-room-text"),
    path("room/notes/<slug:note>/hide/", room.hide_note, name="hide-room-note"),
    path("sides/", parity.sides, name="sides"),
]
