"""A fake MediaWiki (1.39, Action API) with opinions: it refuses what MediaWiki refuses, and keeps every revision.

Sessions are cookies, changes need a token of the session, errors come with 200. A change from an older revision is
merged where it only adds what nobody else added there, and refused otherwise.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .exchange import Answer, Request, Upload
from .small import Clock, RefusalError, SmallFake, route

API = "/w/api.php"
NOBODY = "+\\"


@dataclass
class Revision:
    id: int
    user: str
    text: str
    comment: str
    at: datetime
    minor: bool = False
    parent: int = 0


@dataclass
class Article:
    id: int
    title: str
    revisions: list[Revision] = field(default_factory=list)
    protected: bool = False

    @property
    def text(self) -> str:
        return self.revisions[-1].text


class FakeMediaWiki(SmallFake):
    """A wiki with Lucia, whose bot password is `Lucia@smmdesk` / `password`."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.pages: dict[str, Article] = {}
        self.files: dict[str, bytes] = {}
        self.sessions: dict[str, str] = {}
        self.password = "password"
        self.rights = ["read", "edit", "createpage", "upload"]
        self.block = ""
        self.says: str = ""
        self.filter = ""
        self._tokens: dict[str, str] = {}

    # ------------------------------------------------------------------ what happens there
    def write_page(self, title: str, text: str, user: str = "Anna", comment: str = "") -> Article:
        """Somebody edits a page at the wiki."""
        article = self.pages.setdefault(title, Article(self.number(), title))
        before = article.revisions[-1].id if article.revisions else 0
        article.revisions.append(Revision(self.number(), user, text, comment, self.now, parent=before))
        return article

    def _cookies(self, request: Request) -> dict[str, str]:
        pairs = [piece.strip().partition("=") for piece in request.headers.get("cookie", "").split(";")]
        return {name: value for name, _, value in pairs if name}

    def _who(self, request: Request) -> str:
        return self.sessions.get(self._cookies(request).get("wiki_session", ""), "")

    # ------------------------------------------------------------------ routes
    @route("GET", "/.*")
    def page(self, request: Request) -> Answer:
        if request.path == API:
            return self._query(request, dict(request.query))
        link = f'<link rel="EditURI" type="application/rsd+xml" href="{self.says or self.url + API}?action=rsd"/>'
        return Answer(text=f"<html><head>{link}</head></html>", content_type="text/html; charset=UTF-8")

    @route("POST", API)
    def act(self, request: Request) -> Answer:
        sent = request.values()
        if sent["action"] == "login":
            return self._login(request, sent)
        who = self._who(request)
        if sent.get("assert") == "user" and not who:
            raise error("assertuserfailed", "You are no longer logged in.")
        if sent.get("token") != self._tokens.get(self._cookies(request).get("wiki_session", "")) or not who:
            raise error("badtoken", "Invalid CSRF token.")
        if self.block and sent["action"] != "logout":
            raise error("blocked", "You have been blocked from editing.")
        made = {"edit": self._edit, "upload": self._upload, "logout": self._logout}[sent["action"]](request, sent, who)
        return Answer(json=made)

    def _login(self, request: Request, sent: dict[str, Any]) -> Answer:
        session = self._cookies(request).get("wiki_session", "")
        if sent["lgtoken"] != f"login-{session}" or not session:
            return Answer(json={"login": {"result": "NeedToken"}})
        if (sent["lgname"], sent["lgpassword"]) != ("Lucia@smmdesk", self.password):
            return Answer(json={"login": {"result": "Failed", "reason": "Incorrect username or password entered."}})
        fresh = secrets.token_hex(8)
        self.sessions[fresh] = "Lucia"
        cookies = (
            f"wiki_session={fresh}; expires=Sat, 28-Nov-2026 20:00:00 GMT; path=/; HttpOnly, "
            "wikiUserID=1; path=/; HttpOnly, old=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT"
        )
        said = {"login": {"result": "Success", "lguserid": 1, "lgusername": "Lucia"}}
        return Answer(json=said, headers={"Set-Cookie": cookies})

    def _logout(self, request: Request, sent: dict[str, Any], who: str) -> dict[str, Any]:
        self.sessions.pop(self._cookies(request)["wiki_session"])
        return {}

    # ------------------------------------------------------------------ questions
    def _query(self, request: Request, asked: dict[str, str]) -> Answer:
        if asked.get("format") != "json":
            return Answer(text="<html>MediaWiki API help</html>", content_type="text/html")
        found: dict[str, Any] = {}
        headers: dict[str, str] = {}
        meta = asked.get("meta", "")
        if meta == "siteinfo":
            found["general"] = {"sitename": "Wiki del pane", "articlepath": "/wiki/$1", "server": self.url}
        elif meta == "tokens" and asked.get("type") == "login":
            session = secrets.token_hex(8)
            found["tokens"] = {"logintoken": f"login-{session}"}
            headers["Set-Cookie"] = f"wiki_session={session}; path=/; HttpOnly"
        elif meta == "tokens":
            found["tokens"] = {"csrftoken": self._token(request)}
        elif meta == "userinfo":
            found["userinfo"] = self._userinfo(request)
        elif asked.get("list") == "allimages":
            names = [n for n, data in self.files.items() if hashlib.sha1(data).hexdigest() == asked["aisha1"]]
            found["allimages"] = [{"name": name} for name in names[:1]]
        elif asked.get("list") == "usercontribs":
            found["usercontribs"] = self._contributions(asked)
        elif "|" in asked.get("titles", ""):
            titles = asked["titles"].split("|")
            assert len(titles) <= 50
            found["pages"] = [self._page({**asked, "titles": title}) for title in titles]
            found["normalized"] = [{"from": title, "to": _normal(title)} for title in titles if title != _normal(title)]
        else:
            found["pages"] = [self._page(asked)]
        return Answer(json={"batchcomplete": True, "query": found}, headers=headers)

    def _token(self, request: Request) -> str:
        session = self._cookies(request).get("wiki_session", "")
        if session not in self.sessions:
            return NOBODY
        return self._tokens.setdefault(session, secrets.token_hex(8) + NOBODY)

    def _userinfo(self, request: Request) -> dict[str, Any]:
        who = self._who(request)
        if not who:
            return {"id": 0, "name": "127.0.0.1", "anon": True}
        block = {"blockreason": self.block} if self.block else {}
        return {"id": 1, "name": who, "rights": self.rights, **block}

    def _page(self, asked: dict[str, str]) -> dict[str, Any]:
        if "revids" in asked:
            [article] = [a for a in self.pages.values() if int(asked["revids"]) in [r.id for r in a.revisions]]
            rows = [r for r in article.revisions if r.id == int(asked["revids"])]
            return {"pageid": article.id, "title": article.title, "revisions": [_shown(r) for r in rows]}
        title = _normal(asked["titles"])
        if re.search(r"[\[\]{}|#<>]", title) or not title:
            return {"title": title, "invalid": True, "invalidreason": "The requested page title contains invalid signs"}
        article = self.pages.get(title)
        if article is None:
            return {"title": title, "missing": True}
        rows = article.revisions[-1:]
        if "rvlimit" in asked:
            rows = [r for r in reversed(article.revisions) if r.user == asked.get("rvuser", r.user)]
        if "rvstart" in asked:
            assert asked["rvdir"] == "newer"
            rows = [r for r in article.revisions if _stamp(r.at) >= asked["rvstart"]]
        elif "rvstartid" in asked:
            assert asked["rvdir"] == "older"
            rows = [r for r in rows if r.id <= int(asked["rvstartid"])]
        shown = {"revisions": [_shown(r) for r in rows[: int(asked.get("rvlimit", "1"))]]} if rows else {}
        return {"pageid": article.id, "title": article.title, **shown}

    def _contributions(self, asked: dict[str, str]) -> list[dict[str, Any]]:
        """Newest first, in the namespaces that were asked for."""
        spaces = {"": 0, "Talk": 1, "User": 2, "User talk": 3}
        found = [
            {"ns": spaces.get(article.title.rpartition(":")[0], 0), "title": article.title, **_shown(revision)}
            for article in self.pages.values()
            for revision in article.revisions
            if revision.user == asked["ucuser"]
        ]
        wanted = [row for row in found if str(row["ns"]) in asked["ucnamespace"].split("|")]
        return sorted(wanted, key=lambda row: -int(row["revid"]))[: int(asked["uclimit"])]

    # ------------------------------------------------------------------ changes
    def _upload(self, request: Request, sent: dict[str, Any], who: str) -> dict[str, Any]:
        file = sent.get("file")
        if "upload" not in self.rights:
            raise error("permissiondenied", "You do not have permission to upload this file.")
        if not isinstance(file, Upload) or not file.data.startswith((b"\xff\xd8", b"\x89PNG")):
            raise error("verification-error", "File extension does not match the detected MIME type of the file.")
        name = sent["filename"][0].upper() + sent["filename"][1:]
        self.files[name] = file.data
        return {"upload": {"result": "Success", "filename": name, "imageinfo": {}}}

    def _edit(self, request: Request, sent: dict[str, Any], who: str) -> dict[str, Any]:
        title = _normal(sent["title"])
        article = self.pages.get(title)
        self._require_allowed(article, sent)
        if self.filter:
            return {"edit": {"result": "Failure", "code": "abusefilter-disallowed", "info": self.filter}}
        text = sent["text"].rstrip()
        if article is not None and "baserevid" in sent:
            text = _merged(article, int(sent["baserevid"]), text)
        if article is not None and text == article.text:
            return {"edit": {"result": "Success", "pageid": article.id, "title": title, "nochange": True}}
        before = article.revisions[-1].id if article is not None else 0
        article = self.write_page(title, text, who, sent.get("summary", ""))
        made = article.revisions[-1]
        made.minor = "minor" in sent
        said = {"result": "Success", "pageid": article.id, "title": title, "oldrevid": before, "newrevid": made.id}
        return {"edit": {**said, "newtimestamp": _stamp(made.at)}}

    def _require_allowed(self, article: Article | None, sent: dict[str, Any]) -> None:
        if len(sent.get("summary", "")) > 500:
            raise error("badvalue", "The summary is too long")
        if article is not None and article.protected:
            raise error("protectedpage", "This page has been protected to prevent editing or other actions.")
        if article is not None and "createonly" in sent:
            raise error("articleexists", "The article you tried to create has been created already.")
        if article is None and "nocreate" in sent:
            raise error("missingtitle", "The page you specified doesn't exist.")


def _merged(article: Article, base_id: int, text: str) -> str:
    base = next((r for r in article.revisions if r.id == base_id), None)
    if base is None:
        raise error("nosuchrevid", f"There is no revision with ID {base_id}.")
    if base is article.revisions[-1] or text == article.text:
        return text
    added = text.removeprefix(base.text)
    if text.startswith(base.text) and added:
        if added in article.text:
            return article.text
        if article.text.splitlines()[-1:] == base.text.splitlines()[-1:]:
            return article.text + added
    raise error("editconflict", "Edit conflict: Anna.")


def error(code: str, info: str) -> RefusalError:
    said = {"error": {"code": code, "info": info, "docref": "See api.php for API usage."}}
    return RefusalError(Answer(json=said, headers={"MediaWiki-API-Error": code}))


def _normal(title: str) -> str:
    title = " ".join(title.replace("_", " ").split())
    return title[:1].upper() + title[1:]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(revision: Revision) -> dict[str, Any]:
    main = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": revision.text}
    said = {
        "revid": revision.id,
        "parentid": revision.parent,
        "minor": revision.minor,
        "user": revision.user,
        "timestamp": _stamp(revision.at),
    }
    return {**said, "comment": revision.comment, "slots": {"main": main}}
