"""A practice's way: shared by a member of its region, confirmed or not by others there, changed, published, withdrawn.

What the author changes is read anew: words of others were about the old practice, so they no longer count (they stay, marked as
earlier), those who spoke are told, and what was public is for members again until a moderator publishes the new words.
`changed_at` is the time of the words: publishing and withdrawing leave it alone.

A practice is published without its author, so the public record names the author of no act: the seat is sealed.
"""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import Max

from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.files import AUTHOR, FILES_MOST, Upload, keep
from kenes.base.models import File
from kenes.base.permissions import allowed, require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region
from kenes.councils.queries import secretariat_ids
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.situation.errors import NotAmongThem, PracticeChanged, PracticeWithdrawn
from kenes.situation.models import Confirmation, Domain, Practice

LINES = {"for_whom": 300, "since": 100, "cost": 300, "evidence": 500, "transfer_note": 500}
NEEDED = ("for_whom", "since", "evidence")
TEXTS = {"title": 200, "mechanism": 5000, "result": 5000}


@act
def share_practice(
    *,
    by: Member,
    domain: str,
    title: Text,
    mechanism: Text,
    for_whom: str,
    since: str,
    result: Text,
    evidence: str,
    transfer: str,
    cost: str = "",
    transfer_note: str = "",
    client_key: str,
    uploads: Sequence[Upload] = (),
) -> Practice:
    """Describe what one's own region does to solve a problem. The same client key sent again returns the first practice."""
    require("situation.share_practice", by)
    client_key = checks.key(client_key)
    # The council's row is the lock: two sendings of one practice, or two numbers, cannot pass each other.
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    if first := Practice.objects.filter(author=by, client_key=client_key).first():
        return first
    checks.uploads(uploads)
    texts = {"title": title, "mechanism": mechanism, "result": result}
    lines = {"for_whom": for_whom, "since": since, "cost": cost, "evidence": evidence, "transfer_note": transfer_note}
    now = clock.now()
    practice = Practice.objects.create(
        council=council,
        author=by,
        region=cast(Region, by.region),  # the rule wants one
        number=(Practice.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1,
        client_key=client_key,
        created_at=now,
        changed_at=now,
        **chosen(domain, transfer),
        **usable(lines),
        **{name: checks.prose(text, name, most=TEXTS[name]) for name, text in texts.items()},
    )
    files = attach(practice, by, uploads)
    index(practice)
    append(
        council.public_id,
        "practice.shared",
        practice.ref,
        details={"number": practice.number, "files": [file.sha256 for file in files]},
        sealed=words_of(practice),
    )
    asked, staff = others_there(practice), set(secretariat_ids(council))
    told(practice, [by.user_id], "practice.received")
    told(practice, staff - asked - {by.user_id}, "practice.new")
    told(practice, asked, "practice.asked")
    return practice


@act
def change_practice(
    *,
    by: Member,
    practice: Practice,
    domain: str,
    title: str,
    mechanism: str,
    for_whom: str,
    since: str,
    result: str,
    evidence: str,
    transfer: str,
    cost: str = "",
    transfer_note: str = "",
    uploads: Sequence[Upload] = (),
) -> Practice:
    """Change one's own practice, or add files. Changed words are read, confirmed and published anew; its language stays."""
    require("situation.change_practice", by, practice)
    practice = locked(practice)
    lines = {"for_whom": for_whom, "since": since, "cost": cost, "evidence": evidence, "transfer_note": transfer_note}
    new: dict[str, Any] = chosen(domain, transfer) | usable(lines)
    for name, words in (("title", title), ("mechanism", mechanism), ("result", result)):
        new[name] = rewritten(getattr(practice, name), checks.needed(words, name, most=TEXTS[name]))
    checks.uploads(uploads, held=File.objects.filter(subject=practice.ref).count(), most=2 * FILES_MOST)
    changed = sorted(name for name, value in new.items() if getattr(practice, name) != value)
    files = attach(practice, by, uploads)
    if not changed and not files:
        return practice
    was_public, spoken = practice.is_public, speakers(practice)
    if changed:
        for name, value in new.items():
            setattr(practice, name, value)
        practice.changed_at, practice.is_public = clock.now(), False
        practice.save(update_fields=[*new, "changed_at", "is_public"])
        File.objects.filter(subject=practice.ref).update(visible_to="members")
        index(practice)
    append(
        practice.council.public_id,
        "practice.changed",
        practice.ref,
        details={"fields": changed, "files": [file.sha256 for file in files]},
        sealed=words_of(practice) if changed else {"member": by.ref},
    )
    if changed:
        told(practice, spoken, "practice.changed")
        if was_public:
            told(practice, secretariat_ids(practice.council), "practice.not_public")
    return practice


@act
def confirm_practice(*, by: Member, practice: Practice, word: str, note: str = "", read: str = "") -> Confirmation:
    """Say whether a practice of one's own region works. The latest word of each member counts; the author has none.

    `read` is the time of the words that were read: a practice that changed meanwhile must be read again. The record says that
    somebody spoke, not who: beside a state that changes, a name would tell what was said.
    """
    if not allowed("situation.confirm_practice", by, practice):
        raise NotAmongThem
    if word not in Confirmation.Word.values:
        raise Invalid(field="word")
    note = checks.line(note, "note", most=500)
    practice = locked(practice)
    as_read(practice, read)
    said, _created = Confirmation.objects.update_or_create(
        practice=practice, member=by, defaults={"word": word, "note": note, "at": clock.now()}
    )
    append(
        practice.council.public_id,
        "practice.confirmed",
        practice.ref,
        sealed={"member": by.ref, "word": word, **({"note": note} if note else {})},
    )
    told(practice, [practice.author.user_id], "practice.confirmed")
    return said


@act
def publish_practice(*, by: Member, practice: Practice, with_files: bool = False, read: str = "") -> Practice:
    """Show a practice to everyone, without its author and without what single members say of it; files only when asked for.

    `read`: as in `confirm_practice`.
    """
    require("situation.publish", by, practice)
    practice = locked(practice)
    as_read(practice, read)
    if not practice.is_public:
        practice.is_public = True
        practice.save(update_fields=["is_public"])
        if with_files:
            File.objects.filter(subject=practice.ref).update(visible_to="public")
        index(practice)
        append(practice.council.public_id, "practice.published", practice.ref, actor=by.ref, details={"with_files": with_files})
        told(practice, [practice.author.user_id], "practice.published")
    return practice


@act
def withdraw_practice(*, by: Member, practice: Practice) -> Practice:
    """Take one's own practice back. It stays in the record; its text is the author's alone again."""
    require("situation.change_practice", by, practice)
    practice = locked(practice)
    practice.withdrawn_at, practice.is_public = clock.now(), False
    practice.save(update_fields=["withdrawn_at", "is_public"])
    File.objects.filter(subject=practice.ref).update(visible_to=f"{AUTHOR}{by.public_id}")
    search.forget(practice)
    append(practice.council.public_id, "practice.withdrawn", practice.ref, sealed={"member": by.ref})
    concerned = {*secretariat_ids(practice.council), *speakers(practice)} - {by.user_id}
    told(practice, concerned, "practice.withdrawn")
    return practice


def chosen(domain: str, transfer: str) -> dict[str, str]:
    """Return what is chosen from lists, or refuse what is not on them."""
    if domain not in Domain.values:
        raise Invalid(field="domain")
    if transfer not in Practice.Transfer.values:
        raise Invalid(field="transfer")
    return {"domain": domain, "transfer": transfer}


def usable(lines: dict[str, str]) -> dict[str, str]:
    """Return the short answers, those that must be given being there."""
    found = {name: checks.line(text, name, most=LINES[name]) for name, text in lines.items()}
    for name in NEEDED:
        checks.needed(found[name], name)
    return found


def rewritten(text: Text, words: str) -> Text:
    return text if text.original_text == words else text.rewritten(words)


def words_of(practice: Practice) -> dict[str, str]:
    """Return who the author is and what they say, for the record: kept apart, erasable."""
    texts = {name: getattr(practice, name).original_text for name in TEXTS}
    lines = {name: str(getattr(practice, name)) for name in LINES}
    return {"member": practice.author.ref, "region": practice.region.code, **texts, **{name: text for name, text in lines.items() if text}}


def locked(practice: Practice) -> Practice:
    """Return the practice as it is now, its row locked, not withdrawn."""
    rows = Practice.objects.select_for_update(of=("self",), no_key=True).select_related("council", "author", "region")
    fresh = rows.get(pk=practice.pk)
    if fresh.withdrawn_at:
        raise PracticeWithdrawn
    return fresh


def as_read(practice: Practice, read: str) -> None:
    """Refuse what is said of words that changed meanwhile."""
    if read and read != practice.changed_at.isoformat():
        raise PracticeChanged


def attach(practice: Practice, by: Member, uploads: Sequence[Upload]) -> list[File]:
    council = practice.council.public_id
    return [keep(upload=upload, council=council, subject=practice.ref, owner=by.user, visible_to="members") for upload in uploads]


def index(practice: Practice) -> None:
    """Make a practice findable by all that it says."""
    lines = Text.of(practice.title.original, f"{practice.for_whom}\n{practice.evidence}")
    search.index(
        practice,
        council=practice.council.public_id,
        title=practice.title,
        more=[practice.mechanism, practice.result, lines],
        visible_to="public" if practice.is_public else "members",
    )


def others_there(practice: Practice) -> set[int | None]:
    """Return the user ids of those who may say whether a practice works."""
    seats = Member.objects.serving().filter(council=practice.council_id, region=practice.region_id).exclude(pk=practice.author_id)
    return set(seats.exclude(role=Member.Role.OBSERVER).values_list("user_id", flat=True))


def speakers(practice: Practice) -> set[int | None]:
    """Return the user ids of those who have spoken of a practice."""
    return set(practice.confirmations.values_list("member__user_id", flat=True))


def told(practice: Practice, user_ids: Any, kind: str) -> None:
    tell(user_ids, kind, practice.ref, council=practice.council.public_id, details={"number": practice.number})
