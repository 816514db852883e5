"""From a post to the channels for another one, and back to the post with it."""

from typing import TYPE_CHECKING

from ui.shell.main_window import MainWindow
from ui.shell.places import CHANNELS, COMPOSER

if TYPE_CHECKING:
    from ui.presenters.channels import ChannelsPresenter
    from ui.views.channels import ChannelsView
    from ui.views.composer import ComposerView


def show_channels(window: MainWindow, is_wanted: bool = False) -> "ChannelsView":
    """The channels; where a post was open, they know the way back to it. `is_wanted`: what is connected there goes
    into the post; one that is only signed in again does not."""
    from ui.views.channels import ChannelsView

    composer = _composer(window) if window.current == COMPOSER else None
    view = window.go_to(CHANNELS)
    assert isinstance(view, ChannelsView)
    if composer is not None:
        view.presenter.come_from_post(composer.presenter.draft.post.content.first_words, is_wanted)
    return view


def resume_post(window: MainWindow, channel_id: str, opened_from: str) -> None:
    """Back to the open post; `channel_id`, where it is not empty, is the channel that was wanted for it.

    `opened_from`: the place that the post was opened from, which the rail marks again.
    """
    from ui.presenters.coaching import take_typed
    from ui.presenters.composer_intents import take_channel

    composer = _composer(window)
    if composer is None:
        return
    channels = _channels(window)
    typed = take_typed(channels) if channels is not None else ""
    window.go_to(COMPOSER)
    window.rail.set_current(opened_from)
    if channel_id:
        take_channel(composer.presenter, channel_id)
    if typed:
        composer.editor.box.text.insert(typed)


def place_shown(window: MainWindow, key: str) -> None:
    """Whoever goes elsewhere has left the way back to the post."""
    channels = _channels(window)
    if channels is not None and key != CHANNELS:
        channels.come_from_post(None)


def _channels(window: MainWindow) -> "ChannelsPresenter | None":
    view = window.view(CHANNELS)
    return view.presenter if view is not None else None  # type: ignore[attr-defined]


def _composer(window: MainWindow) -> "ComposerView | None":
    from ui.views.composer import ComposerView

    view = window.view(COMPOSER)
    return view if isinstance(view, ComposerView) else None
