"""Which claims resemble one: by letters and words, links and numbers, and by meaning across languages where that is installed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from kenes.claims.models import Claim, Finding
from kenes.claims.queries.panels import readable_claims
from kenes.claims.queries.register import claim_rows
from kenes.councils.models import Council, Member
from kenes.engine.similarity import Entry, Matcher, Mirrors, Suggestion, meaning

MOST = 0.05  # so many unrelated claims would look as much alike: more is no hint
SHOWN = 5
MIRRORS = Mirrors(lambda: Matcher(meaning.embedder()))  # of each council's register, in this process


@dataclass(frozen=True)
class Alike:
    """A claim that resembles one, with what speaks for it, and what was found on it already."""

    claim: Claim
    hint: Suggestion
    finding: Finding | None

    @property
    def words(self) -> str:
        """Return how often an unrelated claim would look as much alike."""
        percent = ceil(100 * self.hint.false_alarm_rate)
        if percent <= 1:
            return _("at most 1 in 100 unrelated claims looks as much alike")
        return _("about %(n)s in 100 unrelated claims look as much alike") % {"n": percent}

    @property
    def because(self) -> list[str]:
        named = {"words": _("similar words"), "meaning": _("similar meaning"), "link": _("the same link"), "numbers": _("the same numbers")}
        return [named[method] for method in self.hint.methods if method in named]


def meaning_of(text: str) -> bytes:
    """Return the meaning of a text as numbers, b"" where this installation compares words only. Slow: before the transaction."""
    embedder = meaning.embedder()
    return embedder.vector(text) if embedder and text else b""


def compares_meaning() -> bool:
    """Return whether claims are found across languages here."""
    return meaning.state() == meaning.State.AVAILABLE


def how_compared(state: meaning.State) -> str:
    """Return what is compared here, and where meaning is not, why."""
    return {
        meaning.State.AVAILABLE: _("Compared by words and by meaning, also across Kazakh, Russian and English. A person decides."),
        meaning.State.NOT_INSTALLED: _(
            "Compared by words, links and numbers. Across languages only where the extra “semantic” is installed."
        ),
        meaning.State.OTHER_VERSION: _(
            "Compared by words, links and numbers. Not by meaning: the extra “semantic” is here in another version than measured."
        ),
        meaning.State.NO_AVX2: _("Compared by words, links and numbers. Not by meaning: the processor of this server lacks AVX2."),
        meaning.State.DIFFERENT: _(
            "Compared by words, links and numbers. Not by meaning: the extra “semantic” gives other vectors here than measured."
        ),
    }[state]


def alike(
    council: Council,
    reader: Member | None,
    text: str,
    *,
    language: str = "",
    links: Sequence[str] = (),
    vector: bytes | None = None,
    but: Claim | None = None,
    most: int = SHOWN,
) -> list[Alike]:
    """Return the claims that resemble a text, among those that the reader may see, the most alike first. New ones are found at once."""
    # The words of a joined claim speak for the one that it was joined into: who types them again is led there.
    rows = readable_claims(council, reader).exclude(state=Claim.State.DECLINED).values_list("public_id", "pk", "joined_into_id")
    own = but.pk if but else None
    readable = {public_id: joined or pk for public_id, pk, joined in rows if own is None or own not in (pk, joined)}
    if not readable or not text.strip():
        return []
    known = meaning_of(text) if vector is None else vector
    hints = follow(council).search(text, language=language, links=tuple(links), top=2 * most, most=MOST, vector=known, among=set(readable))
    best: dict[int, Suggestion] = {}
    for hint in hints:
        best.setdefault(readable[hint.id], hint)
    claims = readable_claims(council, reader).filter(pk__in=list(best)[:most])
    found = {row.claim.pk: row for row in claim_rows(list(claims), reader)}
    return [Alike(found[pk].claim, hint, found[pk].finding) for pk, hint in best.items() if pk in found]


def alike_to(claim: Claim, reader: Member | None) -> list[Alike]:
    """Return the claims that resemble a registered one."""
    links = [url for url in claim.appearances.values_list("url", flat=True) if url]
    text, vector = claim.wording.original_text, bytes(claim.vector)
    return alike(claim.council, reader, text, language=claim.wording.original, links=links, vector=vector, but=claim)


def follow(council: Council) -> Matcher:
    """Return the index of a council's claims, brought up to what the database holds: one query when nothing has changed."""
    rows = Claim.objects.filter(council=council)
    version = rows.aggregate(last=Max("changed_at"), n=Count("pk"), meant=Count("pk", filter=~Q(vector=b"")))
    return MIRRORS.of(council.pk).follow(tuple(version.values()), lambda: stamps(council), lambda ids: entries(council, ids))


def stamps(council: Council) -> dict[str, tuple[object, bool]]:
    """Return what differs when a claim's texts do, or when its meaning has been computed."""
    rows = Claim.objects.filter(council=council).order_by().annotate(meant=~Q(vector=b"")).values_list("public_id", "changed_at", "meant")
    return {public_id: (changed_at, meant) for public_id, changed_at, meant in rows}


def entries(council: Council, ids: Iterable[str]) -> Iterator[Entry]:
    """Return the texts of claims: the wording in each language, with its links, and the words of other appearances."""
    rows = Claim.objects.filter(council=council, public_id__in=list(ids)).prefetch_related("appearances")
    for claim in rows:
        links = tuple(place.url for place in claim.appearances.all() if place.url)
        for language, said in claim.wording.texts.items():
            own = bytes(claim.vector) if language == claim.wording.original else b""
            yield Entry(id=claim.public_id, part=language, text=str(said["text"]), language=language, links=links, vector=own)
        for place in claim.appearances.all():
            if place.quote:
                part = f"appearance-{place.pk}"
                yield Entry(
                    id=claim.public_id, part=part, text=place.quote.original_text, language=place.language, vector=bytes(place.vector)
                )
