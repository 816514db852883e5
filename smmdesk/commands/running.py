"""The commands: what is understood, on which folder they work, and how they end (0 done, 1 a problem, 2 wrong usage).

Nothing here imports Qt, and each command imports only what it needs.
"""

import asyncio
import inspect
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from smmdesk.commands.answer import Answer, tell, tell_problem
from smmdesk.commands.parser import UsageError, make_parser
from smmdesk.model.problem import Problem, ProblemError
from smmdesk.model.words import set_language
from smmdesk.system.paths import Paths, default_folder

if TYPE_CHECKING:
    from smmdesk.desk.desk import Desk
    from smmdesk.system.secrets import Secret

log = logging.getLogger(__name__)
WRONG_USAGE = 2
LONGEST_PASSPHRASE = 10_000
STOPPED = 130  # as shells say it for Ctrl+C
Verb = Callable[[Any, Namespace], Any]


def main(arguments: Sequence[str]) -> int:
    """Do the command that `arguments` name; returns the exit code."""
    speak()
    try:
        args = make_parser().parse_args(list(arguments))
    except UsageError as error:
        print(error.usage, end="", file=sys.stderr)
        return tell_problem(error.problem, "--json" in arguments, WRONG_USAGE)
    return run(args)


def speak() -> None:
    """Words in the language of the terminal."""
    names = ("SMMDESK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    set_language(next((os.environ[name] for name in names if os.environ.get(name)), "en"))


def paths_of(args: Namespace) -> Paths:
    """The data folder that the arguments choose."""
    folder = args.data_dir.expanduser().absolute() if args.data_dir else default_folder(demo=args.demo)
    return Paths(folder)


def run(args: Namespace) -> int:
    """Do a command; returns the exit code."""
    try:
        answer = _answer(args)
        return 0 if getattr(args, "from_window", False) else tell(answer, args.json)
    except ProblemError as error:
        usage = error.problem.code == "usage"
        if getattr(args, "from_window", False):
            _tell_window(error.problem)
        return tell_problem(error.problem, args.json, WRONG_USAGE if usage else 1)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # written down where it happened
        return tell_problem(Problem("app_fault"), args.json)


def _tell_window(problem: Problem) -> None:
    """The window that started this engine hears why it cannot work: a damaged calendar, a disk without room."""
    from smmdesk import engine
    from smmdesk.system import pipe

    with suppress(OSError):
        pipe.tell(engine.STANDARD_OUTPUT, engine.problem_line(problem))


def _answer(args: Namespace) -> Answer:
    module, _, name = args.verb.partition(":")
    verb = cast(Verb, getattr(import_module(f"smmdesk.commands.{module}"), name))
    paths = paths_of(args)
    if args.without_desk:
        return cast(Answer, verb(paths, args))
    from smmdesk.app import close_now, open_desk
    from smmdesk.system.log import start_log, stop_log

    desk = open_desk(paths, durable=True, passphrase=_passphrase(args))
    handler = start_log(paths, "engine" if args.command == "publish" else "commands")
    try:
        if args.demo:
            from smmdesk.desk import demo

            demo.fill(desk)
        found = verb(desk, args)
        return cast(Answer, asyncio.run(_ended(desk, found)) if inspect.isawaitable(found) else found)
    except (ProblemError, BrokenPipeError):
        raise
    except Exception:
        log.exception("the command %s ended with a fault", args.verb)
        raise
    finally:
        close_now(desk)
        stop_log(handler)


async def _ended(desk: "Desk", work: Awaitable[Answer]) -> Answer:
    """A command that needed the network leaves it on the loop that opened it."""
    from smmdesk.app import leave_network

    try:
        return await work
    finally:
        await leave_network(desk)


def _passphrase(args: Namespace) -> "Secret | None":
    """From the file descriptor that was named, one line. Raises ProblemError(usage)."""
    if args.passphrase_fd is None:
        return None
    from smmdesk.system.secrets import Secret

    try:
        with os.fdopen(args.passphrase_fd, encoding="utf-8") as file:
            return Secret(file.readline(LONGEST_PASSPHRASE).rstrip("\r\n"))
    except OSError as error:
        raise ProblemError("usage", said=f"--passphrase-fd {args.passphrase_fd}") from error
