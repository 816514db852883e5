"""The log: nothing in it that opens an account, never more than fifty megabytes."""

import logging
from collections.abc import Iterator

import pytest

from smmdesk.system import log as module
from smmdesk.system.log import redacted, silence, start_log, stop_log
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret

CANARY = "smmcanary-4f1c"


@pytest.fixture
def paths(tmp_path) -> Paths:
    return Paths(tmp_path / "desk").make()


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """A logger of the program, with levels put back afterwards."""
    root, own = logging.getLogger(), logging.getLogger("smmdesk.test")
    levels = {name: logging.getLogger(name).level for name in ("smmdesk", "ui", *module.SILENT)}
    before = root.level
    yield own
    root.setLevel(before)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize(
    "line",
    [
        f"Authorization: Bearer {CANARY}",
        f"authorization='Basic {CANARY}'",
        f"{{'Authorization': 'Bearer {CANARY}', 'Accept': 'x'}}",
        f"Cookie: session={CANARY}; other=1",
        f"set-cookie: a={CANARY}; Path=/",
        f"DPoP: {CANARY}",
        f"access_token={CANARY}&x=1",
        f'{{"access_token": "{CANARY}", "token_type": "Bearer"}}',
        f'{{"refreshToken": "{CANARY}"}}',
        f'{{"accessJwt":"{CANARY}"}}',
        f"'refresh_token': '{CANARY}'",
        f'{{"password": "a\\"{CANARY}"}}',
        f"password: {CANARY}",
        f"app_password = {CANARY}",
        f"client_secret={CANARY}",
        f"code={CANARY}",
        f'{{"code": "{CANARY}"}}',
        f"code_verifier={CANARY}&state={CANARY}",
        f"https://ada:{CANARY}@example.org/x",
        f"GET https://example.org/cb?code={CANARY}&state=1 done",
        f"https://example.org/cb#access_token={CANARY}",
        f"http://127.0.0.1:49152/cb?x={CANARY}",
        f"Bearer {CANARY}",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzbW1jYW5hcnktNGYxYyJ9.smmcanary-4f1c",
    ],
)
def test_what_may_be_a_secret_is_gone(line: str) -> None:
    assert CANARY not in redacted(line)
    assert module.GONE in redacted(line)


@pytest.mark.parametrize(
    "line",
    [
        "part 019a state: published",
        "the server answered with code: 503",
        "https://example.org/@forno/113 is live",
        "Secret(…)",
        "posted 2 of 3 parts",
        "the state of the token was not asked",
    ],
)
def test_ordinary_words_stay(line: str) -> None:
    assert redacted(line) == line


def test_a_long_line_is_cut() -> None:
    assert len(redacted("word " * 10_000)) < 8_100


def test_a_secret_in_an_exception_does_not_reach_the_file(paths: Paths, logger: logging.Logger) -> None:
    handler = start_log(paths, "engine", logging.DEBUG)
    try:
        try:
            raise ValueError(f"https://example.org/?token={CANARY}", {"password": CANARY})
        except ValueError:
            logger.info("it failed with %r", Secret(CANARY), exc_info=True)
        logger.debug("headers %s", {"Authorization": f"Bearer {CANARY}"})
    finally:
        stop_log(handler)
    text = (paths.logs / "engine.log").read_text(encoding="utf-8")
    assert CANARY not in text
    assert "it failed with Secret(" in text
    assert "ValueError" in text
    assert (paths.logs / "engine.log").stat().st_mode & 0o077 == 0


@pytest.mark.fault(90)
def test_never_more_than_fifty_megabytes(paths: Paths, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FILE_BYTES", module.FILE_BYTES // 1000)
    handlers = [start_log(paths, name) for name in module.NAMES]
    try:
        for number in range(2_000):
            logger.info("line %d of many", number)
    finally:
        for handler in handlers:
            stop_log(handler)
    files = list(paths.logs.iterdir())
    assert len(files) == len(module.NAMES) * (module.FILES_KEPT + 1)
    assert 25_000 < sum(path.stat().st_size for path in files) <= 50_000, "a thousandth of what is allowed"
    assert "line 1999" in (paths.logs / "window.log").read_text(encoding="utf-8")


def test_the_http_libraries_say_nothing(paths: Paths, logger: logging.Logger) -> None:
    handler = start_log(paths, "window", level=logging.DEBUG)
    try:
        logging.getLogger("httpx").warning("GET %s", f"https://e.org/?token={CANARY}")
        logging.getLogger("httpcore.connection").debug("x")
        logging.getLogger("asyncio").warning("slow callback")
        logger.info("ours")
    finally:
        stop_log(handler)
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).disabled = False
            logging.getLogger(name).propagate = True
    text = (paths.logs / "window.log").read_text(encoding="utf-8")
    assert "ours" in text
    assert "GET" not in text
    assert "slow callback" not in text


def test_silence_can_be_asked_for_alone(logger: logging.Logger) -> None:
    silence()
    assert not logging.getLogger("alembic").isEnabledFor(logging.INFO)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).disabled = False
        logging.getLogger(name).propagate = True


def test_a_log_that_ends_leaves_the_loggers_as_they_were(paths, logger, caplog):
    caplog.set_level("DEBUG")
    stop_log(start_log(paths, "commands"))
    logger.debug("heard by whoever listens next")
    assert "heard by whoever listens next" in caplog.text
