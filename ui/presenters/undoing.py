"""Undo and redo as menus, keys and buttons ask for them: done, and said."""

from smmdesk.desk import undo as steps
from smmdesk.desk.undo import Reverted
from smmdesk.model.words import _
from ui.bridge import Bridge


def undo(bridge: Bridge) -> None:
    """Take the last step back. A refusal is shown, and changes nothing."""
    done = bridge.attempt(lambda: steps.undo(bridge.desk))
    if done is not None:
        bridge.announce(_said(_("Undone: {step}"), done))


def redo(bridge: Bridge) -> None:
    """Do again what was taken back last."""
    done = bridge.attempt(lambda: steps.redo(bridge.desk))
    if done is not None:
        bridge.announce(_said(_("Redone: {step}"), done), True)


def _said(words: str, done: Reverted) -> str:
    return ". ".join(filter(None, (words.format(step=done.label), done.stays)))
