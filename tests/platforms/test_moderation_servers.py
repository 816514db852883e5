"""Moderation at the real servers: a WordPress site, likes and hidden answers on Bluesky, reactions on Matrix."""

from datetime import datetime
from pathlib import Path

import pytest

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.moderation import QUOTES_US
from smmdesk.model.moment import from_us
from smmdesk.platforms.base import Absent, CannotTell, RefusedError
from smmdesk.platforms.bluesky.moderation import LIKE, REPOST
from smmdesk.platforms.bluesky.records import GATE, POST, QUOTE_GATE
from smmdesk.platforms.moderating import Asked, Done, Moderates
from smmdesk.platforms.telling import Hears
from smmdesk.system.clock import SystemClock
from tests.platforms.accounts import Site, at_bluesky, at_wordpress
from tests.platforms.bench import Bench
from tests.platforms.test_bluesky_heard import ref, stamp, written
from tests.platforms.test_matrix_server import in_room
from tests.servers.bluesky import BlueskyServer
from tests.servers.synapse import SynapseServer

pytestmark = pytest.mark.servers


async def do(bench: Bench, asked: Asked) -> Done:
    verb = bench.connector
    assert isinstance(verb, Moderates)
    return await verb.moderate(bench.session(), asked)


async def look(bench: Bench, asked: Asked) -> Done | Absent | CannotTell:
    verb = bench.connector
    assert isinstance(verb, Moderates)
    return await verb.look_at(bench.session(), asked)


def asked_of(op: Op, remote_id: str, *, on: bool = True, **data: object) -> Asked:
    return Asked(op, on, f"k-{op}-{on}-{remote_id[-20:]}", remote_id, SystemClock().now(), "own", data)


