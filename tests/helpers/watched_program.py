"""Starts main.py with somebody watching: what it asks of the system is written down, and its log leaves nothing out.

    python watched_program.py FILE [ARGUMENTS OF main.py]

Each line of FILE is a JSON list: the audit event of Python (PEP 578) and what of its arguments matters here.
"""

import json
import logging
import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WATCHED = {
    "os.system": lambda args: [str(args[0])],
    "os.exec": lambda args: [str(args[0])],
    "pickle.find_class": lambda args: [str(args[0]), str(args[1])],
    "subprocess.Popen": lambda args: [str(args[0]), [str(word) for word in args[1] or ()]],
    "socket.connect": lambda args: [str(args[1][0]) if isinstance(args[1], tuple) else f"unix:{args[1]!r}"],
    "socket.getaddrinfo": lambda args: [str(args[0])],
    "socket.bind": lambda args: [str(args[1][0]) if isinstance(args[1], tuple) else "unix"],
}


def watch(path: str) -> None:
    """From now on everything that matters is added to `path`."""
    out = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(event: str, args: tuple[object, ...]) -> None:
        if event in WATCHED:
            os.write(out, json.dumps([event, *WATCHED[event](args)]).encode() + b"\n")

    sys.addaudithook(heard)


def log_everything() -> None:
    from smmdesk.system import log

    log.start_log.__defaults__ = (logging.DEBUG,)


if __name__ == "__main__":
    watched, *rest = sys.argv[1:]
    sys.path.insert(0, str(ROOT))
    watch(watched)
    log_everything()
    sys.argv = [str(ROOT / "main.py"), *rest]
    runpy.run_path(str(ROOT / "main.py"), run_name="__main__")
