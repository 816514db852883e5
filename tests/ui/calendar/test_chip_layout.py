"""What a chip gives up as it gets narrower, after look/README.md §6."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.calendar.chip_layout import Plan, Shape, plan_chip
from ui.calendar.layout import Rect

TIME, GOES_OUT, PUBLISHED, MORE = 29, 46, 54, 13


def plan(width: int, *, tall: bool = False, word: int = GOES_OUT, channels: int = 2, mark: bool = True) -> Plan:
    return plan_chip(Shape(width, tall, TIME, word, MORE, channels, mark, True))


shapes = st.builds(
    Shape,
    st.integers(40, 400),
    st.booleans(),
    st.just(TIME),
    st.integers(15, 90),
    st.just(MORE),
    st.integers(0, 9),
    st.booleans(),
    st.booleans(),
    st.sampled_from([1.0]),
    st.just(False),
)


def pieces(shape: Shape, found: Plan) -> list[Rect]:
    """Everything on line 1 as rectangles, from left to right."""
    boxes = [Rect(*found.time, shape.time_width, 14), Rect(*found.icon, 12, 12)]
    if found.word:
        boxes.append(Rect(*found.word, shape.word_width, 14))
    if found.mark:
        boxes.append(Rect(*found.mark, 11, 11))
    boxes += [Rect(*place, 13, 13) for place in found.glyphs if place[1] < 16]
    if found.more and found.more[1] < 16:
        boxes.append(Rect(*found.more, shape.more_width, 14))
    if found.counted:
        boxes.append(found.counted)
    return boxes


@given(shapes)
def test_nothing_on_the_first_line_overlaps(shape: Shape) -> None:
    found = plan_chip(shape)
    if shape.width < 70:
        return  # a calendar this narrow shows time and icon alone, and they may touch
    for left, right in pairwise(pieces(shape, found)):
        assert left.right <= right.x
        assert right.right <= shape.width


@given(shapes)
def test_every_channel_is_a_glyph_or_counted(shape: Shape) -> None:
    found = plan_chip(shape)
    if shape.width < 90:
        assert (found.counted is not None) == (shape.channels > 1)
        assert len(found.glyphs) == (1 if shape.channels == 1 else 0)
    else:
        assert len(found.glyphs) + found.more_count == shape.channels
        assert (found.more is not None) == (found.more_count > 0)


@given(shapes)
def test_the_words_keep_clear_of_picture_and_glyphs(shape: Shape) -> None:
    found = plan_chip(shape)
    assert len(found.lines) == (2 if shape.tall else 1)
    for line in found.lines:
        assert line.x + line.width <= max(shape.width, line.x)
        if found.picture is not None and line.width:
            assert not Rect(line.x, line.y, line.width, 14).overlaps(found.picture)
    if found.picture:
        assert found.picture.right <= shape.width
        assert found.picture.bottom <= (52 if shape.tall else 36)


@given(shapes)
def test_a_chip_of_one_line_has_its_pieces_in_a_row_and_lets_none_overlap(shape: Shape) -> None:
    found = plan_chip(shape._replace(single=True, tall=False))
    assert (found.word, found.mark, found.picture, found.counted) == (None, None, None, None)
    (line,) = found.lines
    boxes = [*pieces(shape, found), Rect(line.x, line.y, line.width, 14)]
    assert {box.y for box in boxes} <= {3, 4}, "all on one line"
    if shape.width < 70:
        return
    for left, right in pairwise(boxes):
        assert left.right <= right.x
    assert boxes[-1].right <= shape.width
    assert len(found.glyphs) + found.more_count == shape.channels
    assert bool(found.glyphs) or not shape.channels or shape.width < 100, "where it goes is seen in every usual day"


def test_a_chip_of_one_line_keeps_room_for_words_before_a_second_glyph() -> None:
    def single(width: int, channels: int) -> Plan:
        return plan_chip(Shape(width, False, TIME, GOES_OUT, MORE, channels, False, False, single=True))

    assert [len(single(width, 3).glyphs) for width in (125, 185)] == [1, 3]
    assert single(125, 3).more_count == 2
    assert single(185, 3).lines[0].width >= 48


def test_under_90_px_there_is_no_word_and_no_picture() -> None:
    found = plan(84)
    assert found.word is None
    assert found.picture is None
    assert found.counted is not None
    assert plan(84, channels=1).counted is None


def test_a_middle_chip_gives_up_the_plug_before_the_glyphs() -> None:
    assert plan(152, word=24).mark is not None
    assert plan(152).mark is None
    assert plan(152, word=PUBLISHED).mark is None
    assert len(plan(152, word=PUBLISHED).glyphs) == 2


def test_many_channels_become_the_first_and_a_number() -> None:
    found = plan(152, channels=4, word=24)
    assert (len(found.glyphs), found.more_count) == (1, 3)
    assert found.mark is not None


def test_glyphs_without_room_open_the_second_line() -> None:
    found = plan(121, word=PUBLISHED, channels=2)
    assert {y for _, y in found.glyphs} == {18}
    assert found.lines[0].x > found.glyphs[-1][0]
    assert found.picture is None  # under 140 px with glyphs on line 2
    tall = plan(150, tall=True, word=PUBLISHED, channels=3)
    assert (len(tall.glyphs), tall.more_count) == (1, 2)
    assert tall.picture is not None


@pytest.mark.parametrize(("width", "side"), [(152, 15), (228, 28)])
def test_a_wide_chip_has_a_larger_picture(width: int, side: int) -> None:
    found = plan(width)
    assert found.picture is not None
    assert found.picture.width == side
    assert plan(width, tall=True).picture.width == 30  # type: ignore[union-attr]


def test_a_narrow_tall_chip_leaves_the_words_more_room_than_the_picture() -> None:
    found = plan(103, tall=True, word=PUBLISHED, channels=1)
    assert found.picture is not None
    assert found.picture.width == 15
    first, second = found.lines
    assert first.width >= 70
    assert second.width >= 85, "below the picture the whole width"
    assert plan(118, tall=True, word=200, channels=1).picture.width == 30  # type: ignore[union-attr]


def test_a_tall_chip_keeps_a_small_picture_beside_its_glyphs_on_line_2() -> None:
    found = plan(132, tall=True, word=PUBLISHED, channels=2)
    assert {y for _, y in found.glyphs} == {19}
    assert found.picture is not None
    assert found.picture.width == 15
    first, second = found.lines
    assert first.x + first.width < found.picture.x
    assert second.x + second.width > found.picture.x, "the second line passes below it"
    assert plan(120, tall=True, word=54, channels=2).picture is None, "a usual word has room before it, or it goes"


def test_a_word_is_shown_whole_or_not_at_all() -> None:
    assert plan(95, word=60).word is None
    assert plan(116, word=54).word is not None


def test_everything_grows_with_the_system_font() -> None:
    double = plan_chip(Shape(304, False, 58, 92, 26, 2, True, True, 2.0))
    single = plan(152)
    assert double.picture == Rect(*(2 * side for side in single.picture))  # type: ignore[union-attr]
    assert double.word == tuple(2 * side for side in single.word)  # type: ignore[union-attr]


def test_a_word_that_lacks_a_few_px_takes_them_from_the_air_around_it() -> None:
    """A day of the week at 1280 px is 124 wide: there "Preparando" and "Verifichiamo" had only their icon."""
    for word in (61, 65):
        found = plan_chip(Shape(124, True, 32, word, MORE, 1, False, True))
        assert found.word is not None
        assert found.icon[0] + 12 < found.word[0]
        assert found.word[0] + word <= 124 - 3
        assert found.glyphs[0][1] > found.word[1], "the channels open line 2"
    assert plan_chip(Shape(124, True, 32, 66, MORE, 1, False, True)).word is None
    roomy = plan_chip(Shape(124, True, 32, 60, MORE, 1, False, True))
    assert roomy.word is not None
    assert roomy.word[0] - roomy.icon[0] == 15, "nothing is drawn together where there is room"
