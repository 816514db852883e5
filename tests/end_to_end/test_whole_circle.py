"""The whole circle of the design at real servers: an idea, a post, published, asked about by a stranger there, heard,
answered in the inbox, and what was asked is the next idea."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.askers import TITLE, Asker, OnBluesky, OnMatrix, OnWiki, OnWordPress
from tests.end_to_end.conftest import Start
from tests.end_to_end.test_commands import Terminal
from tests.helpers.screen import Screen, until
from tests.helpers.screen_program import Program

pytestmark = [pytest.mark.screen, pytest.mark.servers, pytest.mark.timeout(300, func_only=True)]
IDEA, WORDS = "Say when the panettone is there?", "The first panettone is out of the oven."
QUESTION, ANSWER = "Can I have one without candied fruit?", "Of course, we make six a day."
SERVERS: dict[str, Callable[[Any], Asker]] = {
    "wordpress_server": OnWordPress,
    "bluesky_server": OnBluesky,
    "mediawiki_server": OnWiki,
    "synapse_server": OnMatrix,
}


@pytest.fixture(
    scope="module",
    params=["wordpress_server", *(pytest.param(name, marks=pytest.mark.long) for name in list(SERVERS)[1:])],
)
def asker(request: pytest.FixtureRequest) -> Asker:
    return SERVERS[request.param](request.getfixturevalue(request.param))


def test_the_circle_closes(asker: Asker, screen: Screen, start: Start, keyring: dict[str, str], tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "desk", tmp_path / "home", {**screen.environment, **keyring})
    for made in (terminal.folder, terminal.home):
        made.mkdir(mode=0o700)
    asker.prepare(terminal.folder)
    asker.ask(published(terminal, asker), QUESTION)
    assert [terminal.json("sync", "--once")["sync"]["messages"] for _twice in range(2)] == [1, 0]

    program = start(folder=terminal.folder, env=keyring)
    program.window()
    answer_in_the_inbox(program)
    until(asker.answers, "the answer stands on the server")
    until(lambda: program.find(id="inbox_answer_state").name.startswith("Published"), "and the inbox says so")
    program.click("Make it an idea")
    program.heard("among the ideas")
    program.quit()

    assert terminal.json("publish", "--once")["published"] == 0, "never twice"
    assert asker.answers() == [ANSWER]
    assert terminal.json("inbox", "list")["messages"] == []
    [idea] = [post for post in terminal.json("posts", "list")["posts"] if post["stage"] == "idea"]
    assert QUESTION in terminal.json("posts", "show", idea["id"])["post"]["text"]


def published(terminal: Terminal, asker: Asker) -> str:
    """The idea became a post and is out: its id on the platform."""
    how = asker.sign_in()
    added = terminal.json("channels", "add", asker.platform, *how.words, "--secret-stdin", stdin=f"{how.secret}\n")
    idea = terminal.json("posts", "add", "--idea", "--text", IDEA)["post"]["id"]
    terminal.json("posts", "edit", idea, "--text", WORDS, "--title", TITLE, "--channel", added["id"])
    terminal.json("posts", "schedule", idea, "--at", "now")
    assert terminal.json("publish", "--once")["published"] == 1
    post = terminal.json("posts", "show", idea)["post"]
    assert post["state"] == "published"
    remote_id: str = post["deliveries"][0]["parts"][0]["remote_id"]
    return remote_id


def answer_in_the_inbox(program: Program) -> None:
    """By keys: the place, the first message, the field, the words, Ctrl+Enter."""
    program.find(id="place_inbox").press()
    program.find("list", id="inbox_list", states=["focused"])
    program.hand.press_keys("j", "r")
    program.find(id="reply_text", states=["focused"])
    program.find("label", has=QUESTION, states=["focusable"])
    program.hand.type(ANSWER)
    program.hand.press_keys("ctrl+Return")
