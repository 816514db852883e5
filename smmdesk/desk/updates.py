"""Whether there is a newer version of smmdesk: asked once a week, told, and never put in place by itself.

What is fetched is one signed note at an address that ships with the program (resources/updates.toml); the question says
nothing of this computer, its desk or its person. The person downloads the new version and its system checks it.
"""

import base64
import logging
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from smmdesk import __version__
from smmdesk.model.problem import ProblemError
from smmdesk.model.release import NOTE_MOST, Release, UntrueError, Verify, is_newer, read_note
from smmdesk.system.paths import RESOURCES

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk

AGAIN = timedelta(days=7)
LOOK, LOOKED, SERIAL, KNOWN = "updates", "updates_looked_us", "updates_serial", "updates_known"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the note lies and which keys may sign it (Ed25519, 32 bytes each)."""

    address: str = ""
    keys: tuple[bytes, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.address and self.keys)


@lru_cache(maxsize=1)
def shipped() -> Source:
    """What this copy was made with."""
    told = tomllib.loads((RESOURCES / "updates.toml").read_text("utf-8"))
    return Source(str(told.get("address", "")), tuple(base64.b64decode(key) for key in told.get("keys", ())))


def is_due(desk: "Desk", source: Source) -> bool:
    """Whether it is time to ask by itself: wanted, possible, and a week after the last time."""
    if not source.is_known or desk.settings.get(LOOK) != "on":
        return False
    looked_us, again_us = int(desk.settings.get(LOOKED)), round(AGAIN.total_seconds() * 1_000_000)
    return not looked_us <= desk.now_us() < looked_us + again_us  # before it: the clock was set back


async def look(desk: "Desk", source: Source) -> Release | None:
    """Ask now; the newer version, None where this is the newest one.

    Raises ProblemError(update_unreachable, update_untrue); both leave what was known.
    """
    from smmdesk.platforms.fetch import FetchError

    desk.settings.set(LOOKED, desk.now_us())
    try:
        found = await desk.fetcher.read(source.address, most_bytes=NOTE_MOST)
        if found.status != 200:
            raise FetchError(f"status {found.status}")
        release = read_note(found.body, verifier(source.keys), desk.clock.now(), int(desk.settings.get(SERIAL)))
    except FetchError as error:
        raise ProblemError("update_unreachable") from error
    except UntrueError as error:
        log.info("a note of a new version was not believed: %s", error.why)
        raise ProblemError("update_untrue") from error
    desk.settings.set(SERIAL, release.serial)
    newer = is_newer(release.version, __version__)
    desk.settings.set(KNOWN, release.version if newer else "")
    return release if newer else None


def verifier(keys: tuple[bytes, ...]) -> Verify:
    """Whether one of the keys made a signature."""

    def verify(signature: bytes, signed: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        for key in keys:
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
            except (InvalidSignature, ValueError):
                continue
            return True
        return False

    return verify
