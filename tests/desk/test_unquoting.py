"""A post of ours is taken out of a quote: once, after a question, and not forgotten while a like is under way."""

from collections.abc import Callable, Iterator

import pytest

from smmdesk.desk import moderating, undo
from smmdesk.desk.desk import Desk
from smmdesk.desk.listening import keep
from smmdesk.model.brand import Brand
from smmdesk.model.delivery import Op
from smmdesk.model.message import Heard, HeardPage, Message, MessageKind
from smmdesk.model.moderation import QUOTES_US, ModerationFact, is_unquoted
from smmdesk.model.person import Identity
from smmdesk.model.problem import ProblemError
from smmdesk.system.clock import ManualClock
from tests.desk.heard import now_of, wrote
from tests.desk.moderated import Moderating
from tests.fakes.reach import Bench, made_bench

FACT = ModerationFact(
    "2026-11-28", "the test", like=("comment", "mention"), delete=("comment", "mention"), unquote=("mention",)
)


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with made_bench(desk, clock, brand, moderation=FACT) as made:
        made.reach.fake = Moderating(made.platform)
        monkeypatch.setattr(desk, "facts_for", lambda channel: made.reach.known)
        yield made


def there(bench: Bench) -> Moderating:
    fake = bench.reach.fake
    assert isinstance(fake, Moderating)
    return fake


@pytest.fixture
def comment(bench: Bench) -> Message:
    return wrote(bench.desk, bench.channel())


def quoted(bench: Bench) -> Message:
    """Somebody quotes a post of ours."""
    data = {QUOTES_US: "post-1"}
    return wrote(bench.desk, bench.channel(), kind=MessageKind.MENTION, remote_id="quote-1", data=data)


async def test_a_post_is_taken_out_of_a_quote_once_and_what_they_wrote_stays(bench: Bench) -> None:
    message = quoted(bench)
    moderating.unquote(bench.desk, message.id)
    assert undo.peek(bench.desk).undo_label == "", "nothing brings it back"
    await bench.run()
    now = now_of(bench.desk, message)
    assert (now.removed, now.wish, now.text, is_unquoted(now)) == (False, None, message.text, True)
    assert there(bench).arrived == [(Op.UNQUOTE, True)]
    with pytest.raises(ProblemError):
        moderating.unquote(bench.desk, message.id)
    moderating.like(bench.desk, message.id)
    told = Heard(
        now.remote_id, now.kind, "Other words", now.sent_at_us, Identity("fake", "9"), data={QUOTES_US: "post-1"}
    )
    keep(bench.desk, bench.channel(), HeardPage((told,)), "")
    assert Op.UNQUOTE not in moderating.offers(bench.desk, now_of(bench.desk, message), bench.channel())


def test_only_what_quotes_us_can_lose_our_post(bench: Bench) -> None:
    mention = wrote(bench.desk, bench.channel(), kind=MessageKind.MENTION, remote_id="m")
    with pytest.raises(ProblemError) as caught:
        moderating.unquote(bench.desk, mention.id)
    assert caught.value.problem.code == "no_moderation_there"


@pytest.mark.parametrize("for_good", [moderating.delete, moderating.unquote])
async def test_what_is_asked_for_good_while_a_like_is_under_way_is_not_forgotten(
    for_good: Callable[[Desk, str], Message], bench: Bench, comment: Message
) -> None:
    """The like came true, and with it went what was asked meanwhile."""
    message = comment if for_good is moderating.delete else quoted(bench)
    wants = [for_good]
    bench.reach.fake.at_first_byte = lambda: wants.pop()(bench.desk, message.id) if wants else None
    moderating.like(bench.desk, message.id)
    await bench.run()
    await bench.run()
    assert there(bench).arrived == [
        (Op.LIKE, True),
        (Op.DELETE if for_good is moderating.delete else Op.UNQUOTE, True),
    ]
    assert now_of(bench.desk, message).wish is None


def test_a_deletion_that_waits_is_not_forgotten_for_a_quote(bench: Bench) -> None:
    message = quoted(bench)
    moderating.delete(bench.desk, message.id)
    with pytest.raises(ProblemError) as caught:
        moderating.unquote(bench.desk, message.id)
    assert caught.value.problem.code == "too_late_to_moderate"
    wish = now_of(bench.desk, message).wish
    assert wish is not None
    assert wish.op is Op.DELETE
