"""Notifications of the system, through the tray's icon: each opens what it is about. Without a tray the bars say it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from smmdesk.desk.news import Kind, News
from ui.look import icons
from ui.presenters.notifier import Notice, Notifier
from ui.widgets.safe_label import unmarked

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

    from ui.shell.session import Session

SHOWN_MS = 8_000


class Notifications(QObject):
    """Lives as long as the window and its tray icon."""

    def __init__(self, session: "Session", icon: "QSystemTrayIcon") -> None:
        super().__init__(session.window)
        self._session, self._icon = session, icon
        self._last: Notice | None = None
        self.notifier = Notifier(session.bridge, self._is_seen)
        self.notifier.shown.connect(self._show)
        icon.messageClicked.connect(self.open_last)

    def close(self) -> None:
        self.notifier.close()

    def open_last(self) -> None:
        """What the notification was about, in front."""
        notice, self._last = self._last, None
        self._session.bring_forward()
        if notice is None:
            return
        if notice.news is None:
            self._session.window.go_to(notice.place)
        else:
            self._open(notice.news)

    def _open(self, news: News) -> None:
        doors = self._session.doors
        if news.kind is Kind.MESSAGE:
            doors.show_message(news.id)
        elif news.kind is Kind.MISSED:
            doors.decide(news.id)
        elif news.id:
            doors.show_delivery(news.id)
        else:
            doors.sign_in_again(news.channel_id)

    def _show(self, notice: Notice) -> None:
        self._last = notice
        self._icon.showMessage(unmarked(notice.title), unmarked(notice.text), icons.of_program(), SHOWN_MS)

    def _is_seen(self) -> bool:
        window = self._session.window
        return window.isVisible() and not window.isMinimized() and window.isActiveWindow()
