"""A corpus of damaged files, made from a good one: whatever lies there, the desk opens or says why, and nothing more
is lost than was lost already."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.model.post import Post
from smmdesk.store import backups, driver, health
from smmdesk.store.health import Condition
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from tests.guards import AllowLog
from tests.store.conftest import World

PAGE = 4096
Damage = Callable[[Paths, random.Random], None]


@pytest.fixture(autouse=True)
def damage_is_expected(allow_log: AllowLog) -> None:
    allow_log("the calendar was damaged")


@pytest.fixture
def killed(world: World, paths: Paths, clock: ManualClock, tmp_path: Path) -> Paths:
    """What a killed process leaves: a database, its log with the newest commits, a copy from before."""
    never_folds(world.store)
    for number in range(8):
        world.post(f"in the copy {number} " + "word " * 200)
    backups.create(paths, clock)
    assert world.store._writer is not None
    world.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(8):
        world.post(f"in the log {number} " + "word " * 200)
    left = Paths(tmp_path / "left")
    shutil.copytree(paths.folder, left.folder)
    (left.folder / health.CHECK_WANTED).touch()
    return left


def never_folds(store: Store) -> None:
    """The log stays as long as a kill finds it at the worst moment."""
    assert store._folding is not None
    store._folding.close()
    store._folding = None


def change(path: Path, work: Callable[[bytearray], object]) -> None:
    data = bytearray(path.read_bytes())
    work(data)
    path.write_bytes(data)


def beside(paths: Paths, side: str) -> Path:
    return paths.database.with_name(paths.database.name + side)


def half(paths: Paths, chance: random.Random) -> None:
    change(paths.database, lambda data: data.__delitem__(slice(len(data) // 2 // PAGE * PAGE, None)))


def half_a_page_less(paths: Paths, chance: random.Random) -> None:
    change(paths.database, lambda data: data.__delitem__(slice(-PAGE // 2, None)))


def zeroed_pages(paths: Paths, chance: random.Random) -> None:
    def zero(data: bytearray) -> None:
        for page in chance.sample(range(1, len(data) // PAGE), 5):
            data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)

    change(paths.database, zero)


def swapped_pages(paths: Paths, chance: random.Random) -> None:
    def swap(data: bytearray) -> None:
        a, b = chance.sample(range(1, len(data) // PAGE), 2)
        first, second = data[a * PAGE : (a + 1) * PAGE], data[b * PAGE : (b + 1) * PAGE]
        data[a * PAGE : (a + 1) * PAGE], data[b * PAGE : (b + 1) * PAGE] = second, first

    change(paths.database, swap)


def flipped_bits(paths: Paths, chance: random.Random) -> None:
    def flip(data: bytearray) -> None:
        for _ in range(40):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)

    change(paths.database, flip)


def other_header(paths: Paths, chance: random.Random) -> None:
    change(paths.database, lambda data: data.__setitem__(slice(0, 16), b"SQLite format 4\x00"))


def other_page_size(paths: Paths, chance: random.Random) -> None:
    change(paths.database, lambda data: data.__setitem__(slice(16, 18), b"\x02\x00"))


def text_file(paths: Paths, chance: random.Random) -> None:
    paths.database.write_text("Dear diary, " * 999, "ascii")


def rubbish(paths: Paths, chance: random.Random) -> None:
    paths.database.write_bytes(chance.randbytes(100_000))


def one_byte(paths: Paths, chance: random.Random) -> None:
    paths.database.write_bytes(b"S")


def log_of_another(paths: Paths, chance: random.Random) -> None:
    beside(paths, "-wal").write_bytes(chance.randbytes(50_000))


def cut_log(paths: Paths, chance: random.Random) -> None:
    change(beside(paths, "-wal"), lambda data: data.__delitem__(slice(chance.randrange(32, len(data)), None)))


def flipped_log(paths: Paths, chance: random.Random) -> None:
    def flip(data: bytearray) -> None:
        data[chance.randrange(len(data))] ^= 255

    change(beside(paths, "-wal"), flip)


def folder_instead(paths: Paths, chance: random.Random) -> None:
    paths.database.unlink()
    (paths.database / "holiday photos").mkdir(parents=True)


IN_THE_FILE = [
    folder_instead,
    half,
    half_a_page_less,
    zeroed_pages,
    swapped_pages,
    flipped_bits,
    other_header,
    other_page_size,
    text_file,
    rubbish,
    one_byte,
]
IN_THE_LOG = [log_of_another, cut_log, flipped_log]


def opens(paths: Paths) -> set[str]:
    """The texts that are there afterwards; the file is sound and takes new ones."""
    clock = ManualClock()
    with closing(Store.open(paths, clock, durable=True)) as store:
        with store.reading() as reader:
            posts = reader.all(Post)
        if posts:
            with store.transaction("edit") as tx:
                tx.put(posts[0])
    found = health.look(paths.database, whole=True)
    assert (found.condition, found.local_is_current) == (Condition.CURRENT, True)
    return {post.content.text.partition(" word")[0] for post in posts}


COPIED = {f"in the copy {number}" for number in range(8)}


def is_kept(killed: Paths, damage: Damage, seed: int) -> None:
    damage(killed, random.Random(seed))
    found = opens(killed)
    assert found >= COPIED, (damage.__name__, seed)


@pytest.mark.fault(81)
@pytest.mark.parametrize("damage", IN_THE_FILE, ids=lambda way: way.__name__)
def test_whatever_happened_to_the_file_the_copy_is_there(killed: Paths, damage: Damage) -> None:
    is_kept(killed, damage, 1)


@pytest.mark.fault(81, 82)
@pytest.mark.parametrize("damage", IN_THE_LOG, ids=lambda way: way.__name__)
def test_whatever_happened_to_the_log_the_rest_is_there(killed: Paths, damage: Damage) -> None:
    is_kept(killed, damage, 1)


@pytest.mark.long
@pytest.mark.fault(81, 82)
@pytest.mark.parametrize("seed", range(2, 40))
@pytest.mark.parametrize(
    "damage", [zeroed_pages, swapped_pages, flipped_bits, cut_log, flipped_log], ids=lambda way: way.__name__
)
def test_the_same_by_other_chances(killed: Paths, damage: Damage, seed: int) -> None:
    is_kept(killed, damage, seed)


@pytest.mark.fault(81)
def test_a_bit_that_fell_over_inside_a_text_costs_a_letter(killed: Paths) -> None:
    """SQLite's own check does not see it, and every reading of the table would stop there."""

    def fall(data: bytearray) -> None:
        data[data.index(b"in the copy 3 word") + 20] = 0xFF

    change(killed.database, fall)
    with closing(driver.connect(killed.database, read_only=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opens(killed) >= COPIED


@pytest.mark.fault(82)
def test_without_the_shared_memory_file_nothing_is_missing(killed: Paths) -> None:
    beside(killed, "-shm").unlink(missing_ok=True)
    assert opens(killed) == COPIED | {f"in the log {number}" for number in range(8)}


@pytest.mark.fault(82)
def test_without_the_log_the_file_is_sound_and_holds_what_was_folded_in(killed: Paths) -> None:
    for side in ("-wal", "-shm"):
        beside(killed, side).unlink(missing_ok=True)
    assert opens(killed) == COPIED
