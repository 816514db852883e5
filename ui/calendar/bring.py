"""Files brought to the calendar: asks what has to be asked, and hands on what becomes one new post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from smmdesk.desk.import_rows import Table
from smmdesk.desk.importing import Plan, unknown_table
from smmdesk.model.moment import Moment
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.calendar.column_sheet import ask_columns
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_brought import (
    plan_problems,
    plan_words,
    posts_of_assets,
    posts_of_files,
    read_plan,
    tables_in,
    take_in,
)
from ui.widgets.safe_label import SafeLabel

Wish = dict[str, object]
KINDS = (
    "*.jpg *.jpeg *.png *.webp *.gif *.heic *.avif *.mp4 *.mov *.pdf "  # what a post may carry
    "*.csv *.ics *.json *.zip *.smmdesk"  # whole calendars and tables
)


class Bringing:
    """`wanted` is called with what one new post begins with."""

    def __init__(self, owner: QWidget, presenter: CalendarPresenter, wanted: Callable[[Wish], None]) -> None:
        self._owner, self._presenter, self._wanted = owner, presenter, wanted

    def choose(self) -> None:
        """Let the person choose files: photos become a post, tables of posts are looked at first."""
        words = _("Photos, calendars and tables")
        filters = f"{words} ({KINDS})"
        dialogs.choose_files(self._owner.window(), _("Bring what you have"), filters, self._chosen)

    def bring(self, wish: Wish) -> None:
        """A new post was asked for: with one file or none at once, with several after a question."""
        assets = wish.get("assets")
        if isinstance(assets, tuple) and len(assets) > 1 and isinstance(wish.get("day"), date):
            self._ask_one_or_many(len(assets), lambda: self._wanted(wish), lambda: self._make_of(wish, assets))
            return
        paths = _paths_of(wish)
        tables = tables_in(paths)
        for table in tables:
            self._read(table)
        rest = tuple(path for path in paths if path not in tables)
        if tables and not rest:
            return
        if len(rest) > 1 and isinstance(wish.get("day"), date):
            one = lambda: self._wanted({**wish, "paths": tuple(rest)})  # noqa: E731
            self._ask_one_or_many(len(rest), one, lambda: self._make_many(wish, rest))
            return
        self._wanted({**wish, "paths": rest} if rest else wish)

    def _chosen(self, paths: list[Path]) -> None:
        self.bring({"day": self._presenter.today, "paths": tuple(paths)})

    def _ask_one_or_many(self, count: int, one: Callable[[], object], many: Callable[[], object]) -> None:
        title = _("One post or {count}?").format(count=count)
        text = _("The files can stand together in one post, or each begin a draft of its own, an hour apart.")
        sheet = dialogs.Sheet(self._owner.window(), title, text)
        sheet.add_button(_("Not now"), "bring_cancel", None)
        drafts = ngettext("{count} draft", "{count} drafts", count).format(count=count)
        sheet.add_button(drafts, "bring_many", many)
        sheet.add_button(_("One post"), "bring_one", one, "primary")
        sheet.open()

    def _make_of(self, wish: Wish, assets: Sequence[str]) -> None:
        day, moment = wish["day"], wish.get("moment")
        assert isinstance(day, date)
        when = moment if isinstance(moment, Moment) else None
        posts_of_assets(self._presenter.bridge, self._presenter.brand.id, assets, day, when)

    def _make_many(self, wish: Wish, paths: Sequence[Path]) -> None:
        day, moment = wish["day"], wish.get("moment")
        assert isinstance(day, date)
        bridge = self._presenter.bridge
        when = moment if isinstance(moment, Moment) else None
        bridge.run(posts_of_files(bridge, self._presenter.brand.id, paths, day, when))

    def _read(self, path: Path, columns: Mapping[str, int] | None = None) -> None:
        async def work() -> None:
            try:
                self._show_plan(path, await read_plan(self._presenter.bridge, path, columns))
            except ProblemError as error:
                table = unknown_table(error)
                if table is None:
                    raise
                self._ask_columns(path, table)

        self._presenter.bridge.run(work())

    def _ask_columns(self, path: Path, table: Table) -> None:
        """What the columns of a table mean; then it is looked at again."""
        ask_columns(self._owner.window(), path.name, table, lambda columns: self._read(path, columns))

    def _show_plan(self, path: Path, plan: Plan) -> None:
        bridge, table = self._presenter.bridge, plan.table
        sheet = dialogs.Sheet(self._owner.window(), _("Bring in “{name}”?").format(name=plan.name), plan_words(plan))
        for line in plan_problems(plan):
            sheet.body.addWidget(SafeLabel(line, "caption", "warning", wrap=True))
        sheet.add_button(_("Not now"), "import_cancel", None)
        if table is not None:
            sheet.add_button(_("Columns…"), "import_columns", lambda: self._ask_columns(path, table))
        if plan.new or plan.changed or plan.archive is not None:
            sheet.add_button(_("Bring in"), "import_do", lambda: bridge.run(take_in(bridge, plan)), "primary")
        sheet.open()


def _paths_of(wish: Wish) -> tuple[Path, ...]:
    paths = wish.get("paths", ())
    return tuple(Path(path) for path in paths) if isinstance(paths, (tuple, list)) else ()
