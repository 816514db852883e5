"""Topics and answers as Discourse takes them, and what came of them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

from smmdesk.model.delivery import Evidence, PartKind, Receipt
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.discourse.forum import ask, ask_gently
from smmdesk.platforms.markup import listed_words, markdown_of, same_words, unmarked
from smmdesk.platforms.steps import kept

EARLIER = timedelta(minutes=6)
MOST_TAGS = 5
MOST_TOPICS, MOST_ANSWERS = 10, 10
REPLIED = "5"
"""The kind of what a member did when they answered (user_action.rb of Discourse)."""
_ALT = re.compile(r"[\\\[\]|]")
_PICTURE = re.compile(r"\n*!\[[^\]]*\]\([^)]*\)")


def own_id(job: Job) -> str:
    """The id of ours that the forum keeps with a topic, once: at most 50 letters and figures."""
    return f"smmdesk-{hashlib.sha256(job.key.encode()).hexdigest()[:32]}"


def is_answer(job: Job) -> bool:
    """Whether a part stands in a topic that is there: a first comment, or an answer to what somebody wrote, which is
    known by its receipt where nobody says what it answers. A person may copy the address of any place in a topic."""
    if job.kind is PartKind.FIRST_COMMENT or job.parent is not None:
        return True
    return job.receipt is not None and job.receipt.evidence is not Evidence.HUMAN and "/" in job.receipt.id


# ------------------------------------------------------------------ what is said
def topic_of(session: Session, job: Job) -> dict[str, Any]:
    """A new topic. Raises RefusedError for a category that the forum has not."""
    body: dict[str, Any] = {"title": job.outgoing.title, "raw": raw_of(job)}
    if not by_words(session):
        body["external_id"] = own_id(job)
    category = category_of(session, job)
    tags = listed_words(job.outgoing.options.get("tags"))[:MOST_TAGS]
    return {**body, **({"category": category} if category else {}), **({"tags": tags} if tags else {})}


def answer_of(job: Job) -> dict[str, Any]:
    """An answer in the topic, to the post of somebody where it is one."""
    topic, place = _above(job)
    return {"raw": raw_of(job), "topic_id": topic, **({"reply_to_post_number": place} if place else {})}


def _above(job: Job) -> tuple[int, int]:
    """(topic, place of what is answered in it); 0 where that is the topic itself."""
    known = job.parent or job.root
    assert known is not None, "an answer stands in a topic"
    topic, place = place_of(known)
    return topic, place if place > 1 else 0


def category_of(session: Session, job: Job) -> int:
    """The number of the category that a person chose by number or name; 0 leaves it to the forum."""
    wish = str(job.outgoing.options.get("category") or "").strip()
    if not wish:
        return 0
    offered = session.channel.reported.get("categories")
    for pair in offered if isinstance(offered, list | tuple) else ():
        number, name = (str(value) for value in pair)
        if number and wish.casefold() in (number, name.casefold()):
            return int(number)
    raise RefusedError(session.http.names.problem("option_not_offered", value=wish))


def raw_of(job: Job) -> str:
    """The words, then a poll, the photos, and a link of its own, of which the forum makes a card."""
    content = job.outgoing
    photos = [_photo(step) for step in media_of(job)]
    link = [content.link] if content.link and content.link not in content.text else []
    return "\n\n".join(filter(None, [markdown_of(content.text), _poll(job), *photos, *link]))


def _photo(step: Mapping[str, Any]) -> str:
    alt = " ".join(_ALT.sub(lambda match: f"\\{match.group()}", str(step["alt"])).split())
    return f"![{alt}|{step['width']}x{step['height']}]({step['url']})"


def _poll(job: Job) -> str:
    poll = job.outgoing.poll
    if poll is None:
        return ""
    kind = f"type=multiple min=1 max={len(poll.options)}" if poll.many else "type=regular"
    closes = (job.due + timedelta(minutes=poll.minutes)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    results = "on_close" if poll.hides_totals else "always"
    lines = [f"* {markdown_of(' '.join(option.split()))}" for option in poll.options]
    return "\n".join([f"[poll {kind} results={results} close={closes}]", *lines, "[/poll]"])


def media_of(job: Job) -> list[dict[str, Any]]:
    """The photos that this part has on the forum: laid down for it, or before."""
    made: list[dict[str, Any]] = []
    while (step := kept(job, f"media:{len(made)}")) is not None:
        made.append(step)
    data = job.receipt.data.get("media") if job.receipt is not None else None
    return made or ([step for step in data if isinstance(step, dict)] if isinstance(data, list) else [])


# ------------------------------------------------------------------ what came of it
def receipt_of(session: Session, job: Job, post: Fields) -> Receipt:
    """A topic is known by its number, an answer by the topic's and its own place in it."""
    topic, place, number = post.number("topic_id"), post.number("post_number"), post.number("id")
    named = f"{topic}/{place}" if is_answer(job) else str(topic)
    slug = post.text("topic_slug", "") or "-"
    url = f"{session.channel.server}/t/{slug}/{topic}" + (f"/{place}" if is_answer(job) else "")
    media: list[dict[str, Any]] = [dict(step) for step in media_of(job)]
    return Receipt(named, url, to_us(post.instant("created_at")), data={"post": number, "media": media})


