"""A secret cannot be printed, and the way it comes in is closed behind it."""

import copy
import json
import logging
import os
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from smmdesk.system.secrets import (
    Secret,
    take_passphrase,
)
from tests.guards import AllowLog

CANARY = "CANARY-7f3a"
WINDOWS_MOST_CHARS = 1280


# ------------------------------------------------------------------ Secret
def test_a_secret_is_never_shown(caplog: pytest.LogCaptureFixture, allow_log: AllowLog) -> None:
    allow_log("^test: ")
    secret = Secret(CANARY)
    logging.getLogger("test").error("%s %r", secret, [secret])
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r:>20}", repr({"a": (secret,)}), caplog.text]
    assert CANARY not in "".join(shown)
    assert "Secret(…)" in caplog.text


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.copy, copy.deepcopy, vars])
def test_a_secret_is_never_written(write: Callable[[Any], Any]) -> None:
    secret = Secret(CANARY)
    try:
        found = write(secret)
    except TypeError:
        return
    assert found is secret


def test_a_secret_of_several_parts() -> None:
    secret = Secret.of(access="a", refresh=Secret("r"))
    fresh = secret.with_fields(access=Secret("b"))
    assert [fresh.field(name).reveal() for name in ("access", "refresh", "none")] == ["b", "r", ""]
    assert not fresh.field("none")
    assert not Secret("no json").field("x")


def test_the_passphrase_is_taken_from_the_environment_once() -> None:
    environment = {"SMMDESK_PASSPHRASE": CANARY, "HOME": "/"}
    found = take_passphrase(environment)
    assert found is not None
    assert found.reveal() == CANARY
    assert environment == {"HOME": "/"}
    assert take_passphrase(environment) is None


def test_a_descriptor_is_preferred_and_closed() -> None:
    read, write = os.pipe()
    os.write(write, b"dalla pipe\nrest")
    os.close(write)
    environment = {"SMMDESK_PASSPHRASE": "from there"}
    found = take_passphrase(environment, read)
    assert found is not None
    assert found.reveal() == "dalla pipe"
    assert not environment
    with pytest.raises(OSError):
        os.fstat(read)
