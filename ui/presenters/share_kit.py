"""The share kit of one post: which target is chosen, its code, its message."""

from pathlib import Path

from smmdesk.desk import sharing
from smmdesk.desk.sharing import Kit, Target
from smmdesk.model.words import _
from ui.bridge import Bridge


class ShareKit:
    """`kit` is None where nothing of the post can be seen online."""

    def __init__(self, bridge: Bridge, post_id: str) -> None:
        self._bridge = bridge
        self.kit: Kit | None = sharing.kit_of(bridge.desk, post_id)
        self.target: Target | None = self.kit.targets[0] if self.kit is not None else None

    def choose(self, number: int) -> None:
        if self.kit is not None:
            self.target = self.kit.targets[number]

    @property
    def code(self) -> tuple[tuple[bool, ...], ...]:
        return sharing.code_of(self.target.url) if self.target is not None else ()

    @property
    def message(self) -> str:
        return self.kit.message(self.target) if self.kit is not None and self.target is not None else ""

    def save(self, path: Path) -> None:
        target = self.target
        if target is not None and self._bridge.attempt(lambda: sharing.save_code(target.url, path)) is not None:
            self._bridge.announce(_("The code is saved"))

    def copied(self) -> None:
        self._bridge.announce(_("Copied"))
