"""Two councils with everything in them that an address can name, and every kind of reader."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from kenes.attribution.acts import hold
from kenes.base import clock
from kenes.base.files import keep
from kenes.base.models import File
from kenes.base.text import Text
from kenes.claims.models import Appearance, Claim
from kenes.councils import acts as councils
from kenes.councils.models import Council, Country, Member, Profession, Region, User
from kenes.deliberation import acts as deliberating
from kenes.deliberation.models import Deliberation, Statement
from kenes.issues import acts as issues
from kenes.issues.models import Issue, Signal
from kenes.library import acts as library
from kenes.meetings.acts import attendance as attendance_acts
from kenes.meetings.acts import brackets as bracket_acts
from kenes.meetings.acts import joining
from kenes.meetings.acts import minutes as minutes_acts
from kenes.meetings.acts import tasks as task_acts
from kenes.meetings.models import Meeting, Minutes
from kenes.promotion import acts as promoting
from kenes.recommendations import acts as recommendations
from kenes.sides import acts as sides
from kenes.situation import acts as situation
from kenes.situation.boards import Row
from tests import factories
from tests.claims import scenes as claim_scenes
from tests.factories import text
from tests.library import scenes as paper_scenes
from tests.meetings import agenda_scenes, meeting_scenes
from tests.promotion import world as promotion
from tests.situation import figures as situation_figures
from tests.situation import periods_open, practice_scenes, question_scenes
from tests.situation.importing import scenes as importing

VISITOR, STRANGER, STAFF, FOREIGN, SUSPENDED = "visitor", "stranger", "staff", "secretary of another council", "suspended member"
SEATS = ("member", "moderator", "secretary", "chair", "observer")
READERS = (VISITOR, STRANGER, STAFF, FOREIGN, SUSPENDED, *SEATS)
# The home council has another side, too: its people see all that is joint, and nothing of the first side's private room.
OTHER_SIDE = tuple(f"{role} of the other side" for role in SEATS)
SECRETS = ("room-secret-heading", "room-secret-note", "room-secret-position", "room-secret-file")
# What an address names besides objects: any value that its page knows.
PLAIN = {
    "kind": "issue",
    "brief-document.kind": "docx",
    "import-template.format": "csv",
    "field": "title",
    "language": "ru",
    "domain": "health",
    "number": "1",
    "place": "1",
    "code": "KZ-55",
    "account_reset_password_from_key.uidb36": "1",
    "account_reset_password_from_key.key": "no-key",
}
# What an address names that belongs to no council.
SHARED = {
    "region": "a region belongs to its country, and to every council of it",
    "import-template": "names a form of file, no object",
    "claims-feed": "names a form of feed, no object",
}


@dataclass
class Furnished:
    """A council and what its addresses name: by kwarg, or by "url-name.kwarg" where that says more."""

    council: Council
    seats: dict[str, Member]
    named: dict[str, str] = field(default_factory=dict)

    def value(self, url_name: str, kwarg: str) -> str | None:
        full = f"{url_name}.{kwarg}"
        return self.named.get(full) or PLAIN.get(full) or self.named.get(kwarg) or PLAIN.get(kwarg)

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
    cookies: dict[str, dict[str, str]]  # of each reader's session


def build() -> World:
    home, other = furnish(), furnish()
    add_other_side(home)
    users: dict[str, User | None] = {role: seat.user for role, seat in home.seats.items()}
    users |= {
        VISITOR: None,
        STRANGER: User.objects.create_user(email="stranger@example.org"),
        STAFF: User.objects.create_user(email="staff@example.org", is_staff=True),
        FOREIGN: other.seats["secretary"].user,
    }
    return World(home, other, {reader: signed_in(user) for reader, user in users.items()})


def signed_in(user: User | None) -> dict[str, str]:
    """Return the cookies of a browser in which somebody signed in."""
    client = Client()
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {name: morsel.value for name, morsel in client.cookies.items()}


def furnish() -> Furnished:
    """Fill a council, through the acts where that is short: everything published that can be, so that its page opens."""
    council = factories.council()
    seats = {role: factories.member(council, role=Member.Role(role)) for role in SEATS}
    seats[SUSPENDED] = factories.member(council)
    councils.suspend_member(by=seats["secretary"], member=seats[SUSPENDED], reason="Asked to pause")
    made = Furnished(council, seats, {"council": council.slug})
    for fill in (
        people,
        keys,
        signals,
        practices,
        reports,
        imports,
        figures,
        deliberations,
        unattributed,
        drafts,
        chain,
        room,
        papers,
        agendas,
        meetings,
        joint_reviews,
        register,
        minuted,
    ):
        fill(made)
    return made


def unattributed(made: Furnished) -> None:
    """A contribution without author that waits for a moderator; its slot is over."""
    with clock.at(clock.now() - timedelta(days=2)):
        subject = Deliberation.objects.get(public_id=made.named["deliberation"])
        held = hold(by=made.seats["member"], subject=subject, type="statement", text=text("Without author"))
    made.named["held"] = held.public_id


def add_other_side(made: Furnished) -> None:
    """Give a furnished council a second side, with a reader of each role."""
    some = Region.objects.filter(code__in=["RU-OMS", "RU-ALT"])
    country, secretary = Country.objects.get(code="RU"), made.seats["secretary"]
    councils.add_side(
        council=made.council,
        name=country.name,
        country=country,
        institute=text("Institute B"),
        timezone="Europe/Moscow",
        regions=some,
        by=secretary,
    )
    for role, reader in zip(SEATS, OTHER_SIDE, strict=True):
        made.seats[reader] = factories.member(made.council, role=Member.Role(role), side=1)


def room(made: Furnished) -> None:
    """A conversation in the private room of the first side: a note with a file, and a draft of its position."""
    heading, note, position, file = SECRETS
    upload = SimpleUploadedFile(f"{file}.txt", b"Not for the other side", "text/plain")
    by = made.seats["member"]
    thread = sides.open_thread(by=by, heading=text(heading), words=text(note), client_key="key-of-the-room", uploads=[upload])
    sides.write_text(by=by, thread=thread, words=text(position))
    told = thread.notes.get()
    kept = File.objects.get(subject=told.ref)
    made.named |= {"thread": thread.public_id, "hide-room-note.note": told.public_id, "of the room.file": kept.public_id}


def papers(made: Furnished) -> None:
    """A paper that is public, with an issue that uses it, and one for members."""
    member, secretary = made.seats["member"], made.seats["secretary"]
    public, own = paper_scenes.published(member, secretary), paper_scenes.shared(member)
    library.note_use(by=member, paper=public, used_in=Issue.objects.get(public_id=made.named["issue"]))
    ours = ("change-paper", "paper-version", "publish-paper", "withdraw-paper")
    made.named |= {"paper": public.public_id, **{f"{name}.paper": own.public_id for name in ours}}
    made.named["use-paper.public_id"] = made.named["issue"]


def agendas(made: Furnished) -> None:
    """An agenda for which topics are proposed, and one that was formed from named approvals and confirmed."""
    member, secretary = made.seats["member"], made.seats["secretary"]

    def begun(**rule: Any) -> agenda_scenes.Table:
        meeting = factories.meeting(made.council)
        agenda = agenda_scenes.opened(secretary, meeting, **rule)
        return agenda_scenes.Table(made.council, meeting, agenda, [secretary], [[member, made.seats["moderator"]]])

    proposing, done = begun(), begun(approvals="named")
    first, second, third = (agenda_scenes.proposed(proposing, by) for by in (member, member, made.seats["moderator"]))
    offer = joining.offer_join(by=secretary, topic=first, into=third, minutes=30)
    wanted = agenda_scenes.proposed(done, member)
    agenda_scenes.approving(done)
    agenda_scenes.approve(done, member, wanted)
    agenda_scenes.formed(done)
    agenda_scenes.confirmed(done)
    formed = (
        "agenda",
        "agenda-certificate",
        "agenda-data",
        "approve-topics",
        "change-agenda",
        "confirm-agenda",
        "my-share",
        "replay-agenda",
    )
    others = ("open-agenda", "open-approving", "form-agenda", "topics", "new-topic", "close-topics")
    one_topic = ("topic", "change-topic", "withdraw-topic", "decline-topic", "readmit-topic", "mark-mandatory", "unmark-mandatory")
    joins = ("join-topics", "undo-join", "answer-join")
    made.named |= {f"{name}.meeting": done.meeting.public_id for name in formed}
    made.named |= {f"{name}.meeting": proposing.meeting.public_id for name in (*others, *one_topic, *joins)}
    made.named |= {"topic": first.public_id, "withdraw-topic.topic": second.public_id, "offer": offer.public_id}
    made.named |= {"agenda-data.format": "json"}


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


def keys(made: Furnished) -> None:
    """The member has a password, an authenticator and a key: the pages about these open for nobody else."""
    user = made.seats["member"].user
    assert user is not None
    user.set_password("nobody-knows-this")
    user.save()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "S"})
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "S", "used_mask": 0})
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": security_key()})
    made.named |= {"mfa_edit_webauthn.pk": str(key.pk), "mfa_remove_webauthn.pk": str(key.pk)}


def security_key() -> dict[str, Any]:
    """Return what a browser sends when a security key is registered."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(
        sha256(b"127.0.0.1").digest(), AuthenticatorData.FLAG(0x41), 0, AttestedCredentialData.create(Aaguid.NONE, b"key-1", public)
    )
    client = b'{"type": "webauthn.create", "challenge": "AA", "origin": "https://127.0.0.1"}'
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
    }
    return {"id": websafe_encode(b"key-1"), "rawId": websafe_encode(b"key-1"), "type": "public-key", "response": response}


