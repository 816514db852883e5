"""What the one main button of a problem says: the same words in bar, list, card and notification (ux.md 76)."""

from smmdesk.model.problem import Problem, Remedy
from smmdesk.model.problem_texts import BUTTONS
from smmdesk.model.words import _


def remedy_label(remedy: Remedy) -> str:
    """What the button of a remedy says; empty where there is none."""
    return {
        Remedy.NONE: "",
        Remedy.RETRY: _("Try again"),
        Remedy.SIGN_IN: _("Sign in again"),
        Remedy.EDIT: _("Edit the post"),
        Remedy.CHOOSE_FILE: _("Choose photo"),
        Remedy.CHOOSE_TIME: _("Choose a time"),
        Remedy.CHOOSE_FOLDER: _("Choose folder"),
        Remedy.SPLIT: _("Split it"),
        Remedy.OPEN_PAGE: _("Open the page"),
        Remedy.RESOLVE: _("Decide"),
        Remedy.UNLOCK: _("Unlock"),
        Remedy.FREE_SPACE: _("Try saving again"),
        Remedy.UPDATE: _("Get the new version"),
        Remedy.RESTORE: _("Show it"),
        Remedy.REPORT: _("Copy details"),
        Remedy.SHOW: _("Show them"),
        Remedy.GO_ON: _("Let it go on"),
    }[remedy]


def button_label(problem: Problem) -> str:
    """What the button of this very problem says."""
    own = BUTTONS.get(problem.code)
    if own is not None and ("{" not in own or "number" in problem.values):
        return problem.say(_(own))
    return remedy_label(problem.remedy)


def details_of(problem: Problem) -> str:
    """What support needs: code, words, values. Values never hold a secret."""
    values = ", ".join(f"{name}={value}" for name, value in sorted(problem.values.items()))
    return f"{problem.code}: {problem.title}. {problem.advice} [{values}]"
