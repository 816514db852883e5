"""What the commands understand, inside this process; tests/end_to_end/test_commands runs the real program."""

import asyncio
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smmdesk import cli
from smmdesk.app import close_desk, open_desk
from smmdesk.commands import channels
from smmdesk.commands.answer import plain, table
from smmdesk.desk import keys
from smmdesk.desk.planning import first_brand
from smmdesk.system.paths import Paths
from smmdesk.system.secrets import Secret
from tests.fakes.mastodon import FakeMastodon

PHOTO = Path(__file__).resolve().parents[2] / "resources" / "sample" / "oven.jpg"
Do = Callable[..., dict[str, Any]]


@pytest.fixture
def do(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Do:
    """Runs a command on a fresh folder and gives its JSON object; `code` is what it must end with."""
    monkeypatch.setenv("TZ", "Europe/Rome")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def done(*arguments: str, code: int = 0, stdin: str = "") -> dict[str, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        ended = cli.main(["--data-dir", str(tmp_path / "desk"), "--json", *arguments])
        out, err = capsys.readouterr()
        assert ended == code, out + err
        found: dict[str, Any] = json.loads(out)
        return found

    return done


@pytest.fixture
def channel(do: Do) -> str:
    return str(do("channels", "add", "practice", "--name", "Prova")["id"])


@pytest.mark.parametrize(
    ("arguments", "is_command"),
    [
        ([], False),
        (["--demo"], False),
        (["--data-dir", "posts"], False),
        (["--data-dir=posts"], False),
        (["posts", "list"], True),
        (["--data-dir", "x", "posts"], True),
        (["--json", "doctor"], True),
        (["--help"], True),
        (["--demo", "dance"], True),
    ],
)
def test_a_command_is_told_from_the_window(arguments: list[str], is_command: bool) -> None:
    assert cli.names_command(arguments) is is_command


def test_options_may_stand_before_and_after_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--json", "channels", "list"], ["channels", "list", "--json"]):
        assert cli.main([*arguments, "--data-dir", str(tmp_path / "desk")]) == 0
        assert json.loads(capsys.readouterr().out) == {"ok": True, "channels": []}


# ------------------------------------------------------------------ posts
def test_without_a_time_it_is_a_draft(do: Do, channel: str) -> None:
    post = do("posts", "add", "--text", "Pane", "--channel", channel)["post"]
    assert (post["stage"], post["planned"], post["deliveries"]) == ("draft", None, [])
    assert do("posts", "add", "--text", "Idea", "--idea")["post"]["stage"] == "idea"


def test_the_zone_is_the_brands_unless_said(do: Do, channel: str) -> None:
    add = ("posts", "add", "--text", "Pane", "--channel", channel, "--at", "2037-03-01 09:00")
    assert do(*add)["post"]["planned"] == {
        "wall": "2037-03-01 09:00",
        "zone": "Europe/Rome",
        "at": "2037-03-01T08:00:00Z",
    }
    assert do(*add, "--zone", "America/New_York")["post"]["planned"]["at"] == "2037-03-01T14:00:00Z"
    offset = do("posts", "add", "--text", "P", "--channel", channel, "--at", "2037-03-01T09:00+00:00")["post"]
    assert offset["planned"]["wall"] == "2037-03-01 10:00"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (["--at", "2020-01-01 09:00"], "time_past"),
        (["--at", "2037-13-01 09:00"], "time_not_understood"),
        (["--at", "2037-03-01 09:00", "--zone", "Mars"], "zone_unknown"),
        (["--at", "0001-01-01 00:00"], "time_not_understood"),
        (["--option", "colour=red"], "option_unknown"),
        (["--media", "/dev/null", "--at", "now"], "file_unreadable"),
    ],
)
def test_what_goes_wrong_leaves_no_post_behind(do: Do, channel: str, extra: list[str], code: str) -> None:
    add = ("posts", "add", "--text", "Pane", "--channel", channel)
    assert do(*add, *extra, code=1)["problem"]["code"] == code
    assert do("posts", "list")["posts"] == []


