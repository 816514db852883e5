"""What people write on Mastodon and WordPress is heard, and answered where and to whom it was said."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import HeardPage, MessageKind
from smmdesk.platforms.base import Absent, Accepted, Account, CannotTell, ConnectorError, Published, ReadsBack, Said
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import ManualClock
from smmdesk.system.secrets import Secret
from tests.fakes.mastodon import FakeMastodon
from tests.fakes.mastodon.book import Draft
from tests.fakes.mastodon.posting import publish
from tests.platforms.accounts import Site, at_mastodon, at_wordpress
from tests.platforms.bench import Bench, bench_of

BEA = {"id": "1", "acct": "bea"}
OURS = {"id": "8", "created_at": "2026-11-28T10:00:00Z", "content": "<p>Pane caldo</p>"}


async def hear(bench: Bench, cursor: str = "") -> HeardPage:
    verb = bench.connector
    assert isinstance(verb, Hears)
    return await verb.fetch_messages(bench.session(), cursor)


# ------------------------------------------------------------------ Mastodon
async def test_comments_mentions_and_private_messages(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        assert await hear(bench) == HeardPage((), "0")
        _, receipt = await bench.publish(bench.job("Pane caldo"))
        ours = next(status for status in fake_mastodon.statuses if status.id == receipt.id)
        fake_mastodon.reply(ours, "Aperto <domani>?\nGrazie")
        carla = next(each for each in fake_mastodon.book.accounts if each.acct == "carla@elsewhere.test")
        for text, audience in (("Che buono @alice", "public"), ("@alice Un segreto", "direct")):
            status = publish(fake_mastodon.book, carla, Draft(text, audience))
            fake_mastodon.notify("mention", fake_mastodon.alice, carla, status)
        fake_mastodon.notify("favourite", fake_mastodon.alice, carla, ours)
        fake_mastodon.notify("reblog", fake_mastodon.alice, carla, ours)
        page = await hear(bench, "0")
        comment, mention, private = sorted(page.messages, key=lambda message: int(message.remote_id))
        assert (comment.kind, comment.text) == (MessageKind.COMMENT, "Aperto <domani>?\nGrazie")
        assert comment.answers_remote_id == receipt.id
        assert [(one.author, one.about_remote_id) for one in page.shares] == [(comment.author, receipt.id)]
        assert (mention.kind, private.kind) == (MessageKind.MENTION, MessageKind.PRIVATE)
        assert private.data["options"] == {"visibility": "direct"}
        assert (comment.author.handle, comment.data["names"]) == ("@carla@elsewhere.test",) * 2
        assert await hear(bench, page.cursor) == HeardPage((), page.cursor)
        assert (await hear(bench)).shares == page.shares, "the first look has a page for them"


async def test_days_of_mentions_come_a_page_at_a_time_from_the_oldest(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane"))
        ours = next(status for status in fake_mastodon.statuses if status.id == receipt.id)
        replies = [fake_mastodon.reply(ours, f"Numero {number}").id for number in range(95)]
        told, cursor, calls = [], "0", 0
        while True:
            page = await hear(bench, cursor)
            told += [message.remote_id for message in page.messages]
            cursor, calls = page.cursor, calls + 1
            if not page.more:
                break
    assert (sorted(told, key=int), calls) == (replies, 3)


@pytest.mark.parametrize(
    ("row", "heard"),
    [
        ({"id": "7", "type": "mention", "status": None}, 0),
        ({"id": "7", "type": "mention", "status": {"id": "../8"}, "account": BEA}, 0),
        ({"id": "7", "type": "mention", "status": {"id": "8", "created_at": "soon"}, "account": BEA}, 0),
        ({"id": "7", "type": "favourite", "status": OURS, "account": BEA}, 0),
        ({"id": "7", "type": "mention", "status": OURS, "account": BEA}, 1),
    ],
    ids=str,
)
async def test_what_is_no_message_is_passed_over(
    fake_mastodon: FakeMastodon, clock: ManualClock, tmp_path: Path, row: Any, heard: int
) -> None:
    async with at_mastodon(fake_mastodon, clock, tmp_path) as bench:
        fake_mastodon.fail_next("/api/v1/notifications", status=200, body=json.dumps([row]))
        with fake_mastodon.forgiving():
            page = await hear(bench)
        assert (len(page.messages), page.cursor) == (heard, "7")
        for message in page.messages:  # no audience was told
            assert (message.kind, message.data["options"]) == (MessageKind.PRIVATE, {"visibility": "direct"})
        fake_mastodon.fail_next("/api/v1/notifications", status=200, body="<html>Wi-Fi</html>")
        with fake_mastodon.forgiving(), pytest.raises(ConnectorError):
            await hear(bench)


# ------------------------------------------------------------------ WordPress
@pytest.mark.servers
async def test_comments_are_heard_and_answered_below_themselves(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("Pane <b>caldo</b>", title="Pane"))
        before = (await hear(bench)).cursor
        body = {"post": int(receipt.id), "author_name": "Anna <b>P.</b>", "author_email": "anna@forno.example"}
        made = site.server._json("POST", "comments", json={**body, "content": "Aperto domani?\n\nGrazie & a presto"})
        page = await hear(bench, before)
        comment = next(message for message in page.messages if message.remote_id == f"comment-{made['id']}")
        assert (comment.text, comment.author.name) == ("Aperto domani?\nGrazie & a presto", "Anna P.")
        assert (comment.answers_remote_id, comment.data["post"]) == (receipt.id, int(receipt.id))
        parent = Receipt(comment.remote_id, comment.url, data=comment.data)
        job = await bench.prepared(bench.job("Sì, dalle sette", parent=parent))
        answer = await bench.connector.commit(bench.session(), job)
        assert isinstance(answer, Published)
        number = answer.receipt.id.removeprefix("comment-")
        shown = site.server._json("GET", f"comments/{number}")
        assert (shown["parent"], shown["post"]) == (made["id"], int(receipt.id))
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == answer
        again = await hear(bench, page.cursor)
    mine = [message for message in again.messages if message.remote_id == answer.receipt.id]
    assert [(one.ours, one.answers_remote_id) for one in mine] == [(True, comment.remote_id)]


@pytest.mark.servers
async def test_an_author_hears_of_others_posts_what_everybody_sees(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, receipt = await bench.publish(bench.job("x", title="Dell'editore"))
    body = {"post": int(receipt.id), "author_name": "Bea", "author_email": "bea@forno.example"}
    for status in ("approve", "hold"):
        site.server._json("POST", "comments", json={**body, "content": f"Commento {status}", "status": status})
    async with at_wordpress(site, tmp_path, "author") as bench:
        told = [message.text for message in (await hear(bench)).messages]
    assert "Commento approve" in told
    assert "Commento hold" not in told


async def _below(bench: Bench, site: Site, words: str) -> tuple[Receipt, Receipt]:
    """A new post and what somebody wrote below it."""
    _, post = await bench.publish(bench.job("x", title=words))
    body = {"post": int(post.id), "author_name": "Anna", "author_email": "anna@forno.example", "content": words}
    made = site.server._json("POST", "comments", json={**body, "status": "approve"})
    return post, Receipt(f"comment-{made['id']}", data={"post": int(post.id)})


@pytest.mark.servers
async def test_an_answer_lays_down_no_draft_and_is_found_again_as_a_comment(site: Site, tmp_path: Path) -> None:
    """Whoever looks at what is out knows its receipt alone, not what it answers."""
    async with at_wordpress(site, tmp_path) as bench:
        _, anna = await _below(bench, site, "Aperto?")
        before = len(site.posts())
        job, receipt = await bench.publish(bench.job("Sì, dalle sette", parent=anna))
        assert len(site.posts()) == before, "an answer is no post, not even a draft of one"
        out = replace(job, op=Op.DELETE, parent=None, receipt=receipt)
        verb = bench.connector
        assert isinstance(verb, ReadsBack)
        assert await verb.read_back(bench.session(), out) == Said("Sì, dalle sette", "Sì, dalle sette", same=True)
        assert await verb.look_up(bench.session(), out) == Absent(), "it is there"
        await verb.commit(bench.session(), out)
        assert await verb.read_back(bench.session(), out) == Absent()


@pytest.mark.servers
async def test_the_same_words_below_somebody_else_are_not_taken_for_a_lost_answer(site: Site, tmp_path: Path) -> None:
    """ "Grazie!" to Anna went out, the one to Bea got lost: neither of them is the other."""
    async with at_wordpress(site, tmp_path) as bench:
        post, anna = await _below(bench, site, "Buono!")
        body = {"post": int(post.id), "author_name": "Bea", "author_email": "bea@forno.example", "content": "Ottimo!"}
        made = site.server._json("POST", "comments", json={**body, "status": "approve"})
        bea = Receipt(f"comment-{made['id']}", data=anna.data)
        to_anna, there = await bench.publish(bench.job("Grazie!", parent=anna))
        lost, look_up = bench.job("Grazie!", parent=bea), bench.connector.look_up
        assert await look_up(bench.session(), bench.tried(lost)) == CannotTell()
        assert await look_up(bench.session(), bench.tried(replace(to_anna, receipt=None))) == Published(there)
        owned = replace(bench.tried(lost), owned=frozenset({there.id}))
        assert await look_up(bench.session(), owned) == Absent()
        _, second = await bench.publish(lost)
        assert await look_up(bench.session(), bench.tried(replace(lost, receipt=None))) == Published(second)


@pytest.mark.servers
async def test_an_answer_that_waits_for_a_moderator_is_not_called_absent(site: Site, tmp_path: Path) -> None:
    """So it is with an author's first answer below somebody else's post on a site as it comes. What others wrote and
    this account may not see yet is left out of the page, so that a short page says nothing."""
    async with at_wordpress(site, tmp_path) as bench:
        post, anna = await _below(bench, site, "In attesa?")
    async with at_wordpress(site, tmp_path, "author") as bench:
        job, receipt = await bench.publish(bench.job("Arriva subito", parent=anna))
        lost, look_up = replace(job, receipt=None), bench.connector.look_up
        site.server._json("POST", f"comments/{receipt.id.removeprefix('comment-')}", json={"status": "hold"})
        waits = await look_up(bench.session(), bench.tried(lost))
        assert isinstance(waits, Accepted)
        assert waits.job == {"comment": int(receipt.id.removeprefix("comment-")), "waits": "review"}
        others = {"post": int(post.id), "author_name": "Spam", "author_email": "s@spam.example", "status": "hold"}
        for number in range(101):
            site.server._json("POST", "comments", json={**others, "content": f"Compra {number}"})
        assert await look_up(bench.session(), bench.tried(lost)) == CannotTell()


async def _all_new(bench: Bench, cursor: str) -> tuple[list[str], str]:
    told: list[str] = []
    for _page in range(20):
        page = await hear(bench, cursor)
        told, cursor = [*told, *(message.text for message in page.messages)], page.cursor
        if not page.more:
            break
    return told, cursor


@pytest.mark.servers
async def test_a_wave_of_held_comments_hides_nothing_that_comes_after_it(site: Site, tmp_path: Path) -> None:
    """WordPress leaves out of a page what an author may not see; the page is short, or empty, and yet not the last."""
    async with at_wordpress(site, tmp_path) as bench:
        post, _ = await _below(bench, site, "Prima della piena")
    async with at_wordpress(site, tmp_path, "author") as bench:
        before = (await hear(bench)).cursor
        body = {"post": int(post.id), "author_name": "Spam", "author_email": "s@spam.example"}
        for number in range(55):
            site.server._json("POST", "comments", json={**body, "content": f"Onda {number}", "status": "hold"})
        site.server._json("POST", "comments", json={**body, "content": "Dopo la piena", "status": "approve"})
        assert "Dopo la piena" in (await _all_new(bench, before))[0]


async def test_pages_that_an_author_may_not_see_lead_on(clock: ManualClock, tmp_path: Path) -> None:
    row = {"post": 1, "parent": 0, "author": 0, "author_name": "Anna", "content": {"rendered": "<p>Ciao</p>"}}
    old = [{**row, "id": number, "date_gmt": "2026-01-01T00:00:00"} for number in range(1, 51)]
    pages = {1: old, 2: [], 3: [], 4: [{**row, "id": 99, "date_gmt": "2026-01-01T01:00:00"}]}

    def answer(request: httpx.Request) -> httpx.Response:
        rows = [] if request.url.params["order"] == "desc" else pages[int(request.url.params["page"])]
        return httpx.Response(200, json=rows, headers={"X-WP-TotalPages": str(len(pages))})

    async with bench_of("wordpress", clock, tmp_path, transport=httpx.MockTransport(answer)) as bench:
        bench.account = Account("5@forno.example", "Forno", server="https://forno.example")
        bench.secrets = [Secret.of(user="anna", password="x")]
        cursor = json.dumps({"since": "2026-01-01T00:00:00+00:00", "page": 1})
        heard: list[str] = []
        for _page in pages:
            page = await hear(bench, cursor)
            heard, cursor = [*heard, *(message.remote_id for message in page.messages)], page.cursor
    assert "comment-99" in heard


@pytest.mark.servers
async def test_a_comment_dated_ahead_passes_no_other_by(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        post, _ = await _below(bench, site, "Oggi")
        before = (await hear(bench)).cursor
        body = {"post": int(post.id), "author_name": "Anna", "author_email": "anna@forno.example"}
        dated = {**body, "content": "Domani", "date_gmt": "2031-01-01T00:00:00"}
        ahead = site.server._json("POST", "comments", json=dated)
        told, cursor = await _all_new(bench, before)
        assert "Domani" in told
        site.server._json("POST", "comments", json={**body, "content": "Dopo domani"})
        later, _ = await _all_new(bench, cursor)
        site.server._json("DELETE", f"comments/{ahead['id']}", params={"force": "true"})
    assert "Dopo domani" in later


async def test_one_comment_without_a_date_hides_no_other(clock: ManualClock, tmp_path: Path) -> None:
    """An old import leaves comments of the year nought, which WordPress dates so."""
    row = {"post": 1, "parent": 0, "author": 0, "author_name": "Anna", "content": {"rendered": "<p>Ciao</p>"}}
    rows = [{**row, "id": 7, "date_gmt": "2026-01-01T00:00:00"}, {**row, "id": 8, "date_gmt": "-0001-11-30T00:00:00"}]
    answers = httpx.MockTransport(lambda request: httpx.Response(200, json=rows))
    async with bench_of("wordpress", clock, tmp_path, transport=answers) as bench:
        bench.account = Account("5@forno.example", "Forno", server="https://forno.example")
        bench.secrets = [Secret.of(user="anna", password="x")]
        page = await hear(bench)
    assert [message.remote_id for message in page.messages] == ["comment-7"]
