"""Council, sides, regions, professions, members: who speaks, and from where."""

from kenes.councils.models.accounts import Session, User, UserManager
from kenes.councils.models.places import Country, Profession, Region, RegionChange, RegionVersion
from kenes.councils.models.seats import (
    Application,
    Comment,
    Council,
    Invitation,
    MacroRegion,
    Member,
    MemberQuerySet,
    Side,
    SideRegion,
    SignInCode,
)

__all__ = [
    "Application",
    "Comment",
    "Council",
    "Country",
    "Invitation",
    "MacroRegion",
    "Member",
    "MemberQuerySet",
    "Profession",
    "Region",
    "RegionChange",
    "RegionVersion",
    "Session",
    "Side",
    "SideRegion",
    "SignInCode",
    "User",
    "UserManager",
]
