"""A bakery's desk on which every text that comes from outside is one of security.md §3, number by number.

What stands there was put in past the fields of the program, as an archive, another computer or a platform could.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTextEdit,
    QWidget,
)

from smmdesk.desk import planning
from smmdesk.desk.desk import Desk
from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.content import Content
from smmdesk.model.contribution import Contribution
from smmdesk.model.delivery import Delivery, Part, State
from smmdesk.model.for_the_eye import literal, tame
from smmdesk.model.foreign import ForeignPost
from smmdesk.model.label import Label
from smmdesk.model.media import Asset, MediaUse
from smmdesk.model.message import Message, MessageKind
from smmdesk.model.moment import Moment
from smmdesk.model.person import Identity, Person
from smmdesk.model.planning_aids import DayNote, SavedFilter, Snippet, SnippetKind, Template
from smmdesk.model.post import Post
from smmdesk.model.problem import Problem
from smmdesk.model.stages import Stage
from smmdesk.store import foreign_posts
from smmdesk.store.plain import clean_text
from smmdesk.store.transaction import Transaction
from tests.desk.support import rome
from tests.helpers.vectors import TEXTS
from tests.ui.access.steps import BRAND, FRIDAY

ENDLESS = 29
"""Ten million letters: here only LONG_NAME of them, so that it does not count as fed."""
LONG_NAME = 20_000
HEARD_US = 1_795_000_000_000_000
NUMBERS = tuple(TEXTS)
VERSIONED = "h-versions"


def words(number: int) -> str:
    """What a person wrote, or what came in."""
    return TEXTS[number]


def name(number: int) -> str:
    """What something is called."""
    return words(number)[:LONG_NAME]


def fill(desk: Desk) -> None:
    """Write everything."""
    with desk.store.transaction() as tx:
        picture = tx.all(Asset, brand_id=BRAND)[0]
        for number in NUMBERS:
            _names(tx, number, picture)
    with desk.store.transaction() as tx:
        for number in NUMBERS:
            _posts(tx, desk, number, name(number))
        foreign_posts.replace(tx, "h-c-1", [_foreign(number) for number in NUMBERS])
    _versions(desk)


def _names(tx: Transaction, number: int, picture: Asset) -> None:
    text, key = name(number), f"h-{number}"
    status = ChannelStatus.SIGNED_OUT if number == 5 else ChannelStatus.CONNECTED
    tx.put(Channel(f"h-c-{number}", BRAND, "mastodon", text, text, status=status, sort_key=100 + number))
    tx.put(Label(f"h-l-{number}", BRAND, text, "feste", 100 + number))
    tx.put(Snippet(key, BRAND, SnippetKind.TEXT, text, text))
    tx.put(Template(key, BRAND, text, Content(title=text, text=text)))
    tx.put(SavedFilter(key, BRAND, text, {}))
    tx.put(DayNote(key, BRAND, text, FRIDAY))
    about = {"alt": {"en": text}, "folder": text, "tags": (text,), "credit": text}
    tx.put(replace(picture, id=f"h-a-{number}", name=text, revision=0, **about))
    _heard(tx, number, text)
    tx.put(Contribution(f"h-k-{number}", BRAND, text, text, text, asked_words=text, created_at_us=HEARD_US))


def _heard(tx: Transaction, number: int, text: str) -> None:
    """Somebody, as a platform names them, what they wrote to the brand, and what was found of somebody else."""
    account = Identity("mastodon", f"r-{number}", text, text)
    tx.put(Person(f"h-w-{number}", BRAND, text, (account,), notes=text, tags=(text,), remind_about=text))
    said = {"author": text, "handle": text, "source": text}
    for key, kind, who, data in (
        ("m", MessageKind.COMMENT, f"h-w-{number}", {}),
        ("f", MessageKind.FOUND, None, said),
    ):
        tx.put(
            Message(
                f"h-{key}-{number}",
                BRAND,
                f"h-c-{number}",
                kind,
                f"{key}-{number}",
                text,
                HEARD_US - number,
                who,
                note=text,
                assigned_to=text,
                data=data,
            )
        )


def _foreign(number: int) -> ForeignPost:
    return ForeignPost(str(number), rome("2026-11-26 09:00").instant_us, name(number), name(number))


def _posts(tx: Transaction, desk: Desk, number: int, text: str) -> None:
    channel = f"h-c-{number}"
    now = Moment.of(desk.clock.now(), "Europe/Rome")

    def post(key: str, stage: Stage, when: Moment | None = None) -> Post:
        content = Content(text=text, media=(MediaUse(f"h-a-{number}", alt={"en": text[:LONG_NAME]}),))
        own = (channel,) if stage is Stage.APPROVED else ()
        return tx.put(Post(f"h-{key}-{number}", BRAND, content, stage, when, own, labels=(f"h-l-{number}",)))

    out = post("out", Stage.APPROVED, rome("2026-11-27 08:00").plus(timedelta(minutes=number)))
    needs = post("needs", Stage.APPROVED, rome("2026-11-20 08:00").plus(timedelta(minutes=number)))
    late = post("missed", Stage.APPROVED, now.plus(timedelta(hours=-30, minutes=number)))
    post("idea", Stage.IDEA)
    post("undated", Stage.DRAFT)
    gone = post("gone", Stage.DRAFT)
    tx.trash(Post, gone.id)
    said = {"platform": "Mastodon", "channel": text[:LONG_NAME], "said": text[:LONG_NAME]}
    for one, state in ((out, State.SCHEDULED), (needs, State.NEEDS_YOU), (late, State.MISSED)):
        problem = Problem("refused", said) if state is State.NEEDS_YOU else None
        _deliver(tx, one, channel, state, problem)


def _deliver(tx: Transaction, post: Post, channel: str, state: State, problem: Problem | None) -> None:
    assert post.planned is not None
    part = Part(f"p-{post.id}", f"d-{post.id}", 0, state=state, problem=problem)
    tx.put(Delivery(f"d-{post.id}", BRAND, channel, post.planned, (part,), post.id))


def _versions(desk: Desk) -> None:
    post = planning.add_post(desk, BRAND, content=Content(text="as it was"), planned=rome("2026-12-01 09:00"))
    for number in NUMBERS:
        desk.clock.advance(timedelta(hours=7))  # type: ignore[attr-defined]
        post = planning.save_post(desk, replace(post, content=replace(post.content, text=name(number))))
    with desk.store.transaction() as tx:
        tx.put(Label(VERSIONED, BRAND, post.id))


# ------------------------------------------------------------------ what a screen says
def said_by(root: QWidget) -> str:
    """Everything that stands on `root`, also below its edge: labels, buttons, fields, rows, what is painted."""
    return "\n".join(_said(root))


def seen_on(root: QWidget) -> Iterator[str]:
    """What Qt itself paints there as it is given: the program's own painters are looked at where they are tested."""
    for widget in [root, *root.findChildren(QWidget)]:
        yield widget.toolTip()
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, QTextEdit) and widget.isReadOnly():  # what is written in is the text itself
            yield widget.toPlainText()
        elif isinstance(widget, QListWidget):
            yield from (widget.item(row).text() for row in range(widget.count()))
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(row) for row in range(widget.count()))
        if widget.isWindow():
            yield widget.windowTitle()


def _said(root: QWidget) -> Iterator[str]:
    for widget in [root, *root.findChildren(QWidget)]:
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.toolTip()
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
            yield widget.text()
        elif hasattr(widget, "toPlainText"):
            yield widget.toPlainText()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _rows(widget.model())
        if (interface := QAccessible.queryAccessibleInterface(widget)) is not None:
            yield from _painted(interface)


def _rows(model: QAbstractItemModel) -> Iterator[str]:
    for row in range(model.rowCount(QModelIndex())):
        index = model.index(row, 0)
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            if isinstance(value := index.data(role), str):
                yield value


def _painted(interface: QAccessibleInterface) -> Iterator[str]:
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None and child.object() is None:
            yield child.text(QAccessible.Text.Name)
            yield child.text(QAccessible.Text.Description)


def shows(said: str, number: int) -> bool:
    """Is the text of `number` there, as people see it: its first line, tamed or as signs? Some show nothing."""
    text = clean_text(name(number))
    wanted = {form.strip().split("\n")[0][:12] for form in (tame(text), literal(text), text)}
    flat = " ".join(said.split())
    return not tame(text).strip() or any(form in flat for form in wanted)
