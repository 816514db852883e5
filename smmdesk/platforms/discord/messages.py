"""What is sent to a channel: words, files with their descriptions, an own link card, a poll."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import Receipt
from smmdesk.model.poll_checks import question_of
from smmdesk.model.words import with_tenths
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import Card, Job, Picture, RefusedError, Session
from smmdesk.platforms.discord.webhook import FORUM
from smmdesk.platforms.discord.webhook import TITLE_MOST as THREAD_TITLE_MOST
from smmdesk.platforms.http import Upload
from smmdesk.platforms.polls import require_fits
from smmdesk.system.secrets import Secret

WITHOUT_CARDS, WITHOUT_SOUND = 1 << 2, 1 << 12
REQUEST_MOST_BYTES = 25 * 1024 * 1024
QUESTION_MOST, TITLE_MOST, DESCRIPTION_MOST = 300, 256, 4096
MOST_HOURS = 768
TAGS_MOST = 5
_NUMBER = re.compile(r"(?<!\d)\d{5,25}(?!\d)")
SPOILER = "SPOILER_"
"""How the name of a file begins that is hidden until somebody opens it."""


def require_fits_all(session: Session, job: Job) -> None:
    """Raises RefusedError for what only the whole shows: a question that is too long, files that are too much."""
    limits, names = session.facts.limits, session.http.names
    _require_tags(session, job)
    if job.outgoing.poll is not None:
        question, rest = question_of(with_link(job.outgoing.text, job.outgoing.link), QUESTION_MOST)
        require_fits(question, QUESTION_MOST, names)
        require_fits(rest, limits.text_max, names)
    files = _files(job)
    total = sum(picture.size_bytes for picture in files)
    if total > REQUEST_MOST_BYTES:
        biggest = max(files, key=lambda picture: picture.size_bytes)
        sizes = {"limit": f"{REQUEST_MOST_BYTES >> 20} MB", "actual": f"{with_tenths(total / (1 << 20))} MB"}
        raise RefusedError(names.problem("media_too_big", name=biggest.name or "?", field="media", **sizes))


def _require_tags(session: Session, job: Job) -> None:
    """Raises RefusedError for what is no number of a tag, and for more than a thread takes."""
    given = str(job.outgoing.options.get("tags") or "")
    if _NUMBER.sub("", given).strip(" ,;#") or len(tags_of(job)) > TAGS_MOST:
        raise RefusedError(session.http.names.problem("option_not_offered", value=given, field="option:tags"))


def words_of(session: Session, job: Job) -> dict[str, Any]:
    """The part of a message that can be changed later: its words and its own card.

    The link stands below the words, where Discord makes a card of it. What a person put in the card's place, and a link
    for which there is no room, become an embed.
    """
    said, most = job.outgoing, session.facts.limits.text_max
    if said.poll is not None:
        return {"content": question_of(with_link(said.text, said.link), QUESTION_MOST)[1]}
    card, both = said.card or Card(), with_link(said.text, said.link)
    own = card.shown and (card.title or card.description or card.picture is not None)
    if not said.link or (len(both) <= most and not own):
        return {"content": both}
    embed: dict[str, Any] = {"url": said.link, "title": (card.title or said.link)[:TITLE_MOST]}
    if card.description:
        embed["description"] = card.description[:DESCRIPTION_MOST]
    if card.picture is not None:
        embed["image"] = {"url": f"attachment://{_name(card.picture, 'card')}"}
    return {"content": said.text, "embeds": [embed]}


def message_of(session: Session, job: Job) -> tuple[dict[str, Any], tuple[Upload, ...]]:
    """(JSON, files) of the call that publishes."""
    options = job.outgoing.options
    body = words_of(session, job)
    body["allowed_mentions"] = allowed(options)
    flags = WITHOUT_SOUND if options.get("silent") else 0
    if job.outgoing.card is not None and not job.outgoing.card.shown and "embeds" not in body:
        flags |= WITHOUT_CARDS
    if flags:
        body["flags"] = flags
    name = str(options.get("username") or "").strip()
    if name:
        body["username"] = name
    if job.outgoing.poll is not None:
        body["poll"] = _poll(job)
    files = _files(job)
    if files:
        body["attachments"] = [_attachment(picture, number, job) for number, picture in enumerate(files)]
    uploads = tuple(
        Upload(f"files[{number}]", picture.path, _file_name(picture, number, job), picture.mime)
        for number, picture in enumerate(files)
    )
    return {name: value for name, value in body.items() if value not in ("", [], None)}, uploads


def allowed(options: Mapping[str, object]) -> dict[str, Any]:
    """Nobody's telephone rings for a name in the text, unless the person chose that."""
    return {"parse": ["everyone", "roles", "users"] if options.get("everyone") else []}


