"""Secrets cannot be printed; the vault opens with its own key only, and never makes a second one by itself."""

import asyncio
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from smmdesk.model.problem import ProblemError
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import (
    KeyRecord,
    KeyRing,
    RecordInMemory,
    SealBrokenError,
    Sealed,
    Secret,
    Vault,
    key_id_of,
    key_ring,
)
from smmdesk.system.secrets import vault as vault_module
from smmdesk.system.secrets.wrapped_key import BadKeyFileError, read_keys

CANARY = "CANARY-7f3a"
WINDOWS_MOST_CHARS = 1280


class MemoryRing(KeyringBackend):
    """A real backend of keyring, in memory; refuses what Windows refuses."""

    priority: ClassVar[float] = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        assert len(password) <= WINDOWS_MOST_CHARS
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("none")

    def _look(self) -> None:
        self.threads.add(threading.current_thread().name)
        if self.locked:
            raise KeyringLocked("locked")


@dataclass
class Place:
    """One data folder, with the ring and the record that survive a restart."""

    paths: Paths
    ring: MemoryRing
    record: RecordInMemory

    def vault(self, passphrase: str = "", ring: bool = True) -> Vault:
        given = Secret(passphrase) if passphrase else None
        return Vault(self.paths, self.record, given, KeyRing(self.ring) if ring else KeyRing())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(Paths(tmp_path), MemoryRing(), RecordInMemory())


def seal(vault: Vault, text: str = CANARY, owner: str = "channel:1", address: str = "https://a.example:443") -> Sealed:
    return vault.seal(owner, address, Secret(text), 5)


# ------------------------------------------------------------------ the first key
async def test_the_first_key_goes_into_the_key_ring(place: Place) -> None:
    vault = place.vault()
    await vault.ready()
    sealed = seal(vault)
    [(service, key_id)] = place.ring.kept
    assert (service, key_id) == ("smmdesk", sealed.key_id)
    assert place.record.known() == KeyRecord(sealed.key_id, "keyring")
    assert CANARY.encode() not in sealed.ciphertext
    assert "MainThread" not in place.ring.threads
    again = place.vault()
    await again.ready()
    assert again.open(sealed, sealed.address).reveal() == CANARY


@pytest.mark.fault(43)
async def test_without_key_ring_a_person_chooses(place: Place) -> None:
    vault = place.vault(ring=False)
    with pytest.raises(ProblemError) as caught:
        await vault.ready()
    assert caught.value.problem.code == "no_key_ring"
    assert place.record.known() is None
    with pytest.raises(ProblemError):
        seal(vault)


async def test_a_passphrase_wraps_the_key(place: Place) -> None:
    vault = place.vault(ring=False)
    await vault.unlock(Secret("più sicura"))
    sealed = seal(vault)
    file = place.paths.wrapped_key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["kdf"] == "argon2id"
    again = place.vault(ring=False)
    with pytest.raises(ProblemError) as caught:
        await again.ready()
    assert caught.value.problem.code == "locked"
    with pytest.raises(ProblemError) as caught:
        await again.unlock(Secret("sbagliata"))
    assert caught.value.problem.code == "passphrase_wrong"
    await again.unlock(Secret("piu\u0300 sicura"))  # the same word, typed on another keyboard
    assert again.open(sealed, sealed.address).reveal() == CANARY


async def test_until_quit_leaves_nothing_behind(place: Place) -> None:
    vault = place.vault(ring=False)
    await vault.keep_until_quit()
    sealed = seal(vault)
    assert not list(place.paths.folder.iterdir())
    engine = place.vault(ring=False)
    with pytest.raises(ProblemError):
        await engine.ready()
    engine.take_over(vault.hand_over())
    assert engine.open(sealed, sealed.address).reveal() == CANARY
    with pytest.raises(ProblemError):
        place.vault(ring=False).take_over(Secret("bm90IGEga2V5"))


