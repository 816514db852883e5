"""Private messages at the fakes of Facebook and Instagram: conversations with opinions, and what was sent into them.

Meta tells an app without Advanced Access of people with a role in it alone; without the permission nothing. A program
answers for 24 hours after the newest message of whoever wrote, for 7 days with the tag of a person under an app that
has the feature; and once in private to a comment, within 7 days, which lets it write no further. A list is told from
the newest on, and only fields that were asked for. Nothing stands against a second copy.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from .exchange import Answer, Request
from .graph import FakeGraph, graph_error, stamp, top_names, unknown_object
from .small import Clock, route

DAY, WEEK = timedelta(hours=24), timedelta(days=7)


@dataclass
class Words:
    """One message; `photos`, `file` and `link` are addresses."""

    id: str
    author: str
    text: str
    at: datetime
    photos: tuple[str, ...] = ()
    file: str = ""
    link: str = ""


@dataclass
class Convo:
    """What was said with `who`; taking a message back does not move it."""

    id: str
    who: str
    updated: datetime
    said: list[Words] = field(default_factory=list)


class MetaTalk(FakeGraph):
    """`advanced`: Meta looked at the app; `roles` are people with a role in it. `human_agent`: the app has the feature.
    `switched_on`: the account lets programs see messages. `blocked`: who takes none from it. `sent` is what arrived."""

    talk_scope: ClassVar[str] = ""
    talk_platform: ClassVar[str] = ""
    talk_me: ClassVar[str] = ""
    talk_newest: ClassVar[int] = 10_000
    talk_late: ClassVar[int] = 2_018_278
    talk_nobody: ClassVar[int] = 2_018_001
    talk_characters: ClassVar[int] = 2000
    talk_bytes: ClassVar[int] = 1_000_000
    talk_answered: ClassVar[tuple[int, int]] = (10_900, 0)
    """Code and subcode for a second private answer to one comment."""
    talk_author: ClassVar[str] = "author"

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.convos: list[Convo] = []
        self.advanced, self.human_agent, self.switched_on = True, False, True
        self.heeds_user, self.tells_participants = True, True
        self.roles: set[str] = set()
        self.blocked: set[str] = set()
        self.sent: list[dict[str, Any]] = []
        self.answered: dict[str, str] = {}
        """The conversation of the private answer, by the comment."""

    # ------------------------------------------------------------------ what people do
    def writes(self, text: str, who: str = "777", **more: Any) -> Words:
        """Somebody writes to the account in private."""
        return self._add(who, who, text, **more)

    def answers_there(self, text: str, who: str = "777") -> Words:
        """The account answers on the platform's own pages."""
        return self._add(who, self.talk_me, text)

    def _add(self, who: str, author: str, text: str, **more: Any) -> Words:
        convo = next((each for each in self.convos if each.who == who), None)
        if convo is None:
            convo = Convo(f"t_{self.number()}", who, self.now)
            self.convos.append(convo)
        convo.said.append(Words(f"m_{self.number()}-{'x' * 150}", author, text, self.now, **more))
        convo.updated = self.now
        return convo.said[-1]

    @property
    def all_words(self) -> list[Words]:
        return [each for convo in self.convos for each in convo.said]

    def unsends(self, own_id: str) -> None:
        """Whoever wrote it takes it back."""
        for convo in self.convos:
            convo.said = [each for each in convo.said if each.id != own_id]
        self.convos = [convo for convo in self.convos if convo.said]

    # ------------------------------------------------------------------ reading
    def _allowed(self, request: Request) -> None:
        self.require(request, self.talk_scope)
        if not self.switched_on:
            said = "(#200) The account owner has disabled access to instagram direct messages"
            raise graph_error(200, said, status=403, subcode=2_534_041)

    def _seen(self) -> list[Convo]:
        known = [each for each in self.convos if self.advanced or each.who in self.roles]
        return sorted(known, key=lambda each: each.updated, reverse=True)

    @route("GET", r"/v26\.0/(\d+|me)/conversations")
    def list_convos(self, request: Request, home: str) -> Answer:
        self._home(request, home)
        self._allowed(request)
        asked = dict(request.query)
        assert asked.get("platform") == self.talk_platform, "which messages?"
        names = top_names(asked.get("fields", "id"))
        assert set(names) <= {"id", "updated_time", "messages", "participants", "unread_count", "link", "snippet"}
        rows = []
        for each in self._seen():
            if self.heeds_user and asked.get("user_id", each.who) != each.who:
                continue
            newest = [{"id": words.id} for words in reversed(each.said[-20:])]
            who = [self.talk_name(each.who), self.talk_name(self.talk_me)]
            told = {"id": each.id, "updated_time": stamp(each.updated), "messages": {"data": newest}}
            rows.append({**told, "participants": {"data": who} if self.tells_participants else None})
        return self.paged(request, rows)

    @route("GET", r"/v26\.0/(t_\d+)/messages")
    def list_words(self, request: Request, convo_id: str) -> Answer:
        self._allowed(request)
        convo = next((each for each in self._seen() if each.id == convo_id), None)
        if convo is None:
            raise unknown_object(convo_id)
        newest = list(reversed(convo.said))[: self.talk_newest]
        return self.paged(request, [self._shown_words(each) for each in newest])

    @route("GET", r"/v26\.0/(m_[\w-]+)")
    def read_words(self, request: Request, own_id: str) -> Answer:
        self._allowed(request)
        for convo in self._seen():
            for words in convo.said[-self.talk_newest :]:
                if words.id == own_id:
                    return Answer(json=self.shown(request, self._shown_words(words)))
        raise unknown_object(own_id)

    def _shown_words(self, words: Words) -> dict[str, Any]:
        attached = [{"id": "1", "mime_type": "image/jpeg", "image_data": {"url": url}} for url in words.photos]
        attached += [{"id": "2", "mime_type": "audio/mp4", "file_url": words.file}] if words.file else []
        return {
            "id": words.id,
            "created_time": stamp(words.at),
            "from": self.talk_name(words.author),
            "message": words.text,
            "attachments": {"data": attached} if attached else None,
            "shares": {"data": [{"link": words.link}]} if words.link else None,
        }

    def talk_name(self, who: str) -> dict[str, str]:
        raise NotImplementedError

    # ------------------------------------------------------------------ sending
    def _home(self, request: Request, home: str) -> None:
        whose = self.require(request)
        if home not in ("me", whose.owner):
            raise graph_error(190, "This method must be called with a Page Access Token", subcode=2_069_032)

    @route("POST", r"/v26\.0/(\d+|me)/messages")
    def send(self, request: Request, home: str) -> Answer:
        self._home(request, home)
        self._allowed(request)
        asked = request.json()
        assert set(asked) <= {"recipient", "message", "messaging_type", "tag"}, asked
        if "comment_id" in asked["recipient"]:
            return self._answer_comment(asked)
        who, text = str(asked["recipient"]["id"]), str(asked["message"]["text"])
        convo = next((each for each in self.convos if each.who == who), None)
        if convo is None:
            raise graph_error(100, "(#100) No matching user found", subcode=self.talk_nobody)
        self._takes(who, text)
        by_person = asked.get("tag") == "HUMAN_AGENT" and asked.get("messaging_type") == "MESSAGE_TAG"
        if by_person and not self.human_agent:
            raise graph_error(10, "(#10) Application does not have the feature Human Agent", status=403)
        theirs = max((each.at for each in convo.said if each.author == who), default=self.now - WEEK)
        if self.now - theirs >= (WEEK if by_person else DAY):
            said = "(#10) This message is sent outside of allowed window."
            raise graph_error(10, said, status=403, subcode=self.talk_late)
        self.sent.append(asked)
        made = self.answers_there(text, who)
        return Answer(json={"recipient_id": who, "message_id": made.id})

    def _takes(self, who: str, text: str) -> None:
        if not self.advanced and who not in self.roles:
            raise graph_error(200, "(#200) Cannot message users who are not admins, developers or testers of the app")
        if who in self.blocked:
            raise graph_error(551, "(#551) This person isn't available right now.", subcode=1_545_041)
        if len(text) > self.talk_characters or len(text.encode()) > self.talk_bytes:
            raise graph_error(100, "(#100) Length of param message[text] must be less than or equal to 2000")

    def talk_comment(self, comment: str) -> tuple[str, datetime] | None:
        """Who wrote a comment of somebody else, and when."""
        found = next((each for each in vars(self)["comments"] if each.id == comment), None)
        who = getattr(found, self.talk_author, self.talk_me)
        return (who, found.at) if found is not None and who != self.talk_me else None

    def _answer_comment(self, asked: dict[str, Any]) -> Answer:
        """The one private answer to a comment: words alone, to whoever wrote it."""
        comment, text = str(asked["recipient"]["comment_id"]), asked["message"]
        assert (set(text), set(asked)) == ({"text"}, {"recipient", "message"}), asked
        found = self.talk_comment(comment)
        if found is None:
            raise unknown_object(comment)
        who, at = found
        self._takes(who, str(text["text"]))
        if comment in self.answered:
            code, subcode = self.talk_answered
            raise graph_error(code, f"(#{code}) Activity already replied to", subcode=subcode)
        if self.now - at >= WEEK:
            said = "(#10) This message is sent outside of allowed window."
            raise graph_error(10, said, status=403, subcode=self.talk_late)
        self.sent.append(asked)
        made = self.answers_there(str(text["text"]), who)
        self.answered[comment] = next(each.id for each in self.convos if each.who == who)
        return Answer(json={"recipient_id": who, "message_id": made.id})


class FacebookTalk(MetaTalk):
    """Messenger: messages of the page 1001."""

    talk_scope, talk_platform, talk_me = "pages_messaging", "messenger", "1001"

    def talk_name(self, who: str) -> dict[str, str]:
        return {"id": who, "name": f"Nome {who}", "email": f"{who}@facebook.com"}


class InstagramTalk(MetaTalk):
    """Of a conversation the newest 20 messages alone can be read."""

    talk_scope, talk_platform = "instagram_business_manage_messages", "instagram"
    talk_me, talk_newest, talk_late, talk_nobody = "17841400000000001", 20, 2_534_022, 2_534_014
    talk_characters, talk_bytes, talk_author = 1_000_000, 1000, "who"

    def talk_name(self, who: str) -> dict[str, str]:
        return {"id": who, "username": "fornorossi" if who == self.talk_me else f"user{who}"}
