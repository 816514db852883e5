"""Below the time of a post: how it repeats, and what an edit of one of a repetition holds for."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.composer import ComposerPresenter
from ui.presenters.composer_screen import Screen
from ui.widgets.buttons import text_button


class RepeatRow(QWidget):
    """Hidden while the post has no date."""

    def __init__(self, composer: ComposerPresenter) -> None:
        super().__init__()
        self._composer, self._shown = composer, object()
        self._asked: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        line = QHBoxLayout()
        self._button = text_button(_("Repeat…"), "composer_repeat", "link", "repeat-2", small=True)
        self._button.clicked.connect(self._open)
        line.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        column.addLayout(line)
        self._column = column
        self._bar: QWidget | None = None
        post = composer.draft.post
        if post.series_id:
            from ui.presenters.repeating import asked_before

            self._asked = asked_before(composer.desk, (post.id,))

    def show_screen(self, screen: Screen) -> None:
        post = self._composer.draft.post
        set_shown(self, post.planned is not None and not screen.head.is_locked)
        stored = self._composer.saving.stored
        key = (stored.revision if stored is not None else 0, post.planned, self._asked)
        if key == self._shown:
            return
        self._shown = key
        self._say()
        self._ask()

    def _say(self) -> None:
        """How it repeats, on the button."""
        words = ""
        along = self._composer.repeats_along
        series_id = along.series_id if along is not None else self._stored_series()
        if series_id:
            from ui.presenters.repeating import repeat_words

            words = repeat_words(self._composer.desk, series_id)
        shown = _("Repeats {often}…").format(often=words) if words else _("Repeat…")
        self._button.set_label(shown)

    def _stored_series(self) -> str | None:
        from smmdesk.model.post import Post

        with self._composer.desk.store.reading() as reader:
            post = reader.find(Post, self._composer.draft.post.id)
        return post.series_id if post is not None else None

    def _ask(self) -> None:
        """An edit took it out of its repetition: does it hold for more? No question while both are being written."""
        from ui.presenters.repeating import Asked, left_its_series

        if self._composer.repeats_along is not None:
            return

        if not isinstance(self._asked, Asked) or not left_its_series(self._composer.desk, self._asked):
            return
        from ui.views.scope_bar import ScopeBar

        if not isinstance(self._bar, ScopeBar):
            self._bar = ScopeBar(self, self._composer.bridge, floats=False)
            self._bar.done.connect(self._answered)
            self._column.addWidget(self._bar)
        self._bar.ask(self._asked)

    def _answered(self, _asked: object) -> None:
        from ui.presenters.repeating import asked_before

        self._asked = asked_before(self._composer.desk, (self._composer.draft.post.id,))
        self._shown = object()
        self._say()

    def _open(self) -> None:
        from ui.presenters.repeating import carry_repeats
        from ui.views.repeat_sheet import open_repeat

        composer = self._composer
        composer.commit_time()
        if composer.saving.flush():
            carry_repeats(composer)
            sheet = open_repeat(self, composer.bridge, composer.draft.post.id)
            if sheet is not None:
                begins = sheet.begins_as_drafts
                sheet.finished.connect(lambda _code: self._begun(begins))

    def _begun(self, as_drafts: bool) -> None:
        """It repeats, or does no more. What is written on before it is scheduled is for its repetitions too."""
        from ui.presenters.repeating import Asked

        self._answered(None)
        along = self._asked if isinstance(self._asked, Asked) else None
        if as_drafts or along is None:
            self._composer.repeats_along = along
        self._say()
