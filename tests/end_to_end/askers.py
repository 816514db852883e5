"""Real servers on which a shop publishes and a stranger asks something: what was asked, and what stands below it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from smmdesk.platforms.bluesky.records import stamp
from smmdesk.system.clock import SystemClock
from tests.end_to_end.platforms import plain
from tests.servers.bluesky import POST, BlueskyServer
from tests.servers.mediawiki import MediaWikiServer
from tests.servers.synapse import SynapseServer
from tests.servers.wordpress import WordPressServer

TITLE = f"Panettone {secrets.token_hex(3)}"


@dataclass(frozen=True)
class SignIn:
    """The words of `channels add` after the platform, and the secret for its standard input."""

    words: Sequence[str]
    secret: str


class Asker(Protocol):
    """One platform as the shop has it. `prepare` may write into the data folder before anything runs."""

    platform: str

    def prepare(self, folder: Path) -> None: ...
    def sign_in(self) -> SignIn: ...
    def ask(self, remote_id: str, words: str) -> None:
        """A stranger asks under what was published as `remote_id`."""

    def answers(self) -> list[str]:
        """What the shop said to that question, as it stands on the server for everybody."""


class OnWordPress:
    platform = "wordpress"

    def __init__(self, server: WordPressServer) -> None:
        self._server = server
        server.clear()

    def prepare(self, folder: Path) -> None:
        """Nothing: the address is typed at the sign-in."""

    def sign_in(self) -> SignIn:
        return SignIn(("--server", self._server.url, "--user", "editor"), self._server.application_password("editor"))

    def ask(self, remote_id: str, words: str) -> None:
        self._post_id = int(remote_id)
        self._asked = int(self._server.comment(self._post_id, words)["id"])

    def answers(self) -> list[str]:
        found = self._server.comments(self._post_id)
        return [plain(one["content"]["raw"]) for one in found if one["parent"] == self._asked]


class OnBluesky:
    """The server itself tells no account what others wrote: that the AppView behind it does, with the real record."""

    platform = "bluesky"

    def __init__(self, server: BlueskyServer) -> None:
        self._server = server
        self._shop = server.create_account(f"forno{secrets.token_hex(3)}.test")

    def prepare(self, folder: Path) -> None:
        lines = ("[bluesky]", f'entry = "{self._server.url}"', f'plc = "{self._server.plc_url}"', "")
        (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")

    def sign_in(self) -> SignIn:
        return SignIn(("--user", self._shop.handle), self._server.app_password(self._shop))

    def ask(self, remote_id: str, words: str) -> None:
        server, bob = self._server, self._server.bob
        ours = next(one for one in server.list_records(self._shop) if one["uri"] == remote_id)
        ref = {"uri": ours["uri"], "cid": ours["cid"]}
        record = {
            "$type": POST,
            "text": words,
            "createdAt": stamp(SystemClock().now()),
            "reply": {"root": ref, "parent": ref},
        }
        said = server.get_record(server.create_record(bob, record)["uri"])
        assert said is not None
        self._asked = said["uri"]
        author = {"did": bob.did, "handle": "bob.test", "displayName": "A visitor"}
        server.app_view.notify(self._shop.did, "reply", author, record["createdAt"], said)

    def answers(self) -> list[str]:
        found = self._server.posts(self._shop)
        return [one["text"] for one in found if one.get("reply", {}).get("parent", {}).get("uri") == self._asked]


class OnWiki:
    """A question on the talk page of what was published."""

    platform = "mediawiki"

    def __init__(self, server: MediaWikiServer) -> None:
        self._server = server

    def prepare(self, folder: Path) -> None:
        """Nothing: the address is typed at the sign-in."""

    def sign_in(self) -> SignIn:
        return SignIn(("--server", self._server.url, "--user", self._server.user), self._server.password)

    def ask(self, remote_id: str, words: str) -> None:
        self._server.write(f"Talk:{TITLE}", f"{words} --~~~~", section="new", summary="A question")

    def answers(self) -> list[str]:
        page = self._server.page(f"Talk:{TITLE}")
        lines = page["content"].splitlines() if page is not None else []
        return [line[1:].partition(" [[User:Lucia")[0] for line in lines if line.startswith(":")]


class OnMatrix:
    platform = "matrix"

    def __init__(self, server: SynapseServer) -> None:
        self._server = server
        self._alias = f"forno{secrets.token_hex(3)}"
        self._room = server.make_room(self._alias)
        server.join(self._room, "anna")

    def prepare(self, folder: Path) -> None:
        """Nothing: the address is typed at the sign-in."""

    def sign_in(self) -> SignIn:
        where = ("--server", self._server.url, "--user", "lucia", "--field", f"room=#{self._alias}:localhost")
        return SignIn(where, self._server.password("lucia"))

    def ask(self, remote_id: str, words: str) -> None:
        related = {"m.relates_to": {"m.in_reply_to": {"event_id": remote_id}}}
        self._asked = self._server.say(self._room, "anna", words, **related)

    def answers(self) -> list[str]:
        said = [one["content"] for one in self._server.messages(self._room)]
        return [
            one["body"].rpartition("\n\n")[2]
            for one in said
            if one.get("m.relates_to", {}).get("m.in_reply_to", {}).get("event_id") == self._asked
        ]
