"""The commands, as scripts and always-on machines use them: the real main.py in its own process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.program_command import ROOT, program_command

PHOTO = ROOT / "resources" / "sample" / "oven.jpg"
CANARY = "smmcanary-secret"


@dataclass
class Done:
    """A command that ended. `data` is its JSON object."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass
class Terminal:
    """A terminal on one data folder, whose clock the test moves."""

    folder: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        return program_command(*arguments)

    def variables(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.home),
            "SMMDESK_HOME": str(self.folder),
            "SMMDESK_CLOCK_FILE": str(self.home / "clock"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "LANG": "C.UTF-8",
            "TZ": "Europe/Rome",
            "PYTHONWARNINGS": "error",
            **self.environment,
        }

    def run(self, *arguments: str, stdin: str = "", fds: Sequence[int] = ()) -> Done:
        ended = subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.variables(),
            pass_fds=fds,
            cwd=self.home,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        return Done(ended.returncode, ended.stdout, ended.stderr)

    def json(self, *arguments: str, stdin: str = "", code: int = 0) -> dict[str, Any]:
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.code == code, done.out + done.err
        assert done.data["ok"] is (code == 0)
        return done.data

    def pass_time(self, **units: float) -> None:
        """Let so much time pass for every command that starts from now on (days, hours, minutes, seconds)."""
        path = self.home / "clock"
        seconds = sum(
            n * {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}[unit] for unit, n in units.items()
        )
        path.write_text(str(float(path.read_text() if path.exists() else 0) + seconds))


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    (tmp_path / "home").mkdir()
    return Terminal(tmp_path / "desk", tmp_path / "home")


@pytest.fixture
def practice(terminal: Terminal) -> str:
    """The id of a connected practice channel."""
    return str(terminal.json("channels", "add", "practice", "--name", "Prova")["id"])


# ------------------------------------------------------------------ from nothing to a page
def test_a_post_with_a_photo_goes_from_the_terminal_to_a_page(terminal: Terminal, practice: str) -> None:
    arguments = ["--text", "Pane di segale <b>", "--title", "Lunedì", "--media", str(PHOTO), "--alt", "Il forno acceso"]
    arguments += ["--thread", "Seconda parte", "--first-comment", "Si prenota al banco"]
    post = terminal.json("posts", "add", *arguments, "--channel", practice[:13], "--at", "now")["post"]
    assert (post["state"], post["media"][0]["alt"]) == ("scheduled", "Il forno acceso")
    assert terminal.json("publish", "--once")["published"] == 3
    shown = terminal.json("posts", "show", post["id"])["post"]
    assert shown["state"] == "published"
    parts = shown["deliveries"][0]["parts"]
    assert [part["kind"] for part in parts] == ["root", "thread", "first_comment"]
    page = Path(parts[0]["url"].removeprefix("file://"))
    html = page.read_text("utf-8")
    for words in ("Pane di segale &lt;b&gt;", "Lunedì", "Seconda parte", "Si prenota al banco", "Il forno acceso"):
        assert words in html
    [photo] = [path for path in (terminal.folder / "practice" / "media").rglob("*") if path.is_file()]
    assert photo.read_bytes() != PHOTO.read_bytes()  # a clean copy left, not the given bytes
    assert terminal.json("publish", "--once")["published"] == 0  # never twice
    synced = terminal.json("sync", "--once")["sync"]
    assert (synced["there"], synced["found"], synced["problems"]) == (1, 0, [])
    for path in (terminal.folder / "practice" / "data").rglob("*.json"):
        path.unlink()
    assert terminal.json("sync", "--once")["sync"]["removed"] == 1
    assert terminal.json("posts", "show", post["id"])["post"]["state"] == "removed"


def test_a_scheduled_post_goes_out_at_its_time_and_not_before(terminal: Terminal, practice: str) -> None:
    post = terminal.json("posts", "add", "--text", "Pane", "--channel", practice, "--at", "in 2 hours")["post"]
    assert post["planned"]["zone"] == "Europe/Rome"
    assert terminal.json("publish", "--once")["published"] == 0
    terminal.pass_time(hours=2, minutes=1)
    assert terminal.json("publish", "--once")["published"] == 1


