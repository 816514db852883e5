"""The journal: every change of a person's field, in the same commit, and what takes it back."""

from dataclasses import replace
from datetime import timedelta

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content, ThreadItem, Wording
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.post import Post
from smmdesk.model.stages import Stage
from smmdesk.store import journal
from smmdesk.store.journal import FieldChange, Inverse
from tests.store.conftest import NINE, World

TOMORROW = NINE.plus(timedelta(days=1))


def changes(world: World) -> dict[str, tuple[object, object]]:
    """The last step's changes as field -> (prev, value)."""
    with world.store.reading() as reader:
        step = journal.last_step(reader, world.store.device)
        assert step is not None
        return {change.field: (change.prev, change.value) for change in journal.step_changes(reader, step.id)}


def inverse(world: World) -> Inverse:
    with world.store.reading() as reader:
        step = journal.last_step(reader, world.store.device)
        assert step is not None
        return journal.inverse(reader, step.id)


def test_a_step_names_what_was_done_and_by_whom(world: World) -> None:
    world.put(replace(world.post(), planned=TOMORROW), "move")
    with world.store.reading() as reader:
        step = journal.last_step(reader, world.store.device)
    assert step is not None
    assert (step.label, step.device, step.undoes) == ("move", world.store.device, "")
    assert 0 <= step.stamp - step.at_us < 10  # the clock stood still meanwhile
    assert changes(world) == {
        "planned": (
            {"wall": "2026-11-20T09:00:00", "zone": "Europe/Rome"},
            {"wall": "2026-11-21T09:00:00", "zone": "Europe/Rome"},
        )
    }


def test_steps_of_a_device_are_counted_and_stamped_in_order(world: World) -> None:
    world.post()
    world.clock.jump(timedelta(days=-3))  # a clock that was put back
    world.post()
    world.post()
    with world.store.reading() as reader:
        steps = journal.steps(reader, world.store.device)
    assert [step.seq for step in steps] == sorted((step.seq for step in steps), reverse=True)
    assert [step.stamp for step in steps] == sorted({step.stamp for step in steps}, reverse=True)


def test_every_field_of_a_post_is_journaled_by_its_name(world: World) -> None:
    asset = world.put(Asset(world.clock.new_id(), world.brand.id, "a" * 64, "a.jpg", "image/jpeg", 1))
    label = world.put(Label(world.clock.new_id(), world.brand.id, "Sale"))
    post = world.post()
    content = Content("T", "x", "https://l", (MediaUse(asset.id),), {"visibility": "private"}, (ThreadItem("2"),), "c")
    world.put(
        replace(
            post,
            content=content,
            stage=Stage.REVIEW,
            labels=(label.id,),
            channels=(),
            wordings=(Wording(world.channel.id, text="mine"),),
            approved_hash="h",
        )
    )
    assert set(changes(world)) == {
        *("title", "text", "link", "media", "options", "thread", "first_comment"),
        *("stage", "labels", "channels", "approved_hash", f"wordings.{world.channel.id}"),
    }
    assert changes(world)["labels"] == ([], [label.id])


def test_what_the_machine_finds_out_is_not_journaled(world: World) -> None:
    world.put(replace(world.channel, status=ChannelStatus.SIGNED_OUT, handle="@new"), "check")
    with world.store.reading() as reader:
        assert journal.last_step(reader, world.store.device) is None
    world.put(replace(world.read(Channel, world.channel.id), paused=True), "pause")
    assert changes(world) == {"paused": (False, True)}


def test_a_message_is_the_machines_and_reading_it_the_persons(world: World) -> None:
    message = Message(
        world.clock.new_id(), world.brand.id, world.channel.id, MessageKind.COMMENT, "r", "Private words", 1
    )
    message = world.put(message, "fetch")
    with world.store.reading() as reader:
        assert journal.last_step(reader, world.store.device) is None
    world.put(replace(message, read=True, text="Edited there"), "read")
    assert changes(world) == {"read": (False, True)}


def test_without_a_label_there_is_history_and_nothing_to_undo(world: World) -> None:
    with world.store.transaction() as tx:
        post = tx.put(Post(world.clock.new_id(), world.brand.id, Content(text="quiet")))
    with world.store.reading() as reader:
        assert journal.last_step(reader, world.store.device) is None
        ((step, change),) = journal.history(reader, "post", post.id)
    assert step.label == ""
    assert change.made


