"""A desk on a real store in a fresh folder. The test moves its clock, which starts on 18 November 2026, 11:20."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.desk.media_intake import take_files_now
from smmdesk.desk.planning import first_brand
from smmdesk.model.brand import Brand
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.label import Label
from smmdesk.model.media import MediaUse
from smmdesk.model.post import Post
from smmdesk.model.words import set_language
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.desk.pictures import encoded, picture
from tests.desk.signed_in import CANARY
from tests.desk.support import add_channel, made_desk, rome, with_database
from tests.fakes.mastodon import FakeMastodon


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    with made_desk(with_database(Paths(tmp_path / "desk")), clock) as made:
        yield made


@pytest.fixture
def brand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Brand:
    monkeypatch.setenv("TZ", "Europe/Rome")
    return first_brand(desk)


@pytest.fixture
def full(desk: Desk, brand: Brand, tmp_path: Path) -> Post:
    """A post with everything in it."""
    (tmp_path / "è già; bello.jpg").write_bytes(encoded(picture()))
    asset = take_files_now(desk, brand.id, [tmp_path / "è già; bello.jpg"]).assets[0]
    two = add_channel(desk, brand, "Sito, e blog")
    with desk.store.transaction() as tx:
        label = tx.put(Label(desk.clock.new_id(), brand.id, "Prodotti"))
    content = Content(
        title="=Titolo",
        text='Prima riga\nSeconda; con “virgolette”, "doppie" e \\ barra\n\n👩‍🍳 fine',
        link="https://forno.example/a?b=1;c",
        media=(MediaUse(asset.id, {brand.language: "Il pane, di sera"}),),
        thread=(ThreadItem("seconda parte"), ThreadItem("terza")),
        first_comment="Si prenota al banco",
    )
    return planning.add_post(
        desk,
        brand.id,
        content=content,
        channels=(two.id,),
        labels=(label.id,),
        planned=rome("2027-03-28 02:30"),
        wordings=(Wording(two.id, text="Altro testo"),),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def mastodon(fake_mastodon: FakeMastodon) -> FakeMastodon:
    """Its tokens carry the canary."""
    fake_mastodon.book.token_prefix = CANARY
    return fake_mastodon
