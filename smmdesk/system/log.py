"""The program's log: at most 50 MB in all, and nothing in it that opens an account.

What looks like a secret is taken out of every line before it is written, also out of exceptions. The HTTP libraries'
own loggers are off: they would write addresses with their query strings.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from smmdesk.system.paths import Paths

FILE_BYTES = 5_000_000
FILES_KEPT = 9  # with the current one: 50 MB
NAMES = ("window", "engine", "commands")
"""Each kind of process has a file of its own, and an equal share of the room."""
FORMAT = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"
LONGEST_LINE = 8_000
OWN = ("smmdesk", "ui")
SILENT = ("httpx", "httpcore", "urllib3", "keyring", "asyncio", "PIL", "alembic", "hpack")

GONE = "[removed]"
_HEADERS = r"authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token|dpop"
_ALWAYS = r"\w*(?:token|jwt|secret|passwd|password|passphrase|api_?key|app_?key|verifier)|assertion|ciphertext"
_IN_FORMS = r"code|state|signature|nonce|session|session_?id|sid"  # ordinary words when a colon follows
_QUOTED = r"(['\"])(?:\\.|(?!\2).)*\2"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?i)\b({_HEADERS})(\W{{1,4}})[^\r\n]*?(?=['\"]\s*[,)}}\]]|[\r\n]|$)"), rf"\1\2{GONE}"),
    (re.compile(rf"(?i)(\b(?:{_ALWAYS})\b['\"]?\s*[:=]\s*){_QUOTED}"), rf"\1\2{GONE}\2"),
    (re.compile(rf"(?i)(\b(?:{_IN_FORMS})\b['\"]\s*:\s*|\b(?:{_IN_FORMS})=){_QUOTED}"), rf"\1\2{GONE}\2"),
    (re.compile(rf"(?i)(\b(?:{_ALWAYS})\b\s*[:=]\s*)[^\s'\",;&)}}\]]+"), rf"\1{GONE}"),
    (re.compile(rf"(?i)(\b(?:{_IN_FORMS})=)[^\s'\",;&)}}\]]+"), rf"\1{GONE}"),
    (re.compile(r"(?i)\b(bearer|basic|dpop)\s+[\w.~+/=-]{6,}"), rf"\1 {GONE}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), GONE),
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@'\"]+@"), rf"\1{GONE}@"),
    (re.compile(r"(\b\w+://[^\s?#'\"<>]*)[?#][^\s'\"<>]*"), rf"\1?{GONE}"),
)


def redacted(text: str) -> str:
    """`text` without what may be a secret; long lines are cut."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " […]"


class LogFile(RotatingFileHandler):
    """The file that the log goes to, and the levels that its loggers had before."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=FILE_BYTES // len(NAMES),
            backupCount=FILES_KEPT,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self.levels_before = {name: logging.getLogger(name).level for name in ("", *OWN)}


class RedactingFormatter(logging.Formatter):
    """Formats a record whole, with its exception, and only then takes secrets out: nothing slips past in arguments."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def start_log(paths: Paths, name: str, level: int = logging.INFO) -> LogFile:
    """Write warnings of everybody and the program's own news to logs/<name>.log, readable by this user only.

    Each kind of process has a file of its own (`name`, one of NAMES), because two cannot rotate one. Returns the
    file, for `stop_log`.
    Raises OSError when the folder may not be written.
    """
    silence()
    file = LogFile(paths.logs / f"{name}.log")
    file.setFormatter(RedactingFormatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(file)
    root.setLevel(min(level, logging.WARNING))
    for own in OWN:
        logging.getLogger(own).setLevel(level)
    return file


def stop_log(file: LogFile) -> None:
    """Take the file away, close it, and give the loggers back the levels that they had."""
    logging.getLogger().removeHandler(file)
    file.close()
    for name, level in file.levels_before.items():
        logging.getLogger(name).setLevel(level)


def silence() -> None:
    """Keep the libraries' loggers quiet, whatever level anybody sets on the root."""
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.ERROR)
    for name in ("httpx", "httpcore"):
        logger = logging.getLogger(name)
        logger.disabled = True
        logger.propagate = False
