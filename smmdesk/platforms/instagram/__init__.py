"""Instagram, professional accounts: photos, carousels, reels, stories, a first comment, and what people write below.

Facts and sources: resources/platforms/instagram.toml. Instagram takes no bytes: it fetches each file from the brand's
media host into a container, which nobody sees and which is published once, by one small call. The container's status
answers what became of an answer that was lost.
"""

from contextlib import suppress

from smmdesk.model.delivery import Op, Receipt
from smmdesk.model.message import HeardPage
from smmdesk.model.moment import to_us
from smmdesk.platforms import meta, meta_answers
from smmdesk.platforms.answers import Fields
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    ConnectorError,
    Job,
    LookUpAnswer,
    Published,
    RefusedError,
    Said,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.instagram import account, comments, containers, heard, moderation, numbers
from smmdesk.platforms.instagram.account import TALKS, graph_of
from smmdesk.platforms.instagram.containers import STORY, caption_of, container_of, is_new, kind_of
from smmdesk.platforms.markup import same_words
from smmdesk.platforms.steps import Steps

MEDIA_FIELDS = "id,caption,timestamp,permalink,media_product_type"
NEWEST = 25


class Instagram(moderation.Moderation, numbers.Numbers):
    """One professional account is `session.channel`."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """Instagram Login has nothing to take a token back with; the person ends it in the settings there."""

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """A fresh token, room in the day's quota, and a container that is ready to be published."""
        await account.keep_fresh(session)
        if meta_answers.is_private(job):
            await meta_answers.prepare(session, TALKS, job, save)
            return
        if job.op is not Op.CREATE or comments.is_comment(job):
            return
        steps = Steps(job, save)
        if steps.found(containers.CONTAINER) is None:
            await containers.require_quota(session)
        await containers.lay_down(session, job, steps)

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if meta_answers.is_private(job):
            return await meta_answers.commit(session, TALKS, job)
        if job.op is not Op.CREATE:
            code = "no_edit_there" if job.op is Op.EDIT else "no_delete_there"
            raise RefusedError(session.http.names.problem(code))
        if comments.is_comment(job):
            return await comments.commit(session, job)
        container = container_of(job)
        if job.first_try_at is not None and await containers.status_of(session, container) == containers.PUBLISHED:
            return await _live(session, job)  # by the attempt whose answer was lost
        form, path = {"creation_id": container}, f"{session.channel.remote_id}/media_publish"
        answer = await containers.ask(session, path, form, irreversible=True)
        return Published(await _receipt(session, answer.fields().id()))

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        if meta_answers.is_private(job):
            return await meta_answers.look_up(session, TALKS, job)
        if job.op is not Op.CREATE:
            return CannotTell()
        if comments.is_comment(job):
            return await comments.look_up(session, job)
        container = container_of(job)
        if not container:
            return CannotTell()
        status = await containers.status_of(session, container)
        if status == containers.PUBLISHED:
            return await _live(session, job)
        if status == containers.NOT_KNOWN:
            return CannotTell()  # also what was published is forgotten there some day
        return Absent(for_good=status in containers.ENDED)

    async def fetch_messages(self, session: Session, cursor: str) -> HeardPage:
        await account.keep_fresh(session)
        return await heard.fetch_messages(session, cursor)

    async def read_back(self, session: Session, job: Job) -> Said | Absent | CannotTell:
        """The caption of a post, the words of a comment. A story is gone after a day by itself, which says nothing;
        private messages are not looked at again."""
        if meta_answers.is_private(job):
            return CannotTell()
        assert job.receipt is not None
        is_root = not comments.is_comment(job)
        words = "caption" if is_root else "text"
        answer = await graph_of(session).read(job.receipt.id, f"id,{words}", gone=True)
        story = is_root and kind_of(session, job) == STORY
        ours = "" if story else caption_of(job) if is_root else job.outgoing.text
        if meta.is_unknown(answer):
            return Said("", "", True) if story else Absent()
        there = answer.fields().text(words, "")
        return Said(there, ours, story or same_words(there, ours))


async def _receipt(session: Session, media: str) -> Receipt:
    """The post's page, where it can be read; that it is live is known already."""
    url, at_us = "", to_us(session.clock.now())
    with suppress(ConnectorError):
        found = await graph_of(session).get(media, "id,permalink,timestamp")
        url, at_us = found.text("permalink", ""), to_us(meta.instant_of(found, "timestamp"))
    return Receipt(media, url if url.startswith("https://") else "", at_us)


async def _live(session: Session, job: Job) -> Published:
    """Its container says that it is out; which of the newest posts it is is told by its words and its time. Without
    words its number stays open: any other of these minutes looks like it."""
    mine: list[Fields] = []
    if kind_of(session, job) != STORY and caption_of(job).strip():
        path = f"{session.channel.remote_id}/media"
        rows = (await graph_of(session).get(path, MEDIA_FIELDS, limit=str(NEWEST))).rows("data")
        mine = [row for row in rows if _is_mine(row, session, job)]
    if len(mine) != 1:
        return Published(Receipt("", session.channel.url, to_us(session.clock.now())))
    url = mine[0].text("permalink", "")
    return Published(Receipt(mine[0].id(), url, to_us(meta.instant_of(mine[0], "timestamp"))))


def _is_mine(row: Fields, session: Session, job: Job) -> bool:
    if row.id() in job.owned or not is_new(row, session, job):
        return False
    return same_words(row.text("caption", ""), caption_of(job))


CONNECTOR: Connector = Instagram()
