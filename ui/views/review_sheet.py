"""The sheet "Send for review": to whom, a word, in which language; then one file to send to a client."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from smmdesk.desk.reviewing import Wanted, suggested_name
from smmdesk.model.approval import NAME_MOST, TEXT_MOST
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _, languages, ngettext
from ui import dialogs
from ui.bridge import Bridge
from ui.look.theme import theme
from ui.models.language_names import language_name
from ui.presenters import reviewing
from ui.views.review_list_sheet import Again, add_link
from ui.widgets.safe_label import SafeLabel
from ui.widgets.sheet_form import under_caption

FIELD_PX = 72


def open_send(
    owner: QWidget, bridge: Bridge, brand_id: str, ids: Sequence[str], title: str = "", before: Wanted | None = None
) -> dialogs.Sheet:
    """Ask what the file needs, then where it goes. `before` is a page that is made again."""
    count = len(ids)
    says = ngettext("{count} post becomes a page", "{count} posts become one page", count).format(count=count)
    text = _(
        "{says} that opens in any browser, without internet. Your client answers in it and sends a small file back."
    )
    sheet = dialogs.Sheet(owner.window(), _("Send for review"), text.format(says=says))
    sheet.setObjectName("review_send")
    whom, words, tongue = QLineEdit(), QPlainTextEdit(), QComboBox()
    whom.setMaxLength(NAME_MOST)
    words.setFixedHeight(theme().px(FIELD_PX))
    words.setTabChangesFocus(True)
    for code in languages():
        tongue.addItem(tame(language_name(code)), code)
    tongue.setCurrentIndex(tongue.findData(before.language if before else reviewing.language_of(bridge, brand_id)))
    if before is not None:
        whom.setText(before.whom)
        words.setPlainText(before.text)
    under_caption(sheet.body, _("For whom"), whom, "review_whom")
    under_caption(sheet.body, _("A word to them"), words, "review_text")
    under_caption(sheet.body, _("Language of the page"), tongue, "review_language")
    size = SafeLabel(reviewing.size_words(bridge, ids), "caption", "muted", wrap=True)
    size.setObjectName("review_size")
    sheet.body.addWidget(size)
    sheet.body.addWidget(SafeLabel(_hint(bridge, brand_id), "caption", "muted", wrap=True))

    def choose() -> None:
        said = words.toPlainText()[:TEXT_MOST]
        wanted = Wanted(tuple(ids), title, whom.text(), said, str(tongue.currentData()))
        asked = dialogs.choose_target(
            owner.window(),
            _("Save the page"),
            suggested_name(reviewing.named(bridge, brand_id, title)),
            _("Page for review") + " (*.html)",
            lambda path: bridge.run(reviewing.write(bridge, wanted, path)),
        )
        asked.rejected.connect(lambda: open_send(owner, bridge, brand_id, ids, title, wanted))  # as it was typed

    add_link(sheet, bridge, brand_id, send_again(bridge, brand_id))
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    save = sheet.add_button(_("Save the page…"), "review_save", choose, "primary")
    save.setEnabled(bool(ids))
    sheet.open()
    whom.setFocus()
    return sheet


def send_again(bridge: Bridge, brand_id: str) -> Again:
    """How the list of pages that are out asks for one of them anew."""
    return lambda owner, wanted: open_send(owner, bridge, brand_id, wanted.ids, wanted.title, wanted)


def _hint(bridge: Bridge, brand_id: str) -> str:
    if reviewing.asks_approval(bridge, brand_id):
        return _("Drafts wait for the OK from now on. Photos are made small; neither they nor films carry their place.")
    return _("Nothing waits for the answer: posts go out as planned. “Posts wait for an OK” in Settings changes that. "
             "Photos are made small; neither they nor films carry their place.")  # fmt: skip
