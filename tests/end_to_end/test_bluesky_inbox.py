"""What somebody writes on Bluesky comes in and is answered from a terminal, at Bluesky's own server."""

from pathlib import Path

from smmdesk.platforms.bluesky.records import stamp
from smmdesk.system.clock import SystemClock
from tests.end_to_end.test_commands import Terminal
from tests.servers.bluesky import POST, BlueskyServer


def test_a_mention_is_heard_and_answered(bluesky_server: BlueskyServer, tmp_path: Path) -> None:
    shop, bob = bluesky_server.create_account("sportello.test"), bluesky_server.bob
    folder, home = tmp_path / "desk", tmp_path / "home"
    for made in (folder, home):
        made.mkdir(mode=0o700)
    lines = ("[bluesky]", f'entry = "{bluesky_server.url}"', f'plc = "{bluesky_server.plc_url}"', "")
    (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
    terminal = Terminal(folder, home, {"SMMDESK_PASSPHRASE": "una frase che so solo io"})
    password = f"{bluesky_server.app_password(shop)}\n"
    terminal.json("channels", "add", "bluesky", "--user", shop.handle, "--secret-stdin", stdin=password)
    record = {"$type": POST, "text": "Aperti domani?", "createdAt": stamp(SystemClock().now())}
    said = bluesky_server.get_record(bluesky_server.create_record(bob, record)["uri"])
    assert said is not None
    person = {"did": bob.did, "handle": "bob.test", "displayName": "Bob"}
    bluesky_server.app_view.notify(shop.did, "mention", person, record["createdAt"], said)
    assert [terminal.json("sync", "--once")["sync"]["messages"] for _twice in range(2)] == [1, 0]
    [message] = terminal.json("inbox", "list")["messages"]
    assert message["text"] == "Aperti domani?"
    terminal.json("inbox", "reply", message["id"], "--text", "Dalle sette!")
    assert terminal.json("publish", "--once")["published"] == 1
    [answer] = bluesky_server.posts(shop)
    ref = {"uri": said["uri"], "cid": said["cid"]}
    assert (answer["text"], answer["reply"]) == ("Dalle sette!", {"root": ref, "parent": ref})
    assert terminal.json("inbox", "list")["messages"] == [], "nobody waits for an answer"
