"""Who may open a page: declared on each view, checked in one place, tested for every URL (tests/architecture)."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from kenes.base.errors import NotFound, NotSignedIn
from kenes.councils.models import Council, Member, User
from kenes.councils.queries import has_second_factor

P = ParamSpec("P")


class Access(StrEnum):
    """The readers of a page. An insufficient role and a foreign council look alike: 404."""

    PUBLIC = "public"  # anyone
    LINK = "link"  # whoever holds the private link
    SIGNED_IN = "signed in"  # any account
    MEMBER = "member"  # any active seat of the council
    VOTER = "voter"  # seats that deliberate and vote
    MODERATOR = "moderator"  # moderators and the secretariat
    SECRETARIAT = "secretariat"  # secretaries and the chair
    STAFF = "staff"  # who runs the installation


class CouncilRequest(HttpRequest):
    """A request to a page of a council: who reads, or None for a visitor."""

    council: Council
    member: Member | None
    htmx: Any


class MemberRequest(HttpRequest):
    """A request that only a seat of the council can make."""

    council: Council
    member: Member
    htmx: Any


def admits(access: Access, member: Member | None) -> bool:
    """Return whether a seat (or none) may open a page with this access."""
    match access:
        case Access.PUBLIC | Access.LINK:
            return True
        case Access.MEMBER:
            return member is not None and member.is_active
        case Access.VOTER:
            return member is not None and member.has_vote
        case Access.MODERATOR:
            return member is not None and member.moderates
        case Access.SECRETARIAT:
            return member is not None and member.is_secretariat
    return False


R = TypeVar("R", bound=HttpRequest)


def council_page(access: Access) -> Callable[[Callable[Concatenate[R, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view of one council (URL argument `council`, a slug): sets request.council and request.member, or refuses."""

    def decorate(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, council: str, *args: Any, **kwargs: Any) -> HttpResponse:
            there = cast(CouncilRequest, request)
            found = Council.objects.filter(slug=council).first()
            if found is None:
                raise Http404
            there.council, there.member = found, seat_of(request.user, found)
            if not admits(access, there.member):
                raise NotFound if request.user.is_authenticated else NotSignedIn
            if there.member and lacks_second_factor(there.member):
                return redirect(f"{reverse('second-factor')}?{urlencode({'next': request.get_full_path()})}")
            return view(cast(R, there), *args, **kwargs)

        wrapper.access = access  # type: ignore[attr-defined]  # read by the permission matrix
        return wrapper

    return decorate


def open_page(access: Access) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view that belongs to no council."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if access in (Access.SIGNED_IN, Access.STAFF) and not request.user.is_authenticated:
                raise NotSignedIn
            if access == Access.STAFF and not cast(User, request.user).is_staff:
                raise NotFound
            return view(request, *args, **kwargs)

        wrapper.access = access  # type: ignore[attr-defined]  # read by the permission matrix
        return wrapper

    return decorate


def lacks_second_factor(member: Member) -> bool:
    """Return whether a secretary must set up a second factor first: a password alone would open the secretariat.

    Asked on every page of a council: many show the secretariat names that others do not see. Who has a second factor has passed
    it: sign-in asks for it, after a password and after a code, and setting one up ends all other sessions (apps.py).
    A secretary without a password comes in with codes from another secretary, each on the record.
    """
    user = member.user
    if user is None or not member.is_secretariat or not user.email or not user.has_usable_password():
        return False
    return not has_second_factor(user)


def seat_of(user: Any, council: Council) -> Member | None:
    """Return the user's seat in a council, with what headers and rules read, or None."""
    if not user.is_authenticated:
        return None
    return Member.objects.serving().select_related("region", "side", "user").filter(council=council, user_id=user.pk).first()


M = TypeVar("M", bound=Model)


def one(rows: QuerySet[M], **where: Any) -> M:
    """Return the one row that the reader may see, or 404."""
    row = rows.filter(**where).first()
    if row is None:
        raise NotFound
    return row
