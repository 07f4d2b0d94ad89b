"""Short ways to put a council with people into a test. Everything else goes through the acts."""

from datetime import timedelta
from itertools import count

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council, Country, Member, Profession, Region, Side, SideRegion, User
from kenes.meetings.models import Meeting
from kenes.record.acts import open_log

_numbers = count(1)


def text(english: str) -> Text:
    return Text.of("en", english)


def council(*, countries: tuple[str, ...] = ("KZ",), slug: str | None = None) -> Council:
    """A council with one side a country and that country's present regions."""
    number = next(_numbers)
    made = Council.objects.create(
        slug=slug or f"council-{number}",
        name=text(f"Council {number}"),
        purpose=text("To be heard"),
        languages=["kk", "ru", "en"],
        created_at=clock.now(),
    )
    open_log(origin=made.public_id)
    for order, code in enumerate(countries):
        country = Country.objects.get(code=code)
        side = Side.objects.create(
            council=made,
            order=order,
            name=country.name,
            country=country,
            institute=text(f"Institute {order}"),
            timezone="Asia/Almaty" if code == "KZ" else "Europe/Moscow",
        )
        present = Region.objects.filter(country=country, versions__valid_to__isnull=True).distinct()
        SideRegion.objects.bulk_create(SideRegion(side=side, region=region) for region in present)
    return made


def member(
    council: Council, *, region: str | None = None, role: Member.Role = Member.Role.MEMBER, profession: str = "teacher", side: int = 0
) -> Member:
    """An active seat with a person in it."""
    the_side = council.sides.get(order=side)
    codes = the_side.side_regions.values_list("region__code", flat=True)
    seat = Member.objects.create(
        council=council,
        side=the_side,
        region=Region.objects.get(code=region or codes[0]),
        user=User.objects.create_user(email=f"seat{next(_numbers)}@example.org"),
        number=Member.objects.filter(council=council).count() + 1,
        role=role,
        state=Member.State.ACTIVE,
        joined_at=clock.now(),
    )
    seat.professions.add(Profession.objects.get(code=profession))
    return seat


def members(council: Council, how_many: int, *, region: str | None = None, side: int = 0) -> list[Member]:
    return [member(council, region=region, side=side) for _ in range(how_many)]


def meeting(council: Council, *, state: str = "planned", starts_in: timedelta = timedelta(days=14), **more: object) -> Meeting:
    """A meeting of four hours; one that was held began four hours ago unless told otherwise."""
    starts = clock.now() + starts_in
    fields = {"title": text("A meeting"), "timezone": "Asia/Almaty", "created_at": clock.now(), "changed_at": clock.now(), **more}
    number = Meeting.objects.filter(council=council).count() + 1
    return Meeting.objects.create(
        council=council, number=number, state=state, starts_at=starts, ends_at=starts + timedelta(hours=4), **fields
    )
