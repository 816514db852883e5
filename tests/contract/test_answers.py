"""An answer stands below what it answers, once: it never goes out as a post, whatever becomes of its call.

Through a real desk: heard, answered in the inbox, sent by the publisher.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from smmdesk.desk import answering
from smmdesk.desk.listening import listen_to_all
from smmdesk.desk.media_intake import take_bytes
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.media import MediaUse
from smmdesk.model.message import Message
from smmdesk.model.problem import ProblemError
from smmdesk.platforms import PLATFORMS, connector
from smmdesk.platforms.telling import Hears
from tests.contract.answers import ANSWERS, BEGUN, ELSEWHERE, IN_PRIVATE, WITH_PHOTOS, Answers, Ear
from tests.contract.conftest import OpenStage
from tests.contract.stage import MINUTE, OVER, Stage
from tests.contract.subjects import SUBJECTS
from tests.contract.tiers import marks_of
from tests.desk.pictures import encoded, picture

TELLING = ("reset after accept", "reset before accept", "wi-fi page")


def test_every_connector_that_hears_is_held_to_it() -> None:
    hearing = {key for key in PLATFORMS if isinstance(connector(key), Hears)}
    assert hearing == {*ANSWERS, *ELSEWHERE}


def cases() -> Iterator[Any]:
    for key in (key for key in ANSWERS if ANSWERS[key].by is not None):
        slow = [pytest.mark.servers] if SUBJECTS[key].slow else []
        yield pytest.param(key, "forward", marks=slow, id=f"{key}-forward")
        for name in TELLING:
            yield pytest.param(key, name, marks=marks_of(key, name, TELLING), id=f"{key}-{name}")


async def heard(it: Stage, answers: Answers, post: str, words: str) -> Message:
    """Somebody writes below our post, or in private, and it comes in."""
    ear = await Ear.listening(it.desk)
    answers.says(it.subject, post, words)
    await it.pass_time(answers.apart)
    assert not (await listen_to_all(it.desk)).problems
    [message] = ear.of(words)
    return message


async def a_photo(it: Stage) -> tuple[MediaUse, ...]:
    """One of the library, described."""
    taken = await take_bytes(it.desk, it.channel.brand_id, encoded(picture()), "pane.jpg")
    return (MediaUse(taken.assets[0].id, {"it": "Una pagnotta"}),)


def part_of(it: Stage, delivery: Delivery) -> Part:
    with it.desk.store.reading() as reader:
        [part] = reader.get(Delivery, delivery.id).parts
        return part


@pytest.mark.fault(96)
@pytest.mark.parametrize(("subject", "name"), list(cases()), indirect=["subject"])
async def test_an_answer_is_never_a_post_and_never_goes_twice(stage: OpenStage, name: str) -> None:
    await _answered_once(stage, name, ANSWERS)


@pytest.mark.fault(96)
@pytest.mark.parametrize("subject", list(IN_PRIVATE), indirect=True)
@pytest.mark.parametrize("name", ["forward", *TELLING])
async def test_nor_is_an_answer_in_private(stage: OpenStage, name: str) -> None:
    await _answered_once(stage, name, IN_PRIVATE)


@pytest.mark.fault(96)
@pytest.mark.parametrize("subject", list(BEGUN), indirect=True)
@pytest.mark.parametrize("name", ["forward", *TELLING])
async def test_nor_is_one_for_its_author_alone(stage: OpenStage, name: str) -> None:
    await _answered_once(stage, name, BEGUN, in_private=True)


@pytest.mark.fault(96)
@pytest.mark.parametrize("subject", WITH_PHOTOS, indirect=True)
@pytest.mark.parametrize("name", ["forward", *TELLING])
async def test_nor_is_one_with_a_photo(stage: OpenStage, name: str) -> None:
    await _answered_once(stage, name, ANSWERS, with_photo=True)


async def _answered_once(
    stage: OpenStage, name: str, by_key: Mapping[str, Answers], *, in_private: bool = False, with_photo: bool = False
) -> None:
    async with stage() as it:
        apart = ", solo a te" if in_private else ", guarda" if with_photo else ""  # one subject sees all of these
        post, asked, words = (
            f"Pane e {name}{apart}",
            f"Aperto, {name}{apart}?",
            f"Sì, dalle sette in poi{apart}, {name}.",
        )
        it.post(post)
        await it.until_ready()
        await it.moment_comes()
        assert it.part.receipt is not None
        answers = by_key[it.subject.key]
        message = await heard(it, answers, it.part.receipt.id, asked)
        published = len(it.commits())
        assert answers.by is not None
        called = len(it.way.received(answers.by))
        if name != "forward":
            it.way.play(name, answers.by)
        shown = await a_photo(it) if with_photo else ()
        sent = answering.reply(it.desk, message.id, words, shown, in_private=in_private)
        await it.run()
        for _look in range(150):
            if part_of(it, sent).state in OVER:
                break
            it.sign_in_again()
            await it.pass_time(MINUTE)
        part = part_of(it, sent)
        said = [each for each in answers.said(it.subject) if words in each]
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


@pytest.mark.parametrize("subject", [key for key in ANSWERS if ANSWERS[key].by is None], indirect=True)
async def test_where_programs_may_not_answer_it_is_no_post_either(stage: OpenStage) -> None:
    async with stage() as it:
        it.post("Pane caldo")
        await it.until_ready()
        await it.moment_comes()
        assert it.part.receipt is not None
        message = await heard(it, ANSWERS[it.subject.key], it.part.receipt.id, "Aperto domani?")
        published = len(it.commits())
        with pytest.raises(ProblemError) as caught:
            answering.reply(it.desk, message.id, "Sì, dalle sette in poi.")
        assert caught.value.problem.code == "no_answer_there"
        await it.pass_time(30 * MINUTE)
        assert (len(it.commits()), it.out()) == (published, ["Pane caldo"])
