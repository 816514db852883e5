"""Where photos lie on the web: chosen in the settings, tried step by step, and what stands against it is said there."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from smmdesk.app import leave_network
from smmdesk.desk import media_host, opened_host, planning
from smmdesk.model.media_host import HostChoice, HostedFile
from smmdesk.model.words import set_language
from smmdesk.platforms.base import Picture
from smmdesk.store import hosted_files
from smmdesk.system.secrets import Secret
from tests.fakes.media_hosts import SECRET, USER, FakeCloud
from tests.fakes.open_web import open_web
from ui.bridge import Bridge
from ui.presenters.photos_on_web import PhotosOnWeb
from ui.views.settings_photos import PhotosCard


@pytest.fixture
def cloud(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCloud]:
    """The owner's cloud; what it links to is read under its name on the web."""
    asked = opened_host.OpenHost._look

    async def look(self: opened_host.OpenHost, url: str, picture: Picture) -> str:
        return await asked(self, url.replace(fake.url, "https://foto.example"), picture)

    async def at_once(_seconds: float) -> None:
        return None

    monkeypatch.setattr(opened_host.OpenHost, "_look", look)
    with FakeCloud() as fake:
        bridge.desk.passphrase = Secret("una frase segreta")
        bridge.desk.__dict__["fetcher"] = open_web(foto_example=fake.http.port)
        monkeypatch.setattr(bridge.desk.clock, "sleep", at_once)
        yield fake


@pytest.fixture
def card(bridge: Bridge, qtbot: QtBot) -> Iterator[PhotosCard]:
    made = PhotosCard(PhotosOnWeb(bridge, planning.first_brand(bridge.desk).id))
    qtbot.addWidget(made)
    made.show()
    yield made
    set_language("en")


def choose(card: PhotosCard, key: str) -> None:
    card.place.setCurrentIndex(card.place.findData(key))
    card.place.activated.emit(card.place.currentIndex())


def fill(card: PhotosCard, **typed: str) -> None:
    for name, text in typed.items():
        card.fields[card.key][name].setText(text)


async def settle(bridge: Bridge) -> None:
    """Until the work is over and its connections are closed."""
    await bridge.tasks.idle()
    await leave_network(bridge.desk)


def kept(bridge: Bridge) -> HostChoice | None:
    with bridge.desk.store.reading() as reader:
        return media_host.chosen(reader, planning.first_brand(bridge.desk).id)


def said(card: PhotosCard) -> list[str]:
    return [line.accessibleName() for line in card.lines if line.isVisible()]


async def test_what_lies_in_one_folder_is_taken_away_before_the_next_one_holds(
    bridge: Bridge, cloud: FakeCloud
) -> None:
    brand_id, oven = planning.first_brand(bridge.desk).id, opened_host.SAMPLE
    places = PhotosOnWeb(bridge, brand_id)
    values = {"server": cloud.url, "user": USER, "secret": SECRET, "folder": "smmdesk"}
    places.save_and_try("webdav", values)
    await settle(bridge)
    opened = opened_host.open_host(bridge.desk, brand_id)
    assert opened is not None
    await opened.lay_down(Picture(oven, "image/jpeg", oven.stat().st_size, 1080, 1350), "warm.jpg")
    with bridge.desk.store.transaction() as tx:
        hosted_files.put(tx, HostedFile("warm.jpg", brand_id, "p1", "k1", "oven.jpg", made_at_us=bridge.desk.now_us()))
    places.save_and_try("webdav", values)
    await settle(bridge)
    assert list(cloud.files) == ["smmdesk/warm.jpg"], "the same place goes on"
    places.save_and_try("webdav", {**values, "folder": "altrove"})
    await settle(bridge)
    assert (cloud.files, places.left_there) == ({}, 0)


async def test_nowhere_shows_no_fields_and_each_kind_its_own(card: PhotosCard) -> None:
    assert card.key == ""
    assert [line.objectName() for line in card.findChildren(QLineEdit) if line.isVisible()] == []
    assert not card.button.isVisible()
    choose(card, "s3")
    shown = [line.objectName() for line in card.findChildren(QLineEdit) if line.isVisible()]
    assert shown == [
        f"photos_s3_{name}" for name in ("server", "region", "bucket", "user", "secret", "folder", "public")
    ]
    assert card.fields["s3"]["secret"].echoMode() is QLineEdit.EchoMode.Password


async def test_a_cloud_is_kept_and_tried_and_given_up(
    qtbot: QtBot, card: PhotosCard, bridge: Bridge, cloud: FakeCloud
) -> None:
    choose(card, "webdav")
    fill(card, server=cloud.url, user=USER, secret=SECRET)
    card.button.click()
    await settle(bridge)
    assert said(card) == [
        "Lay a sample photo down there: works",
        "The world can see it: works",
        "Take it away again: works",
    ]
    assert card.said.text() == "It works: platforms can fetch your photos from there."
    found = kept(bridge)
    assert found is not None
    assert (found.kind, found.fields["user"], found.seen_at_us) == ("webdav", USER, bridge.desk.now_us())
    assert cloud.files == {}
    choose(card, "")
    await settle(bridge)
    assert kept(bridge) is None


async def test_what_stands_against_it_stands_at_its_step(card: PhotosCard, bridge: Bridge, cloud: FakeCloud) -> None:
    choose(card, "webdav")
    card.button.click()
    await settle(bridge)
    assert card.said.text().startswith("“Address of your cloud” is still empty")
    assert kept(bridge) is None
    fill(card, server=cloud.url, user=USER, secret=SECRET)
    for path in ("/public.php/*", "/index.php/*", "/s/*"):
        cloud.fail_next(path, times=9, status=403)
    card.button.click()
    await settle(bridge)
    assert said(card)[1:] == ["The world can see it: does not work", "Take it away again: works"]
    assert card.said.text().endswith(": the answer 403")
