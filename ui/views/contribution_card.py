"""One contribution: its photos and words, who made it, what they said to its being used, and what was made of it."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from smmdesk.model.contribution import Contribution, Proof, Standing
from smmdesk.model.for_the_eye import shown_address, shown_host, tame
from smmdesk.model.message import Message
from smmdesk.model.words import _
from ui.links import may_open
from ui.look import mirror
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters.contributions import ICONS, WORDS, ContributionShown, ContributionsPresenter
from ui.presenters.versions import begins
from ui.views import contribution_sheets as sheets
from ui.views.inbox_thread import ask_open
from ui.widgets.buttons import text_button
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.marks import GlyphMark, IconMark
from ui.widgets.media_thumbs import MediaThumbs
from ui.widgets.pages import put_page
from ui.widgets.safe_label import ElidedLabel, SafeLabel, set_tool_tip

PHOTO_PX, COLUMN_PX = 132, 600


class Photo(QWidget):
    """One of its photos."""

    def __init__(self, thumbs: MediaThumbs, asset_id: str) -> None:
        super().__init__()
        self._thumbs, self._asset_id = thumbs, asset_id
        self.setObjectName(f"photo_{asset_id}")
        self.setAccessibleName(_("Photo"))
        side = theme().px(PHOTO_PX)
        self.setFixedSize(QSize(side, side))
        thumbs.arrived.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, side = mirror.painter(self), round(self.width() * self.devicePixelRatioF())
        ready = self._thumbs.of(self._asset_id, side, side)
        if ready is not None and not ready.isNull():
            mirror.picture_in(painter, self.rect(), ready)
        else:
            painter.fillRect(self.rect(), theme().color("surface-hover"))


class ContributionCard(QScrollArea):
    """post_opened: a post's id.  message_wanted, person_wanted: whose message or card is to be shown."""

    post_opened = Signal(str)
    message_wanted = Signal(str)
    person_wanted = Signal(str)

    def __init__(self, presenter: ContributionsPresenter, thumbs: MediaThumbs) -> None:
        super().__init__()
        self._presenter, self._thumbs = presenter, thumbs
        self._shown: ContributionShown | None = None
        self._line: QLineEdit | None = None
        self._edge_px = theme().space(8)
        self.setObjectName("contribution_card")
        self.setAccessibleName(_("Contribution"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_kind(self, ground="surface")

    def show_one(self, shown: ContributionShown | None) -> None:
        """Made anew where it differs; the focus stays with what has its name, and a line that is being typed with
        whom it names."""
        if shown == self._shown and self.widget() is not None:
            return
        focused = self.window().focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        typed = self._begun(shown)
        self._shown = shown
        put_page(self, self._page(shown) if shown is not None else QWidget())
        if typed is not None and self._line is not None:
            self._line.setText(typed)
        found = self.findChild(QWidget, name) if name else None
        if found is not None:
            found.setFocus()

    def set_edge(self, edge_px: int) -> None:
        """How much the page leaves at its sides."""
        self._edge_px = edge_px
        page = self.widget()
        if page is not None and (outer := page.layout()) is not None:
            outer.setContentsMargins(edge_px, theme().space(7), edge_px, theme().space(7))

    def _begun(self, shown: ContributionShown | None) -> str | None:
        """What was typed into the line and not kept yet, where the same one stays in front. Losing the focus to the new
        page would keep it in the middle of making that page."""
        field, before = self._line, self._shown
        self._line = None
        if field is None or before is None:
            return None
        field.blockSignals(True)
        one = before.contribution
        if field.text() == tame(one.credit):
            return None
        if shown is not None and shown.contribution.id == one.id:
            return field.text() if shown.contribution.credit == one.credit else None
        return None

    # ------------------------------------------------------------------ the page
    def _page(self, shown: ContributionShown) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        outer = QHBoxLayout(page)
        outer.setContentsMargins(self._edge_px, theme().space(7), self._edge_px, theme().space(7))
        holder = QWidget()
        holder.setMaximumWidth(theme().px(COLUMN_PX))
        outer.addWidget(holder, 1)
        outer.addStretch(0)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(6))
        one = shown.contribution
        column.addLayout(self._head(one, shown.standing))
        column.addWidget(self._state(shown))
        if one.assets or one.media:
            column.addWidget(self._photos(one))
        if one.text.strip():
            column.addWidget(SafeLabel(one.text, "reading", wrap=True))
        if shown.standing is not Standing.FORGOTTEN:
            column.addLayout(self._credit(one))
        column.addLayout(self._record(shown))
        if shown.uses:
            column.addLayout(self._uses(shown))
        column.addLayout(self._foot(shown))
        column.addStretch(1)
        return page

    def _head(self, one: Contribution, standing: Standing) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        if one.platform:
            line.addWidget(GlyphMark(one.platform, self._presenter.desk.look(one.platform).tint, 18))
        line.addWidget(ElidedLabel(one.author.strip() or one.credit.strip() or _("Somebody"), "title", weight=600), 1)
        if one.message_id and standing is not Standing.FORGOTTEN:
            message_id = one.message_id
            go = text_button(_("Show the message"), "contribution_message", "quiet", "message-circle", small=True)
            go.clicked.connect(lambda: self.message_wanted.emit(message_id))
            line.addWidget(go)
        if one.person_id:
            person_id = one.person_id
            card = text_button(_("Card"), "contribution_person", "quiet", "user-round", small=True)
            card.clicked.connect(lambda: self.person_wanted.emit(person_id))
            line.addWidget(card)
        return line

    def _state(self, shown: ContributionShown) -> QFrame:
        """How it stands, and the next thing to do about it."""
        one, standing = shown.contribution, shown.standing
        icon, tone = ICONS[standing]
        card = QFrame()
        set_kind(card, card="side")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme().space(5),) * 4)
        column.setSpacing(theme().space(4))
        line = QHBoxLayout()
        line.setSpacing(theme().space(4))
        line.addWidget(IconMark(icon, 18, tone), 0, Qt.AlignmentFlag.AlignTop)
        words = WORDS[standing]
        line.addWidget(SafeLabel(_(words), "body-strong"))
        line.addWidget(SafeLabel(shown.consent_says, "body", "muted", wrap=True), 1)
        column.addLayout(line)
        for message in shown.answers if standing in (Standing.ASKED, Standing.REFUSED) else ():
            column.addWidget(self._answer(one, message))
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(3))
        for label, name, kind, icon_name, act in self._steps(one, standing):
            button = text_button(label, name, kind, icon_name, small=True)
            button.clicked.connect(act)
            flow.addWidget(button)
        column.addWidget(holder)
        return card

    def _steps(self, one: Contribution, standing: Standing) -> list[tuple[str, str, str, str, object]]:
        presenter, key = self._presenter, one.id
        if standing is Standing.FORGOTTEN:
            return []
        post = (_("Make a post of it"), "contribution_post", "primary", "pencil-line", self._make_post)
        ask = (
            _("Ask…"),
            "contribution_ask",
            "primary",
            "message-circle",
            partial(sheets.open_ask, self, presenter, one),
        )
        sheet = (
            _("They said yes…"),
            "contribution_signed",
            "surface",
            "file-text",
            partial(sheets.open_signed, self, presenter, one),
        )
        no = (_("They said no"), "contribution_no", "surface", "circle-x", lambda: presenter.acts.refused(key))
        scope = (
            _("Where and until when…"),
            "contribution_scope",
            "surface",
            "sliders-horizontal",
            partial(sheets.open_scope, self, presenter, one),
        )
        back = (
            _("They took it back"),
            "contribution_back",
            "surface",
            "circle-minus",
            lambda: presenter.acts.withdraw(key),
        )
        quiet_post = (_("Make a post of it"), "contribution_post", "surface", "pencil-line", self._make_post)
        again = (
            _("Ask again…"),
            "contribution_ask",
            "surface",
            "message-circle",
            partial(sheets.open_ask, self, presenter, one),
        )
        return {
            Standing.NEW: [ask, sheet, no, quiet_post],
            Standing.ASKED: [sheet, no, again, quiet_post],
            Standing.GRANTED: [post, scope, back],
        }.get(standing, [ask, sheet])

    def _answer(self, one: Contribution, message: Message) -> QFrame:
        """What they wrote since they were asked; it may be their yes."""
        card = QFrame()
        set_kind(card, card="true")
        line = QHBoxLayout(card)
        line.setContentsMargins(theme().space(5), theme().space(4), theme().space(5), theme().space(4))
        line.setSpacing(theme().space(4))
        line.addWidget(SafeLabel(message.text[:400], "body", wrap=True), 1)
        yes = text_button(_("That is a yes…"), "contribution_yes", "primary", "check", small=True)
        yes.set_label(_("That is a yes…"), f"{_('That is a yes…')} {tame(message.text, 80)}")
        yes.clicked.connect(partial(sheets.open_agreed, self, self._presenter, one, message))
        line.addWidget(yes, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def _photos(self, one: Contribution) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, theme().space(4))
        for asset_id in one.assets:
            flow.addWidget(Photo(self._thumbs, asset_id))
        for number, shown in enumerate(one.media):
            button = text_button(_("Get the photo"), f"contribution_fetch_{number}", "normal", "download", small=True)
            host = shown_host(shown.url)
            button.set_label(_("Get the photo"), _("Get the photo from {host}").format(host=host))
            set_tool_tip(button, _("It is read from {host} now, without signing in.").format(host=host))
            button.setEnabled(not self._presenter.acts.is_fetching)
            button.clicked.connect(partial(self._presenter.acts.fetch, one.id, shown))
            flow.addWidget(button)
        return holder

    def _credit(self, one: Contribution) -> QVBoxLayout:
        column = _section(_("The line that names them"))
        field = QLineEdit(tame(one.credit))
        field.setObjectName("contribution_credit")
        field.setAccessibleName(_("The line that names them"))
        field.editingFinished.connect(lambda: self._write_credit(one, field.text()))
        self._line = field
        column.addWidget(field)
        return column

    def _write_credit(self, one: Contribution, line: str) -> None:
        if line.strip() != tame(one.credit).strip():
            self._presenter.acts.credit(one.id, line)

    def _record(self, shown: ContributionShown) -> QVBoxLayout:
        """The question and every yes, word for word."""
        one = shown.contribution
        column = _section(_("What was said about it"))
        if one.asked_words:
            column.addWidget(SafeLabel(_("We asked: {words}").format(words=f"“{one.asked_words}”"), "body", wrap=True))
        for consent in one.consents:
            words = f"“{consent.words}”"
            gone = consent.withdrawn_at_us is not None
            column.addWidget(SafeLabel(words, "body", "muted" if gone else "text", wrap=True))
            line = QHBoxLayout()
            line.setSpacing(theme().space(3))
            sheet = consent.proof is Proof.SHEET
            line.addWidget(IconMark("file-text" if sheet else "message-circle", 14))
            said = _("on a sheet that is kept here") if sheet else _("in a message, kept as it was")
            line.addWidget(SafeLabel(f"{said} · {_('taken back')}" if gone else said, "caption", "muted"))
            if consent.url and may_open(consent.url):
                link = text_button(_("Open it there"), "contribution_proof", "link", small=True)
                set_tool_tip(link, shown_address(consent.url))
                link.clicked.connect(partial(ask_open, self, consent.url))
                line.addWidget(link)
            line.addStretch(1)
            column.addLayout(line)
        if not one.asked_words and not one.consents:
            column.addWidget(SafeLabel(_("Nothing yet."), "body", "muted"))
        return column

    def _uses(self, shown: ContributionShown) -> QVBoxLayout:
        column = _section(_("Posts with it"))
        for post in shown.uses[:20]:
            line = QHBoxLayout()
            line.addWidget(ElidedLabel(begins(post), "body"), 1)
            go = text_button(_("Open"), "contribution_use", "link", small=True)
            go.set_label(_("Open"), f"{_('Open')}: {begins(post)}")
            go.clicked.connect(partial(self.post_opened.emit, post.id))
            line.addWidget(go)
            column.addLayout(line)
        return column

    def _foot(self, shown: ContributionShown) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(SafeLabel(_("The record stays on this computer."), "caption", "muted"), 1)
        gone = text_button(_("Delete"), "contribution_delete", "quiet", "trash-2", small=True)
        gone.clicked.connect(lambda: self._presenter.acts.remove(shown.contribution.id))
        line.addWidget(gone)
        return line

    def _make_post(self) -> None:
        made = self._presenter.acts.make_post(self._shown.contribution.id) if self._shown is not None else ""
        if made:
            self.post_opened.emit(made)


def _section(title: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme().space(3))
    column.addWidget(SafeLabel(title, "caption", "muted", 600))
    return column