def test_making_and_erasing_are_journaled(world: World) -> None:
    post = world.post("Bread")
    made = inverse(world)
    assert (made.values, made.made, made.conflicts) == ((), (("post", post.id),), ())
    assert changes(world)["*"][1]["text"] == "Bread"  # type: ignore[index]
    with world.store.transaction("empty the trash") as tx:
        tx.erase(Post, post.id)
    with world.store.reading() as reader:
        ((step, change),) = journal.history(reader, "post", post.id)
    assert (step.label, change) == ("empty the trash", FieldChange("post", post.id, "*", None, None))
    assert change.erased


def test_the_inverse_gives_the_old_values_back(world: World) -> None:
    first, second = world.post("one"), world.post("two", wordings=(Wording(world.channel.id, title="own"),))
    with world.store.transaction("move two") as tx:
        tx.put(replace(first, planned=TOMORROW))
        tx.put(replace(second, planned=None, wordings=(), content=Content(text="three")))
    back = inverse(world)
    assert back.conflicts == ()
    with world.store.transaction("undo") as tx:
        for value in back.values:
            tx.put(value)
    for old in (first, second):
        assert replace(world.read(Post, old.id), revision=1) == old
    world.put(replace(world.read(Post, first.id), stage=Stage.DRAFT))
    with world.store.transaction("trash") as tx:
        tx.trash(Post, first.id)
    (value,) = inverse(world).values
    assert value.deleted_at_us is None


def test_a_field_that_somebody_changed_since_stands_against_it(world: World) -> None:
    post = world.post()
    post = world.put(replace(post, planned=TOMORROW, stage=Stage.DRAFT), "mine")
    with world.store.transaction() as tx:
        tx.put(replace(post, planned=None))
    back = inverse(world)
    assert [change.field for change in back.conflicts] == ["planned"]
    with world.store.transaction() as tx:
        tx.erase(Post, post.id)
    with world.store.reading() as reader:  # its changes were forgotten with it: nothing is left to take back
        assert journal.last_step(reader, world.store.device) is None


def test_a_text_saved_while_it_is_typed_is_one_step(world: World) -> None:
    post = world.post("")
    step = world.clock.new_id()
    for text in ("F", "Fr", "Fresh"):
        with world.store.transaction("typing", step=step) as tx:
            post = tx.put(replace(post, content=Content(text=text, title="T" if text == "Fr" else "")))
            assert tx.step_id == step
    assert changes(world) == {"text": ("", "Fresh"), "title": ("", "")}
    with world.store.reading() as reader:
        assert journal.steps(reader, world.store.device)[0].id == step
    (value,) = inverse(world).values
    assert value.content.text == ""


def test_a_step_knows_which_one_it_takes_back(world: World) -> None:
    post = world.put(replace(world.post(), planned=TOMORROW), "move")
    with world.store.reading() as reader:
        moved = journal.last_step(reader, world.store.device)
    assert moved is not None
    with world.store.transaction("move", undoes=moved.id) as tx:
        tx.put(replace(post, planned=NINE))
    with world.store.reading() as reader:
        assert journal.steps(reader, world.store.device)[0].undoes == moved.id
        assert journal.steps(reader, "another device") == ()


def test_two_puts_in_one_transaction_are_one_change(world: World) -> None:
    post = world.post("a")
    with world.store.transaction("twice") as tx:
        post = tx.put(replace(post, content=Content(text="b")))
        tx.put(replace(post, content=Content(text="c")))
    assert changes(world) == {"text": ("a", "c")}


def test_old_steps_can_be_forgotten(world: World) -> None:
    world.post()
    world.clock.advance(timedelta(days=400))
    world.post()
    with world.store.transaction() as tx:
        before = int((world.clock.now() - timedelta(days=365)).timestamp() * 1e6)
        assert journal.forget_before(tx._rows, before) == 2  # the world's own and the first post
    with world.store.reading() as reader:
        assert len(journal.steps(reader, world.store.device)) == 1
    assert len(world.rows("SELECT DISTINCT step_id FROM change")) == 1