def signals(made: Furnished) -> None:
    author, secretary = made.seats["member"], made.seats["secretary"]

    def report(number: int) -> Signal:
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


def practices(made: Furnished) -> None:
    author, secretary = made.seats["member"], made.seats["secretary"]
    published, own = practice_scenes.shared(author), practice_scenes.shared(author)
    situation.publish_practice(by=secretary, practice=published)
    issue = Issue.objects.get(public_id=made.named["issue"])
    issues.link_practice(by=secretary, issue=issue, practice=published)
    made.named |= {"practice": published.public_id, "publish-practice.practice": own.public_id, "withdraw-practice.practice": own.public_id}


def reports(made: Furnished) -> None:
    """A period that is over and public, one that is open, and a question about a figure with a note."""
    member, secretary = made.seats["member"], made.seats["secretary"]
    with clock.at(clock.now() - timedelta(days=90)):
        over = periods_open.opened(secretary, "2026-Q1")
    situation.publish_period(by=secretary, period=situation.close_period(by=secretary, period=over))
    opened = periods_open.opened(secretary, "2026-Q2")
    assert member.region is not None
    question = question_scenes.asked(made.council, member.region)
    note = question_scenes.note(member, question)
    made.named |= {"period": opened.public_id, "report-period.period": over.public_id, "publish-period.period": over.public_id}
    published = situation.publish_note(by=secretary, note=question_scenes.note(member, question, "note-key-2"))
    made.named |= {"question": question.public_id, "note": published.public_id, "publish-note.note": note.public_id}