def test_a_missed_post_waits_for_an_answer(terminal: Terminal, practice: str) -> None:
    add = ("posts", "add", "--channel", practice, "--at", "in 1 hour", "--text")
    again, draft, there = (terminal.json(*add, text)["id"] for text in ("Uno", "Due", "Tre"))
    terminal.pass_time(hours=5)
    assert terminal.json("publish", "--once")["published"] == 0
    states = {post["id"]: post["state"] for post in terminal.json("posts", "list")["posts"]}
    assert set(states.values()) == {"missed"}
    assert terminal.json("posts", "resolve", again, "--again")["post"]["state"] == "scheduled"
    assert terminal.json("posts", "resolve", draft, "--draft")["post"]["state"] == "draft"
    assert terminal.json("posts", "resolve", there, "--there")["post"]["state"] == "published"
    assert terminal.json("posts", "resolve", there, "--again", code=1)["problem"]["code"] == "nothing_to_resolve"
    assert terminal.json("publish", "--once")["published"] == 1
    pages = list((terminal.folder / "practice" / "data").rglob("*.json"))
    assert len(pages) == 1


def test_only_one_engine_works_on_a_folder(terminal: Terminal, practice: str) -> None:
    running = subprocess.Popen(
        terminal.command("publish"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=terminal.variables()
    )
    try:
        for _ in range(200):
            done = terminal.run("doctor", "--json")
            if any(f["key"] == "engine" and "running" in f["title"] for f in done.data["findings"]):
                break
        assert terminal.json("publish", "--once", code=1)["problem"]["code"] == "engine_running"
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
        assert terminal.json("publish", "--once")["published"] == 0
    finally:
        running.kill()
        running.communicate()


# ------------------------------------------------------------------ how commands end
@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["posts", "add", "--text", "x", "--channel", "ffff"], 1, "channel_unknown"),
        (["posts", "show", "ffff"], 1, "not_found"),
        (["channels", "add", "friendster"], 1, "platform_unknown"),
        (["posts", "add", "--text", "x", "--at", "whenever"], 1, "time_not_understood"),
        (["posts", "add", "--text", "x", "--media", "gone.jpg"], 1, "file_unreadable"),
        (["import", "gone.csv"], 1, "import_bad"),
        (["backup", "verify", "gone.sqlite"], 1, "backup_bad"),
        (["posts", "add", "--alt", "x"], 2, "usage"),
        (["posts"], 2, "usage"),
        (["dance"], 2, "usage"),
        (["posts", "resolve", "x"], 2, "usage"),
        (["channels", "add", "practice", "--field", "nothing"], 2, "usage"),
        (["export", "--format", "pdf", "x"], 2, "usage"),
    ],
)
def test_a_problem_is_one_json_object_and_two_lines_for_people(
    terminal: Terminal, arguments: list[str], code: int, problem: str
) -> None:
    done = terminal.run(*arguments, "--json")
    assert done.code == code
    assert done.data["problem"]["code"] == problem
    assert {"title", "advice", "remedy"} <= done.data["problem"].keys()
    assert done.data["problem"]["title"] in done.err
    assert done.data["problem"]["advice"] in done.err


def test_no_command_imports_qt(terminal: Terminal, practice: str) -> None:
    script = (
        "import sys; from smmdesk import cli\n"
        "codes = [cli.main(words.split()) for words in ('posts list', 'channels list', 'doctor', 'publish --once')]\n"
        "assert codes == [0, 0, 0, 0], codes\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'qasync', 'ui.'))]\n"
    )
    subprocess.run([sys.executable, "-c", script], env=terminal.variables(), cwd=ROOT, check=True, capture_output=True)


def test_the_language_of_the_terminal_is_spoken(terminal: Terminal) -> None:
    terminal.environment["LANG"] = "it_IT.UTF-8"
    assert terminal.run("posts", "show", "ffff").err.startswith("Non c’è niente con l’id ffff")


# ------------------------------------------------------------------ secrets
def test_a_secret_comes_from_standard_input_and_is_seen_nowhere(terminal: Terminal) -> None:
    terminal.environment["SMMDESK_PASSPHRASE"] = f"{CANARY}-passphrase"
    server = ["--server", "http://127.0.0.1:9"]
    done = terminal.run("channels", "add", "mastodon", *server, "--secret-stdin", "--json", stdin=f"{CANARY}-token\n")
    assert done.code == 1
    assert CANARY not in done.out + done.err
    written = [path for path in terminal.folder.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if CANARY.encode() in path.read_bytes()]
    assert terminal.json("channels", "list")["channels"] == []


