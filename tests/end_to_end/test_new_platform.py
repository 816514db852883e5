"""A new platform takes the places of design.md §4 and nothing else: here one is added to a copy of the program."""

import filecmp
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.bottega.fake import PASSWORD, FakeBottega
from tests.end_to_end.test_commands import ROOT, Terminal
from tests.fakes.loopback import LoopbackHttp

MADE_UP = ROOT / "tests" / "end_to_end" / "bottega"
PLACES = (
    "resources/icons/platforms/bottega.svg",
    "resources/platforms/bottega.toml",
    "smmdesk/platforms/__init__.py",
    "smmdesk/platforms/bottega.py",
)
"""Its glyph, its facts, a line in PLATFORMS, its file; beside them its fake server."""
COPIED = ("smmdesk", "ui", "resources", "tests/promises", "tests/__init__.py", "main.py")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "sample", "*.mo")


class Changed(Terminal):
    """A terminal whose program is a copy of ours, with a platform more."""

    @property
    def root(self) -> Path:
        return self.home / "copy"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.root / "main.py"), *arguments]


@pytest.fixture
def terminal(tmp_path: Path) -> Changed:
    """The copy, with the made-up platform put into its places."""
    made = Changed(tmp_path / "desk", tmp_path)
    for name in COPIED:
        (made.root / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, made.root / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, made.root / name)
    for place in PLACES:
        if Path(place).stem == "bottega":
            shutil.copy(MADE_UP / Path(place).name, made.root / place)
    listed = made.root / "smmdesk/platforms/__init__.py"
    listed.write_text(listed.read_text("utf-8").replace('    "xing",\n', '    "xing",\n    "bottega",\n', 1), "utf-8")
    return made


@pytest.fixture
def fake() -> FakeBottega:
    return FakeBottega()


@pytest.fixture
def server(fake: FakeBottega) -> Iterator[LoopbackHttp]:
    served = LoopbackHttp(fake.handle).start()
    yield served
    served.stop()


def differing(there: Path) -> list[str]:
    """The files of the copy that are not ours, or not as ours."""
    files = [path.relative_to(there).as_posix() for path in there.rglob("*") if path.suffix not in (".pyc", ".mo")]
    return sorted(name for name in files if (there / name).is_file() and not _is_ours(there, name))


def _is_ours(there: Path, name: str) -> bool:
    return (ROOT / name).exists() and filecmp.cmp(there / name, ROOT / name, shallow=False)


def test_a_new_platform_is_its_facts_its_file_one_line_its_fake_and_its_glyph(
    terminal: Changed, server: LoopbackHttp, fake: FakeBottega
) -> None:
    terminal.environment["SMMDESK_PASSPHRASE"] = "a phrase"
    channel = terminal.json("channels", "add", "bottega", "--server", server.url, "--secret-stdin", stdin=PASSWORD)
    assert (channel["channel"]["name"], channel["channel"]["status"]) == ("Forno Lucia", "connected")
    given = ("--text", "Pane", "--option", "quiet=yes", "--channel", channel["id"], "--at", "now")
    terminal.json("posts", "add", *given)
    assert terminal.json("publish", "--once")["published"] == 1
    assert list(fake.posts.values()) == ["Pane"]
    hears_answers_counts_likes_and_finds(terminal, fake)
    shown = inside(terminal, "looks.py")
    assert (shown["offered"], shown["form"], shown["glyph"]) == (True, ["server", "secret"], True)
    assert shown["says"] == "Forno Lucia allows 200; you have 201"
    assert shown["counter"] == [200, ["quiet"]]
    assert shown["preview"] == "column_post"
    offered, dash = "**not shown**", "–"
    cells = [
        offered,
        dash,
        dash,
        offered,
        dash,
        offered,
        dash,
        dash,
        offered,
        dash,
        *[offered] * 4,
        dash,
        offered,
        dash,
        offered,
    ]
    assert f"| Bottega | {' | '.join(cells)} |" in shown["page"]
    assert differing(terminal.root) == list(PLACES)


def inside(terminal: Changed, script: str) -> Any:
    """What a script says that runs in the changed copy."""
    done = subprocess.run(
        [sys.executable, str(MADE_UP / script), str(terminal.folder)],
        env={**terminal.variables(), "PYTHONPATH": str(terminal.root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def hears_answers_counts_likes_and_finds(terminal: Changed, fake: FakeBottega) -> None:
    """By its verbs alone: what people say is in the inbox, the answer hangs on it, the numbers stand at the post."""
    [key] = fake.posts
    fake.heard.append({"id": "m1", "text": "Fino a che ora?", "who": "Anna", "below": key})
    fake.around.append({"id": "f1", "text": "Che pane buono a Trieste", "who": "Marco", "below": ""})
    terminal.pass_time(hours=2)
    synced = terminal.json("sync", "--once")["sync"]
    assert (synced["messages"], synced["numbers"], synced["problems"]) == (1, 1, [])
    [message] = terminal.json("inbox", "list")["messages"]
    assert (message["text"], message["person"]) == ("Fino a che ora?", "Anna")
    terminal.json("inbox", "reply", message["id"], "--text", "Fino alle 19")
    assert terminal.json("publish", "--once")["published"] == 1
    [answer] = [own for own, words in fake.posts.items() if words == "Fino alle 19"]
    assert fake.below == {key: "", answer: "m1"}
    assert inside(terminal, "acts.py") == {"found": ["Che pane buono a Trieste"], "numbers": [30, 2]}
    terminal.json("publish", "--once")
    assert fake.liked == {"m1": True}
