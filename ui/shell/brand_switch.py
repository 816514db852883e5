"""Going from one brand to another: by the faces on the rail, by the menu, by keys. What is written is saved first."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QMenu

from smmdesk.desk import brands
from smmdesk.model.for_the_eye import tame
from smmdesk.model.words import _
from ui.look import icons
from ui.presenters.brand_faces import BrandFaces
from ui.shell.places import COMPOSER

if TYPE_CHECKING:
    from ui.calendar.pictures import Pictures
    from ui.shell.rail import Rail
    from ui.shell.session import Session


class BrandAction(QAction):
    """`keyed`: its keys were pressed. What is typed after them is for that brand, so it opens at once."""

    keyed = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.keyed.emit()
            return True
        return super().event(event)


class BrandSwitch(QObject):
    """Lives as long as the window; the rail it shows itself on is made anew with the views."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._open_id = ""
        self._actions: list[QAction] = []
        self._menu: QMenu | None = None
        self._first_action: QAction | None = None  # with one brand there is no list, only the way to another one
        self._pictures: Pictures | None = None
        self.presenter = BrandFaces(session.bridge)
        self.presenter.changed.connect(self._changed)
        session.window.place_shown.connect(self._place_shown)

    def close(self) -> None:
        self.presenter.close()

    def show(self) -> None:
        """On the rail that is there now: whose desk it is, and the others."""
        self._open_id = ""  # the views are those of the brand that is open: none has to be made anew for it
        self.presenter.reload()
        self._open_id = self.presenter.open_id
        self._dress(self._session.window.rail)

    def choose(self, brand_id: str) -> None:
        """Open a brand, or with an empty id all of them; not while what is written cannot be saved: it says why."""
        session = self._session
        composer = session.window.view(COMPOSER)
        if composer is not None and not composer.close():
            session.window.go_to(COMPOSER)
            return
        brands.choose(session.bridge.desk, brand_id)
        session.make_again()

    def _place_shown(self, key: str) -> None:
        """In the settings one is opened too."""
        view = self._session.window.view(key)
        if key == "settings" and view is not None and not view.property("connected_brands"):
            view.setProperty("connected_brands", True)
            view.presenter.brands.chosen.connect(self.choose)  # type: ignore[attr-defined]

    def add_to(self, menu: QMenu) -> None:
        """Their place in the main menu."""
        self._menu = QMenu(_("Brands"), menu)  # kept: of one that addMenu makes, PySide loses hold
        menu.addMenu(self._menu)
        self._menu.setObjectName("menu_brands")
        self._first_action = QAction(icons.icon("layout-grid"), _("Add a brand…"), menu)  # kept, like the menu
        self._first_action.setObjectName("action_brand_first")
        self._first_action.triggered.connect(self._add_another)
        menu.addAction(self._first_action)
        self._list()

    def _changed(self) -> None:
        """Another brand is open since the database changed: one came, or went away."""
        self._dress(self._session.window.rail)
        if self._open_id not in ("", self.presenter.open_id):
            QTimer.singleShot(0, self, self._session.make_again)  # views of the other brand still hear of this change
        self._open_id = self.presenter.open_id

    def _dress(self, rail: "Rail") -> None:
        faces = self.presenter.faces
        rail.set_brand(self.presenter.name, self.presenter.color)
        if not faces:
            rail.show_faces(None)
        else:
            from ui.calendar.pictures import Pictures
            from ui.shell.brand_faces import FaceStrip

            if self._pictures is None:
                self._pictures = Pictures(self._session.bridge)
            strip = FaceStrip(faces, self._pictures)
            strip.chosen.connect(self.choose)
            rail.show_faces(strip)
        self._list()

    def _list(self) -> None:
        """Menu and keys, as the brands are now."""
        window = self._session.window
        for action in self._actions:
            window.removeAction(action)
            action.deleteLater()
        self._actions = []
        for face in self.presenter.faces:
            action = BrandAction(tame(face.words).replace("&", "&&"), window)
            action.setObjectName(f"action_brand_{face.id or 'all'}")
            action.setShortcut(QKeySequence(face.keys))
            action.setCheckable(True)
            action.setChecked(face.current)
            action.triggered.connect(partial(self._pressed, face.id))  # its menu is closed by then, and goes later
            action.keyed.connect(partial(self.choose, face.id))
            window.addAction(action)
            self._actions.append(action)
        if self._menu is not None:
            self._menu.clear()
            self._menu.addActions(self._actions)
            self._menu.addSeparator()
            another = self._menu.addAction(icons.icon("plus"), _("Add a brand…"), self._add_another)
            another.setObjectName("action_brand_add")
            self._menu.menuAction().setVisible(bool(self._actions))
        if self._first_action is not None:
            self._first_action.setVisible(not self._actions)

    def _add_another(self, _on: bool = False) -> None:
        """In the settings, where the brands stand."""
        from ui.views.settings_brands import open_new

        window = self._session.window
        settings = window.go_to("settings")
        open_new(window, settings.presenter.brands)  # type: ignore[attr-defined]

    def _pressed(self, brand_id: str, _checked: bool = False) -> None:
        self.choose(brand_id)