# ------------------------------------------------------------------ never a second key
@pytest.mark.fault(43)
async def test_a_locked_key_ring_never_makes_another_key(place: Place) -> None:
    await place.vault().ready()
    before = dict(place.ring.kept), place.record.known()
    place.ring.locked = True
    vault = place.vault()
    for attempt in (vault.ready, vault.keep_until_quit, lambda: vault.unlock(Secret("x"))):
        with pytest.raises(ProblemError) as caught:
            await attempt()
        assert caught.value.problem.code == "locked"
    place.ring.locked = False
    assert (dict(place.ring.kept), place.record.known()) == before
    await vault.ready()
    assert vault.is_open


async def test_a_lost_or_foreign_key_is_locked(place: Place) -> None:
    vault = place.vault()
    await vault.ready()
    [entry] = place.ring.kept
    place.ring.kept[entry] = vault_module.base64.b64encode(b"x" * 32).decode()
    with pytest.raises(ProblemError):
        await place.vault().ready()
    place.ring.kept[entry] = "not base64"
    with pytest.raises(ProblemError):
        await place.vault().ready()
    place.ring.kept.clear()
    with pytest.raises(ProblemError):
        await place.vault().ready()


@pytest.mark.parametrize("passphrase", ["", "geheim"])
async def test_two_processes_make_one_key(place: Place, passphrase: str) -> None:
    vaults = [place.vault(passphrase) for _ in range(4)]
    await asyncio.gather(*(vault.ready() for vault in vaults))
    sealed = seal(vaults[0])
    assert all(vault.open(sealed, sealed.address).reveal() == CANARY for vault in vaults)
    again = place.vault(passphrase)
    await again.ready()
    assert again.open(sealed, sealed.address).reveal() == CANARY
    assert len(place.ring.kept) == (0 if passphrase else 1)


async def test_a_key_ring_that_never_answers_is_locked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(vault_module, "PATIENCE_S", 0.05)
    monkeypatch.setattr(place.ring, "_look", lambda: released.wait(5))
    with pytest.raises(ProblemError):
        await place.vault().ready()
    released.set()


# ------------------------------------------------------------------ the seal
async def test_a_seal_is_bound_to_owner_and_address(place: Place) -> None:
    vault = place.vault()
    await vault.ready()
    sealed = seal(vault)
    for changed, address in (
        (replace(sealed, owner="channel:2"), sealed.address),
        (sealed, "https://evil.example:443"),
        (replace(sealed, ciphertext=sealed.ciphertext[:-1] + b"\0"), sealed.address),
        (replace(sealed, nonce=bytes(12)), sealed.address),
        (replace(sealed, nonce=b""), sealed.address),
    ):
        with pytest.raises(SealBrokenError):
            vault.open(changed, address)
    with pytest.raises(ProblemError) as caught:
        vault.open(replace(sealed, key_id="other"), sealed.address)
    assert caught.value.problem.code == "locked"


@pytest.mark.fault(44)
async def test_long_secrets_never_meet_the_limit_of_windows(place: Place) -> None:
    vault = place.vault()
    await vault.ready()
    sealed = seal(vault, "è" * 20_000)
    assert vault.open(sealed, sealed.address).reveal() == "è" * 20_000
    assert max(map(len, place.ring.kept.values())) < 100


async def test_a_copied_folder_cannot_open_anything(place: Place) -> None:
    vault = place.vault()
    await vault.ready()
    sealed = seal(vault)
    elsewhere = Place(place.paths, MemoryRing(), place.record).vault()
    with pytest.raises(ProblemError):
        await elsewhere.ready()
    with pytest.raises(ProblemError):
        elsewhere.open(sealed, sealed.address)


