"""Files brought to the calendar: asks what has to be asked, and hands on what becomes one new post."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from smmdesk.desk.import_plan import Plan
from smmdesk.desk.import_rows import Table
from smmdesk.model.moment import Moment
from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.calendar.column_sheet import ask_columns
from ui.calendar.import_sheet import PlanSheet
from ui.presenters.bringing_in import BringingIn, whose_words
from ui.presenters.calendar import CalendarPresenter
from ui.presenters.calendar_brought import (
    posts_of_assets,
    posts_of_files,
    tables_in,
)
from ui.views.going_sheet import WorkShown

Wish = dict[str, object]
KINDS = (
    "*.jpg *.jpeg *.png *.webp *.gif *.heic *.avif *.mp4 *.mov *.pdf "  # what a post may carry
    "*.csv *.tsv *.ics *.json *.zip *.smmdesk *.gz *.tgz *.car *.xml"  # whole calendars and tables
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
        if self._is_answer(wish.get("text")):
            return
        paths = self._without_answers(_paths_of(wish))
        if not paths and _paths_of(wish):
            return
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

    def _without_answers(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        """The files that are no answers of clients; those are looked at in a sheet of their own."""
        if not any(path.suffix.lower() in (".json", ".smmdesk") for path in paths):
            return paths
        from ui.views.review_answer_sheet import without_answers

        return tuple(without_answers(self._owner, self._presenter.bridge, paths))

    def _is_answer(self, text: object) -> bool:
        """The text of a mail with a client's answer in it opens that; it is no new post."""
        if not isinstance(text, str) or "SMMDESK REVIEW" not in text:
            return False
        from ui.presenters.reviewing import holds_answer
        from ui.views.review_answer_sheet import open_text

        if not holds_answer(text):
            return False
        open_text(self._owner, self._presenter.bridge, text)
        return True

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
        reading = Reading(self._owner, self._presenter, path)
        reading.look(columns)


class Reading:
    """One file: looked at, asked about, brought in. The sheet of what goes on comes only when that takes a while.

    It goes on where the view it began in is gone: another brand was opened."""

    def __init__(self, owner: QWidget, presenter: CalendarPresenter, path: Path) -> None:
        self._window, self._bridge, self._path = owner.window(), presenter.bridge, path
        self._work = BringingIn(
            presenter.bridge,
            presenter.brand.id,
            path,
            looked=self.show_plan,
            unknown=self._ask_columns,
            ended=self._ended,
        )
        self._sheet: PlanSheet | None = None
        self._columns: Mapping[str, int] | None = None
        self._shown = WorkShown(owner)

    def look(self, columns: Mapping[str, int] | None = None) -> None:
        self._begin(_("Looking at “{name}”"))
        self._columns = columns
        self._work.look(columns)

    def show_plan(self, plan: Plan) -> None:
        """What it would do, for a person to say yes to."""
        self._ended()
        if self._sheet is not None:
            self._sheet.show_plan(plan)
            self._plan = plan
            return
        self._plan = plan
        sheet = PlanSheet(
            self._window,
            plan,
            choose=lambda events: self._work.look(None, events),
            read_days=lambda month_first: self._work.look(self._columns, month_first=month_first),
            columns=self._ask_again,
            go=self._bring_in,
            whose=whose_words(self._bridge, plan),
        )
        sheet.finished.connect(self._forget)
        self._sheet = sheet
        sheet.open()

    def _bring_in(self) -> None:
        self._begin(_("Bringing in “{name}”"))
        self._work.bring_in(self._plan)

    def _ask_again(self) -> None:
        if self._plan.table is not None:
            self._ask_columns(self._plan.table)

    def _ask_columns(self, table: Table) -> None:
        """What the columns of a table mean; then it is looked at again."""
        ask_columns(self._window, self._path.name, table, self.look)

    def _begin(self, title: str) -> None:
        self._shown.begin(title.format(name=self._path.name), self._work)

    def _ended(self) -> None:
        self._shown.end()

    def _forget(self) -> None:
        self._sheet = None


def _paths_of(wish: Wish) -> tuple[Path, ...]:
    paths = wish.get("paths", ())
    return tuple(Path(path) for path in paths) if isinstance(paths, (tuple, list)) else ()
