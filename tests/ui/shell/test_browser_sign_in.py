"""Connecting in the browser: first what smmdesk will and will not do, then the page in the computer's own browser."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from smmdesk.desk import connecting, planning
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import PLATFORMS, facts_of
from smmdesk.platforms.sign_in_facts import SignInField
from tests.desk.signed_in import desk_in
from tests.fakes.mastodon import FakeMastodon
from tests.ui.shell.support import child, press
from ui.bridge import Bridge
from ui.presenters.channels import ChannelsPresenter
from ui.views.channels import ChannelsView
from ui.widgets.safe_label import SafeLabel

Place = Callable[[QWidget], QWidget]
IN_A_BROWSER = [
    key
    for key, facts in ((key, facts_of(key)) for key in PLATFORMS)
    if facts.sign_in.kind == "browser" and not (facts.closed or facts.guided_first)
]


@pytest.fixture
def mastodon() -> Iterator[FakeMastodon]:
    with FakeMastodon() as fake:
        yield fake


@pytest.mark.statement(8)
@pytest.mark.parametrize("key", IN_A_BROWSER)
def test_it_is_said_before_what_it_will_and_will_not_do(bridge: Bridge, place: Place, key: str) -> None:
    view = ChannelsView(ChannelsPresenter(bridge))
    place(view)
    press(view, f"offer_{key}")
    sign_in = facts_of(key).sign_in
    said = {label.text() for label in view.findChildren(SafeLabel) if label.isVisibleTo(view)}
    assert sign_in.will
    assert sign_in.will_not
    assert {*sign_in.will, *sign_in.will_not} <= said


@pytest.mark.statement(8)
async def test_the_platforms_page_opens_in_the_computers_browser_and_the_channel_comes_of_it(
    tmp_path: Path, place: Place, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    people: list[asyncio.Future[object]] = []

    def browser(url: object) -> bool:
        """What the system does with the address: its browser shows it, and a person agrees there."""
        opened.append(url.toString())  # type: ignore[attr-defined]
        people.append(asyncio.get_running_loop().run_in_executor(None, mastodon.sign_in, opened[-1]))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", browser)
    async with desk_in(tmp_path / "desk") as desk:
        bridge = Bridge(desk)
        view = ChannelsView(ChannelsPresenter(bridge))
        place(view)
        press(view, "offer_mastodon")
        child(view, QLineEdit, "coach_server").setText(mastodon.url)
        assert opened == [], "only the button opens it"
        press(view, "coach_connect")
        await bridge.tasks.idle()
        await asyncio.gather(*people)
        assert [url.startswith(f"{mastodon.url}/oauth/authorize?") for url in opened] == [True]
        with desk.store.reading() as reader:
            assert [channel.status for channel in reader.all(Channel)] == [ChannelStatus.CONNECTED]
        bridge.end()
        await asyncio.get_running_loop().shutdown_default_executor()


async def test_beside_an_app_password_the_browser_is_offered_and_what_is_different_is_said(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form first; in the browser no password is asked for here, and the way back to the form stands beside it."""
    opened: list[dict[str, object]] = []

    async def browser_sign_in(_desk: object, _brand: str, _key: str, values: dict[str, object], *_more: object) -> None:
        opened.append(values)
        raise ProblemError("sign_in_cancelled")

    monkeypatch.setattr(connecting, "browser_sign_in", browser_sign_in)
    async with desk_in(tmp_path / "desk") as desk:
        bridge = Bridge(desk)
        presenter = ChannelsPresenter(bridge)
        view = ChannelsView(presenter)
        place(view)
        press(view, "offer_bluesky")
        child(view, QLineEdit, "coach_user").setText("shop.example")
        note = facts_of("bluesky").sign_in.also_browser
        assert "14 days" in note
        for _twice in range(2):
            child(view, QLineEdit, "coach_secret")
            press(view, "coach_other_way")
            assert note in {label.text() for label in view.findChildren(SafeLabel) if label.isVisibleTo(view)}
            assert [
                field.objectName() for field in view.findChildren(QLineEdit) if field.objectName()[:6] == "coach_"
            ] == [
                "coach_user",
                "coach_server",
            ]
            press(view, "coach_other_way")
        press(view, "coach_other_way")
        press(view, "coach_connect")
        await bridge.tasks.idle()
        assert opened == [{"user": "shop.example", "server": ""}]
        channel = Channel("c", planning.first_brand(desk).id, "bluesky", "Forno", handle="@shop.example")
        for ends_us, browser in ((None, False), (desk.now_us(), True)):
            presenter.start("bluesky", replace(channel, sign_in_ends_at_us=ends_us))
            coach = presenter.coach
            assert coach is not None
            assert coach.in_browser is browser, "as it was made"
        bridge.end()


def test_one_of_several_pages_is_picked_by_its_name(
    bridge: Bridge, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    presenter = ChannelsPresenter(bridge)
    given: list[object] = []
    monkeypatch.setattr(presenter, "connect_channel", given.append)
    view = ChannelsView(presenter)
    place(view)
    press(view, "offer_mastodon")
    pages = (("11", "Forno"), ("12", "Pasticceria \N{RIGHT-TO-LEFT OVERRIDE}issoR"))
    presenter.set_coach(state="ask", asked=(SignInField("page", "Which page?", choices=pages),))
    choice = child(view, QComboBox, "coach_page")
    assert choice.accessibleName() == "Which page?"
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in choice.itemText(1)
    choice.setCurrentIndex(1)
    press(view, "coach_connect")
    assert given == [{"page": "12"}]
