"""How a Telegram poll stands comes among what people write, without being asked: the newest counts."""

from datetime import timedelta
from pathlib import Path

import pytest

from smmdesk.model.content import Poll
from smmdesk.model.message import POLL_NAME
from smmdesk.model.polls import Choice
from smmdesk.system.clock import ManualClock
from tests.fakes.telegram import FakeTelegram
from tests.fakes.voting import Votes
from tests.platforms.at_telegram import signed_in
from tests.platforms.hearing import hear

ASKED = Poll(("Crema", "Cioccolato"), 1440)


async def test_votes_are_heard_and_the_end(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Quale ripieno?", poll=ASKED))
        [sent] = telegram.messages
        telegram.is_voted(sent, Votes((1, 0)))
        telegram.is_voted(sent, Votes((31, 19)))
        page = await hear(bench)
        told = page.polls[str(receipt.data[POLL_NAME])]
        assert told.choices == (Choice("Crema", 31), Choice("Cioccolato", 19))
        assert (told.people, told.closed, page.messages) == (50, False, ())
        telegram.is_voted(sent, Votes((40, 20), over=True))
        told = (await hear(bench, page.cursor)).polls[str(receipt.data[POLL_NAME])]
        assert (told.closed, told.people) == (True, 60)


async def test_votes_wait_for_every_chat_of_the_bot(telegram: FakeTelegram, tmp_path: Path, clock: ManualClock) -> None:
    """A vote has no date: another channel of the same bot may not have heard it. Telegram forgets it after a day."""
    async with signed_in(telegram, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Quale ripieno?", poll=ASKED))
        telegram.is_voted(telegram.messages[0], Votes((31, 19)))
        page = await hear(bench)
        clock.advance(timedelta(hours=2))
        telegram.writes_to_the_bot("Ciao")
        again = await hear(bench, page.cursor)
        assert again.polls.keys() == {str(receipt.data[POLL_NAME])}
        assert [one.text for one in again.messages] == ["Ciao"]


@pytest.mark.parametrize(
    "lie", [{}, {"id": 7}, {"id": "1", "options": [{}]}, {"id": "1", "options": [{"text": 7}]}, {"id": "../x"}]
)
async def test_what_is_no_poll_is_passed_over(lie: object, telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.updates.append({"update_id": 870_000_900, "poll": lie})
        telegram.writes_to_the_bot("Ciao")
        page = await hear(bench)
        assert [one.text for one in page.messages] == ["Ciao"]
        assert all(result.choices == () for result in page.polls.values())
