"""Keys: the owner's own for a platform's apps, another master key, and forgetting all of them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import ELSEWHERE, Channel, ChannelStatus
from smmdesk.store import sealed
from smmdesk.system.secrets import KeyRecord, SealBrokenError, Secret

if TYPE_CHECKING:
    from smmdesk.store.store import Store

WITHOUT_SECRET = ("none", "folder", "page")
"""Kinds of sign-in after which there is nothing to keep."""


async def save_app_keys(desk: Desk, brand_id: str, platform: str, keys: Secret) -> None:
    """Keep the owner's own keys for a platform's apps (design.md §8 App keys). Raises ProblemError(locked, …)."""
    await desk.vault.ready()
    owner = sealed.app_owner(brand_id, desk.facts(platform).key)
    with desk.store.transaction() as tx:
        sealed.put(tx, desk.vault.seal(owner, "", keys, desk.now_us()))


async def app_keys(desk: Desk, brand_id: str, platform: str) -> Secret | None:
    """The owner's keys, None when there are none. Raises ProblemError(locked, …)."""
    with desk.store.reading() as reader:
        kept = sealed.find(reader, sealed.app_owner(brand_id, platform))
    if kept is None:
        return None
    await desk.vault.ready()
    with suppress(SealBrokenError):
        return desk.vault.open(kept, "")
    return None


def not_granted(desk: Desk, channel: Channel) -> tuple[str, ...]:
    """What the platform did not allow of what was asked, in English source words (`Account.reported["granted"]`)."""
    oauth, said = desk.facts(channel.platform).oauth, channel.reported.get("granted")
    if oauth is None or channel.guided or not isinstance(said, Mapping):
        return ()
    asked = ((scope, words) for scope, words in oauth.permissions.items() if scope not in oauth.on_demand)
    return tuple(words for scope, words in asked if said.get(scope) is False)


def has_app_keys(desk: Desk, brand_id: str, platform: str) -> bool:
    """Are there keys of the owner's own? Opens nothing."""
    with desk.store.reading() as reader:
        return sealed.find(reader, sealed.app_owner(brand_id, platform)) is not None


def forget_app_keys(desk: Desk, brand_id: str, platform: str) -> None:
    """Destroy the owner's keys for a platform."""
    with desk.store.transaction() as tx:
        sealed.remove(tx, sealed.app_owner(brand_id, platform))


async def rotate_key(desk: Desk) -> int:
    """Seal every sign-in anew with a new key, in one commit; answers how many. Raises ProblemError(locked, …)."""
    fresh: KeyRecord = await desk.vault.begin_rotation()
    with desk.store.transaction() as tx:
        kept = sealed.all_of_them(tx)
        for one in kept:
            sealed.put(tx, desk.vault.reseal(one, fresh, desk.now_us()))
        sealed.name_key(tx, fresh)
    await desk.vault.end_rotation()
    return len(kept)


async def start_over(desk: Desk) -> None:
    """Forget all sign-ins of this computer, the key first: for a lost key, or a computer that is given away.

    Channels and posts stay; every channel asks to sign in again, and the next sign-in makes a new key.
    """
    await desk.vault.forget()
    with desk.store.transaction() as tx:
        for one in sealed.all_of_them(tx):
            sealed.remove(tx, one.owner)
        sealed.forget_key(tx)
        for channel in tx.all(Channel):
            secretless = desk.facts_for(channel).sign_in.kind in WITHOUT_SECRET
            if channel.status is ChannelStatus.CONNECTED and not secretless:
                reported = {**channel.reported, ELSEWHERE: True}
                tx.put(replace(channel, status=ChannelStatus.SIGNED_OUT, reported=reported))


class OtherKey:
    """Notices that another key seals the sign-ins than when it was asked before: a person began anew, in whatever
    process."""

    def __init__(self, store: "Store") -> None:
        self._key = sealed.StoredKey(store)
        self._before: tuple[KeyRecord | None] | None = None

    def came(self) -> bool:
        """Since the last time; never at the first."""
        before, self._before = self._before, (self._key.known(),)
        return before is not None and before != self._before
