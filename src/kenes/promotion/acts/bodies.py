"""Bodies, and the days that a side's secretariat counts otherwise than the published calendar."""

from datetime import date

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils.models import Member, Side
from kenes.promotion.errors import DayAlreadySet, NoteMissing
from kenes.promotion.models import Body, DayOverride
from kenes.record import acts as record


@act
def register_body(*, by: Member, side: Side, name: Text, contact: str = "") -> Body:
    """Enter an institution that recommendations can be sent to."""
    require("promotion.register_body", by, side)
    if not name:
        raise Invalid(field="name")
    body = Body.objects.create(council_id=by.council_id, side=side, name=name, contact=contact, created_at=clock.now())
    record.append(by.council.public_id, "body.registered", body.ref, actor=by.ref, details={"side": side.ref})
    search.index(body, council=by.council.public_id, title=name)
    return body


@act
def set_day(*, by: Member, side: Side, day: date, works: bool, note: str) -> DayOverride:
    """Count a day as working, or as free, whatever the published calendar says. Due dates already set do not move."""
    require("promotion.set_day", by, side)
    if not note:
        raise NoteMissing(field="note")
    row, made = DayOverride.objects.get_or_create(side=side, day=day, defaults={"works": works, "note": note})
    if not made:
        raise DayAlreadySet(field="day")
    details = {"day": day.isoformat(), "works": works}
    record.append(by.council.public_id, "calendar.day_set", side.ref, actor=by.ref, details=details, sealed={"note": note})
    return row


@act
def clear_day(*, by: Member, side: Side, day: date) -> None:
    """Count a day as the published calendar does again."""
    require("promotion.set_day", by, side)
    deleted, _ = DayOverride.objects.filter(side=side, day=day).delete()
    if not deleted:
        raise NotFound
    record.append(by.council.public_id, "calendar.day_cleared", side.ref, actor=by.ref, details={"day": day.isoformat()})
