"""Which media host a brand has, and what that means for a post (decision 0025). At work: opened_host, hosting."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.media import Asset
from smmdesk.model.media_host import HostChoice
from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.hosts import CHANNEL, KINDS, kind_of
from smmdesk.store import db_settings, sealed
from smmdesk.system.secrets import Secret

if TYPE_CHECKING:
    from smmdesk.model.content import Content
    from smmdesk.store.reader import Reader

__all__ = ["CHANNEL", "KINDS", "channels_for", "chosen", "facts_at", "forget", "kind_of", "name_of", "save"]
SECRET = "secret"  # noqa: S105 - the name of a field


# ------------------------------------------------------------------ which
def chosen(reader: "Reader", brand_id: str) -> HostChoice | None:
    """The brand's media host; None where there is none, or its channel is no longer connected."""
    kept = db_settings.get(reader, key_of(brand_id))
    if kept is None:
        return None
    choice = HostChoice(**kept)
    if choice.kind != CHANNEL:
        return choice
    channel = reader.find(Channel, choice.channel_id)
    gone = channel is None or channel.deleted_at_us is not None or channel.status is ChannelStatus.ARCHIVED
    return None if gone else choice


def facts_at(reader: "Reader", facts: Facts, brand_id: str, content: "Content") -> Facts:
    """What holds for one post: the assisted facts where the platform fetches its files and the brand has no host."""
    if not facts.sends_by_itself or not _fetches(reader, facts, content) or chosen(reader, brand_id) is not None:
        return facts
    return facts.assisted()


def _fetches(reader: "Reader", facts: Facts, content: "Content") -> bool:
    """Whether the platform fetches any file of it from an open address."""
    uses = [*content.media, *(use for item in content.thread for use in item.media)]
    if not uses or not (facts.needs_public_media or facts.needs_public_images):
        return False
    assets = reader.many(Asset, {use.asset_id for use in uses}).values()
    return facts.needs_public_media or any(asset.mime.startswith("image/") for asset in assets)


def channels_for(desk: Desk, brand_id: str) -> tuple[Channel, ...]:
    """Connected channels whose own library can be the host."""
    with desk.store.reading() as reader:
        mine = reader.all(Channel, brand_id=brand_id, status=ChannelStatus.CONNECTED)
    return tuple(channel for channel in mine if desk.facts_for(channel).keeps_files and not channel.guided)


def key_of(brand_id: str) -> str:
    return f"media_host:{brand_id}"


def owner_of(brand_id: str) -> str:
    return f"media_host:{brand_id}"


def name_of(desk: Desk, choice: HostChoice) -> str:
    """What it is called on screen: the channel's name, or the host's address."""
    if choice.kind != CHANNEL:
        return split_url(choice.fields.get("server", "")).hostname or _(kind_of(choice.kind).label)
    with desk.store.reading() as reader:
        channel = reader.find(Channel, choice.channel_id)
    return channel.name if channel is not None else ""


# ------------------------------------------------------------------ set up
async def save(
    desk: Desk, brand_id: str, kind: str, values: Mapping[str, "str | Secret"], channel_id: str = ""
) -> None:
    """Make this the brand's media host. An empty secret leaves the one that is kept for the same address and user.

    Raises ProblemError: field_missing, address_unsafe, address_not_found, locked.
    """
    choice, secret = _typed(kind, values, channel_id)
    with desk.store.reading() as reader:
        before = chosen(reader, brand_id)
    same = before is not None and all(
        before.fields.get(name, "") == choice.fields.get(name, "") for name in ("server", "user")
    )
    if kind != CHANNEL and not secret and not (same and before is not None and before.kind == kind):
        raise ProblemError("field_missing", label=_secret_label(kind), field=SECRET)
    if secret:
        await desk.vault.ready()
    with desk.store.transaction() as tx:
        db_settings.put(tx, key_of(brand_id), asdict(choice))
        if secret:
            full = Secret.of(user=choice.fields.get("user", ""), secret=secret)
            sealed.put(tx, desk.vault.seal(owner_of(brand_id), choice.fields["server"], full, desk.now_us()))
        elif kind == CHANNEL:
            sealed.remove(tx, owner_of(brand_id))


def _typed(kind: str, values: Mapping[str, "str | Secret"], channel_id: str) -> tuple[HostChoice, Secret | None]:
    from smmdesk.platforms.hosts.base import safe_address  # with the whole network

    if kind == CHANNEL:
        return HostChoice(CHANNEL, {}, channel_id), None
    given = values.get(SECRET) or ""
    secret = given if isinstance(given, Secret) else Secret(given.strip())
    fields = {name: value.strip() for name, value in values.items() if isinstance(value, str) and name != SECRET}
    for entry in kind_of(kind).fields:
        if entry.required and entry.key != SECRET and not fields.get(entry.key):
            raise ProblemError("field_missing", label=_(entry.label), field=entry.key)
        if entry.kind == "address" and fields.get(entry.key):
            fields[entry.key] = safe_address(fields[entry.key], _(entry.label))
    return HostChoice(kind, fields), secret or None


def _secret_label(kind: str) -> str:
    return next(_(entry.label) for entry in kind_of(kind).fields if entry.key == SECRET)


def forget(desk: Desk, brand_id: str) -> None:
    """The brand has no media host any more; what lies there is swept by the caller before (hosting.sweep_all)."""
    with desk.store.transaction() as tx:
        db_settings.remove(tx, key_of(brand_id))
        sealed.remove(tx, owner_of(brand_id))
