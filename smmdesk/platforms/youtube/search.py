"""Looking for words, hashtags and channels on YouTube: films alone, comments of others' films are not searched.

Data API v3 (revision of November 2026): `search.list` has a hundred calls a day of its own for each project, `order`
date begins with the newest; its titles are HTML. A channel's films are its list of uploads (`playlistItems.list`),
which costs one unit of ten thousand.
"""

from dataclasses import replace
from datetime import UTC, timedelta
from html import unescape

from smmdesk.model.lookout import LookoutKind
from smmdesk.model.message import Heard, HeardPage, MessageKind
from smmdesk.model.moment import from_us, to_us
from smmdesk.model.person import Identity
from smmdesk.platforms import newest_first
from smmdesk.platforms.answers import Answer, Fields
from smmdesk.platforms.base import Session
from smmdesk.platforms.google import ask, reasons_of
from smmdesk.platforms.newest_first import AGAIN, Leaf, Walk, begun_again, nobody, phrase, readable
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.people import name_of, page_of
from smmdesk.platforms.youtube.channel import api_call

PAGE = 50
BAD_PLACE = frozenset({"invalidPageToken"})
NO_LIST = frozenset({"playlistNotFound"})


async def search(session: Session, kind: LookoutKind, words: str, cursor: str) -> HeardPage:
    """See Searches."""
    walk = Walk.of(cursor)
    place = {"pageToken": walk.back} if walk.back else {}
    if kind is LookoutKind.ACCOUNT:
        walk = walk if walk.whom else replace(walk, whom=await _uploads(session, words))
        answer = await _ask(session, "playlistItems", playlistId=walk.whom, **place)
        if not answer.ok and reasons_of(answer) & NO_LIST:
            raise nobody(session, words)
    else:
        asked = {"q": phrase(words) if kind is LookoutKind.WORDS else f"#{words}", "type": "video", "order": "date"}
        if walk.since:
            since = from_us(walk.since).astimezone(UTC) - AGAIN - timedelta(seconds=1)
            asked["publishedAfter"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = await _ask(session, "search", **asked, **place)
    if not answer.ok:
        return begun_again(walk)
    return newest_first.page_of(session, walk, _leaf(session, answer))


async def _ask(session: Session, what: str, **asked: str) -> Answer:
    """The answer; not ok alone where the place, or the list, is not known there."""
    call = api_call(session.facts, "GET", what, part="snippet", maxResults=str(PAGE), **asked)
    answer = await ask(session.http, Access(session), replace(call, also=frozenset({400, 404})))
    if not answer.ok and not reasons_of(answer) & (BAD_PLACE | NO_LIST):
        return await ask(session.http, Access(session), call)
    return answer


async def _uploads(session: Session, words: str) -> str:
    """The list of what a channel uploaded, by the channel's handle or its id."""
    named = {"id": words} if words.startswith("UC") and len(words) == 24 else {"forHandle": f"@{words}"}
    call = api_call(session.facts, "GET", "channels", part="contentDetails", **named)
    rows = (await ask(session.http, Access(session), call)).fields().rows("items")
    if not rows:
        raise nobody(session, words)
    return rows[0].child("contentDetails").child("relatedPlaylists").id("uploads")


def _leaf(session: Session, answer: Answer) -> Leaf:
    found = answer.fields()
    kind = found.text("kind", "")
    if kind not in ("youtube#searchListResponse", "youtube#playlistItemListResponse"):
        raise answer.strange()
    is_search = kind == "youtube#searchListResponse"

    def read(row: Fields) -> Heard:
        said = row.child("snippet")
        if is_search:
            return _heard(session, said, row.child("id").id("videoId"), unescape(said.text("title", "")))
        return _heard(session, said, said.child("resourceId").id("videoId"), said.text("title", ""))

    return newest_first.leaf_of(readable(found.rows("items")[:PAGE], read), found.text("nextPageToken", ""))


def _heard(session: Session, said: Fields, film: str, title: str) -> Heard:
    web, owner = session.facts.endpoints["web"], "videoOwnerChannel" if "videoOwnerChannelId" in said else "channel"
    channel, name = said.id(f"{owner}Id"), name_of(unescape(said.text(f"{owner}Title", "")))
    return Heard(
        remote_id=film,
        kind=MessageKind.FOUND,
        text="\n".join(filter(None, (title, said.text("description", "")))),
        sent_at_us=to_us(said.instant("publishedAt")),
        author=Identity("youtube", channel, "", name, page_of(f"{web}/channel/{channel}")),
        url=page_of(f"{web}/watch?v={film}"),
        ours=channel == session.channel.remote_id,
    )
