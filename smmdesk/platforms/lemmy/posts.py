"""Posts and comments as Lemmy takes them, and how we know ours again when an answer was lost."""

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.delivery import Evidence, PartKind, Receipt
from smmdesk.model.message import WRITTEN_BY
from smmdesk.model.moment import to_us
from smmdesk.model.private import is_in_private
from smmdesk.platforms.answers import Answer, Fields, origin_of
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.lemmy.server import API, API_4, GONE_FOR_GOOD, NO, ask, is_gone, speaks_4
from smmdesk.platforms.markup import markdown_of, same_words, unmarked
from smmdesk.platforms.steps import kept

POST, COMMENT, PRIVATE = "post", "comment", "private_message"
"""What a part is there, in the server's own words."""
BEFORE = {POST: "", COMMENT: "comment-", PRIVATE: "private-"}
"""Before the number in a remote id: posts, comments and private messages count apart."""
PAGE, MOST_PAGES = 50, 4
EARLIER = timedelta(minutes=6)
_COMMUNITY = re.compile(r"(?:https?://(?P<host>[^/\s]+)/c/|!)?(?P<name>[\w.-]+)(?:@(?P<at>[\w.:-]+))?/?")
_ALT = re.compile(r"[\\\[\]]")
_PHOTO_AT = re.compile(r"(?<=\]\()[^()\s]+(?=\)(?:\n|$))")


# ------------------------------------------------------------------ what it is
def kind_of(job: Job) -> str:
    """A post, or a comment or private message of ours: a first comment, or an answer to what somebody wrote, which is
    known by its receipt where nobody says what it answers, and in private by its options. A person's link names posts
    alone."""
    if job.kind is PartKind.FIRST_COMMENT:
        return COMMENT
    if is_in_private(job.outgoing.options):
        return PRIVATE
    if job.parent is not None:
        return PRIVATE if kind_in(job.parent.id) == PRIVATE else COMMENT
    known = job.receipt is not None and job.receipt.evidence is not Evidence.HUMAN
    return kind_in(job.receipt.id) if known and job.receipt is not None else POST


def kind_in(remote_id: str) -> str:
    return next((kind for kind in (COMMENT, PRIVATE) if remote_id.startswith(BEFORE[kind])), POST)


def answer_to(session: Session, job: Job) -> dict[str, object]:
    """Where a new comment or private message goes: below a post, below a comment, to a person. Raises
    RefusedError(link_needed) where what it answers, or who wrote that, is not known any more."""
    above = job.parent or job.root
    kind = kind_in(above.id) if above is not None else ""
    if above is not None and kind == POST and kind_of(job) != PRIVATE:
        return {"post_id": number_of(above)}
    named: object = None
    if above is not None and kind_of(job) == PRIVATE and kind != PRIVATE:
        writer = str(above.data.get(WRITTEN_BY) or "").partition("@")[0]  # by the number on our own server
        named = int(writer) if writer.isdecimal() else None
    elif above is not None:
        named = above.data.get("post" if kind == COMMENT else "person")
    if above is None or not isinstance(named, int):
        raise RefusedError(session.http.names.problem("link_needed"))
    if kind_of(job) == PRIVATE:
        return {"recipient_id": named}
    return {"post_id": named, "parent_id": number_of(above)}


# ------------------------------------------------------------------ where it goes
async def community_of(session: Session, job: Job) -> dict[str, object]:
    """The number of the community that a person named, `name@server`. Raises RefusedError when there is none."""
    wish = str(job.outgoing.options.get("community") or "").strip()
    match = _COMMUNITY.fullmatch(wish)
    found = await _look_for(session, match) if match is not None else None
    if found is None:
        raise RefusedError(session.http.names.problem("option_not_offered", value=wish or "…"))
    return {"id": found, "wish": wish}


async def _look_for(session: Session, match: "re.Match[str]") -> int | None:
    host = match["at"] or match["host"]
    own = session.channel.server.split("://", 1)[-1]
    named = match["name"] if host in (None, own) else f"{match['name']}@{host}"
    answer = await ask_gently(session, "community", name=named)
    if answer is None and host not in (None, own):  # nobody here read it so far: the server fetches it
        answer = await ask_gently(session, "resolve_object", q=f"!{named}")
        answer = answer.child("community") if answer is not None else None
    else:
        answer = answer.child("community_view") if answer is not None else None
    found = answer.child("community") if answer is not None else None
    return found.number("id") if found is not None and "id" in found else None


