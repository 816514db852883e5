"""What people write to a bot: below a channel's posts, in its group, and to the bot itself.

getUpdates of the Bot API 10.1: what nobody asked for is kept for a day. Asking from a number on lets all before it be
forgotten, for every chat of the bot. So the cursor stays behind what is younger than an hour: each of the bot's other
chats hears it too meanwhile, and hearing the same twice is no harm. One program alone may ask (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from smmdesk.model.message import TEXT_MOST, Heard, HeardPage, MessageKind
from smmdesk.model.person import Identity
from smmdesk.model.polls import Choice, PollResult
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import ConnectorError, RefusedError, Session
from smmdesk.platforms.counted import whole
from smmdesk.platforms.people import name_of
from smmdesk.platforms.telegram.bot import Bot
from smmdesk.platforms.telegram.places import page_in, remote_id_of

PAGE = 100
KEPT_BACK = timedelta(hours=1)
ASKED = ("message", "edited_message", "channel_post", "my_chat_member", "poll")
"""Also what sign_in looks for: the bot's being added, and what is passed on to it."""
SAYS = frozenset({"text", "caption", "photo", "video", "animation", "audio", "voice", "video_note", "document"})
SAYS |= {"sticker", "location", "venue", "contact", "poll", "story", "live_photo", "rich_message"}
"""A message has one of these; what only tells that somebody came, left or pinned has none."""
FORWARDER = 777000
"""Telegram's own account, which brings a channel's posts into its group."""


@dataclass(frozen=True, slots=True)
class Chats:
    """Where people write: our own chat, the group of a channel, and who we are there."""

    own: int
    group: int
    bot: int

    def hears(self, chat: Fields) -> bool:
        found = chat.number("id")
        return found == self.group or (found == self.own and chat.text("type") != "channel") or is_private(chat)


def is_private(chat: Fields) -> bool:
    return chat.values.get("type") == "private"


async def fetch_messages(session: Session, cursor: str) -> HeardPage:
    """See Hears. The cursor is the number of the first update that is asked for next."""
    bot = Bot.of(session)
    async with session.http.lock(f"telegram updates {session.channel.reported.get('bot', session.channel.id)}"):
        asked = {"limit": PAGE, "timeout": 0, "allowed_updates": list(ASKED)}
        asked |= {"offset": int(cursor)} if cursor.isascii() and cursor.isdigit() else {}
        said = await bot.call("getUpdates", asked)
    updates = [update for update in said.fields.rows("result") if _number(update)]
    chats = await _chats(session, bot)
    found = [_heard(session, chats, update) for update in updates]
    told = {heard.remote_id: heard for heard in found if heard is not None}  # an edit says how it is now
    is_full = len(updates) >= PAGE
    if not told and not is_full:
        await _require_listening(session, bot, chats)
    polls = {name: result for update in updates for name, result in _voted(session, update.child("poll"))}
    return HeardPage(tuple(told.values()), _next(session, updates, cursor, is_full), is_full, polls)


def _number(update: Fields) -> int:
    found = update.values.get("update_id")
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**53 else 0


def _next(session: Session, updates: Iterable[Fields], cursor: str, is_full: bool) -> str:
    """A full page is left behind whole, or nothing after it would ever be seen."""
    begins_s = (session.now_there - KEPT_BACK).timestamp()
    for update in updates:
        if not is_full and _said_at(update) >= begins_s:
            return str(_number(update))
        cursor = str(_number(update) + 1)
    return cursor


def _said_at(update: Fields) -> int:
    """How a poll stands comes without a date: it may have come just now, and another chat of the bot waits for it."""
    if "poll" in update:
        return 2**53
    dates = (update.child(name).values for name in ASKED)
    told = (values.get("edit_date") or values.get("date") for values in dates)
    return next((date for date in told if isinstance(date, int) and not isinstance(date, bool)), 0)


async def _chats(session: Session, bot: Bot) -> Chats:
    """As reported at the sign-in. Channels that were connected before asked for nothing of it, and a group may be
    linked to one later."""
    own, reported = int(session.channel.remote_id), session.channel.reported
    group, me = reported.get("group"), reported.get("bot")
    if not isinstance(me, int):
        me = (await bot.call("getMe", {})).result().number("id")
    if not isinstance(group, int) or not group:
        chat = (await bot.call("getChat", {"chat_id": own})).result()
        group = chat.number("linked_chat_id", 0) if chat.values.get("type") == "channel" else 0
    return Chats(own, group, me)


