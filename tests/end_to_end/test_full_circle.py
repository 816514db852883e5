"""The circle of the design: capture, plan, at its time, commit, receipt; with a real WordPress, a real Bluesky server
and a Mastodon that refuses what Mastodon refuses. Once through the commands, once through the window.
"""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.desk.pictures import CANARY, with_place
from tests.end_to_end.platforms import Platforms, Said
from tests.end_to_end.test_commands import Terminal
from tests.fakes.mastodon import FakeMastodon
from tests.helpers.screen_clock import ProgramClock
from tests.servers.bluesky import BlueskyServer
from tests.servers.wordpress import WordPressServer

ROME = ZoneInfo("Europe/Rome")
PAGE = "https://forno.example/focaccia?è=1"
WORDS = f"La focaccia è pronta ogni venerdì 🥖 Si prenota qui: {PAGE} #forno"
TITLE = "Focaccia del venerdì"
SECOND, THIRD = "Con le cipolle di Tropea.", "Fino alle 19, poi si chiude."
COMMENT = "E sabato? Sabato si riposa."
ALT = "Una focaccia dorata sul banco"
SIZE = (1200, 800)


@pytest.fixture
def platforms(
    wordpress_server: WordPressServer, bluesky_server: BlueskyServer, fake_mastodon: FakeMastodon
) -> Platforms:
    return Platforms(wordpress_server, bluesky_server, fake_mastodon)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """As a phone made it: it says where."""
    path = tmp_path / "è già pronta.jpg"
    path.write_bytes(with_place("JPEG", size=SIZE))
    return path


def tomorrow_at_nine() -> datetime:
    day = datetime.now(ROME).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, tzinfo=ROME)


