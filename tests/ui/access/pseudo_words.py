"""Every word that a screen says, wherever it is kept or painted, and which of them never went through the catalogue."""

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QBuffer, QIODevice, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    Qt.ItemDataRole.ToolTipRole,
)
PLAIN = re.compile(r"[A-Za-z]{2,}")
CUT = re.compile(r"\w+…")
"""What is left of a word where a line ends for want of room."""
TAGS = re.compile(r"<[^<>]*>|&\w+;")
LEFT_ALONE = re.compile(
    r"https?://\S+|\b(?:[\w-]+\.)+(?:example|com|it|org|net|social|md|toml|json|sqlite|bsky)\b\S*|[@#]\w+|\{\w+\}"
    r"|(?:/[\w.+-]+){2,}|\w+/\w+(?=\))"
)
"""Addresses, names of accounts, tags, variables of saved texts and folders."""


def said(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, words) of every visible part: its text, name, description, tip and what its model says."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible() or widget.window() is not root.window():
            continue
        where = f"{type(widget).__name__} {widget.objectName()!r}"
        for text in (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), *_own(widget)):
            if text:
                yield where, text
        for action in widget.actions() if isinstance(widget, QMenu) else ():
            yield f"{where} action {action.objectName()!r}", _of_action(action)
    if root.isWindow() and root.windowTitle():
        yield "title", root.windowTitle()
    for text in painted(root):
        yield "painted", text


def _own(widget: QWidget) -> Iterable[str]:
    if isinstance(widget, (QLabel, QAbstractButton)):
        return (widget.text(),)
    if isinstance(widget, QComboBox):
        return [widget.itemText(number) for number in range(widget.count())] if widget.count() < 60 else ()
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        return (widget.placeholderText(),)
    if isinstance(widget, QGroupBox):
        return (widget.title(),)
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        return list(_of_model(widget.model()))
    return ()


def _of_model(model: QAbstractItemModel) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), 60)):
        for column in range(columns):
            for role in ROLES:
                value = model.index(row, column).data(role)
                if isinstance(value, str):
                    yield value


def _of_action(action: QAction) -> str:
    return f"{action.text()} {action.toolTip()}"


def painted(root: QWidget) -> list[str]:
    """What is drawn as letters, also by delegates and own painting."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(root.size())
    painter = QPainter(generator)
    root.render(painter, QPoint())
    painter.end()
    found = re.findall(r"<text[^>]*>([^<]*)</text>", bytes(buffer.data().data()).decode("utf-8", "replace"))
    return [CUT.sub("", text) for text in found]


def plain(text: str, known: frozenset[str]) -> list[str]:
    """The words of a text in letters of plain English that nobody wrote: neither a person's own nor a name."""
    bare = LEFT_ALONE.sub(" ", TAGS.sub(" ", text))
    return [word for word in PLAIN.findall(bare) if word.lower() not in known and not word.isupper()]
