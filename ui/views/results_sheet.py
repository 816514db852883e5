"""Printing the letter of a period with its figures, or keeping it as a PDF, a picture or a table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPagedPaintDevice, QPainter
from PySide6.QtWidgets import QWidget

from smmdesk.desk import results_table
from smmdesk.desk.file_writing import with_ending
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, pgettext
from ui import dialogs
from ui.calendar.print_pages import WIDE, Paint
from ui.calendar.printing import PagePreview, height_on, layout_of_paper, paint_pages, write_pages, write_whole
from ui.look import paper
from ui.look.paper import Pen
from ui.look.theme import theme
from ui.presenters.brand_clocks import whose
from ui.presenters.results import ResultsPresenter
from ui.views import results_paper

AROUND_PX = 280
PICTURE_SCALE = 2
"""Pixels of the picture for each px of the page."""


def sheet_of(presenter: ResultsPresenter) -> results_paper.Sheet | None:
    """What is shown, in words; None before it was read."""
    shown = presenter.shown
    if shown is None:
        return None
    heads = (_("To try next week"), _("Posts most talked about"), shown.source)
    sides = (pgettext("plot", "said"), pgettext("plot", "heard"))
    return results_paper.Sheet(
        presenter.brand.name, presenter.title, shown.letter, shown.figures, shown.bars, shown.posts, heads, sides
    )


def open_sending(parent: QWidget, presenter: ResultsPresenter) -> dialogs.Sheet | None:
    """The sheet: look at the page, print it, or keep it as a file to send."""
    made = sheet_of(presenter)
    if made is None:
        return None
    text = _("The letter and its figures on one page, to read on paper or to send as a file.")
    card = dialogs.Sheet(parent, _("Print or save"), text)
    page, layout = _page(made), layout_of_paper(is_upright=True)
    room = max(theme().px(200), parent.height() - theme().px(AROUND_PX))
    preview = PagePreview([page], height_on(layout), room)
    card.body.addWidget(preview, 0, Qt.AlignmentFlag.AlignHCenter)
    card.add_button(_("Cancel"), "sheet_cancel", None)
    if dialogs.can_print():
        card.add_button(_("Print…"), "print_paper", lambda: _print(parent, page, presenter))
    ways: tuple[tuple[str, str, str, Callable[[Path], object]], ...] = (
        (_("Save as table…"), "results_table", "csv", lambda path: _write_table(presenter, path)),
        (_("Save as picture…"), "results_picture", "png", lambda path: write_picture(made, path)),
        (_("Save as PDF…"), "print_pdf", "pdf", lambda path: write_pdf(made, path)),
    )
    for label, name, suffix, write in ways:
        kind = "primary" if suffix == "pdf" else "quiet"
        asked = _asking(parent, presenter, made, suffix, write)
        card.add_button(label, name, asked, kind)
    card.open()
    return card


def write_pdf(sheet: results_paper.Sheet, path: Path) -> None:
    """Raises ProblemError(file_not_written)."""
    write_pages([_page(sheet)], layout_of_paper(is_upright=True), f"{sheet.brand}: {sheet.letter.title}", path)


def write_picture(sheet: results_paper.Sheet, path: Path) -> None:
    """As a PNG that ends where the page's words end. Raises ProblemError(file_not_written)."""
    height = height_on(layout_of_paper(is_upright=True))
    image = QImage(round(WIDE * PICTURE_SCALE), round(height * PICTURE_SCALE), QImage.Format.Format_RGB32)
    image.fill(paper.color("surface"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(PICTURE_SCALE, PICTURE_SCALE)
    filled = results_paper.paint(sheet, Pen(painter), height)
    painter.end()
    cut = image.copy(QRectF(0, 0, image.width(), min(height, filled) * PICTURE_SCALE).toRect())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not cut.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ProblemError("file_not_written", name=path.name)
    write_whole(path, bytes(buffer.data().data()))


def file_name(sheet: results_paper.Sheet, suffix: str, whose: str = "") -> str:
    """`Insights November 2026.pdf`, of several brands `Insights Cafe Lume November 2026.pdf`; without what file names
    do not take."""
    said = f"{whose} {sheet.period}"
    kept = "".join(letter if letter.isalnum() or letter in " -–." else " " for letter in said)
    return f"{_('Insights')} {' '.join(kept.split())}.{suffix}"


def _page(sheet: results_paper.Sheet) -> Paint:
    def painted(pen: Pen, height: float, _number: int, _of: int) -> None:
        results_paper.paint(sheet, pen, height)

    return painted


def _asking(
    parent: QWidget,
    presenter: ResultsPresenter,
    sheet: results_paper.Sheet,
    suffix: str,
    write: Callable[[Path], object],
) -> Callable[[], object]:
    kinds = {"pdf": _("PDF document"), "png": _("Picture"), "csv": _("Table")}[suffix] + f" (*.{suffix})"

    def save(path: Path) -> None:
        target = with_ending(path, suffix)
        done = presenter.bridge.attempt(lambda: write(target) or True)
        if done:
            presenter.bridge.announce(_("Saved: {name}").format(name=target.name))

    name = file_name(sheet, suffix, whose(presenter.bridge.desk, presenter.brand.id))
    return lambda: dialogs.choose_target(parent, _("Save as file"), name, kinds, save)


def _write_table(presenter: ResultsPresenter, path: Path) -> None:
    if presenter.results is not None:
        results_table.write(presenter.results, path)


def _print(parent: QWidget, page: Paint, presenter: ResultsPresenter) -> None:
    def done(printer: QPagedPaintDevice) -> None:
        if paint_pages([page], printer):
            presenter.bridge.announce(_("Handed to the printer"))

    dialogs.choose_printer(parent, layout_of_paper(is_upright=True), done)
