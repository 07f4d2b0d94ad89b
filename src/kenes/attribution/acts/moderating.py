"""What moderators do with contributions before they are released, without seeing whose they are.

None of it is on the record: the time of an entry would tell when something was written. The entry of a batch says how many were
released, the one at the end how many were returned.
"""

from collections.abc import Mapping, Sequence

from kenes.attribution.errors import NotALanguage, NotWaiting, ReasonNeeded, TextChanged
from kenes.attribution.models import Held, KeptAuthor
from kenes.attribution.rules import TITLE_MOST
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Member
from kenes.councils.queries import moderator_ids
from kenes.notices.acts import tell

MODERATION = "moderation"  # whoever translated a part of it: who that was is not kept


@act
def prepare_held(
    *, by: Member, held: Held, texts: Mapping[str, str] | None = None, seen: Mapping[str, str] | None = None, accept: bool = False
) -> Held:
    """Give a contribution its words in other working languages, and let it go into a batch. Who did it is not kept.

    `texts`: the words by part and language ("text_ru", "title_kk"); `seen`: those that stood there. What its author wrote stays as it
    is, in every language. What is accepted still waits until it is there in all working languages.
    """
    held = waiting(by, held, Held.State.WAITING, Held.State.PASSED)
    wanted = open_parts(held, by.council.languages)
    for name, typed in (texts or {}).items():
        if name not in wanted:
            raise NotALanguage(field=name)
        there = wanted[name]
        if not typed.strip() or typed.strip() == there:
            continue
        if seen is not None and seen.get(name, "") != there:
            raise TextChanged(field=name)
        part, language = name.split("_")
        words = checks.needed(typed, name, most=held.longest if part == "text" else TITLE_MOST)
        setattr(held, part, getattr(held, part).translated(language, words, by=MODERATION))
    if accept:
        held.state = Held.State.PASSED
    held.save(update_fields=["title", "text", "state"])
    return held


def open_parts(held: Held, languages: Sequence[str]) -> dict[str, str]:
    """Return what moderators may write, by part and language, with the words that stand there: all that is not the author's own."""
    found = {}
    for part in ("title", "text"):
        said: Text = getattr(held, part)
        for language in languages if said else ():
            entry = said.texts.get(language, {"text": "", "by": MODERATION})
            if language != said.original and entry.get("by") == MODERATION:
                found[f"{part}_{language}"] = str(entry["text"])
    return found


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
    for subject, council in sorted(councils.items(), key=lambda pair: pair[0]):
        tell(moderator_ids(council), "contribution.waiting", subject, council=council.public_id)
    return len(councils)
