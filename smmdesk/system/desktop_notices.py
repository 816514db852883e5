"""Notifications as the desktops of Linux show them, over the session bus: each answers for itself when it is clicked,
and no tray is needed. Desktop Notifications Specification 1.2 (seen 29 Nov 2026). Other systems have no such bus.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.asyncio import DBusConnection

SERVICE, OBJECT = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
PATIENCE_S = 5.0
KEPT_MOST = 100
"""So many of the last ones can still be clicked: desktops keep them in a list."""
AS_THE_DESKTOP_LIKES = -1
Clicked = Callable[[str], None]
"""Called with the token by which a window may come forward on Wayland; "" elsewhere."""


class DesktopNotices:
    """Opens the bus at the first notification. `run` gets the coroutine that listens, which ends with its owner."""

    def __init__(self, run: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._run = run
        self._connection: DBusConnection | None = None
        self._asked: dict[int, asyncio.Future[Message]] = {}
        self._clicks: dict[int, Clicked] = {}
        self._tokens: dict[int, str] = {}
        self._reads_markup: bool | None = None

    async def tell(self, title: str, text: str, clicked: Clicked, *, icon: str, opens: str) -> bool:
        """Show one; False where no desktop shows any. `opens` names what a click does, for desktops with buttons."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                if self._connection is None:
                    await self._open()
                number = await self._show(title, text, icon, opens)
        except (ImportError, LookupError, OSError, EOFError, RuntimeError, ValueError):
            return False  # no bus, nobody on it who shows them, or nobody who answers in time
        self._clicks[number] = clicked
        while len(self._clicks) > KEPT_MOST:
            del self._clicks[next(iter(self._clicks))]
        return True

    async def _open(self) -> None:
        from jeepney import MatchRule, message_bus

        self._connection = await _connection()
        self._run(self._listen(self._connection))
        await self._ask(message_bus.Hello())
        signals = MatchRule(type="signal", sender=SERVICE, interface=SERVICE, path=OBJECT)
        await self._ask(message_bus.AddMatch(signals))

    async def _show(self, title: str, text: str, icon: str, opens: str) -> int:
        if self._reads_markup is None:  # asked until it is told: words of strangers are no markup
            self._reads_markup = "body-markup" in (await self._call("GetCapabilities"))[0]
        hints = {"desktop-entry": ("s", "smmdesk"), "category": ("s", "im")}
        words = _as_markup(text) if self._reads_markup else text
        given = ("smmdesk", 0, icon, title, words, ["default", opens], hints, AS_THE_DESKTOP_LIKES)
        return int((await self._call("Notify", "susssasa{sv}i", given))[0])

    async def _call(self, name: str, signature: str | None = None, given: tuple[object, ...] = ()) -> Any:
        from jeepney import DBusAddress, new_method_call

        return await self._ask(new_method_call(DBusAddress(OBJECT, SERVICE, SERVICE), name, signature, given))

    async def _ask(self, question: "Message") -> Any:
        """The answer's values. Raises LookupError when the other side refuses or is not there."""
        from jeepney import MessageType

        if self._connection is None:
            raise EOFError
        number = next(self._connection.outgoing_serial)
        self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            await self._connection.send(question, serial=number)
            answer = await self._asked[number]
        finally:
            self._asked.pop(number, None)
        if answer.header.message_type is MessageType.error:
            raise LookupError(answer.body)
        return answer.body

    async def _listen(self, connection: "DBusConnection") -> None:
        """Until the bus goes away or the owner does."""
        try:
            with suppress(EOFError, OSError):
                while True:
                    self._take(await connection.receive())
        finally:
            self._connection = self._reads_markup = None
            self._clicks.clear()
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_exception(EOFError())
            connection.writer.close()

    def _take(self, message: "Message") -> None:
        from jeepney import HeaderFields, MessageType

        fields, kind = message.header.fields, message.header.message_type
        if kind in (MessageType.method_return, MessageType.error):
            waiting = self._asked.get(fields.get(HeaderFields.reply_serial, 0))
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
        elif kind is MessageType.signal and fields.get(HeaderFields.interface) == SERVICE:
            self._hear(fields.get(HeaderFields.member, ""), message.body)

    def _hear(self, what: str, given: tuple[Any, ...]) -> None:
        """A token for a click comes just before the click. What went by itself can still be clicked in a list. Who says
        less than the specification is not heard."""
        match what, given:
            case "ActivationToken", (int() as number, str() as token):
                self._tokens = {number: token}
            case "ActionInvoked", (int() as number, *_) if number in self._clicks:
                self._clicks[number](self._tokens.pop(number, ""))


async def _connection() -> "DBusConnection":
    """To the session bus, as this person; `Hello` is still to be said."""
    from jeepney.auth import BEGIN, Authenticator
    from jeepney.bus import get_bus
    from jeepney.io.asyncio import DBusConnection

    reader, writer = await asyncio.open_unix_connection(get_bus("SESSION"))
    try:
        steps = Authenticator()
        for said in steps:
            writer.write(said)
            heard = await reader.read(1024)
            if not heard:  # said without a pause from now on: nothing else would have its turn
                raise EOFError
            steps.feed(heard)
        writer.write(BEGIN)
    except BaseException:
        writer.close()
        raise
    return DBusConnection(reader, writer)


def _as_markup(text: str) -> str:
    """Literally, for desktops that read the text as markup."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return text
