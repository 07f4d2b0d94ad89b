"""Forms of a BibTeX file: choosing it, and choosing from it."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile
from kenes.base.forms import KenesForm
from kenes.base.sheets import decoded
from kenes.councils.models import Council, Member
from kenes.councils.queries import plain
from kenes.issues.forms import offer
from kenes.library.bibtex.reader import MOST_CHARACTERS
from kenes.library.preview import Line, Preview

MOST_BYTES = 2 * MOST_CHARACTERS


class BibtexForm(KenesForm):
    """A file, or what was copied from one."""

    file = forms.FileField(label=_("BibTeX file"), required=False, widget=forms.FileInput(attrs={"accept": ".bib,.bibtex,.txt"}))
    entries = forms.CharField(
        label=_("Or paste the entries"), required=False, widget=forms.Textarea(attrs={"rows": 8, "class": "mono", "spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if upload := data.get("file"):
            data["entries"] = self.decoded(upload)
        if not (data.get("entries") or "").strip() and not self.errors:
            self.add_error("file", _("Choose a file or paste its entries."))
        return data

    def decoded(self, upload: Any) -> str:
        if upload.size > MOST_BYTES:
            self.add_error("file", _("This file is too large: at most %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
            return ""
        try:
            return decoded(upload.read())
        except BadFile:
            self.add_error("file", _("The letters of this file cannot be read. Save it as UTF-8."))
            return ""


class ChosenForm(KenesForm):
    """What is shared of a file, and whose research it is."""

    sides = forms.MultipleChoiceField(label=_("Whose research it is"), widget=forms.CheckboxSelectMultiple)
    client_key = forms.RegexField(r"^[A-Za-z0-9-]{8,40}$", widget=forms.HiddenInput, initial=lambda: str(uuid4()))

    def __init__(self, data: Any = None, *, council: Council, member: Member, preview: Preview) -> None:
        super().__init__(data, initial={"sides": [member.side.public_id]})
        self.preview = preview
        self.known_sides = {side.public_id: side for side in council.sides.order_by("order")}
        offer(self, "sides", [(key, plain(str(side.name))) for key, side in self.known_sides.items()])

    def taken(self) -> set[int]:
        """Return the numbers of the entries that are marked: at first all that are new and without fault."""
        if not self.is_bound:
            return {line.number for line in self.preview.usable if line.known is None}
        marked = cast(QueryDict, self.data).getlist("take")
        return {line.number for line in self.preview.usable if str(line.number) in marked}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.taken():
            self.add_error(None, _("Mark at least one entry."))
        return data

    def act(self) -> dict[str, Any]:
        """Return what `import_papers` takes."""
        marked = self.taken()
        lines: list[Line] = [line for line in self.preview.usable if line.number in marked]
        return {
            "papers": [line.wanted for line in lines],
            "sides": [self.known_sides[key] for key in self.cleaned_data["sides"]],
            "client_key": self.cleaned_data["client_key"],
        }
