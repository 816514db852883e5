"""Mastodon's statuses: what we send, and how we know ours again when an answer was lost."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from smmdesk.model.content import with_link
from smmdesk.model.delivery import PartKind, Receipt
from smmdesk.model.foreign import WORDS_MOST, ForeignPage, ForeignPost
from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.answers import Answer, Fields, plain_line
from smmdesk.platforms.base import Job, RefusedError, Said, Session
from smmdesk.platforms.faults import said_in
from smmdesk.platforms.http import Call
from smmdesk.platforms.mastodon.account import account_id
from smmdesk.platforms.quoting import QUOTE, linked_post
from smmdesk.platforms.steps import kept

PAGE, MOST_PAGES = 40, 4
EARLIER = timedelta(minutes=6)
"""How much before our first try the server's own clock may date it: five minutes of drift are allowed, one for luck."""
NEAR = timedelta(minutes=3)
GONE = frozenset({404, 410})
DIRECT = "direct"
CLOSED = "Your login is currently disabled"
"""What a server says, in English everywhere, when somebody there closed or suspended the account."""
_BREAK = re.compile(r"<(?:br ?/?|/p)>", re.IGNORECASE)
_QUOTED = re.compile(r'<p class="quote-inline">.*?</p>', re.DOTALL)
"""The line that Mastodon puts before a status that quotes, for programs that show no quotes; its source has it not."""
_TAG = re.compile(r"<[^>]*>")
_FAR_MENTION = re.compile(r"(?<![\w/])@([\w.-]+)@[\w.-]+\w")


async def ask(session: Session, method: str, path: str, **options: Any) -> Answer:
    """Call the channel's server under /api/ as its account; options are the fields of Call."""
    url = f"{session.channel.server}/api/{path}"
    call = Call(method=method, url=url, bearer=session.secret.field("access"), **options)
    also = call.also
    answer = await session.http.call(replace(call, also=also | {403}))
    if answer.status != 403:
        return answer
    said = said_in(answer)
    if said == CLOSED:
        raise RefusedError(session.http.names.problem("account_closed", said=said))
    if 403 not in also:
        raise RefusedError(session.http.names.problem("refused", said=said))
    return answer


def is_gone(answer: Answer) -> bool:
    """Mastodon says "Record not found" in JSON; 410 is the word of a server that closed, not of one status."""
    return answer.status == 404 and "error" in answer.maybe()


def text_of(job: Job) -> str:
    """The words, the link below them; not the link that is shown as a quote, unless it is all that is said."""
    said = job.outgoing
    quoted = said.link == quoted_link(job) and said.text.strip()
    return said.text if quoted else with_link(said.text, said.link)


def other_text(session: Session, job: Job) -> str:
    """The words as another copy of the desk may have sent them, whose server said otherwise about the quote; empty
    where the link leads to no post, or has no place of its own."""
    said = job.outgoing
    both = {said.text, with_link(said.text, said.link)} - {text_of(job)}
    wanted = linked_post(session.facts, job) if said.link and said.text.strip() else None
    return both.pop() if wanted is not None and both else ""


def quoted_link(job: Job) -> str:
    """The link that became a quote, as it was sent; empty where none did."""
    step = kept(job, QUOTE) or (job.receipt.data if job.receipt is not None else {})
    found = step.get("link" if kept(job, QUOTE) else QUOTE)
    return found if isinstance(found, str) else ""


def warning_of(job: Job) -> str:
    return str(job.outgoing.options.get("content_warning") or "")


def body_of(job: Job, media_ids: list[str]) -> dict[str, Any]:
    """The status as JSON (a form would lose the audience on Hollo). Empty values are left out."""
    options = job.outgoing.options
    language = str(options.get("language") or job.outgoing.language)[:2]
    body: dict[str, Any] = {
        "status": text_of(job),
        "media_ids": media_ids,
        "spoiler_text": warning_of(job),
        "visibility": _visibility(job),
        "language": language,
        "in_reply_to_id": answered_id(job),
    }
    body = {name: value for name, value in body.items() if value}
    poll = job.outgoing.poll
    if poll is not None:
        asked = {"options": list(poll.options), "expires_in": poll.minutes * 60}
        body["poll"] = {**asked, "multiple": poll.many, "hide_totals": poll.hides_totals}
    if options.get("sensitive"):
        body["sensitive"] = True
    return body


def answered_id(job: Job) -> str:
    return job.parent.id if job.parent is not None else ""


def _visibility(job: Job) -> str:
    """The audience asked for; further parts of a public thread keep out of the public lists where that is wanted."""
    wish = str(job.outgoing.options.get("visibility") or "")
    if job.kind is PartKind.ROOT:
        return wish
    root = job.root.data.get("visibility") if job.root is not None else None
    wish = wish or str(root or "")
    quiet = job.outgoing.options.get("quiet_thread", True)
    return "unlisted" if quiet and wish == "public" else wish


def _files_and_quote(job: Job, media: list[list[str]]) -> dict[str, object]:
    """What a receipt remembers for later changes."""
    quoted = quoted_link(job)
    return {"media": media, **({QUOTE: quoted} if quoted else {})}


