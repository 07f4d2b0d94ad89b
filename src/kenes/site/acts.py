"""What people do across rooms: translate a member's or the council's text."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kenes.base.act import act
from kenes.base.errors import Conflict, Invalid
from kenes.base.models import SearchDocument
from kenes.base.permissions import require
from kenes.base.refs import PublicModel
from kenes.base.text import Text, UnusableText, clean, fold
from kenes.councils.models import Member
from kenes.deliberation.models import Deliberation, Statement
from kenes.recommendations.models import Adoption, Recommendation, Version
from kenes.record.acts import append
from kenes.site.queries.translations import find_text

MOST = 20_000


class OriginalChanged(Conflict):
    code = "original_changed"
    message = _("The original was changed while you were translating. Your translation is still here: compare it with the new original.")


class VotedOn(Conflict):
    code = "voted_on"
    message = _("Members are voting on this text: the translation that they read stays until voting closes. Your words are still here.")


@act
def translate_text(*, by: Member, item: PublicModel, field: str, language: str, text: str, of: int | None = None) -> Text:
    """Give a text of the council a translation, or a newer one; `of` is the revision of the original that was translated.

    A translation never changes the original: what was voted on stays what was voted on.
    """
    require("site.translate", by)
    if find_text(by.council, item.kind, item.public_id, field) is None:
        raise Invalid
    model: type[Model] = type(item)
    locked = model._default_manager.select_for_update().get(pk=item.pk)
    before: Text = getattr(locked, field)
    check(before, language, by)
    if language in before.texts and is_voted_on(locked):
        raise VotedOn(field="text")
    if of is not None and of != before.revision:
        raise OriginalChanged(field="text")
    words = usable(text)
    after = before.translated(language, words, by=by.public_id)
    setattr(locked, field, after)
    locked.save(update_fields=[field])
    if isinstance(locked, Version) and field == "title":
        follow_title(locked)
    reindex(item.ref, before, after, words)
    append(
        by.council.public_id,
        "text.translated",
        item.ref,
        actor=by.ref,
        details={"field": field, "language": language, "revision": after.texts[language]["revision"], "of": after.revision},
        sealed={"text": words},
    )
    return after


def check(text: Text, language: str, by: Member) -> None:
    """Refuse a language that is not asked for, and a text that is not there."""
    if language not in by.council.languages or language == text.original or not text:
        raise Invalid(field="text")


def is_voted_on(item: Model) -> bool:
    """Return whether people are voting on a text: all must read the same words. A translation that is missing may still come."""
    if isinstance(item, Version):
        return item.adoptions.filter(state=Adoption.State.OPEN).exists()
    return isinstance(item, Statement) and item.deliberation.state == Deliberation.State.OPEN


def usable(text: str) -> str:
    try:
        words = clean(text)
    except UnusableText:
        raise Invalid(_("This text holds characters that cannot be stored. Please type it again."), field="text") from None
    if not words:
        raise Invalid(_("Write the translation."), field="text")
    if len(words) > MOST:
        raise Invalid(_("This is too long: at most %(most)s characters."), field="text", most=MOST)
    return words


def follow_title(version: Version) -> None:
    """Let the recommendation carry its newest version's title in every language that the version has."""
    recommendation = Recommendation.objects.select_for_update().get(pk=version.recommendation_id)
    if recommendation.title.original_text == version.title.original_text:
        recommendation.title = version.title
        recommendation.save(update_fields=["title"])


def reindex(ref: str, before: Text, after: Text, words: str) -> None:
    """Make the object findable in the new language, too, and show its title in it."""
    if document := SearchDocument.objects.select_for_update().filter(ref=ref).first():
        if document.title.original_text == before.original_text:
            document.title = after
        if fold(words) not in document.folded:
            document.folded = f"{document.folded} {fold(words)}"
        document.save(update_fields=["title", "folded"])
