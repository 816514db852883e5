"""The bar after one post of a repetition was changed: only this one, this and the following, or all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.repeating import Asked, hold_for
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel

TOP_PX = 12


class ScopeBar(QFrame):
    """Nothing more is changed until one of the two other buttons is pressed. `done`: answered, with what was asked."""

    done = Signal(object)

    def __init__(self, parent: QWidget, bridge: Bridge, floats: bool = True) -> None:
        super().__init__(parent)
        self._bridge, self._floats = bridge, floats
        self._asked: Asked | None = None
        self.setObjectName("scope_bar")
        self.setAccessibleName(_("This post repeats"))
        if not floats:
            set_kind(self, card="info")
        else:
            look = theme()
            self.setStyleSheet(
                f"QFrame#scope_bar {{ background: {look.name_of('surface-raised')}; "
                f"border: 1px solid {look.name_of('border')}; border-radius: {look.radius('card')}px; }}"
            )
        line = QHBoxLayout(self)
        line.setContentsMargins(theme().space(6), theme().space(4), theme().space(6), theme().space(4))
        line.setSpacing(theme().space(3))
        self._words = SafeLabel("", "body", wrap=not floats)
        line.addWidget(IconMark("repeat-2", 16, "info"))
        line.addWidget(self._words, 0 if floats else 1)
        self._one = text_button(_("Only this one"), "scope_one", "quiet", small=True)
        self._later = text_button(_("This and the following"), "scope_later", "quiet", small=True)
        self._all = text_button(_("All of them"), "scope_all", "quiet", small=True)
        self._one.clicked.connect(self.close_now)
        self._later.clicked.connect(lambda: self._answer(every=False))
        self._all.clicked.connect(lambda: self._answer(every=True))
        for button in (self._one, self._later, self._all):
            line.addWidget(button)
        self.hide()

    def ask(self, asked: Asked) -> None:
        """Show what can be chosen now; what was asked before counts as "only this one"."""
        self._asked = asked
        self._words.setText(_("It repeats. Delete:") if asked.deleted else _("It repeats. Change:"))
        self.place()
        self.show()
        self.raise_()

    def place(self) -> None:
        """Centred at the top of what it floats over."""
        parent = self.parentWidget()
        if self._floats and parent is not None:
            self.adjustSize()
            self.move(max(0, (parent.width() - self.width()) // 2), theme().px(TOP_PX))

    def close_now(self) -> None:
        asked, self._asked = self._asked, None
        self.hide()
        if asked is not None:
            self.done.emit(asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_now()
        else:
            super().keyPressEvent(event)

    def _answer(self, every: bool) -> None:
        asked = self._asked
        if asked is not None and hold_for(self._bridge, asked, every):
            self.close_now()