async def ask_gently(session: Session, route: str, **params: str) -> Fields | None:
    """A question to which "there is none" is an answer."""
    answer = await ask(session, "GET", route, params=tuple(params.items()), also=NO)
    return answer.fields() if answer.ok else None


# ------------------------------------------------------------------ what is said
def body_of(session: Session, job: Job, media: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A post without its place. The first photo is the post's own, where there is none the link is."""
    content, options = job.outgoing, job.outgoing.options
    first = media[0] if media else None
    body: dict[str, Any] = {"name": title_of(job), "body": text_of(job, media), "nsfw": bool(options.get("nsfw"))}
    address = str(first["url"]) if first is not None else content.link
    body |= {"url": address} if address else {}
    body |= {"alt_text": str(first["alt"])} if first is not None and first["alt"] else {}
    return {**body, **language_of(session, job)}


def title_of(job: Job) -> str:
    return " ".join(job.outgoing.title.split())


def text_of(job: Job, media: Sequence[Mapping[str, Any]]) -> str:
    """The words, then the photos that the post has beside its own, then a link that is not the post's own."""
    content = job.outgoing
    more = [_photo(step) for step in media[1:]]
    link = [content.link] if media and content.link and content.link not in content.text else []
    return "\n\n".join(filter(None, [markdown_of(content.text), *more, *map(markdown_of, link)]))


def answer_text(job: Job, media: Sequence[Mapping[str, Any]]) -> str:
    """The words of a comment or private message, then its photos: neither has one of its own as a post has."""
    return "\n\n".join(filter(None, [markdown_of(job.outgoing.text), *map(_photo, media)]))


def _photo(step: Mapping[str, Any]) -> str:
    """A photo that lies on the server itself: the address of another one it may put behind its own proxy, and the words
    would not be ours any more (image_links.rs, LemmyNet/lemmy of 2025)."""
    return f"![{_ALT.sub(_escaped, str(step['alt']))}]({step['url']})"


def _escaped(match: "re.Match[str]") -> str:
    return f"\\{match.group()}"


def language_of(session: Session, job: Job) -> dict[str, int]:
    """The server's number of the language, nothing where it has none for it."""
    code = str(job.outgoing.options.get("language") or job.outgoing.language)[:2]
    known = session.channel.reported.get("languages")
    number = known.get(code) if isinstance(known, Mapping) else None
    return {"language_id": number} if isinstance(number, int) and number else {}


# ------------------------------------------------------------------ what came of it
def thing_of(answer: Fields, kind: str) -> Fields:
    """The post, comment or private message that a call answers with."""
    return thing_in(answer.child(f"{kind}_view"), kind)


def thing_in(view: Fields, kind: str) -> Fields:
    found = view.child(kind)
    found.id()
    return found


def receipt_of(session: Session, job: Job, found: Fields) -> Receipt:
    """What answers cannot be known by later stands in `data`."""
    number, at_us, kind = found.number("id"), to_us(written_at(found)), kind_of(job)
    if kind == POST:
        data: dict[str, object] = {"media": [dict(step) for step in media_of(job)]}
        return Receipt(str(number), f"{session.channel.server}/post/{number}", at_us, data=data)
    url = f"{session.channel.server}/" + ("inbox" if kind == PRIVATE else f"comment/{number}")
    media = [dict(step) for step in media_of(job)]
    return Receipt(f"{BEFORE[kind]}{number}", url, at_us, data={"media": media} if media else {})


def number_of(receipt: Receipt | None) -> int:
    assert receipt is not None, "this call is about something that is there"
    return int(receipt.id.removeprefix(BEFORE[kind_in(receipt.id)]))


def written_at(row: Fields) -> datetime:
    """When it was written, as version 3 and version 4 say it."""
    return row.instant("published" if "published" in row else "published_at")


def parent_number(row: Fields) -> int:
    """The comment above a comment, by its path (`0.12.15` is 15 below 12); 0 below the post itself, -1 not told."""
    steps = row.text("path", "").split(".")
    return int(steps[-2]) if len(steps) > 1 and all(step.isdecimal() and len(step) < 20 for step in steps) else -1


def own_address(session: Session, answer: Answer) -> str:
    """Where version 4 laid a photo down: on the server itself, nowhere else."""
    url = answer.fields().text("image_url")
    with contextlib.suppress(ValueError):
        if origin_of(url) == origin_of(session.channel.server):
            return url
    raise answer.strange()


def media_of(job: Job) -> list[dict[str, Any]]:
    """The photos that this part has on the server: laid down for it, or before."""
    made: list[dict[str, Any]] = []
    while (step := kept(job, f"media:{len(made)}")) is not None:
        made.append(step)
    data = job.receipt.data.get("media") if job.receipt is not None else None
    return made or ([step for step in data if isinstance(step, dict)] if isinstance(data, list) else [])


def is_away(found: Fields) -> bool:
    return found.flag("deleted") or found.flag("removed")


# ------------------------------------------------------------------ knowing ours again
@dataclass(frozen=True, slots=True)
class Found:
    """What says what we said; `complete` when everything since the first try was seen, and none of the rest may be ours
    all the same."""

    receipts: tuple[Receipt, ...]
    complete: bool


async def find(session: Session, job: Job) -> Found:
    """Look through what the account itself wrote, newest first, back to before the first try."""
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    found, sure = list[Receipt](), True
    place, newer = "", await speaks_4(session)
    for _ in range(MOST_PAGES):
        rows, following = await own_page(session, kind_of(job), place, newer)
        there = [row for row in rows if _may_be_ours(session, job, row, since)]
        found += [receipt_of(session, job, row) for row in there if took_effect(row, job)]
        sure = sure and not any(_has_other_photos(row, job) for row in there)
        if not following or (rows and written_at(rows[-1]) < since):
            return Found(tuple(found), sure)
        if following == place:  # a page that leads to itself says nothing of those behind it
            break
        place = following
    return Found(tuple(found), False)


async def own_page(session: Session, kind: str, place: str, newer: bool) -> tuple[list[Fields], str]:
    """A page of what the account wrote, the newest first, and where the next one begins, empty behind the last; of
    private messages also those to it. `newer`: in version 4."""
    if newer and kind == PRIVATE:
        items, following = await page_4(session, "account/notification/list", {"type_": PRIVATE}, place)
        return [item.child("data").child(PRIVATE) for item in items], following
    if newer:
        asked = {"person_id": me(session), "type_": f"{kind}s"}
        items, following = await page_4(session, "person/content", asked, place)
        return [item.child(kind) for item in items], following
    rows = await _page_3(session, kind, place or "1")
    return rows, str(int(place or "1") + 1) if len(rows) >= PAGE else ""


async def _page_3(session: Session, kind: str, page: str) -> list[Fields]:
    asked = {"sort": "New", "limit": str(PAGE), "page": page}
    if kind == PRIVATE:
        answer = await ask(session, "GET", "private_message/list", params=(*asked.items(), ("unread_only", "false")))
    else:
        answer = await ask(session, "GET", "user", params=(("person_id", me(session)), *asked.items()))
    found = answer.fields()
    if ("private_messages" if kind == PRIVATE else "person_view") not in found:
        raise answer.strange()
    return [view.child(kind) for view in found.rows(f"{kind}s")]


async def page_4(session: Session, route: str, asked: Mapping[str, str], place: str) -> tuple[list[Fields], str]:
    """One page of a list of version 4, and where the next one begins, empty behind the last."""
    params = {**asked, "limit": str(PAGE), **({"page_cursor": place} if place else {})}
    answer = await ask(session, "GET", route, api=API_4, params=tuple(params.items()))
    found = answer.fields()
    if "items" not in found:
        raise answer.strange()
    return found.rows("items"), found.text("next_page", "")


def me(session: Session) -> str:
    """Our number there."""
    return session.channel.remote_id.partition("@")[0]


def _may_be_ours(session: Session, job: Job, row: Fields, since: datetime) -> bool:
    """By its time and its place, whatever it says."""
    kind = kind_of(job)
    known = f"{BEFORE[kind]}{row.number('id')}" in job.owned
    if known or row.flag("deleted") or written_at(row) < since:
        return False
    if kind == POST:
        place = kept(job, "community")
        return not isinstance(place, dict) or row.number("community_id", 0) == place["id"]
    to = answer_to(session, job)
    if kind == PRIVATE:
        return str(row.number("creator_id", 0)) == me(session) and row.number("recipient_id", 0) == to["recipient_id"]
    return row.number("post_id", 0) == to["post_id"] and parent_number(row) == to.get("parent_id", 0)


def _has_other_photos(row: Fields, job: Job) -> bool:
    """Whether it says the same, but for where its photos lie: another copy of the desk, which laid them down itself,
    may have sent it."""
    if took_effect(row, job):
        return False
    if kind_of(job) == POST:
        there, ours = row.text("body", ""), text_of(job, media_of(job))
    else:
        there, ours = row.text("content", ""), answer_text(job, media_of(job))
    titled = kind_of(job) != POST or same_words(row.text("name", ""), title_of(job))
    return titled and same_words(_PHOTO_AT.sub("", there), _PHOTO_AT.sub("", ours))


def same_post(row: Fields, job: Job) -> bool:
    """By title and words; the addresses of photos, which are the server's, stand in them."""
    words = text_of(job, media_of(job))
    return same_words(row.text("name", ""), title_of(job)) and same_words(row.text("body", ""), words)


def _same_words(row: Fields, job: Job) -> bool:
    return same_words(row.text("content", ""), answer_text(job, media_of(job)))


async def read(session: Session, job: Job) -> Fields | None:
    """Our post, comment or private message as it is now, None when the server says that there is none. Raises
    UnseenError for a private message further back than is looked."""
    number, kind = own_number(session, job), kind_of(job)
    if kind == PRIVATE:
        return await _read_private(session, number)
    view = await read_view(session, number, kind)
    return None if view is None else thing_in(view, kind)


async def read_view(session: Session, number: int, kind: str) -> Fields | None:
    """A post or comment with what the server says beside it, None when it says that there is none."""
    api = API_4 if kind == COMMENT and await speaks_4(session) else API
    answer = await ask(session, "GET", kind, api=api, params=(("id", str(number)),), also=NO | {GONE_FOR_GOOD})
    return None if not answer.ok and is_gone(answer) else answer.fields().child(f"{kind}_view")


class UnseenError(Exception):
    """Neither seen nor proven to be gone."""


async def _read_private(session: Session, number: int) -> Fields | None:
    """There is no question for one alone. Version 4 leaves out of the whole list what was deleted."""
    place, newer = "", await speaks_4(session)
    for _ in range(MOST_PAGES):
        rows, following = await own_page(session, PRIVATE, place, newer)
        for row in rows:
            if row.number("id") == number:
                return row
        if newer and not following:
            return None
        if following in ("", place):
            break
        place = following
    raise UnseenError


def own_number(session: Session, job: Job) -> int:
    """The number of the part itself. Raises RefusedError(not_known_there) where a person gave the address of the post
    for what stands below it: under the same number is a comment of somebody else."""
    if job.receipt is None or kind_in(job.receipt.id) != kind_of(job):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return number_of(job.receipt)


def took_effect(found: Fields, job: Job) -> bool:
    """Whether an edit is there."""
    return same_post(found, job) if kind_of(job) == POST else _same_words(found, job)


def said_there(found: Fields, job: Job) -> Said:
    """Title and words as they stand there."""
    if kind_of(job) != POST:
        there, ours = [found.text("content", "")], [answer_text(job, media_of(job))]
    else:
        there = [found.text("name", ""), found.text("body", "")]
        ours = [title_of(job), text_of(job, media_of(job))]
    return Said(_plain(there), _plain(ours), took_effect(found, job))


def _plain(said: Sequence[str]) -> str:
    return "\n\n".join(filter(None, map(unmarked, said)))
