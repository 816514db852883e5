"""The sheet of what a month is about: each label's share beside the wanted one, and channels that are quiet."""

from PySide6.QtWidgets import QGridLayout, QWidget

from smmdesk.model.words import _
from ui.dialogs import Sheet
from ui.look.theme import theme
from ui.presenters.mix import MixPresenter
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import NumberLine

WIDTH_PX = 480


class MixSheet(Sheet):
    """What is wanted holds with "Done"."""

    def __init__(self, parent: QWidget, presenter: MixPresenter) -> None:
        found = presenter.mix
        text = _("How the posts of this month divide among your labels. Say what you would like, in percent.")
        super().__init__(parent, _("What you post about: {month}").format(month=presenter.title), text)
        self.setObjectName("mix_sheet")
        self.setMinimumWidth(theme().px(WIDTH_PX))
        self._presenter = presenter
        self._wanted: dict[str, NumberLine] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().space(6))
        grid.setVerticalSpacing(theme().space(3))
        grid.setColumnStretch(0, 1)
        if found.shares:
            grid.addWidget(SafeLabel(_("Label"), "micro", "muted", 600), 0, 0)
            grid.addWidget(SafeLabel(_("Now"), "micro", "muted", 600), 0, 1)
            grid.addWidget(SafeLabel(_("Wanted, %"), "micro", "muted", 600), 0, 2)
        for number, share in enumerate(found.shares, 1):
            grid.addWidget(SafeLabel(share.name, "body-strong"), number, 0)
            grid.addWidget(SafeLabel(presenter.share_words(share), "body"), number, 1)
            words = _("Wanted share of “{name}”, in percent").format(name=share.name)
            line = self._wanted[share.label_id] = NumberLine(words, f"mix_{share.label_id}", share.wanted, 0, 100)
            line.textChanged.connect(lambda _text: self._judge())
            grid.addWidget(line, number, 2)
        self.body.addLayout(grid)
        if not found.shares:
            self.body.addWidget(SafeLabel(_("There are no labels yet."), "body", "muted"))
        sentences = presenter.sentences(found)
        for words in sentences:
            label = SafeLabel(words, "body", wrap=True)
            label.setObjectName("mix_sentence")
            self.body.addWidget(label)
        if not sentences:
            self.body.addWidget(SafeLabel(_("Nothing stands out."), "body", "muted"))
        self.add_button(_("Cancel"), "sheet_cancel", None)
        self._go = self.add_work(_("Done"), "sheet_confirm", self._done)
        self._judge()

    def _judge(self) -> None:
        numbers = [line.number for line in self._wanted.values()]
        whole = all(number is not None for number in numbers)
        self._go.setEnabled(whole and sum(number or 0 for number in numbers) <= 100)

    def _done(self) -> None:
        self._presenter.want({key: line.number or 0 for key, line in self._wanted.items()})


def open_mix(parent: QWidget, presenter: MixPresenter) -> MixSheet:
    """The sheet over the window of `parent`."""
    sheet = MixSheet(parent.window(), presenter)
    sheet.open()
    return sheet
