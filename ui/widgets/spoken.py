"""Words for screen readers alone, where the others see what happened."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from smmdesk.model.for_the_eye import MOST_IN_A_LINE, tame


def say(widget: QWidget, words: str) -> None:
    """Have `words` read out now; nothing where there are none."""
    if words:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget.window(), tame(words, MOST_IN_A_LINE)))
