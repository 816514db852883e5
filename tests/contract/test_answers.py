"""An answer stands below what it answers, once: it never goes out as a post, whatever becomes of its call.

Through a real desk: heard, answered in the inbox, sent by the publisher.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from smmdesk.desk import answering
from smmdesk.desk.listening import listen_to_all
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.message import Message
from smmdesk.platforms import PLATFORMS, connector
from smmdesk.platforms.telling import Hears
from tests.contract.answers import ANSWERS, ELSEWHERE
from tests.contract.conftest import OpenStage
from tests.contract.stage import MINUTE, OVER, Stage
from tests.contract.subjects import SUBJECTS

SCRIPTS = ("forward", "reset after accept", "reset before accept", "wi-fi page")


def test_every_connector_that_hears_is_held_to_it() -> None:
    hearing = {key for key in PLATFORMS if isinstance(connector(key), Hears)}
    assert hearing == {*ANSWERS, *ELSEWHERE}


def cases() -> Iterator[Any]:
    for key in ANSWERS:
        marks = [pytest.mark.servers] if SUBJECTS[key].slow else []
        for name in SCRIPTS:
            slow = [pytest.mark.long] if SUBJECTS[key].slow and name == "wi-fi page" else []
            yield pytest.param(key, name, marks=[*marks, *slow], id=f"{key}-{name}")


async def heard(it: Stage, post: str, words: str) -> Message:
    """Somebody writes below our post, and it comes in."""
    await listen_to_all(it.desk)
    ANSWERS[it.subject.key].says(it.subject, post, words)
    now = await listen_to_all(it.desk)
    assert not now.problems
    with it.desk.store.reading() as reader:
        [message] = [each for each in reader.all(Message) if each.text == words]
    return message


def part_of(it: Stage, delivery: Delivery) -> Part:
    with it.desk.store.reading() as reader:
        [part] = reader.get(Delivery, delivery.id).parts
        return part


@pytest.mark.fault(96)
@pytest.mark.parametrize(("subject", "name"), list(cases()), indirect=["subject"])
async def test_an_answer_is_never_a_post_and_never_goes_twice(stage: OpenStage, name: str) -> None:
    async with stage() as it:
        post, asked, words = f"Pane e {name}", f"Aperto, {name}?", f"Sì, dalle sette in poi, {name}."
        it.post(post)
        await it.until_ready()
        await it.moment_comes()
        assert it.part.receipt is not None
        message = await heard(it, it.part.receipt.id, asked)
        answers, published = ANSWERS[it.subject.key], len(it.commits())
        called = len(it.way.received(answers.by))
        if name != "forward":
            it.way.play(name, answers.by)
        sent = answering.reply(it.desk, message.id, words)
        await it.run()
        for _look in range(150):
            if part_of(it, sent).state in OVER:
                break
            it.sign_in_again()
            await it.pass_time(MINUTE)
        part = part_of(it, sent)
        said = [each for each in answers.said(it.subject) if each.endswith(words)]
        if name in ("forward", "reset after accept"):
            assert len(said) == 1
        assert len(said) <= 1
        assert part.state is (State.PUBLISHED if said and part.receipt else State.NEEDS_YOU)
        assert [text for text in it.out() if text not in (asked, *said)] == [post], "an answer is no post"
        assert [call for call in it.commits()[published:] if not answers.by(call.request)] == []
        calls = it.way.received(answers.by)[called:]
        promise = it.desk.facts_for(it.channel).idempotency
        if promise.kind == "none" or not promise.first_comment:
            assert len(calls) == 1, "nothing protects it, so it is not sent again"
