"""TikTok: a film piece by piece, photos that it fetches; into the person's inbox, or at once where the app may.

Facts and sources: resources/platforms/tiktok.toml. All pieces but the last are inert: an upload that is never finished
ends by itself after an hour. The last piece publishes, and TikTok answers for its publish id ever after.
"""

from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.base import (
    Accepted,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    ConnectorError,
    Job,
    LookUpAnswer,
    NotSentError,
    Picture,
    PollAnswer,
    Published,
    RefusedError,
    Save,
    Session,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.progress import tell
from smmdesk.platforms.steps import Steps, kept
from smmdesk.platforms.tiktok import api, numbers, posts
from smmdesk.platforms.tiktok.api import ask
from smmdesk.platforms.tiktok.posts import AGAIN_S, Plan

UPLOAD_LIVES_S = 50 * 60
PIECE_S = 600.0
OVER = frozenset({401, 403, 416})
"""The store does not know (any more) what comes: nothing was taken."""


class TikTok(numbers.Numbers):
    """One account, under an app of its owner's own."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await api.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        await api.sign_out(session)

    async def who_am_i(self, session: Session) -> Account:
        return await api.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Ask what the account may choose; lay photos down where TikTok fetches them, or send a film up to its end."""
        if job.op is not Op.CREATE:
            return
        await Access(session).freshen()
        posts.require_fits(session, job)
        steps = Steps(job, save)
        settings = await posts.settings_of(session, job) if posts.is_direct(job) else {}
        await steps.keep("settings", settings)
        film = posts.film_of(job)
        if film is not None:
            await self._film(session, job, film, steps)
            return
        for number, picture in enumerate(job.outgoing.media):
            await steps.keep(f"address:{number}", await session.public_address(job, picture))

    async def _film(self, session: Session, job: Job, film: Picture, steps: Steps) -> None:
        settings = steps.found("settings")
        what = digest_of(film.path) + posts.digest_of_settings({**settings, "title": posts.words_of(job)})
        found = steps.found("upload")
        if found is None or found["what"] != what or not await self._goes_on(session, found):
            found = await self._begin(session, job, film, what, settings)
            await steps.keep("upload", found)
        plan = Plan.of(film.size_bytes)
        for number in range(int(found["sent"]), plan.count - 1):
            await self._send(session, film, found, plan, number)
            found = {**found, "sent": number + 1}
            await steps.keep("upload", found)

    async def _goes_on(self, session: Session, found: dict[str, Any]) -> bool:
        """Whether an upload that was begun can go on where we think it is: TikTok's own word decides."""
        age_s = (session.clock.now() - from_us(int(found["at_us"]))).total_seconds()
        if not 0 <= age_s < UPLOAD_LIVES_S:
            return False
        state = await posts.state_of(session, str(found["publish_id"]))
        there = state.text("status") == "PROCESSING_UPLOAD"
        return there and state.number("uploaded_bytes", 0) == int(found["sent"]) * int(found["chunk"])

    async def _begin(
        self, session: Session, job: Job, film: Picture, what: str, settings: dict[str, Any]
    ) -> dict[str, Any]:
        plan = Plan.of(film.size_bytes)
        route, body = "post/publish/inbox/video/init/", {"source_info": plan.source}
        if posts.is_direct(job):
            route = "post/publish/video/init/"
            body["post_info"] = {"title": posts.words_of(job), **settings}
        data = await ask(session, route, body)
        place = {"publish_id": data.text("publish_id"), "url": data.text("upload_url")}
        at_us = to_us(session.clock.now())
        return {**place, "what": what, "at_us": at_us, "sent": 0, "size": plan.size, "chunk": plan.chunk}

    async def _send(
        self, session: Session, film: Picture, place: dict[str, Any], plan: Plan, number: int, **more: Any
    ) -> int:
        """One piece to the store that TikTok named, without our access; the status of its answer."""
        first, after = plan.piece(number)
        with film.path.open("rb") as file:
            file.seek(first)
            data = file.read(after - first)
        headers = {"Content-Type": film.mime, "Content-Range": f"bytes {first}-{after - 1}/{plan.size}"}
        call = Call(
            method="PUT",
            url=str(place["url"]),
            content=data,
            headers=headers,
            carries=film.name or film.path.name,
            deadline_s=PIECE_S,
            also=OVER,
            **more,
        )
        answer = await session.http.call(call)
        if answer.status in OVER:
            raise NotSentError(session.http.names.problem("server_unreachable"))
        tell(len(data))
        if number == plan.count - 1 and answer.status != 201:
            raise answer.strange()
        return answer.status

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        """The last piece of a film, or the call that makes TikTok fetch photos."""
        if job.op is not Op.CREATE:
            raise RefusedError(
                session.http.names.problem("no_delete_there" if job.op is Op.DELETE else "no_edit_there")
            )
        settings = kept(job, "settings") or {}
        film = posts.film_of(job)
        if film is None:
            addresses = [str(kept(job, f"address:{number}")) for number in range(len(job.outgoing.media))]
            body = posts.photos_of(job, addresses, settings)
            publish_id = (await ask(session, "post/publish/content/init/", body, irreversible=True)).text("publish_id")
        else:
            place, plan = kept(job, "upload"), Plan.of(film.size_bytes)
            publish_id = str(place["publish_id"])
            await self._send(session, film, place, plan, plan.count - 1, irreversible=True)
        work: dict[str, object] = {"publish_id": publish_id, "level": settings.get("privacy_level", "")}
        return await self._soon(session, work)

    async def _soon(self, session: Session, work: dict[str, object]) -> CommitAnswer:
        """Often it is there at once; what cannot be asked now is asked later."""
        try:
            found = posts.understood(session, await posts.state_of(session, str(work["publish_id"])), work)
        except ConnectorError:
            return Accepted(work, AGAIN_S)
        return found if isinstance(found, Published | Accepted) else Accepted(work, AGAIN_S)

    async def poll(self, session: Session, job: Job) -> PollAnswer:
        work = job.prepared.get("job")
        assert isinstance(work, dict), "it was accepted"
        return posts.understood(session, await posts.state_of(session, str(work["publish_id"])), work)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """By its publish id; photos whose answer was lost are looked for among the public posts."""
        if job.op is not Op.CREATE:
            return CannotTell()
        place = kept(job, "upload")
        work = job.prepared.get("job")
        if not isinstance(work, dict) and isinstance(place, dict):
            settings = kept(job, "settings") or {}
            work = {"publish_id": place["publish_id"], "level": settings.get("privacy_level", "")}
        if not isinstance(work, dict):
            return await posts.find(session, job)
        state = await posts.state_of(session, str(work["publish_id"]))
        size = int(place["size"]) if isinstance(place, dict) else 0
        return posts.as_look_up(posts.understood(session, state, work), state, size)


CONNECTOR: Connector = TikTok()
