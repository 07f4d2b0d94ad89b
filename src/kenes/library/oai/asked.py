"""What a harvester asks: the six verbs, their arguments, dates and resumption tokens, or the protocol's error."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

PREFIX = "oai_dc"
TOKEN_LIFE = timedelta(days=3)
SALT = "kenes.library.oai"
# verb -> arguments that it needs, that it may have
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
}
LISTS = ("ListIdentifiers", "ListRecords")
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SET = re.compile(r"[\w.!~*'()-]+(?::[\w.!~*'()-]+)*", re.ASCII)


class OaiError(Exception):
    """A refusal in the protocol's own words. `code` is one of its eight."""

    def __init__(self, code: str, words: str) -> None:
        self.code, self.words = code, words
        super().__init__(code)


@dataclass(frozen=True)
class Selection:
    """Which records of a list are wanted: from and until (inclusive, in seconds), a set, and what has been sent already."""

    since: datetime | None = None
    until: datetime | None = None
    set: str = ""
    after: datetime | None = None  # the date of the last record sent
    sent: int = 0


def arguments(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request, its verb among them, or refuse."""
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", "The verb is missing, repeated or not one of the protocol.")
    found = dict(given)
    names = [name for name, _value in given if name != "verb"]
    needed, possible = VERBS[verbs[0]]
    if len(set(names)) != len(names):
        raise OaiError("badArgument", "An argument is repeated.")
    if verbs[0] in LISTS and "resumptionToken" in names:
        if len(names) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone.")
        return found
    if wrong := sorted(set(names) - needed - possible):
        raise OaiError("badArgument", f"This verb does not take {', '.join(wrong)}.")
    if missing := sorted(needed - set(names)):
        raise OaiError("badArgument", f"This verb needs {', '.join(missing)}.")
    return found


def selection(asked: Mapping[str, str], council: str) -> Selection:
    """Return what a list request selects: from its token, or from its other arguments."""
    if "resumptionToken" in asked:
        return resumed(asked["resumptionToken"], asked["verb"], council)
    wanted = asked.get("set", "")
    if wanted and not SET.fullmatch(wanted):
        raise OaiError("badArgument", "set is no setSpec.")
    since, until = moment(asked.get("from")), moment(asked.get("until"), last=True)
    if since and until:
        if len(asked["from"]) != len(asked["until"]):
            raise OaiError("badArgument", "from and until differ in granularity.")
        if since > until:
            raise OaiError("badArgument", "from is later than until.")
    return Selection(since, until, wanted)


def moment(given: str | None, *, last: bool = False) -> datetime | None:
    """Return a date in UTC: the beginning of its second or day, or the `last` moment of it."""
    if given is None:
        return None
    whole = bool(SECOND.fullmatch(given))
    try:
        if not whole and not DAY.fullmatch(given):
            raise ValueError
        found = datetime.fromisoformat(given.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        raise OaiError("badArgument", "A date is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.") from None
    if not last:
        return found
    return found.replace(microsecond=999_999) if whole else found.replace(hour=23, minute=59, second=59, microsecond=999_999)


def token(verb: str, council: str, chosen: Selection, after: datetime, sent: int) -> str:
    """Return where a list goes on. It holds no state here: what changes meanwhile moves behind it and is sent again."""
    dates = [value.isoformat() if value else "" for value in (chosen.since, chosen.until, after)]
    return signing.dumps([verb, council, chosen.set, sent, *dates], salt=SALT, compress=True)


def resumed(given: str, verb: str, council: str) -> Selection:
    try:
        its_verb, its_council, wanted, sent, *dates = signing.loads(given, salt=SALT, max_age=TOKEN_LIFE)
        since, until, after = (datetime.fromisoformat(value) if value else None for value in dates)
    except (signing.BadSignature, ValueError, TypeError):
        raise OaiError("badResumptionToken", "This token is expired or was not given here.") from None
    if (its_verb, its_council) != (verb, council):
        raise OaiError("badResumptionToken", "This token belongs to another list.")
    return Selection(since, until, wanted, after, sent)
