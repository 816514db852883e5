"""Cutting a photo: frames keep their ratio and stay inside, turns take them along, each platform has its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smmdesk.model.limits import Limits
from smmdesk.model.media import FULL, Asset, MediaUse, ratio_of
from ui.presenters.cropping import Cropping, scopes_of

pytestmark = pytest.mark.statement(24)
PHOTO = Asset("photo", "b", "a" * 64, "bread.jpg", "image/jpeg", 2_000_000, 1200, 800)
ONE = ("one", "One", Limits(image_ratios=("1:1", "4:5")))
TWO = ("two", "Two", Limits(image_ratios=("16:9", "1:1"), image_ratio_least=0.8, image_ratio_most=1.91))


def cropping(use: MediaUse | None = None) -> Cropping:
    return Cropping(PHOTO, use or MediaUse("photo"), scopes_of([ONE, TWO, ONE], "All"))


def seen_ratio(cut: Cropping) -> float:
    left, top, right, bottom = cut.box
    return cut.shape * (right - left) / (bottom - top)


def test_the_scopes_are_all_and_each_platform_once() -> None:
    assert [(scope.key, scope.ratios) for scope in cropping().scopes] == [
        ("", ("1:1", "4:5", "16:9")),
        ("one", ("1:1", "4:5")),
        ("two", ("16:9", "1:1")),
    ]
    assert [scope.key for scope in scopes_of([ONE], "All")] == [""]
    assert scopes_of([], "All")[0].ratios == Limits().image_ratios


def test_a_ratio_is_the_largest_frame_and_the_whole_photo_comes_back() -> None:
    cut = cropping()
    assert (cut.ratio, cut.box, cut.leaving_px) == ("whole", FULL, (1200, 800))
    cut.choose_ratio("1:1")
    assert cut.box == (0.16667, 0.0, 0.83333, 1.0)
    assert cut.leaving_px == (800, 800)
    cut.choose_ratio("whole")
    assert (cut.use, cut.is_changed) == (MediaUse("photo"), False)


def test_each_platform_keeps_its_own() -> None:
    cut = cropping()
    cut.choose_ratio("1:1")
    cut.choose_scope("two")
    assert (cut.ratio, cut.is_own) == ("1:1", False)  # what all get
    cut.choose_ratio("16:9")
    assert (cut.ratio, cut.is_own) == ("16:9", True)
    cut.choose_scope("one")
    assert cut.ratio == "1:1"
    cut.choose_ratio("whole")
    assert (cut.ratio, cut.box) == ("whole", FULL)
    cut.choose_scope("")
    assert cut.ratio == "1:1"
    assert set(cut.use.crops) == {"1:1", "two 16:9", "one whole"}
    cut.reset()
    assert cut.use == MediaUse("photo")


def test_what_a_platform_must_cut_is_said_in_pixels() -> None:
    tall = Asset("photo", "b", "a" * 64, "bread.jpg", "image/jpeg", 2_000_000, 900, 1600)
    cut = Cropping(tall, MediaUse("photo"), scopes_of([ONE, TWO], "All"))
    cut.choose_scope("two")
    assert cut.leaving_px == (900, 1125)


def test_frames_are_moved_zoomed_and_pulled_and_stop_at_the_edges() -> None:
    cut = cropping()
    cut.choose_ratio("1:1")
    cut.move(-9, 9)
    assert cut.box == pytest.approx((0.0, 0.0, 0.66667, 1.0), abs=0.0001)
    cut.zoom(0.5)
    assert seen_ratio(cut) == pytest.approx(1.0, abs=0.001)
    cut.zoom(100)
    assert cut.box[3] - cut.box[1] == pytest.approx(1.0)
    cut.pull((1, 1), 0.2, 0.9)
    assert seen_ratio(cut) == pytest.approx(1.0, abs=0.001)
    free = cropping()
    free.pull((0, 0), 0.25, 0.5)
    assert (free.ratio, free.box) == ("free", (0.25, 0.5, 1.0, 1.0))


def test_a_turn_takes_frame_and_focus_along_and_four_bring_everything_back() -> None:
    cut = cropping()
    cut.choose_ratio("free")
    cut.pull((1, 1), 0.5, 0.5)
    cut.set_focus(0.25, 0.25)
    before = cut.use
    cut.turn_right()
    assert (cut.use.turn, cut.shape) == (90, pytest.approx(2 / 3))
    assert cut.box == (0.5, 0.0, 1.0, 0.5)
    assert cut.use.focus == (0.5, 0.5)
    for _ in range(3):
        cut.turn_right()
    assert cut.use == before


steps = st.one_of(
    st.tuples(st.just("move"), st.floats(-2, 2), st.floats(-2, 2)),
    st.tuples(st.just("zoom"), st.floats(0.01, 5)),
    st.tuples(st.just("pull"), st.tuples(st.integers(0, 1), st.integers(0, 1)), st.floats(-1, 2), st.floats(-1, 2)),
    st.tuples(st.just("choose_ratio"), st.sampled_from(["whole", "free", "1:1", "4:5", "1.91:1", "9:16", "16:9"])),
    st.tuples(st.just("turn_right")),
    st.tuples(st.just("choose_scope"), st.sampled_from(["", "one", "two"])),
    st.tuples(st.just("set_focus"), st.floats(-1, 2), st.floats(-1, 2)),
)


@given(st.lists(steps, max_size=12))
@settings(max_examples=120, deadline=None)
def test_whatever_is_done_the_frame_stays_inside_in_its_ratio(done: list[tuple]) -> None:  # type: ignore[type-arg]
    cut = cropping()
    for name, *arguments in done:
        getattr(cut, name)(*arguments)
        left, top, right, bottom = cut.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        ratio = ratio_of(cut.ratio)
        if ratio:
            assert seen_ratio(cut) == pytest.approx(ratio, rel=0.01)
        assert all(-1 <= value <= 1 for value in cut.use.focus)