def test_a_text_too_long_is_refused_before_it_is_planned(do: Do, channel: str) -> None:
    add = ("posts", "add", "--text", "x" * 2001, "--channel", channel, "--at", "tomorrow 9")
    problem = do(*add, code=1)["problem"]
    assert problem["title"] == "Prova allows 2000; you have 2001"
    assert do("posts", "list")["posts"] == []


def test_each_description_belongs_to_the_file_before_it(do: Do, tmp_path: Path) -> None:
    other = tmp_path / "b.jpg"
    other.write_bytes(PHOTO.with_name("dough.jpg").read_bytes())
    media = ("--media", str(PHOTO), "--alt", "Forno", "--media", str(other))
    found = do("posts", "add", "--text", "x", *media, "--media", str(PHOTO.with_name("gift.jpg")), "--alt", "Regalo")
    assert [(m["name"], m["alt"]) for m in found["post"]["media"]] == [
        ("oven.jpg", "Forno"),
        ("b.jpg", ""),
        ("gift.jpg", "Regalo"),
    ]
    assert do("posts", "add", "--text", "x", "--media", "a", "--alt", "b", "--alt", "c", code=2)["ok"] is False


def test_a_text_may_come_from_standard_input(do: Do) -> None:
    text = "Prima riga\n\nSeconda “riga” 👩‍🍳\n"
    assert do("posts", "add", "--text", "-", stdin=text)["post"]["text"] == text


def test_edit_changes_what_is_named_and_keeps_the_rest(do: Do, channel: str) -> None:
    add = ("posts", "add", "--text", "Pane", "--title", "T", "--thread", "b", "--channel", channel)
    post = do(*add, "--at", "tomorrow 9", "--media", str(PHOTO))["post"]
    edited = do("posts", "edit", post["id"], "--text", "Pane nero", "--first-comment", "Qui")["post"]
    assert (edited["text"], edited["title"], edited["thread"], edited["first_comment"]) == (
        "Pane nero",
        "T",
        ["b"],
        "Qui",
    )
    assert (edited["planned"], edited["state"], len(edited["media"])) == (post["planned"], "scheduled", 1)
    assert [part["kind"] for part in edited["deliveries"][0]["parts"]] == ["root", "thread", "first_comment"]
    emptied = do("posts", "edit", post["id"], "--media", "", "--thread", "", "--title", "")["post"]
    assert (emptied["media"], emptied["thread"], emptied["title"]) == ([], [], "")


def test_move_dates_and_schedule_sends(do: Do, channel: str) -> None:
    post = do("posts", "add", "--text", "Pane", "--channel", channel)["id"]
    moved = do("posts", "move", post, "--at", "2037-03-01 09:00")["post"]
    assert (moved["stage"], moved["deliveries"]) == ("draft", [])
    assert do("posts", "schedule", post)["post"]["state"] == "scheduled"
    later = do("posts", "move", post[:16], "--at", "2037-03-02 10:00")["post"]
    assert later["deliveries"][0]["due"]["wall"] == "2037-03-02 10:00"
    assert do("posts", "unschedule", post)["post"]["state"] == "draft"
    assert do("posts", "schedule", post, "--at", "now")["post"]["state"] == "scheduled"


def test_delete_and_restore(do: Do) -> None:
    post = do("posts", "add", "--text", "Pane")["id"]
    assert do("posts", "delete", post)["post"]["deleted"] is True
    assert do("posts", "list")["posts"] == []
    assert do("posts", "show", post, code=1)["problem"]["code"] == "not_found"
    assert do("posts", "restore", post[:16])["post"]["deleted"] is False
    assert do("posts", "restore", "ffff", code=1)["problem"]["code"] == "not_found"


