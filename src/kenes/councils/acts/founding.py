"""Founding a council: its sides, its first secretary, its rules."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import LANGUAGES, Text
from kenes.councils import queries
from kenes.councils.acts.accounts import new_user
from kenes.councils.acts.seats import put_seat, take_seat
from kenes.councils.errors import NotEmpty, WrongState
from kenes.councils.models import Council, Country, MacroRegion, Member, Region, Side, SideRegion, User
from kenes.councils.reference import DATA, names
from kenes.notices.acts import tell
from kenes.record import acts as record

# Rules of a council that its secretariat sets, with the least and the most that make sense.
LIMITS = {
    "threshold": (2, 50),
    "target_per_region": (1, 500),
    "quorum_percent": (1, 100),
    "majority_percent": (1, 100),
    "answer_days": (1, 250),
    "verdict_days": (1, 180),
    "verdict_least": (2, 500),
}
TEXTS = ("name", "purpose")


@dataclass(frozen=True)
class SideDraft:
    """What a side needs to begin with."""

    name: Text
    country: Country
    institute: Text
    timezone: str


@act
def create_council(
    *, by_user: User | None, slug: str, name: Text, purpose: Text, languages: Sequence[str], is_sample: bool = False, **rules: int
) -> Council:
    """Create a council and open its record. `is_sample` is set by the command that loads samples, by no page."""
    if not is_sample and not queries.may_found(by_user):
        raise NotEmpty
    check_languages(languages)
    if slug != slugify(slug) or not slug:
        raise Invalid(_("Use Latin letters, digits and hyphens only."), field="slug")
    council = Council(
        slug=slug,
        name=required(name, "name"),
        purpose=purpose,
        languages=list(languages),
        is_sample=is_sample,
        created_at=clock.now(),
        **checked(rules),
    )
    try:
        with transaction.atomic():
            council.save()
    except IntegrityError:
        raise Invalid(_("Another council has this short name."), field="slug") from None
    record.open_log(origin=council.public_id, is_sample=is_sample)
    record.append(
        council.public_id,
        "council.created",
        council.ref,
        details={"slug": slug, "languages": list(languages), **{key: getattr(council, key) for key in LIMITS}},
    )
    search.index(council, council=council.public_id, title=name, body=purpose, visible_to="public")
    return council


@act
def add_side(
    *,
    council: Council,
    name: Text,
    country: Country | str,
    institute: Text,
    timezone: str,
    regions: Iterable[Region] | None = None,
    macro_regions: Iterable[tuple[Text, Iterable[str]]] | None = None,
    by: Member | None = None,
) -> Side:
    """Add a side with its regions (by default all present ones of its country), grouped in macro-regions.

    Once a council has people, only its secretariat may.
    """
    council = Council.objects.select_for_update().get(pk=council.pk)
    if council.members.exists():
        if by is None:
            raise WrongState
        require("councils.change_council", by, council)
    if timezone not in available_timezones():
        raise Invalid(_("There is no such time zone."), field="timezone")
    if isinstance(country, str):
        country = Country.objects.get(code=country)
    side = Side.objects.create(
        council=council,
        order=council.sides.count(),
        name=required(name, "name"),
        country=country,
        institute=required(institute, "institute"),
        timezone=timezone,
    )
    chosen = list(present_regions(country) if regions is None else regions)
    SideRegion.objects.bulk_create(SideRegion(side=side, region=region) for region in chosen)
    group(side, default_macro_regions(country.code) if macro_regions is None else macro_regions)
    record.append(
        council.public_id,
        "side.added",
        side.ref,
        actor=by.ref if by else "",
        details={"order": side.order, "country": country.code, "regions": [region.code for region in chosen]},
    )
    return side


@act
def first_secretary(
    *,
    council: Council,
    side: Side,
    name: str = "",
    email: str = "",
    password: str = "",
    language: str = "",
    user: User | None = None,
    region: Region | None = None,
    staff: bool = False,
) -> Member:
    """Give a council without people its first seat: a secretary, who then seats all others."""
    council = Council.objects.select_for_update().get(pk=council.pk)
    if council.members.exists() or side.council_id != council.pk:
        raise WrongState(_("This council has a secretariat already."))
    user = user or new_user(name=name, email=email, password=password, language=language)
    if staff and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    member = put_seat(council, side=side, region=region, role=Member.Role.SECRETARY)
    take_seat(member, user, way="founding")
    return member


@act
def found_council(
    *, by_user: User | None, council: Mapping[str, Any], sides: Sequence[SideDraft], secretary: Mapping[str, Any]
) -> tuple[Council, Member]:
    """Set a council up at once: the council, its sides, its first secretary. Nothing remains of a refused one."""
    empty = not Council.objects.exists()
    made = create_council(by_user=by_user, **council)
    added = [
        add_side(council=made, name=side.name, country=side.country, institute=side.institute, timezone=side.timezone) for side in sides
    ]
    return made, first_secretary(council=made, side=added[0], user=by_user, staff=empty, **secretary)


@act
def change_council(*, by: Member, council: Council, **changes: Any) -> Council:
    """Change a council's texts or rules. The other secretaries are told."""
    require("councils.change_council", by, council)
    council = Council.objects.select_for_update().get(pk=council.pk)
    checked({key: value for key, value in changes.items() if key in LIMITS})
    if "languages" in changes:
        check_languages(changes["languages"])
    known = {*LIMITS, *TEXTS, "languages", "takes_applications"}
    changed = {key: value for key, value in changes.items() if key in known and getattr(council, key) != value}
    if not changed:
        return council
    details = {key: [getattr(council, key), value] for key, value in changed.items() if key not in TEXTS}
    for key, value in changed.items():
        setattr(council, key, required(value, key) if key == "name" else value)
    council.save(update_fields=list(changed))
    record.append(
        council.public_id,
        "council.changed",
        council.ref,
        actor=by.ref,
        details={"rules": details, "texts": [key for key in TEXTS if key in changed]},
    )
    search.index(council, council=council.public_id, title=council.name, body=council.purpose, visible_to="public")
    others = [user_id for user_id in queries.secretariat_ids(council) if user_id != by.user_id]
    tell(others, "council_changed", council.ref, council=council.public_id, details={"seat": f"{by.number:03d}"})
    return council


