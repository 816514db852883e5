"""Keys of an app of the owner's own, from the coach: steps made from facts, values to copy, then the sign-in."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from smmdesk.desk import keys, planning
from smmdesk.desk.desk import Desk
from smmdesk.model.words import set_language
from smmdesk.platforms import PLATFORMS
from smmdesk.platforms.facts import load_facts
from smmdesk.system.secrets import Secret
from tests.desk.support import add_channel
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.channels import ChannelsPresenter
from ui.views.app_steps import AppSteps
from ui.views.channels import ChannelsView
from ui.widgets.buttons import IconButton
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]
FACTS = """
[mastodon.sign_in]
needs_app = true
app_url = "https://apps.example"
app_id_label = "Client key"
app_steps = ["Choose “Web app”."]
gates = ["Until it is reviewed, only you see what it publishes."]
[mastodon.oauth]
scopes = ["post", "read"]
separator = ","
way_back = "pasted"
permissions = { post = "Publish", read = "Read comments" }
"""


@pytest.fixture
def view(desk: Desk, bridge: Bridge, place: Place) -> ChannelsView:
    (desk.paths.folder / "facts.toml").write_text(FACTS, "utf-8")
    shown = ChannelsView(ChannelsPresenter(bridge))
    place(shown)
    press(shown, "offer_mastodon")
    press(shown, "coach_own_app")
    return shown


def words(view: QWidget) -> list[str]:
    return [label.text() for label in view.findChildren(SafeLabel)]


def test_the_steps_are_numbered_and_what_to_enter_there_is_copied(view: ChannelsView) -> None:
    said = words(view)
    assert [number for number in said if number.rstrip(".").isdigit()] == ["1.", "2.", "3.", "4.", "5."]
    assert "Choose “Web app”." in said
    assert "Until it is reviewed, only you see what it publishes." in said
    assert "Client key" in said
    child(view, IconButton, "coach_copy_scopes").click()
    assert QGuiApplication.clipboard().text() == "post,read"
    child(view, IconButton, "coach_copy_way_back").click()
    assert QGuiApplication.clipboard().text() == "https://localhost/"


def test_of_ten_steps_the_last_is_no_further_in(qtbot: QtBot, view: ChannelsView) -> None:
    facts = load_facts("instagram")
    longer = (*facts.own_sign_in.app_steps, "One more.")
    facts = replace(facts, own_sign_in=replace(facts.own_sign_in, app_steps=longer))
    steps = AppSteps(facts)
    qtbot.addWidget(steps)
    steps.resize(320, 900)
    steps.show()
    said = [label for label in steps.findChildren(SafeLabel) if label.text()]
    numbers = [label for label in said if label.text().rstrip(".").isdigit()]
    assert [label.text() for label in numbers][-1] == "10."
    lefts = {said[said.index(number) + 1].x() for number in numbers}
    assert len(lefts) == 1


async def test_a_coach_of_many_steps_opens_at_its_head(qtbot: QtBot, view: ChannelsView) -> None:
    view.window().resize(1024, 640)
    press(view, "offer_instagram")
    press(view, "coach_own_app")
    steps = child(view, QPushButton, "coach_app_page")
    qtbot.waitUntil(steps.hasFocus)
    scroll = next(one for one in view.findChildren(QScrollArea) if one.isAncestorOf(steps))
    assert scroll.verticalScrollBar().maximum() > 0
    assert scroll.verticalScrollBar().value() == 0


async def test_keys_are_sealed_and_the_sign_in_comes_next(view: ChannelsView, bridge: Bridge, desk: Desk) -> None:
    brand, desk.passphrase = planning.first_brand(desk), Secret("una frase segreta")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    assert child(view, QWidget, "message_bar").accessibleName()  # nothing was entered
    assert not keys.has_app_keys(desk, brand.id, "mastodon")
    child(view, QLineEdit, "coach_client_id").setText(" my-app ")
    child(view, QLineEdit, "coach_client_secret").setText("smmcanary-key")
    assert child(view, QLineEdit, "coach_client_secret").echoMode() is QLineEdit.EchoMode.Password
    press(view, "coach_connect")
    await bridge.tasks.idle()
    kept = await keys.app_keys(desk, brand.id, "mastodon")
    assert kept is not None
    assert kept.field("client_id").reveal() == "my-app"
    assert kept.field("client_secret").reveal() == "smmcanary-key"
    assert child(view, QPushButton, "coach_keys")  # they can be replaced
    assert child(view, QLineEdit, "coach_server")
    assert b"smmcanary-key" not in desk.paths.database.read_bytes()


@pytest.mark.statement(103)
async def test_keys_and_what_was_typed_are_not_asked_twice(view: ChannelsView, bridge: Bridge, desk: Desk) -> None:
    """A second account of the same platform needs the same app; going to another platform and back loses nothing."""
    desk.passphrase = Secret("una frase segreta")
    child(view, QLineEdit, "coach_client_id").setText("my-app")
    child(view, QLineEdit, "coach_client_secret").setText("smmcanary-key")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    child(view, IconButton, "coach_close").click()
    press(view, "offer_mastodon")
    assert view.findChild(QLineEdit, "coach_client_id") is None
    child(view, QLineEdit, "coach_server").setText("bakers.example")
    press(view, "coach_connect")  # there is no such server
    await bridge.tasks.idle()
    assert child(view, QLineEdit, "coach_server").text() == "bakers.example"


def test_who_publishes_is_asked_before_anything_about_apps_and_can_be_chosen_again(view: ChannelsView) -> None:
    press(view, "coach_ways")
    assert view.findChildren(AppSteps) == []
    assert view.findChildren(QLineEdit, "coach_client_id") == []
    press(view, "coach_guided")
    assert "smmdesk guides you here; you press publish there." in words(view)
    assert view.findChild(QLineEdit, "coach_client_id") is None
    press(view, "coach_ways")
    press(view, "coach_own_app")
    assert child(view, QLineEdit, "coach_client_id").text() == ""


async def test_the_easy_way_is_first_and_has_the_keys(qtbot: QtBot, view: ChannelsView) -> None:
    press(view, "offer_instagram")
    guided = child(view, QPushButton, "coach_guided")
    qtbot.waitUntil(guided.hasFocus)
    ways = [button.objectName() for button in guided.parentWidget().findChildren(QPushButton)]
    assert ways == ["coach_guided", "coach_own_app", "coach_later"]
    assert all(button.accessibleDescription() for button in guided.parentWidget().findChildren(QPushButton))


def test_whoever_signs_in_again_has_chosen_before(view: ChannelsView, desk: Desk) -> None:
    """On another computer the keys are wanted once more, but not who publishes."""
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    view.presenter.start("mastodon", channel)
    assert view.findChildren(QPushButton, "coach_own_app") == []
    assert child(view, QLineEdit, "coach_client_id")
    assert child(view, QPushButton, "coach_guided")


def test_what_was_not_allowed_is_said_on_the_channel(view: ChannelsView, bridge: Bridge, desk: Desk) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    with desk.store.transaction() as tx:
        tx.put(replace(channel, reported={"granted": {"post": True, "read": False}}))
    view.presenter.reload()
    [row] = [row for row in view.presenter.rows if row.channel.id == channel.id]
    assert (row.health, row.tone) == ("Not allowed there: Read comments", "warning")


def test_a_sign_in_without_the_permission_for_numbers_has_the_button_that_renews_it(
    view: ChannelsView, desk: Desk
) -> None:
    channel = add_channel(desk, planning.first_brand(desk), "Forno", platform="mastodon")
    with desk.store.transaction() as tx:
        tx.put(replace(channel, reported={"numbers": False}))
    view.presenter.reload()
    [row] = [row for row in view.presenter.rows if row.channel.id == channel.id]
    assert (row.health, row.tone) == ("Sign in again, so that its numbers come in", "warning")
    assert row.has_button


async def test_a_permission_that_an_app_may_lack_is_chosen_in_the_persons_language(
    desk: Desk, bridge: Bridge, place: Place
) -> None:
    desk.passphrase = Secret("una frase segreta")
    set_language("it")
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, "offer_threads")
    press(view, "coach_own_app")
    child(view, QLineEdit, "coach_client_id").setText("my-app")
    child(view, QLineEdit, "coach_client_secret").setText("smmcanary-key")
    press(view, "coach_connect")
    await bridge.tasks.idle()
    choice = child(view, QComboBox, "coach_lacks")
    assert [choice.itemText(row) for row in range(choice.count())] == ["Chiedere anche questo", "Lasciarlo fuori"]
    assert choice.accessibleName() == "Dove altri ti nominano"
    assert choice.currentData() == ""


OF_THE_FORM = re.compile(r"^(?:Sign in to|Log in to|Open the page)|into this form|shown here")


@pytest.mark.parametrize("platform", [key for key in PLATFORMS if load_facts(key).own_sign_in.needs_app])
def test_no_step_is_said_twice(qtbot: QtBot, platform: str) -> None:
    """A platform's own beginning, way back and end stand in the place of the general ones, not beside them."""
    own = load_facts(platform).own_sign_in
    assert [words for words in own.app_steps if OF_THE_FORM.search(words)] == []
    steps = AppSteps(load_facts(platform))
    qtbot.addWidget(steps)
    said = words(steps)
    assert ("Sign in there and make a new app." in said) is not bool(own.app_begin)
    assert ("Copy its keys from there to here." in said) is not bool(own.app_end)
    assert not (own.app_return and "As the way back (redirect address) enter:" in said)
    for each in (own.app_begin, own.app_return, own.app_end):
        assert not each or said.count(each) == 1
