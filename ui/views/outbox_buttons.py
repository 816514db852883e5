"""What can be done about one delivery: the buttons of the card beside the outbox, the main one first."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from smmdesk.desk.hand_guide import HandGuide
from smmdesk.model.delivery import Op
from smmdesk.model.for_the_eye import shown_address
from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.stages import Progress
from smmdesk.model.words import _
from ui import dialogs
from ui.links import open_address, open_folder, open_published
from ui.presenters.online import Online
from ui.presenters.outbox import OutboxPresenter
from ui.presenters.outbox_rows import OutboxRow
from ui.presenters.remedies import details_of, remedy_label
from ui.views.online_buttons import OnlineButtons
from ui.views.online_sheets import ask_delete
from ui.widgets.buttons import TextButton, text_button
from ui.widgets.safe_label import set_tool_tip


def copy_for_support(presenter: OutboxPresenter, row: OutboxRow) -> None:
    """Code, words and what happened, for whoever helps; no text of the post, no secret."""
    problem = row.problem or Problem("unknown_outcome", {"channel": row.channel_name})
    lines = [details_of(problem), f"{row.platform} {row.delivery_id}"]
    lines += [" ".join(part for part in (line.day, line.time, line.words) if part) for line in presenter.history]
    QGuiApplication.clipboard().setText("\n".join(lines))
    presenter.bridge.announce(_("Copied"))


class DetailButtons(QObject):
    """`opened` carries a post's id, `helped` asks for what the one button of the line does."""

    opened = Signal(str)
    helped = Signal()

    def __init__(self, owner: QWidget, presenter: OutboxPresenter, row: OutboxRow) -> None:
        super().__init__(owner)
        self._owner, self._presenter, self._row = owner, presenter, row

    def _numbers(self) -> TextButton:
        button = self._button(_("Ask for the numbers"), "detail_ask_numbers", "normal", self._presenter.ask_numbers)
        set_tool_tip(button, self._row.numbers_price)
        return button

    def made(self, uploading: bool) -> list[TextButton]:
        """The buttons that this delivery needs now."""
        row = self._row
        if row.progress is Progress.PUBLISHED:
            see = self._see() if row.url else None
            online = OnlineButtons(self._owner, self._presenter.bridge, row, see).made()
            return [*online, self._numbers()] if row.numbers_price else online
        if uploading:
            return [self._button(_("Cancel the upload"), "detail_stop", "normal", self._presenter.stop_upload)]
        if not row.delivery_id or row.paused or row.is_unconnected:
            return self._main()
        if row.by_hand:
            return self._by_hand()
        if row.may_be_live:
            return self._may_be_live()
        if row.progress is Progress.MISSED:
            return self._missed()
        if row.begun[0] and row.progress is Progress.NEEDS_YOU:
            return [*self._main(), *self._half_out()]
        if row.progress is Progress.RETRY:
            return [*(self._main() if row.remedy is not Remedy.RETRY else []), self._again()]
        if row.hint is not None:
            return self._main()
        if row.progress is not Progress.NEEDS_YOU:
            return []
        again = row.remedy is Remedy.UPDATE
        return [*self._main(), *([self._again()] if again else []), self._to_drafts()]

    def _main(self) -> list[TextButton]:
        """The one button that the remedy asks for."""
        row = self._row
        label = row.button or (remedy_label(row.mend) if row.paused else "")
        calm = row.is_unconnected or row.is_warned
        kind = "danger" if row.mend is Remedy.SIGN_IN and not calm else "primary"
        kind = "surface" if row.hint is not None else kind
        return [self._button(label, "detail_mend", kind, self.helped.emit)] if label else []

    def _see(self) -> TextButton:
        row = self._row
        see = text_button(_("see it"), "detail_see", "link", "external-link", small=True)
        set_tool_tip(see, shown_address(row.url))
        see.clicked.connect(lambda: open_published(row.url, self._presenter.practice_folder))
        return see

    def _again(self) -> TextButton:
        return self._button(_("Try again now"), "detail_retry", "surface", self._presenter.retry_now)

    def _to_drafts(self) -> TextButton:
        label = _("Back to the drafts")
        return self._button(label, "detail_draft", "surface", lambda: self._presenter.settle("draft"))

    # ------------------------------------------------------------------ missed
    def _missed(self) -> list[TextButton]:
        return [
            self._button(_("Publish now…"), "detail_now", "primary", self._ask_now),
            self._button(_("Choose a new time"), "detail_time", "surface", self.helped.emit),
            self._to_drafts(),
        ]

    def _ask_now(self) -> None:
        """Once, naming account and audience (ux.md 80)."""
        dialogs.confirm(
            self._owner,
            _("Publish now?"),
            _("It goes out at once. What people have seen then cannot be taken back."),
            _("Publish now"),
            self._presenter.publish_now,
            rows=self._presenter.accounts(),
        )

    # ------------------------------------------------------------------ nobody can tell
    def _may_be_live(self) -> list[TextButton]:
        row = self._row
        made = []
        if row.page:
            look = _("Open my {channel}").format(channel=row.channel_name)
            made.append(
                self._button(
                    look, "detail_look", "primary", lambda: open_published(row.page, self._presenter.practice_folder)
                )
            )
        return [
            *made,
            self._button(_("It is there…"), "detail_there", "surface", self._ask_link),
            self._button(_("Send again…"), "detail_again", "surface", self._ask_again),
            self._to_drafts(),
        ]

    def _ask_link(self) -> None:
        dialogs.ask_text(
            self._owner,
            _("It is there"),
            _("Paste its address, so that the link stays with the post. You can also leave it empty."),
            _("Address of the post"),
            lambda url: self._presenter.settle("there", url),
            value=" ",
            action=_("It is there"),
        )

    def _ask_again(self) -> None:
        dialogs.confirm(
            self._owner,
            _("Send it again?"),
            _("If it did go out the first time, it will stand there twice."),
            _("Send again"),
            lambda: self._presenter.settle("again"),
            rows=self._presenter.accounts(),
            danger=True,
        )

    # ------------------------------------------------------------------ half out, by hand
    def _half_out(self) -> list[TextButton]:
        """A thread of which some is online: leave it so, or take down what is there."""
        made = [self._button(_("Leave it as it is…"), "detail_leave", "surface", self._ask_leave)]
        if self._row.root:
            made.append(self._button(_("Delete what is online…"), "detail_delete", "surface", self._ask_delete))
        return made

    def _ask_leave(self) -> None:
        done, total = self._row.begun
        dialogs.confirm(
            self._owner,
            _("Leave it as it is?"),
            _("{done} of {total} parts stay online. The others go back to the drafts.").format(done=done, total=total),
            _("Leave it as it is"),
            lambda: self._presenter.settle("draft"),
            rows=self._presenter.accounts(),
        )

    def _ask_delete(self) -> None:
        """From here where the platform takes it; else the page opens, and here nothing more goes out."""
        page, bridge, ids = self._row.root, self._presenter.bridge, [self._row.delivery_id]

        def opened() -> None:
            open_published(page, self._presenter.practice_folder)
            self._presenter.settle("draft")

        if Online(bridge, ids).able(Op.DELETE):
            ask_delete(self._owner, bridge, ids, opened)
            return
        dialogs.confirm(
            self._owner,
            _("Delete what is online?"),
            _("Its page opens: delete it there. Here the other parts go back to the drafts."),
            _("Open the page"),
            opened,
            rows=self._presenter.accounts(),
        )

    def _by_hand(self) -> list[TextButton]:
        """Publishing by hand, step by step."""
        lay_out = _("1. Copy the text, show photos and page")
        return [
            self._button(lay_out, "detail_lay_out", "surface", self._lay_out),
            self._button(_("2. It is done…"), "detail_there", "surface", self._ask_link),
            self._to_drafts(),
        ]

    def _lay_out(self) -> None:
        self._presenter.lay_out_by_hand(_laid_out)

    def _button(self, label: str, name: str, kind: str, done: object) -> TextButton:
        button = text_button(label, name, kind, small=True)
        button.clicked.connect(lambda: done())  # type: ignore[operator]
        return button


def _laid_out(guide: HandGuide) -> None:
    QGuiApplication.clipboard().setText(guide.text)
    if guide.folder is not None:
        open_folder(guide.folder)
    if guide.page:
        open_address(guide.page)