def receipt_of(job: Job, status: Fields, media: list[list[str]]) -> Receipt:
    """What the server made of it: its id, its page, the audience it really has (a silenced account's is smaller)."""
    data: dict[str, object] = {"visibility": status.text("visibility", ""), **_files_and_quote(job, media)}
    at_us = to_us(status.instant("created_at"))
    return Receipt(status.id(), status.text("url", "") or status.text("uri", ""), at_us, data=data)


def listed_receipt(job: Job, waiting: Fields, media: list[list[str]]) -> Receipt:
    """An entry of the server's own list. Its id has nothing to do with that of the status it becomes."""
    due_us = to_us(waiting.instant("scheduled_at"))
    return Receipt(waiting.id(), data={"due_us": due_us, **_files_and_quote(job, media)})


# ------------------------------------------------------------------ knowing ours again
@dataclass(frozen=True, slots=True)
class Search:
    """What we look for among the account's own statuses. `media_count` None where it is not known; `is_direct`: for
    those alone whom it names; `other`: `other_text`."""

    text: str
    warning: str
    answered: str
    media_count: int | None
    since: datetime
    owned: frozenset[str]
    is_direct: bool = False
    other: str = ""

    @classmethod
    def of(cls, session: Session, job: Job, since: datetime, media_count: int | None) -> "Search":
        is_direct, other = _visibility(job) == DIRECT, other_text(session, job)
        return cls(text_of(job), warning_of(job), answered_id(job), media_count, since, job.owned, is_direct, other)

    @property
    def otherwise(self) -> "Search":
        """The same with the other words."""
        return replace(self, text=self.other)

    def may_be(self, status: Fields) -> bool:
        """True for a status that could be ours: by its time, its place, its files, and how its words begin."""
        if status.id() in self.owned or "reblog" in status or status.instant("created_at") < self.since:
            return False
        if (audience := status.text("visibility", "")) and (audience == DIRECT) is not self.is_direct:
            return False  # a server may show one to fewer, and never turns the one into the other
        if _answered_by(status) != self.answered and not self.lost_its_place(status):
            return False
        begins = {_beginning(self.text), _beginning(self.other or self.text)}
        if _beginning(_shown(status.text("content", ""))) not in begins:
            return False
        return self.media_count is None or len(status.rows("media_attachments")) == self.media_count

    def lost_its_place(self, status: Fields) -> bool:
        """Mastodon forgets what a status answers once that is deleted (`in_reply_to_id` is null): it may be ours."""
        return bool(self.answered) and not _answered_by(status)


def _answered_by(status: Fields) -> str:
    answered = status.values.get("in_reply_to_id")
    return str(answered) if answered is not None else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The statuses that say what we said; `complete` when everything since the first try was seen, and none of it may
    be ours all the same."""

    statuses: tuple[Fields, ...]
    complete: bool


async def find(session: Session, search: Search) -> Found:
    """Look through the account's own statuses, newest first, back to `search.since`."""
    found: list[Fields] = []
    last, sure = "", True
    for _ in range(MOST_PAGES):
        params = [("limit", str(PAGE)), ("exclude_reblogs", "true"), *([("max_id", last)] if last else [])]
        page = (await ask(session, "GET", f"v1/accounts/{account_id(session)}/statuses", params=params)).rows()
        for status in filter(search.may_be, page):
            if await _says(session, status, search):
                found.append(status)
            elif search.other and await _says(session, status, search.otherwise):
                sure = False
        if len(page) < PAGE or page[-1].instant("created_at") < search.since or page[-1].id() == last:
            return _found(found, search, complete=sure)
        last = page[-1].id()
    return _found(found, search, complete=False)


def _found(alike: list[Fields], search: Search, *, complete: bool) -> Found:
    placed = [status for status in alike if not search.lost_its_place(status)]
    return Found(_ours_first(placed), complete and len(placed) == len(alike))


def _ours_first(found: list[Fields]) -> tuple[Fields, ...]:
    """Where the server says which app wrote them, ours alone count."""
    ours = [status for status in found if status.child("application").values.get("name") == "smmdesk"]
    return tuple(ours or found)


async def _says(session: Session, status: Fields, search: Search) -> bool:
    """Compare words: the source where the server gives it, else what its HTML shows."""
    answer = await ask(session, "GET", f"v1/statuses/{status.id()}/source", also=GONE | {403})
    if answer.ok:
        source = answer.fields()
        return same_words(source.text("text", ""), search.text) and same_words(
            source.text("spoiler_text", ""), search.warning
        )
    return _shown(status.text("content", "")) == _squeezed(search.text)


def same_words(one: str, other: str) -> bool:
    """Equal but for the form of letters and the white space that servers trim."""
    return _bare(one) == _bare(other)


