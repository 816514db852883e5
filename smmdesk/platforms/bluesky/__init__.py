"""Bluesky and every other AT Protocol server.

Facts and sources: resources/platforms/bluesky.toml. The record with its key, time and blobs is frozen before the first
try, so whether it is there is one question (getRecord), and writing it twice is refused by the server itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import FoundPerson
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    Card,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.bluesky import (
    films,
    heard,
    identity,
    moderation,
    numbers,
    oauth,
    people,
    private,
    quotes,
    search,
)
from smmdesk.platforms.bluesky.late import THUMB, Late, is_fresh, is_ours, laid_down
from smmdesk.platforms.bluesky.records import (
    POST,
    Parts,
    card_link,
    created_at,
    gate_record,
    post_record,
    quote_gate_record,
    text_of,
    tid,
)
from smmdesk.platforms.bluesky.repository import live_since
from smmdesk.platforms.bluesky.richtext import mentions
from smmdesk.platforms.bluesky.xrpc import READ_ITSELF, Xrpc, address, error_name, refused
from smmdesk.platforms.cards import Image, read_page
from smmdesk.platforms.steps import Steps, kept

CARD_IMAGE_MOST_BYTES = 1_000_000
Ref = dict[str, str]


class Bluesky(moderation.Moderation):
    """One account's own server is `session.channel.server`, the account its DID."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        in_browser = signing_in.open_page is not None
        return await (oauth.sign_in(signing_in) if in_browser else identity.sign_in(signing_in))

    async def sign_out(self, session: Session) -> None:
        await identity.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await identity.who_am_i(session)

    async def find_people(self, session: Session, words: str) -> tuple[FoundPerson, ...]:
        return await people.find_people(session, words)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Renew the access, upload files, resolve mentions, read the link's page; then freeze the record."""
        if job.op is not Op.CREATE:
            return
        if private.is_private(job):
            await private.prepare(session, job, save)
            return
        xrpc, steps = Xrpc(session), Steps(job, save)
        await xrpc.freshen()
        late = Late(steps)
        blobs = [await self._blob(session, xrpc, late, job, number) for number in range(len(job.outgoing.media))]
        if steps.found("record") is None:
            await steps.keep("record", await self._frozen(session, xrpc, steps, job, blobs))
        await self._thumb(session, xrpc, late, job)
        await late.settle()

    async def _frozen(
        self, session: Session, xrpc: Xrpc, steps: Steps, job: Job, blobs: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """The record with its key, and what goes with it; never made a second time."""
        parent = await self._ref(session, job.parent) if job.parent is not None else None
        root = await self._root(session, job) if parent is not None else None
        quote = await quotes.quoted(session, job, steps)
        parts = Parts(
            created=created_at(job, session.clock.now(), _created(job.parent)),
            blobs=blobs,
            card=await self._card(session, xrpc, steps, job) if quote is None else None,
            dids=await self._mentioned(session, text_of(job)),
            reply={"root": root, "parent": parent} if parent is not None else None,
            quote=quote,
        )
        rkey = tid(parts.created, job.key)
        uri = f"at://{xrpc.did}/{POST}/{rkey}"
        return {
            "rkey": rkey,
            "record": post_record(job, parts),
            "gate": gate_record(job, uri, parts.created),
            "quote_gate": quote_gate_record(job, uri, parts.created),
            "created_us": to_us(parts.created),
        }

    async def _blob(self, session: Session, xrpc: Xrpc, late: Late, job: Job, number: int) -> dict[str, Any]:
        steps, name, picture = late.steps, f"blob:{number}", job.outgoing.media[number]
        found = steps.found(name)
        if found is not None and is_fresh(session, found):
            return late.heed(found)
        work = ""
        if films.is_large(picture):
            blob, work = await films.Films(session, xrpc).put_up(picture, steps, f"film:{number}", found)
        else:
            blob = dict((await xrpc.upload(picture.path, picture.mime, picture.name or picture.path.name)).values)
        return late.heed(await steps.keep(name, laid_down(session, blob, found, work)))

    async def _card(self, session: Session, xrpc: Xrpc, steps: Steps, job: Job) -> Mapping[str, Any] | None:
        """The link's card, from the page a person named; a page that cannot be read is named by its host. What the
        person put in its place wins, field by field."""
        link, own = card_link(job), job.outgoing.card or Card()
        if not link or not own.shown:
            return None
        found = steps.found("card")
        if found is not None:
            return dict(found)
        page, image = await read_page(session, link, own.picture is None, CARD_IMAGE_MOST_BYTES, xrpc.alive)
        title, description = own.title or page.title, own.description or page.description
        card: dict[str, Any] = {"uri": link, "title": title, "description": description}
        if own.picture is not None:
            image = own.picture.path, own.picture.mime
        if image is not None:
            card["thumb"] = dict((await xrpc.upload(*image)).values)
            await steps.keep(THUMB, laid_down(session, card["thumb"], None))
        await steps.keep("card", card)
        return card

    async def _thumb(self, session: Session, xrpc: Xrpc, late: Late, job: Job) -> None:
        """The picture of a card made long ago is sent again; where its page has none by now it goes without."""
        card, found = late.steps.found("card"), late.steps.found(THUMB)
        if not card or not card.get("thumb"):
            return
        if found is not None and (not found["blob"] or is_fresh(session, found)):
            late.heed(found)
            return
        own = job.outgoing.card or Card()
        image: Image | None = None
        if own.picture is not None:
            image = own.picture.path, own.picture.mime
        else:
            _page, image = await read_page(session, card["uri"], True, CARD_IMAGE_MOST_BYTES, xrpc.alive)
        blob = dict((await xrpc.upload(*image)).values) if image is not None else None
        before = found or {"blob": card["thumb"]}
        late.heed(await late.steps.keep(THUMB, laid_down(session, blob or {}, before)))

    async def _mentioned(self, session: Session, text: str) -> dict[str, str]:
        """The DIDs of the people named; who cannot be found stays plain text."""
        found: dict[str, str] = {}
        for handle in dict.fromkeys(handle for _, handle in mentions(text)):
            did = await identity.resolve_handle(session.http, session.channel.server, handle)
            if did is not None:
                found[handle] = did
        return found

    async def _root(self, session: Session, job: Job) -> Ref:
        """The post that a thread hangs on: told by the delivery, or by what is answered; else it is that itself."""
        assert job.parent is not None
        if job.root is not None:
            return await self._ref(session, job.root)
        return heard.strong_ref(job.parent.data.get("root")) or await self._ref(session, job.parent)

    async def _ref(self, session: Session, receipt: Receipt) -> Ref:
        """A strong reference (uri and cid); what a person only gave a link for is read first."""
        uri, cid = _uri(session, receipt), receipt.data.get("cid")
        if isinstance(cid, str) and cid:
            return {"uri": uri, "cid": cid}
        found = await _get_record(session, POST, uri.rsplit("/", 1)[-1])
        if found is None:
            raise RefusedError(session.http.names.problem("removed_there"))
        return {"uri": uri, "cid": found.text("cid")}

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if private.is_private(job):
            return await private.commit(session, job)
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is not Op.CREATE:  # an edited record would not be shown (sheet of August 2026)
            raise RefusedError(session.http.names.problem("too_late_to_change"))
        xrpc, frozen = Xrpc(session), kept(job, "record")
        assert frozen is not None, "prepare froze the record"
        gates = [gate for gate in (frozen["gate"], frozen.get("quote_gate")) if gate is not None]
        if not gates:
            body = {"repo": xrpc.did, "collection": POST, "rkey": frozen["rkey"], "record": frozen["record"]}
            made = (await xrpc.write("com.atproto.repo.createRecord", body)).fields()
        else:  # the post, and who can reply to it or quote it, in one commit of the repository
            writes = [_create(made["$type"], frozen["rkey"], made) for made in (frozen["record"], *gates)]
            answer = await xrpc.write("com.atproto.repo.applyWrites", {"repo": xrpc.did, "writes": writes})
            results = answer.fields().rows("results")
            if not results:
                raise answer.strange()
            made = results[0]
        return Published(_receipt(session, frozen, made.text("uri"), made.text("cid")))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        xrpc = Xrpc(session)
        rkey = _uri(session, job.receipt).rsplit("/", 1)[-1]
        body = {"repo": xrpc.did, "collection": POST, "rkey": rkey}
        (await xrpc.write("com.atproto.repo.deleteRecord", body)).fields()  # a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A record is there at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """Is our record under our key? Asked of the account's own server, which knows at once."""
        if private.is_private(job):
            return await private.look_up(session, job)
        if job.op is Op.DELETE:
            assert job.receipt is not None
            rkey = _uri(session, job.receipt).rsplit("/", 1)[-1]
            return Absent() if await _get_record(session, POST, rkey) is not None else Published(job.receipt)
        frozen = kept(job, "record")
        if frozen is None:
            return Absent()
        found = await _get_record(session, POST, frozen["rkey"])
        if found is None:
            return Absent()
        if not is_ours(frozen, found.child("value").values):  # somebody else's record under our key
            return CannotTell()
        return Published(_receipt(session, frozen, found.text("uri"), found.text("cid")))

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        """A record keeps its words as they were written, to the letter. Private messages are not looked at again."""
        if private.is_private(job):
            return CannotTell()
        assert job.receipt is not None
        found = await _get_record(session, POST, _uri(session, job.receipt).rsplit("/", 1)[-1])
        if found is None:
            return Absent()
        there, frozen = found.child("value").text("text", ""), kept(job, "record")
        ours = there if frozen is None else str(frozen["record"]["text"])
        return Said(there, ours, there == ours)

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await private.with_private(session, await heard.fetch_messages(session, cursor))

    insights = staticmethod(numbers.insights)
    followers = staticmethod(numbers.followers)

    async def search(self, session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
        return await search.search(session, kind, words, cursor)

    async def published_there(self, session: Session, since: datetime) -> tuple[ForeignPost, ...]:
        return await live_since(session, since)


async def _get_record(session: Session, collection: str, rkey: str) -> Fields | None:
    """A record of the account, None when there is none. Needs no sign-in."""
    params = (("repo", session.channel.remote_id), ("collection", collection), ("rkey", rkey))
    url = address(session.channel.server, "com.atproto.repo.getRecord")
    answer = await session.http.get(url, params=params, also=READ_ITSELF)
    if answer.ok:
        return answer.fields()
    if error_name(answer) == "RecordNotFound":
        return None
    raise refused(session.http, answer)


def _create(collection: str, rkey: str, value: Mapping[str, Any]) -> dict[str, Any]:
    kind = "com.atproto.repo.applyWrites#create"
    return {"$type": kind, "collection": collection, "rkey": rkey, "value": value}


def _receipt(session: Session, frozen: Mapping[str, Any], uri: str, cid: str) -> Receipt:
    page = f"{session.facts.endpoints['web']}/profile/{session.channel.remote_id}/post/{frozen['rkey']}"
    return Receipt(uri, page, frozen["created_us"], data={"cid": cid})


def _uri(session: Session, receipt: Receipt) -> str:
    """The record's address; of a link that a person gave only the key is known."""
    return receipt.id if receipt.id.startswith("at://") else f"at://{session.channel.remote_id}/{POST}/{receipt.id}"


def _created(receipt: Receipt | None) -> datetime | None:
    return from_us(receipt.at_us) if receipt is not None and receipt.at_us else None


CONNECTOR: Connector = Bluesky()
