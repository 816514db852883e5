"""Gates of security.md §4 over a whole day of commands: no secret is written, nobody else spoken to, nothing run.

G1 the canary scan at the most talkative log, G2 the list of who is spoken to, G4 what Python is asked to do.
"""

import base64
import json
import shlex
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.desk.pictures import with_place
from tests.end_to_end.test_commands import Terminal
from tests.fakes.mastodon import FakeMastodon
from tests.helpers.program_command import INSTALLED, ROOT

PASSPHRASE = "smmcanary una frase che so solo io"
WATCHED = ROOT / "tests" / "helpers" / "watched_program.py"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@pytest.fixture
def day(tmp_path: Path, fake_mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose program is watched; what was seen is in `seen.jsonl` beside the data folder."""
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(INSTALLED, shlex.join([sys.executable, str(WATCHED), str(tmp_path / "seen.jsonl")]))
    return Terminal(
        tmp_path / "desk", tmp_path / "home", {"SMMDESK_PASSPHRASE": PASSPHRASE, "TMPDIR": str(tmp_path / "tmp")}
    )


def the_whole_day(day: Terminal, mastodon: FakeMastodon) -> str:
    """Connecting, publishing, hearing, answering, changing, failing, carrying away and bringing back; the sign-in."""
    token = mastodon.token(mastodon.add_account("editor"))
    connect = ("channels", "add", "mastodon", "--server", mastodon.url, "--secret-stdin")
    channel = day.json(*connect, stdin=f"{token}\n")["id"]
    day.json(*connect, stdin="smmcanary-wrong-token\n", code=1)
    photo = day.home / "pane.jpg"
    photo.write_bytes(with_place("JPEG"))
    words = ("--text", "Pane di segale", "--media", str(photo), "--alt", "Il pane", "--channel", channel)
    post = day.json("posts", "add", *words, "--at", "now")["id"]
    assert day.json("publish", "--once")["published"] == 1
    day.json("posts", "edit", post, "--text", "Pane di segale, da oggi", code=1)  # it is out
    day.json("sync", "--once")
    day.json("inbox", "list")
    day.json("posts", "add", "--text", "x" * 5000, "--channel", channel, "--at", "now", code=1)
    day.json("channels", "check")
    for kind in ("csv", "ics", "json", "archive"):
        day.json("export", "--format", kind, str(day.home / f"all.{kind}"))
    day.json("backup", "create")
    day.json("import", str(day.home / "all.archive"), "--dry-run")
    day.run("doctor", "--json")
    day.environment["SMMDESK_PASSPHRASE"] = "smmcanary the wrong one"
    day.run("publish", "--once", "--json")
    day.environment["SMMDESK_PASSPHRASE"] = PASSPHRASE
    day.json("channels", "remove", channel, code=1)  # a pasted token cannot be taken back there
    return token


def forms(secret: str) -> set[bytes]:
    """A secret as it could be written down: as it is, wide, encoded, quoted, in base64 at each of three places."""
    raw = secret.encode()
    turned = {base64.b64encode(b"x" * n + raw).rstrip(b"=")[4 if n else 0 : -2] for n in range(3)}
    return {raw, secret.encode("utf-16-le"), raw.hex().encode(), quote(secret).encode(), *turned}


@pytest.mark.timeout(300)
def test_a_day_leaves_no_secret_speaks_to_its_platform_alone_and_runs_nothing(
    day: Terminal, fake_mastodon: FakeMastodon, tmp_path: Path
) -> None:
    token = the_whole_day(day, fake_mastodon)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "seen.jsonl"]
    assert {"desk.sqlite", "sent.log", "all.csv", "all.archive", "engine.log"} <= {path.name for path in written}
    wanted = set().union(*map(forms, (token, PASSPHRASE, "smmcanary-wrong-token", "smmcanary the wrong one")))
    assert not [path for path in written if any(form in path.read_bytes() for form in wanted)]

    seen = [json.loads(line) for line in (tmp_path / "seen.jsonl").read_text().splitlines()]
    spoken_to = {event[1] for event in seen if event[0] in ("socket.connect", "socket.getaddrinfo")}
    assert spoken_to <= LOOPBACK
    assert spoken_to, "it watched nobody"
    started = [event[2] for event in seen if event[0] == "subprocess.Popen"]
    assert [words[-1] for words in started] == ["--decoder"] * len(started)
    assert started, "photos are opened by another process"
    assert {event[0] for event in seen} <= {"socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen"}


def test_what_is_looked_for_would_be_found() -> None:
    secret = PASSPHRASE
    places = (
        secret,
        secret.encode().hex(),
        *(base64.b64encode(b"ab"[:n] + secret.encode()).decode() for n in range(3)),
    )
    for place in places:
        assert any(form in f"..{place}..".encode() for form in forms(secret)), place
