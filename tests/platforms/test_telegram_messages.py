"""What people write where a Telegram bot hears it: none is lost, none belongs to another chat, and it is answered."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op
from smmdesk.model.message import Heard, MessageKind
from smmdesk.platforms.base import CannotTell, Job, NotSentError, RefusedError, Session
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.system.clock import ManualClock
from tests.fakes.telegram import Chat, FakeTelegram
from tests.fakes.telegram_talk import ANNA
from tests.platforms.at_telegram import signed_in
from tests.platforms.bench import Bench
from tests.platforms.hearing import all_new, hear, parent_of
from tests.platforms.test_films import film_of


async def answer(bench: Bench, heard: Heard, words: str) -> Job:
    job, _ = await bench.publish(bench.job(words, parent=parent_of(heard), root=parent_of(heard)))
    return job


# ------------------------------------------------------------------ hearing
async def test_a_comment_below_a_post(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        _, post = await bench.publish(bench.job("Pane caldo"))
        said = telegram.comment(int(post.id), "Aperto domani?")
        page = await hear(bench)
    [heard] = page.messages
    assert (heard.text, heard.kind, heard.ours) == ("Aperto domani?", MessageKind.COMMENT, False)
    assert heard.answers_remote_id == post.id, "it hangs on the post, not on its copy in the group"
    assert heard.remote_id == f"{said.chat.id}/{said.id}"
    assert heard.url == f"https://t.me/fornolucia/{post.id}?comment={said.id}"
    assert (heard.author.name, heard.author.handle) == ("Anna Pertot", "@annapertot")


async def test_what_people_write_to_the_bot_is_private(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.writes_to_the_bot("/start")
        telegram.writes_to_the_bot("Fate consegne?")
        [heard] = (await hear(bench)).messages
        assert (heard.text, heard.kind, heard.url) == ("Fate consegne?", MessageKind.PRIVATE, "")
        job = await answer(bench, heard, "Sì, fino alle sei")
    [sent] = telegram.messages
    assert (sent.chat.id, sent.text) == (ANNA["id"], "Sì, fino alle sei")
    assert sent.fields["reply_parameters"]["message_id"] == heard.data["message"]
    assert job.receipt is not None
    assert (job.receipt.id, job.receipt.url) == (f"{ANNA['id']}/{sent.id}", "")


@pytest.mark.parametrize("count", [1, 2])
async def test_an_answer_has_photos(telegram: FakeTelegram, tmp_path: Path, count: int) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.writes_to_the_bot("Com'è fatto?")
        [heard] = (await hear(bench)).messages
        photos = tuple(bench.photo(size=(64, 40 + number)) for number in range(count))
        told = parent_of(heard)
        await bench.publish(bench.job("Così", parent=told, root=told, media=photos))
    sent = telegram.messages[-count:]
    assert [one.chat.id for one in sent] == [ANNA["id"]] * count
    assert sent[0].text == "Così"
    assert sent[0].fields["reply_parameters"]["message_id"] == heard.data["message"]


async def test_an_answer_has_a_video_beside_a_photo(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.writes_to_the_bot("Com'è fatto?")
        [heard] = (await hear(bench)).messages
        told, both = parent_of(heard), (film_of(bench, tmp_path), bench.photo())
        await bench.publish(bench.job("Così", parent=told, root=told, media=both))
    sent = telegram.messages[-2:]
    assert [one.chat.id for one in sent] == [ANNA["id"]] * 2
    assert sent[0].text == "Così"
    assert sent[0].fields["reply_parameters"]["message_id"] == heard.data["message"]


async def test_an_answer_stands_in_the_group_and_is_changed_and_deleted_there(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    group = telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        _, post = await bench.publish(bench.job("Pane caldo"))
        telegram.comment(int(post.id), "Aperto?")
        [heard] = (await hear(bench)).messages
        job = await answer(bench, heard, "Dalle sette")
        [ours] = [each for each in telegram.messages if each.chat is group]
        telegram.writes(group, "Grazie!", reply_to_message={"message_id": ours.id, "chat": {"id": group.id}})
        thanks = (await hear(bench)).messages[-1]
        assert job.receipt is not None
        assert thanks.answers_remote_id == job.receipt.id, "it answers what we answered"
        again = replace(job, op=Op.EDIT, outgoing=replace(job.outgoing, text="Dalle sei e mezza"))
        await bench.connector.commit(bench.session(), again)
        assert ours.text == "Dalle sei e mezza"
        await bench.connector.commit(bench.session(), replace(job, op=Op.DELETE))
    assert [each.text for each in telegram.messages] == ["Pane caldo"]


async def test_a_comment_that_is_gone_is_not_answered_elsewhere(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        said = telegram.comment(7, "Aperto?")
        [heard] = (await hear(bench)).messages
        said.gone = True
        with pytest.raises(RefusedError) as caught:
            await answer(bench, heard, "Sì")
    assert caught.value.problem.code == "removed_there"
    assert telegram.messages == []


async def test_a_group_of_the_owner_s(telegram: FakeTelegram, tmp_path: Path) -> None:
    group = telegram.add_chat(Chat(-1005, "supergroup", "Clienti", "clientiforno"))
    async with signed_in(telegram, tmp_path, "@clientiforno") as bench:
        said = telegram.writes(group, "Buongiorno")
        telegram.writes(group, "", new_chat_members=[ANNA])
        [heard] = (await hear(bench)).messages
    assert (heard.remote_id, heard.url) == (str(said.id), f"https://t.me/clientiforno/{said.id}")


async def test_what_is_written_elsewhere_is_nobody_s_business(telegram: FakeTelegram, tmp_path: Path) -> None:
    other = telegram.add_chat(Chat(-1009, "supergroup", "Altri"))
    async with signed_in(telegram, tmp_path) as bench:
        telegram.writes(other, "Non per voi")
        assert (await hear(bench)).messages == ()


async def test_who_speaks_for_the_channel_is_us(telegram: FakeTelegram, tmp_path: Path) -> None:
    group = telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        telegram.writes(
            group, "Dalle sette", sender_chat={"id": telegram.channel.id, "title": "Forno", "type": "channel"}
        )
        [heard] = (await hear(bench)).messages
    assert heard.ours


async def test_an_edit_says_how_it_is_now(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        said = telegram.comment(7, "Aperto domani?")
        telegram.edits(said, "Aperto lunedì?")
        [heard] = (await hear(bench)).messages
    assert heard.text == "Aperto lunedì?"


# ------------------------------------------------------------------ the cursor
async def test_nothing_is_let_go_that_another_chat_of_the_bot_has_not_heard(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    clock = ManualClock()
    telegram.clock = clock
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        bench.clock = clock
        telegram.comment(7, "Primo")
        page = await hear(bench)
        assert [each.text for each in page.messages] == ["Primo"]
        assert [each.text for each in (await hear(bench, page.cursor)).messages] == ["Primo"], "for the other chats"
        clock.advance(timedelta(hours=2))
        telegram.comment(7, "Secondo")
        page = await hear(bench, page.cursor)
        assert [each.text for each in page.messages] == ["Primo", "Secondo"]
        page = await hear(bench, page.cursor)
        assert [each.text for each in page.messages] == ["Secondo"], "what is older was heard by all"


async def test_many_come_in_pages_and_none_is_left_out(telegram: FakeTelegram, tmp_path: Path) -> None:
    clock = ManualClock()
    telegram.clock = clock
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        bench.clock = clock
        for number in range(230):
            telegram.comment(7, f"Domanda {number}")
        told, _ = await all_new(bench)
    assert {each.text for each in told} == {f"Domanda {number}" for number in range(230)}


async def test_after_more_than_a_day_it_is_gone_and_what_is_new_is_heard(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    clock = ManualClock()
    telegram.clock = clock
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        bench.clock = clock
        telegram.comment(7, "Ieri")
        clock.advance(timedelta(hours=25))
        telegram.comment(7, "Oggi")
        page = await hear(bench)
    assert [each.text for each in page.messages] == ["Oggi"]


# ------------------------------------------------------------------ what stands against it
@pytest.mark.parametrize("whose", ["program", "address"])
async def test_another_program_hears_the_bot(telegram: FakeTelegram, tmp_path: Path, whose: str) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        telegram.listener, telegram.address = whose == "program", "https://altri.example" * (whose == "address")
        with pytest.raises(NotSentError) as caught:
            await hear(bench)
        await bench.publish(bench.job("Esce lo stesso"))
    assert caught.value.problem.code == "bot_heard_elsewhere"
    assert "Another program hears Forno’s bot" in caught.value.problem.title


@pytest.mark.parametrize(
    ("member", "reads", "heard"),
    [
        ({"status": "member"}, False, False),
        ({"status": "left"}, False, False),
        ({"status": "member"}, True, True),
        ({"status": "administrator"}, False, True),
    ],
)
async def test_a_bot_that_hears_nothing_of_its_group_says_so(
    telegram: FakeTelegram, tmp_path: Path, member: dict[str, Any], reads: bool, heard: bool
) -> None:
    telegram.add_group().member = member
    telegram.reads_groups = reads
    async with signed_in(telegram, tmp_path) as bench:
        if heard:
            assert (await hear(bench)).messages == ()
            return
        with pytest.raises(RefusedError) as caught:
            await hear(bench)
        assert caught.value.problem.code == "bot_hears_nothing"
        telegram.writes_to_the_bot("Ma questo sì")
        assert [each.text for each in (await hear(bench)).messages] == ["Ma questo sì"]


async def test_a_channel_connected_before_finds_its_group(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        bench.account = replace(bench.account, reported={})
        telegram.comment(7, "Aperto?")
        assert [each.text for each in (await hear(bench)).messages] == ["Aperto?"]


async def test_a_group_that_is_linked_later_is_heard(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with signed_in(telegram, tmp_path) as bench:
        assert (await hear(bench)).messages == ()
        telegram.add_group()
        telegram.comment(7, "Aperto?")
        assert [each.text for each in (await hear(bench)).messages] == ["Aperto?"]


@pytest.mark.parametrize("reported", [True, False])
async def test_a_group_s_own_channel_is_no_group_of_it(telegram: FakeTelegram, tmp_path: Path, reported: bool) -> None:
    telegram.add_chat(Chat(-1005, "supergroup", "Clienti", "clientiforno")).linked = telegram.channel.id
    async with signed_in(telegram, tmp_path, "@clientiforno") as bench:
        if not reported:
            bench.account = replace(bench.account, reported={})
        assert (await hear(bench)).messages == ()


# ------------------------------------------------------------------ a heart, a deletion
def asked(heard: Heard, op: Op, *, on: bool = True) -> Asked:
    return Asked(op, on, "key", heard.remote_id, ManualClock().now(), data=heard.data)


async def test_a_heart_and_taking_away(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group()
    async with signed_in(telegram, tmp_path) as bench:
        verb, session = bench.connector, bench.session()
        assert isinstance(verb, Moderates)
        assert isinstance(session, Session)
        said = telegram.comment(7, "Buonissimo")
        [heard] = (await hear(bench)).messages
        assert await verb.moderate(session, asked(heard, Op.LIKE)) == Done()
        assert await verb.moderate(session, asked(heard, Op.LIKE)) == Done(), "twice is once"
        assert said.reactions == ["❤"]
        assert await verb.look_at(session, asked(heard, Op.LIKE)) == CannotTell(), "no bot reads its chat"
        assert await verb.moderate(session, asked(heard, Op.LIKE, on=False)) == Done()
        assert said.reactions == []
        assert await verb.moderate(session, asked(heard, Op.DELETE)) == Done()
        assert said.gone
        assert await verb.moderate(session, asked(heard, Op.DELETE)) == Done(gone=True)
        assert await verb.moderate(session, asked(heard, Op.LIKE)) == Done(gone=True)


async def test_without_the_right_nothing_is_deleted(telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.add_group(can_delete_messages=False)
    async with signed_in(telegram, tmp_path) as bench:
        said = telegram.comment(7, "Brutto")
        [heard] = (await hear(bench)).messages
        assert isinstance(bench.connector, Moderates)
        with pytest.raises(RefusedError) as caught:
            await bench.connector.moderate(bench.session(), asked(heard, Op.DELETE))
    assert caught.value.problem.code == "no_delete_there"
    assert not said.gone