def place_of(receipt: Receipt) -> tuple[int, int]:
    """(topic, place in it) of something published."""
    topic, _, place = receipt.id.partition("/")
    return int(topic), int(place or 1)


async def read_topic(session: Session, number: int) -> Fields | None:
    """A topic with its words as they were written; None when there is none (any more)."""
    found = await ask_gently(session, f"t/{number}.json", include_raw="true")
    return None if found is None or "deleted_at" in found else found


def own_place(session: Session, job: Job) -> Receipt:
    """The part's own place: a topic begins with its first post, wherever in it a person copied the address. Raises
    RefusedError(not_known_there) where they gave that of the topic for an answer in it."""
    assert job.receipt is not None
    if isinstance(job.receipt.data.get("post"), int):
        return job.receipt
    topic, place = place_of(job.receipt)
    if not is_answer(job):
        return replace(job.receipt, id=str(topic))
    if place < 2:
        raise RefusedError(session.http.names.problem("not_known_there"))
    return job.receipt


async def read_post(session: Session, receipt: Receipt) -> Fields | None:
    """The post itself; None when it is gone, or marked for it by its author."""
    number = receipt.data.get("post")
    if not isinstance(number, int):
        topic, place = place_of(receipt)
        found = await ask_gently(session, f"posts/by_number/{topic}/{place}.json")
    else:
        found = await ask_gently(session, f"posts/{number}.json")
    if found is None or "deleted_at" in found or found.flag("user_deleted"):
        return None
    found.number("topic_id")
    return found


def by_words(session: Session) -> bool:
    """Whether the forum knows our topics by their words alone: with a member's key it takes no id of ours."""
    return session.channel.reported.get("idempotency") is False


async def find_topics(session: Session, job: Job) -> list[Fields]:
    """The first posts of the topics that may be this part's: that with our id, or ours of late with the same words."""
    if not by_words(session):
        found = await _find_topic(session, job)
        return [found] if found is not None else []
    listed = await ask_gently(session, f"topics/created-by/{session.channel.handle}.json", order="created")
    rows = listed.child("topic_list").rows("topics") if listed is not None else []
    since = (job.first_try_at or session.clock.now()) - EARLIER
    late = [row.number("id") for row in rows[:MOST_TOPICS] if row.instant("created_at") >= since]
    first = [await _first_post(session, number) for number in late if str(number) not in job.owned]
    return [post for post in first if post is not None and took_effect(post, job)]


async def _first_post(session: Session, number: int) -> Fields | None:
    found = await read_topic(session, number)
    return _first_of(found) if found is not None else None


async def _find_topic(session: Session, job: Job) -> Fields | None:
    """The first post of the topic that carries our id."""
    found = await ask_gently(session, f"t/external_id/{own_id(job)}.json", include_raw="true")
    if found is None or "deleted_at" in found:
        return None
    return _first_of(found)


def _first_of(topic: Fields) -> Fields:
    number = topic.number("id")
    for post in topic.child("post_stream").rows("posts"):
        if post.number("post_number", 0) == 1:
            return Fields({**post.values, "topic_id": number, "topic_slug": topic.text("slug", "")}, topic.strange)
    raise topic.strange()


async def find_answers(session: Session, job: Job) -> list[Fields]:
    """Our own answers in just this place that say what we say and no other part owns, among our newest ones."""
    topic, place = _above(job)
    since = (job.first_try_at or session.clock.now()) - EARLIER
    rows = await own_words(session, REPLIED)
    here = [row for row in rows if row.number("topic_id", 0) == topic and row.instant("created_at") >= since]
    beside = [row.number("post_number") for row in here if row.number("reply_to_post_number", 0) in (place, place or 1)]
    free = [number for number in beside if f"{topic}/{number}" not in job.owned]
    found = [await read_post(session, Receipt(f"{topic}/{number}")) for number in free[:MOST_ANSWERS]]
    return [post for post in found if post is not None and is_mine(session, post) and took_effect(post, job)]


async def own_words(session: Session, kinds: str, skip: int = 0) -> list[Fields]:
    """What the member did, or others did to them, by kind, the newest first: 30 of them."""
    asked = {"username": session.channel.handle, "filter": kinds, "offset": str(skip)}
    answer = await ask(session, "GET", "user_actions.json", params=tuple(asked.items()))
    found = answer.fields()
    if "user_actions" not in found:
        raise answer.strange()
    return found.rows("user_actions")


def is_mine(session: Session, post: Fields) -> bool:
    return str(post.number("user_id", 0)) == session.channel.remote_id.partition("@")[0]


def took_effect(post: Fields, job: Job) -> bool:
    return same_words(post.text("raw", ""), raw_of(job))


def said_there(post: Fields, job: Job) -> Said:
    """The words as they stand there, photos apart."""
    return Said(_plain(post.text("raw", "")), _plain(raw_of(job)), took_effect(post, job))


def _plain(raw: str) -> str:
    return unmarked(_PICTURE.sub("", raw)).strip()