async def said_there(session: Session, status: Fields, job: Job) -> Said:
    """What a status says now. Only one that was edited can say something else: a server may dress words up as it likes.

    The content warning stands before the words.
    """
    ours, status_id = text_of(job), status.id()  # a page that anybody may have written is no status
    if not status.values.get("edited_at"):
        return Said(ours, ours, same=True)
    answer = await ask(session, "GET", f"v1/statuses/{status_id}/source", also=GONE | {403})
    if not answer.ok:
        content = status.text("content", "")
        plain = _plain(content)
        return Said(plain, ours, _shown(content) == _squeezed(ours))
    source = answer.fields()
    there, warning = source.text("text", ""), source.text("spoiler_text", "")
    same = same_words(there, ours) and same_words(warning, warning_of(job))
    if not same_words(warning, warning_of(job)):
        there, ours = f"{warning}\n\n{there}".strip(), f"{warning_of(job)}\n\n{ours}".strip()
    return Said(there, ours, same)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _beginning(text: str) -> str:
    """The first letters and figures of a text, whatever a server made of the rest."""
    return "".join(character for character in _squeezed(text).casefold() if character.isalnum())[:16]


def _squeezed(text: str) -> str:
    return "".join(_FAR_MENTION.sub(r"@\1", unicodedata.normalize("NFC", text)).split())


def _shown(content: str) -> str:
    return _squeezed(_plain(content))


def _plain(content: str) -> str:
    return unescape(_TAG.sub("", _BREAK.sub("\n", _QUOTED.sub("", content)))).strip()


# ------------------------------------------------------------------ the server's own list
async def find_listed(session: Session, job: Job) -> Fields | None:
    """The entry of the server's own list that this job made: by its key where the server tells it, else by words."""
    last, said = "", frozenset({text_of(job), other_text(session, job) or text_of(job)})
    for _ in range(MOST_PAGES * 2):  # the list holds 300
        params = [("limit", str(PAGE)), *([("max_id", last)] if last else [])]
        page = (await ask(session, "GET", "v1/scheduled_statuses", params=params)).rows()
        for waiting in page:
            if waiting.id() not in job.owned and _is_ours(waiting, job, said):
                return waiting
        if len(page) < PAGE or page[-1].id() == last:
            return None
        last = page[-1].id()
    return None


async def waiting_there(session: Session, after: str) -> ForeignPage:
    """One page of the server's own list, whoever put it there; a program without such a list has nothing on it. The
    server shows no page of what waits, so there is no address."""
    params = [("limit", str(PAGE)), *([("max_id", after)] if after else [])]
    answer = await ask(session, "GET", "v1/scheduled_statuses", params=params, also=GONE)
    if answer.says_gone(is_gone):
        return ForeignPage()
    page = answer.rows()[:PAGE]
    more = page[-1].id() if len(page) == PAGE and page[-1].id() != after else ""
    return ForeignPage(tuple(map(_foreign, page)), more)


def _foreign(waiting: Fields) -> ForeignPost:
    params = waiting.child("params")
    said = "\n".join(filter(None, (params.text("spoiler_text", ""), params.text("text", ""))))
    at_us, media_count = to_us(waiting.instant("scheduled_at")), len(waiting.rows("media_attachments"))
    return ForeignPost(waiting.id(), at_us, plain_line(said, WORDS_MOST), media_count=media_count)


async def live_since(session: Session, since: datetime) -> tuple[ForeignPost, ...]:
    """What the account published since then by itself: no boosts, no answers to others."""
    params = [("limit", str(PAGE)), ("exclude_reblogs", "true"), ("exclude_replies", "true")]
    page = (await ask(session, "GET", f"v1/accounts/{account_id(session)}/statuses", params=params)).rows()[:PAGE]
    return tuple(map(_live, (status for status in page if status.instant("created_at") >= since)))


def words_of(status: Fields) -> str:
    """The words of a status as they are read: its warning, then its text with its line breaks."""
    words = unescape(_TAG.sub("", _BREAK.sub("\n", status.text("content", ""))))
    return "\n".join(filter(None, (status.text("spoiler_text", ""), words.strip())))


def _live(status: Fields) -> ForeignPost:
    said = words_of(status)
    at_us, media_count = to_us(status.instant("created_at")), len(status.rows("media_attachments"))
    return ForeignPost(status.id(), at_us, plain_line(said, WORDS_MOST), status.text("url", ""), media_count)


def _is_ours(waiting: Fields, job: Job, said: frozenset[str]) -> bool:
    params = waiting.child("params")
    key = params.values.get("idempotency")
    if isinstance(key, str) and key:
        return key == job.key
    near = abs(waiting.instant("scheduled_at") - job.due) <= NEAR
    return near and any(same_words(params.text("text", ""), words) for words in said)


def due_of(receipt: Receipt | None, otherwise: datetime) -> datetime:
    """When the server's own list would publish it, as far as we know."""
    due_us = receipt.data.get("due_us") if receipt is not None else None
    return from_us(due_us) if isinstance(due_us, int) else otherwise


def media_of(data: Mapping[str, object]) -> list[list[str]]:
    """The [id, hash] pairs of the files of a receipt."""
    found = data.get("media")
    return [list(map(str, pair)) for pair in found if isinstance(pair, list)] if isinstance(found, list) else []
