"""The one master key and the seal over every sign-in."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from smmdesk.model.problem import ProblemError
from smmdesk.system.paths import Paths
from smmdesk.system.secrets.key_ring import PATIENCE_S, KeyRing, on_thread
from smmdesk.system.secrets.secret import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")
KEY_BYTES, NONCE_BYTES = 32, 12
KEY_RING, PASSPHRASE, UNTIL_QUIT = "keyring", "passphrase", "session"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as the database keeps it. `owner`: `channel:<id>` or `app:<brand id>:<platform>`; `address` is where the
    sign-in was made, bound into the seal."""

    owner: str
    nonce: bytes
    ciphertext: bytes
    key_id: str
    key_source: str
    address: str
    sealed_at_us: int


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """Which key seals the database: its id (derived from the key itself) and where it lives."""

    id: str
    source: str


class KeyKeeper(Protocol):
    """Where the record is kept (the database), read afresh at each call."""

    def known(self) -> KeyRecord | None:
        """The record, None before the first secret."""

    def record(self, record: KeyRecord, before: Callable[[], None]) -> KeyRecord:
        """Keep `record` unless there is one already; answers what is kept. One transaction, also between processes;
        `before` runs inside it just before the record is written, and not at all when there is one already."""


class SealBrokenError(Exception):
    """The sealed value was changed, or made for another owner or address."""


def key_id_of(key: bytes) -> str:
    return hashlib.sha256(b"smmdesk key id\0" + key).hexdigest()[:24]