# ------------------------------------------------------------------ WordPress
async def test_a_comment_is_held_back_shown_and_put_into_the_trash(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, post = await bench.publish(bench.job("x", title="Moderata"))
        body = {"post": int(post.id), "author_name": "Spam", "author_email": "s@forno.example", "content": "Compra"}
        made = site.server._json("POST", "comments", json={**body, "status": "approve"})
        name = f"comment-{made['id']}"

        def status() -> str:
            return str(site.server._json("GET", f"comments/{made['id']}")["status"])

        hide, show = asked_of(Op.HIDE, name), asked_of(Op.HIDE, name, on=False)
        assert await look(bench, hide) == Absent()
        assert await do(bench, hide) == await do(bench, hide) == Done()
        assert (status(), await look(bench, hide), await look(bench, show)) == ("hold", Done(), Absent())
        verb = bench.connector
        assert isinstance(verb, Hears)
        told = [one for one in (await verb.fetch_messages(bench.session(), "")).messages if one.remote_id == name]
        assert [one.hushed for one in told] == [True]
        assert await do(bench, show) == Done()
        assert status() == "approved"
        assert await do(bench, asked_of(Op.DELETE, name)) == Done()
        assert (status(), await look(bench, asked_of(Op.DELETE, name))) == ("trash", Done())
        assert await do(bench, asked_of(Op.DELETE, "comment-999999")) == Done()
        assert await do(bench, asked_of(Op.HIDE, "comment-999999")) == Done(gone=True)


async def test_a_comment_goes_among_the_spam_and_comes_back_as_it_was(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, post = await bench.publish(bench.job("x", title="Con spam"))
        for before in ("approved", "hold"):
            body = {"post": int(post.id), "author_name": "Spam", "author_email": "s@forno.example"}
            made = site.server._json("POST", "comments", json={**body, "content": f"Compra {before}", "status": before})
            name = f"comment-{made['id']}"

            def status(number: object = made["id"]) -> str:
                return str(site.server._json("GET", f"comments/{number}")["status"])

            spam, ham = asked_of(Op.SPAM, name), asked_of(Op.SPAM, name, on=False)
            assert (status(), await look(bench, spam), await look(bench, ham)) == (before, Absent(), Done())
            assert await do(bench, ham) == Done()
            assert status() == before, "what is no spam stays as it is"
            assert await do(bench, spam) == await do(bench, spam) == Done(), (
                "WordPress itself answers 500 to the second"
            )
            assert (status(), await look(bench, spam), await look(bench, ham)) == ("spam", Done(), Absent())
            assert await do(bench, ham) == await do(bench, ham) == Done()
            assert (status(), await look(bench, ham)) == (before, Done()), "as it was before, twice"
            assert await do(bench, spam) == Done()
            delete = asked_of(Op.DELETE, name)
            assert (await look(bench, delete), await do(bench, delete), status()) == (Absent(), Done(), "trash")
            assert await do(bench, spam) == Done(gone=True)
        assert await do(bench, asked_of(Op.SPAM, "comment-999999")) == Done(gone=True)


async def test_who_may_not_look_after_comments_is_told_so(site: Site, tmp_path: Path) -> None:
    async with at_wordpress(site, tmp_path) as bench:
        _, post = await bench.publish(bench.job("x", title="Altrui"))
    body = {"post": int(post.id), "author_name": "Anna", "author_email": "a@forno.example", "content": "Che buono"}
    made = site.server._json("POST", "comments", json={**body, "status": "approve"})
    async with at_wordpress(site, tmp_path, "author") as bench:
        with pytest.raises(RefusedError) as caught:
            await do(bench, asked_of(Op.HIDE, f"comment-{made['id']}"))
        assert caught.value.problem.code == "may_not_publish"
        with pytest.raises(RefusedError) as caught:
            await do(bench, asked_of(Op.SPAM, f"comment-{made['id']}"))
    assert caught.value.problem.code == "may_not_publish"


# ------------------------------------------------------------------ Bluesky
async def test_a_like_is_one_record_and_a_hidden_answer_stands_in_the_gate(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    bob = bluesky_server.bob
    async with at_bluesky(bluesky_server, tmp_path) as bench:
        _, post = await bench.publish(
            bench.job("Pane", options={"reply_control": "followers", "quote_policy": "nobody"})
        )
        ours = {"uri": post.id, "cid": str(post.data["cid"])}
        said = [
            written(bluesky_server, bob, text, reply={"root": ours, "parent": ours}) for text in ("Compra", "Ancora")
        ]
        first, second = (ref(one) for one in said)
        at = from_us(post.at_us)
        like = Asked(Op.LIKE, True, "k", first["uri"], at, "own", {"cid": first["cid"], "root": ours})
        unlike = Asked(Op.LIKE, False, "k2", first["uri"], at, "own", like.data)
        assert await look(bench, like) == Absent()
        assert await do(bench, like) == await do(bench, like) == Done()
        likes = bluesky_server.list_records(bluesky_server.alice, LIKE)
        assert [one["value"]["subject"]["uri"] for one in likes] == [first["uri"]], "twice is one record"
        assert await look(bench, like) == Done()
        assert await do(bench, unlike) == await do(bench, unlike) == Done()
        assert await look(bench, unlike) == Done()
        for uri, on in ((first["uri"], True), (second["uri"], True), (first["uri"], False)):
            hide = Asked(Op.HIDE, on, "k", uri, at, "own", {"root": ours})
            assert await do(bench, hide) == await do(bench, hide) == Done()
            assert await look(bench, hide) == Done()
        gate = bluesky_server.get_record(f"at://{bench.account.remote_id}/{GATE}/{post.id.rsplit('/', 1)[-1]}")
        assert gate is not None
        assert gate["value"]["hiddenReplies"] == [second["uri"]]
        assert gate["value"]["post"] == post.id
        await _taken_out_of_quotes(bluesky_server, bench, post, at)
        theirs = written(bluesky_server, bob, "Mio")
        with pytest.raises(RefusedError):
            await do(bench, Asked(Op.HIDE, True, "k", first["uri"], at, "own", {"root": ref(theirs)}))


async def test_a_repost_is_one_record_also_where_one_was_made_elsewhere(
    bluesky_server: BlueskyServer, tmp_path: Path
) -> None:
    alice = bluesky_server.alice

    def reposts() -> list[str]:
        found = bluesky_server.list_records(alice, REPOST)
        return [str(one["value"]["subject"]["uri"]) for one in found]

    async with at_bluesky(bluesky_server, tmp_path) as bench:
        shown, other = (ref(written(bluesky_server, bluesky_server.bob, text)) for text in ("Che pane!", "Altro"))
        at = SystemClock().now()
        on, off = (
            Asked(Op.PASS_ON, each, "k", shown["uri"], at, "own", {"cid": shown["cid"]}) for each in (True, False)
        )
        assert (await look(bench, on), await look(bench, off)) == (Absent(), Done())
        assert await do(bench, on) == await do(bench, on) == Done()
        assert reposts() == [shown["uri"]], "twice is one record"
        assert (await look(bench, on), await look(bench, off)) == (Done(), Absent())
        by_phone = {"$type": REPOST, "subject": shown, "createdAt": stamp(at)}
        bluesky_server.create_record(alice, by_phone, REPOST)
        bluesky_server.create_record(alice, {**by_phone, "subject": other}, REPOST)
        assert await do(bench, off) == Done()
        assert reposts() == [other["uri"]], "both are taken back, in one call, and nothing else"
        assert await do(bench, off) == Done()
        bluesky_server.create_record(alice, by_phone, REPOST)
        assert await look(bench, on) == Done()
        assert await do(bench, on) == Done()
        assert reposts().count(shown["uri"]) == 1, "what a phone passed on is not passed on again"
        assert await do(bench, off) == Done()
        assert reposts() == [other["uri"]]
        bluesky_server.delete_record(bluesky_server.list_records(alice, REPOST)[0]["uri"], alice)


# ------------------------------------------------------------------ Matrix
async def test_a_reaction_and_a_removal_in_a_room(synapse_server: SynapseServer, tmp_path: Path) -> None:
    async with in_room(synapse_server, "moderata", tmp_path) as bench:
        said = synapse_server.say(bench.account.remote_id, "anna", "Compra qui")
        like, unlike = asked_of(Op.LIKE, said), asked_of(Op.LIKE, said, on=False)
        assert await look(bench, like) == Absent()
        assert await do(bench, like) == Done()
        again = Asked(Op.LIKE, True, "another-key", said, like.sent_at)
        assert await do(bench, again) == Done(), "a server takes the same reaction once"
        assert await look(bench, like) == Done()
        assert await do(bench, unlike) == await do(bench, unlike) == Done()
        assert (await look(bench, unlike), await look(bench, like)) == (Done(), Absent())
        delete = asked_of(Op.DELETE, said)
        assert await look(bench, delete) == Absent()
        assert await do(bench, delete) == await do(bench, delete) == await look(bench, delete) == Done()


async def _taken_out_of_quotes(server: BlueskyServer, bench: Bench, post: Receipt, at: datetime) -> None:
    """Beside what its gate says already: who may quote the post."""
    gate = f"at://{bench.account.remote_id}/{QUOTE_GATE}/{post.id.rsplit('/', 1)[-1]}"
    for uri in (f"at://{server.bob.did}/{POST}/3kaaaaaaaaa2{n}" for n in "23"):
        asked = Asked(Op.UNQUOTE, True, "k", uri, at, "own", {QUOTES_US: post.id})
        assert await look(bench, asked) == Absent()
        assert await do(bench, asked) == await do(bench, asked) == Done()
        assert await look(bench, asked) == Done()
        found = server.get_record(gate)
        assert found is not None
        assert found["value"]["detachedEmbeddingUris"][-1] == uri
        assert found["value"]["embeddingRules"] == [{"$type": f"{QUOTE_GATE}#disableRule"}]
    assert len(found["value"]["detachedEmbeddingUris"]) == 2
    with pytest.raises(RefusedError):
        await do(bench, Asked(Op.UNQUOTE, True, "k", uri, at, "own", {QUOTES_US: f"at://{server.bob.did}/{POST}/3k"}))
