"""Who publishes on a platform that wants an app of its owner's own: the easy way first, each with what it means."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smmdesk.model.words import _
from ui.look.theme import theme
from ui.presenters.channels import ChannelsPresenter
from ui.presenters.coaching import Coach, guide_instead, plan_later, publish_by_itself
from ui.widgets.buttons import TextButton
from ui.widgets.safe_label import SafeLabel


class ChannelWays(QWidget):
    """A question and its answers; nothing of what only some of them need shows before one is chosen."""

    def __init__(self, presenter: ChannelsPresenter, coach: Coach) -> None:
        super().__init__()
        name = _(coach.facts.name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().space(3))  # the ring around a button keeps clear of the words
        self._column.addWidget(SafeLabel(_("Who publishes there?"), "title"))
        self._column.addSpacing(theme().space(3))
        guided = TextButton(_("Publish there myself, guided"), "coach_guided", "primary", "hand")
        guided.clicked.connect(partial(guide_instead, presenter))
        says = _("At its time you find text and photos ready: paste them on {platform} and publish. Ready at once.")
        self._way(guided, says.format(platform=name))
        own = TextButton(_("Let smmdesk publish"), "coach_own_app", "normal", "key-round")
        own.clicked.connect(partial(publish_by_itself, presenter))
        says = _("Posts go out by themselves. For that you make an app of your own on {platform}, once, step by step.")
        self._way(own, says.format(platform=name))
        if coach.again is None:
            later = TextButton(_("Plan now, connect later"), "coach_later", "normal", "calendar-clock")
            later.clicked.connect(partial(plan_later, presenter))
            self._way(later, _("Write and plan posts for it now; decide before the first one goes out."))
        self._column.addWidget(SafeLabel(_("You can change this whenever you want."), "caption", "muted", wrap=True))

    def _way(self, button: TextButton, says: str) -> None:
        button.setAccessibleDescription(says)
        button.setAutoDefault(False)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(SafeLabel(says, "body", "muted", wrap=True))
        self._column.addSpacing(theme().space(6))