def test_a_secret_without_a_place_to_keep_it_is_refused(terminal: Terminal) -> None:
    done = terminal.run("channels", "add", "bluesky", "--user", "a.b", "--secret-stdin", "--json", stdin="x\n")
    assert (done.code, done.data["problem"]["code"]) == (1, "no_key_ring")


@pytest.mark.skipif(os.name == "nt", reason="Windows hands no file descriptors to child processes")
def test_the_passphrase_can_come_from_a_descriptor(terminal: Terminal) -> None:
    read, write = os.pipe()
    try:
        os.write(write, f"{CANARY}\n".encode())
        os.close(write)
        done = terminal.run("channels", "list", "--passphrase-fd", str(read), "--json", fds=[read])
    finally:
        os.close(read)
    assert done.code == 0
    assert terminal.run("channels", "list", "--passphrase-fd", "99", "--json").code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_folder_is_closed_to_other_users(terminal: Terminal, practice: str) -> None:
    terminal.json("posts", "add", "--text", "x", "--media", str(PHOTO))
    open_ones = [path for path in (terminal.folder, *terminal.folder.rglob("*")) if path.stat().st_mode & 0o077]
    assert open_ones == []


# ------------------------------------------------------------------ files, copies, the demo
def test_the_calendar_goes_to_another_computer_and_back_in_time(terminal: Terminal, practice: str) -> None:
    home = terminal.home
    kept = terminal.json("posts", "add", "--text", "Pane", "--media", str(PHOTO), "--alt", "Forno")["id"]
    assert terminal.json("export", "--format", "archive", str(home / "all.zip"))["export"]["posts"] == 1
    other = Terminal(home / "other", home)
    dry = other.json("import", str(home / "all.zip"), "--dry-run")["import"]
    assert (dry["new"], other.json("posts", "list")["posts"]) == (1, [])
    assert other.json("import", str(home / "all.zip"))["import"]["new"] == 1
    assert other.json("posts", "show", kept)["post"]["media"][0]["alt"] == "Forno"
    backup = terminal.json("backup", "create")["backup"]["file"]
    terminal.json("posts", "delete", kept)
    assert terminal.json("backup", "verify", backup)["backup"]["rows"]["post"] == 1
    assert terminal.json("backup", "restore", backup)["kept"]
    assert [post["id"] for post in terminal.json("posts", "list")["posts"]] == [kept]
    assert len(terminal.json("backup", "list")["backups"]) == 2
    assert terminal.json("publish", "--once", code=1)["problem"]["code"] == "other_computer"
    assert terminal.json("publish", "--once", "--take-over")["published"] == 0


def test_the_demo_lives_in_a_folder_of_its_own(terminal: Terminal) -> None:
    posts = terminal.json("--demo", "posts", "list")["posts"]
    assert len(posts) > 15
    assert all(post["sample"] for post in posts)
    assert terminal.folder.with_name("desk-demo").is_dir()
    assert not terminal.folder.exists()
    assert len(terminal.json("posts", "list", "--demo")["posts"]) == len(posts)  # filled once


def test_doctor_finds_a_well_desk_well_and_a_damaged_one_not(terminal: Terminal, practice: str) -> None:
    found = terminal.json("doctor")["findings"]
    assert {"sqlite", "database", "folder", "disk", "clock", "key", "engine", "media", "backups"} <= {
        finding["key"] for finding in found
    }
    assert not [finding for finding in found if finding["level"] == "wrong"]
    media = terminal.json("posts", "add", "--text", "x", "--media", str(PHOTO))["post"]["media"]
    [photo] = [path for path in (terminal.folder / "media").rglob("*") if path.is_file()]
    photo.unlink()
    wrong = [f for f in terminal.json("doctor", code=1)["findings"] if f["level"] == "wrong"]
    assert [finding["problem"]["code"] for finding in wrong] == ["media_missing"]
    assert media[0]["name"] in wrong[0]["problem"]["title"]