def test_lists_are_by_time_and_between_days(do: Do, channel: str) -> None:
    for day in ("2037-03-02", "2037-03-01", "2037-03-03"):
        do("posts", "add", "--text", day, "--channel", channel, "--at", f"{day} 09:00")
    do("posts", "add", "--text", "undated")
    assert [p["text"] for p in do("posts", "list")["posts"]] == ["2037-03-01", "2037-03-02", "2037-03-03", "undated"]
    between = do("posts", "list", "--from", "2037-03-02", "--to", "2037-03-02")["posts"]
    assert [post["text"] for post in between] == ["2037-03-02"]
    assert len(do("posts", "list", "--limit", "2")["posts"]) == 2


def test_beginnings_of_ids_must_be_of_one(do: Do) -> None:
    for _ in range(2):
        do("posts", "add", "--text", "x")
    first = do("posts", "list")["posts"][0]["id"]
    assert do("posts", "show", first[:8], code=1)["problem"]["code"] == "ambiguous_id"
    assert do("posts", "show", first.upper())["post"]["id"] == first


# ------------------------------------------------------------------ channels
def test_a_planned_channel_says_what_it_waits_for(do: Do) -> None:
    channel = do("channels", "plan", "mastodon", "--name", "Il nostro Mastodon")["channel"]
    assert channel["status"] == "planned"
    post = do("posts", "add", "--text", "Pane", "--channel", channel["id"], "--at", "tomorrow 9")["post"]
    assert post["state"] == "scheduled"


@pytest.mark.parametrize("waits", ["planned", "guided"])
def test_a_channel_of_the_list_is_connected_and_its_posts_go_out(
    do: Do, fake_mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch, waits: str
) -> None:
    def locked(*arguments: str, **more: Any) -> dict[str, Any]:
        monkeypatch.setenv("SMMDESK_PASSPHRASE", "quattro parole a caso")  # no command leaves it there
        return do(*arguments, **more)

    how = ["plan", "mastodon"] if waits == "planned" else ["add", "mastodon", "--guided"]
    channel = do("channels", *how, "--name", "Il forno")["id"]
    post = do("posts", "add", "--text", "Pane", "--channel", channel, "--at", "2037-03-01 09:00")["id"]
    where = ["--server", fake_mastodon.url, "--secret-stdin"]
    assert (
        locked("channels", "connect", channel, *where, stdin="wrong\n", code=1)["problem"]["code"] == "sign_in_refused"
    )
    connected = locked("channels", "connect", channel[:16], *where, stdin=f"{fake_mastodon.token()}\n")["channel"]
    assert (connected["id"], connected["name"], connected["status"]) == (channel, "Il forno", "connected")
    assert do("posts", "move", post, "--at", "now")["ok"]
    assert locked("publish", "--once")["ok"]
    assert [status.text for status in fake_mastodon.statuses] == ["Pane"]
    assert locked("channels", "connect", channel, "--field", "x=y", code=2)["problem"]["code"] == "usage"
    assert do("channels", "connect", "ffff", code=1)["problem"]["code"] == "channel_unknown"


def test_a_scheduled_post_moved_to_now_goes_out_at_once_and_a_draft_does_not(do: Do, channel: str) -> None:
    post = do("posts", "add", "--text", "Fresh", "--channel", channel, "--at", "2037-03-01 09:00")["id"]
    assert do("posts", "move", post, "--at", "now")["post"]["stage"] == "approved"
    assert do("publish", "--once")["ok"]
    assert do("posts", "show", post)["post"]["state"] == "published"
    draft = do("posts", "add", "--text", "Not yet", "--channel", channel)["id"]
    assert do("posts", "move", draft, "--at", "now")["post"]["stage"] == "draft"


def test_remove_keeps_the_posts(do: Do, channel: str) -> None:
    do("posts", "add", "--text", "Pane", "--channel", channel)
    assert do("channels", "remove", channel)["channel"]["name"] == "Prova"
    assert do("channels", "list")["channels"] == []
    assert len(do("posts", "list")["posts"]) == 1


def test_check_asks_every_channel(do: Do, channel: str) -> None:
    assert do("channels", "check")["channels"][0]["problem"] is None
    assert do("channels", "check", channel)["channels"][0]["id"] == channel