def figures(made: Furnished) -> None:
    """An indicator under a code of its own in each council."""
    code = f"LIFE_{made.council.pk}"
    situation_figures.indicator(made.council, code, [Row("KZ-55", "2023", 74.0), Row("KZ-63", "2023", 72.4)])
    made.named |= {f"{name}.code": code for name in ("indicator", "indicator-data", "indicator-chart", "change-indicator")}
    made.named |= {"indicator-data.format": "csv", "indicator-chart.chart": "strip", "indicator-chart.format": "svg"}


def imports(made: Furnished) -> None:
    """A file that was imported, and one that waits."""
    secretary = made.seats["secretary"]
    revision = importing.imported(secretary, importing.tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    draft = importing.drafted(secretary, importing.tidy([{"region_code": "KZ-63", "period": "2023", "value": "72.5"}]))
    made.named |= {"draft": draft.public_id, "revision": revision.public_id}


def deliberations(made: Furnished) -> None:
    secretary, week = made.seats["secretary"], timedelta(days=7)

    def prepared(number: int, publishes_votes: bool = False) -> tuple[Deliberation, Statement]:
        about = promotion.issue(made.council, [made.seats["member"]])
        issues.publish_issue(by=secretary, issue=about)
        made_now = deliberating.prepare_deliberation(
            by=secretary,
            issue=about,
            question=text(f"What about bridge {number}?"),
            background=text("Closed in spring"),
            publishes_votes=publishes_votes,
        )
        seeds = [deliberating.add_statement(by=secretary, deliberation=made_now, text=text(f"Bridge first, {n}")) for n in range(5)]
        return made_now, seeds[0]

    with clock.at(clock.now() - 2 * week):
        closed, seed_of_closed = prepared(1)
        deliberating.open_deliberation(by=secretary, deliberation=closed, closes_at=clock.now() + week)
        published, seed_of_published = prepared(4, publishes_votes=True)
        voters = factories.members(made.council, made.council.threshold)
        deliberating.open_deliberation(by=secretary, deliberation=published, closes_at=clock.now() + week)
        for voter in voters:
            deliberating.cast_vote(by=voter, statement=seed_of_published, value=1)
    for over in (closed, published):
        deliberating.close_deliberation(by=None, deliberation=over)
    draft, seed_of_draft = prepared(2)
    opened, seed = prepared(3)
    deliberating.open_deliberation(by=secretary, deliberation=opened, closes_at=clock.now() + week)
    made.named |= {"deliberation": opened.public_id, "statement": seed.public_id}
    made.named |= {f"{name}.deliberation": draft.public_id for name in ("statements-to-begin", "open-deliberation", "remove-statement")}
    made.named |= {"remove-statement.statement": seed_of_draft.public_id, "statement.statement": seed_of_closed.public_id}
    made.named["votes-file.deliberation"] = published.public_id
    # What is closed is public, with its results, where its issue is.
    of_closed = ("deliberation", "results", "results-divided", "results-groups", "results-slate", "results-method", "statement")
    made.named |= {f"{name}.deliberation": closed.public_id for name in of_closed}


def meetings(made: Furnished) -> None:
    """A meeting under way with a question and a task of a suggestion, and a member's private calendar address."""
    secretary, member = made.seats["secretary"], made.seats["member"]
    meeting, _items = meeting_scenes.running(secretary)
    question, suggestion = (meeting_scenes.asked(member, meeting, type=type) for type in ("question", "suggestion"))
    due_on = (clock.now() + timedelta(days=30)).date()
    task = task_acts.become_task(by=secretary, question=suggestion, owner=member, due_on=due_on)
    token = attendance_acts.make_calendar_link(by=member)
    asked = ("question", "support-question", "answer-question")
    made.named |= {"meeting": meeting.public_id, "task": task.public_id, "my-calendar.token": token}
    made.named |= {f"{name}.question": question.public_id for name in asked}


def drafts(made: Furnished) -> None:
    secretary = made.seats["secretary"]
    draft, voted = (
        recommendations.draft_recommendation(by=secretary, title=text(f"Open bridge {n}"), text=text("Open it"), rationale=text("Needed"))
        for n in range(2)
    )
    adoption = recommendations.open_adoption(by=secretary, recommendation=voted, method="secret", closes_at=clock.now() + timedelta(days=7))
    made.named |= {
        "recommendation": draft.public_id,
        "adoption": adoption.public_id,
    }


def chain(made: Furnished) -> None:
    """Briefs on their way: waiting, answered but not confirmed, and confirmed with a commitment that members are asked about."""
    secretary, member = made.seats["secretary"], made.seats["member"]
    promised = promotion.recommendation(made.council, issues=[promotion.issue(made.council, [member])])
    commitment, link = promotion.commitment(secretary, promised)
    dispatch, token = promotion.dispatched(secretary, [promotion.recommendation(made.council)], "2026/300")
    answered = promotion.recommendation(made.council)
    undecided, other_token = promotion.dispatched(secretary, [answered], "2026/301")
    answer = promotion.answered(other_token, [promotion.reply(answered, reason="We shall.")])
    document = keep(
        upload=SimpleUploadedFile("brief.txt", b"A brief", "text/plain"),
        council=made.council.public_id,
        subject=dispatch.ref,
        owner=None,
        visible_to="public",
    )
    dispatch.documents.add(document)
    verdict = promoting.ask_verdict(by=secretary, commitment=commitment)
    # What is adopted is public, what is being drafted is not.
    made.named |= {f"{name}.recommendation": promised.public_id for name in ("recommendation", "version")}
    made.named |= {"adoption.adoption": promised.adoptions.get().public_id}
    made.named |= {
        "body": dispatch.body.public_id,
        "brief": dispatch.brief.public_id,
        "dispatch": dispatch.public_id,
        "official.token": token,
        "official-document.token": token,
        "official-document.file": document.public_id,
        "official-progress.token": link,
        "decide-answer.dispatch": undecided.public_id,
        "decide-answer.answer": answer.public_id,
        "commitment": commitment.public_id,
        "verdict": verdict.public_id,
    }


def minuted(made: Furnished) -> None:
    """Minutes that the sides are agreeing, with words in brackets, and minutes that are final."""
    secretary = made.seats["secretary"]
    for state in (Minutes.State.DRAFT, Minutes.State.AGREED):
        meeting = factories.meeting(made.council, state=Meeting.State.HELD, starts_in=timedelta(hours=-5))
        drafted = minutes_acts.draft_minutes(by=secretary, meeting=meeting)
        told = Text.in_all("en", en="Start in 2027.", ru="Начать в 2027 году.", kk="2027 жылы бастау.")
        paragraph = minutes_acts.add_paragraph(by=secretary, minutes=drafted, text=told)
        if state == Minutes.State.DRAFT:
            bracket_acts.open_bracket(by=secretary, paragraph=paragraph, language="en", words="in 2027", own="soon", seen=1)
            begun = ("draft-minutes", "send-minutes", "agree-minutes", "confirm-minutes", "new-paragraph")
            one = ("remove-paragraph", "object-paragraph", "bracket-paragraph", "offer-wording", "take-wording")
            made.named |= {f"{name}.meeting": meeting.public_id for name in (*begun, *one)}
            made.named |= {f"{name}.paragraph": paragraph.public_id for name in one}
            continue
        Minutes.objects.filter(pk=drafted.pk).update(state=state, agreed_at=clock.now(), text_hash="0" * 64)
        made.named |= {f"{name}.meeting": meeting.public_id for name in ("minutes", "minutes-paragraph")}
        made.named["minutes-paragraph.paragraph"] = paragraph.public_id


def register(made: Furnished) -> None:
    """A claim that everyone may read, and one that nobody reviews yet."""
    public, own = Claim.objects.get(public_id=made.named["finding.claim"]), claim_scenes.claim(made.council)
    changes = ("change-claim", "join-claim", "decline-claim", "separate-claim", "readmit-claim")
    made.named |= {"claim": public.public_id, **{f"{name}.claim": own.public_id for name in changes}}
    made.named["claims-feed.format"] = "atom"
    place = Appearance.objects.create(claim=own, outlet="A talk", language="kk", seen_on=clock.now().date(), created_at=clock.now())
    made.named |= {"take-out-appearance.claim": own.public_id, "appearance": place.public_id}


def joint_reviews(made: Furnished) -> None:
    """A claim at each step of its review, from the interests that are declared to an appeal against its finding."""
    made.named |= claim_scenes.at_every_step(made.seats["secretary"], made.seats["member"])
