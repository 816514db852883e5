"""The fixtures say plainly what is wrong, and the command starts and stops servers for people."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from smmdesk.platforms.wire import Wire
from smmdesk.system.clock import ManualClock

from .certificates import Authority
from .process import alive

ROOT = Path(__file__).parents[2]
PLUGINS = ("pytest_timeout", "tests.servers.fixtures", "no:cacheprovider")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, *(f"-p{name}" for name in PLUGINS)]
ASKS_FOR_WORDPRESS = "def test_it(wordpress_server): pass\ndef test_again(wordpress_server): pass\n"
SENDS_RUBBISH = """
import httpx
def test_it(fake_mastodon):
    headers = {"Authorization": f"Bearer {fake_mastodon.token()}"}
    wish = {"status": "x", "wrong": 1}
    httpx.post(f"{fake_mastodon.url}/api/v1/statuses", json=wish, headers=headers, trust_env=False)
"""


def pytest_says(folder: Path, test: str, **env: str) -> str:
    """What a pytest of its own says about a test file."""
    (folder / "test_small.py").write_text(test)
    kept = {name: value for name, value in os.environ.items() if name not in ("SMMDESK_SPECS", "SMMDESK_NO_SERVERS")}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [*PYTEST, "--rootdir", str(folder), str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env={**kept, **env}, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout


def test_a_server_that_cannot_be_installed_fails_its_tests(tmp_path: Path) -> None:
    cache = str(tmp_path / "empty")
    said = pytest_says(tmp_path, ASKS_FOR_WORDPRESS, SMMDESK_PHP="no-such-program", SMMDESK_SERVER_CACHE=cache)
    assert "PHP is missing, so the WordPress test server cannot run." in said
    assert "2 errors" in said


def test_a_registry_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    nowhere = {"npm_config_registry": "http://127.0.0.1:9", "npm_config_fetch_retries": "0"}
    cache = {"SMMDESK_SERVER_CACHE": str(tmp_path / "empty"), "npm_config_cache": str(tmp_path / "npm")}
    said = pytest_says(tmp_path, "def test_it(oidc_server): pass\n", **nowhere, **cache)
    assert "is the package registry reachable?" in said
    assert "1 error" in said


def test_servers_can_be_declined(tmp_path: Path) -> None:
    said = pytest_says(tmp_path, ASKS_FOR_WORDPRESS, SMMDESK_NO_SERVERS="1")
    assert "2 skipped" in said


def test_without_descriptions_it_is_said_once(tmp_path: Path) -> None:
    said = pytest_says(tmp_path, SENDS_RUBBISH)
    assert "1 passed" in said
    assert said.count("was not held against the description") == 1


@pytest.mark.skipif("SMMDESK_SPECS" not in os.environ, reason="SMMDESK_SPECS names no folder with API descriptions")
def test_an_undescribed_request_fails_the_test(tmp_path: Path) -> None:
    said = pytest_says(tmp_path, SENDS_RUBBISH, SMMDESK_SPECS=os.environ["SMMDESK_SPECS"])
    assert "not as Mastodon describes its API" in said
    assert "'wrong' was unexpected" in said


def test_an_unknown_server_is_named() -> None:
    command = [sys.executable, "-m", "tests.servers", "start", "myspace"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "unknown: myspace; there are bluesky, wordpress, ghost, mediawiki, matrix, oidc, mastodon" in done.stderr


@pytest.mark.servers
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to another console on Windows")
def test_the_command_starts_servers_and_stops_on_ctrl_c() -> None:
    command = [sys.executable, "-m", "tests.servers", "start", "mastodon"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            said += process.stdout.readline()
        found = re.search(r"Mastodon\s+(\S+)", said)
        assert found is not None
        assert httpx.get(f"{found[1]}/api/v2/instance", trust_env=False).is_success
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert not alive(process.pid)
    with pytest.raises(httpx.ConnectError):
        httpx.get(found[1], trust_env=False)


def test_authorities_are_read_once_and_anew_where_others_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = Wire(ManualClock(), None, 1).trust
    assert Wire(ManualClock(), None, 1).trust is usual
    assert len(usual.get_ca_certs()) > 20
    monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path).path))
    other = Wire(ManualClock(), None, 1).trust
    assert other is not usual
    assert len(other.get_ca_certs()) == 1
