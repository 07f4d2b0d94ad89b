"""One indicator for the Kazakh side of the bilateral sample council: a finding rests on it. The Russian side has none yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kenes.councils.models import Member
from kenes.site.acts import translate_text
from kenes.site.sample.figures import Fact, Figures, Key
from kenes.site.sample.situation import bring, typed
from kenes.situation.models import Indicator


@dataclass
class Few(Figures):
    """Of all figures of the sample, one indicator, some places, from some period on."""

    code: str = ""
    places: Iterable[str] = ()
    since: str = ""

    @property
    def sheets(self) -> list[dict[str, Any]]:
        return [sheet for sheet in Figures().sheets if sheet["code"] == self.code]

    def facts(self, code: str) -> dict[Key, Fact]:
        known = super().facts(code)
        return {key: fact for key, fact in known.items() if key[0] in set(self.places) and key[1] >= self.since}


def begin(by: Member, about: dict[str, Any]) -> None:
    """Import them as a secretary does: a file, its preview, one revision."""
    figures = Few(code=about["indicator"], places=about["places"], since=about["from"])
    (sheet,) = figures.sheets
    bring(by, figures, "unemployment-2022-2023.csv", {sheet["code"]: typed(sheet)})
    indicator = Indicator.objects.get(council=by.council, code=sheet["code"])
    for name in ("producer", "method"):
        for language in ("kk", "en"):
            translate_text(by=by, item=indicator, field=name, language=language, text=sheet[name][language])
