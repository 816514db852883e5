"""Which chat a bot publishes in: named by the person, or the one to which the bot was added last."""

import re

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import Account, ConnectorError, RefusedError, SignedIn, SigningIn
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.telegram.bot import Bot

KINDS = ("channel", "supergroup", "group")
_NAMED = re.compile(r"(?:(?:https?://)?(?:t|telegram)\.me/(?:s/)?|@)?([A-Za-z]\w{3,31})(?:/\d*)?", re.ASCII)
_NUMBERED = re.compile(r"(?:https?://)?(?:t|telegram)\.me/c/(\d{1,15})(?:/\d*)?", re.ASCII)
_OWN_ID = re.compile(r"-\d{1,16}", re.ASCII)


async def sign_in(signing_in: SigningIn) -> SignedIn:
    """With the bot's token. Raises ProblemError: sign_in_refused, address_not_found, may_not_publish, field_missing."""
    assert signing_in.secret is not None
    base = signing_in.facts.endpoints["api"]
    bot = Bot(signing_in.http.also_for(base), base, signing_in.secret)
    await bot.call("getMe", {})  # a token that is not good says so here
    typed = signing_in.fields.get("user", "") or signing_in.expected
    chat = chat_of(typed) if typed else await _added_last(bot, signing_in.facts)
    if chat is None:
        raise ProblemError("address_not_found", url=typed, platform=signing_in.facts.name)
    return SignedIn(await read_account(bot, signing_in.facts, chat), signing_in.secret)


def chat_of(typed: str) -> str | int | None:
    """What a person typed, as the Bot API names a chat; None for what is no name of one."""
    typed = typed.strip()
    if _OWN_ID.fullmatch(typed):
        return int(typed)
    numbered = _NUMBERED.fullmatch(typed)
    if numbered is not None:
        return int(f"-100{numbered[1]}")
    named = _NAMED.fullmatch(typed)
    return f"@{named[1]}" if named is not None else None


async def _added_last(bot: Bot, facts: Facts) -> int:
    """A private channel has no name: the bot hears when it is added, and of what is passed on to it."""
    try:
        updates = (await bot.call("getUpdates", {"limit": 100})).fields.rows("result")
    except ConnectorError as error:
        if error.problem.code not in ("bot_heard_elsewhere", "refused"):
            raise
        updates = []  # somebody else's program listens for this bot
    for update in reversed(updates):
        for found in (
            update.child("my_chat_member").child("chat"),
            update.child("channel_post").child("chat"),
            update.child("message").child("forward_origin").child("chat"),
        ):
            if found.values.get("type") in KINDS:
                return found.number("id")
    named = next(field for field in facts.sign_in.fields if field.key == "user")
    raise ProblemError("field_missing", label=_(named.label), field=named.key)


async def read_account(bot: Bot, facts: Facts, chat: str | int) -> Account:
    """The chat, when the bot may publish there. Raises RefusedError(may_not_publish), ConnectorError."""
    me = (await bot.call("getMe", {})).result().number("id")
    found = (await bot.call("getChat", {"chat_id": chat})).result()
    own_id, title = found.number("id"), plain_words(found.text("title", ""), 80)
    member = (await bot.call("getChatMember", {"chat_id": own_id, "user_id": me})).result()
    if found.text("type", "") not in KINDS or not may_publish(member, found.text("type")):
        raise RefusedError(bot.http.names.problem("may_not_publish", channel=title or str(chat)))
    name = found.text("username", "")
    return Account(
        remote_id=str(own_id),
        name=title or name or str(own_id),
        handle=f"@{plain_words(name, 40)}" if name else "",
        url=f"{facts.endpoints['web']}/{name}" if name.isascii() and name.isidentifier() else "",
        reported={"bot": me, "group": found.number("linked_chat_id", 0) if found.text("type") == "channel" else 0},
    )


def may_publish(member: Fields, kind: str) -> bool:
    """A channel takes posts of administrators with the right to post; a group of every member that may write."""
    status = member.text("status", "")
    if kind == "channel":
        return status == "creator" or (status == "administrator" and member.flag("can_post_messages"))
    return status in ("creator", "administrator", "member") or (
        status == "restricted" and member.flag("can_send_messages")
    )
