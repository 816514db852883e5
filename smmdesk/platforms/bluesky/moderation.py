"""A like, a repost, hiding an answer below a post of ours, and taking a post of ours out of a quote
(app.bsky.feed.like, repost, threadgate and postgate; lexicons of 2026).

A like or a repost is a record of ours whose key is made of the message's own: so whether it is there is one question,
and it is never there twice. A repost made elsewhere has a key of its own, and is looked for among our latest. What is
hidden stands in `hiddenReplies` of the thread's gate, which is written only where it is still as it was read
(`swapRecord`); what quotes us no more in `detachedEmbeddingUris` of our post's own gate, in the same way. Nobody can
delete somebody else's post.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.moderation import QUOTES_US
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Absent, CannotTell, RefusedError, Session
from smmdesk.platforms.bluesky.heard import POST_URI, strong_ref
from smmdesk.platforms.bluesky.records import GATE, QUOTE_GATE, tid
from smmdesk.platforms.bluesky.xrpc import READ_ITSELF, Xrpc, address, error_name, refused
from smmdesk.platforms.moderating import Asked, Done

LIKE, REPOST = "app.bsky.feed.like", "app.bsky.feed.repost"
COLLECTIONS = {Op.LIKE: LIKE, Op.PASS_ON: REPOST}
LATEST = 100
"""As many records as one call lists (com.atproto.repo.listRecords)."""
GATES = {Op.HIDE: (GATE, "hiddenReplies", 300), Op.UNQUOTE: (QUOTE_GATE, "detachedEmbeddingUris", 50)}
"""Where what is hidden and what is detached stands, and how many of them the lexicon lets stand there."""
DELETE = "com.atproto.repo.applyWrites#delete"


async def moderate(session: Session, asked: Asked) -> Done:
    if asked.op in GATES:
        return await _in_gate(session, asked)
    collection, known = COLLECTIONS[asked.op], await _reposts(session, asked) if asked.op is Op.PASS_ON else []
    if not asked.on:
        return await _take_back(session, collection, known or [_own_key(asked)])
    if known:
        return Done()
    place = {"repo": session.channel.remote_id, "collection": collection, "rkey": _own_key(asked)}
    subject = {"uri": asked.remote_id, "cid": str(asked.data.get("cid") or "")}
    record = {"$type": collection, "subject": subject, "createdAt": _stamp(session)}
    made = await Xrpc(session).write("com.atproto.repo.createRecord", {**place, "record": record})
    made.fields().text("uri")
    return Done()


async def _take_back(session: Session, collection: str, keys: Sequence[str]) -> Done:
    """In one call: a second repost may have been made elsewhere."""
    repo = session.channel.remote_id
    if len(keys) == 1:
        place = {"repo": repo, "collection": collection, "rkey": keys[0]}
        (await Xrpc(session).write("com.atproto.repo.deleteRecord", place)).fields()
        return Done()
    writes = [{"$type": DELETE, "collection": collection, "rkey": key} for key in keys]
    (await Xrpc(session).write("com.atproto.repo.applyWrites", {"repo": repo, "writes": writes})).fields()
    return Done()


async def look_at(session: Session, asked: Asked) -> Done | Absent | CannotTell:
    if asked.op in GATES:
        is_so = asked.remote_id in _listed(await _gate(session, asked), asked)
    elif asked.op is Op.PASS_ON:
        is_so = bool(await _reposts(session, asked))
    else:
        is_so = await _record(session, LIKE, _own_key(asked)) is not None
    return Done() if is_so is asked.on else Absent()


def _own_key(asked: Asked) -> str:
    return tid(asked.sent_at, asked.own_key)


async def _reposts(session: Session, asked: Asked) -> list[str]:
    """The keys of our reposts of it: the one that is made here, and those of an app of theirs among our latest."""
    params = (("repo", session.channel.remote_id), ("collection", REPOST), ("limit", str(LATEST)))
    answer = await session.http.get(address(session.channel.server, "com.atproto.repo.listRecords"), params=params)
    rows = [row for row in answer.fields().rows("records") if _subject(row) == asked.remote_id]
    found, own = [row.text("uri", "").rsplit("/", 1)[-1] for row in rows], _own_key(asked)
    if own not in found and await _record(session, REPOST, own) is not None:
        found.append(own)
    return found


def _subject(row: Fields) -> str:
    return row.child("value").child("subject").text("uri", "")


def _stamp(session: Session) -> str:
    return session.clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")


# ------------------------------------------------------------------ the gate of a thread, and that of a post
async def _in_gate(session: Session, asked: Asked) -> Done:
    collection, name, most = GATES[asked.op]
    gate = await _gate(session, asked)
    before = _listed(gate, asked)
    after = [uri for uri in before if uri != asked.remote_id] + ([asked.remote_id] if asked.on else [])
    if after == before:
        return Done()
    if len(after) > most:
        raise RefusedError(session.http.names.problem("refused", said="…"))
    old = dict(gate.child("value").values) if gate is not None else {}
    post = _post_of(session, asked)
    made = {"$type": collection, "post": post, "createdAt": _stamp(session)}
    record: Mapping[str, Any] = {**made, **old, name: after}
    place = {"repo": session.channel.remote_id, "collection": collection, "rkey": post.rsplit("/", 1)[-1]}
    body: dict[str, Any] = {**place, "record": record}
    body["swapRecord"] = gate.text("cid") if gate is not None else None
    (await Xrpc(session).write("com.atproto.repo.putRecord", body)).fields().text("uri")
    return Done()


def _post_of(session: Session, asked: Asked) -> str:
    """The post of ours that the thread hangs on, or that is quoted. Raises RefusedError where it is somebody else's."""
    root = strong_ref(asked.data.get("root"))
    uri = str(asked.data.get(QUOTES_US) or "") if asked.op is Op.UNQUOTE else root["uri"] if root is not None else ""
    match = POST_URI.fullmatch(uri)
    if match is None or match["did"] != session.channel.remote_id:
        raise RefusedError(session.http.names.problem("may_not_publish"))
    return uri


async def _gate(session: Session, asked: Asked) -> Fields | None:
    return await _record(session, GATES[asked.op][0], _post_of(session, asked).rsplit("/", 1)[-1])


def _listed(gate: Fields | None, asked: Asked) -> list[str]:
    return list(gate.child("value").texts(GATES[asked.op][1])) if gate is not None else []


async def _record(session: Session, collection: str, rkey: str) -> Fields | None:
    """A record of the account, None when there is none."""
    params = (("repo", session.channel.remote_id), ("collection", collection), ("rkey", rkey))
    url = address(session.channel.server, "com.atproto.repo.getRecord")
    answer: Answer = await session.http.get(url, params=params, also=READ_ITSELF)
    if answer.ok:
        return answer.fields()
    if error_name(answer) == "RecordNotFound":
        return None
    raise refused(session.http, answer)


class Moderation:
    """The verbs, for the connector."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        return await moderate(session, asked)

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        return await look_at(session, asked)
