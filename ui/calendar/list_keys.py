"""Keys on agenda and board, where days or columns are walked through from post to post."""

from ui.calendar.board_scene import BoardScene
from ui.calendar.keys import WEEK_DAYS, Keys
from ui.presenters.calendar_modes import AGENDA, BOARD


class AgendaKeys(Keys):
    """Up and Down walk over all posts as they stand; Left and Right go by days."""

    def _up_down(self, step: int) -> None:
        grid = self._grid
        rows = [item for item in grid.entries.items if item.entry is not None]
        if not rows:
            return
        here = next((n for n, item in enumerate(rows) if item.entry and item.entry.post_id == grid.hand.post), None)
        if here is None:
            focused = grid.presenter.focused
            later = [n for n, item in enumerate(rows) if item.day.day >= focused]
            earlier = [n for n, item in enumerate(rows) if item.day.day < focused]
            there = (later or [len(rows) - 1])[0] if step > 0 else (earlier or [0])[-1]
        else:
            there = max(0, min(len(rows) - 1, here + step))
        entry = rows[there].entry
        assert entry is not None
        grid.hand.post = entry.post_id
        grid.presenter.go_to(rows[there].day.day)
        grid.choice.take((entry.post_id,))
        grid.choice.focus(entry.post_id)
        grid.scrollTo(grid.currentIndex())


class BoardKeys(Keys):
    """Left and Right go from column to column, Up and Down from card to card; Alt and Shift take the card along."""

    def _go(self, days: int) -> None:
        grid = self._grid
        last = len(grid.scene.page.days) - 1
        grid.presenter.column = max(0, min(last, grid.presenter.column + days))
        self._land()

    def _edge(self, position: int) -> None:
        self._grid.presenter.column = 0 if position == 0 else len(self._grid.scene.page.days) - 1
        self._land()

    def _today(self) -> None:
        self._grid.presenter.go_today()

    def _land(self) -> None:
        """On the first card of the column, else on the column itself."""
        grid = self._grid
        entries = grid.scene.page.days[grid.presenter.column].entries
        grid.choice.focus(entries[0].post_id if entries else "")
        if entries:
            grid.choice.take((entries[0].post_id,))
        grid.scrollTo(grid.currentIndex())

    def _shift(self, days: int = 0, minutes: int = 0) -> None:
        """A card to the next column that takes it. Up and Down mean nothing here: cards stand in order of time."""
        grid, ids = self._grid, self._grid.choice.acting
        if not ids or not days or days % WEEK_DAYS == 0:
            return
        scene = grid.scene
        assert isinstance(scene, BoardScene)
        cell = grid.presenter.column + (1 if days > 0 else -1)
        if not 0 <= cell < len(scene.page.days):
            return
        done = scene.move(ids, cell)
        if done:
            grid.choice.take(done)
            grid.choice.focus(done[0])
            grid.scrollTo(grid.currentIndex())


KEYS: dict[str, type[Keys]] = {AGENDA: AgendaKeys, BOARD: BoardKeys}
