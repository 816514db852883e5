"""Blogs, forums and wikis after a post went out: what was removed or changed there is told, and never guessed."""

import pytest

from smmdesk.desk.remote_checks import look_at_published
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from tests.contract.conftest import OpenStage
from tests.contract.stage import Stage
from tests.contract.subjects_google import GOOGLE
from tests.contract.subjects_sites import SITES, OnSmallFake
from tests.contract.test_remote_world import LIES, STRANGE
from tests.servers.faults import Match

HERE = [kind.key for kind in (*SITES, *GOOGLE)]
TELLING = LIES[:2]


async def out(it: Stage, text: str) -> tuple[Post, OnSmallFake, str]:
    """A post that is out, its platform, and its id there."""
    post = it.post(text, link="https://forno.example/pane")
    await it.until_ready()
    await it.moment_comes()
    assert it.part.state is State.PUBLISHED, it.problem
    assert isinstance(it.subject, OnSmallFake)
    assert it.part.receipt is not None
    return post, it.subject, it.part.receipt.id


@pytest.mark.fault(91)
@pytest.mark.parametrize("subject", HERE, indirect=True)
async def test_a_post_that_was_removed_there(stage: OpenStage) -> None:
    async with stage() as it:
        post, subject, named = await out(it, "Pane di passaggio")
        for lie in TELLING:
            it.way.play(lie, Match("GET"), times=0)
            looked = await look_at_published(it.desk)
            assert (looked.there, looked.removed) == (0, 0), lie
            it.way.behave()
            it.sign_in_again()
        assert (await look_at_published(it.desk)).there == 1
        subject.remove(named)
        assert (await look_at_published(it.desk)).removed == 1
        assert it.part.removed
        with it.desk.store.reading() as reader:
            assert reader.get(Post, post.id).content.text == "Pane di passaggio", "the copy here stays"


@pytest.mark.fault(58)
@pytest.mark.fault(92)
@pytest.mark.parametrize("subject", HERE, indirect=True)
async def test_a_post_that_was_changed_there(stage: OpenStage) -> None:
    """What a platform makes of words is no change; what a person makes of them is one, and ours is kept."""
    async with stage() as it:
        post, subject, named = await out(it, STRANGE)
        assert (await look_at_published(it.desk)).changed == 0
        subject.change(named, "Pane di ieri, scontato")
        looked = await look_at_published(it.desk)
        assert (looked.there, looked.changed, looked.problems) == (1, 1, ())
        assert it.part.said_there is not None
        there, ours = it.part.said_there
        assert "Pane di ieri, scontato" in there
        assert "burro" in ours
        with it.desk.store.reading() as reader:
            assert reader.get(Post, post.id).content.text == STRANGE, "ours is never overwritten"
