"""The room that a channel writes to: found by its address, joined, and looked at for what would stand in the way."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from smmdesk.model.problem import ProblemError
from smmdesk.model.url_parts import split_url
from smmdesk.model.words import _
from smmdesk.platforms.answers import Answer
from smmdesk.platforms.base import Account, ConnectorError, RefusedError, Session, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.matrix.server import Server, find_server, open_access, room_path, shown

NOT_FOUND = frozenset({"M_NOT_FOUND"})
MESSAGE = "m.room.message"
LARGEST = 10**12
CREATORS_SINCE = 12


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """Server, account, room. Raises ProblemError: address_not_found, sign_in_refused, room_encrypted, …"""
    base = await find_server(signing_in)
    http = signing_in.http.also_for(base)
    typed = signing_in.fields.get("room", "") or signing_in.expected
    if not typed:
        named = next(field for field in signing_in.facts.sign_in.fields if field.key == "room")
        raise ProblemError("field_missing", label=_(named.label), field=named.key)
    room = room_named(typed)
    if not room:
        raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)
    secret = await open_access(signing_in, http, base)
    server = Server(http, base, secret.field("access"))
    user = (await server.get("client/v3/account/whoami")).fields().text("user_id")
    joined = (await server.call("POST", f"client/v3/join/{quote(room, safe='')}", json={}, known=NOT_FOUND)).maybe()
    if "room_id" not in joined:
        raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)
    handle = user if secret.field("ours") else ""
    return SignedIn(await read_room(server, signing_in.facts, joined.text("room_id"), user, handle), secret)


def room_named(typed: str) -> str:
    """`#forno:example.org`, `!id:example.org`, or a matrix.to link to one; empty for what is none."""
    typed = typed.strip()
    if "#/" in typed:
        typed = unquote(split_url(typed).fragment.lstrip("/").partition("?")[0].partition("/")[0])
    ok = typed[:1] in "#!" and len(typed) > 2 and typed.isprintable() and " " not in typed
    return typed if ok and (":" in typed or typed[0] == "!") and len(typed) <= 255 else ""


async def read_room(server: Server, facts: Facts, room: str, user: str, handle: str) -> Account:
    """The room as an account. `handle` is the name to sign in with again, empty for a pasted key.

    Raises RefusedError: room_encrypted, may_not_publish.
    """
    if await _state(server, room, "m.room.encryption") is not None:
        raise RefusedError(server.http.names.problem("room_encrypted"))
    levels = await _state(server, room, "m.room.power_levels")
    if levels is not None and not may_write(levels, user) and not await _is_creator(server, room, user):
        raise RefusedError(server.http.names.problem("may_not_publish"))
    alias = (await _state(server, room, "m.room.canonical_alias") or {}).get("alias")
    name = shown((await _state(server, room, "m.room.name") or {}).get("name"))
    address = shown(alias, 255) or room
    return Account(
        remote_id=room,
        name=name or address,
        handle=shown(handle, 255),
        url=f"{facts.endpoints['web']}/#/{quote(address, safe='#!:')}",
        server=server.base,
        reported={"user": user, **await _most_bytes(server)},
    )


async def require_open(session: Session) -> None:
    """Raises RefusedError: room_encrypted (since it was connected; plain words would go out between sealed ones),
    room_moved (its people go on in another one)."""
    server, room = Server.of(session), session.channel.remote_id
    if await _state(server, room, "m.room.encryption") is not None:
        raise RefusedError(server.http.names.problem("room_encrypted"))
    if (await _state(server, room, "m.room.tombstone") or {}).get("replacement_room"):
        raise RefusedError(server.http.names.problem("room_moved"))


async def _state(server: Server, room: str, kind: str) -> Mapping[str, Any] | None:
    """One piece of a room's state, None where it has none."""
    answer: Answer = await server.get(room_path(room, "state", kind, ""), known=NOT_FOUND)
    return dict(answer.fields().values) if answer.ok else None


async def _is_creator(server: Server, room: str, user: str) -> bool:
    """Since room version 12 (July 2025) creators stand above all levels and are named in none."""
    path = room_path(room, "state", "m.room.create", "")
    answer = await server.get(path, params=(("format", "event"),), known=NOT_FOUND)
    made = answer.maybe()
    content = made.child("content")
    version = str(content.values.get("room_version", "1"))
    if not version.isdigit() or int(version) < CREATORS_SINCE:
        return False
    return made.values.get("sender") == user or user in content.texts("additional_creators")


def may_write(levels: Mapping[str, Any], user: str) -> bool:
    """Whether an account may send messages, by the room's power levels (defaults of the specification)."""

    def level(table: object, name: str, otherwise: object) -> int:
        found = table.get(name, otherwise) if isinstance(table, dict) else otherwise
        return int(found) if isinstance(found, int | str) and str(found).lstrip("-").isdigit() else 0

    own = level(levels.get("users"), user, levels.get("users_default", 0))
    return own >= level(levels.get("events"), MESSAGE, levels.get("events_default", 0))


async def _most_bytes(server: Server) -> dict[str, object]:
    """How big a file the server takes, where it says so."""
    try:
        found = (await server.get("client/v1/media/config", known=frozenset({"M_UNRECOGNIZED"}))).maybe()
    except ConnectorError:
        return {}
    size = found.values.get("m.upload.size")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size < LARGEST:
        return {}
    return {"image_max_bytes": size, "video_max_bytes": size}
