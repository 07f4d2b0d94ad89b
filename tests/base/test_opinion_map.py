"""The opinion map: where marks stand, how large they are, what they look like."""

import re
from math import pi

import pytest
from django.template import Context, Template

from kenes.base.opinion_map import SHAPES, Spot, mark, opinion_map, sign

FOUR = [Spot(-100, 0, 10, 0), Spot(100, 0, 40, 1), Spot(0, 50, 10, -1), Spot(0, -50, 10, 0)]


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]?(-?[\d.]+) (-?[\d.]+)", path)]


def area(group: int, radius: float) -> float:
    """The area of a mark, by the shoelace formula (of a circle, from its radius)."""
    if group % SHAPES == 0:
        return pi * float(re.findall(r"a([\d.]+)", mark(group, 0, 0, radius))[0]) ** 2
    corners = points(mark(group, 100, 100, radius))
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@pytest.mark.parametrize("group", range(SHAPES))
def test_every_shape_of_a_number_has_the_same_area(group: int) -> None:
    assert area(group, 50) == pytest.approx(pi * 2500, rel=0.01)


def test_each_group_has_a_shape_and_a_class_of_its_own() -> None:
    assert len({sign(group).path for group in range(SHAPES)}) == SHAPES
    assert [sign(group).css for group in (-1, 0, 4)] == ["between", "g0", "g4"]


def test_those_between_groups_are_drawn_behind() -> None:
    drawn = opinion_map(FOUR)
    assert drawn
    assert [layer.css for layer in drawn.layers] == ["between", "g0", "g1"]


def test_both_axes_have_one_scale_and_everything_is_inside() -> None:
    drawn = opinion_map([Spot(-200, -100, 5, 1), Spot(200, 100, 5, 1), Spot(-200, 100, 5, 1)])
    assert drawn
    corners = points(drawn.layers[0].path)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in corners)
    low_left, high_right, high_left = (corners[at : at + 4] for at in (0, 4, 8))
    assert high_right[0][0] - high_left[0][0] == pytest.approx(2 * (low_left[0][1] - high_left[0][1]), abs=0.3)


def test_a_map_of_one_mark_or_of_marks_in_a_line_is_drawn() -> None:
    for spots in ([Spot(30, 30, 7, 0)], [Spot(0, y, 7, 0) for y in range(0, 500, 100)], [Spot(x, 0, 7, 0) for x in range(0, 500, 100)]):
        drawn = opinion_map(spots)
        assert drawn
        assert "nan" not in drawn.layers[0].path


def test_without_people_there_is_no_map() -> None:
    assert opinion_map([]) is None


def test_a_reader_outside_all_marks_is_still_on_the_map() -> None:
    drawn = opinion_map(FOUR, you=(900, 900))
    assert drawn
    assert drawn.you
    assert 0 < drawn.you[0] < drawn.width
    assert 0 < drawn.you[1] < drawn.height


def test_coordinates_have_points_in_every_language() -> None:
    template = Template("{% opinion_map map 'Two groups' 'Group A lies to the left' %}{% group_sign 1 %}")
    from django.utils.translation import override

    with override("ru"):
        page = template.render(Context({"map": opinion_map(FOUR, you=(10.5, 3.25))}))
    numbers = re.findall(r'(?:d|cx|cy|viewBox)="([^"]*)"', page)
    assert numbers
    assert not any("," in one or "\u00a0" in one for one in numbers)
    assert "<title" in page
    assert "Group A lies to the left" in page
    assert "style=" not in page
