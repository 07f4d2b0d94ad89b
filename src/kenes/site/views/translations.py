"""The queue of missing and outdated translations, and a text beside its original."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kenes.base.errors import KenesError, NotFound
from kenes.base.forms import KenesForm, ProseField
from kenes.base.pages import page_of
from kenes.base.refs import PublicModel
from kenes.base.text import Text
from kenes.councils.access import Access, MemberRequest, council_page
from kenes.councils.models import Council
from kenes.councils.queries import seat_label
from kenes.site.acts import MOST, translate_text
from kenes.site.queries.translations import INTO, PLACES, entry, find_text, rows, translator, untranslated

NAMES = dict(settings.LANGUAGES)


class QueueForm(forms.Form):
    """The queue's filters."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of text"), required=False)

    def __init__(self, data: Any, council: Council) -> None:
        super().__init__(data)
        self.fields["language"].choices = [("", _("All working languages")), *((code, NAMES[code]) for code in council.languages)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All texts")), *((p.kind, p.name) for p in PLACES.values())]  # type: ignore[attr-defined]

    def wanted(self, council: Council) -> tuple[list[str], list[str]]:
        """Return the languages and kinds to list; what is not offered is left aside."""
        self.is_valid()
        language, kind = self.cleaned_data.get("language"), self.cleaned_data.get("kind")
        return [language] if language else list(council.languages), [kind] if kind else []


class TranslationForm(KenesForm):
    """One translation; `of` says which original the translator saw."""

    # Declared fields are taken off the class: KenesForm.text stays what it is.
    text = ProseField(label=gettext_lazy("Translation"), max_length=MOST, rows=8)  # type: ignore[assignment]
    of = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@council_page(Access.MODERATOR)
def translations(request: MemberRequest) -> HttpResponse:
    """The queue, newest first."""
    form = QueueForm(request.GET, request.council)
    languages, kinds = form.wanted(request.council)
    page = page_of(request, rows(request.council, languages, kinds))
    context = {"form": form, "page": page, "entries": untranslated(list(page), request.council)}
    return render(request, "site/translations.html", context)


@council_page(Access.MODERATOR)
def translate(request: MemberRequest, kind: str, public_id: str, field: str, language: str) -> HttpResponse:
    """One text: the original, and its translation into one language."""
    item = find_text(request.council, kind, public_id, field)
    if item is None:
        raise NotFound
    text: Text = getattr(item, field)
    if language not in request.council.languages or language == text.original or not text:
        raise NotFound
    before = str(text.texts.get(language, {}).get("text", ""))
    form = TranslationForm(request.POST or None, initial={"text": before, "of": text.revision})
    if request.method == "POST" and form.is_valid():
        try:
            translate_text(
                by=request.member, item=item, field=field, language=language, text=form.cleaned_data["text"], of=form.cleaned_data["of"]
            )
        except KenesError as error:
            form.refuse(error)
            # What was typed stays; sent again, it is a translation of the original shown now.
            again = request.POST.copy()
            again["of"] = str(text.revision)
            form.data = again
        else:
            messages.success(request, _("The translation is saved."))
            return redirect(next_url(request, language))
    return render(request, "site/translate.html", page_context(request, item, field, language, form), status=form.status)


def page_context(request: MemberRequest, item: PublicModel, field: str, language: str, form: TranslationForm) -> dict[str, Any]:
    text: Text = getattr(item, field)
    by = translator(text, language, request.council)
    return {
        "into": INTO[language],
        "language": language,
        "entry": entry(item, field, request.council),
        "original": text.original_text,
        "original_language": text.original,
        "from_name": NAMES[text.original],
        "to_name": NAMES[language],
        "by": seat_label(by) if by else "",
        "outdated": text.is_outdated(language),
        "form": form,
    }


def next_url(request: HttpRequest, language: str) -> str:
    """Return the queue in the language that the translator works in."""
    council: Council = request.council  # type: ignore[attr-defined]
    return f"{reverse('translations', args=[council.slug])}?language={language}"
