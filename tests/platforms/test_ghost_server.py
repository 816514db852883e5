"""Ghost against Ghost itself: a draft of ours, one flip, its own list, letters, comments of members, numbers."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import MessageKind
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.base import (
    Absent,
    CannotTell,
    Job,
    Listed,
    Picture,
    Published,
    ReadsBack,
    RefusedError,
    Said,
    ScheduledThere,
    SignedOutError,
    UnclearError,
)
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.platforms.telling import CountsFollowers, Hears, Insights, PublishedThere
from smmdesk.system.clock import SystemClock
from tests.platforms.accounts import Faulty
from tests.platforms.bench import Bench, bench_of
from tests.servers.ghost import GhostServer

PATIENCE_S = 60.0


@asynccontextmanager
async def at_ghost(server: GhostServer, folder: Path, way: Faulty | None = None) -> AsyncIterator[Bench]:
    """Signed in with the key of an integration of its own."""
    async with bench_of("ghost", SystemClock(), folder, transport=way) as bench:
        await bench.sign_in(server.admin_key(), server=server.url)
        yield bench


def draft_of(job: Job) -> dict[str, str]:
    """What `prepare` kept of our draft."""
    step: Any = job.prepared["draft"]
    kept: dict[str, str] = step["value"]
    return kept


def there(server: GhostServer, receipt: Receipt) -> dict[str, Any]:
    found = server.get_post(receipt.id)
    assert found is not None
    return found


# ------------------------------------------------------------------ signing in
async def test_a_key_is_good_until_it_is_taken_back(ghost_server: GhostServer, tmp_path: Path) -> None:
    host, key = ghost_server.url.removeprefix("http://"), ghost_server.admin_key()
    async with bench_of("ghost", SystemClock(), tmp_path) as bench:
        with pytest.raises(ProblemError) as caught:
            await bench.sign_in("0" * 24 + ":" + "0" * 64, server=ghost_server.url)
        assert caught.value.problem.code == "sign_in_refused"
        await bench.sign_in(key, server=f"{ghost_server.url}/ghost/#/settings/integrations")
        account = bench.account
        assert (account.name, account.handle, account.server) == ("Il Forno", host, ghost_server.url)
        assert account.reported == {"version": "v6.65", "newsletters": [["", "–"], ["default-newsletter", "Il Forno"]]}
        ghost_server.revoke(key)
        with pytest.raises(SignedOutError):
            await bench.connector.who_am_i(bench.session())
        with pytest.raises(SignedOutError):
            await bench.prepared(bench.job("Pane", title="Pane"))


# ------------------------------------------------------------------ publishing
async def test_words_photos_a_film_and_options(ghost_server: GhostServer, tmp_path: Path) -> None:
    server = ghost_server
    path = tmp_path / "film.mp4"
    path.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    async with at_ghost(server, tmp_path) as bench:
        photos = (bench.photo("Il banco"), bench.photo("La crosta", color="red"), bench.photo("", color="blue"))
        film = Picture(path, "video/mp4", path.stat().st_size, 640, 360, cover=bench.photo("", color="green"))
        options = {"tags": "#pane, Forno , pane", "excerpt": "Pane caldo", "slug": "pane-nuovo", "featured": True}
        link, text = f"{server.url}/", "Caldo & subito\nsul banco\n\nLeggi https://forno.example/?a=1&b=2."
        server.file(link)  # Ghost gives a page five seconds; drawing it for the first time may take longer
        job = bench.job(text, title="Pane <nuovo>", media=(*photos, film), link=link, options=options)
        job = await bench.prepared(job)
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == Absent()
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        receipt = answer.receipt
        assert receipt.url == f"{server.url}/pane-nuovo/"
        again = await bench.connector.commit(bench.session(), job)
        assert isinstance(again, Published)
        assert (again.receipt.id, again.receipt.url) == (receipt.id, receipt.url), "twice is once"
        post = there(server, receipt)
        assert (post["title"], post["status"], post["custom_excerpt"]) == ("Pane <nuovo>", "published", "Pane caldo")
        assert (post["featured"], [tag["name"] for tag in post["tags"]]) == (True, ["pane", "Forno"])
        assert (post["feature_image_alt"], post["email"]) == ("Il banco", None)
        assert server.file(post["feature_image"])[:2] == b"\xff\xd8"
        kinds = {block["type"]: block for block in json.loads(post["lexical"])["root"]["children"]}
        assert [image["alt"] for image in kinds["gallery"]["images"]] == ["La crosta", ""]
        assert server.file(kinds["video"]["src"]) == path.read_bytes()
        assert server.file(kinds["video"]["thumbnailSrc"])[:2] == b"\xff\xd8"
        assert kinds["bookmark"]["metadata"]["title"], "the card that the site itself reads"
        page = server.page(receipt.url)
        for words in ("Caldo &amp; subito<br>sul banco", 'alt="La crosta"', "Pane &lt;nuovo&gt;", 'alt="Il banco"'):
            assert words in page
        verb = bench.connector
        assert isinstance(verb, ReadsBack)
        said = await verb.read_back(bench.session(), replace(job, receipt=receipt))
        assert isinstance(said, Said)
        assert said.same, (said.there, said.ours)


async def test_a_lost_answer_is_one_post(ghost_server: GhostServer, tmp_path: Path) -> None:
    way = Faulty()
    async with at_ghost(ghost_server, tmp_path, way) as bench:
        first = await bench.prepared(bench.job("Pane", title="Risposta persa"))
        job = await bench.prepared(replace(first, prepared={}))
        assert draft_of(job)["id"] == draft_of(first)["id"], "found by its mark"
        way.lose = (f"/posts/{draft_of(job)['id']}/", True)
        with pytest.raises(UnclearError):
            await bench.connector.commit(bench.session(), job)
        found = await bench.connector.look_up(bench.session(), bench.tried(job))
        assert isinstance(found, Published)
        assert there(ghost_server, found.receipt)["status"] == "published"
    await way.end()
    assert [post["title"] for post in ghost_server.posts()].count("Risposta persa") == 1


async def test_what_the_site_refuses(ghost_server: GhostServer, tmp_path: Path) -> None:
    async with at_ghost(ghost_server, tmp_path) as bench:
        photo = bench.photo()
        photo.path.write_bytes(b"no photo")
        with pytest.raises(RefusedError) as caught:
            await bench.prepared(bench.job("Pane", title="Rotta", media=(photo,)))
        assert str(caught.value.problem.values["said"]).startswith("vetrina.jpg: Request not understood error")
        job = await bench.prepared(bench.job("Pane", title="Cambiata"))
        draft = draft_of(job)
        version, draft["version"] = draft["version"], "2026-11-01T00:00:00.000Z"
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), job)
        draft["version"] = version
        assert caught.value.problem.values["said"] == "Saving failed! Someone else is editing this post."
        ghost_server.delete_post(draft["id"])
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), job)
        assert caught.value.problem.code == "removed_there"


async def test_a_letter_leaves_once_and_is_counted(ghost_server: GhostServer, tmp_path: Path) -> None:
    ghost_server.member("Anna")
    async with at_ghost(ghost_server, tmp_path) as bench:
        job = await bench.prepared(bench.job("Pane", title="Lettera", options={"newsletter": "il forno"}))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        first = there(ghost_server, answer.receipt)["email"]
        assert first["email_count"] >= 1
        assert isinstance(await bench.connector.commit(bench.session(), job), Published)
        assert there(ghost_server, answer.receipt)["email"]["id"] == first["id"], "one letter"
        verb = bench.connector
        assert isinstance(verb, Insights)
        _, plain = await bench.publish(bench.job("Pane", title="Senza lettera"))
        counts = await verb.insights(bench.session(), [answer.receipt, plain])
        assert {count.value: number for count, number in counts[answer.receipt.id].items()} == {
            "reach": 0, "clicks": 0, "likes": 0,
        }  # fmt: skip
        assert not counts.get(plain.id)
        assert isinstance(verb, CountsFollowers)
        assert (await verb.followers(bench.session()) or 0) >= 1
        gone = await bench.prepared(bench.job("Pane", title="Altra", options={"newsletter": "il forno"}))
        bench.account = replace(bench.account, reported={**bench.account.reported, "newsletters": [["daily", "Forno"]]})
        gone = replace(gone, outgoing=replace(gone.outgoing, options={"newsletter": "daily"}))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), gone)
        assert str(caught.value.problem.values["said"]).startswith("Error sending email!")
        assert await bench.connector.look_up(bench.session(), bench.tried(gone)) == Absent()


# ------------------------------------------------------------------ afterwards
async def test_a_change_and_a_removal(ghost_server: GhostServer, tmp_path: Path) -> None:
    async with at_ghost(ghost_server, tmp_path) as bench:
        verb, photo = bench.connector, bench.photo("Il banco")
        job, receipt = await bench.publish(bench.job("Pane", title="Da cambiare", media=(photo,)))
        edit = replace(job, op=Op.EDIT, key="2", prepared={}, outgoing=replace(job.outgoing, text="Pane alle otto"))
        edit = await bench.prepared(edit)
        assert await verb.look_up(bench.session(), bench.tried(edit)) == Absent()
        for _ in range(2):
            answer = await verb.commit(bench.session(), edit)
            assert isinstance(answer, Published)
            assert (answer.receipt.id, answer.receipt.url) == (receipt.id, receipt.url)
        assert isinstance(await verb.look_up(bench.session(), bench.tried(edit)), Published)
        post = there(ghost_server, receipt)
        assert (post["html"], post["feature_image_alt"]) == ("<p>Pane alle otto</p>", "Il banco")
        gone = replace(job, op=Op.DELETE, receipt=receipt)
        assert await verb.look_up(bench.session(), gone) == Absent()
        for _ in range(2):
            assert await verb.commit(bench.session(), gone) == Published(receipt)
        assert await verb.look_up(bench.session(), gone) == Published(receipt)
        assert ghost_server.get_post(receipt.id) is None
        assert isinstance(verb, ReadsBack)
        assert await verb.read_back(bench.session(), job) == Absent()
        by_address = replace(gone, receipt=replace(receipt, id="da-cambiare"))
        assert await verb.look_up(bench.session(), by_address) == CannotTell()


# ------------------------------------------------------------------ the site's own list
async def test_its_own_list_and_off_it(ghost_server: GhostServer, tmp_path: Path) -> None:
    async with at_ghost(ghost_server, tmp_path) as bench:
        due = bench.after(hours=5)
        job, listed = await bench.hand_off(bench.job("Pane", title="In lista", due=due))
        post = there(ghost_server, listed.receipt)
        assert (listed.due, post["status"], post["slug"]) == (due, "scheduled", "in-lista")
        later = replace(job, due=bench.after(hours=6))
        moved = await bench.list.reschedule(bench.session(), later)
        assert isinstance(moved, Listed)
        assert moved.due == later.due
        assert await bench.list.look_up_listed(bench.session(), job) == moved
        lister = bench.connector
        assert isinstance(lister, ScheduledThere)
        waiting = [row for row in (await lister.scheduled_there(bench.session())).posts if row.words == "In lista"]
        assert [row.remote_id for row in waiting] == [listed.receipt.id]
        await bench.list.recall(bench.session(), job)
        post = there(ghost_server, listed.receipt)
        assert (post["status"], post["published_at"]) == ("draft", None)
        assert await bench.list.look_up_listed(bench.session(), job) == Absent()
        fresh = replace(job, op=Op.CREATE, key="2", prepared={}, receipt=None)
        _, receipt = await bench.publish(replace(fresh, outgoing=replace(fresh.outgoing, text="Pane nuovo")))
        assert (receipt.id, receipt.url) == (listed.receipt.id, f"{ghost_server.url}/in-lista/"), "the same draft"
        teller = bench.connector
        assert isinstance(teller, PublishedThere)
        out = await teller.published_there(bench.session(), bench.after(hours=-1))
        assert receipt.id in [row.remote_id for row in out]
        assert await teller.published_there(bench.session(), bench.after(hours=1)) == ()


async def test_it_comes_out_at_its_moment(ghost_server: GhostServer, tmp_path: Path) -> None:
    async with at_ghost(ghost_server, tmp_path) as bench:
        job, _ = await bench.hand_off(bench.job("Pane", title="Fra poco", due=bench.after(seconds=3)))
        end = time.monotonic() + PATIENCE_S
        while isinstance(found := await bench.list.look_up_listed(bench.session(), job), Listed):
            assert time.monotonic() < end, "the site does not publish what is on its list"
        assert isinstance(found, Published)
        assert there(ghost_server, found.receipt)["status"] == "published"
        for verb in (bench.list.reschedule, bench.list.recall):
            with pytest.raises(RefusedError) as caught:
                await verb(bench.session(), job)
            assert caught.value.problem.code == "removed_there"
        assert isinstance(await bench.list.hurry(bench.session(), job), Published)


# ------------------------------------------------------------------ what members write
async def test_comments_are_heard_hidden_shown_and_deleted(ghost_server: GhostServer, tmp_path: Path) -> None:
    server = ghost_server
    async with at_ghost(server, tmp_path) as bench:
        verb = bench.connector
        assert isinstance(verb, Hears)
        assert isinstance(verb, Moderates)
        _, post = await bench.publish(bench.job("Pane", title="Commentata"))
        first = server.comment(post.id, "<p>Aperto &lt;b&gt;domani&lt;/b&gt;?<br>Grazie &amp; ciao</p>")
        below = server.comment(post.id, "<p>Anch'io</p>", "Bea", parent_id=first)
        deeper = server.comment(post.id, "<p>E io</p>", parent_id=first, in_reply_to_id=below)

        async def told() -> dict[str, Any]:
            page = await verb.fetch_messages(bench.session(), "")
            return {one.remote_id: one for one in page.messages if one.thread_remote_id == post.id}

        heard, host = await told(), server.url.removeprefix("http://")
        assert set(heard) == {first, below, deeper}
        assert heard[first].kind is MessageKind.COMMENT
        assert heard[first].text == "Aperto <b>domani</b>?\nGrazie & ciao"
        who = heard[first].author
        assert (who.remote_id, who.name) == (f"{server.member('Anna')}@{host}", "Anna")
        assert heard[first].url == f"{post.url}#ghost-comments-{first}"
        answered = [heard[each].answers_remote_id for each in (first, below, deeper)]
        assert answered == [post.id, first, below]

        def asked(op: Op, *, on: bool = True) -> Asked:
            return Asked(op, on, "k", below, bench.clock.now())

        hide, show, delete = asked(Op.HIDE), asked(Op.HIDE, on=False), asked(Op.DELETE)
        assert await verb.look_at(bench.session(), hide) == Absent()
        for _ in range(2):
            assert await verb.moderate(bench.session(), hide) == Done()
        assert await verb.look_at(bench.session(), hide) == Done()
        assert [one.hushed for one in (await told()).values()] == [False, True, False]
        [shown] = server.comments(post.id)
        assert [one["html"] for one in shown["replies"]] == [None, "<p>E io</p>"], "visitors do not see it"
        assert await verb.moderate(bench.session(), show) == Done()
        assert await verb.look_at(bench.session(), show) == Done()
        assert await verb.look_at(bench.session(), delete) == Absent()
        for _ in range(2):
            assert await verb.moderate(bench.session(), delete) == Done()
        assert await verb.look_at(bench.session(), delete) == Done()
        for whose in ("all", "off", "all"):  # a status that is set would bring it back
            server.allow_comments(whose)
            for again in (hide, show):
                assert await verb.moderate(bench.session(), again) == Done(gone=True)
            assert set(await told()) == {first, deeper}
        assert await verb.moderate(bench.session(), replace(hide, remote_id="6" * 24)) == Done(gone=True)
        assert await verb.moderate(bench.session(), replace(delete, remote_id="6" * 24)) == Done()
