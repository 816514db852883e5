"""What we answered here comes back from the platform, and answers nothing else."""

from dataclasses import replace

from smmdesk.desk import answering
from smmdesk.model.delivery import Delivery
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
