"""Seats, rosters and applications, for the secretariat."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenes.base.forms import KenesForm, LineField, ProseField
from kenes.councils.forms.fields import NamedChoice, ProfessionsField, RegionField, email
from kenes.councils.models import Council, Member, Profession, Side


class SeatForm(KenesForm):
    """Where a seat speaks from, its role and term."""

    region = RegionField(
        required=False, empty_label=_("None"), help_text=_("A member needs one; the secretariat, moderators and observers may do without.")
    )
    professions = ProfessionsField(required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Member.Role.choices, initial=Member.Role.MEMBER)
    topics = LineField(label=_("Topics"), max_length=400, required=False, help_text=_("What this person knows best, separated by commas."))
    term_from = forms.DateField(label=_("Term from"), required=False, widget=forms.DateInput)
    term_to = forms.DateField(label=_("Term to"), required=False, widget=forms.DateInput)

    def __init__(self, council: Council, *args: Any, with_role: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, RegionField)  # noqa: S101  # tells mypy the type
        region.of(council)
        if not with_role:
            del self.fields["role"]

    def clean_topics(self) -> list[str]:
        return [topic[:80] for topic in (part.strip() for part in self.cleaned_data["topics"].split(",")) if topic][:12]

    def facts(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {key: self.cleaned_data[key] for key in self.fields}


class InviteForm(KenesForm):
    """A link to a seat, sent by mail when there is an address."""

    email = email(required=False, help_text=_("We send the link there. Leave it empty to hand the link over yourself."))


class RoleForm(KenesForm):
    role = forms.ChoiceField(label=_("Role"), choices=Member.Role.choices)


class ReasonForm(KenesForm):
    """A reason that the person concerned will read."""

    reason = ProseField(label=_("Reason"), max_length=1000, rows=3, help_text=_("The person concerned will read it."))


class RosterForm(KenesForm):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, at most 2,000 rows."))


class MemberFilters(forms.Form):
    """Search and filters of the list of members, kept in its address."""

    q = LineField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    region = RegionField(required=False, empty_label=_("All regions"))
    profession = NamedChoice(
        label=_("Walk of life"),
        queryset=Profession.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All walks of life"),
    )
    side = NamedChoice(label=_("Side"), queryset=Side.objects.none(), to_field_name="public_id", required=False, empty_label=_("All sides"))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Member.Role.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *Member.State.choices])

    def __init__(self, council: Council, *args: Any, all_states: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region, side = self.fields["region"], self.fields["side"]
        assert isinstance(region, RegionField)  # noqa: S101  # tells mypy the type
        assert isinstance(side, NamedChoice)  # noqa: S101
        region.of(council)
        side.queryset = council.sides.all()
        if not all_states:
            del self.fields["state"]
        if len(side.queryset) < 2:
            del self.fields["side"]

    def chosen(self) -> dict[str, str]:
        """Return the filters as codes; what makes no sense is left out."""
        self.is_valid()
        raw = {key: self.cleaned_data.get(key) for key in self.fields}
        codes = {"region": "code", "profession": "code", "side": "public_id"}
        return {key: str(getattr(value, codes[key]) if key in codes else value) for key, value in raw.items() if value}