def present_regions(country: Country) -> list[Region]:
    """Return the regions of a country that exist today."""
    return list(Region.objects.filter(country=country, versions__valid_to__isnull=True).distinct())


def default_macro_regions(country: str) -> list[tuple[Text, list[str]]]:
    """Return the grouping that ships for a country: name and region codes; none for most."""
    file = json.loads((DATA / "macro_regions.json").read_text())
    return [(names(row["name"]), row["regions"]) for row in file.get(country, [])]


def group(side: Side, macro_regions: Iterable[tuple[Text, Iterable[str]]]) -> None:
    for order, (name, codes) in enumerate(macro_regions):
        members = SideRegion.objects.filter(side=side, region__code__in=list(codes))
        if members:
            members.update(macro_region=MacroRegion.objects.create(side=side, name=name, order=order))


def required(text: Text, field: str) -> Text:
    if not text:
        raise Invalid(_("Please fill in this field."), field=field)
    return text


def check_languages(languages: Sequence[str]) -> None:
    if not languages or not set(languages) <= set(LANGUAGES):
        raise Invalid(_("Choose at least one working language."), field="languages")


def checked(rules: Mapping[str, int]) -> Mapping[str, int]:
    """Return the rules of a council, or raise Invalid naming the one that makes no sense."""
    for key, value in rules.items():
        if key not in LIMITS:
            continue
        least, most = LIMITS[key]
        if not least <= value <= most:
            raise Invalid(_("Enter a number from %(least)s to %(most)s."), field=key, least=least, most=most)
    return rules
