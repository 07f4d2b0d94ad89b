"""How many of a word's other forms a search finds, and how many other words: 60 words of six forms each, and their look-alikes."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenes.config.settings")

import django

django.setup()

from run import figure  # noqa: E402

from kenes.base import search  # noqa: E402
from kenes.base.models import SearchDocument  # noqa: E402
from kenes.base.text import fold  # noqa: E402
from kenes.councils.models import Council  # noqa: E402
from tests import factories, tables  # noqa: E402
from tests.base.declined import NOUNS, forms  # noqa: E402
from tests.base.test_stems import indexed  # noqa: E402
from tests.base.word_forms import FORMS  # noqa: E402


def asked(council: Council, language: str) -> tuple[float, float]:
    """Return recall, and the share of false hits among all hits, over every form as a query."""
    right = wrong = wanted = 0
    for number, (its_language, its_forms) in enumerate(FORMS):
        if its_language != language:
            continue
        for form in its_forms:
            refs = search.find(form, council=council.public_id, visible_to=["public"]).values_list("ref", flat=True)
            found = [int(ref.removeprefix("word/").partition("-")[0]) for ref in refs]
            right, wrong, wanted = right + found.count(number), wrong + len(found) - found.count(number), wanted + len(its_forms)
    return right / wanted, wrong / (right + wrong)


def by_letters() -> float:
    """Return the recall of looking for the letters themselves, as it was before."""
    pairs = [(query, form) for _language, its_forms in FORMS for query in its_forms for form in its_forms]
    return sum(fold(query) in fold(form) for query, form in pairs) / len(pairs)


def main() -> None:
    tables.create()
    council = factories.council()
    indexed(council)
    recalls, false = {}, {}
    for language in ("kk", "ru"):
        recalls[language], false[language] = asked(council, language)
        figure(f"search_forms_recall_{language}", recalls[language], "share", ">=0.95")
        figure(f"search_forms_false_hits_{language}", false[language], "share", "<=0.05")
    figure("search_forms_recall", sum(recalls.values()) / 2, "share", ">=0.95")
    figure("search_forms_false_hits", sum(false.values()) / 2, "share", "<=0.05")
    figure("search_forms_recall_by_letters", by_letters(), "share", ">=0")
    SearchDocument.objects.all().delete()
    from kenes.base.stems import kazakh

    regular = [(noun, form) for noun in NOUNS for form in forms(noun)]
    figure("search_forms_regular_kk", sum(kazakh(form) == kazakh(noun) for noun, form in regular) / len(regular), "share", ">=0.95")


if __name__ == "__main__":
    main()
