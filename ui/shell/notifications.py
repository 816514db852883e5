"""Notifications of the system, each of which opens what it is about: over the desktop's own bus where there is one
(Linux, also without a tray), else through the tray's icon. Where neither is, the bars in the window say it."""

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smmdesk.desk import brands
from smmdesk.desk.news import Kind, News
from smmdesk.model.words import _
from smmdesk.system.paths import RESOURCES
from ui.bridge import Bridge
from ui.look import icons
from ui.presenters.notifier import Notice, Notifier
from ui.widgets.safe_label import unmarked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

    from smmdesk.system.desktop_notices import DesktopNotices
    from ui.shell.session import Session

SHOWN_MS = 8_000
ACTIVATION = "XDG_ACTIVATION_TOKEN"
PICTURE = RESOURCES / "icons" / "smmdesk.png"


def desktop_notices(bridge: Bridge) -> "DesktopNotices | None":
    """Linux' own; the other systems have theirs behind the tray's icon."""
    if not sys.platform.startswith("linux"):
        return None
    from smmdesk.system.desktop_notices import DesktopNotices

    return DesktopNotices(bridge.run)


class Notifications(QObject):
    """Lives as long as the window. A tray's icon cannot say which of its notices was clicked: the last one is meant."""

    def __init__(
        self, session: "Session", icon: "QSystemTrayIcon | None", desktop: "DesktopNotices | None" = None
    ) -> None:
        super().__init__(session.window)
        self._session, self._icon, self._desktop = session, icon, desktop
        self._last: Notice | None = None
        self.notifier = Notifier(session.bridge, self._is_seen)
        self.notifier.shown.connect(self._show)
        if icon is not None:
            icon.messageClicked.connect(self.open_last)

    def close(self) -> None:
        self.notifier.close()

    def open_last(self) -> None:
        """What the notification was about, in front."""
        notice, self._last = self._last, None
        if notice is None:
            self._session.bring_forward()
        else:
            self.open(notice)

    def open(self, notice: Notice, token: str = "") -> None:
        """What this one is about. With `token` a desktop lets the window come forward (Wayland; Qt takes it there)."""
        if token:
            os.environ[ACTIVATION] = token
        self._session.bring_forward()
        if notice.news is None:
            self._session.window.go_to(notice.place)
        elif self._goes_to_its_brand(notice.news):
            self._open(notice.news)

    def _goes_to_its_brand(self, news: News) -> bool:
        """The brand that it is about is shown, or opened; False where what is being written cannot be saved."""
        desk = self._session.bridge.desk

        def is_shown() -> bool:
            if not news.id:  # accounts stand with their own brand alone
                return brands.open_brand(desk).id == news.brand_id
            return news.brand_id in {one.id for one in self._session.bridge.shown_brands}

        with desk.store.reading() as reader:
            is_used = news.brand_id in {one.id for one in brands.used_brands(reader)}
        if is_used and not is_shown():
            self._session.brands.choose(news.brand_id)
            return is_shown()
        return True

    def _open(self, news: News) -> None:
        doors = self._session.doors
        if news.kind is Kind.MESSAGE:
            doors.show_message(news.id)
        elif news.kind is Kind.MISSED:
            doors.decide(news.id)
        elif news.post_id:
            doors.open_post(news.post_id)
        elif news.id:
            doors.show_delivery(news.id)
        else:
            doors.sign_in_again(news.channel_id)

    def _show(self, notice: Notice) -> None:
        if self._desktop is None:
            self._show_at_icon(notice)
        else:
            self._session.bridge.run(self._show_on(self._desktop, notice))

    async def _show_on(self, desktop: "DesktopNotices", notice: Notice) -> None:
        words, click = (unmarked(notice.title), unmarked(notice.text)), partial(self.open, notice)
        if not await desktop.tell(*words, click, icon=PICTURE.as_uri(), opens=_("Open smmdesk")):
            self._show_at_icon(notice)

    def _show_at_icon(self, notice: Notice) -> None:
        self._last = notice
        if self._icon is not None:
            self._icon.showMessage(unmarked(notice.title), unmarked(notice.text), icons.of_program(), SHOWN_MS)

    def _is_seen(self) -> bool:
        window = self._session.window
        return window.isVisible() and not window.isMinimized() and window.isActiveWindow()
