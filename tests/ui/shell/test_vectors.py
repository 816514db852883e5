"""Hostile texts on what everything is built of: labels, tips, buttons, menus, chips, file names, paper, a paste."""

import socket
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from tests.helpers import vectors
from tests.helpers.listening import heard, nothing_is_opened
from ui.calendar.texts import Texts
from ui.links import may_open
from ui.look.paper import Pen
from ui.presenters.pasted import LONGEST_PASTED, clean, plain_from_html
from ui.widgets.buttons import add_action, text_button
from ui.widgets.growing_text import GrowingText
from ui.widgets.safe_label import ElidedLabel, NameLabel, SafeLabel, set_tool_tip

__all__ = ["nothing_is_opened"]
PATIENCE_S = 3.0


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    """By the work that is done, not by the clock: another program may be busy beside us."""
    begun = time.thread_time()
    yield
    assert time.thread_time() - begun < PATIENCE_S


def test_the_listener_hears() -> None:
    with socket.socket():
        pass
    assert any(what.startswith("socket.") for what in heard)
    heard.clear()


@pytest.mark.parametrize("text", vectors.each())
def test_a_label_shows_it_literally(qtbot, text: str) -> None:
    for kind in (SafeLabel, ElidedLabel, NameLabel):
        label = kind(text)
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
        label.resize(200, 20)
        label.grab()
        assert not {"\u202e", "\x00"} & set(label.text())
        if kind is not NameLabel and text in vectors.MARKUP.values():
            assert label.text() == text
    one = ElidedLabel(text)
    qtbot.addWidget(one)
    if "\r" not in text:
        assert one.sizeHint().height() <= 2 * ElidedLabel("x").sizeHint().height()


@pytest.mark.parametrize("text", vectors.each())
def test_a_tool_tip_names_no_tag_of_its_own(qtbot, text: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tool_tip(widget, text)
    shown = widget.toolTip()
    assert not shown or shown.startswith("<span>")  # of what cannot be seen nothing is left
    assert "<" not in shown[6:-7]
    assert len(shown) < 10_000


@pytest.mark.parametrize("text", vectors.each())
def test_a_button_and_a_menu_stay_of_a_size(qtbot, text: str) -> None:
    button, menu = text_button(text, "b"), QMenu()
    qtbot.addWidget(button)
    qtbot.addWidget(menu)
    add_action(menu, "check", text, "a", lambda: None)
    assert max(len(button.text()), len(menu.actions()[0].text())) <= 400
    assert "\u202e" not in button.text() + menu.actions()[0].text() + button.accessibleName()


@pytest.mark.parametrize("text", vectors.each())
def test_a_chip_paints_it_in_its_lines(qapp, text: str) -> None:
    texts, image = Texts(), QImage(200, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    lines = texts.broken("words", text, (120, 120))
    for number, line in enumerate(lines):
        texts.draw(painter, "words", line, 0, number * 16)
        assert texts.width("words", line) <= 130
    texts.draw(painter, "row", text, 0, 0)
    painter.end()


@pytest.mark.parametrize("text", vectors.each())
def test_paper_takes_it_in_one_line(qapp, text: str) -> None:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert Pen(painter).write(0, 0, text, 12, QColor("black"), room=150) <= 152
    painter.end()


@pytest.mark.parametrize("text", vectors.each())
def test_a_paste_is_words_without_controls(qtbot, text: str) -> None:
    field = GrowingText("f", "Words")
    qtbot.addWidget(field)
    cut: list[int] = []
    field.cut_short.connect(cut.append)
    data = QMimeData()
    data.setText(text)
    field.insertFromMimeData(data)
    assert len(field.words) <= LONGEST_PASTED
    assert field.words == clean(text).encode("utf-16", "ignore").decode("utf-16")[:LONGEST_PASTED]
    assert cut == ([LONGEST_PASTED] if len(text) > LONGEST_PASTED else [])


@pytest.mark.parametrize("html", vectors.each(vectors.MARKUP))
def test_rich_text_from_the_clipboard_is_its_words(qtbot, html: str) -> None:
    field = GrowingText("f", "Words")
    qtbot.addWidget(field)
    data = QMimeData()
    data.setHtml(f"<p>ciao {html}</p>")
    field.insertFromMimeData(data)
    assert field.words.startswith("ciao")
    assert "src=" not in field.words
    assert "alert" not in field.words
    assert field.document().toPlainText().count("\ufffc") == 0


@pytest.mark.vector(99)
@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<p>ciao <img src="data:image/png;base64,' + "A" * 50_000_000 + '"> mondo</p>', "ciao  mondo"),
        ("<b" * 200_000, None),
        ("<a b=" * 100_000, None),
    ],
    ids=["50 MB picture", "tags without end", "attributes without end"],
)
def test_a_huge_clipboard_does_not_freeze(html: str, words: str | None) -> None:
    text = plain_from_html(html)
    assert words is None or text == words


@pytest.mark.vector(17)
def test_an_address_with_a_name_before_its_host_does_not_open() -> None:
    assert not may_open(vectors.LINKS[17])
