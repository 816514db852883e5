"""The three servers of the circle as a shop's owner has them, and what each of them holds in the end.

`Said` is one thing that a platform says to its visitors, in the same words for all three, so that an assertion reads
the same wherever it went out. Every question goes to the server itself, never to the program under test.
"""

import html
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.fakes.mastodon import FakeMastodon
from tests.fakes.mastodon.book import Draft
from tests.servers.bluesky import Account, BlueskyServer
from tests.servers.wordpress import WordPressServer

PERSON = "editor"
"""Who signs in at WordPress and at Mastodon; the password is `editor-password`."""


@dataclass(frozen=True)
class Said:
    """`alts` and `pictures`: of each photo, in order. `links`: addresses that can be clicked.

    `answers`: the place (from 0) of what it hangs on, None for what hangs on nothing.
    """

    text: str
    alts: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = field(default=(), repr=False)
    links: tuple[str, ...] = ()
    answers: int | None = None


@dataclass(frozen=True)
class SignIn:
    """What a person types to connect a channel without a browser."""

    platform: str
    server: str
    user: str
    secret: str


class Platforms:
    """A WordPress site, a Bluesky server with an account of our own, and a fake Mastodon with its own clock."""

    def __init__(self, wordpress: WordPressServer, bluesky: BlueskyServer, mastodon: FakeMastodon) -> None:
        self.wordpress, self.bluesky, self.mastodon = wordpress, bluesky, mastodon
        wordpress.clear()
        self.baker: Account = bluesky.create_account(f"forno{secrets.token_hex(3)}.test")
        self.editor = mastodon.add_account(PERSON)

    def redirect(self, folder: Path) -> Self:
        """Let a data folder find our Bluesky instead of the world's (design.md §4)."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lines = ("[bluesky]", f'entry = "{self.bluesky.url}"', f'plc = "{self.bluesky.plc_url}"', "")
        (folder / "endpoints.toml").write_text("\n".join(lines), encoding="utf-8")
        return self

    def sign_ins(self) -> list[SignIn]:
        """With a pasted access key, an app password, an application password."""
        return [
            SignIn("mastodon", self.mastodon.url, "", self.mastodon.token(self.editor)),
            SignIn("bluesky", "", self.baker.handle, self.bluesky.app_password(self.baker)),
            SignIn("wordpress", self.wordpress.url, PERSON, self.wordpress.application_password(PERSON)),
        ]

    # ------------------------------------------------------------------ what visitors see
    def on_mastodon(self) -> list[Said]:
        """The statuses, oldest first."""
        statuses = self.mastodon.statuses
        places = {status.id: place for place, status in enumerate(statuses)}
        return [_said_there(status.draft, places.get(status.in_reply_to_id or "")) for status in statuses]

    def on_mastodons_list(self) -> list[Said]:
        """What waits on the server for its time, the soonest first."""
        return [_said_there(each.draft, None) for each in self.mastodon.scheduled]

    def on_bluesky(self) -> list[Said]:
        """The posts, oldest first."""
        records = sorted(self.bluesky.list_records(self.baker), key=lambda record: record["value"]["createdAt"])
        places = {record["uri"]: place for place, record in enumerate(records)}
        return [self._record(record["value"], places) for record in records]

    def _record(self, record: dict[str, Any], places: dict[str, int]) -> Said:
        images = record.get("embed", {}).get("images", [])
        reply = record.get("reply")
        if reply:
            assert places[reply["root"]["uri"]] == 0, "a thread has one root"
        return Said(
            record["text"],
            tuple(image["alt"] for image in images),
            tuple(self.bluesky.get_blob(self.baker, image["image"]) for image in images),
            tuple(linked(record)),
            places[reply["parent"]["uri"]] if reply else None,
        )

    def on_wordpress(self, status: str = "publish") -> list[Said]:
        """Each post of that status, oldest first, with its comments behind it."""
        media = {entry["id"]: entry for entry in self.wordpress.media()}
        found: list[Said] = []
        for post in reversed(self.wordpress.posts(status=status)):
            place = len(found)
            found.append(self._article(post, media))
            found += [
                Said(plain(comment["content"]["raw"]), answers=place) for comment in self.wordpress.comments(post["id"])
            ]
        return found

    def _article(self, post: dict[str, Any], media: dict[int, dict[str, Any]]) -> Said:
        content = post["content"]["raw"]
        used = [media[post["featured_media"]]] if post["featured_media"] else []
        used += [media[int(number)] for number in re.findall(r"wp-image-(\d+)", content)]
        return Said(
            f"{html.unescape(post['title']['raw'])}\n{plain(content)}".strip(),
            tuple(entry["alt_text"] for entry in used),
            tuple(self.wordpress.file(entry["source_url"]) for entry in used),
            tuple(html.unescape(address) for address in re.findall(r'<a [^>]*href="([^"]+)"', content)),
        )


def _said_there(draft: Draft, answers: int | None) -> Said:
    """Mastodon makes every address in the text a link by itself."""
    return Said(
        draft.text,
        tuple(media.description for media in draft.media),
        tuple(media.data for media in draft.media),
        tuple(re.findall(r"https?://\S+[^\s.,;:!?)]", draft.text)),
        answers,
    )


def linked(record: dict[str, Any]) -> list[str]:
    """The addresses of a record's link facets, each held against the bytes of the text that it marks."""
    text = record["text"].encode()
    found = []
    for facet in record.get("facets", []):
        words = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        for feature in facet["features"]:
            if feature["$type"].endswith("#link"):
                assert feature["uri"].removeprefix("https://").startswith(words.removeprefix("https://").rstrip("…."))
                found.append(feature["uri"])
            elif feature["$type"].endswith("#tag"):
                assert words.lstrip("#") == feature["tag"]
    return found


def plain(content: str) -> str:
    """The words of an article or comment, without its tags."""
    return html.unescape(re.sub(r"\s*\n\s*", "\n", re.sub(r"<!--.*?-->|<[^>]+>", "", content))).strip()
