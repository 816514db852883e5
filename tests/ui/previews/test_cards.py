"""What the drawings show, asked of their pixels."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from smmdesk.model.content import Poll
from smmdesk.platforms import PLATFORMS, facts_of
from tests.ui.previews.conftest import Show, count_pixels, preview
from ui.presenters.pasted import clean
from ui.presenters.previews import PreviewPart
from ui.previews import LOOKS, draw_of
from ui.previews import card as plain_card
from ui.previews.pictures import crop_of
from ui.previews.shade import Shade
from ui.previews.words import fold_position

RED, GREEN, BLUE, WHITE = "#ff0000", "#00ff00", "#0000ff", "#ffffff"
UPRIGHT = "upright"
"""The words of this look lie on the picture: they wear the dark shade, and the rest of them opens."""
EVERY_LOOK = pytest.mark.parametrize("look", sorted(LOOKS))
LIGHT, DARK = Shade(False), Shade(True)


def test_every_platform_has_a_drawing() -> None:
    assert {facts_of(key).preview.look for key in PLATFORMS} <= set(LOOKS)


def test_an_unknown_look_is_a_plain_card() -> None:
    assert draw_of("nobody knows") is plain_card.draw


# ------------------------------------------------------------------ colours
@EVERY_LOOK
@pytest.mark.statement(66)
def test_dark_and_light_differ_whatever_the_window_wears(show: Show, look: str) -> None:
    for dark, shade in ((False, LIGHT), (True, DARK)):
        card = show(preview(look=look), dark=dark)
        ground = card.grab().toImage().pixelColor(card.width() // 2, card.height() - 4)
        assert ground == shade.color("surface-raised")


@EVERY_LOOK
def test_what_is_too_much_is_marked(show: Show, look: str) -> None:
    text = "Il pane è pronto, venite tutti"
    fits, over = show(preview(text, look=look)), show(preview(text, over_at=10, look=look))
    shade = DARK if look == UPRIGHT else LIGHT
    soft = shade.color("danger-soft")
    assert count_pixels(fits, soft) == 0
    assert count_pixels(over, soft) > 200
    assert count_pixels(over, shade.color("danger"), 40) > 50


def test_only_what_is_too_much_is_marked(show: Show) -> None:
    text = "parola " * 30
    little = count_pixels(show(preview(text, over_at=len(text) - 7)), LIGHT.color("danger-soft"))
    much = count_pixels(show(preview(text, over_at=7)), LIGHT.color("danger-soft"))
    assert 0 < little * 8 < much


@pytest.mark.statement(65)
@pytest.mark.parametrize(
    ("look", "coloured"),
    [
        ("status", True),
        ("skeet", True),
        ("page", True),
        ("card", True),
        ("article", False),
        ("square", True),
        ("short post", True),
        ("wall", True),
        ("network", True),
    ],
)
def test_tags_are_coloured_where_the_platform_does(show: Show, look: str, coloured: bool) -> None:
    found = count_pixels(show(preview("#panettone #trieste", look=look)), LIGHT.color("link"), 30)
    assert (found > 40) is coloured


@pytest.mark.statement(65)
@pytest.mark.parametrize(
    ("key", "handle", "coloured"),
    [
        ("mastodon", "@anna@forno.example", True),
        ("mastodon", "@anna.example.com", False),
        ("bluesky", "@anna.example.com", True),
        ("bluesky", "@anna@forno.example", False),
        ("x", "@anna_rossi", True),
        ("instagram", "@anna.rossi", True),
    ],
)
def test_who_is_named_there_is_coloured_as_there(show: Show, key: str, handle: str, coloured: bool) -> None:
    fact, form = facts_of(key).preview, facts_of(key).limits.mention_form
    named, plain = (
        count_pixels(
            show(preview(text, look=fact.look, colours=fact.colours, mention_form=form)), LIGHT.color("link"), 30
        )
        for text in (handle, "parola")
    )
    assert (named > plain + 40) is coloured


@EVERY_LOOK
@pytest.mark.statement(65)
def test_links_are_coloured_everywhere(show: Show, look: str) -> None:
    ink = (DARK if look == UPRIGHT else LIGHT).color("link")
    assert count_pixels(show(preview("https://forno.example/pane", look=look)), ink, 30) > 40


@pytest.mark.statement(65)
@pytest.mark.parametrize("key", [key for key in PLATFORMS if "link" not in facts_of(key).preview.colours])
def test_a_link_that_cannot_be_clicked_is_plain(show: Show, key: str) -> None:
    fact = facts_of(key).preview
    link, words = (
        count_pixels(show(preview(text, look=fact.look, colours=fact.colours)), LIGHT.color("link"), 30)
        for text in ("https://forno.example/pane", "parola")
    )
    assert link == words  # the account's own tint may be near to it


@EVERY_LOOK
@pytest.mark.statement(65)
def test_what_does_not_show_there_is_said_in_grey(show: Show, look: str) -> None:
    noted, bare = show(preview(look=look, notes=("No polls here",))), show(preview(look=look))
    assert noted.height() > bare.height()
    grey = (DARK if look == UPRIGHT else LIGHT).color("text-faint")
    assert count_pixels(noted, grey, 20) > count_pixels(bare, grey, 20) + 20
    assert "No polls here" in noted.accessibleDescription()


@pytest.mark.vector(1)
def test_markup_is_shown_as_it_is_written(show: Show) -> None:
    plain, markup = (
        show(preview("ciao")),
        show(preview("<b style='background:red'>ciao</b><img src='file:///etc/passwd'>")),
    )
    assert markup.height() > plain.height()
    assert count_pixels(markup, QColor(RED)) == 0


# ------------------------------------------------------------------ pictures
def most_photos(look: str) -> int:
    """How many photos the platforms of a look take, up to the four that are tried."""
    takes = [facts_of(key).limits.images_max or 4 for key in PLATFORMS if facts_of(key).preview.look == look]
    return min(4, max(takes))


@pytest.mark.parametrize(
    ("look", "count"), [(look, n) for look in sorted(LOOKS) for n in range(1, most_photos(look) + 1)]
)
@pytest.mark.statement(62)
def test_every_photo_is_there(show: Show, picture, look: str, count: int) -> None:
    colors = (RED, GREEN, BLUE, "#ff00ff")[:count]
    pictures = tuple(picture(color, 400, 300) for color in colors)
    card = show(preview(look=look, pictures=pictures, options={"featured_image": "first"}))
    for color in colors:
        assert count_pixels(card, QColor(color)) > 400, color


def test_a_fifth_photo_has_no_place(show: Show, picture) -> None:
    pictures = tuple(picture(color, 400, 300) for color in (RED, GREEN, BLUE, "#ff00ff", "#00ffff"))
    card = show(preview(look="status", pictures=pictures))
    assert count_pixels(card, QColor("#00ffff")) == 0


def test_a_fifth_photo_makes_a_gallery(show: Show, picture) -> None:
    """On Bluesky, since June 2026: the first one large, all of them to swipe through."""
    pictures = tuple(picture(color, 400, 300) for color in (RED, GREEN, BLUE, "#ff00ff", "#00ffff"))
    card = show(preview(look="skeet", pictures=pictures))
    seen = [count_pixels(card, QColor(color)) for color in (RED, GREEN, BLUE, "#ff00ff", "#00ffff")]
    assert all(count > 400 for count in seen)
    assert seen[0] > 10 * max(seen[1:])


def test_the_focal_point_decides_about_the_crop() -> None:
    assert crop_of(2.0, 1.0, (0.0, 0.0)) == (0.25, 0.0, 0.5, 1.0)
    assert crop_of(2.0, 1.0, (-1.0, 0.0)) == (0.0, 0.0, 0.5, 1.0)
    assert crop_of(2.0, 1.0, (1.0, 0.0)) == (0.5, 0.0, 0.5, 1.0)
    left, top, wide, high = crop_of(0.5, 1.0, (0.0, 1.0))
    assert (left, top, wide, high) == (0.0, 0.0, 1.0, 0.5)  # y goes up: the top of the picture stays


@pytest.mark.statement(62)
def test_a_single_photo_keeps_inside_the_platforms_ratio(show: Show, picture) -> None:
    tall = show(preview(pictures=(picture(RED, 100, 1000),), ratio_min=0.8))
    wide = show(preview(pictures=(picture(RED, 1000, 100),), ratio_max=1.78))
    inner = 260 - 2 - 22
    assert count_pixels(tall, QColor(RED)) == pytest.approx(inner * inner / 0.8, rel=0.05)
    assert count_pixels(wide, QColor(RED)) == pytest.approx(inner * inner / 1.78, rel=0.05)


@pytest.mark.parametrize("option", ["first", "also", "none"])
def test_the_blog_puts_the_first_photo_where_its_option_says(show: Show, picture, option: str) -> None:
    pictures = (picture(RED, 400, 400), picture(GREEN, 400, 400))
    card = show(preview(look="article", pictures=pictures, options={"featured_image": option}, title="Pane"))
    top = card.grab().toImage().pixelColor(card.width() // 2, 20)
    assert (top == QColor(RED)) is (option != "none")


def test_a_photo_that_is_not_ready_leaves_its_place(show: Show, picture) -> None:
    ready = picture(RED, 400, 300)
    waiting = replace(ready, path="")
    assert show(preview(pictures=(waiting,))).height() == show(preview(pictures=(ready,))).height()


@pytest.mark.statement(62)
@pytest.mark.parametrize("look", ["square", "board"])
def test_the_grid_cuts_the_same_photo_its_own_way(show: Show, picture, look: str) -> None:
    wide = picture(RED, 800, 400)
    feed, both = (show(preview(look=look, pictures=(wide,), grid_ratio=ratio)) for ratio in (0.0, 0.75))
    assert both.height() > feed.height() + 60
    more = count_pixels(both, QColor(RED)) - count_pixels(feed, QColor(RED))
    side = (260 - 2 - 22 - 4) / 3
    assert more == pytest.approx(side * side / 0.75, rel=0.08)


@pytest.mark.statement(62)
def test_what_an_app_covers_can_be_shaded(qtbot, show: Show, picture) -> None:
    story = {"look": "square", "kind": "story", "shape": 9 / 16, "unsafe_top": 0.2, "unsafe_bottom": 0.2}
    card = show(preview("", pictures=(picture(WHITE, 900, 1600),), **story))
    plain = count_pixels(card, QColor(WHITE))
    assert [toggle.label for toggle in card.ways.toggles] == ["Show what the app covers"]
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert count_pixels(card, QColor(WHITE)) < plain * 0.8


def test_a_story_fills_the_screen_and_a_post_does_not(show: Show, picture) -> None:
    photo = (picture(RED, 900, 1600),)
    story = show(preview("", look="square", pictures=photo, kind="story", shape=9 / 16))
    post = show(preview("", look="square", pictures=photo, ratio_min=0.75))
    assert story.height() > 400 > post.height() - 100
    assert count_pixels(story, QColor(RED)) > 80_000


# ------------------------------------------------------------------ folds, warnings, threads
@pytest.mark.statement(61)
def test_the_fold_stands_where_the_platform_cuts(show: Show) -> None:
    text = "parola " * 40
    folded = preview(text, fold_phone=60, fold_desktop=120)
    phone, computer = show(folded), show(folded, wide=True)
    faint = LIGHT.color("text-faint")
    assert count_pixels(phone, faint, 20) > count_pixels(computer, faint, 20) > 0
    assert [fold_position(text, at) for at in (60, 120)] == [55, 118], "after the last whole word"
    assert phone.ways.toggles[0].label == "Hide the rest of the text"


@pytest.mark.statement(61)
def test_on_a_full_screen_the_rest_of_the_words_begins_hidden(show: Show, qtbot) -> None:
    card = show(preview("parola " * 40, look=UPRIGHT, fold_phone=60))
    assert card.ways.toggles[0].label == "Show the rest of the text"
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert card.ways.toggles[0].label == "Hide the rest of the text"


@pytest.mark.statement(61)
def test_the_fold_opens_and_closes_by_click_and_by_key(qtbot, show: Show) -> None:
    card = show(preview("parola " * 40, fold_phone=60))
    whole = card.heightForWidth(260)
    area = card.ways.toggles[0].area.center()
    with qtbot.waitSignal(card.height_changed):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(int(area.x()), int(area.y())))
    assert card.heightForWidth(260) < whole
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert card.heightForWidth(260) == whole


def test_a_short_text_has_no_fold(show: Show) -> None:
    assert show(preview("poco", fold_phone=60)).ways.toggles == []


def test_a_content_warning_stands_before_the_text(qtbot, show: Show, picture) -> None:
    warned = preview(pictures=(picture(RED, 400, 300),), options={"content_warning": "Cibo"})
    card = show(warned)
    assert count_pixels(card, QColor(RED)) == 0
    qtbot.keyClick(card, Qt.Key.Key_Space)
    card.resize(260, card.heightForWidth(260))
    assert count_pixels(card, QColor(RED)) > 1000


def test_sensitive_photos_are_covered(qtbot, show: Show, picture) -> None:
    card = show(preview(pictures=(picture(RED, 400, 300),), options={"sensitive": True}))
    assert count_pixels(card, QColor(RED)) == 0
    assert [toggle.label for toggle in card.ways.toggles] == ["Show the photos"]


@pytest.mark.parametrize("look", ["status", "skeet", "page", "card", "short post", "loop", "broadcast", "room"])
def test_the_parts_of_a_thread_stand_below_each_other(show: Show, look: str) -> None:
    one = preview(look=look)
    three = replace(one, parts=(*one.parts, PreviewPart("due"), PreviewPart("tre")))
    assert show(three).height() > show(one).height() * 1.5


def test_what_opens_below_a_long_text_is_shown_and_heard(show: Show) -> None:
    short = preview(look="loop")
    long = replace(short, parts=(replace(short.parts[0], more="Si comincia dalla farina. " * 40),))
    card = show(long)
    assert card.height() > show(short).height() + 40
    assert card.height() == show(replace(long, parts=(replace(long.parts[0], more="Si comincia " * 900),))).height()
    assert "Si comincia dalla farina." in card.accessibleName() + card.accessibleDescription()


@EVERY_LOOK
def test_the_first_comment_is_part_of_the_picture(show: Show, look: str) -> None:
    assert show(preview(look=look, first_comment="Vedi il sito")).height() > show(preview(look=look)).height()


@pytest.mark.statement(17)
@pytest.mark.parametrize(
    "look",
    ["status", "skeet", "page", "card", "wall", "network", "short post", "loop", "dashboard", "topic", "broadcast"],
)
def test_a_link_has_its_card(show: Show, look: str) -> None:
    linked = preview(look=look, link="https://forno.example/pane")
    assert linked.host == "forno.example"
    assert show(linked).height() > show(preview(look=look)).height() + 60


# ------------------------------------------------------------------ access, size
@EVERY_LOOK
def test_a_screen_reader_hears_the_post(show: Show, picture, look: str) -> None:
    said = {"title": "Titolo", "first_comment": "Vedi", "verdict": "2 too many"}
    card = show(preview("Pane nero", look=look, pictures=(picture(RED, 4, 3),), **said))
    assert card.accessibleName() == "Preview on Mastodon"
    for words in ("2 too many", "Titolo", "Pane nero", "1 photo", "First comment: Vedi"):
        assert words in card.accessibleDescription()


@EVERY_LOOK
@pytest.mark.parametrize("width", [120, 236, 390, 600])
def test_any_width_works(show: Show, picture, look: str, width: int) -> None:
    text = "👨‍👩‍👧‍👦" * 30 + "parolalunghissima" * 20 + " https://forno.example/" + "a" * 200
    card = show(preview(text, over_at=40, look=look, pictures=(picture(RED, 400, 300),)), width=width)
    assert card.height() > 100


HOSTILE = ["abc\u2066\u202exyz", "Z" + "\u0351\u034a" * 200, "\u200b\u200b", "\ud800", "ﷺ" * 99]


@EVERY_LOOK
@pytest.mark.vector(22)
@pytest.mark.vector(24)
@pytest.mark.parametrize("text", HOSTILE, ids=["isolate", "stacked", "zero width", "half a pair", "wide"])
def test_hostile_text_is_drawn_and_does_no_harm(show: Show, look: str, text: str) -> None:
    assert show(preview(clean(text), over_at=1, look=look)).height() > 20


def test_a_post_without_anything_is_drawn(show: Show) -> None:
    for look in LOOKS:
        assert show(preview("", look=look)).height() > 20


@pytest.mark.parametrize(
    "look",
    sorted({facts_of(key).preview.look for key in PLATFORMS if facts_of(key).limits.poll_options_max}),
)
def test_a_poll_has_its_answers_where_the_platform_has_polls(show: Show, look: str) -> None:
    asked = preview("Che pane?", look=look, poll=Poll(("nero", "bianco")))
    assert show(asked).height() > show(preview("Che pane?", look=look)).height() + 40


@EVERY_LOOK
def test_a_drawing_keeps_the_platforms_side_on_a_screen_from_the_right(show: Show, look: str, qapp) -> None:
    """Names lay over each other, and an @ stood at the end of its address."""
    card = show(preview(look=look, name="Forno (לחם)"))
    usual = card.grab().toImage()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert card.grab().toImage() == usual
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
