"""Options that only younger servers have: who may quote a post, on Mastodon 4.5 and later."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel
from tests.ui.composer.conftest import Compose, Look
from ui.views.composer_options import OptionsSection


@pytest.fixture
def younger(desk: Desk, channels: tuple[Channel, ...]) -> Channel:
    """The Mastodon channel, at a server that quotes posts."""
    with desk.store.transaction() as tx:
        return tx.put(replace(tx.get(Channel, channels[0].id), reported={"quotes": True}))


def test_who_may_quote_is_chosen_and_summed_up(compose: Compose, younger: Channel, look: Look) -> None:
    composer = compose()
    view = look(composer)
    field = view.findChild(OptionsSection, "options").focus_option(younger.id, "quote_policy")
    assert isinstance(field, QComboBox)
    assert [field.itemText(at) for at in range(field.count())] == [
        "As set in your account",
        "Everyone",
        "Followers only",
        "Nobody",
    ]
    field.setCurrentIndex(3)
    field.activated.emit(3)
    assert composer.draft.post.content_for(younger.id).options["quote_policy"] == "nobody"
    [group] = [group for group in composer.screen.options if group.channel_id == younger.id]
    assert "Nobody" in group.summary


def test_an_older_server_offers_none_of_it(compose: Compose, channels: tuple[Channel, ...]) -> None:
    [group] = [group for group in compose().screen.options if group.channel_id == channels[0].id]
    assert not {"quote_policy", "no_quote"} & {row.key for row in group.rows}
