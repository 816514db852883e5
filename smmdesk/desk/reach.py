"""The publisher's way to the platforms, through the desk."""

from datetime import timedelta
from typing import TYPE_CHECKING

from smmdesk.desk.sessions import open_session
from smmdesk.platforms import connector_of

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.desk.workbench import FirstByte
    from smmdesk.model.channel import Channel
    from smmdesk.platforms.base import Connector, Session
    from smmdesk.platforms.facts import Facts


class DeskReach:
    """Implements `workbench.Reach` with the desk's own facts, sign-ins and network."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    def facts(self, channel: "Channel") -> "Facts":
        return self._desk.facts_for(channel)

    def connector(self, channel: "Channel") -> "Connector":
        return connector_of(self.facts(channel))

    async def session(self, channel: "Channel", on_first_byte: "FirstByte | None" = None) -> "Session":
        return await open_session(self._desk, channel, on_first_byte)

    @property
    def clock_ahead(self) -> timedelta:
        http = self._desk.made_http
        return http.clock_ahead if http is not None else timedelta()

    @property
    def clock_known(self) -> bool:
        http = self._desk.made_http
        return http is not None and http.clock_known
