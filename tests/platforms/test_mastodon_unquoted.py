"""A status of ours is taken out of a quote: Mastodon 4.5 and later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.moderation import QUOTES_US
from smmdesk.platforms.base import Absent, ConnectorError, RefusedError, UnclearError
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.system.clock import ManualClock
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.mastodon.book import Draft, Status
from tests.fakes.mastodon.posting import publish
from tests.platforms.accounts import at_mastodon
from tests.platforms.bench import Bench


def revoking(quoting: Status) -> str:
    assert quoting.draft.quoted is not None
    return f"/api/v1/statuses/{quoting.draft.quoted.id}/quotes/{quoting.id}/revoke"


@asynccontextmanager
async def quoted_there(
    fake: FakeMastodon, clock: ManualClock, folder: Path
) -> AsyncIterator[tuple[Bench, Status, Asked]]:
    """Carla quotes us, and that is to end."""
    async with at_mastodon(fake, clock, folder) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        carla = fake.add_account("carla", domain="elsewhere.test")
        quoting = publish(fake.book, carla, Draft("Peccato", "public", quoted=fake.book.statuses[receipt.id]))
        fake.notify("quote", fake.alice, carla, quoting)
        [heard] = (await bench.connector.fetch_messages(bench.session(), "")).messages
        yield bench, quoting, Asked(Op.UNQUOTE, True, "k", heard.remote_id, clock.now(), "own", dict(heard.data))


async def test_a_quote_is_taken_away_and_a_lost_answer_is_known_by_it(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with quoted_there(fake_mastodon, clock, tmp_path) as (bench, quoting, asked):
        verb = bench.connector
        assert isinstance(verb, Moderates)
        assert await verb.look_at(bench.session(), asked) == Absent()
        fake_mastodon.fail_next(revoking(quoting), method="POST", drop_after_accept=True)
        with pytest.raises(UnclearError):
            await verb.moderate(bench.session(), asked)
        assert quoting.draft.revoked
        assert await verb.look_at(bench.session(), asked) == Done()
        assert await verb.moderate(bench.session(), asked) == Done(), "twice is once"


async def test_what_names_us_beside_the_quote_does_not_hide_it(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    """The server tells it twice: of the second telling the quote was gone, and what was asked for could not be done."""
    async with quoted_there(fake_mastodon, clock, tmp_path) as (bench, quoting, asked):
        verb = bench.connector
        assert isinstance(verb, Moderates)
        fake_mastodon.notify("mention", fake_mastodon.alice, quoting.account, quoting)
        quoted, named = (await verb.fetch_messages(bench.session(), "")).messages  # type: ignore[attr-defined]
        assert quoted.data == named.data == asked.data
        theirs = publish(fake_mastodon.book, quoting.account, Draft("Di altri", "public"))
        other = publish(fake_mastodon.book, quoting.account, Draft("@alice guarda", "public", quoted=theirs))
        fake_mastodon.notify("mention", fake_mastodon.alice, quoting.account, other)
        told = (await verb.fetch_messages(bench.session(), "")).messages  # type: ignore[attr-defined]
        assert [QUOTES_US in one.data for one in told if one.remote_id == other.id] == [False]
        assert await verb.moderate(bench.session(), asked) == Done()
        again = (await verb.fetch_messages(bench.session(), "")).messages  # type: ignore[attr-defined]
        assert not any(QUOTES_US in one.data for one in again)
        assert await verb.moderate(bench.session(), replace(asked, data={})) == Done(), "out by now"


async def test_what_became_of_a_quote_that_is_gone(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with quoted_there(fake_mastodon, clock, tmp_path) as (bench, quoting, asked):
        verb, ours = bench.connector, quoting.draft.quoted
        assert isinstance(verb, Moderates)
        assert ours is not None
        del fake_mastodon.book.statuses[ours.id]
        assert await verb.moderate(bench.session(), asked) == Done(), "our own went, theirs stands"
        fake_mastodon.book.statuses[ours.id] = ours
        fake_mastodon.fail_next(revoking(quoting), method="POST", status=404, body={"error": "Record not found"})
        with pytest.raises(RefusedError):
            await verb.moderate(bench.session(), asked)
        del fake_mastodon.book.statuses[quoting.id]
        assert await verb.moderate(bench.session(), asked) == Done(gone=True)


async def test_a_page_of_a_wifi_takes_no_quote_away(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with quoted_there(fake_mastodon, clock, tmp_path) as (bench, quoting, asked):
        verb = bench.connector
        assert isinstance(verb, Moderates)
        fake_mastodon.fail_next(revoking(quoting), method="POST", status=200, body="<html>Wi-Fi</html>")
        with pytest.raises(ConnectorError) as caught:
            await verb.moderate(bench.session(), asked)
        assert not isinstance(caught.value, RefusedError)
