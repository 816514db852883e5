"""A new page in a scroll area while the old one may still be at work."""

from PySide6.QtWidgets import QScrollArea, QWidget


def put_page(scroll: QScrollArea, page: QWidget) -> None:
    """Show `page` in the place of what `scroll` showed.

    The old page goes once its event is over. `setWidget` alone deletes it at once, and with it the field or button
    whose key press brought us here: Qt goes on with it afterwards.
    """
    old = scroll.takeWidget()
    if old is not None:
        old.deleteLater()
    scroll.setWidget(page)
