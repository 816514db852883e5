"""Results: what was said and what came back, in a week, a month or a year, and a letter about it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import MOST_ON_A_BUTTON, tame
from smmdesk.model.letter import Door, Try
from smmdesk.model.periods import Span
from smmdesk.model.words import _
from ui.calendar.pictures import Pictures
from ui.look import glyphs, mirror
from ui.look.style import set_kind, set_shown
from ui.look.theme import theme
from ui.presenters.results import ResultsPresenter
from ui.presenters.results_rows import Bar, PostRow, VoiceRow
from ui.views.results_letter import LetterView
from ui.views.results_parts import FiguresRow, PostLine, VoiceLine, legend
from ui.views.results_plot import Gutter, Plot
from ui.widgets.buttons import icon_button, text_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.safe_label import SafeLabel, place_title, set_tool_tip
from ui.widgets.segments import Segments
from ui.widgets.sheet_form import focus_kept
from ui.widgets.tab_order import KeyboardPage

LETTER_PX, LETTER_WIDE_PX, BESIDE_FROM_PX, WIDE_FROM_PX, LISTS_BESIDE_FROM_PX = 300, 400, 820, 1180, 640
PERIOD_PX, VOICES_PX, FILTER_FROM_PX, FILTER_MOST = 140, 268, 720, 28


class ResultsView(KeyboardPage):
    """Says what it wants: a post, a day of the calendar, a message, a person, what waits, the ideas."""

    post_opened = Signal(str)
    post_wanted = Signal(object)
    place_wanted = Signal(str)
    message_wanted = Signal(str)
    person_wanted = Signal(str)
    day_wanted = Signal(object)  # date
    waiting_wanted = Signal()
    thanks_wanted = Signal()
    ideas_wanted = Signal()

    def __init__(self, presenter: ResultsPresenter) -> None:
        super().__init__()
        self.presenter = self._presenter = presenter
        self.setObjectName("insights")
        self.setWindowTitle(_("Insights"))
        self._pictures = Pictures(presenter.bridge)
        self._make_toolbar()
        self.plot, self.figures, self.letter = Plot(), FiguresRow(), LetterView()
        self._lists: tuple[object, object] | None = None
        self._pages = QStackedWidget()
        self._side = _scroller(ground="sunken")
        self._make_page()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._pages, 1)
        self._line = QFrame()
        self._line.setFixedWidth(1)
        self._line.setStyleSheet(f"background: {theme().name_of('hairline')};")
        row.addWidget(self._line)
        row.addWidget(self._side)
        self.leads = self.plot
        self._connect()
        self._show()

    def toolbar_items(self) -> Sequence[QWidget | None]:
        return (place_title(_("Insights")), self._before, self._period, self._after, self._spans, None, self._filter)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its columns: then they stand one under the other."""
        return QSize(theme().px(320), theme().px(320))

    def paintEvent(self, _event: QPaintEvent) -> None:
        mirror.painter(self).fillRect(self.rect(), theme().color("surface"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.set_seen(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.set_seen(False)

    def closeEvent(self, _event: object) -> None:
        self._presenter.close()

    # ------------------------------------------------------------------ parts
    def _make_toolbar(self) -> None:
        spans = [(str(Span.WEEK), _("Week")), (str(Span.MONTH), _("Month")), (str(Span.YEAR), _("Year"))]
        self._spans = Segments(spans, _("How much to look at"), str(self._presenter.period.span))
        self._before = icon_button("chevron-left", _("Earlier"), "results_before", small=True)
        self._after = icon_button("chevron-right", _("Later"), "results_after", small=True)
        self._period = SafeLabel("", "body", "", 500)
        self._period.setObjectName("results_period")
        self._period.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._period.setMinimumWidth(theme().px(PERIOD_PX))
        self._filter = text_button(_("All channels"), "results_channels", "quiet", "list-filter")
        self._menu = QMenu(self._filter)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._filter.setMenu(self._menu)

    def _make_page(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        side = theme().space(8)
        self._column.setContentsMargins(side, theme().space(6), side, side)
        self._column.setSpacing(theme().space(5))
        plot = QHBoxLayout()
        plot.setSpacing(0)
        plot.addWidget(Gutter(self.plot))
        plot.addWidget(self.plot, 1)
        self._letter_place = QVBoxLayout()
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(theme().space(9))
        self._posts, self._voices = QVBoxLayout(), QVBoxLayout()
        for each in (self._posts, self._voices):
            each.setSpacing(0)
            each.setContentsMargins(0, 0, 0, 0)
        self._voices_side = QWidget()
        self._voices_side.setLayout(self._voices)
        self._below.addLayout(self._posts, 1)
        self._below.addWidget(self._voices_side, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.figures)
        self._numbers = SafeLabel("", "caption", "muted", wrap=True)
        self._numbers.setObjectName("results_numbers")
        self._column.addWidget(self._numbers)
        self._column.addWidget(legend())
        self._column.addLayout(plot)
        self._column.addLayout(self._letter_place)
        self._column.addWidget(_line())
        self._column.addLayout(self._below)
        self._column.addStretch(1)
        self._scroll = _scroller()
        self._scroll.setObjectName("results_scroll")
        self._scroll.setWidget(page)
        self._pages.addWidget(self._scroll)
        self._empty = EmptyState(
            "chart-column", _("What you publish and what comes back is counted here."), _("New post")
        )
        self._pages.addWidget(self._empty)
        self._blank = QWidget()
        self._pages.addWidget(self._blank)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.changed.connect(self._show)
        presenter.post_opened.connect(self.post_opened)
        self._spans.chosen.connect(presenter.show_span)
        self._before.clicked.connect(lambda: presenter.step(-1))
        self._after.clicked.connect(lambda: presenter.step(1))
        self._empty.pressed.connect(lambda: self.post_wanted.emit({}))
        self.plot.posts_wanted.connect(self._open_bar)
        self.plot.messages_wanted.connect(self._open_messages)
        self.letter.try_wanted.connect(self._try)
        self.letter.print_wanted.connect(self._print)

    # ------------------------------------------------------------------ showing
    def _show(self) -> None:
        presenter = self._presenter
        self._period.setText(presenter.title)
        self._spans.set_current(str(presenter.period.span))
        self._after.setEnabled(presenter.can_go_on)
        set_shown(self._filter, len(presenter.channels) > 1)
        self._show_filter()
        shown = presenter.shown
        if shown is None:
            self._pages.setCurrentWidget(self._blank)
            self._side.hide()
            self._line.hide()
            return
        self._pages.setCurrentWidget(self._scroll if shown.has_any else self._empty)
        self.leads = self.plot if shown.has_any else self._empty
        self.figures.show_figures(shown.figures)
        self._numbers.setText(shown.numbers)
        set_shown(self._numbers, bool(shown.numbers))
        self.plot.show_bars(shown.bars)
        self.letter.show_letter(shown.letter, shown.source)
        self._show_lists(shown.posts, shown.voices)
        self._arrange()

    def _show_lists(self, posts: tuple[PostRow, ...], voices: tuple[VoiceRow, ...]) -> None:
        if (posts, voices) == self._lists:
            return
        self._lists = (posts, voices)
        with focus_kept(self):
            self._fill_lists(posts, voices)

    def _fill_lists(self, posts: tuple[PostRow, ...], voices: tuple[VoiceRow, ...]) -> None:
        for column, title in ((self._posts, _("Posts most talked about")), (self._voices, _("Who spoke to you"))):
            _empty_layout(column)
            column.addWidget(SafeLabel(title, "caption", "muted", 600))
            column.addSpacing(theme().space(4))
        for number, row in enumerate(posts):
            line = PostLine(row, self._pictures, number == len(posts) - 1)
            line.opened.connect(self.post_opened)
            line.again_wanted.connect(self._presenter.use_again)
            self._posts.addWidget(line)
        if not posts:
            self._posts.addWidget(SafeLabel(_("Nobody wrote under a post of this time."), "body", "muted", wrap=True))
        for voice in voices:
            button = VoiceLine(voice)
            button.clicked.connect(partial(self._open_person, voice.person_id))
            self._voices.addWidget(button)
        if not voices:
            self._voices.addWidget(SafeLabel(_("Nobody yet."), "body", "muted"))
        self._posts.addStretch(1)
        self._voices.addStretch(1)

    def _show_filter(self) -> None:
        """What is chosen; its icon alone where room lacks."""
        said = self._presenter.channels_said
        label = tame(said, FILTER_MOST) if self.width() >= theme().px(FILTER_FROM_PX) else ""
        self._filter.set_label(label, _("Channels: {chosen}").format(chosen=said))
        set_tool_tip(self._filter, "" if label == said else said)

    def _fill_menu(self) -> None:
        presenter, marks = self._presenter, self._presenter.marks()
        self._menu.clear()
        for key, mark in marks.items():
            name = tame(mark.name, MOST_ON_A_BUTTON).replace("&", "&&").replace("\t", " ")
            action = self._menu.addAction(glyphs.icon(mark.platform, mark.tint, 16), name)
            action.setCheckable(True)
            action.setChecked(key in presenter.chosen)
            action.triggered.connect(partial(self._toggle_channel, key))
        self._menu.addSeparator()
        everything = self._menu.addAction(_("All channels"))
        everything.setEnabled(bool(presenter.chosen))
        everything.triggered.connect(lambda: presenter.show_all_channels())

    def _toggle_channel(self, channel_id: str, _checked: bool = False) -> None:
        self._presenter.toggle_channel(channel_id)

    # ------------------------------------------------------------------ room
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The letter beside the plot, or under it; the lists side by side, or one under the other."""
        self._show_filter()
        look, wide = theme(), self.width()
        beside = wide >= look.px(BESIDE_FROM_PX)
        shows = self._pages.currentWidget() is self._scroll
        set_shown(self._side, beside and shows)
        set_shown(self._line, beside and shows)
        letter = look.px(LETTER_WIDE_PX if wide >= look.px(WIDE_FROM_PX) else LETTER_PX)
        self._side.setFixedWidth(letter)
        if beside and self._side.widget() is not self.letter:
            self._letter_place.removeWidget(self.letter)
            self._side.setWidget(self.letter)
        elif not beside and self._side.widget() is self.letter:
            self._letter_place.addWidget(self._side.takeWidget())
            self.letter.show()
        elif not beside and self.letter.parentWidget() is None:
            self._letter_place.addWidget(self.letter)
        left = wide - (letter if beside else 0) - 2 * look.space(8)
        across = left >= look.px(LISTS_BESIDE_FROM_PX)
        self._below.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
        self._voices_side.setMinimumWidth(look.px(VOICES_PX if across else 0))
        self._voices_side.setMaximumWidth(look.px(VOICES_PX) if across else 16_777_215)

    # ------------------------------------------------------------------ doing
    def _open_bar(self, bar: Bar) -> None:
        if self._presenter.period.span is Span.YEAR:
            self._presenter.show_week(bar)
        else:
            self.day_wanted.emit(bar.column.first)

    def _open_messages(self, bar: Bar) -> None:
        if self._presenter.period.span is Span.YEAR:
            self._presenter.show_week(bar)
            return
        message_id = self._presenter.newest_message(bar)
        if message_id:
            self.message_wanted.emit(message_id)

    def _open_person(self, person_id: str, _checked: bool = False) -> None:
        self.person_wanted.emit(person_id)

    def _try(self, wish: Try) -> None:
        if wish.door is Door.IDEAS and wish.post_id:
            self.post_opened.emit(wish.post_id)
        elif wish.door is Door.DAY:
            self.day_wanted.emit(wish.day)
        else:
            signals = {
                Door.IDEAS: self.ideas_wanted,
                Door.INBOX: self.waiting_wanted,
                Door.THANKS: self.thanks_wanted,
            }
            signals[wish.door].emit()

    def _print(self) -> None:
        from ui.views.results_sheet import open_sending

        open_sending(self.window(), self._presenter)


def _scroller(ground: str = "surface") -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    set_kind(made, ground=ground)
    return made


def _line() -> QFrame:
    made = QFrame()
    made.setFixedHeight(1)
    made.setStyleSheet(f"background: {theme().name_of('hairline')};")
    return made


def _empty_layout(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
