"""What happened on the platform after it went out: told where the platform itself says so, and never guessed."""

import re
from dataclasses import replace

import pytest

from smmdesk.desk.remote_checks import look_at_published
from smmdesk.model.delivery import State
from smmdesk.model.post import Post
from smmdesk.model.status import sentence
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.stage import Stage
from tests.contract.subjects import OnBluesky, OnMastodon, OnPractice, OnWordPress
from tests.servers.faults import Match
from ui.presenters.outbox_rows import RowMaker

WIRES = [
    "mastodon",
    "discord",
    "matrix",
    "micropub",
    pytest.param("x", marks=pytest.mark.long),
    pytest.param("linkedin", marks=pytest.mark.long),
    pytest.param("bluesky", marks=pytest.mark.servers),
    pytest.param("wordpress", marks=pytest.mark.servers),
    pytest.param("ghost-server", marks=pytest.mark.servers),
]
LIES = ("404 of a proxy", "wi-fi page", "301 elsewhere", "503, wait: seconds", "401", "410", "reset before accept")


def remove_there(it: Stage) -> None:
    """As the person does on the platform's own pages."""
    receipt = it.part.receipt
    assert receipt is not None
    if isinstance(it.subject, OnMastodon):
        it.subject.fake.delete_status(it.subject.fake.book.statuses[receipt.id])
    elif isinstance(it.subject, OnBluesky):
        it.subject.server.delete_record(receipt.id, it.subject.account)
    elif isinstance(it.subject, OnWordPress):
        it.subject.server.delete_post(int(receipt.id))
    else:
        it.subject.remove_there(receipt.id)


@pytest.mark.fault(91)
@pytest.mark.parametrize("subject", WIRES, indirect=True)
async def test_a_post_that_was_removed_there(stage: OpenStage) -> None:
    async with stage() as it:
        post = it.post("Pane di passaggio")
        await it.until_ready()
        await it.moment_comes()
        assert it.part.state is State.PUBLISHED
        for lie in LIES:
            it.way.play(lie, Match("GET"), times=0)
            looked = await look_at_published(it.desk)
            assert (looked.there, looked.removed) == (0, 0), lie
            assert not it.part.removed, lie
            it.way.behave()
            it.sign_in_again()
        silent = it.way.play("silence before accept", Match("GET"), times=0)
        async with leaping(silent):
            assert (await look_at_published(it.desk)).problems, "it says that nobody answered"
        it.way.behave()
        assert (await look_at_published(it.desk)).there == 1

        remove_there(it)
        assert (await look_at_published(it.desk)).removed == 1
        assert it.part.removed
        said = sentence(it.delivery, it.desk.facts_for(it.channel).name, it.clock.now())
        assert said.startswith("Removed on")
        with it.desk.store.reading() as reader:
            assert reader.get(Post, post.id).content.text == "Pane di passaggio", "the copy here stays"


@pytest.mark.parametrize("subject", ["practice"], indirect=True)
async def test_the_practice_platform_keeps_the_contract_too(stage: OpenStage) -> None:
    """No wire here: the folder itself is in the way, and nothing is out until it is not."""
    async with stage() as it:
        assert isinstance(it.subject, OnPractice)
        folder = it.desk.paths.practice
        assert not folder.exists()
        folder.write_text("a file, not a folder")
        it.post("Pane di prova")
        await it.moment_comes()
        assert it.part.state in (State.RETRY_WAIT, State.NEEDS_YOU)
        assert it.problem is not None
        assert it.problem.code in ("disk_full", "folder_not_writable")
        folder.unlink()
        await it.until_over()
        assert it.out() == ["Pane di prova"]
        receipt = it.part.receipt
        assert receipt is not None
        assert receipt.id in [live.id for live in it.subject.live()]


STRANGE = (
    "«Pane & burro» <di casa>… 🥖 #pane\n\nhttps://forno.example/ordini?a=1&b=2#x  e poi\n"
    "cos\u00ec: e\u0300 finito @lucia@altrove.example"
)
"""What platforms make something of: links, white space, markup, letters in two pieces, mentions."""


def change_there(it: Stage, text: str) -> None:
    """As the person does on the platform's own pages."""
    receipt = it.part.receipt
    assert receipt is not None
    if isinstance(it.subject, OnMastodon):
        book = it.subject.fake.book
        status = book.statuses[receipt.id]
        status.draft, status.edited_at = replace(status.draft, text=text), book.now
    elif isinstance(it.subject, OnBluesky):
        it.subject.server.edit_record(receipt.id, it.subject.account, text=text)
    elif isinstance(it.subject, OnWordPress):
        it.subject.server.edit_post(
            int(receipt.id), content=f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->"
        )
    else:
        it.subject.change_there(receipt.id, text)


@pytest.mark.fault(92)
@pytest.mark.parametrize("subject", ["fork", *WIRES], indirect=True)
async def test_a_post_that_was_edited_there(stage: OpenStage) -> None:
    async with stage() as it:
        post = it.post("Pane di passaggio", link="https://forno.example/pane")
        await it.until_ready()
        await it.moment_comes()
        assert (await look_at_published(it.desk)).changed == 0
        revision = it.part.revision
        change_there(it, "Pane di ieri, scontato")
        looked = await look_at_published(it.desk)
        assert (looked.there, looked.changed, looked.problems) == (1, 1, ())
        assert it.part.state is State.PUBLISHED
        assert it.part.said_there is not None
        there, ours = it.part.said_there
        assert "Pane di ieri, scontato" in there
        assert "Pane di passaggio" not in there
        assert "Pane di passaggio" in ours
        with it.desk.store.reading() as reader:
            assert reader.get(Post, post.id).content.text == "Pane di passaggio", "ours is never overwritten"
        assert it.part.revision == revision + 1
        await look_at_published(it.desk)
        assert it.part.revision == revision + 1, "the same news are not written twice"
        row = RowMaker(it.desk, {}).of_delivery(it.delivery, post, it.channel_now)
        assert row is not None
        assert row.changed == f"Changed on {it.desk.facts_for(it.channel).name}"
        assert (row.there, row.ours, row.detail) == (there, ours, row.changed)

        change_there(it, ours.removeprefix(f"{it.subject.title}\n\n") if it.subject.title else ours)
        assert (await look_at_published(it.desk)).changed == 0
        assert it.part.said_there is None


@pytest.mark.fault(58)
@pytest.mark.fault(92)
@pytest.mark.parametrize("subject", ["fork", *WIRES], indirect=True)
async def test_what_a_platform_makes_of_words_is_no_change(stage: OpenStage) -> None:
    """Links, white space, markup, letters: also where somebody saved it there again without a change."""
    async with stage() as it:
        it.post(STRANGE, link="https://forno.example/pane")
        await it.until_ready()
        await it.moment_comes()
        assert it.part.state is State.PUBLISHED
        assert (await look_at_published(it.desk)).changed == 0
        receipt = it.part.receipt
        assert receipt is not None
        if isinstance(it.subject, OnMastodon):
            book = it.subject.fake.book
            book.statuses[receipt.id].edited_at = book.now  # a photo was described there
        elif isinstance(it.subject, OnWordPress):
            found = it.subject.server.get_post(int(receipt.id))
            assert found is not None
            bare = re.sub(r"<!--.*?-->|</?a[^>]*>", "", found["content"]["raw"])  # its older editor
            it.subject.server.edit_post(int(receipt.id), content=bare)
        looked = await look_at_published(it.desk)
        assert (looked.there, looked.changed) == (1, 0)
        assert it.part.said_there is None
