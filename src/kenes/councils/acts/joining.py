"""How people come to a council: by invitation, or by application."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.ids import new_token, token_hash
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import mail
from kenes.councils.acts.accounts import check_email, new_user
from kenes.councils.acts.seats import managed, put_seat, take_seat
from kenes.councils.errors import InvitationClosed, NoApplications, UnknownLink, WrongState
from kenes.councils.models import Application, Council, Invitation, Member, Profession, Region, Side, User
from kenes.notices.acts import tell
from kenes.record import acts as record

INVITATION_DAYS = 14


@act
def invite(*, by: Member, member: Member, email: str = "", name: str = "") -> tuple[Invitation, str]:
    """Make a seat's link; return it with its token, which is kept nowhere. An earlier link of the seat dies."""
    member = managed(by, member)
    if member.state != Member.State.INVITED:
        raise WrongState(_("Somebody holds this seat already."))
    email = email.strip().lower()
    check_email(email)
    now, token = clock.now(), new_token()
    replaced = member.invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    invitation = Invitation.objects.create(
        member=member,
        token_hash=token_hash(token),
        email=email,
        name=name,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    record.append(
        member.council.public_id,
        "invitation.made",
        member.ref,
        actor=by.ref,
        details={"number": member.number, "replaced": replaced, "by_mail": bool(email)},
    )
    if email:
        mail.send_invitation(invitation, token)
    return invitation, token


@act
def accept_invitation(
    *,
    token: str,
    name: str = "",
    email: str = "",
    password: str = "",
    language: str = "",
    user: User | None = None,
) -> Member:
    """Let whoever holds the link take the seat: with a new account, or with the one they are signed in to."""
    links = Invitation.objects.filter(token_hash=token_hash(token))
    seat = links.values_list("member_id", flat=True).first()
    if seat is None:
        raise UnknownLink
    # The seat before its links, as in all acts about a seat: two at once wait for each other in one order.
    member = Member.objects.select_for_update(of=("self",)).select_related("council", "side", "region").get(pk=seat)
    invitation = links.select_for_update().get()
    if not invitation.is_open(clock.now()) or member.state != Member.State.INVITED:
        raise InvitationClosed
    user = user or new_user(name=name, email=email, password=password, language=language)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    take_seat(member, user, way="invitation")
    return member


@act
def withdraw_invitation(*, by: Member, invitation: Invitation) -> Invitation:
    """Make a link unusable."""
    member = managed(by, invitation.member)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open(clock.now()):
        raise InvitationClosed
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    record.append(member.council.public_id, "invitation.withdrawn", member.ref, actor=by.ref, details={"number": member.number})
    return invitation


@act
def apply(*, council: Council, side: Side, region: Region, profession: Profession, name: str, contact: str, reason: Text) -> Application:
    """Ask to join. The application waits for the secretariat of its side."""
    council = Council.objects.select_for_update().get(pk=council.pk)
    if not council.takes_applications:
        raise NoApplications
    if side.council_id != council.pk:
        raise Invalid(_("Choose a side of this council."), field="side")
    if not side.side_regions.filter(region=region).exists():
        raise Invalid(_("This region takes no part on this side."), field="region")
    application = Application.objects.create(
        council=council, side=side, region=region, profession=profession, name=name, contact=contact, reason=reason, created_at=clock.now()
    )
    record.append(
        council.public_id,
        "application.received",
        application.record_ref,
        details={"side": side.order, "region": region.code, "profession": profession.code},
        sealed={"name": name, "contact": contact, "reason": reason.original_text},
    )
    vetters = Member.objects.serving().filter(council=council, side=side, role__in=[Member.Role.SECRETARY, Member.Role.CHAIR])
    tell(vetters.values_list("user_id", flat=True), "application_received", application.ref, council=council.public_id)
    return application


@act
def accept_application(*, by: Member, application: Application) -> tuple[Member, Invitation, str]:
    """Give an applicant a seat and a link to it; a mail goes out when the contact is an e-mail."""
    application = vetted(by, application, Application.State.ACCEPTED)
    member = put_seat(
        by.council, side=application.side, region=application.region, professions=[application.profession], role=Member.Role.MEMBER, by=by
    )
    application.member = member
    application.save()
    record.append(by.council.public_id, "application.accepted", application.record_ref, actor=by.ref, details={"number": member.number})
    contact = application.contact if is_email(application.contact) else ""
    invitation, token = invite(by=by, member=member, email=contact, name=application.name)
    return member, invitation, token


@act
def decline_application(*, by: Member, application: Application, reason: str) -> Application:
    """Decline an application with a reason, which the applicant reads under their link (and by mail, if they left one)."""
    if not reason:
        raise Invalid(_("Write why you decline: the applicant will read it."), field="reason")
    application = vetted(by, application, Application.State.DECLINED)
    application.answer = reason
    application.save()
    record.append(by.council.public_id, "application.declined", application.record_ref, actor=by.ref, sealed={"reason": reason})
    if is_email(application.contact):
        mail.send_declined(application)
    return application


def vetted(by: Member, application: Application, state: Application.State) -> Application:
    """Return the application under lock and in its new state, when `by` may vet it and nobody has yet."""
    require("councils.manage_seat", by, application)
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("council", "side", "region", "profession").get(pk=application.pk)
    )
    if application.state != Application.State.RECEIVED:
        raise WrongState(_("Somebody has answered this application already."))
    application.state, application.vetted_by, application.vetted_at = state, by, clock.now()
    return application


def is_email(contact: str) -> bool:
    try:
        check_email(contact)
    except Invalid:
        return False
    return bool(contact)
