"""Every script on the call that likes what somebody wrote, passes it on, or takes our post out of it: that is said only
of what stands there, and nothing is passed on twice (fault 22)."""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.desk import moderating
from smmdesk.model.channel import ChannelStatus
from smmdesk.model.delivery import Op, State
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moderation import QUOTES_US, is_unquoted, wanted
from tests.contract.conftest import OpenStage
from tests.contract.deadlines import leaping
from tests.contract.demands import ALL
from tests.contract.stage import MINUTE, Stage
from tests.contract.subjects import OnMastodon
from tests.contract.tiers import marks_of
from tests.desk.heard import now_of, wrote
from tests.servers.fault_scripts import SCRIPTS, Script
from tests.servers.faults import Match

DAY = 24 * 60 * MINUTE
CALLS = {
    Op.LIKE: Match("POST", "/api/v1/statuses/[^/]+/favourite$"),
    Op.PASS_ON: Match("POST", "/api/v1/statuses/[^/]+/reblog$"),
    Op.UNQUOTE: Match("POST", "/api/v1/statuses/[^/]+/quotes/[^/]+/revoke$"),
}
DO = {Op.LIKE: moderating.like, Op.PASS_ON: moderating.pass_on, Op.UNQUOTE: moderating.unquote}
TELLING = ("reset after accept", "reset before accept", "wi-fi page", "302 elsewhere", "410", "401")


def cases() -> Iterator[Any]:
    for op in CALLS:
        for name in ALL:
            marks = marks_of("mastodon", name, TELLING)
            yield pytest.param("mastodon", SCRIPTS[name], op, marks=marks, id=f"mastodon-{op}-{name}")


def is_so(it: Stage, message: Message, op: Op) -> bool:
    assert isinstance(it.subject, OnMastodon)
    fake = it.subject.fake
    status = fake.book.statuses[message.remote_id]
    if op is Op.UNQUOTE:
        return status.draft.revoked
    return fake.alice.id in (status.favourited_by if op is Op.LIKE else status.boosts)


def says_so(it: Stage, message: Message, op: Op) -> bool:
    now = now_of(it.desk, message)
    if op is Op.UNQUOTE:
        return is_unquoted(now)
    return now.liked_there if op is Op.LIKE else now.passed_on_there


def assert_true(it: Stage, message: Message, op: Op) -> None:
    """What the message says is what stands there."""
    assert not says_so(it, message, op) or is_so(it, message, op), "it says so, and it is not"


@pytest.mark.fault(22)
@pytest.mark.parametrize(("subject", "script", "op"), list(cases()), indirect=["subject"])
async def test_a_like_or_a_boost_goes_wrong(stage: OpenStage, script: Script, op: Op) -> None:
    async with stage() as it:
        assert isinstance(it.subject, OnMastodon)
        it.post(f"Pane, {script.name}")
        await it.until_ready()
        await it.moment_comes()
        ours = next(one for one in it.subject.fake.statuses if one.draft.text == f"Pane, {script.name}")
        said = it.subject.fake.reply(ours, "Aperto?")
        said.draft.quoted = ours if op is Op.UNQUOTE else None
        data = {"options": {"visibility": "public"}, QUOTES_US: ours.id}
        kind = MessageKind.MENTION if op is Op.UNQUOTE else MessageKind.COMMENT
        message = wrote(it.desk, it.channel, remote_id=said.id, kind=kind, data=data)
        rule = it.way.play(script, CALLS[op])
        DO[op](it.desk, message.id)
        async with leaping(rule):
            await it.run()
        assert_true(it, message, op)
        for _ in range(12):
            wish = wanted(now_of(it.desk, message))
            if wish is None or wish.state is State.NEEDS_YOU:
                break
            it.put(status=ChannelStatus.CONNECTED)
            await it.pass_time(5 * MINUTE)
            assert_true(it, message, op)
        it.way.behave()
        it.sign_in_again()
        it.put(paused=False)
        if moderating.try_again(it.desk, message.id):
            await it.pass_time(DAY if script.name.endswith("ten days") else 40 * MINUTE)  # no longer is waited
        now = now_of(it.desk, message)
        assert (is_so(it, message, op), says_so(it, message, op), now.wish) == (True, True, None)
        assert len(it.commits()) == 1, "nothing was published again"
