"""A client's answer: taken from a file or a mail, looked at post by post, taken up whole or in part."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from smmdesk.desk.brands import open_brand
from smmdesk.desk.review_answers import AnswerPlan
from smmdesk.model.for_the_eye import sentences
from smmdesk.model.words import _
from ui import dialogs
from ui.bridge import Bridge
from ui.look.style import set_kind
from ui.look.theme import theme
from ui.presenters import reviewing
from ui.presenters.reviewing import SaidRow
from ui.views.review_list_sheet import add_link
from ui.views.review_sheet import send_again
from ui.widgets.marks import IconMark
from ui.widgets.rows import scrolled_rows
from ui.widgets.safe_label import ElidedLabel, SafeLabel
from ui.widgets.sheet_form import row, under_caption

SHEET_PX, ROWS_PX, FIELD_PX = 600, 320, 110


def open_taking(owner: QWidget, bridge: Bridge) -> dialogs.Sheet:
    """Ask for the answer: a file, or the text of a mail."""
    text = _("Choose the file that your client sent back, or paste the text of the mail. A double click opens it "
             "too, and so does dropping it on the window.")  # fmt: skip
    sheet = dialogs.Sheet(owner.window(), _("Answer to a review"), text)
    sheet.setObjectName("review_taking")
    field = QPlainTextEdit()
    field.setFixedHeight(theme().px(FIELD_PX))
    field.setTabChangesFocus(True)
    under_caption(sheet.body, _("Text of the mail"), field, "review_block")
    brand_id = open_brand(bridge.desk).id
    add_link(sheet, bridge, brand_id, send_again(bridge, brand_id))
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    sheet.add_button(_("Choose the file…"), "review_choose", lambda: _choose(owner, bridge))
    read: list[AnswerPlan] = []

    def look_at_it() -> None:
        plan = reviewing.read_text(bridge, field.toPlainText())
        read.extend([plan] if plan is not None else [])

    look = sheet.add_work(_("Look at it"), "review_look", look_at_it)  # what cannot be read stays to be mended
    sheet.finished.connect(lambda: [open_answer(owner, bridge, plan) for plan in read])
    look.setEnabled(False)
    field.textChanged.connect(lambda: look.setEnabled(bool(field.toPlainText().strip())))
    sheet.open()
    return sheet


def _choose(owner: QWidget, bridge: Bridge) -> None:
    def chosen(paths: list[Path]) -> None:
        for path in paths[:1]:
            open_file(owner, bridge, path)

    endings = " ".join(f"*{ending}" for ending in reviewing.ANSWERS)
    dialogs.choose_files(owner.window(), _("Answer to a review"), f"{_('Answers')} ({endings})", chosen)


def open_text(owner: QWidget, bridge: Bridge, text: str) -> None:
    """Look at an answer as a text; what is wrong with it is said."""
    plan = reviewing.read_text(bridge, text)
    if plan is not None:
        open_answer(owner, bridge, plan)


def open_files(owner: QWidget, bridge: Bridge, paths: Sequence[Path]) -> None:
    for path in paths:
        open_file(owner, bridge, path)


def without_answers(owner: QWidget, bridge: Bridge, paths: Sequence[Path]) -> list[Path]:
    """Files that were dropped or chosen for something else, without clients' answers: those open here."""
    answers = reviewing.answer_files(tuple(paths))
    open_files(owner, bridge, answers)
    return [path for path in paths if path not in answers]


def open_file(owner: QWidget, bridge: Bridge, path: Path) -> None:
    """Look at an answer as a file; what is wrong with it is said."""

    async def work() -> None:
        open_answer(owner, bridge, await reviewing.read_file(bridge, path))

    bridge.run(work())


def open_answer(owner: QWidget, bridge: Bridge, plan: AnswerPlan) -> dialogs.Sheet:
    """What was said, post by post; all of it is picked."""
    sheet = dialogs.Sheet(owner.window(), reviewing.heading(plan))
    sheet.setObjectName("review_answer")
    sheet.setMinimumWidth(theme().px(SHEET_PX))
    if brand := reviewing.brand_words(bridge, plan):
        sheet.body.addWidget(SafeLabel(brand, "body", "muted", wrap=True))
    if plan.comment:
        sheet.body.addWidget(SafeLabel(plan.comment, "body", wrap=True))
    boxes: dict[str, QCheckBox] = {}
    rows = reviewing.said_rows(plan)
    if rows:
        sheet.body.addWidget(scrolled_rows([_line(each, boxes) for each in rows], theme().px(ROWS_PX)))
    elif not reviewing.known_words(plan):
        sheet.body.addWidget(SafeLabel(_("Nothing was said about a single post."), "body", "muted", wrap=True))
    if known := reviewing.known_words(plan):
        sheet.body.addWidget(SafeLabel(known, "caption" if rows else "body", "muted", wrap=True))
    if gone := reviewing.gone_words(plan):
        sheet.body.addWidget(SafeLabel(gone, "caption", "muted", wrap=True))

    offered = reviewing.to_schedule(bridge, plan)
    too = QCheckBox(reviewing.schedule_words(offered))
    too.setObjectName("answer_schedule")
    too.setChecked(bool(too.text()))
    if too.text():
        sheet.body.addWidget(too)

    def take_up() -> None:
        picked = frozenset(key for key, box in boxes.items() if box.isChecked())
        reviewing.take_up(bridge, plan, picked, offered if too.isChecked() else frozenset())

    sheet.add_button(_("Not now"), "answer_later", None)
    main = sheet.add_button(_("Take it up"), "answer_take_up", take_up, "primary")
    says_more = bool(plan.comment) and plan.comment != plan.file.said
    main.setEnabled(bool(rows) or says_more)
    for box in boxes.values():
        box.toggled.connect(partial(_enable, main, boxes))
    sheet.open()
    return sheet


def _enable(button: QWidget, boxes: dict[str, QCheckBox], _on: bool = False) -> None:
    button.setEnabled(any(box.isChecked() for box in boxes.values()))


def _line(each: SaidRow, boxes: dict[str, QCheckBox]) -> QFrame:
    card = QFrame()
    card.setObjectName("answer_row")
    set_kind(card, card="true")
    box = boxes[each.post_id] = QCheckBox()
    box.setObjectName("answer_pick")
    box.setAccessibleName(sentences(each.words, each.head, each.text))
    box.setChecked(True)
    line = row(box, IconMark(each.icon, 16, each.tone or "text-muted"))
    line.setContentsMargins(theme().space(5), theme().space(3), theme().space(4), theme().space(3))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(ElidedLabel(each.words, "body-strong"))
    words.addWidget(SafeLabel(each.head, "caption", "muted", wrap=True))
    if each.text:
        words.addWidget(SafeLabel(each.text, "body", wrap=True))
    line.addLayout(words, 1)
    card.setLayout(line)
    return card
