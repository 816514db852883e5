"""A brand that was taken out comes back with the archive that was made before, and what went out since is not sent
again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from smmdesk.desk import archive, forgetting, importing, several_brands
from smmdesk.desk.desk import Desk
from smmdesk.desk.import_plan import Going
from smmdesk.desk.removing_brand import remove
from smmdesk.model.brand import Brand
from smmdesk.model.channel import Channel
from smmdesk.model.delivery import State
from smmdesk.model.label import Label
from smmdesk.model.message import Message
from smmdesk.model.person import Person
from smmdesk.model.post import Post
from smmdesk.model.problem import ProblemError
from smmdesk.store import brand_erasing, queries
from smmdesk.system.clock import ManualClock
from tests.desk.test_publishing import HOUR, MINUTE
from tests.desk.test_removing_brand import after_commits, client, go, other, small_pieces
from tests.fakes.reach import Bench, made_bench

__all__ = ["client", "other", "small_pieces"]


@pytest.fixture
def bench(desk: Desk, clock: ManualClock, other: Brand) -> Iterator[Bench]:
    with made_bench(desk, clock, other) as made:
        yield made


def test_its_archive_brings_it_back(desk: Desk, brand: Brand, client: Brand, tmp_path: Path) -> None:
    path = tmp_path / "lume.smmdesk"
    archive.export(desk, "archive", path, client.id)
    with desk.store.reading() as reader:
        before = {one.id: one.content for one in reader.all(Post, brand_id=client.id, deleted=True)}
        (sha256,) = brand_erasing.hashes(reader, client.id)
    old = desk.clock.now().timestamp() - HOUR.total_seconds()
    os.utime(desk.files.path(sha256), (old, old))
    go(desk, client)
    assert not desk.files.has(sha256)
    importing.apply_import(desk, importing.read_import(desk, path))
    with desk.store.reading() as reader:
        assert {one.id: one.content for one in reader.all(Post, brand_id=client.id, deleted=True)} == before
        assert [one.name for one in reader.all(Label, brand_id=client.id)] == ["Brunch"]
        assert [one.name for one in reader.all(Person, brand_id=client.id)] == ["Grete"]
        assert [one.name for one in reader.all(Channel, brand_id=client.id)] == ["Window"]
        assert reader.all(Message, brand_id=client.id) == ()
    assert desk.files.has(sha256)
    assert not several_brands.named(desk, "cafe").archived


def test_who_was_forgotten_does_not_come_back_with_it(desk: Desk, client: Brand, tmp_path: Path) -> None:
    path = tmp_path / "lume.smmdesk"
    archive.export(desk, "archive", path, client.id)
    with desk.store.reading() as reader:
        (who,) = reader.all(Person, brand_id=client.id)
    forgetting.forget(desk, who.id)
    go(desk, client)
    importing.apply_import(desk, importing.read_import(desk, path))
    with desk.store.reading() as reader:
        assert reader.all(Person, deleted=True) == ()


async def test_what_went_out_after_the_archive_is_not_sent_again(bench: Bench, brand: Brand, tmp_path: Path) -> None:
    """The last moment at which it could go out twice: its moment is a few minutes ago, and the channel sends again."""
    desk, path = bench.desk, tmp_path / "lume.smmdesk"
    channel = bench.channel(server="")
    post = bench.post("Bread", channel, at=5 * MINUTE)
    archive.export(desk, "archive", path, bench.brand.id)
    await bench.pass_time(6 * MINUTE, tick=MINUTE)
    assert bench.state(post) is State.PUBLISHED
    await remove(desk, bench.brand.id)
    importing.apply_import(desk, importing.read_import(desk, path))
    assert bench.reload(channel).can_send
    await bench.pass_time(10 * MINUTE, tick=MINUTE)
    assert bench.texts() == ["Bread"], "once"
    assert bench.state(post) is State.PUBLISHED
    assert bench.part(post).receipt is not None


async def test_an_archive_of_a_brand_that_is_being_removed_waits(desk: Desk, client: Brand, tmp_path: Path) -> None:
    path = tmp_path / "lume.smmdesk"
    archive.export(desk, "archive", path, client.id)
    going = Going()
    after_commits(desk, 6, lambda: setattr(going, "stopping", True))
    await remove(desk, client.id, going)
    with pytest.raises(ProblemError) as refused:
        importing.read_import(desk, path)
    assert "being removed" in refused.value.problem.title + refused.value.problem.advice
    await remove(desk, client.id)
    plan = importing.read_import(desk, path)
    assert plan.new_count == 2, "the third lies in the archive's trash"


def test_files_wanted_are_those_of_the_brands_that_stay(desk: Desk, client: Brand) -> None:
    go(desk, client)
    with desk.store.reading() as reader:
        assert queries.wanted_files(reader) == frozenset()