async def _require_listening(session: Session, bot: Bot, chats: Chats) -> None:
    """A bot that is no administrator of the group is told next to nothing of what is written there. Raises
    RefusedError(bot_hears_nothing)."""
    if not chats.group:
        return
    me = (await bot.call("getMe", {})).result()
    where = {"chat_id": chats.group, "user_id": chats.bot}
    with suppress(RefusedError):
        member = (await bot.call("getChatMember", where)).result()
        status = member.values.get("status")
        if status == "administrator" or (status == "member" and me.flag("can_read_all_group_messages")):
            return
    raise RefusedError(session.http.names.problem("bot_hears_nothing"))


def _voted(session: Session, poll: Fields) -> Iterator[tuple[str, PollResult]]:
    """How a poll stands that the bot sent (Poll, Bot API 10.1). The end is told where it goes on for a set time."""
    with suppress(ConnectorError):
        rows, closed = poll.rows("options"), poll.flag("is_closed")
        choices = tuple(Choice(row.text("text"), whole(row, "voter_count")) for row in rows)
        ends = whole(poll, "close_date")
        ends_us = ends * 1_000_000 if ends is not None else None
        many = poll.flag("allows_multiple_answers")
        yield poll.id(), PollResult(choices, whole(poll, "total_voter_count"), ends_us, closed, many)


# ------------------------------------------------------------------ one message
def _heard(session: Session, chats: Chats, update: Fields) -> Heard | None:
    """None for what nobody said to us, and for what is no message as Telegram has it: the rest is heard."""
    message = update.child("message" if "message" in update.values else "edited_message")
    with suppress(ConnectorError):
        chat = message.child("chat")
        if not message.values or not chats.hears(chat) or not message.values.keys() & SAYS:
            return None
        words = _words(message)
        if message.flag("is_automatic_forward") or (is_private(chat) and words.split("@")[0].startswith("/start")):
            return None
        return _read(session, chats, message, words)
    return None


def _words(message: Fields) -> str:
    for name in ("text", "caption"):
        said = message.values.get(name)
        if isinstance(said, str) and said.strip():
            return said.strip()[:TEXT_MOST]
    shown = message.child("sticker").values.get("emoji")
    return shown if isinstance(shown, str) else ""


def _read(session: Session, chats: Chats, message: Fields, words: str) -> Heard:
    chat, number = message.child("chat"), message.number("message_id")
    writer, speaks_for = message.child("from"), message.child("sender_chat")
    answered, post = _hangs_on(chats, message)
    return Heard(
        remote_id=remote_id_of(chats.own, chat.number("id"), number),
        kind=MessageKind.PRIVATE if is_private(chat) else MessageKind.COMMENT,
        text=words,
        sent_at_us=message.number("date") * 1_000_000,
        author=_author(session, speaks_for if speaks_for.values else writer),
        answers_remote_id=answered,
        url=_page(session, chat, number, post),
        data={"chat": chat.number("id"), "message": number},
        ours=writer.values.get("id") == chats.bot or speaks_for.values.get("id") in (chats.own, chats.group),
    )


def _hangs_on(chats: Chats, message: Fields) -> tuple[str, str]:
    """(What it answers, the number of the channel's post where it is that.)"""
    answered = message.child("reply_to_message")
    if not answered.values:
        return "", ""
    origin = answered.child("forward_origin")
    if answered.flag("is_automatic_forward") and origin.child("chat").values.get("id") == chats.own:
        post = str(origin.number("message_id"))
        return post, post
    chat = message.child("chat").number("id")
    return remote_id_of(chats.own, chat, answered.number("message_id")), ""


def _author(session: Session, who: Fields) -> Identity:
    """A person, or a chat in whose name an administrator speaks."""
    names = (who.values.get(name) for name in ("first_name", "last_name", "title"))
    name = name_of(" ".join(each for each in names if isinstance(each, str)))
    handle = who.values.get("username")
    known = handle if isinstance(handle, str) and handle.isascii() and handle.isidentifier() else ""
    page = f"{session.facts.endpoints['web']}/{known}" if known else ""
    return Identity("telegram", str(who.number("id")), f"@{known}" if known else "", name, page)


def _page(session: Session, chat: Fields, number: int, post: str) -> str:
    """Below a post of a channel with a name the comment has a page; in a group, its own; a private one has none."""
    name = session.channel.handle.removeprefix("@")
    if post and name:
        return f"{session.facts.endpoints['web']}/{name}/{post}?comment={number}"
    known = chat.values.get("username")
    return page_in(session, chat.number("id"), known if isinstance(known, str) else "", number)
