"""The floor of the inbox: a widget that reads the same first page from the same table and paints its words."""

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from smmdesk.store import driver

PAGE, LINE_PX = 80, 28
WAITS = "message.brand_id = ? AND NOT done AND NOT hidden AND message.deleted_at_us IS NULL"
READ = (
    "SELECT message.id, name, substr(text, 1, 300), sent_at_us FROM message JOIN person ON person.id = person_id "
    f"WHERE {WAITS} ORDER BY sent_at_us DESC LIMIT {PAGE}"
)
COUNT = f"SELECT count(*) FROM message WHERE {WAITS}"
FOUND = "SELECT rowid FROM message_search WHERE message_search MATCH ? ORDER BY rowid DESC LIMIT 200"


class BareInbox(QWidget):
    """The newest messages that wait, and how many there are. No groups, no styles, no hits, no screen reader."""

    def __init__(self, database: Path, brand_id: str) -> None:
        super().__init__()
        self._connection = driver.connect(database)
        self._brand_id = brand_id
        self._rows: list[tuple[str, str, str, int]] = []
        self._count = 0

    def read(self) -> None:
        self._count = self._connection.execute(COUNT, (self._brand_id,)).fetchone()[0]
        self._rows = self._connection.execute(READ, (self._brand_id,)).fetchall()
        self.update()

    def tick_off(self) -> None:
        """What a key costs at least: one row written and committed, the next ones painted."""
        self._connection.execute("UPDATE message SET done = 1, read = 1 WHERE id = ?", (self._rows.pop(0)[0],))
        self.update()

    def look_for(self, words: str) -> None:
        terms = " ".join(f'"{word}"' for word in words.split()) + "*"
        self._connection.execute(FOUND, (terms,)).fetchall()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        metrics = painter.fontMetrics()
        painter.drawText(4, 16, str(self._count))
        for line, (_id, name, words, _at) in enumerate(self._rows[: self.height() // LINE_PX]):
            area = QRect(4, 20 + line * LINE_PX, self.width() - 8, LINE_PX)
            text = metrics.elidedText(f"{name}: {words}", Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.TextFlag.TextSingleLine, text)

    def close_file(self) -> None:
        self._connection.close()
