"""Mastodon: what became of an answer whose place was taken away."""

from dataclasses import replace
from pathlib import Path

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Published
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.platforms.accounts import at_mastodon
from tests.platforms.test_films import film_of


async def test_an_answer_whose_place_was_deleted_is_in_doubt(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """Mastodon empties what it answers: it was said not to be there, and written again."""
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        first, above = await bench.publish(bench.job("Domanda"))
        job, receipt = await bench.publish(bench.job("Risposta", parent=above))
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        await bench.connector.commit(bench.session(), replace(first, op=Op.DELETE, receipt=above))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == CannotTell()
        other = bench.tried(bench.job("Altra risposta", parent=above))
        assert await bench.connector.look_up(bench.session(), other) == Absent()


async def test_an_answer_carries_photos_with_their_description(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _job, above = await bench.publish(bench.job("Domanda"))
        _job, receipt = await bench.publish(bench.job("Eccola", parent=above, media=(bench.photo("Un pane"),)))
        status = fake_mastodon.book.statuses[receipt.id]
        assert status.draft.in_reply_to_id == above.id
        assert [each.description for each in status.draft.media] == ["Un pane"]


async def test_an_answer_carries_a_video(fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _job, above = await bench.publish(bench.job("Domanda"))
        job, receipt = await bench.publish(bench.job("Ecco", parent=above, media=(film_of(bench, tmp_path),)))
        status = fake_mastodon.book.statuses[receipt.id]
        assert status.draft.in_reply_to_id == above.id
        assert [(each.mime, each.description) for each in status.draft.media] == [("video/mp4", "Il forno si accende")]
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Published(receipt)