# ------------------------------------------------------------------ through the commands
class Desk:
    """The desk of a shop in a terminal, with its passphrase, its clock and three channels."""

    def __init__(self, folder: Path, platforms: Platforms) -> None:
        home = folder / "home"
        home.mkdir()
        self.terminal = Terminal(folder / "desk", home, {"SMMDESK_PASSPHRASE": "una frase che so solo io"})
        self.clock = ProgramClock(home / "clock")
        self.platforms = platforms.redirect(folder / "desk")
        platforms.mastodon.book.clock = self.clock
        self.channels = [self._connect(*vars(sign_in).values()) for sign_in in platforms.sign_ins()]

    def _connect(self, platform: str, server: str, user: str, secret: str) -> str:
        where = [*(["--server", server] if server else []), *(["--user", user] if user else [])]
        found = self.run("channels", "add", platform, *where, "--secret-stdin", stdin=secret + "\n")
        return str(found["id"])

    def run(self, *words: str, stdin: str = "") -> dict[str, Any]:
        return self.terminal.json(*words, stdin=stdin)

    def post(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = self.run("posts", *words)["post"]
        return found

    def publish(self) -> int:
        return int(self.run("publish", "--once")["published"])


@pytest.fixture
def desk(tmp_path: Path, platforms: Platforms) -> Desk:
    return Desk(tmp_path, platforms)


def test_the_circle_through_the_commands(desk: Desk, photo: Path) -> None:
    idea = desk.post("add", "--idea", "--text", "Focaccia il venerdì?")  # capture
    assert (idea["stage"], idea["state"], idea["deliveries"]) == ("idea", "idea", [])

    mastodon, bluesky, wordpress = desk.channels  # plan
    nine = tomorrow_at_nine()
    at_nine = ("--at", f"{nine:%Y-%m-%d} 09:00")
    content = ("--text", WORDS, "--media", str(photo), "--alt", ALT, "--first-comment", COMMENT)
    parts = ("--thread", SECOND, "--thread", THIRD)
    desk.post("edit", idea["id"], *content, *parts, "--channel", mastodon, "--channel", bluesky)
    planned = desk.post("schedule", idea["id"], *at_nine)
    assert (planned["state"], planned["planned"]["at"]) == ("scheduled", f"{nine.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    article = desk.post("add", *content, "--title", TITLE, "--channel", wordpress, *at_nine)

    assert desk.publish() == 0  # not before its time
    assert not desk.platforms.on_mastodon() + desk.platforms.on_bluesky() + desk.platforms.on_wordpress()

    desk.clock.set(nine)  # at its time
    assert desk.publish() == 10
    for post in (idea, article):  # commit, receipts
        receipts = desk.post("show", post["id"])
        assert receipts["state"] == "published", receipts
        assert all(part["remote_id"] and part["url"] for each in receipts["deliveries"] for part in each["parts"])
    assert_everything_is_there(desk.platforms)

    assert desk.publish() == 0  # never twice
    assert_everything_is_there(desk.platforms)
    assert desk.run("sync", "--once")["sync"]["there"] == 3
    assert_no_secret_is_readable(desk.terminal.folder, desk.platforms)


def assert_everything_is_there(platforms: Platforms) -> None:
    """Each platform says what was written: words, links, photo with its description, further parts, the comment."""
    for said in (platforms.on_mastodon(), platforms.on_bluesky()):
        assert [each.text for each in said] == [WORDS, SECOND, THIRD, COMMENT]
        assert [each.answers for each in said[:3]] == [None, 0, 1]
        assert said[3].answers in (0, 2)
        assert_photo(said[0])
        assert said[0].links == (PAGE,)
    article, comment = platforms.on_wordpress()
    assert article.text == f"{TITLE}\n{WORDS}"
    assert_photo(article)
    assert article.links == (PAGE,)
    assert comment == Said(COMMENT, answers=0)


def assert_photo(said: Said) -> None:
    """The photo with its description, whole, and without the place where it was taken."""
    assert said.alts == (ALT,)
    [data] = said.pictures
    assert CANARY.encode() not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == SIZE
        assert not picture.getexif()


def assert_no_secret_is_readable(folder: Path, platforms: Platforms) -> None:
    secrets = [*platforms.mastodon.book.tokens, "una frase che so solo io"]
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in data], path


# ------------------------------------------------------------------ handed off, changed there, taken back
def test_the_platforms_own_lists(desk: Desk, photo: Path) -> None:
    """WordPress and Mastodon get it ahead and send it by themselves; what changes here changes there."""
    platforms = desk.platforms
    nine = tomorrow_at_nine()
    channels = [word for channel in desk.channels for word in ("--channel", channel)]
    content = ("--text", WORDS, "--title", TITLE, "--media", str(photo), "--alt", ALT, *channels)
    post = desk.post("add", *content, "--at", f"{nine:%Y-%m-%d} 09:00")
    desk.publish()
    states = {each["channel_name"]: each["state"] for each in desk.post("show", post["id"])["deliveries"]}
    assert sorted(states.values()) == ["handed_off", "handed_off", "scheduled"], states
    assert_waits_there(platforms, nine)

    later = nine + timedelta(hours=2, minutes=30)
    desk.post("move", post["id"], "--at", f"{later:%Y-%m-%d %H:%M}")
    desk.publish()
    assert_waits_there(platforms, later)

    desk.post("unschedule", post["id"])
    desk.publish()
    assert platforms.on_mastodons_list() == platforms.on_wordpress("future") == []
    assert desk.post("show", post["id"])["state"] == "draft"

    desk.post("schedule", post["id"], "--at", f"{nine:%Y-%m-%d} 09:00")
    desk.publish()
    assert_waits_there(platforms, nine)

    desk.clock.set(nine)
    platforms.mastodon.publish_due()
    [waiting] = platforms.wordpress.posts(status="future")
    platforms.wordpress.make_due(waiting["id"])
    platforms.wordpress.run_cron()
    desk.publish()
    desk.clock.move(timedelta(minutes=3))  # time to look whether the platforms kept their word
    desk.publish()
    receipts = desk.post("show", post["id"])
    assert receipts["state"] == "published", receipts
    for said in (platforms.on_mastodon(), platforms.on_bluesky(), platforms.on_wordpress()):
        [only] = said
        assert WORDS in only.text
        assert_photo(only)


def assert_waits_there(platforms: Platforms, moment: datetime) -> None:
    """On the lists of WordPress and Mastodon for this moment, with photo and words; nothing is out anywhere."""
    [status] = platforms.mastodon.scheduled
    assert status.scheduled_at == moment
    [said] = platforms.on_mastodons_list()
    assert said.text == WORDS
    assert_photo(said)
    [article] = platforms.wordpress.posts(status="future")
    assert article["date_gmt"] == f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    [said] = platforms.on_wordpress("future")
    assert said.text.startswith(f"{TITLE}\n{WORDS}")
    assert_photo(said)
    assert not platforms.on_mastodon() + platforms.on_bluesky() + platforms.on_wordpress()
