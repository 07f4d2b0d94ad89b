"""What is found about opinion groups, in whole sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.deliberation.standing import Standing

END = {
    "left": gettext_lazy("To the left: who agrees with"),
    "right": gettext_lazy("To the right: who agrees with"),
    "up": gettext_lazy("Further up: who agrees with"),
    "down": gettext_lazy("Further down: who agrees with"),
}
PATHS = {"cells": "docs/methods/small-cells.md", "kenes-opinions": "docs/methods/opinions.md"}


def finding(said: Mapping[str, Any] | None, *, final: bool) -> str:
    """Return the title of the page of groups."""
    if said is None:
        return _("Opinion groups were not looked for in this release") if final else _("Opinion groups are looked for when voting is over")
    count, belong = said["groups"], said.get("belong")
    if not count:
        return none_found(said["reason"])
    if belong is None:
        return {
            2: _("There are two opinion groups"),
            3: _("There are three opinion groups"),
            4: _("There are four opinion groups"),
            5: _("There are five opinion groups"),
        }[count]
    sentence = {
        2: _("Two opinion groups; %(share)s %% of people stand between them"),
        3: _("Three opinion groups; %(share)s %% of people stand between them"),
        4: _("Four opinion groups; %(share)s %% of people stand between them"),
        5: _("Five opinion groups; %(share)s %% of people stand between them"),
    }[count]
    return sentence % {"share": 100 - round(belong / 10)}


def none_found(reason: str) -> str:
    return {
        "few": _("Too few answers to look for opinion groups"),
        "one": _("No opinion groups: nothing divides people into camps"),
    }.get(reason, _("No stable opinion groups: people differ, but not in camps"))


def reason(said: Mapping[str, Any] | None, threshold: int, *, final: bool) -> str:
    """Return why there are no groups, in a sentence or two; "" where there are."""
    if said is None:
        if final:
            return _("This release was made before Kenes looked for opinion groups. Its figures stay as they were published.")
        return _(
            "Groups change with every vote. Figures of two slightly different groups could be subtracted from each other and give "
            "away single answers. So they are worked out once, from all votes."
        )
    if said["groups"]:
        return ""
    return {
        "few": _(
            "Who answered at least seven statements (all, where there are fewer) is placed on the map. These are too few to be divided."
        ),
        "one": _(
            "No direction was found along which answers can be foreseen better than from how well each statement is liked by all. "
            "People do differ, but whoever differs on one statement need not differ on the next. So there is no map either."
        ),
        "small": _(
            "A division in two would leave a group of fewer than %(n)s people, or of less than a twentieth of all. "
            "A handful of people is not a camp."
        )
        % {"n": threshold},
        "between": _(
            "Divided in two, fewer than six in ten people would surely belong to one of the halves; the others stand between. To draw a "
            "line there would make camps that do not exist."
        ),
        "unstable": _(
            "When a tenth of the answers is taken away, people land on the other side of the line. Groups that hang on a tenth of the "
            "answers are not shown."
        ),
    }[said["reason"]]


def refusal(code: str) -> str:
    """Return why a division was not kept; of the one that was, or that a finer one replaced, that it holds."""
    return {
        "": _("it holds"),
        "small": _("one group would be too small"),
        "between": _("too many people would stand between the groups"),
        "unstable": _("it changes when a tenth of the answers is missing"),
    }[code]


def standing(you: Standing, group: str) -> str:
    """Return where a member stands, told to that member."""
    if you.nearest < 0:
        return _("This is where you stand.")
    if you.group < 0:
        return _("You stand between the groups; nearest to you is %(group)s (in %(n)s of 100 drawings of the map).") % {
            "group": group,
            "n": you.sure,
        }
    return _("You stand in %(group)s (in %(n)s of 100 drawings of the map).") % {"group": group, "n": you.sure}


def readiness(*, more: bool) -> str:
    return _("Further up: who agrees with more statements altogether") if more else _("Further down: who agrees with fewer altogether")


def places(circles: Sequence[Mapping[str, int]]) -> dict[int, tuple[float, float]]:
    """Return the middle of each group's marks, in units of the map, as seen from the middle of all."""
    total = sum(one["n"] for one in circles) or 1
    middle = [sum(one[axis] * one["n"] for one in circles) / total for axis in "xy"]
    result = {}
    for group in {one["group"] for one in circles}:
        inside = [one for one in circles if one["group"] == group]
        n = sum(one["n"] for one in inside)
        x, y = (sum(one[axis] * one["n"] for one in inside) / n - middle[place] for place, axis in enumerate("xy"))
        result[group] = (x / 100, y / 100)
    return result


def lies(name: str, x: float, y: float) -> str:
    """Return on which part of the map a group lies."""
    if abs(x) >= abs(y):
        sentence = _("%(group)s lies to the right") if x > 0 else _("%(group)s lies to the left")
    else:
        sentence = _("%(group)s lies further up") if y > 0 else _("%(group)s lies further down")
    return sentence % {"group": name}


def slate_finding(said: Mapping[str, Any] | None, count: int, *, final: bool) -> str:
    """Return the title of the short list."""
    if said is None:
        return _("This release has no short list") if final else _("The short list is made when voting is over")
    if not count:
        return _("Too few people answered for a short list")
    return ngettext(
        "%(n)s statement in which every large group finds itself", "%(n)s statements in which every large group finds itself", count
    ) % {"n": count}


def methods(names: str) -> list[tuple[str, str]]:
    """Return the versions of methods, each with the document that explains it."""
    return [(name, PATHS.get(name.split(" ")[0], "")) for name in names.split("; ") if name]


def withheld(found: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int], int]]:
    """Return for each table its name, how many figures were treated how, and how many there are."""
    names = {"region": _("Regions, sides, everybody"), "group": _("Opinion groups"), "profession": _("Walks of life")}
    return [
        (names.get(name, name), {key: row.get(key, 0) for key in ("shown", "band", "few", "protected")}, sum(row.values()))
        for name, row in found.items()
    ]
