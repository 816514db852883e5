"""WordPress against a real site: what waits for a moderator is not out; no answer to another question is believed."""

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from smmdesk.model.delivery import Evidence, Op, PartKind, Receipt
from smmdesk.platforms.base import Accepted, GivenUp, Published, RefusedError
from tests.platforms.accounts import Faulty, Site, at_wordpress


async def test_the_address_of_a_post_is_not_its_comment(site: Site, tmp_path: Path) -> None:
    """The comment of that number, somebody else's, was changed and put into the trash."""
    async with at_wordpress(site, tmp_path) as bench:
        _, root = await bench.publish(bench.job("x", title="Con un ospite"))
        guest = site.server.comment(int(root.id), "Buono!")
        address = f"{site.url}/?p={guest['id']}"
        given = Receipt(str(guest["id"]), address, evidence=Evidence.HUMAN)
        for op in (Op.EDIT, Op.DELETE):
            job = bench.job("Mio", kind=PartKind.FIRST_COMMENT, root=root, parent=root, receipt=given, op=op)
            for verb in (bench.connector.commit, bench.connector.look_up):
                with pytest.raises(RefusedError) as caught:
                    await verb(bench.session(), job)
                assert caught.value.problem.code == "not_known_there"
        assert [each["status"] for each in site.server.comments(int(root.id))] == ["approved"]


class Judging(Faulty):
    """A site where a moderator (or a plug-in of theirs) takes back what was just written, before the answer leaves."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.method != "POST" or b"draft" in request.content or not answer.is_success:
            return answer
        found = json.loads(await answer.aread())
        if request.url.path.endswith("/comments"):
            return httpx.Response(201, json=self.site.server.judge_comment(found["id"], "hold"))
        return httpx.Response(200, json=self.site.server.edit_post(found["id"], status="pending"))


async def test_what_waits_for_a_moderator_is_not_out(site: Site, tmp_path: Path) -> None:
    """It was said to be published while nobody could read it."""
    way = Judging(site)
    async with at_wordpress(site, tmp_path, transport=way) as bench:
        posted = await bench.prepared(bench.job("x", title="In attesa"))
        waiting = await bench.connector.commit(bench.session(), posted)
        assert isinstance(waiting, Accepted)
        posted = replace(posted, prepared={**posted.prepared, "job": waiting.job})
        assert isinstance(await bench.connector.poll(bench.session(), posted), Accepted)
        [post] = site.posts()
        site.server.edit_post(post["id"], status="publish")
        live = await bench.connector.poll(bench.session(), posted)
        assert isinstance(live, Published)

        job = bench.job("Un commento", kind=PartKind.FIRST_COMMENT, root=live.receipt, parent=live.receipt)
        held = await bench.connector.commit(bench.session(), job)
        assert isinstance(held, Accepted)
        assert await bench.connector.look_up(bench.session(), bench.tried(job)) == held
        job = replace(job, prepared={"job": held.job})
        assert await bench.connector.poll(bench.session(), job) == held
        site.server.judge_comment(int(str(held.job["comment"])), "approved")
        said = await bench.connector.poll(bench.session(), job)
        assert isinstance(said, Published)
        assert said.receipt.id == f"comment-{held.job['comment']}"
        site.server.judge_comment(int(str(held.job["comment"])), "spam")
        assert isinstance(await bench.connector.poll(bench.session(), job), GivenUp)
    await way.end()


class Deaf(Faulty):
    """A site whose plug-in passes `?slug=` by: it answers with its newest."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_remove_param("slug")
        return await super().handle_async_request(request)


async def test_a_site_that_passes_the_question_by(site: Site, tmp_path: Path) -> None:
    """Somebody's draft was written over, somebody's photo stood in the post, another post was taken down."""
    way = Deaf()
    async with at_wordpress(site, tmp_path, transport=way) as bench:
        await bench.publish(bench.job("x", title="Sola", media=(bench.photo(color="#0b1d51"),)))
        other = await bench.prepared(bench.job("Resta", title="Altra", media=(bench.photo(color="#f7c6d0"),)))
        job = await bench.prepared(bench.job("y", title="Mia", media=(bench.photo(color="#c9a227"),)))
        assert job.prepared["draft"] != other.prepared["draft"]
        assert len(site.media()) == 3
        gone = replace(job, op=Op.DELETE, receipt=Receipt("un-altra-pagina"))
        with pytest.raises(RefusedError) as caught:
            await bench.connector.commit(bench.session(), gone)
        assert caught.value.problem.code == "removed_there"
    assert [post["status"] for post in site.posts()].count("publish") == 1
    await way.end()
