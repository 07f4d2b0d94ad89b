"""Two councils with everything in them that an address can name, and every kind of reader."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from kenes.base import clock
from kenes.councils import acts as councils
from kenes.councils.models import Council, Member, Profession, User
from kenes.issues import acts as issues
from kenes.recommendations import acts as recommendations
from tests import factories
from tests.factories import text
from tests.promotion import world as promotion

VISITOR, STRANGER, STAFF, FOREIGN, SUSPENDED = "visitor", "stranger", "staff", "secretary of another council", "suspended member"
SEATS = ("member", "moderator", "secretary", "chair", "observer")
READERS = (VISITOR, STRANGER, STAFF, FOREIGN, SUSPENDED, *SEATS)
# What an address names besides objects: any value that its page knows.
PLAIN = {"kind": "issue", "field": "title", "language": "ru", "number": "1", "code": "KZ-55", "lang": "kk"}


@dataclass
class Furnished:
    """A council and what its addresses name: by kwarg, or by "url-name.kwarg" where that says more."""

    council: Council
    seats: dict[str, Member]
    named: dict[str, str] = field(default_factory=dict)

    def value(self, url_name: str, kwarg: str) -> str | None:
        return self.named.get(f"{url_name}.{kwarg}") or self.named.get(kwarg) or PLAIN.get(kwarg)

    def arguments(self, url_name: str, kwargs: list[str]) -> dict[str, str]:
        """Return the arguments of an address of this council; fail on a kwarg that this world does not know."""
        found = {kwarg: self.value(url_name, kwarg) for kwarg in kwargs}
        unknown = [kwarg for kwarg, value in found.items() if value is None]
        assert not unknown, f"tests/architecture/world.py does not know what {unknown} of the address “{url_name}” names"
        return {kwarg: value for kwarg, value in found.items() if value is not None}


@dataclass
class World:
    home: Furnished
    other: Furnished
    users: dict[str, User | None]


def build() -> World:
    home, other = furnish(), furnish()
    users: dict[str, User | None] = {role: seat.user for role, seat in home.seats.items()}
    users |= {
        VISITOR: None,
        STRANGER: User.objects.create_user(email="stranger@example.org"),
        STAFF: User.objects.create_user(email="staff@example.org", is_staff=True),
        FOREIGN: other.seats["secretary"].user,
    }
    return World(home, other, users)


def furnish() -> Furnished:
    """Fill a council, through the acts where that is short: everything published that can be, so that its page opens."""
    council = factories.council()
    seats = {role: factories.member(council, role=Member.Role(role)) for role in SEATS}
    seats[SUSPENDED] = factories.member(council)
    councils.suspend_member(by=seats["secretary"], member=seats[SUSPENDED], reason="Asked to pause")
    made = Furnished(council, seats, {"council": council.slug})
    for fill in (people, signals, drafts, chain):
        fill(made)
    return made


def people(made: Furnished) -> None:
    council, secretary = made.council, made.seats["secretary"]
    side, profession = secretary.side, Profession.objects.get(code="teacher")
    region = made.seats["member"].region
    assert region is not None
    free = councils.seat_member(by=secretary, side=side, region=region, professions=[profession], role="member")
    invitation, token = councils.invite(by=secretary, member=free, email="")
    application = councils.apply(
        council=council, side=side, region=region, profession=profession, name="A. Person", contact="a@example.org", reason=text("To help")
    )
    made.named |= {
        "seat.public_id": free.public_id,
        "seat-act.public_id": free.public_id,
        "seat-act.action": "suspend",
        "invitation.token": token,
        "invitation.public_id": invitation.public_id,
        "application.public_id": application.public_id,
        "application-state.public_id": application.public_id,
        "region.region": region.code,
    }


def signals(made: Furnished) -> None:
    author, secretary = made.seats["member"], made.seats["secretary"]

    def report(number: int) -> issues.Signal:
        note = SimpleUploadedFile("note.txt", b"Seen on Monday", "text/plain")
        assert author.region is not None
        signal = issues.report_signal(
            by=author, region=author.region, what=text(f"The bridge {number} is closed"), client_key=f"key-0000-{number}", uploads=[note]
        )
        return issues.publish_signal(by=secretary, signal=signal, with_files=True)

    first, second, third, waiting = (report(number) for number in range(4))
    issue, target, source = (
        issues.make_issue(by=secretary, signals=[signal], title=text("Bridges"), summary=text("Closed"))
        for signal in (first, second, third)
    )
    issues.publish_issue(by=secretary, issue=issue)
    merge = issues.merge_issues(by=secretary, source=source, target=target, reason="The same")
    said = councils.comment(by=author, subject=issue, text=text("Here, too"))
    from kenes.base.models import File

    made.named |= {
        "signal": waiting.public_id,
        "take-out.signal": first.public_id,
        "issue": issue.public_id,
        "merge": merge.public_id,
        "file": File.objects.get(subject=waiting.ref).public_id,
        "comment.public_id": issue.public_id,
        "translate.public_id": issue.public_id,
        "hide-comment.public_id": said.public_id,
        "show-comment.public_id": said.public_id,
    }


def drafts(made: Furnished) -> None:
    secretary = made.seats["secretary"]
    draft, voted = (
        recommendations.draft_recommendation(by=secretary, title=text(f"Open bridge {n}"), text=text("Open it"), rationale=text("Needed"))
        for n in range(2)
    )
    adoption = recommendations.open_adoption(by=secretary, recommendation=voted, method="secret", closes_at=clock.now() + timedelta(days=7))
    made.named |= {"recommendation": draft.public_id, "adoption": adoption.public_id}


def chain(made: Furnished) -> None:
    """A brief on its way, and one answered, with a commitment that members are asked about."""
    secretary, member = made.seats["secretary"], made.seats["member"]
    promised = promotion.recommendation(made.council, issues=[promotion.issue(made.council, [member])])
    commitment, _ = promotion.commitment(secretary, promised)
    waiting = promotion.recommendation(made.council)
    dispatch, token = promotion.dispatched(secretary, [waiting], "2026/300")
    from kenes.promotion import acts

    verdict = acts.ask_verdict(by=secretary, commitment=commitment)
    made.named |= {
        "body": dispatch.body.public_id,
        "brief": dispatch.brief.public_id,
        "dispatch": dispatch.public_id,
        "official.token": token,
        "commitment": commitment.public_id,
        "verdict": verdict.public_id,
    }
