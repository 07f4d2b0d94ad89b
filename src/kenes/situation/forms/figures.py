"""Forms of figures: all of them live in the address, none writes."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.councils.models import Council
from kenes.issues.forms import region_choices
from kenes.situation.models import Domain


class IndicatorFilter(forms.Form):
    """Search and filters of the list of indicators."""

    use_required_attribute = False
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    domain = forms.ChoiceField(label=_("Domain"), required=False, choices=[("", _("All domains")), *Domain.choices])

    def wanted(self) -> dict[str, str]:
        """Return what is asked for; what is not known is not asked for."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


@dataclass(frozen=True)
class Slot:
    """One of the places for a region in the form of the comparison."""

    number: int
    chosen: str


def slots(chosen: list[str], most: int) -> list[Slot]:
    return [Slot(index + 1, chosen[index] if index < len(chosen) else "") for index in range(most)]


def grouped_regions(council: Council) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the council's regions as choices, by side where there are several."""
    found: list[Any] = region_choices(council)
    return found if found and isinstance(found[0][1], list) else [("", found)]
