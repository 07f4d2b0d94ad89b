"""Forms of a side's private room."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.files import FILES_MOST, FilesField
from kenes.base.forms import KenesForm, LanguageField, LineField, ProseField
from kenes.sides.acts.room import LONGEST

FILES = _("Up to 5 files of at most 10 MB. Where and with what a photo was taken is removed from it.")


def new_key() -> str:
    return str(uuid4())


class NoteForm(KenesForm):
    """A note, with files."""

    words = ProseField(label=_("Your note"), max_length=LONGEST["words"], rows=4)
    uploads = FilesField(label=_("Photo or file"), help_text=FILES, most=FILES_MOST)
    language = LanguageField()
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=new_key)


class ThreadForm(NoteForm):
    """A new conversation and its first note."""

    heading = LineField(label=_("What is it about?"), max_length=LONGEST["heading"])
    field_order = ["heading", "words", "uploads", "language", "client_key"]


class TextForm(KenesForm):
    """The next draft of the side's position."""

    words = ProseField(label=_("Draft of the position"), max_length=LONGEST["text"], rows=14)
    language = LanguageField()
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)


class RoomFilter(KenesForm):
    q = LineField(label=_("Search this room"), required=False)
