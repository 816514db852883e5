"""What we answered here comes back from the platform, and answers nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from smmdesk.desk import answering
from smmdesk.model.delivery import Delivery
from smmdesk.model.message import Message
from smmdesk.model.person import Identity
from smmdesk.store.transaction import Transaction
from tests.desk.test_listening import MINUTE, bench, heard, inbox, wall
from tests.fakes.connector import Live
from tests.fakes.reach import Bench

__all__ = ["bench"]


async def test_an_answer_that_went_out_here_is_about_what_it_was_written_to(bench: Bench) -> None:
    """Some platforms hang an answer to an answer on the comment above both: that one is still to be answered."""
    bench.channel()
    wall(bench).notes = [heard(1), heard(2, answers_remote_id="m1")]
    await bench.pass_time(MINUTE)
    bench.platform.live["m2"] = Live("m2", "", "", "theirs", bench.clock.now())
    below = next(message for message in inbox(bench) if message.remote_id == "m2")
    sent = answering.reply(bench.desk, below.id, "Yes, at seven")
    await bench.pass_time(MINUTE)
    with bench.desk.store.reading() as reader:
        [part] = reader.get(Delivery, sent.id).parts
    assert part.receipt is not None
    own_id = part.receipt.id
    wall(bench).notes.append(replace(heard(9, ours=True, answers_remote_id="m1"), remote_id=own_id))
    await bench.pass_time(12 * MINUTE)
    assert {message.remote_id: message.done for message in inbox(bench)} == {"m1": False, "m2": True}


BEA = Identity("practice", "2@a.example", "@bea", "Bea")


async def test_an_answer_on_the_platforms_own_page_is_about_whom_it_names(bench: Bench) -> None:
    """There it hangs on the comment above both as well, and begins with a name."""
    bench.channel()
    above = {"answers_remote_id": "m1"}
    wall(bench).size = 20
    said = [heard(1), heard(2, **above, author=BEA), heard(3, **above), heard(5, **above, author=BEA)]
    said.append(replace(heard(4, ours=True, **above), to=("888", "@BEA")))
    wall(bench).notes = [replace(one, sent_at_us=bench.desk.now_us() + one.sent_at_us) for one in said]
    await bench.pass_time(MINUTE)
    done = {message.remote_id: message.done for message in inbox(bench)}
    assert done == {"m1": False, "m2": True, "m3": False, "m5": False}, "what she said later waits"


async def test_an_answer_that_names_nobody_there_is_about_the_comment_above(bench: Bench) -> None:
    bench.channel()
    wall(bench).size = 20
    wall(bench).notes = [heard(1), heard(2, answers_remote_id="m1", author=BEA)]
    wall(bench).notes.append(heard(3, ours=True, answers_remote_id="m1", to=("@carla",)))
    await bench.pass_time(MINUTE)
    assert {message.remote_id: message.done for message in inbox(bench)} == {"m1": True, "m2": False}


async def test_what_one_person_said_above_and_below_is_answered_together(bench: Bench) -> None:
    bench.channel()
    wall(bench).size = 20
    wall(bench).notes = [heard(1), heard(2, answers_remote_id="m1")]
    wall(bench).notes.append(heard(3, ours=True, answers_remote_id="m1", to=("@anna@a.example",)))
    await bench.pass_time(MINUTE)
    assert {message.remote_id: message.done for message in inbox(bench)} == {"m1": True, "m2": True}


async def test_answers_of_a_page_are_looked_up_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """No index leads from a comment to its answers: with many messages a look for each would hold everything up."""
    bench.channel()
    wall(bench).size = 50
    own = [replace(heard(number, ours=True, answers_remote_id="m1"), to=("@BEA",)) for number in range(10, 20)]
    nobody = Identity("practice", "", "", "")
    open_ = [heard(number, author=nobody, answers_remote_id="m1") for number in range(20, 30)]
    wall(bench).notes = [heard(1), heard(2, author=BEA, answers_remote_id="m1"), *own, *open_]
    asked = list[object]()
    real = Transaction.all

    def counted(tx: Transaction, kind: type[Message], **equal: Any) -> list[Message]:
        asked.extend([equal["answers_remote_id"]] if "answers_remote_id" in equal else [])
        return real(tx, kind, **equal)

    monkeypatch.setattr(Transaction, "all", counted)
    await bench.pass_time(MINUTE)
    done = {message.remote_id: message.done for message in inbox(bench)}
    assert (done["m1"], done["m2"]) == (False, True)
    assert asked == [("m1",), ("m1",)], "one look for what may be ours, one for what ours answer"