# ------------------------------------------------------------------ another key, and none
@pytest.mark.parametrize("passphrase", ["", "geheim"])
async def test_rotation(place: Place, passphrase: str) -> None:
    vault = place.vault(passphrase)
    await vault.ready()
    old = seal(vault)
    fresh = await vault.begin_rotation()
    new = vault.reseal(old, fresh, 9)
    crashed = place.vault(passphrase)  # a crash here: the old key still opens everything
    await crashed.ready()
    assert crashed.open(old, old.address).reveal() == CANARY
    place.record = RecordInMemory(fresh)
    vault._keeper = place.record
    await vault.end_rotation()
    again = place.vault(passphrase)
    await again.ready()
    assert again.open(new, new.address).reveal() == CANARY
    with pytest.raises(ProblemError):
        again.open(old, old.address)
    assert len(place.ring.kept) == (0 if passphrase else 1)
    if passphrase:
        assert list(read_keys(place.paths.wrapped_key, passphrase)) == [fresh.id]


@pytest.mark.parametrize("passphrase", ["", "geheim"])
async def test_forgetting_this_computer(place: Place, passphrase: str) -> None:
    vault = place.vault(passphrase)
    await vault.ready()
    sealed = seal(vault)
    await vault.forget()
    assert not place.ring.kept
    assert not place.paths.wrapped_key.exists()
    with pytest.raises(ProblemError):
        await place.vault(passphrase).ready()
    with pytest.raises(ProblemError):
        vault.open(sealed, sealed.address)


# ------------------------------------------------------------------ hostile files, the way in
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 20_000,
        b'{"version":2}',
        b'{"version":1,"kdf":"argon2id","memory_kib":999999999,"passes":3,"lanes":2,"salt":"AAAAAAAAAAAAAAAAAAAAAA==","keys":{}}',
        b'{"version":1,"kdf":"argon2id","memory_kib":65536,"passes":0,"lanes":2,"salt":"AAAAAAAAAAAAAAAAAAAAAA==","keys":{}}',
        b'{"version":1,"kdf":"argon2id","memory_kib":65536,"passes":3,"lanes":2,"salt":"!","keys":{}}',
        b'{"version":1,"kdf":"argon2id","memory_kib":65536,"passes":3,"lanes":2,"salt":"AA==","keys":[]}',
    ],
)
async def test_a_damaged_key_file_is_locked(place: Place, content: bytes) -> None:
    await place.vault("geheim").ready()
    place.paths.wrapped_key.write_bytes(content)
    with pytest.raises(BadKeyFileError):
        read_keys(place.paths.wrapped_key, "geheim")
    with pytest.raises(ProblemError) as caught:
        await place.vault("geheim").ready()
    assert caught.value.problem.code == "locked"


def test_no_other_backend_can_be_slipped_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(key_ring, "ALLOWED_KEY_RINGS", ("keyring.backends.nothing.Keyring", "keyring.nothing.Keyring"))
    assert KeyRing().put("id", b"x" * 32) is False
    assert "KEYRING_PROPERTY_SCHEME" not in os.environ


def test_the_key_id_tells_nothing_of_the_key() -> None:
    assert key_id_of(b"a" * 32) != key_id_of(b"b" * 32)
    assert len(key_id_of(b"a" * 32)) == 24


# ------------------------------------------------------------------ the real thing
REAL = """
import asyncio, sys
from pathlib import Path
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import KeyRecord, RecordInMemory, Secret, Vault

async def main():
    record = RecordInMemory()
    first = Vault(Paths(Path(sys.argv[1])), record)
    await first.ready()
    sealed = first.seal("channel:1", "a", Secret("CANARY"), 1)
    second = Vault(Paths(Path(sys.argv[1])), record)
    await second.ready()
    assert second.open(sealed, "a").reveal() == "CANARY"
    print(second.source)
    await second.forget()
    try:
        await Vault(Paths(Path(sys.argv[1])), record).ready()
    except Exception as error:
        print(error)

asyncio.run(main())
"""


@pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None,
    reason="needs gnome-keyring and a session bus, which not every system has",
)
def test_the_key_ring_of_gnome(tmp_path: Path) -> None:
    """A real Secret Service on a bus of its own, its files under this test's folder."""
    script = (
        "echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
        'exec "$0" -W error::ResourceWarning -c "$1" "$2"'
    )
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    ended = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", script, sys.executable, REAL, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout.split() == ["keyring", "locked"], ended.stderr
