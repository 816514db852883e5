"""The card of settings that says where photos lie on the web while a platform fetches them, and tries each step."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _, ngettext
from ui.look.style import set_shown
from ui.look.theme import theme
from ui.presenters.photos_on_web import NOWHERE, PhotosOnWeb, StepRow
from ui.widgets.buttons import text_button
from ui.widgets.marks import IconMark
from ui.widgets.safe_label import SafeLabel
from ui.widgets.setting_rows import FIELD_PX, SettingCard

MARKS = {
    "waiting": ("circle", "text-muted"),
    "running": ("loader-circle", "accent-ink"),
    "done": ("circle-check", "success"),
    "failed": ("circle-alert", "danger"),
}


class PhotosCard(SettingCard):
    """Nothing is kept before "Save and try", but for going back to nowhere, which holds at once."""

    def __init__(self, photos: PhotosOnWeb) -> None:
        super().__init__(_("Photos on the web"), "images")
        self._photos = photos
        photos.setParent(self)
        self.place = QComboBox()
        for key, words in photos.entries:
            self.place.addItem(tame(words), key)
        self.place.setCurrentIndex(max(0, self.place.findData(photos.chosen_key)))
        about = _(
            "Some platforms, Instagram for one, fetch photos and videos. They lie there only until the post is out."
        )
        self.add(_("Where they lie"), self.place, "settings_photos", about)
        self.fields: dict[str, dict[str, QLineEdit]] = {}
        self._rows: dict[str, list[QWidget]] = {}
        for key, _words in photos.entries:
            self._add_fields(key)
        self._trial = self.add_row(_("Does it work?"), self._make_trial())
        self.place.activated.connect(self._chosen)
        photos.changed.connect(self._show)
        self._show()

    @property
    def key(self) -> str:
        return str(self.place.currentData())

    def _add_fields(self, key: str) -> None:
        self.fields[key], self._rows[key] = {}, []
        for fact in self._photos.fields_of(key):
            line = QLineEdit(self._photos.value_of(key, fact.key))
            line.setObjectName(f"photos_{key}_{fact.key}")
            line.setFixedWidth(theme().px(FIELD_PX))
            line.setPlaceholderText(tame(fact.placeholder))
            line.setAccessibleName(_(fact.label))
            if fact.kind == "secret":
                line.setEchoMode(QLineEdit.EchoMode.Password)
                if self._photos.chosen_key == key:
                    line.setPlaceholderText(_("kept, unless you type another"))
            self.fields[key][fact.key] = line
            self._rows[key].append(self.add_row(_(fact.label), line, _(fact.help) if fact.help else ""))

    def _make_trial(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(theme().px(FIELD_PX))
        self.button = text_button(_("Save and try"), "photos_try", "primary")
        self.button.clicked.connect(self._try)
        self.said = SafeLabel("", "caption", "muted", wrap=True)
        self.said.setObjectName("photos_said")
        self._steps = QVBoxLayout()
        self._steps.setSpacing(theme().space(2))
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        column.addWidget(self.button)
        column.addLayout(self._steps)
        column.addWidget(self.said)
        self.lines = [_StepLine() for _number in range(3)]
        for line in self.lines:
            self._steps.addWidget(line)
        return box

    def _chosen(self) -> None:
        if self.key == NOWHERE and self._photos.chosen_key != NOWHERE:
            self._photos.choose_nowhere()
        self._photos.steps, self._photos.problem = (), None
        self._show()

    def _try(self) -> None:
        self._photos.save_and_try(self.key, {name: line.text() for name, line in self.fields[self.key].items()})

    def _show(self) -> None:
        key, photos = self.key, self._photos
        for other, rows in self._rows.items():
            for row in rows:
                set_shown(row, other == key)
        set_shown(self._trial, key != NOWHERE)
        running = any(step.state == "running" for step in photos.steps)
        self.button.setEnabled(not running)
        for number, line in enumerate(self.lines):
            set_shown(line, number < len(photos.steps))
            if number < len(photos.steps):
                line.show_step(photos.steps[number])
        words, tone = self._words(key)
        self.said.setText(words)
        self.said.set_tone(tone)
        set_shown(self.said, bool(words))

    def _words(self, key: str) -> tuple[str, str]:
        """What stands below the button: what is wrong, else what was found, else what is worth knowing."""
        photos = self._photos
        failed = next((step.problem for step in photos.steps if step.problem is not None), None)
        if photos.problem is not None:
            return f"{photos.problem.title}. {photos.problem.advice}", "danger"
        if failed is not None:
            said = failed.values.get("said")
            return f"{failed.title}: {said}" if said else f"{failed.title}. {failed.advice}", "danger"
        if photos.left_there:
            words = ngettext(
                "{count} photo may still lie at the place before.",
                "{count} photos may still lie at the place before.",
                photos.left_there,
            )
            return words.format(count=photos.left_there), "warning"
        if photos.steps:
            done = all(step.state == "done" for step in photos.steps)
            return (_("It works: platforms can fetch your photos from there."), "success") if done else ("", "muted")
        if photos.chosen_key == key and not photos.is_seen:
            return _("It was not tried yet."), "warning"
        return photos.about(key), "muted"


class _StepLine(QWidget):
    """A mark and what it stands for; a screen reader hears how it went."""

    def __init__(self) -> None:
        super().__init__()
        self.mark, self.words = IconMark("circle", 16), SafeLabel("", "body", wrap=True)
        self.setObjectName("photos_step")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(self.mark)
        row.addWidget(self.words, 1)

    def show_step(self, step: StepRow) -> None:
        self.mark.set_icon(*MARKS[step.state])
        self.words.setText(step.label)
        said = {
            "waiting": _("{step}: not tried yet"),
            "running": _("{step}: being tried"),
            "done": _("{step}: works"),
            "failed": _("{step}: does not work"),
        }[step.state]
        self.setAccessibleName(said.format(step=step.label))
