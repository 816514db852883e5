"""A brand that marks its links: counted, shown and sent as they will be, on each channel its own."""

from dataclasses import replace

from smmdesk.desk import planning, rendering, tagging
from smmdesk.desk.desk import Desk
from smmdesk.model.brand import Brand
from smmdesk.model.link_tags import USUAL
from tests.desk.support import deliveries, rome
from tests.ui.composer.conftest import Compose, Look
from tests.ui.composer.support import Delays, stored
from ui.presenters.previews import PreviewsPresenter

URL = "https://forno.example/natale"


def marking(desk: Desk, brand: Brand) -> None:
    with desk.store.transaction() as tx:
        tx.put(replace(tx.get(Brand, brand.id), utm=dict(USUAL)))


def test_a_marked_link_is_counted_shown_and_sent(
    compose: Compose, channels, desk: Desk, brand: Brand, delays: Delays, look: Look
) -> None:
    marking(desk, brand)
    composer = compose(text=f"Qui {URL}")
    composer.draft.choose_channels([channels[0].id, channels[1].id])
    composer.choose_time(rome("2026-11-19 09:00"))
    delays.pause()
    on_bluesky = f"Qui {URL}?utm_source=bluesky&utm_medium=social"
    mastodon, bluesky = composer.screen.counters
    assert (mastodon.count.used, bluesky.count.used) == (27, len(on_bluesky))  # Mastodon counts every link as 23
    assert composer.screen.link_becomes == f"{URL}?utm_source=mastodon&utm_medium=social"
    shown = {preview.platform: preview.parts[0].text for preview in PreviewsPresenter(composer).previews}
    assert shown["bluesky"] == on_bluesky
    label = look(composer).editor.link.becomes
    assert label.isVisible()
    assert label.text().startswith("The link will be https://forno.example/natale?utm_source=mastodon")
    assert composer.draft.post.content.text == f"Qui {URL}"
    composer.saving.flush()
    post = planning.schedule(desk, stored(desk)[0].id)
    with desk.store.reading() as reader:
        frozen = {
            delivery.channel_id: rendering.freeze(reader, delivery, delivery.parts[0], post)["text"]
            for delivery in deliveries(desk, post)
        }
    assert frozen[channels[1].id] == on_bluesky


def test_the_day_in_a_link_follows_the_post(compose: Compose, channels, desk: Desk, brand: Brand) -> None:
    tagging.save_pattern(desk, brand.id, {"source": "{platform}", "content": "{date}"})
    composer = compose(text=f"Qui {URL}")
    assert composer.screen.link_becomes == f"{URL}?utm_source=mastodon"
    composer.choose_time(rome("2026-11-19 23:30"))
    assert composer.screen.link_becomes == f"{URL}?utm_source=mastodon&utm_content=2026-11-19"
    composer.draft.undo()
    assert composer.screen.link_becomes == f"{URL}?utm_source=mastodon"


def test_a_brand_that_marks_nothing_leaves_links_alone(compose: Compose, channels, delays: Delays) -> None:
    composer = compose(text=f"Qui {URL}")
    delays.pause()
    assert composer.screen.link_becomes == ""
    assert f"Qui {URL}" in PreviewsPresenter(composer).previews[0].parts[0].text
