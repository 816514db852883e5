"""Keys on a calendar (ux.md §3). Single letters work only here, while the calendar has the focus."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

from smmdesk.model.words import _, ngettext
from ui.calendar.drag import pack, unpack
from ui.calendar.drops import outside
from ui.look import mirror
from ui.models.calendar_days import first_of_week
from ui.models.calendar_words import week_start
from ui.presenters.calendar_modes import AGENDA, BOARD, DAY, MONTH, WEEK

if TYPE_CHECKING:
    from ui.calendar.grid import Grid

Key, Held = Qt.Key, Qt.KeyboardModifier
WEEK_DAYS = 7
QUARTER = 15


class Keys:
    """Answers the keys of one grid; `press` says whether a key was meant for it."""

    def __init__(self, grid: "Grid") -> None:
        self._grid = grid
        plain: dict[QKeyCombination, Callable[[], object]] = {
            QKeyCombination(Key.Key_Left): lambda: self._go(-1),
            QKeyCombination(Key.Key_Right): lambda: self._go(1),
            QKeyCombination(Key.Key_Up): lambda: self._up_down(-1),
            QKeyCombination(Key.Key_Down): lambda: self._up_down(1),
            QKeyCombination(Key.Key_PageUp): lambda: self._page(-1),
            QKeyCombination(Key.Key_PageDown): lambda: self._page(1),
            QKeyCombination(Key.Key_Home): lambda: self._edge(0),
            QKeyCombination(Key.Key_End): lambda: self._edge(WEEK_DAYS - 1),
            QKeyCombination(Key.Key_T): self._today,
            QKeyCombination(Key.Key_D): lambda: grid.presenter.set_mode(DAY),
            QKeyCombination(Key.Key_W): lambda: grid.presenter.set_mode(WEEK),
            QKeyCombination(Key.Key_M): lambda: grid.presenter.set_mode(MONTH),
            QKeyCombination(Key.Key_A): lambda: grid.presenter.set_mode(AGENDA),
            QKeyCombination(Key.Key_B): lambda: grid.presenter.set_mode(BOARD),
            QKeyCombination(Key.Key_Return): self._open,
            QKeyCombination(Key.Key_Enter): self._open,
            QKeyCombination(Key.Key_F2): self._open,
            QKeyCombination(Key.Key_Space): self._preview,
            QKeyCombination(Key.Key_Delete): lambda: self._act(grid.presenter.moves.trash),
            QKeyCombination(Key.Key_Backspace): lambda: self._act(grid.presenter.moves.trash),
            QKeyCombination(Key.Key_Escape): self._escape,
        }
        alt, shifted = Held.AltModifier, Held.AltModifier | Held.ShiftModifier
        posts: dict[QKeyCombination, Callable[[], object]] = {
            QKeyCombination(alt, Key.Key_Up): lambda: self._next_post(-1),
            QKeyCombination(alt, Key.Key_Down): lambda: self._next_post(1),
            QKeyCombination(shifted, Key.Key_Left): lambda: self._shift(days=-1),
            QKeyCombination(shifted, Key.Key_Right): lambda: self._shift(days=1),
            QKeyCombination(shifted, Key.Key_Up): lambda: self._shift_up_down(-1),
            QKeyCombination(shifted, Key.Key_Down): lambda: self._shift_up_down(1),
            QKeyCombination(Held.ControlModifier, Key.Key_D): lambda: self._act(grid.presenter.moves.duplicate),
        }
        self._table = plain | posts
        standard = QKeySequence.StandardKey
        self._standard: dict[QKeySequence.StandardKey, Callable[[], object]] = {
            standard.Cut: lambda: self.take(cut=True),
            standard.Copy: lambda: self.take(cut=False),
            standard.Paste: self.paste,
            standard.SelectAll: self._select_all,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key asks for."""
        held = event.modifiers() & ~Held.KeypadModifier
        key = Key(event.key())
        if mirror.is_on():
            key = {Key.Key_Left: Key.Key_Right, Key.Key_Right: Key.Key_Left}.get(key, key)
        action = self._table.get(QKeyCombination(held, key))
        if action is None:
            action = next((do for key, do in self._standard.items() if event.matches(key)), None)
        if action is None:
            return False
        self._grid.hand.keyboard = True
        self._grid.preview_wanted.emit(None, None)
        action()
        self._grid.viewport().update()
        return True

    def _go(self, days: int) -> None:
        self._grid.hand.post = ""
        presenter = self._grid.presenter
        presenter.go_to(presenter.focused + timedelta(days=days))

    def _up_down(self, step: int) -> None:
        """Weeks in the month; elsewhere from post to post down the day."""
        if self._grid.presenter.mode != MONTH:
            self._next_post(step)
        else:
            self._go(step * WEEK_DAYS)

    def _page(self, step: int) -> None:
        self._grid.hand.post = ""
        self._grid.presenter.step(step)

    def _edge(self, position: int) -> None:
        start = first_of_week(self._grid.presenter.focused, week_start())
        self._grid.hand.post = ""
        self._grid.presenter.go_to(start + timedelta(days=position))

    def _today(self) -> None:
        self._grid.hand.post = ""
        self._grid.presenter.go_today()

    def _next_post(self, step: int) -> None:
        """The next or previous post of the focused day; before the first stands the day itself."""
        grid = self._grid
        items = [item for item in grid.entries.items if item.cell == grid.scene.focused_cell]
        ids = [item.entry.post_id if item.entry is not None else "" for item in items]
        if not ids:
            return
        here = ids.index(grid.hand.post) if grid.hand.post in ids else 0
        there = ids[max(0, min(len(ids) - 1, here + step))]
        grid.choice.focus(there)
        if there:
            grid.choice.take((there,))
            grid.scrollTo(grid.currentIndex())

    def _open(self) -> None:
        grid = self._grid
        if grid.hand.post:
            grid.post_opened.emit(grid.hand.post)
        else:
            grid.post_wanted.emit(grid.scene.wish_at(self._cell(), None))

    def _cell(self) -> int:
        """Where the day in hand stands; its page is shown first where the wheel has left it."""
        if self._grid.scene.focused_cell < 0:
            self._grid.presenter.go_to(self._grid.presenter.focused)
        return max(0, self._grid.scene.focused_cell)

    def _preview(self) -> None:
        grid = self._grid
        item = grid.entries.item(grid.currentIndex())
        if not grid.hand.post and grid.presenter.mode != BOARD:
            grid.day_wanted.emit(grid.presenter.focused)
        elif item is not None and item.entry is not None:
            grid.preview_wanted.emit(item.entry, grid.rect_of(grid.currentIndex()))

    def _act(self, verb: Callable[[tuple[str, ...]], object]) -> None:
        ids = self._grid.choice.acting
        if ids:
            verb(ids)

    def _shift_up_down(self, step: int) -> None:
        if self._grid.presenter.mode != MONTH:
            self._shift(minutes=step * QUARTER)
        else:
            self._shift(days=step * WEEK_DAYS)

    def _shift(self, days: int = 0, minutes: int = 0) -> None:
        grid = self._grid
        ids = grid.choice.acting
        if not ids:
            return
        lead = grid.hand.post if grid.hand.post in ids else ids[0]
        done = grid.presenter.moves.shift((lead, *(i for i in ids if i != lead)), days, minutes)
        if done:
            entry = grid.presenter.entries((lead,))[0]
            assert entry.day is not None
            grid.hand.post = lead
            grid.presenter.go_to(entry.day)
            grid.choice.take(done)
            grid.choice.focus(lead)

    def take(self, *, cut: bool) -> None:
        """Copy the chosen posts to the clipboard; cut ones are drawn faintly until they are pasted."""
        grid = self._grid
        ids = grid.choice.acting
        if not ids:
            return
        grid.hand.cut = frozenset(ids) if cut else frozenset()
        QGuiApplication.clipboard().setMimeData(pack(ids, ids[0], cut=cut))
        count = len(ids)
        if cut:
            words = ngettext("{count} post cut: paste it on a day", "{count} posts cut: paste them on a day", count)
        else:
            words = ngettext(
                "{count} post copied: paste it on a day", "{count} posts copied: paste them on a day", count
            )
        grid.presenter.bridge.announce(words.format(count=count))

    def paste(self) -> None:
        """Put what the clipboard holds on the focused day."""
        grid = self._grid
        mime = QGuiApplication.clipboard().mimeData()
        held, cell = unpack(mime), self._cell()
        if held is not None:
            moves = held.cut and bool(grid.hand.cut)
            done = grid.scene.leave(held, cell, None, copy=not moves)
            if done:
                grid.hand.cut = frozenset()
                grid.choice.take(done)
                grid.choice.focus(done[0])
            return
        brought = outside(mime)
        if brought is not None:
            grid.hands.drops.leave_outside(brought, cell, None)
        else:
            grid.presenter.bridge.announce(_("There is nothing to paste here"))

    def _select_all(self) -> None:
        grid = self._grid
        grid.choice.take(item.entry.post_id for item in grid.entries.items if item.entry is not None)

    def _escape(self) -> None:
        grid = self._grid
        grid.hand.cut = frozenset()
        grid.choice.clear()