class Vault:
    """Seals and opens secrets with the desk's one key. `ready` gets the key; until then everything raises `locked`."""

    def __init__(
        self, paths: Paths, keeper: KeyKeeper, passphrase: Secret | None = None, key_ring: KeyRing | None = None
    ) -> None:
        self._path = paths.wrapped_key
        self._keeper = keeper
        self._passphrase = passphrase
        self._ring = key_ring or KeyRing()
        self._keys: dict[str, bytes] = {}
        self._record: KeyRecord | None = None
        self._making = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        return self._record is not None and self._record.id in self._keys

    @property
    def source(self) -> str:
        """Where the key lives: keyring, passphrase or session; empty before there is one."""
        known = self._record or self._keeper.known()
        return known.source if known else ""

    async def ready(self) -> None:
        """Have the key, making the first one when no secret was ever sealed.

        Raises ProblemError: `locked` (the key is there but not within reach), `no_key_ring` (the first key has no place
        yet: ask for a passphrase or for "until quit"), `passphrase_wrong`.
        """
        async with self._making:
            record = self._keeper.known()
            if record is None:
                await self._make_first()
            else:
                await self._get(record)

    async def unlock(self, passphrase: Secret) -> None:
        """Use `passphrase`: to open the key, or to wrap the first one. Raises ProblemError as `ready`."""
        self._passphrase = passphrase
        await self.ready()

    async def keep_until_quit(self) -> None:
        """The person's choice without key ring and passphrase: a first key in memory only. Raises ProblemError(locked)
        when there is a key already."""
        async with self._making:
            record = self._keeper.known()
            if record is None:
                await self._settle(secrets.token_bytes(KEY_BYTES), UNTIL_QUIT, _nothing)
            else:
                await self._get(record)

    def hand_over(self) -> Secret:
        """The key for our own other process, over a pipe. Raises ProblemError(locked)."""
        return Secret(base64.b64encode(self._key()[1]).decode("ascii"))

    def take_over(self, key: Secret) -> None:
        """Use the key that our other process handed over. Raises ProblemError(locked) when it is not the right one."""
        try:
            found = base64.b64decode(key.reveal(), validate=True)
        except ValueError:
            found = b""
        record = self._keeper.known()
        if record is None or len(found) != KEY_BYTES or key_id_of(found) != record.id:
            raise ProblemError("locked")
        self._keys[record.id], self._record = found, record

    # ------------------------------------------------------------------ seal and open
    def seal(self, owner: str, address: str, secret: Secret, now_us: int) -> Sealed:
        """Raises ProblemError(locked)."""
        record, key = self._key()
        return self._seal_with(record, key, owner, address, secret, now_us)

    def open(self, sealed: Sealed, address: str) -> Secret:
        """The secret, for the address that it is about to be used at.

        Raises ProblemError(locked) for a key that is not in reach, SealBrokenError when owner, address or bytes differ.
        """
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise ProblemError("locked")
        from cryptography.exceptions import InvalidTag

        bound = _bound(sealed.owner, address, sealed.key_id)
        try:
            return Secret(_cipher(key).decrypt(sealed.nonce, sealed.ciphertext, bound).decode("utf-8"))
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError(sealed.owner) from error

    def _seal_with(
        self, record: KeyRecord, key: bytes, owner: str, address: str, secret: Secret, now_us: int
    ) -> Sealed:
        nonce = secrets.token_bytes(NONCE_BYTES)
        data = _cipher(key).encrypt(nonce, secret.reveal().encode("utf-8"), _bound(owner, address, record.id))
        return Sealed(owner, nonce, data, record.id, record.source, address, now_us)

    # ------------------------------------------------------------------ another key
    async def begin_rotation(self) -> KeyRecord:
        """Make a new key in the same place beside the old one. Nothing is sealed with it yet; raises ProblemError."""
        await self.ready()
        record, _old = self._key()
        key = secrets.token_bytes(KEY_BYTES)
        fresh = KeyRecord(key_id_of(key), record.source)
        self._keys[fresh.id] = key
        await self._lay_down(fresh, key)
        return fresh

    def reseal(self, sealed: Sealed, fresh: KeyRecord, now_us: int) -> Sealed:
        """`sealed` under the new key of `begin_rotation`. Raises as `open` does."""
        secret = self.open(sealed, sealed.address)
        return self._seal_with(fresh, self._keys[fresh.id], sealed.owner, sealed.address, secret, now_us)

    async def end_rotation(self) -> None:
        """After the database names the new key: forget all others."""
        record = self._keeper.known()
        if record is None or record.id not in self._keys:
            raise ProblemError("locked")
        self._record = record
        for key_id in [known for known in self._keys if known != record.id]:
            del self._keys[key_id]
            if record.source == KEY_RING:
                await self._try_ring(lambda old=key_id: self._ring.forget(old))  # type: ignore[misc]
        if record.source == PASSPHRASE:
            await self._wrap(self._keys)

    async def forget(self) -> None:
        """Destroy the key wherever it lives: what it sealed can never be opened again ("forget this computer")."""
        record = self._record or self._keeper.known()
        self._keys.clear()
        self._record = None
        self._path.unlink(missing_ok=True)
        if record is not None and record.source == KEY_RING:
            await self._try_ring(lambda: self._ring.forget(record.id))

    # ------------------------------------------------------------------ getting the key
    def _key(self) -> tuple[KeyRecord, bytes]:
        if self._record is None or self._record.id not in self._keys:
            raise ProblemError("locked")
        return self._record, self._keys[self._record.id]

    async def _make_first(self) -> None:
        key = secrets.token_bytes(KEY_BYTES)
        if self._passphrase is None and await self._try_ring(lambda: self._ring.put(key_id_of(key), key)):
            await self._settle(key, KEY_RING, _nothing)
        elif self._passphrase is not None:
            from smmdesk.system.drafts import write_whole

            data = await self._wrapped({key_id_of(key): key})
            await self._settle(key, PASSPHRASE, lambda: write_whole(self._path, data))
        else:
            raise ProblemError("no_key_ring")

    async def _settle(self, key: bytes, source: str, before: Callable[[], None]) -> None:
        """Record the first key; when another process was faster, ours goes and its key is fetched."""
        own = KeyRecord(key_id_of(key), source)
        kept = self._keeper.record(own, before)
        if kept == own:
            self._keys[own.id], self._record = key, own
            return
        if source == KEY_RING:
            await self._try_ring(lambda: self._ring.forget(own.id))
        await self._get(kept)

    async def _get(self, record: KeyRecord) -> None:
        if record.id not in self._keys:
            found = await self._look_for(record)
            if found is None or key_id_of(found) != record.id:
                raise ProblemError("locked")
            self._keys[record.id] = found
        self._record = record

    async def _look_for(self, record: KeyRecord) -> bytes | None:
        if record.source == KEY_RING:
            return await self._try_ring(lambda: self._ring.get(record.id))
        if record.source != PASSPHRASE or self._passphrase is None:
            return None
        from smmdesk.system.secrets.wrapped_key import BadKeyFileError, WrongPassphraseError, read_keys

        try:
            keys = await on_thread(lambda: read_keys(self._path, self._passphrase_text()))
        except WrongPassphraseError as error:
            self._passphrase = None
            raise ProblemError("passphrase_wrong") from error
        except BadKeyFileError:
            return None
        return keys.get(record.id)

    async def _lay_down(self, record: KeyRecord, key: bytes) -> None:
        """Put a further key where the record says. Raises ProblemError(locked) when that place does not take it."""
        if record.source == KEY_RING and not await self._try_ring(lambda: self._ring.put(record.id, key)):
            raise ProblemError("locked")
        if record.source == PASSPHRASE:
            await self._wrap({**self._keys, record.id: key})

    async def _wrap(self, keys: dict[str, bytes]) -> None:
        from smmdesk.system.drafts import write_whole

        write_whole(self._path, await self._wrapped(keys))

    async def _wrapped(self, keys: dict[str, bytes]) -> bytes:
        """The file's bytes. Raises ProblemError(locked) when this process has the key but not the passphrase."""
        from smmdesk.system.secrets.wrapped_key import wrap_keys

        if self._passphrase is None:
            raise ProblemError("locked")
        return await on_thread(lambda: wrap_keys(self._passphrase_text(), dict(keys)))

    async def _try_ring(self, work: Callable[[], T]) -> T | None:
        """`work` on the key ring; None when it is locked, gone, or does not answer in time."""
        try:
            return await on_thread(work, PATIENCE_S)
        except Exception:  # backends raise their own kinds (D-Bus, Windows); all mean: not within reach
            return None

    def _passphrase_text(self) -> str:
        return self._passphrase.reveal() if self._passphrase is not None else ""


def _nothing() -> None:
    """Keys outside a file need no step of their own when they are recorded."""


def _bound(owner: str, address: str, key_id: str) -> bytes:
    return json.dumps(["smmdesk", 1, owner, "secret", address, key_id]).encode("ascii")


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 30 ms that a start without sign-ins saves

    return AESGCM(key)


class RecordInMemory:
    """A keeper for tools and tests without a database."""

    def __init__(self, known: KeyRecord | None = None) -> None:
        self._known = known

    def known(self) -> KeyRecord | None:
        return self._known

    def record(self, record: KeyRecord, before: Callable[[], None]) -> KeyRecord:
        if self._known is None:
            before()
            self._known = record
        return self._known
