"""Sign-ins that end, accounts that move or are closed, days that are used up: told once, kept safe, gone on with."""

from datetime import timedelta

import pytest

from smmdesk.desk.settling import settle
from smmdesk.model.content import ThreadItem
from smmdesk.model.delivery import State
from tests.contract.conftest import OpenStage
from tests.contract.stage import MINUTE
from tests.contract.subjects import OnMastodon
from tests.contract.test_commit import assert_true_words
from tests.fakes.mastodon.book import Draft
from tests.fakes.mastodon.posting import publish
from tests.servers.fault_scripts import Accepts, Script
from tests.servers.faults import Match

HOUR = timedelta(hours=1)
SUSPENDED = Script("suspended", Accepts.NEVER, status=403, body=b'{"error":"Your login is currently disabled"}')
on_mastodon = pytest.mark.parametrize("subject", ["mastodon"], indirect=True)
on_a_fork = pytest.mark.parametrize("subject", ["fork"], indirect=True)


@pytest.mark.fault(39)
@on_mastodon
async def test_signed_out_in_the_middle_of_a_thread(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Uno", thread=(ThreadItem("Due"), ThreadItem("Tre")))
        await it.until_ready()
        it.way.play("401", it.subject.commits, first=2)
        await it.moment_comes()
        assert [part.state for part in it.parts] == [State.PUBLISHED, State.NEEDS_YOU, State.SCHEDULED]
        assert it.parts[1].problem is not None
        assert it.parts[1].problem.code == "signed_out"
        assert it.channel_now.status.value == "signed_out"
        await it.pass_time(5 * MINUTE)
        assert it.out() == ["Uno"]
        it.sign_in_again()
        await it.pass_time(5 * MINUTE)
        assert it.out() == ["Uno", "Due", "Tre"]
        assert {part.state for part in it.parts} == {State.PUBLISHED}


@pytest.mark.fault(48)
@on_mastodon
async def test_a_suspended_account_keeps_its_posts(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane sospeso")
        await it.until_ready()
        it.way.play(SUSPENDED, Match(), times=0)
        await it.moment_comes()
        await it.pass_time(2 * HOUR)
        assert it.part.state is State.NEEDS_YOU
        assert it.problem is not None
        assert it.problem.code == "account_closed"
        assert "Your login is currently disabled" in it.problem.advice
        assert it.channel_now.paused
        assert len(it.commits()) == 1
        it.way.behave()
        settle(it.desk, it.part.id, "again")
        await it.run()
        assert it.out() == ["Pane sospeso"]


@pytest.mark.fault(46, 97)
@on_mastodon
async def test_an_interface_that_was_switched_off(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane di ieri")
        await it.until_ready()
        it.way.play("410", Match(), times=0)
        await it.moment_comes()
        await it.pass_time(2 * HOUR)
        assert it.part.state is State.NEEDS_YOU
        assert it.problem is not None
        assert (it.problem.code, it.problem.remedy) == ("api_gone", "update")
        assert "has moved" in it.problem.advice
        assert len(it.commits()) == 1


@pytest.mark.fault(27, 97)
@on_mastodon
async def test_a_server_that_moved_gets_no_secret_at_its_new_place(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane traslocato")
        await it.until_ready()
        it.way.play("301 elsewhere", Match(), times=0)
        await it.moment_comes()
        assert it.part.state is State.UNKNOWN
        await it.until_over()
        assert it.part.state is State.NEEDS_YOU
        assert it.way.elsewhere.requests == []
        assert it.out() == []
        assert_true_words(it)


@pytest.mark.fault(47)
@on_mastodon
async def test_a_day_that_is_used_up_moves_only_with_consent(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane di domani")
        await it.until_ready()
        it.way.play("429, wait: ten days", it.subject.commits)
        await it.moment_comes()
        assert it.part.state is State.NEEDS_YOU
        assert it.problem is not None
        assert it.problem.code == "quota_used"
        assert "until" in it.problem.title
        await it.pass_time(2 * HOUR)
        assert len(it.commits()) == 1, "nothing by itself"
        settle(it.desk, it.part.id, "again")  # the person agrees
        await it.pass_time(HOUR)
        assert len(it.commits()) == 1, "not before the platform's own time"
        await it.pass_time(22 * HOUR)
        assert it.out() == ["Pane di domani"]


@pytest.mark.fault(93)
@on_a_fork
@pytest.mark.parametrize("told_apart", [True, False])
async def test_the_person_published_the_same_by_hand(stage: OpenStage, told_apart: bool) -> None:
    """Two alike there, one answer lost. Where nothing tells which is ours nobody guesses, and nothing more goes out."""
    async with stage() as it:
        assert isinstance(it.subject, OnMastodon)
        it.post("Pane doppio")
        await it.until_ready()
        book = it.subject.fake.book
        publish(book, it.subject.fake.alice, Draft("Pane doppio", "public", app=None if told_apart else book.apps[-1]))
        it.way.play("reset after accept", it.subject.commits)
        await it.moment_comes()
        if told_apart:
            assert it.part.receipt is not None
            assert it.part.receipt.id == it.subject.fake.statuses[-1].id
            return
        assert it.part.state is State.NEEDS_YOU
        assert it.problem is not None
        assert (it.problem.code, it.problem.remedy) == ("two_alike", "resolve")
        await it.pass_time(2 * HOUR)
        assert len(it.commits()) == 1
        assert_true_words(it)
        settle(it.desk, it.part.id, "there")
        assert it.part.state is State.PUBLISHED
