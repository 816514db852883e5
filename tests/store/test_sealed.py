"""Sealed sign-ins as rows, and the record of the key that seals them."""

import asyncio
from contextlib import closing

import pytest

from smmdesk.store import sealed
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import KeyRecord, Sealed, Secret, Vault
from tests.store.conftest import World

ONE = Sealed("channel:1", b"n" * 12, b"\x00\xffsealed", "key-1", "keyring", "https://a.example", 5)


def test_a_seal_is_kept_replaced_and_removed(world: World) -> None:
    with world.store.transaction() as tx:
        sealed.put(tx, ONE)
    newer = Sealed("channel:1", b"m" * 12, b"newer", "key-2", "keyring", "https://a.example", 6)
    other = Sealed("app:brand:bluesky", b"m" * 12, b"keys", "key-2", "keyring", "", 6)
    with world.store.transaction() as tx:
        sealed.put(tx, newer)
        sealed.put(tx, other)
        assert sealed.find(tx, "channel:1") == newer
        assert sealed.find(tx, "channel:2") is None
        assert sealed.all_of_them(tx) == (other, newer)
        assert sealed.remove(tx, "channel:1")
        assert not sealed.remove(tx, "channel:1")
    with world.store.reading() as reader:
        assert sealed.all_of_them(reader) == (other,)


def test_a_removed_seal_leaves_the_file(world: World, paths: Paths) -> None:
    with world.store.transaction() as tx:
        sealed.put(tx, ONE)
    with world.store.transaction() as tx:
        sealed.remove(tx, ONE.owner)
    world.store.close()
    assert ONE.ciphertext not in paths.database.read_bytes()


def test_owners_have_names() -> None:
    assert sealed.channel_owner("x") == "channel:x"
    assert sealed.app_owner("b", "p") == "app:b:p"


def test_the_first_key_stays_the_key(world: World, paths: Paths, clock: ManualClock) -> None:
    first, second = KeyRecord("one", "keyring"), KeyRecord("two", "passphrase")
    calls: list[str] = []
    keeper = sealed.StoredKey(world.store)
    assert keeper.known() is None
    assert keeper.record(first, lambda: calls.append("first")) == first
    with closing(Store.open(paths, clock)) as other:
        assert sealed.StoredKey(other).record(second, lambda: calls.append("second")) == first
    assert calls == ["first"]
    with world.store.transaction() as tx:
        sealed.name_key(tx, second)
    assert keeper.known() == second
    with world.store.transaction() as tx:
        sealed.forget_key(tx)
    assert keeper.known() is None


def test_a_key_that_cannot_be_laid_down_is_not_named(world: World) -> None:
    def fail() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        sealed.StoredKey(world.store).record(KeyRecord("one", "passphrase"), fail)
    assert sealed.StoredKey(world.store).known() is None


def test_what_the_vault_seals_comes_back_from_the_file(world: World, paths: Paths) -> None:
    vault = Vault(paths, sealed.StoredKey(world.store))

    async def seal() -> Sealed:
        await vault.keep_until_quit()
        return vault.seal("channel:1", "https://a.example", Secret("CANARY-token"), 7)

    made = asyncio.run(seal())
    with world.store.transaction() as tx:
        sealed.put(tx, made)
    with world.store.reading() as reader:
        found = sealed.find(reader, "channel:1")
    assert found is not None
    assert vault.open(found, "https://a.example").reveal() == "CANARY-token"
    assert b"CANARY" not in paths.database.read_bytes()
