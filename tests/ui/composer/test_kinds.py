"""Post, reel, story: chosen in sight for each channel that has a choice; limits, preview and checks follow."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.media import MediaUse
from smmdesk.model.words import set_language
from tests.ui.composer import bakery
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, codes, row_of, stored
from ui.presenters import composer_intents as intents
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_kinds import choose_kind
from ui.presenters.previews import PreviewsPresenter

INSTAGRAM, FACEBOOK, MASTODON = range(3)


@pytest.fixture
def three(desk: Desk, brand: Brand) -> tuple[Channel, ...]:
    return tuple(bakery.channel(desk, brand, key, f"Forno su {key}") for key in ("instagram", "facebook", "mastodon"))


def choose(composer: ComposerPresenter, channel: Channel, kind: str) -> None:
    choose_kind(composer.draft, next(voice for voice in composer.voices if voice.id == channel.id), kind)


def segment(view: QWidget, channel: Channel, key: str) -> QAbstractButton:
    row = view.findChild(QWidget, f"kind_{channel.id}")
    return row.findChild(QAbstractButton, f"segment_{key}")


def test_only_channels_with_a_choice_have_a_row(compose: Compose, three) -> None:
    composer = compose()
    assert [row.channel_id for row in composer.screen.kinds] == [three[INSTAGRAM].id, three[FACEBOOK].id]
    assert composer.screen.kinds[0].kinds == (("post", "Post"), ("reel", "Reel"), ("story", "Story"))
    assert composer.screen.kinds[0].chosen == "post"
    composer.draft.show_tab(three[FACEBOOK].id)
    assert [row.channel_id for row in composer.screen.kinds] == [three[FACEBOOK].id]
    composer.draft.show_tab(three[MASTODON].id)
    assert composer.screen.kinds == ()


def test_it_is_in_sight_once_and_no_longer_among_the_options(compose: Compose, three) -> None:
    groups = {group.channel_id: group for group in compose().screen.options}
    assert "kind" not in {row.key for row in groups[three[INSTAGRAM].id].rows}
    assert three[FACEBOOK].id not in groups  # it had nothing else to choose


def test_what_is_different_is_said(compose: Compose, three) -> None:
    says = dict(compose().screen.kinds[INSTAGRAM].says)
    assert says["post"] == "4:5 · up to 10 photos or videos · video up to 15 min"
    assert says["reel"] == "9:16 · one video · video up to 15 min"
    story = "9:16 · one photo or video · video up to 60 s · gone after 24 hours, without the text · no first comment"
    assert says["story"] == story


async def test_limits_preview_and_checks_follow_at_once(
    compose: Compose, desk: Desk, brand: Brand, three, delays: Delays
) -> None:
    assets = await bakery.photos(desk, brand)
    composer = compose(text="Panettone")
    previews = PreviewsPresenter(composer)
    composer.draft.choose_channels([three[INSTAGRAM].id])
    composer.draft.set_media([MediaUse(asset.id, {"it": "Pane"}) for asset in assets])
    delays.pause()
    assert (codes(composer), previews.previews[0].shape, previews.previews[0].kind) == ([], 4 / 5, "post")
    assert composer.screen.comment.shown
    choose(composer, three[INSTAGRAM], "story")
    assert not composer.screen.comment.shown
    delays.pause()
    assert (previews.previews[0].kind, previews.previews[0].shape) == ("story", 9 / 16)
    assert set(codes(composer)) == {"media_too_many"}
    choose(composer, three[INSTAGRAM], "reel")
    delays.pause()
    assert previews.previews[0].is_upright
    assert set(codes(composer)) == {"video_needed", "media_too_many"}


async def test_what_another_kind_would_take_is_one_press_away(
    compose: Compose, desk: Desk, brand: Brand, three, delays: Delays
) -> None:
    assets = await bakery.photos(desk, brand)
    composer = compose(text="Panettone")
    composer.draft.choose_channels([three[INSTAGRAM].id])
    composer.draft.set_media([MediaUse(asset.id) for asset in assets])
    choose(composer, three[INSTAGRAM], "reel")
    delays.pause()
    row = row_of(composer, "video_needed")
    assert [action.label for action in row.actions] == ["Change to “Post”", "Show the photos"]
    intents.act(composer, row, "as_kind")
    delays.pause()
    assert (composer.screen.kinds[0].chosen, codes(composer)) == ("post", [])


async def test_a_long_text_goes_on_below_its_first_paragraph(
    compose: Compose, desk: Desk, brand: Brand, delays: Delays
) -> None:
    """And takes no photos: the usual kind does."""
    place = bakery.channel(desk, brand, "threads", "Forno su Threads")
    composer = compose(text="Come nasce il pane\n\n" + "Si comincia dalla farina. " * 30)
    previews = PreviewsPresenter(composer)
    composer.draft.choose_channels([place.id])
    delays.pause()
    row = row_of(composer, "text_too_long")
    assert [action.label for action in row.actions] == ["Split into 2", "Change to “Long text”", "Shorten"]
    intents.act(composer, row, "as_kind")
    delays.pause()
    [part] = previews.previews[0].parts
    assert (codes(composer), part.text, part.over_at) == ([], "Come nasce il pane", None)
    assert part.more.startswith("Si comincia dalla farina.")
    [photo] = (await bakery.photos(desk, brand))[:1]
    composer.draft.set_media([MediaUse(photo.id, {"it": "Pane"})])
    delays.pause()
    row = row_of(composer, "media_not_possible")
    assert [action.label for action in row.actions] == ["Change to “Post”", "Show the photos"]
    intents.act(composer, row, "as_kind")
    assert composer.screen.kinds[0].chosen == "post"


def test_a_post_of_a_day_offers_no_option_that_does_nothing_and_shows_no_card(
    compose: Compose, desk: Desk, brand: Brand, delays: Delays
) -> None:
    place = bakery.channel(desk, brand, "threads", "Forno su Threads")
    composer = compose(text="Oggi pane nero https://forno.example/")
    previews = PreviewsPresenter(composer)
    composer.draft.choose_channels([place.id])
    delays.pause()
    [group] = composer.screen.options
    assert {"reply_control", "topic", "spoiler", "no_quote"} <= {row.key for row in group.rows}
    assert previews.previews[0].card is not None
    choose(composer, place, "day")
    delays.pause()
    assert not composer.screen.options
    assert previews.previews[0].card is None


def test_each_choice_is_kept_and_is_one_step(compose: Compose, desk: Desk, three, delays: Delays) -> None:
    composer = compose(text="Pane")
    choose(composer, three[INSTAGRAM], "story")
    choose(composer, three[INSTAGRAM], "reel")
    choose(composer, three[FACEBOOK], "story")
    delays.pause()
    (post,) = stored(desk)
    assert [post.content_for(channel.id).options.get("kind") for channel in three] == ["reel", "story", None]
    for kinds in (["reel", "post"], ["story", "post"], ["post", "post"]):
        composer.draft.undo()
        assert [row.chosen for row in composer.screen.kinds] == kinds


def test_mouse_and_keys_choose(qtbot, compose: Compose, three, look: Look) -> None:
    view = look(compose(text="Pane"))
    qtbot.mouseClick(segment(view, three[FACEBOOK], "story"), Qt.MouseButton.LeftButton)
    assert view.presenter.screen.kinds[FACEBOOK].chosen == "story"
    post = segment(view, three[INSTAGRAM], "post")
    post.setFocus()
    qtbot.keyClick(post, Qt.Key.Key_Right)
    assert view.presenter.screen.kinds[INSTAGRAM].chosen == "reel"
    assert segment(view, three[INSTAGRAM], "reel").hasFocus()
    view.editor.undo()
    assert segment(view, three[INSTAGRAM], "post").hasFocus()  # undo shows where it was


@pytest.mark.parametrize(
    ("language", "name", "story"),
    [("en", "Kind of post on Instagram", "Story"), ("it", "Tipo di post su Instagram", "Storia")],
)
def test_a_screen_reader_says_the_group_the_kind_and_what_is_different(
    compose: Compose, three, look: Look, language: str, name: str, story: str
) -> None:
    set_language(language)
    view = look(compose(text="Pane"))
    button = segment(view, three[INSTAGRAM], "story")
    heard = QAccessible.queryAccessibleInterface(button)
    assert heard.text(QAccessible.Text.Name) == story
    assert heard.role() is QAccessible.Role.RadioButton
    assert "24" in heard.text(QAccessible.Text.Description)
    group = QAccessible.queryAccessibleInterface(button.parentWidget())
    assert group.text(QAccessible.Text.Name) == name
