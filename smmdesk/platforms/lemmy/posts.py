"""Posts and comments as Lemmy takes them, and how we know ours again when an answer was lost."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.lemmy.server import GONE_FOR_GOOD, NO, ask, is_gone
from smmdesk.platforms.markup import markdown_of, same_words, unmarked
from smmdesk.platforms.steps import kept

COMMENT = "comment-"
"""Before the number in a comment's remote id: comments and posts count apart."""
PAGE, MOST_PAGES = 50, 4
EARLIER = timedelta(minutes=6)
_COMMUNITY = re.compile(r"(?:https?://(?P<host>[^/\s]+)/c/|!)?(?P<name>[\w.-]+)(?:@(?P<at>[\w.:-]+))?/?")
_ALT = re.compile(r"[\\\[\]]")


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
    more = [f"![{_ALT.sub(_escaped, str(step['alt']))}]({step['url']})" for step in media[1:]]
    link = [content.link] if media and content.link and content.link not in content.text else []
    return "\n\n".join(filter(None, [markdown_of(content.text), *more, *map(markdown_of, link)]))


def _escaped(match: "re.Match[str]") -> str:
    return f"\\{match.group()}"


def language_of(session: Session, job: Job) -> dict[str, int]:
    """The server's number of the language, nothing where it has none for it."""
    code = str(job.outgoing.options.get("language") or job.outgoing.language)[:2]
    known = session.channel.reported.get("languages")
    number = known.get(code) if isinstance(known, Mapping) else None
    return {"language_id": number} if isinstance(number, int) and number else {}


# ------------------------------------------------------------------ what came of it
def of_post(answer: Fields) -> Fields:
    found = answer.child("post_view").child("post")
    found.id()
    return found


def of_comment(answer: Fields) -> Fields:
    found = answer.child("comment_view").child("comment")
    found.id()
    return found


def post_receipt(session: Session, found: Fields, media: Sequence[Mapping[str, Any]]) -> Receipt:
    number, at_us = found.number("id"), to_us(found.instant("published"))
    data: dict[str, object] = {"media": [dict(step) for step in media]}
    return Receipt(str(number), f"{session.channel.server}/post/{number}", at_us, data=data)


def comment_receipt(session: Session, found: Fields) -> Receipt:
    number, at_us = found.number("id"), to_us(found.instant("published"))
    return Receipt(f"{COMMENT}{number}", f"{session.channel.server}/comment/{number}", at_us)


def number_of(receipt: Receipt | None) -> int:
    assert receipt is not None, "this call is about something that is there"
    return int(receipt.id.removeprefix(COMMENT))


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
    """What says what we said; `complete` when everything since the first try was seen."""

    receipts: tuple[Receipt, ...]
    complete: bool


async def find(session: Session, job: Job) -> Found:
    """Look through the account's own posts and comments, newest first, back to before the first try."""
    since = (job.first_try_at or min(job.due, session.clock.now())) - EARLIER
    me, is_comment = session.channel.remote_id.partition("@")[0], job.kind is PartKind.FIRST_COMMENT
    found: list[Receipt] = []
    for page in range(1, MOST_PAGES + 1):
        params = {"person_id": me, "sort": "New", "limit": str(PAGE), "page": str(page)}
        answer = (await ask(session, "GET", "user", params=tuple(params.items()))).fields()
        if "person_view" not in answer:
            raise answer.strange()
        views = answer.rows("comments" if is_comment else "posts")
        rows = [view.child("comment" if is_comment else "post") for view in views]
        found += [_receipt(session, job, row) for row in rows if _is_ours(session, job, row, since)]
        if len(rows) < PAGE or rows[-1].instant("published") < since:
            return Found(tuple(found), True)
    return Found(tuple(found), False)


def _receipt(session: Session, job: Job, row: Fields) -> Receipt:
    is_comment = job.kind is PartKind.FIRST_COMMENT
    return comment_receipt(session, row) if is_comment else post_receipt(session, row, media_of(job))


def _is_ours(session: Session, job: Job, row: Fields, since: datetime) -> bool:
    receipt = _receipt(session, job, row)
    if receipt.id in job.owned or row.flag("deleted") or row.instant("published") < since:
        return False
    if job.kind is PartKind.FIRST_COMMENT:
        return row.number("post_id", 0) == number_of(job.root or job.parent) and _same_comment(row, job)
    place = kept(job, "community")
    if isinstance(place, dict) and row.number("community_id", 0) != place["id"]:
        return False
    return same_post(row, job)


def same_post(row: Fields, job: Job) -> bool:
    """By title and words; the addresses of photos, which are the server's, stand in them."""
    words = text_of(job, media_of(job))
    return same_words(row.text("name", ""), title_of(job)) and same_words(row.text("body", ""), words)


def _same_comment(row: Fields, job: Job) -> bool:
    return same_words(row.text("content", ""), markdown_of(job.outgoing.text))


async def read(session: Session, job: Job) -> Fields | None:
    """Our post or comment as it is now, None when the server says that there is none."""
    number, is_comment = own_number(session, job), is_of_comment(job)
    route = "comment" if is_comment else "post"
    answer = await ask(session, "GET", route, params=(("id", str(number)),), also=NO | {GONE_FOR_GOOD})
    if not answer.ok and is_gone(answer):
        return None
    return of_comment(answer.fields()) if is_comment else of_post(answer.fields())


def own_number(session: Session, job: Job) -> int:
    """The number of the part itself. Raises RefusedError(not_known_there) where a person gave the address of the post
    for its comment: under the same number stands a comment of somebody else."""
    if (job.kind is PartKind.FIRST_COMMENT) != is_of_comment(job):
        raise RefusedError(session.http.names.problem("not_known_there"))
    return number_of(job.receipt)


def is_of_comment(job: Job) -> bool:
    return job.receipt is not None and job.receipt.id.startswith(COMMENT)


def took_effect(found: Fields, job: Job) -> bool:
    """Whether an edit is there."""
    return _same_comment(found, job) if is_of_comment(job) else same_post(found, job)


def said_there(found: Fields, job: Job) -> Said:
    """Title and words as they stand there."""
    if is_of_comment(job):
        there, ours = [found.text("content", "")], [markdown_of(job.outgoing.text)]
    else:
        there = [found.text("name", ""), found.text("body", "")]
        ours = [title_of(job), text_of(job, media_of(job))]
    return Said(_plain(there), _plain(ours), took_effect(found, job))


def _plain(said: Sequence[str]) -> str:
    return "\n\n".join(filter(None, map(unmarked, said)))