def _files(job: Job) -> list[Picture]:
    """Photos and films, then the own picture of a link's card."""
    card = job.outgoing.card
    own = [card.picture] if card is not None and card.shown and card.picture is not None and job.outgoing.link else []
    return [*job.outgoing.media, *own]


def _attachment(picture: Picture, number: int, job: Job) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": str(number), "filename": _file_name(picture, number, job)}
    return {**entry, "description": picture.alt} if picture.alt else entry


def _file_name(picture: Picture, number: int, job: Job) -> str:
    own = number < len(job.outgoing.media)
    hidden = SPOILER if own and job.outgoing.options.get("spoiler") else ""
    return f"{hidden}{_name(picture, f'file{number}' if own else 'card')}"


def _name(picture: Picture, stem: str) -> str:
    return f"{stem}{picture.path.suffix}"


def _poll(job: Job) -> dict[str, Any]:
    poll = job.outgoing.poll
    assert poll is not None
    question, _rest = question_of(with_link(job.outgoing.text, job.outgoing.link), QUESTION_MOST)
    return {
        "question": {"text": question},
        "answers": [{"poll_media": {"text": answer.strip()}} for answer in poll.options],
        "duration": min(max(-(-poll.minutes // 60), 1), MOST_HOURS),
        "allow_multiselect": poll.many,
    }


# ------------------------------------------------------------------ where it is, and what it says
def thread_of(session: Session, job: Job) -> Secret:
    """The thread that a message belongs to: its own, that of the post it follows, or the one in the webhook's address;
    empty for the channel itself."""
    for receipt in (job.receipt, job.parent, job.root):
        if receipt is not None:
            return Secret(thread_in(session, receipt))
    return session.secret.field("thread")


def thread_in(session: Session, receipt: Receipt) -> str:
    """As it was kept; of a link that a person gave only the address tells, where it names another channel."""
    kept = receipt.data.get("thread")
    if isinstance(kept, str):
        return kept
    channel = receipt.url.rstrip("/").split("/")[-2:-1]
    return (
        channel[0] if channel and channel[0].isdigit() and channel[0] != session.channel.reported.get("channel") else ""
    )


def own_title(job: Job) -> str:
    """The title of the post itself, as far as a thread takes one; parts that follow have none."""
    return job.outgoing.title.strip()[:THREAD_TITLE_MOST].strip() if job.parent is None else ""


def title_of(session: Session, job: Job) -> str:
    """What the thread is called that a message opens: the option, else in a forum the post's own title."""
    if job.parent is not None:
        return ""
    own = own_title(job) if session.channel.reported.get(FORUM) is True else ""
    return str(job.outgoing.options.get("thread_name") or "").strip() or own


def tags_of(job: Job) -> list[str]:
    """The numbers that a person gave for a forum's tags."""
    return _NUMBER.findall(str(job.outgoing.options.get("tags") or ""))


def thread_fields(job: Job, title: str) -> dict[str, Any]:
    """What opens a thread in a forum."""
    tags = tags_of(job)
    return {"thread_name": title, **({"applied_tags": tags} if tags else {})}


def receipt_of(session: Session, found: Fields, *, in_thread: bool) -> Receipt:
    """The message's number and page; a post in a forum made a thread, which later parts go into."""
    channel, own_id = found.id("channel_id"), found.id()
    guild = session.channel.reported.get("guild") or "@me"
    url = f"{session.facts.endpoints['web']}/channels/{guild}/{channel}/{own_id}"
    at_us = round(found.instant("timestamp").timestamp() * 1_000_000)
    data = {"thread": channel if in_thread else "", "said": digest(found.text("content", ""))}
    return Receipt(own_id, url, at_us, data=data)


def digest(content: str) -> str:
    """Of a message's words, without the white space around them, which Discord trims."""
    return hashlib.sha256(content.strip().encode("utf-8", "replace")).hexdigest()


def may_say(session: Session, job: Job) -> frozenset[str]:
    """What the words there may be, by digest, where nobody knows any more whether the link's card was an own one."""
    said = job.outgoing
    return frozenset(map(digest, (words_of(session, job)["content"], said.text, with_link(said.text, said.link))))
