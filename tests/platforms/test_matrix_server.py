"""Matrix against Synapse itself: what is published, changed, taken down, lost on the way, heard and answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.model.message import HeardPage, MessageKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import Absent, ConnectorError, Picture, Published, ReadsBack, UnclearError
from smmdesk.platforms.matrix import heard
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import SystemClock
from tests.platforms.accounts import Faulty
from tests.platforms.bench import Bench, bench_of
from tests.servers.synapse import SynapseServer


@asynccontextmanager
async def in_room(server: SynapseServer, alias: str, folder: Path, way: Faulty | None = None) -> AsyncIterator[Bench]:
    """Lucia in a new room of hers, where Anna and Bea are."""
    room = server.make_room(alias)
    server.join(room, "anna")
    server.join(room, "bea")
    async with bench_of("matrix", SystemClock(), folder, transport=way) as bench:
        where = {"server": server.url, "room": f"#{alias}:localhost", "user": "lucia"}
        await bench.sign_in(server.password("lucia"), **where)
        assert bench.account.remote_id == room
        yield bench


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


# ------------------------------------------------------------------ publishing
async def test_a_photo_a_thread_a_change_and_a_removal(synapse_server: SynapseServer, tmp_path: Path) -> None:
    server = synapse_server
    async with in_room(server, "pane", tmp_path) as bench:
        room, photo = bench.account.remote_id, bench.photo("Un pane: caldo/fresco")
        job, root = await bench.publish(bench.job("**Pane** <b>caldo</b> 🥖", link="https://forno.example"))
        _, second = await bench.publish(
            bench.job("Con foto", media=(photo,), kind=PartKind.THREAD, root=root, parent=root)
        )
        one, two = server.messages(room)
        assert (one["event_id"], two["event_id"]) == (root.id, second.id)
        assert one["content"]["body"] == "**Pane** <b>caldo</b> 🥖\n\nhttps://forno.example"
        assert (two["content"]["body"], two["content"]["filename"]) == ("Con foto", "Un pane caldo fresco.jpg")
        assert two["content"]["m.relates_to"]["event_id"] == root.id
        assert server.file(two["content"]["url"]) == photo.path.read_bytes()
        path = tmp_path / "forno.mp4"
        path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
        film = Picture(path, "video/mp4", path.stat().st_size, 640, 360, alt="Il forno", cover=photo)
        await bench.publish(bench.job("Orari", media=(film,), kind=PartKind.FIRST_COMMENT, root=root, parent=root))
        shown = server.messages(room)[-1]["content"]
        assert server.file(shown["url"]) == path.read_bytes()
        assert server.file(shown["info"]["thumbnail_url"]) == photo.path.read_bytes()
        edit = replace(job, op=Op.EDIT, key="change", outgoing=replace(job.outgoing, text="Pane freddo", link=""))
        look_up, verb = bench.connector.look_up, bench.connector
        assert await look_up(bench.session(), edit) == Absent()
        for _ in range(2):
            assert await verb.commit(bench.session(), edit) == Published(root)
        assert await look_up(bench.session(), edit) == Published(root)
        newest = server.event(room, root.id)["unsigned"]["m.relations"]["m.replace"]["content"]["m.new_content"]
        assert newest["body"] == "Pane freddo"
        assert len(server.messages(room)) == 4, "the same change twice is one"
        away = replace(job, op=Op.DELETE, key="away")
        for _ in range(2):
            assert await verb.commit(bench.session(), away) == Published(root)
        assert isinstance(verb, ReadsBack)
        assert await verb.read_back(bench.session(), away) == Absent()
        assert server.event(room, root.id)["content"] == {}


async def test_a_lost_answer_is_one_event(synapse_server: SynapseServer, tmp_path: Path) -> None:
    server, way = synapse_server, Faulty()
    async with in_room(server, "perso", tmp_path, way) as bench:
        room, commit = bench.account.remote_id, bench.connector.commit
        job = await bench.prepared(bench.job("Pane"))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        way.lose = (job.key, True)
        with pytest.raises(UnclearError):
            await commit(bench.session(), job)
        [event] = server.messages(room)
        server.say(room, "lucia", "Pane")  # by hand, elsewhere: not taken for ours
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        again = await commit(bench.session(), job)
        assert isinstance(found, Published)
        assert isinstance(again, Published)
        assert (found.receipt.id, again.receipt.id) == (event["event_id"],) * 2
        assert len(server.messages(room)) == 2
    await way.end()


async def test_rooms_where_nothing_can_be_published(synapse_server: SynapseServer, tmp_path: Path) -> None:
    server = synapse_server
    server.make_room("cifrata", encrypted=True)
    server.make_room("muta", by="anna", power_level_content_override={"events_default": 50})
    for alias, code in (("cifrata", "room_encrypted"), ("muta", "may_not_publish"), ("altrove", "address_not_found")):
        async with bench_of("matrix", SystemClock(), tmp_path) as bench:
            where = {"server": server.url, "room": f"#{alias}:localhost", "user": "lucia"}
            with pytest.raises((ProblemError, ConnectorError)) as caught:
                await bench.sign_in(server.password("lucia"), **where)
        assert isinstance(caught.value, ProblemError | ConnectorError)
        assert caught.value.problem.code == code


# ------------------------------------------------------------------ hearing and answering
async def test_what_people_write_is_heard_once_and_answered(synapse_server: SynapseServer, tmp_path: Path) -> None:
    server = synapse_server
    async with in_room(server, "bottega", tmp_path) as bench:
        room = bench.account.remote_id
        server.say(room, "anna", "Prima")
        first = await hear(bench)
        assert ([one.text for one in first.messages], first.more) == (["Prima"], False)
        assert await hear(bench, first.cursor) == HeardPage((), first.cursor)
        _, post = await bench.publish(bench.job("Pane caldo"))
        below = {"m.relates_to": {"m.in_reply_to": {"event_id": post.id}}}
        asked = server.say(room, "anna", "> <@lucia:localhost> Pane caldo\n\nAperto domani?", **below)
        server.say(room, "bea", "Lucia, grazie!", **{"m.mentions": {"user_ids": [server.user("lucia")]}})
        server.send(room, "bea", {"msgtype": "m.notice", "body": "un programma"})
        page = await hear(bench, first.cursor)
        ours, question, mention = page.messages
        assert (ours.remote_id, ours.ours) == (post.id, True)
        assert (question.remote_id, question.text, question.answers_remote_id) == (asked, "Aperto domani?", post.id)
        assert (question.kind, mention.kind) == (MessageKind.COMMENT, MessageKind.MENTION)
        assert (question.author.handle, question.author.name) == (server.user("anna"), "anna")
        answer = bench.job("Sì, dalle sette", parent=Receipt(asked, question.url, data=question.data))
        job, receipt = await bench.publish(answer)
        content = server.event(room, receipt.id)["content"]
        assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}
        assert content["m.mentions"] == {"user_ids": [server.user("anna")]}
        found = await bench.connector.look_up(bench.session(), bench.tried(replace(job, receipt=None)))
        assert isinstance(found, Published)
        assert found.receipt.id == receipt.id
        [mine] = (await hear(bench, page.cursor)).messages
        assert (mine.ours, mine.answers_remote_id) == (True, asked)


async def test_changes_and_removals_are_heard(synapse_server: SynapseServer, tmp_path: Path) -> None:
    server = synapse_server
    async with in_room(server, "cambi", tmp_path) as bench:
        room, before = bench.account.remote_id, (await hear(bench)).cursor
        ids = [server.say(room, "anna", words) for words in ("Uno", "Due", "Tre")]
        page = await hear(bench, before)
        assert [one.remote_id for one in page.messages] == ids
        server.change(room, "anna", ids[0], "Uno e mezzo")
        server.redact(room, "anna", ids[1])
        server.say(room, "anna", "Quattro")
        server.redact(room, "anna", server.say(room, "anna", "Subito via"))
        told = {one.remote_id: one for one in (await hear(bench, page.cursor)).messages}
        assert told[ids[0]].text == "Uno e mezzo"
        assert (told[ids[1]].removed, told[ids[1]].text) == (True, "")
        assert "Subito via" not in {one.text for one in told.values()}
        assert ids[2] not in told


async def test_days_of_talk_come_a_page_at_a_time(
    synapse_server: SynapseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = synapse_server
    monkeypatch.setattr(heard, "PAGE", 5)
    monkeypatch.setattr(heard, "FIRST_PAGE", 3)
    async with in_room(server, "piena", tmp_path) as bench:
        room = bench.account.remote_id
        for number in range(5):
            server.say(room, "bea", f"Di prima {number}")
        page = await hear(bench)
        assert len(page.messages) == 3, "the room's history is not flooded in"
        said = [server.say(room, "anna", f"Numero {number}") for number in range(12)]
        told, cursor, more = list[str](), page.cursor, True
        while more:
            page = await hear(bench, cursor)
            told += [one.remote_id for one in page.messages]
            cursor, more = page.cursor, page.more
        assert told == said
