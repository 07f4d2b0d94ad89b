"""What moderators do with contributions before they are released, without seeing whose they are.

None of it is on the record: the time of an entry would tell when something was written. The entry of a batch says how many were
released, the one at the end how many were returned.
"""

from collections.abc import Mapping

from kenes.attribution.errors import NotALanguage, NotWaiting, ReasonNeeded, TextChanged
from kenes.attribution.models import Held, KeptAuthor
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.notices.acts import tell


@act
def prepare_held(
    *, by: Member, held: Held, texts: Mapping[str, str] | None = None, seen: Mapping[str, str] | None = None, accept: bool = False
) -> Held:
    """Give a contribution its words in other working languages, and let it go into a batch. Who did it is not kept.

    `seen` are the words that stood there. What is accepted still waits until it is there in all working languages.
    """
    held = waiting(by, held, Held.State.WAITING, Held.State.PASSED)
    before = held.text
    for language, typed in (texts or {}).items():
        if language not in by.council.languages or language == before.original:
            raise NotALanguage(field=f"text_{language}")
        there = str(before.texts.get(language, {}).get("text", ""))
        if not typed.strip() or typed.strip() == there:
            continue
        if seen is not None and seen.get(language, "") != there:
            raise TextChanged(field=f"text_{language}")
        words = checks.needed(typed, f"text_{language}", most=held.longest)
        held.text = held.text.translated(language, words, by="")
    if accept:
        held.state = Held.State.PASSED
    held.save(update_fields=["text", "state"])
    return held


@act
def return_held(*, by: Member, held: Held, reason: str) -> Held:
    """Give a contribution back to its author, who alone reads why."""
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    held = waiting(by, held, Held.State.WAITING, Held.State.PASSED)
    give_back(held, checks.needed(reason, "reason", most=1000))
    return held


def waiting(by: Member, held: Held, *states: str) -> Held:
    """Return what is held as it is now, its row locked, if the moderator may see it."""
    require("attribution.moderate", by, held)
    there = Held.objects.select_for_update(of=("self",)).filter(pk=held.pk, ready_at__lte=clock.now()).first()
    if there is None or there.state not in states:
        raise NotWaiting
    return there


def give_back(held: Held, reason: str) -> None:
    """Tell the author, and forget who that is: the author still finds it by the pseudonym."""
    held.state, held.reason = Held.State.RETURNED, reason
    held.save(update_fields=["state", "reason"])
    kept = KeptAuthor.objects.filter(contribution=held.ref).select_related("member__council").first()
    if kept:
        tell(
            [kept.member.user_id], "contribution.returned", held.subject, council=kept.member.council.public_id, details={"reason": reason}
        )
        kept.delete()


@act
def remind_moderators() -> int:
    """Tell moderators what waits, once a slot and about the whole meeting or deliberation; return about how many of them."""
    new = Held.objects.select_for_update(of=("self",)).filter(is_told=False, ready_at__lte=clock.now()).select_related("council")
    councils = {held.subject: held.council for held in new}
    Held.objects.filter(pk__in=[held.pk for held in new]).update(is_told=True)
    roles = [Member.Role.MODERATOR, Member.Role.SECRETARY, Member.Role.CHAIR]
    for subject, council in sorted(councils.items(), key=lambda pair: pair[0]):
        seats = Member.objects.serving().filter(council=council, role__in=roles)
        tell(list(seats.values_list("user_id", flat=True)), "contribution.waiting", subject, council=council.public_id)
    return len(councils)
