"""One-time codes that a secretary hands over, so that sign-in never depends on working mail.

A code is 8 characters, 40 bits. It is kept as a slow hash, peppered with the installation's key: a copy of the
database alone does not help to find it. Guessing is limited in doors.py.
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import TooMany
from kenes.base.ids import ALPHABET
from kenes.councils import queries
from kenes.councils.acts.accounts import new_user
from kenes.councils.acts.seats import managed, take_seat
from kenes.councils.errors import CodeRefused, ReachesFurther, WrongState
from kenes.councils.models import Member, SignInCode
from kenes.notices.acts import tell
from kenes.record import acts as record

HOURS = 24
MOST_PER_DAY = 5
ROUNDS = 100_000
# What people type for a character that codes do not use, or with a Cyrillic keyboard.
MISTYPED = str.maketrans("oiluаеорсхкмтнв", "011vae0pcxkmthb")


def new_code() -> str:
    """Return a code such as "7k2m-9xqa"."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def normal(code: str) -> str:
    """Return a code as it is hashed: without hyphens and spaces, in small Latin letters."""
    return "".join(code.lower().translate(MISTYPED).split()).replace("-", "")


def code_hash(code: str) -> str:
    pepper = hashlib.sha256(b"kenes sign-in code\0" + settings.SECRET_KEY.encode()).digest()
    return hashlib.pbkdf2_hmac("sha256", normal(code).encode(), pepper, ROUNDS).hex()


@act
def issue_code(*, by: Member | None, member: Member) -> tuple[SignInCode, str]:
    """Make a code for a seat and return it once. On the record, and the member is told: nobody quietly signs in as them.

    `by` is None for whoever runs the installation, at its command line.
    """
    if by is not None:
        managed(by, member, not_own=True)
    member = Member.objects.select_for_update(of=("self",)).select_related("council", "user").get(pk=member.pk)
    if member.state not in (Member.State.ACTIVE, Member.State.INVITED):
        raise WrongState(_("This seat is suspended or has ended."))
    if by is not None and queries.reaches_further(member):
        raise ReachesFurther
    now = clock.now()
    limited = by is not None and not member.council.is_sample  # samples hand out fresh codes at every start
    if limited and member.codes.filter(issued_at__gt=now - timedelta(days=1)).count() >= MOST_PER_DAY:
        raise TooMany(_("Too many codes were issued for this seat today."))
    member.codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    code = new_code()
    row = SignInCode.objects.create(
        member=member, code_hash=code_hash(code), issued_by=by, issued_at=now, expires_at=now + timedelta(hours=HOURS)
    )
    record.append(
        member.council.public_id, "code.issued", member.ref, actor=by.ref if by else "", details={"number": member.number, "hours": HOURS}
    )
    tell([member.user_id], "code_issued", member.ref, council=member.council.public_id, details={"seat": f"{member.number:03d}"})
    return row, code


@act
def sign_in_with_code(*, code: str, language: str = "") -> Member:
    """Use a code up and return its seat. Whoever uses one for a seat that nobody holds yet takes the seat."""
    now = clock.now()
    usable = SignInCode.objects.filter(code_hash=code_hash(code), used_at=None, expires_at__gt=now)
    seat = usable.values_list("member_id", flat=True).first()
    if seat is None:
        raise CodeRefused(field="code")
    # The seat before its codes, as in all acts about a seat: two at once wait for each other in one order.
    member = Member.objects.select_for_update(of=("self",)).select_related("council", "side", "region", "user").get(pk=seat)
    row = usable.select_for_update().filter(member=member).first()
    if row is None or not may_enter(member, row):
        raise CodeRefused(field="code")
    row.used_at = now
    row.save(update_fields=["used_at"])
    record.append(member.council.public_id, "code.used", member.ref, actor=member.ref, details={"number": member.number})
    if member.state == Member.State.INVITED:
        member.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        invited = member.invitations.first()
        take_seat(member, new_user(name=invited.name if invited else "", language=language), way="code")
    return member


def may_enter(member: Member, row: SignInCode) -> bool:
    """Return whether a code still opens its seat, which may have changed since it was issued."""
    if member.state not in (Member.State.ACTIVE, Member.State.INVITED) or (member.user and not member.user.is_active):
        return False
    return row.issued_by_id is None or not queries.reaches_further(member)


@act
def drop_second_factor(*, member: Member) -> int:
    """Take the second factor off the account behind a seat, for somebody who lost it. At the installation's command line only."""
    member = Member.objects.select_for_update(of=("self",)).select_related("council").get(pk=member.pk)
    dropped, _kinds = Authenticator.objects.filter(user=member.user_id).delete() if member.user_id else (0, {})
    if dropped:
        record.append(member.council.public_id, "seat.second_factor_dropped", member.ref, details={"number": member.number})
        seat = f"{member.number:03d}"
        tell([member.user_id], "second_factor_dropped", member.ref, council=member.council.public_id, details={"seat": seat})
    return int(dropped)
