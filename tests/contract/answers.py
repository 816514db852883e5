"""How somebody writes to each account that hears, what of ours answers there, and which call answers.

A connector that learns to hear is a line in `ANSWERS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from smmdesk.desk.desk import Desk
from smmdesk.desk.listening import listen_to_all
from smmdesk.model.message import Message
from smmdesk.platforms.bluesky.records import stamp
from smmdesk.platforms.markup import unmarked
from smmdesk.system.clock import SystemClock
from tests.fakes import flickr, vimeo
from tests.fakes.facebook_login import PAGE
from tests.fakes.instagram import NAME
from tests.fakes.youtube import CHANNEL
from tests.servers.bluesky import POST
from tests.servers.faults import Match


@dataclass(frozen=True)
class Answers:
    """`says(subject, post_id, words)`: somebody writes below our post, by whatever program. `said`: the words of our
    answers that are there, after a name where one begins them. `by`: the one call that answers; None where programs are
    offered none: what is sent all the same is refused. `apart`: so seldom the platform may be asked."""

    says: Callable[[Any, str, str], object]
    said: Callable[[Any], list[str]]
    by: Match | None
    apart: timedelta = timedelta()


@dataclass(frozen=True)
class Ear:
    """What comes in from `listening` on: a platform keeps what people wrote there in the tests before, in the same
    words perhaps, and a new desk hears that too."""

    desk: Desk
    before: frozenset[str]

    @classmethod
    async def listening(cls, desk: Desk) -> "Ear":
        problems = (await listen_to_all(desk)).problems
        assert not problems, problems
        return cls(desk, frozenset(message.id for message in _kept(desk)))

    def of(self, words: str) -> list[Message]:
        """The messages in these words that came in since."""
        return [each for each in _kept(self.desk) if each.text == words and each.id not in self.before]


def _kept(desk: Desk) -> tuple[Message, ...]:
    with desk.store.reading() as reader:
        return reader.all(Message)


def _on_mastodon(it: Any, post: str, words: str) -> None:
    it.fake.reply(next(each for each in it.fake.statuses if each.id == post), words)


def _mastodon_said(it: Any) -> list[str]:
    ours = [each for each in it.fake.statuses if each.account is it.fake.alice and each.draft.in_reply_to_id]
    return [each.draft.text for each in ours]


def _on_bluesky(it: Any, post: str, words: str) -> None:
    bob, said = it.server.bob, it.server.get_record(post)
    ref = {"uri": said["uri"], "cid": said["cid"]}
    record = {
        "$type": POST,
        "text": words,
        "createdAt": stamp(SystemClock().now()),
        "reply": {"root": ref, "parent": ref},
    }
    made = it.server.get_record(it.server.create_record(bob, record)["uri"])
    person = {"did": bob.did, "handle": "bob.test", "displayName": "Bob"}
    it.server.app_view.notify(it.account.did, "reply", person, record["createdAt"], made)


def _bluesky_said(it: Any) -> list[str]:
    records = [found["value"] for found in it.server.list_records(it.account)]
    return [value["text"] for value in records if "reply" in value]


def _on_wordpress(it: Any, post: str, words: str) -> None:
    body = {"post": int(post), "author_name": "Anna", "author_email": "anna@forno.example", "content": words}
    it.server._json("POST", "comments", json={**body, "status": "approve"})


def _wordpress_said(it: Any) -> list[str]:
    rows = it.server._json("GET", "comments", params={"status": "approve", "per_page": 100})
    return [re.sub(r"<[^>]+>", "", row["content"]["rendered"]).strip() for row in rows if row["parent"]]


ANSWERS: Mapping[str, Answers] = {
    "facebook": Answers(
        lambda it, post, words: it.fake.say(post, words),
        lambda it: [each.message for each in it.fake.comments if each.author == PAGE],
        Match("POST", r"/comments"),
    ),
    "instagram": Answers(
        lambda it, post, words: it.fake.say(post, words),
        lambda it: [each.text for each in it.fake.comments if each.user == NAME],
        Match("POST", r"/replies$"),
    ),
    "threads": Answers(
        lambda it, post, words: it.fake.say(post, words),
        lambda it: [each.text for each in it.fake.posts if each.parent],
        Match("POST", r"/threads_publish"),
    ),
    "youtube": Answers(
        lambda it, post, words: it.fake.say(post, words),
        lambda it: [each.words for each in it.fake.comments if each.author == CHANNEL],
        Match("POST", "/youtube/v3/comments"),
    ),
    "google_business": Answers(
        lambda it, _post, words: it.fake.review(words),
        lambda it: [each.answer for each in it.fake.reviews.values() if each.answer],
        Match("PUT", "/reply$"),
    ),
    "telegram": Answers(
        lambda it, post, words: it.fake.comment(int(post), words),
        lambda it: [each.text for each in it.fake.messages if each.chat is it.group],
        Match("POST", r"/bot[^/]+/sendMessage$", b"reply_parameters"),
    ),
    "matrix": Answers(
        lambda it, _post, words: it.fake.say(words, "@anna:forno.example"),
        lambda it: [text for own_id, text in it.fake.posts() if "m.relates_to" in it.fake.event(own_id).content],
        Match("PUT", "/send/m.room.message/", b"m.in_reply_to"),
    ),
    "discourse": Answers(
        lambda it, post, words: it.fake.answer(next(t for t in it.fake.topics if str(t.id) == post), words),
        lambda it: [unmarked(post.raw) for post in it.fake.posts if post.user == 5 and post.number > 1],
        Match("POST", "/posts.json", b"topic_id"),
    ),
    "lemmy": Answers(
        lambda it, post, words: it.fake.reply(int(post), words),
        lambda it: [unmarked(each.body) for each in it.fake.comments if each.creator == 7],
        Match("POST", "/api/v3/comment$"),
    ),
    "vimeo": Answers(
        lambda it, post, words: it.fake.somebody_writes(post, words),
        lambda it: [each.text for each in it.fake.comments if each.user == vimeo.ME],
        Match("POST", r"/comments/\d+/replies"),
    ),
    "flickr": Answers(
        lambda it, post, words: it.fake.somebody_writes(post, words),
        lambda it: [each.text for each in it.fake.comments if each.author == flickr.ME],
        Match("POST", "/services/rest/", b"photos.comments.addComment"),
        timedelta(hours=1),
    ),
    "tumblr": Answers(lambda it, post, words: it.fake.note(post, words), lambda _it: [], None),
    "blogger": Answers(lambda it, post, words: it.fake.comment(post, words), lambda _it: [], None),
    "mastodon": Answers(_on_mastodon, _mastodon_said, Match("POST", "/api/v1/statuses$", b"in_reply_to_id")),
    "bluesky": Answers(_on_bluesky, _bluesky_said, Match("POST", "createRecord|applyWrites", b'"reply"')),
    "wordpress": Answers(_on_wordpress, _wordpress_said, Match("POST", r"wp/v2/comments")),
}
IN_PRIVATE: Mapping[str, Answers] = {
    key: Answers(
        lambda it, _post, words: it.fake.writes(words),
        lambda it: [each["message"]["text"] for each in it.fake.sent],
        Match("POST", r"/v26\.0/(\d+|me)/messages$"),
    )
    for key in ("facebook", "instagram")
}
"""The same of what people write in private, which nobody else sees."""
BEGUN: Mapping[str, Answers] = {
    "lemmy": Answers(
        ANSWERS["lemmy"].says,
        lambda it: [unmarked(each.body) for each in it.fake.privates if each.creator == 7],
        Match("POST", "/api/v3/private_message$"),
    ),
    "mastodon": Answers(_on_mastodon, _mastodon_said, Match("POST", "/api/v1/statuses$", b"direct")),
}
"""The same of what everybody reads, answered for its author alone."""
WITH_PHOTOS = ("discourse", "lemmy")
"""Where the photos of an answer stand in its words."""
ELSEWHERE = {
    "mediawiki": "tests/platforms/test_mediawiki_talk.py: talk pages, at MediaWiki itself",
    "ghost": "tests/platforms/test_ghost_comments.py: heard only, since a key is no member who could answer",
}
"""What hears and is held to the same by other tests, and by which."""
