"""The card of settings with the folder whose files become ideas, and the question about what lies in it already."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smmdesk.model.words import _, ngettext
from ui import dialogs
from ui.bridge import Bridge
from ui.links import open_folder
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.idea_folder import IdeaFolderSetting, choose
from ui.widgets.buttons import text_button
from ui.widgets.safe_label import NameLabel, SafeLabel, set_tool_tip
from ui.widgets.setting_rows import FIELD_PX, SettingCard


class IdeasCard(SettingCard):
    """One line without a folder; with one, below it, where it is and what came from it."""

    def __init__(self, setting: IdeaFolderSetting) -> None:
        super().__init__(_("Folder for ideas"), "lightbulb")
        self._setting = setting
        setting.setParent(self)
        about = _(
            "Photos, films and texts that you put into it become ideas by themselves. A photo and a text of one name "
            "are one idea. Your files stay as they are."
        )
        self.add_row(_("A folder of your own"), self._buttons(), about)
        self._line = self.add_row(_("What came from it"), self._said())
        setting.changed.connect(self._show)
        self._show()

    def _buttons(self) -> QWidget:
        holder = QWidget()
        holder.setObjectName("settings_ideas")
        holder.setFixedWidth(theme().px(FIELD_PX))
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self.choose = text_button(_("Choose a folder…"), "settings_ideas_choose", icon="folder-open")
        self.choose.clicked.connect(self._choose)
        self.leave = text_button(_("Leave off"), "settings_ideas_none", "quiet")
        self.leave.set_label(_("Leave off"), _("No folder for ideas any more"))
        self.leave.clicked.connect(self._setting.leave)
        row.addWidget(self.choose, 1)
        holder.setFocusProxy(self.choose)
        row.addWidget(self.leave)
        return holder

    def _said(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(theme().px(FIELD_PX))
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        self.path = NameLabel("", "body-strong")
        self.path.setObjectName("ideas_path")
        self.came = SafeLabel("", "caption", "muted", wrap=True)
        self.came.setObjectName("ideas_came")
        self.left_out = SafeLabel("", "caption", "muted", wrap=True)
        self.left_out.setObjectName("ideas_left_out")
        self.wrong = SafeLabel("", "caption", "danger", wrap=True)
        self.wrong.setObjectName("ideas_wrong")
        self.shown = text_button(_("Open the folder"), "settings_ideas_open", "link", small=True)
        self.shown.clicked.connect(lambda: open_folder(Path(self._setting.path)))
        for part in (self.path, self.wrong, self.came, self.left_out):
            column.addWidget(part)
        foot = QHBoxLayout()
        foot.addWidget(self.shown)
        foot.addStretch()
        column.addLayout(foot)
        return holder

    def _show(self) -> None:
        setting = self._setting
        has = bool(setting.path)
        problem = setting.state.problem if setting.state is not None else None
        self.choose.set_label(_("Another folder…") if has else _("Choose a folder…"))
        set_shown(self.leave, has)
        set_shown(self._line, has)
        self.path.setText(Path(setting.path).name or setting.path)
        set_tool_tip(self.path, setting.path)
        self.wrong.setText(f"{problem.title}. {problem.advice}" if problem is not None else "")
        set_shown(self.wrong, problem is not None)
        self.came.setText(setting.came)
        self.left_out.setText(setting.left_out)
        set_shown(self.left_out, bool(setting.left_out))

    def _choose(self) -> None:
        window = self.window()
        dialogs.choose_folder(
            window, _("Folder for ideas"), lambda path: self._setting.choose(path, partial(ask_about_old, window))
        )


def choose_anew(owner: QWidget, bridge: Bridge, brand_id: str) -> None:
    """Another folder for a brand whose own cannot be reached."""

    def chosen(path: Path) -> None:
        bridge.run(choose(bridge, brand_id, path, partial(ask_about_old, owner)), key="ideas folder")

    dialogs.choose_folder(owner, _("Folder for ideas"), chosen)


def ask_about_old(owner: QWidget, count: int, told: Callable[[bool], None]) -> dialogs.Sheet:
    """Whether files that lie in the folder already become ideas too."""
    title = ngettext("{count} file is in this folder already", "{count} files are in this folder already", count)
    text = _("Only what comes from now on becomes an idea, or these files too. They stay where they are.")
    sheet = dialogs.Sheet(owner.window(), title.format(count=count), text)
    sheet.setObjectName("ideas_old")
    sheet.add_button(_("Cancel"), "sheet_cancel", None)
    sheet.add_button(_("These too"), "ideas_these_too", partial(told, True))
    sheet.add_button(_("Only what comes"), "ideas_only_new", partial(told, False), "primary")
    sheet.open()
    return sheet