def test_a_field_that_the_platform_does_not_ask_for_is_wrong_usage(do: Do) -> None:
    problem = do("channels", "add", "practice", "--field", "server=x", code=2)["problem"]
    assert problem["code"] == "usage"
    assert "server" in problem["title"]


# ------------------------------------------------------------------ files
def test_a_table_with_a_bad_row(do: Do, tmp_path: Path, channel: str) -> None:
    (tmp_path / "a.csv").write_text("text,date,channels\nPane,2037-03-01,Prova\nMai,31/02/2037,\n")
    found = do("import", str(tmp_path / "a.csv"))["import"]
    assert (found["new"], [(p["row"], p["code"], p["skipped"]) for p in found["problems"]]) == (
        1,
        [(3, "time_not_understood", True)],
    )
    written = do("export", "--format", "ics", str(tmp_path / "a.ics"))["export"]
    assert written["posts"] == 1
    assert (tmp_path / "a.ics").read_text().startswith("BEGIN:VCALENDAR")


def test_many_changes_ask_first(do: Do, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n" + "".join(f"Post {n}\n" for n in range(30)))
    do("import", str(tmp_path / "a.csv"))
    do("export", "--format", "csv", str(tmp_path / "b.csv"))
    (tmp_path / "b.csv").write_text((tmp_path / "b.csv").read_text("utf-8-sig").replace("Post ", "Altro "))
    assert do("import", str(tmp_path / "b.csv"), code=1)["problem"]["code"] == "import_many"
    assert do("import", str(tmp_path / "b.csv"), "--yes")["import"]["changed"] == 30


# ------------------------------------------------------------------ words for people
@pytest.mark.vector(22)
@pytest.mark.parametrize("text", ["a\x1b[31mred", "a\x9b31m", "b\u202egnp.exe", "c\nd\re", "\u2066x\u2069", "\x07"])
def test_text_from_outside_never_commands_a_terminal(text: str) -> None:
    shown = plain(text)
    assert shown.isprintable()
    assert not {"\x1b", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert table([("a", text), ("bb", "c")])[0].isprintable()


def test_people_read_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--data-dir", str(tmp_path / "desk")]
    assert cli.main(["posts", "add", "--text", "Pane\x1b[2J\ndi segale", *folder]) == 0
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert "\x1b" not in line
    assert "Draft" in line
    assert "Pane" in line


def test_a_fault_is_no_traceback_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, allow_log: Any
) -> None:
    from smmdesk.commands import posts

    def broken(*_: object) -> None:
        raise RuntimeError("SMM-INSIDE")

    allow_log("ended with a fault")
    monkeypatch.setattr(posts, "list_all", broken)
    assert cli.main(["posts", "list", "--json", "--data-dir", str(tmp_path / "desk")]) == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["problem"]["code"] == "app_fault"
    assert "SMM-INSIDE" not in out + err
    assert "SMM-INSIDE" in (tmp_path / "desk" / "logs" / "commands.log").read_text()


# ------------------------------------------------------------------ keys of an app of one's own
def test_app_keys_are_given_once_and_the_sign_in_goes_on_in_the_browser(
    do: Do, tmp_path: Path, mastodon: FakeMastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o700)
    (folder / "facts.toml").write_text("[mastodon.sign_in]\nneeds_app = true\nalso_pasted = false\n", "utf-8")
    opened: list[str] = []

    async def agree(url: str) -> None:
        opened.append(url)
        await asyncio.to_thread(mastodon.sign_in, url, "alice")

    monkeypatch.setattr(channels, "_open_page", agree)
    command = ("channels", "add", "mastodon", "--server", mastodon.url)
    given = ("--field", "client_id=app-4711", "--secret-stdin")
    monkeypatch.setenv("SMMDESK_PASSPHRASE", "a phrase")
    made = do(*command, *given, stdin="smmcanary-app-secret\n")["channel"]
    assert (made["status"], made["name"], made["guided"]) == ("connected", "Alice", False)
    assert len(opened) == 1

    async def kept() -> tuple[str, str]:
        desk = open_desk(Paths(folder), passphrase=Secret("a phrase"))
        try:
            found = await keys.app_keys(desk, first_brand(desk).id, "mastodon")
            assert found is not None
            return found.field("client_id").reveal(), found.field("client_secret").reveal()
        finally:
            await close_desk(desk)

    assert asyncio.run(kept()) == ("app-4711", "smmcanary-app-secret")
    assert not any(b"smmcanary" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    monkeypatch.setenv("SMMDESK_PASSPHRASE", "a phrase")  # every command takes it out of its environment
    again = do(*command, stdin="")["channel"]  # the keys are here: they are not asked for again
    assert (again["id"], len(opened)) == (made["id"], 2)


def test_app_keys_for_a_platform_that_wants_none_are_wrong_usage(do: Do) -> None:
    said = do("channels", "add", "lemmy", "--field", "client_id=1", code=2)["problem"]
    assert said["code"] == "usage"


def test_an_ok_is_asked_for_given_and_told(do: Do, channel: str) -> None:
    post = str(do("posts", "add", "--text", "Pane", "--channel", channel)["id"])
    assert do("posts", "ask", post, "--whom", "Ada", "--text", "Va bene?")["post"]["stage"] == "review"
    seen = do("posts", "show", post)["post"]["content_hash"]
    do("posts", "comment", post, "--text", "\x1b[31mQuasi", "--by", "Ada")
    do("posts", "edit", post, "--text", "Pane caldo")
    refused = do("posts", "approve", post, "--seen", seen, code=1)
    assert refused["problem"]["code"] == "changed_since_seen"
    approved = do("posts", "approve", post, "--by", "Ada")["post"]
    assert (approved["stage"], approved["approved_hash"]) == ("approved", approved["content_hash"])
    assert approved["state"] == "approved", "nobody scheduled it, and it is no draft: as its chip says"
    assert do("posts", "want-changes", post, "--text", "Più corto")["post"]["stage"] == "draft"
    notes = do("posts", "notes", post)["notes"]
    assert [(note["kind"], note["who"], note["whom"]) for note in notes] == [
        ("asked", "", "Ada"),
        ("comment", "Ada", ""),
        ("approved", "Ada", ""),
        ("changes", "", ""),
    ]
    assert do("posts", "want-changes", post, "--text", " ", code=1)["problem"]["code"] == "comment_missing"


def test_posts_go_to_a_client_as_a_page_and_the_answer_is_taken_up(do: Do, channel: str, tmp_path: Path) -> None:
    post = str(do("posts", "add", "--text", "Pane", "--channel", channel)["id"])
    do("posts", "ask", post)
    page = tmp_path / "page.html"
    sent = do("export", "--format", "review", "--id", post, "--whom", "Ada", "--language", "it", str(page))["export"]
    assert sent["posts"] == 1
    text = page.read_text("utf-8")
    token = text.split('data-token="', 1)[1].split('"', 1)[0]
    seen = do("posts", "show", post)["post"]["content_hash"]
    answer = {"format": "smmdesk review answer", "version": 1, "file": sent["review_id"], "token": token, "who": "Ada"}
    answer["posts"] = [{"id": post, "hash": seen, "answer": "ok", "text": "Bello"}]
    file = tmp_path / "page.smmdesk-review.json"
    file.write_text(json.dumps(answer), "utf-8")
    tried = do("import", "--dry-run", str(file))["answer"]
    assert (tried["dry_run"], tried["posts"][0]["effect"]) == (True, "approves")
    assert do("posts", "show", post)["post"]["stage"] == "review"
    assert do("import", str(file))["answer"]["who"] == "Ada"
    assert do("posts", "show", post)["post"]["approved_hash"] == seen
    file.write_text(json.dumps({**answer, "token": "x"}), "utf-8")
    assert do("import", str(file), code=1)["problem"]["code"] == "answer_foreign"
    empty = do("export", "--format", "review", "--from", "2031-01-01", str(tmp_path / "no.html"), code=1)
    assert empty["problem"]["code"] == "nothing_to_review"
