"""The floor of a calendar: a widget that reads a month from the same table and paints its words, with nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from smmdesk.store import driver

DAYS, PER_ROW = 42, 7
HEAD_PX, LINE_PX = 24, 22
READ = "SELECT post_id, words, progress FROM calendar_row WHERE brand_id = ? AND day = ? ORDER BY planned_us LIMIT ?"
COUNT = "SELECT day, count(*) FROM calendar_row WHERE brand_id = ? AND day BETWEEN ? AND ? GROUP BY day"


class BareMonth(QWidget):
    """Shows the weeks from `first`. No styles, no hits, no screen reader: what reading and painting cost alone."""

    def __init__(self, database: Path, brand_id: str) -> None:
        super().__init__()
        self._connection = driver.connect(database)
        self._brand_id = brand_id
        self.first = date(2026, 10, 26)
        self._days: list[tuple[int, list[tuple[str, str, str]]]] = []
        self._dragged: QRect | None = None

    def show_weeks(self, first: date) -> None:
        self.first = first
        last = (first + timedelta(days=DAYS - 1)).isoformat()
        counts = dict(self._connection.execute(COUNT, (self._brand_id, first.isoformat(), last)).fetchall())
        fits = max(1, (self.height() // (DAYS // PER_ROW) - HEAD_PX) // LINE_PX)
        self._days = []
        for number in range(DAYS):
            day = (first + timedelta(days=number)).isoformat()
            rows = self._connection.execute(READ, (self._brand_id, day, fits)).fetchall() if day in counts else []
            self._days.append((counts.get(day, 0), rows))
        self.update()

    def move_post(self, post_id: str, day: date) -> None:
        """What a drop costs at least: two rows written and committed, the weeks read and painted."""
        with self._writing():
            self._connection.execute("UPDATE post SET planned_wall = ? WHERE id = ?", (f"{day}T09:00:00", post_id))
            self._connection.execute("UPDATE calendar_row SET day = ? WHERE post_id = ?", (day.isoformat(), post_id))
        self.show_weeks(self.first)

    def drag_over(self, x: int, y: int) -> None:
        """A rectangle follows the pointer, and only that is painted."""
        before, self._dragged = self._dragged, QRect(x, y, 120, LINE_PX)
        self.update(self._dragged if before is None else self._dragged.united(before))

    def first_post(self) -> str:
        return next(rows[0][0] for _count, rows in self._days if rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        width, height = self.width() // PER_ROW, self.height() // (DAYS // PER_ROW)
        metrics = painter.fontMetrics()
        for number, (count, rows) in enumerate(self._days):
            cell = QRect(number % PER_ROW * width, number // PER_ROW * height, width, height)
            if not cell.intersects(event.rect()):
                continue
            painter.drawRect(cell)
            painter.drawText(cell.x() + 4, cell.y() + 16, str((self.first + timedelta(days=number)).day))
            for line, (_post, words, _progress) in enumerate(rows):
                text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width - 8)
                painter.drawText(cell.x() + 4, cell.y() + HEAD_PX + (line + 1) * LINE_PX - 6, text)
            if count > len(rows):
                painter.drawText(cell.right() - 40, cell.y() + 16, f"+{count - len(rows)}")
        if self._dragged is not None:
            painter.fillRect(self._dragged, Qt.GlobalColor.gray)

    def close_file(self) -> None:
        self._connection.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        yield
        self._connection.execute("COMMIT")
