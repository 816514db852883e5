"""What the calendar shows: channels, states, labels, pictures or not, chosen in a card under the Filters button."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.stages import Progress, chip_word
from smmdesk.model.words import _
from smmdesk.store.calendar_reads import Filters
from ui.calendar.popover import Popover
from ui.calendar.saved_filters import SavedFiltersPart
from ui.look import glyphs, icons
from ui.look.theme import theme
from ui.presenters.calendar import CalendarPresenter
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel, set_tool_tip

SHOWN_STATES = (
    Progress.IDEA,
    Progress.DRAFT,
    Progress.REVIEW,
    Progress.SCHEDULED,
    Progress.HANDED_OFF,
    Progress.PUBLISHED,
    Progress.NEEDS_YOU,
    Progress.MISSED,
    Progress.UNKNOWN,
)
WIDTH_PX, INDICATOR_PX = 388, 50
Choices = Sequence[tuple[str, str, QIcon]]


class FiltersCard(Popover):
    """Tick what to see; nothing ticked in a group means all of it."""

    def __init__(self, window: QWidget, presenter: CalendarPresenter) -> None:
        super().__init__(window, "filters_card")
        self._presenter = presenter
        self._boxes: dict[str, dict[str, QCheckBox]] = {}
        self.setAccessibleName(_("Filters"))
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        self._saved = SavedFiltersPart(window, presenter, self.close_now)
        column.addWidget(self._saved)
        chosen = presenter.filters
        self._group(column, "channels", _("Channels"), self._channels(), chosen.channels)
        self._group(column, "progress", _("State"), _states(self._waiting()), chosen.progress)
        self._group(column, "labels", _("Labels"), self._labels(), chosen.labels)
        with_media = () if chosen.with_media is None else (str(chosen.with_media),)
        self._group(column, "media", _("Photos and videos"), _media(), with_media)
        self._layers(column)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("filters_scroll")
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFixedWidth(theme().px(WIDTH_PX))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in page.findChildren(QWidget):
            part.ensurePolished()  # measured as it will be shown
        room = window.height() - theme().px(180)
        scroll.setFixedHeight(max(theme().px(120), min(room, page.sizeHint().height())))
        self.body.addWidget(scroll)
        self.body.addLayout(self._foot())

    def _channels(self) -> Choices:
        return [
            (mark.channel_id, mark.name, glyphs.icon(mark.platform, mark.tint, 16)) for mark in self._presenter.channels
        ]

    def _waiting(self) -> int:
        return self._presenter.reader.counts(self._presenter.brand.id).get(Progress.REVIEW, 0)

    def _labels(self) -> Choices:
        return [(label.id, label.name, _dot(theme().label_color(label.color))) for label in self._presenter.labels]

    def _group(self, column: QVBoxLayout, key: str, title: str, choices: Choices, chosen: Iterable[str]) -> None:
        if not choices:
            return
        column.addWidget(SafeLabel(title, "micro", "muted", 600))
        grid, side = _two_columns()
        boxes = self._boxes[key] = {}
        picked = set(chosen)
        for number, (value, name, icon) in enumerate(choices):
            words = tame(name, MOST_ON_A_BUTTON)
            box = QCheckBox()
            metrics = QFontMetrics(theme().font("body"))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, side - theme().px(INDICATOR_PX))
            box.setText(shown.replace("&", "&&"))
            set_tool_tip(box, words if shown != words else "")
            box.setFixedWidth(side)
            box.setObjectName(f"filter_{key}_{value}")
            box.setAccessibleName(words)
            box.setIcon(icon)
            box.setChecked(value in picked)
            box.setMinimumHeight(theme().px(28))
            box.toggled.connect(self._changed)
            boxes[value] = box
            grid.addWidget(box, number // 2, number % 2, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(grid)

    def _layers(self, column: QVBoxLayout) -> None:
        """What stands on days beside posts; what is ticked is shown. They may be on their way still."""
        from ui.presenters.calendar_layers import hidden_layers, layer_names

        hidden = hidden_layers(self._presenter.desk)
        column.addWidget(SafeLabel(_("On the days"), "micro", "muted", 600))
        grid, _side = _two_columns()
        for number, (kind, words) in enumerate(layer_names()):
            box = QCheckBox(words)
            box.setObjectName(f"layer_{kind}")
            box.setAccessibleName(words)
            box.setChecked(kind not in hidden)
            box.setMinimumHeight(theme().px(28))
            box.toggled.connect(partial(self._show_layer, str(kind)))
            grid.addWidget(box, number // 2, number % 2, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(grid)

    def _show_layer(self, kind: str, shown: bool) -> None:
        from ui.presenters.calendar_layers import show_layer

        show_layer(self._presenter.desk, kind, shown)
        self._presenter.reload()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._save = text_button(_("Save as…"), "filters_save", "quiet", "bookmark", small=True)
        self._save.setEnabled(bool(self._presenter.filter_count))
        self._save.clicked.connect(self._saved.save_as)
        row.addWidget(self._save)
        row.addStretch()
        self._clear = text_button(_("Show everything"), "filters_clear", "quiet", small=True)
        self._clear.setEnabled(bool(self._presenter.filter_count))
        self._clear.clicked.connect(self._show_everything)
        row.addWidget(self._clear)
        return row

    def _changed(self) -> None:
        chosen = {key: tuple(v for v, box in boxes.items() if box.isChecked()) for key, boxes in self._boxes.items()}
        filters = self._presenter.filters._replace(
            channels=chosen.get("channels", ()),
            progress=chosen.get("progress", ()),
            labels=chosen.get("labels", ()),
            with_media=chosen["media"] == ("True",) if len(chosen["media"]) == 1 else None,
        )
        self._presenter.set_filters(filters)
        for button in (self._clear, self._save):
            button.setEnabled(bool(self._presenter.filter_count))

    def _show_everything(self) -> None:
        for boxes in self._boxes.values():
            for box in boxes.values():
                box.blockSignals(True)
                box.setChecked(False)
                box.blockSignals(False)
        self._presenter.set_filters(Filters())
        for button in (self._clear, self._save):
            button.setEnabled(False)


def _states(waiting: int) -> Choices:
    """`waiting`: how many posts wait for an OK, in any month."""
    made = []
    for progress in SHOWN_STATES:
        color = theme().chip(progress).accent
        icon = QIcon(icons.pixmap(icons.STATE_ICONS[progress], 16, color, 2.0))
        words = chip_word(progress)
        if progress is Progress.REVIEW and waiting:
            words = _("{state} · {count}").format(state=words, count=waiting)
        made.append((str(progress), words, icon))
    return made


def _media() -> Choices:
    return [
        (str(True), _("With photos or video"), icons.icon("image", "text-muted", 16)),
        (str(False), _("Words only"), icons.icon("file-text", "text-muted", 16)),
    ]


def _dot(color: QColor) -> QIcon:
    side = theme().px(16)
    pixmap = QPixmap(side * 2, side * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QRect(side // 4, side // 4, side // 2, side // 2))
    painter.end()
    return QIcon(pixmap)


def _two_columns() -> tuple[QGridLayout, int]:
    """A grid whose second column begins at the same place in every group, and the width in px of a column."""
    side = (theme().px(WIDTH_PX) - theme().space(4) - theme().space(5)) // 2
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme().space(4))
    grid.setVerticalSpacing(0)
    grid.setColumnMinimumWidth(0, side)
    grid.setColumnStretch(1, 1)
    return grid, side
