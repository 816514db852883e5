"""The sheets of a contribution: asking, writing down a yes with its proof, where it holds, adding one by hand."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from smmdesk.desk import contributions
from smmdesk.model.contribution import Contribution
from smmdesk.model.message import Message
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.contribution_question import asked_from, question_for, save_question
from ui.presenters.contributions import ContributionsPresenter
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import DayLine, Ticks, check, row, under_caption

WIDE_PX, TEXT_PX = 520, 112


def _text_field(body: QVBoxLayout, label: str, name: str, text: str = "") -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme().px(TEXT_PX))
    under_caption(body, label, field, name)
    return field


class AskSheet(Sheet):
    """The question; sent under their message, or noted as asked elsewhere."""

    def __init__(self, parent: QWidget, presenter: ContributionsPresenter, one: Contribution) -> None:
        can_send = bool(one.message_id)
        text = (
            _(
                "It goes out from {channel} as an answer below what they wrote. Their answer comes into the inbox and "
                "stands here."
            ).format(channel=asked_from(presenter, one))
            if can_send
            else _("Ask them yourself, with these words if you like, and note that you did.")
        )
        super().__init__(parent, _("Ask whether it may be used"), text)
        self.setObjectName("contribution_ask_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter, self._one = presenter, one
        self._field = _text_field(self.body, _("The question"), "ask_text", question_for(presenter, one))
        self._keep = check(_("Ask with these words next time too"), "ask_keep")
        self.body.addWidget(self._keep)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self.add_work(_("I asked elsewhere"), "ask_elsewhere", lambda: self._do(here=False), "quiet")
        if can_send:
            self.add_work(_("Send the question"), "sheet_confirm", lambda: self._do(here=True))
        self._field.setFocus()

    def _do(self, *, here: bool) -> None:
        words = self._field.toPlainText()
        if not self._keep.isChecked() or save_question(self._presenter, self._one, words):
            self._presenter.acts.ask(self._one.id, words, here=here)


class ConsentSheet(Sheet):
    """A yes: its words, its proof, where it holds and until when. `message` is their own words, else a file is."""

    def __init__(
        self, parent: QWidget, presenter: ContributionsPresenter, one: Contribution, message: Message | None
    ) -> None:
        text = (
            _("These words are kept as they are now, with their link, also when they are deleted there.")
            if message is not None
            else _("A signed sheet, an e-mail or a chat: its words, and a photo or file of it as proof.")
        )
        super().__init__(parent, _("Write down their yes"), text)
        self.setObjectName("consent_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter, self._one, self._message = presenter, one, message
        self._path: Path | None = None
        if message is not None:
            self.body.addWidget(SafeLabel(f"“{message.text[:600]}”", "reading", wrap=True))
        else:
            self._add_proof()
        self._scope = Scope(self.body, presenter, one)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Keep"), "sheet_confirm", self._do)
        self._scope.until.textChanged.connect(self._judge)
        self._judge()

    def _add_proof(self) -> None:
        self._words = _text_field(self.body, _("What they said or signed, word for word"), "consent_words")
        self._day = DayLine(
            _("Day"),
            "consent_day",
            contributions.today(self._presenter.desk, self._presenter.brand),
            self._presenter.read_day,
        )
        under_caption(self.body, _("On which day"), self._day, "consent_day")
        self._file = SafeLabel(_("No file yet: it is the proof"), "body", "muted")
        self._file.setObjectName("consent_file_name")
        choose = text_button(_("Choose the file…"), "consent_file", "normal", "file-up", small=True)
        choose.clicked.connect(self._choose)
        self.body.addLayout(row(choose, self._file, None))
        self._words.textChanged.connect(self._judge)
        self._day.textChanged.connect(self._judge)

    def _choose(self) -> None:
        filters = _("Photos and PDFs ({names})").format(names="*.jpg *.jpeg *.png *.webp *.heic *.pdf")
        dialogs.choose_files(self, _("The proof"), filters, self._chosen)

    def _chosen(self, paths: list[Path]) -> None:
        self._path = paths[0] if paths else None
        self._file.setText(self._path.name if self._path is not None else _("No file yet: it is the proof"))
        self._judge()

    def _judge(self) -> None:
        fits = self._scope.is_whole
        if self._message is None:
            fits = fits and bool(self._words.toPlainText().strip()) and self._path is not None
            fits = fits and self._day.day is not None
        self._go.setEnabled(fits)

    def _do(self) -> None:
        scope = self._scope.channels, self._scope.until.day
        if self._message is not None:
            self._presenter.acts.agreed(self._one.id, self._message.id, *scope)
        elif self._day.day is not None:
            self._presenter.acts.signed(self._one.id, self._path, self._words.toPlainText(), self._day.day, *scope)


class Scope:
    """On which channels, and until which day."""

    def __init__(self, body: QVBoxLayout, presenter: ContributionsPresenter, one: Contribution) -> None:
        consent = one.consent
        offered = presenter.channels()
        self.until = DayLine(_("Until"), "consent_until", consent.until if consent else None, presenter.read_day)
        body.addLayout(row(_("Until"), self.until, _("(empty: without end)"), None))
        body.addWidget(SafeLabel(_("Only on these channels (none: on all)"), "caption", "muted"))
        self._ticks = Ticks("consent_channels", offered, consent.channels if consent else ())
        body.addWidget(self._ticks)

    @property
    def channels(self) -> tuple[str, ...]:
        return self._ticks.chosen

    @property
    def is_whole(self) -> bool:
        return not self.until.text().strip() or self.until.day is not None


class ScopeSheet(Sheet):
    """Where the yes that counts holds."""

    def __init__(self, parent: QWidget, presenter: ContributionsPresenter, one: Contribution) -> None:
        text = _("What they allowed. A post is held back where or when it does not hold.")
        super().__init__(parent, _("Where and until when"), text)
        self.setObjectName("consent_scope_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter, self._one = presenter, one
        self._scope = Scope(self.body, presenter, one)
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Keep"), "sheet_confirm", self._do)
        self._scope.until.textChanged.connect(lambda: self._go.setEnabled(self._scope.is_whole))

    def _do(self) -> None:
        self._presenter.acts.narrow(self._one.id, self._scope.channels, self._scope.until.day)


class NewContributionSheet(Sheet):
    """Something that came another way: brought to the shop, sent by mail."""

    def __init__(self, parent: QWidget, presenter: ContributionsPresenter) -> None:
        text = _("A photo or words that came another way: to the shop, by mail, by phone.")
        super().__init__(parent, _("Something a customer made"), text)
        self.setObjectName("contribution_new_sheet")
        self.setMinimumWidth(theme().px(WIDE_PX))
        self._presenter = presenter
        self._paths: list[Path] = []
        self._who = QLineEdit()
        under_caption(self.body, _("Who made it"), self._who, "new_who")
        self._text = _text_field(self.body, _("Their words, if there are some"), "new_text")
        self._files = SafeLabel(_("No photo yet"), "body", "muted")
        choose = text_button(_("Choose photos…"), "new_photos", "normal", "image", small=True)
        choose.clicked.connect(self._choose)
        self.body.addLayout(row(choose, self._files, None))
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Keep"), "sheet_confirm", self._do)
        self._who.textChanged.connect(self._judge)
        self._text.textChanged.connect(self._judge)
        self._judge()
        self._who.setFocus()

    def _choose(self) -> None:
        filters = _("Photos ({names})").format(names="*.jpg *.jpeg *.png *.webp *.heic *.heif *.avif")
        dialogs.choose_files(self, _("Their photos"), filters, self._chosen)

    def _chosen(self, paths: list[Path]) -> None:
        self._paths = paths
        count = len(paths)
        words = ngettext("{count} photo", "{count} photos", count).format(count=count)
        self._files.setText(words if count else _("No photo yet"))
        self._judge()

    def _judge(self) -> None:
        self._go.setEnabled(bool(self._who.text().strip()) and bool(self._text.toPlainText().strip() or self._paths))

    def _do(self) -> None:
        self._presenter.acts.add(self._who.text(), self._text.toPlainText(), self._paths)


def open_ask(parent: QWidget, presenter: ContributionsPresenter, one: Contribution, _checked: bool = False) -> None:
    AskSheet(parent.window(), presenter, one).open()


def open_agreed(
    parent: QWidget, presenter: ContributionsPresenter, one: Contribution, message: Message, _checked: bool = False
) -> None:
    ConsentSheet(parent.window(), presenter, one, message).open()


def open_signed(parent: QWidget, presenter: ContributionsPresenter, one: Contribution, _checked: bool = False) -> None:
    ConsentSheet(parent.window(), presenter, one, None).open()


def open_scope(parent: QWidget, presenter: ContributionsPresenter, one: Contribution, _checked: bool = False) -> None:
    ScopeSheet(parent.window(), presenter, one).open()


def open_new(parent: QWidget, presenter: ContributionsPresenter) -> None:
    NewContributionSheet(parent.window(), presenter).open()
