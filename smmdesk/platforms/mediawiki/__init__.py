"""MediaWiki: a new page, a new section, words at the end, or a page anew, in one change that may be repeated.

Facts and sources: resources/platforms/mediawiki.toml. A new page is made once (createonly); every other change is the
whole page from a named revision, so that the same change twice is one: the wiki merges what is equal and refuses what
is not. Our mark stands in the summary of the change, which the page's history keeps.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms.answers import Fields, plain_words
from smmdesk.platforms.base import (
    Absent,
    Account,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    Picture,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.http import Upload
from smmdesk.platforms.mediawiki import pages, talk, wiki
from smmdesk.platforms.mediawiki.pages import Page, find_ours, receipt_of, summary_of, title_of
from smmdesk.platforms.mediawiki.wiki import Wiki, WikiError, meaning
from smmdesk.platforms.mediawiki.wikitext import unwiki
from smmdesk.platforms.steps import Steps, kept

UPLOAD_S = 600.0
THERE = frozenset({"articleexists", "editconflict"})
"""Refusals behind which our own change, whose answer was lost, may stand."""


class MediaWiki:
    """One wiki; its interface is `session.channel.reported["api"]`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await wiki.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """End the session; the bot password itself is taken back on the wiki."""
        try:
            await Wiki.of(session).write(wiki.LOGOUT, {})
        except WikiError as error:
            raise meaning(session.http, error) from error

    async def who_am_i(self, session: Session) -> Account:
        return await wiki.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Put the pictures on the wiki, and note from which revision of the page we set out."""
        if job.op is Op.DELETE:
            return
        steps, here = Steps(job, save), Wiki.of(session)
        known = {str(step["hash"]): step for step in pages.files_of(job)} if job.op is Op.EDIT else {}
        for number, picture in enumerate(job.outgoing.media):
            name, digest = f"media:{number}", _sha1(picture.path)
            found = steps.found(name)
            if found is None or found["hash"] != digest:
                place = known.get(digest) or {
                    "hash": digest,
                    "name": await self._lay_down(session, here, picture, digest),
                }
                await steps.keep(name, {**place, "alt": picture.alt})
        if job.op is Op.EDIT or steps.found("page") is not None:
            return
        await steps.keep("page", await self._set_out(session, here, job))

    async def _set_out(self, session: Session, here: Wiki, job: Job) -> dict[str, object]:
        answered = pages.answer_of(job)
        page = await pages.read(here, answered.talk if answered is not None else job.outgoing.title.strip())
        if answered is not None:
            if page is None or not page.revision:
                raise RefusedError(session.http.names.problem("removed_there"))
            pages.whole(session, job, page)
            return {"title": page.title, "base": page.revision}
        if page is None:
            raise RefusedError(session.http.names.problem("title_not_possible", value=job.outgoing.title))
        if pages.place_of(job) == "new":
            if page.revision and await find_ours(session, here, job, page.title) is None:
                raise RefusedError(session.http.names.problem("page_exists", value=page.title))
            return {"title": page.title, "base": 0}
        if not page.revision:
            raise RefusedError(session.http.names.problem("page_missing", value=page.title))
        return {"title": page.title, "base": page.revision}

    async def _lay_down(self, session: Session, here: Wiki, picture: Picture, digest: str) -> str:
        """The name of a picture on the wiki; what is there already is used."""
        rows = (await here.query(list="allimages", aisha1=digest, ailimit="1")).rows("allimages")
        if rows:
            return rows[0].text("name")
        name = f"smmdesk-{digest[:20]}{picture.path.suffix.lower()}"
        upload = Upload("file", picture.path, name, picture.mime)
        fields = {"filename": name, "comment": "smmdesk", "ignorewarnings": "1"}
        try:
            found = await here.write(
                "upload", fields, upload, carries=picture.name or picture.path.name, deadline_s=UPLOAD_S
            )
        except WikiError as error:
            said = f"{plain_words(picture.name or picture.path.name)}: {error.said}"
            raise RefusedError(session.http.names.problem("refused", said=said)) from error
        if found.text("result", "") != "Success":
            raise found.strange()
        return found.text("filename")

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            raise RefusedError(session.http.names.problem("no_delete_there"))
        here = Wiki.of(session)
        if job.op is Op.EDIT:
            page = await self._page_of(session, here, job)
            text = pages.changed(session, job, page)
            return await self._save(session, here, job, page.title, {"text": text, "nocreate": "1"}, page.revision)
        step = kept(job, "page")
        assert isinstance(step, dict), "prepare looked at the page"
        title, base = str(step["title"]), int(step["base"])
        if not base:
            fields = {"text": pages.ours(job), "createonly": "1"}
        else:
            page = await pages.read(here, "", base) or Page(title, base, "", "")
            fields = {"text": pages.whole(session, job, page), "nocreate": "1"}
        return await self._save(session, here, job, title, fields, base)

    async def _save(
        self, session: Session, here: Wiki, job: Job, title: str, fields: Mapping[str, str], base: int
    ) -> CommitAnswer:
        """Write the page. A refusal behind which our own change may stand is looked into."""
        named = {"title": title, "summary": summary_of(job), **pages.asked(job.outgoing.options), **fields}
        named |= {"baserevid": str(base)} if base else {}
        try:
            found = await here.write("edit", named, irreversible=True)
        except WikiError as error:
            before = await find_ours(session, here, job, title) if error.code in THERE else None
            if before is not None:
                return Published(before)
            raise meaning(session.http, error) from error
        return Published(await self._understood(session, here, job, found))

    async def _understood(self, session: Session, here: Wiki, job: Job, found: Fields) -> Receipt:
        if found.text("result", "") == "Failure":
            words = plain_words(found.text("info", found.text("warning", ""))) or "captcha"
            raise RefusedError(session.http.names.problem("refused", said=words))
        if found.text("result", "") != "Success":
            raise found.strange()
        if not found.flag("nochange"):
            at_us = to_us(found.instant("newtimestamp"))
            return receipt_of(session, job, found.text("title"), found.number("newrevid"), at_us)
        before = await find_ours(session, here, job, found.text("title"))
        if before is None:
            raise RefusedError(session.http.names.problem("duplicate_refused"))
        return before

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """A change is made at once or not at all."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """By our mark in the page's history."""
        here = Wiki.of(session)
        if job.receipt is not None:
            title = await title_of(here, job.receipt)
        else:
            step = kept(job, "page")
            title = str(step["title"]) if isinstance(step, dict) else ""
        found = await find_ours(session, here, job, title) if title else None
        return Published(found) if found is not None else Absent()

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        return await talk.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        assert job.receipt is not None
        here = Wiki.of(session)
        page = await pages.read(here, await title_of(here, job.receipt))
        if page is None or not page.revision:
            return Absent()
        words = unwiki(pages.ours(job))
        if pages.says(page, job.receipt):
            return Said(words, words, same=True)
        return Said(unwiki(page.text), words, same=False)

    async def _page_of(self, session: Session, here: Wiki, job: Job) -> Page:
        assert job.receipt is not None
        page = await pages.read(here, await title_of(here, job.receipt))
        if page is None or not page.revision:
            raise RefusedError(session.http.names.problem("removed_there"))
        return page


def _sha1(path: Path) -> str:
    """As the wiki itself names a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()


CONNECTOR: Connector = MediaWiki()
