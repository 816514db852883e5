"""Printing the calendar, or keeping it as a PDF: a sheet with the pages as they will be."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPdfWriter,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QWidget

from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _
from ui import dialogs
from ui.calendar.print_pages import WIDE, Paint, pages, paint
from ui.look.theme import theme
from ui.presenters.calendar_print import Printed, file_name, printed
from ui.widgets.buttons import icon_button
from ui.widgets.safe_label import SafeLabel

if TYPE_CHECKING:
    from ui.presenters.calendar import CalendarPresenter

MARGIN_MM = 10.0
DOTS_PER_INCH = 600
PREVIEW_PX, AROUND_PX = 600, 280
"""How wide a page is shown at most, and what the sheet needs above and below it."""


def layout_of_paper(*, is_upright: bool = False) -> QPageLayout:
    """The paper of this country, lying unless it is to stand."""
    metric = QLocale.system().measurementSystem() is QLocale.MeasurementSystem.MetricSystem
    size = QPageSize(QPageSize.PageSizeId.A4 if metric else QPageSize.PageSizeId.Letter)
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    turned = QPageLayout.Orientation.Portrait if is_upright else QPageLayout.Orientation.Landscape
    return QPageLayout(size, turned, margins, QPageLayout.Unit.Millimeter)


def height_on(layout: QPageLayout) -> float:
    """How high a page that is WIDE px wide is on this paper, without its margins."""
    room = layout.paintRect(QPageLayout.Unit.Point)
    return float(WIDE * room.height() / room.width())


def write_pdf(sheet: Printed, path: Path) -> int:
    """Write the pages to a file, whole or not at all; returns how many. Raises ProblemError(file_not_written)."""
    layout = layout_of_paper()
    return write_pages(pages(sheet, height_on(layout)), layout, f"{sheet.brand}: {sheet.title}", path)


def write_pages(made: Sequence[Paint], layout: QPageLayout, title: str, path: Path) -> int:
    """Any pages, as `write_pdf`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("smmdesk")
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(layout)
    count = paint_pages(made, writer)
    write_whole(path, bytes(buffer.data().data()))
    return count


def write_whole(path: Path, octets: bytes) -> None:
    """A file, whole or not at all. Raises ProblemError(file_not_written)."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(octets)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise ProblemError("file_not_written", name=path.name) from error


def paint_all(sheet: Printed, device: QPagedPaintDevice) -> int:
    """Every page on a device; 0 when it cannot be painted on."""
    return paint_pages(pages(sheet, height_on(device.pageLayout())), device)


def paint_pages(made: Sequence[Paint], device: QPagedPaintDevice) -> int:
    """Any pages, as `paint_all`."""
    height = height_on(device.pageLayout())
    painter = QPainter()
    if not painter.begin(device):
        return 0
    painter.scale(device.width() / WIDE, device.width() / WIDE)
    for number, page in enumerate(made, start=1):
        if number > 1:
            device.newPage()
        paint(painter, page, height, number, len(made))
    return len(made) if painter.end() else 0


class PagePreview(QWidget):
    """One page at a time, as it will be on paper."""

    def __init__(self, made: list[Paint], height: float, room_px: int) -> None:
        """`room_px`: how high it may be at most."""
        super().__init__()
        self._made, self._height = made, height
        self._picture: QPixmap | None = None
        self.number = 1
        wide = min(theme().px(PREVIEW_PX), round(room_px * WIDE / height))
        self.setObjectName("print_preview")
        self.setFixedSize(QSize(wide, round(wide * height / WIDE)))
        self.show_page(1)

    def show_page(self, number: int) -> None:
        """Another page; numbers beyond the ends stay at them."""
        self.number = max(1, min(len(self._made), number))
        self._picture = None
        words = _("page {number} of {count}").format(number=self.number, count=len(self._made))
        self.setAccessibleName(_("What will be printed, {page}").format(page=words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            self._picture = self._painted()
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(theme().color("hairline-strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        edge = theme().px(14)
        factor = (self.width() - 2 * edge) / WIDE
        painter.translate(edge, (self.height() - self._height * factor) / 2)
        painter.scale(factor, factor)
        painter.setClipRect(QRectF(-1, -1, WIDE + 2, self._height + 2))
        paint(painter, self._made[self.number - 1], self._height, self.number, len(self._made))
        painter.end()
        return made


def open_printing(parent: QWidget, presenter: "CalendarPresenter") -> dialogs.Sheet:
    """The sheet: look at the pages, print them, or keep them as a PDF."""
    sheet = printed(presenter)
    height = height_on(layout_of_paper())
    made = pages(sheet, height)
    card = dialogs.Sheet(parent, _("Print the calendar"), _("What you see, with all its posts. Filters hold here too."))
    preview = PagePreview(made, height, max(theme().px(200), parent.height() - theme().px(AROUND_PX)))
    card.body.addWidget(preview, 0, Qt.AlignmentFlag.AlignHCenter)
    card.setMinimumWidth(max(card.minimumWidth(), preview.width() + 2 * theme().space(8)))
    if len(made) > 1:
        card.body.addLayout(_turning(preview, len(made)))
    card.add_button(_("Cancel"), "sheet_cancel", None)
    if dialogs.can_print():
        card.add_button(_("Print…"), "print_paper", lambda: _print(parent, sheet, presenter))
    card.add_button(_("Save as PDF…"), "print_pdf", lambda: _ask_file(parent, sheet, presenter), "primary")
    card.open()
    return card


def _turning(preview: PagePreview, count: int) -> QHBoxLayout:
    """Earlier page, which one this is, later page."""
    row = QHBoxLayout()
    said = SafeLabel("", "caption", "muted")
    back = icon_button("chevron-left", _("Page before"), "print_back", small=True)
    on = icon_button("chevron-right", _("Next page"), "print_on", small=True)

    def turn(step: int) -> None:
        preview.show_page(preview.number + step)
        said.setText(_("page {number} of {count}").format(number=preview.number, count=count))
        back.setEnabled(preview.number > 1)
        on.setEnabled(preview.number < count)

    back.clicked.connect(lambda: turn(-1))
    on.clicked.connect(lambda: turn(1))
    row.addStretch()
    for widget in (back, said, on):
        row.addWidget(widget)
    row.addStretch()
    turn(0)
    return row


def _ask_file(parent: QWidget, sheet: Printed, presenter: "CalendarPresenter") -> None:
    kinds = _("PDF document") + " (*.pdf)"
    dialogs.choose_target(parent, _("Save as PDF"), file_name(sheet), kinds, lambda path: _save(sheet, presenter, path))


def _save(sheet: Printed, presenter: "CalendarPresenter", path: Path) -> None:
    target = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
    if presenter.bridge.attempt(lambda: write_pdf(sheet, target)):
        presenter.bridge.announce(_("Saved: {name}").format(name=target.name))


def _print(parent: QWidget, sheet: Printed, presenter: "CalendarPresenter") -> None:
    def done(printer: QPagedPaintDevice) -> None:
        if paint_all(sheet, printer):
            presenter.bridge.announce(_("Handed to the printer"))

    dialogs.choose_printer(parent, layout_of_paper(), done)
