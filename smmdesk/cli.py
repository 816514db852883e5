"""The way in from a terminal. Whether a window is wanted is decided before anything of the commands is imported."""

from collections.abc import Sequence

OPTIONS_WITH_VALUE = ("--data-dir", "--passphrase-fd")


def names_command(arguments: Sequence[str]) -> bool:
    """Whether a command (or the help on commands) is asked for; else the window is."""
    rest = iter(arguments)
    for argument in rest:
        if argument in OPTIONS_WITH_VALUE:
            next(rest, None)
        elif argument in ("-h", "--help") or not argument.startswith("-"):
            return True
    return False


def main(arguments: Sequence[str]) -> int:
    """Do the command that `arguments` name; returns the exit code."""
    from smmdesk.commands.running import main as run_command

    return run_command(arguments)
