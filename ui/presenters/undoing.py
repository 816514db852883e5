"""Undo and redo as menus, keys and buttons ask for them: done, and said."""

from collections.abc import Callable
from functools import partial

from smmdesk.desk import undo as steps
from smmdesk.desk.undo import Reverted
from smmdesk.model.words import _
from ui.bridge import Bridge
from ui.presenters.long_work import LongWork


def takes_long(bridge: Bridge, *, redo: bool = False) -> bool:
    """Whether it goes in pieces, beside the screen's work: `LongStep`."""
    return bridge.can_run and bool(bridge.attempt(lambda: steps.takes_long(bridge.desk, redo=redo)))


def undo(bridge: Bridge) -> None:
    """Take the last step back. A refusal is shown, and changes nothing."""
    done = bridge.attempt(lambda: steps.undo(bridge.desk))
    if done is not None:
        _say(bridge, done, redo=False)


def undo_named(bridge: Bridge, step_id: str) -> None:
    """Take back what a message named, whatever was done since."""
    done = bridge.attempt(lambda: steps.undo_step(bridge.desk, step_id))
    if done is not None:
        _say(bridge, done, redo=False)


def is_newest(bridge: Bridge, step_id: str) -> bool:
    """Whether `undo` would take back this one."""
    return steps.is_next(bridge.desk, step_id)


def redo(bridge: Bridge) -> None:
    """Do again what was taken back last."""
    done = bridge.attempt(lambda: steps.redo(bridge.desk))
    if done is not None:
        _say(bridge, done, redo=True)


class LongStep(LongWork):
    """One step of very many rows, taken back or done again in pieces."""

    def __init__(self, bridge: Bridge, ended: Callable[[], object], *, redo: bool) -> None:
        super().__init__(bridge, ended)
        self._redo = redo

    @property
    def title(self) -> str:
        """What goes on, with the name of the step."""
        state = steps.peek(self._bridge.desk)
        words = _("Doing again: {step}") if self._redo else _("Taking back: {step}")
        return words.format(step=state.redo_label if self._redo else state.undo_label)

    def begin(self) -> None:
        self._bridge.run(self._work())

    async def _work(self) -> None:
        verb = steps.redo if self._redo else steps.undo
        done = await self.on_thread(partial(verb, self._bridge.desk))
        _say(self._bridge, done, redo=self._redo)


def _say(bridge: Bridge, done: Reverted, *, redo: bool) -> None:
    if done.stopped:
        words = _("Stopped halfway: {step}. Undo and Redo go on from here, either way")
    else:
        words = _("Redone: {step}") if redo else _("Undone: {step}")
    said = ". ".join(filter(None, (words.format(step=done.label), done.stays)))
    bridge.announce(said, redo and not done.stopped)
