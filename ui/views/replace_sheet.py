"""The sheet that finds words in posts and puts others in their place: every change is shown first."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.replacing import Wanted
from smmdesk.model.words import _, ngettext
from ui.bridge import Bridge
from ui.dialogs import Sheet, height_within
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.bulk import Line, Replacing
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import check, empty, row, under_caption

WIDTH_PX, LIST_PX, BESIDE_PX, WAIT_MS, MOST_LINES = 640, 260, 290, 200, 200


class ReplaceSheet(Sheet):
    """Nothing is changed before "Replace"."""

    def __init__(self, parent: QWidget, replacing: Replacing) -> None:
        count = len(replacing.ids)
        posts = ngettext("{count} post", "{count} posts", count).format(count=count)
        text = _("In {posts}, also where a channel has its own words.").format(posts=posts)
        super().__init__(parent, _("Find and replace"), text)
        self.setObjectName("replace_sheet")
        self.setFixedWidth(theme().px(WIDTH_PX))
        self._replacing = replacing
        self._boxes: list[QCheckBox] = []
        self.looked_for, self.put_in = QLineEdit(), QLineEdit()
        fields = QHBoxLayout()
        fields.setSpacing(theme().space(6))
        under_caption_in(fields, _("Find"), self.looked_for, "replace_find")
        under_caption_in(fields, _("Replace with"), self.put_in, "replace_put")
        self.body.addLayout(fields)
        self._whole = check(_("Whole words"), "replace_whole", on=True)
        self._case = check(_("Capitals matter"), "replace_case")
        self._links = check(_("In links too"), "replace_links")
        self.body.addLayout(row(self._whole, self._case, self._links, None))
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, theme().space(3), 0)
        self._rows.setSpacing(theme().space(3))
        self._scroll = self._list()
        self.body.addWidget(self._scroll)
        self._summary = SafeLabel("", "caption", "muted", wrap=True)
        self._summary.setObjectName("replace_summary")
        self.body.addWidget(self._summary)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Replace"), "sheet_confirm", replacing.do)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.look_now)
        self.finished.connect(self._wait.stop)
        for field in (self.looked_for, self.put_in):
            field.textChanged.connect(lambda _text: self._soon())
        for box in (self._whole, self._case, self._links):
            box.toggled.connect(lambda _on: self.look_now())
        self.looked_for.setFocus()
        self.look_now()

    def _list(self) -> QScrollArea:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedHeight(height_within(self, LIST_PX, BESIDE_PX))
        scroll.setWidget(page)
        set_kind(scroll, ground="surface")
        return scroll

    def _soon(self) -> None:
        self._go.setEnabled(False)
        self._wait.start()

    def look_now(self) -> None:
        """Find what stands in the fields."""
        self._wait.stop()
        self._replacing.look(
            Wanted(
                self.looked_for.text(),
                self.put_in.text(),
                self._whole.isChecked(),
                self._case.isChecked(),
                self._links.isChecked(),
            )
        )
        empty(self._rows)
        self._boxes = []
        for line in self._replacing.lines[:MOST_LINES]:
            self._rows.addWidget(self._line(line))
        rest = len(self._replacing.lines) - MOST_LINES
        if rest > 0:
            words = ngettext("and {count} more change", "and {count} more changes", rest).format(count=rest)
            self._rows.addWidget(SafeLabel(words, "caption", "muted"))
        self._show_sum()
        self.adjustSize()  # the sentence below takes as many lines as it needs

    def _show_sum(self) -> None:
        self._summary.setText(self._replacing.summary if self.looked_for.text() else "")
        self._go.setEnabled(bool(self._replacing.chosen))

    def _line(self, line: Line) -> QFrame:
        frame = QFrame()
        frame.setObjectName("replace_line")
        across = QHBoxLayout(frame)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme().space(4))
        box = QCheckBox()
        box.setObjectName("replace_tick")
        box.setAccessibleName(f"{line.name}, {line.where}: {line.after}")
        box.setChecked(True)
        set_kind(box, kind="alone")
        box.toggled.connect(partial(self._tick, line))
        self._boxes.append(box)
        across.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(f"{line.name}  ·  {line.where}", "caption", "muted"))
        words.addWidget(ElidedLabel(f"− {line.before}", "body", "danger"))
        words.addWidget(ElidedLabel(f"+ {line.after}", "body", "success"))
        if line.warning:
            words.addWidget(
                SafeLabel(_("Then: {problem}").format(problem=line.warning), "caption", "danger", wrap=True)
            )
        across.addLayout(words, 1)
        return frame

    def _tick(self, line: Line, on: bool) -> None:
        self._replacing.tick(line.hit.place, on)
        self._show_sum()


def under_caption_in(fields: QHBoxLayout, label: str, field: QLineEdit, name: str) -> None:
    """A field below its caption, beside others."""
    cell = QVBoxLayout()
    under_caption(cell, label, field, name)
    fields.addLayout(cell, 1)


def open_replace(parent: QWidget, bridge: Bridge, brand_id: str, ids: Sequence[str]) -> ReplaceSheet:
    """The sheet over the window of `parent`."""
    sheet = ReplaceSheet(parent.window(), Replacing(bridge, brand_id, ids))
    sheet.open()
    return sheet
