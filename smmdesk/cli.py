"""The way in from a terminal. Whether a window is wanted is decided before anything of the commands is imported."""

from collections.abc import Sequence

OPTIONS_WITH_VALUE = ("--data-dir", "--passphrase-fd")


def names_command(arguments: Sequence[str]) -> bool:
    """Whether a command (or the help on commands) is asked for; else the window is."""
    rest = iter(arguments)
    for argument in rest:
        if argument in OPTIONS_WITH_VALUE:
            next(rest, None)
        elif argument in ("-h", "--help"):
            return True
        elif not argument.startswith("-"):
            return not is_to_open(argument)
    return False


def is_to_open(argument: str) -> bool:
    """Whether the window is to open it: a link of ours, or a file. Every command is one plain word."""
    return not argument.replace("-", "").isalpha() and (":" in argument or "." in argument or "/" in argument)


def main(arguments: Sequence[str]) -> int:
    """Do the command that `arguments` name; returns the exit code."""
    from smmdesk.commands.running import main as run_command

    return run_command(arguments)
