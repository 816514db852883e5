"""Pinterest: a pin on a board or in its section, with one photo, several of the same size, or a film.

Facts and sources: resources/platforms/pinterest.toml. Nothing there stands against a second copy: an answer that was
lost is looked for among the pins of the board, and never sent again.
"""

from smmdesk.model.delivery import Op
from smmdesk.platforms.answers import plain_words
from smmdesk.platforms.base import (
    Absent,
    Account,
    CannotTell,
    CommitAnswer,
    Connector,
    Job,
    LookUpAnswer,
    NotSentError,
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
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.own_app import Access
from smmdesk.platforms.pinterest import account, numbers, pins
from smmdesk.platforms.pinterest.account import ask, is_gone
from smmdesk.platforms.pinterest.pins import GONE, receipt_of
from smmdesk.platforms.steps import Steps

UPLOAD_S = 3600.0
READY_EVERY_S, MOST_LOOKS = 5.0, 240
NOT_ALLOWED = frozenset({403})


class Pinterest(numbers.Numbers):
    """One account, under an app of its owner's own."""

    async def sign_in(self, signing_in: SigningIn) -> SignedIn:
        return await account.sign_in(signing_in)

    async def sign_out(self, session: Session) -> None:
        """Pinterest takes back tokens of system users only; the person ends it in the settings there."""

    async def who_am_i(self, session: Session) -> Account:
        return await account.who_am_i(session)

    # ------------------------------------------------------------------ make ready
    async def prepare(self, session: Session, job: Job, save: Save) -> None:
        """Find the board, upload a film and wait until it is converted. Photos travel in the one call."""
        if job.op is Op.DELETE:
            return
        await Access(session).freshen()
        if job.op is Op.EDIT:
            return
        steps = Steps(job, save)
        if steps.found("place") is None:
            await steps.keep("place", await self._place(session, job))
        film = next((picture for picture in job.outgoing.media if picture.mime.startswith("video/")), None)
        if film is not None:
            await self._film(session, film, steps)

    async def _place(self, session: Session, job: Job) -> dict[str, str]:
        wish = str(job.outgoing.options.get("board") or "").strip()
        found = await account.place_of(session, wish)
        if found is None:
            raise RefusedError(session.http.names.problem("option_not_offered", value=wish))
        return {"board": found[0], "section": found[1], "name": wish}

    async def _film(self, session: Session, film: Picture, steps: Steps) -> None:
        digest, found = digest_of(film.path), steps.found("media:0")
        if found is None or found["hash"] != digest:
            found = {"id": await self._upload(session, film), "hash": digest}
            await steps.keep("media:0", found)
        await self._wait_ready(session, str(found["id"]), film)

    async def _upload(self, session: Session, film: Picture) -> str:
        """Registered, then sent where Pinterest says, without our access: all the fields it gave, the file last."""
        place = (await ask(session, "POST", "media", json={"media_type": "video"})).fields()
        asked = place.child("upload_parameters").values
        await session.http.post(
            place.text("upload_url"),
            form={name: value for name, value in asked.items() if isinstance(value, str)},
            upload=Upload("file", film.path, f"film{film.path.suffix}", film.mime),
            carries=film.name or film.path.name,
            deadline_s=UPLOAD_S,
        )
        return place.id("media_id")

    async def _wait_ready(self, session: Session, media_id: str, film: Picture) -> None:
        for _ in range(MOST_LOOKS):
            found = (await ask(session, "GET", f"media/{media_id}")).fields()
            status = found.text("status")
            if status == "succeeded":
                return
            if status == "failed":
                name = plain_words(film.name or film.path.name)
                raise RefusedError(session.http.names.problem("media_not_converted", name=name))
            await session.clock.sleep(READY_EVERY_S)
        raise NotSentError(session.http.names.problem("server_unreachable"))

    # ------------------------------------------------------------------ the one call
    async def commit(self, session: Session, job: Job) -> CommitAnswer:
        if job.op is Op.DELETE:
            return await self._delete(session, job)
        if job.op is Op.EDIT:
            return await self._edit(session, job)
        answer = await ask(
            session,
            "POST",
            "pins",
            json=pins.pin_of(job),
            irreversible=True,
            also=GONE,
            carries=job.outgoing.media[0].name or job.outgoing.media[0].path.name,
            deadline_s=session.http.deadline_s + job.outgoing.upload_s * 4 / 3,
        )
        if answer.says_gone(is_gone):  # the board was removed there since it was chosen
            raise RefusedError(session.http.names.problem("option_not_offered", value=pins.place_in(job)["name"]))
        return Published(receipt_of(session, job, answer.fields()))

    async def _edit(self, session: Session, job: Job) -> CommitAnswer:
        """The description alone. Pinterest lets not every app change pins (beta, Dec 2025): then a person does."""
        assert job.receipt is not None
        body, route = {"description": job.outgoing.text}, f"pins/{job.receipt.id}"
        answer = await ask(session, "PATCH", route, json=body, irreversible=True, also=NOT_ALLOWED | GONE)
        if answer.status == 403:
            raise RefusedError(session.http.names.problem("no_edit_there"))
        if answer.says_gone(is_gone):
            raise RefusedError(session.http.names.problem("removed_there"))
        return Published(receipt_of(session, job, pins.same_pin(answer.fields(), job.receipt)))

    async def _delete(self, session: Session, job: Job) -> CommitAnswer:
        assert job.receipt is not None
        answer = await ask(session, "DELETE", f"pins/{job.receipt.id}", irreversible=True, also=GONE)
        if not answer.says_gone(is_gone) and answer.body.strip():
            raise answer.strange()  # Pinterest answers with nothing; a Wi-Fi's page says nothing of it
        return Published(job.receipt)

    async def poll(self, session: Session, job: Job) -> LookUpAnswer:
        """Films are waited for before the call; afterwards nothing here takes time."""
        return await self.look_up(session, job)

    # ------------------------------------------------------------------ what became of it
    async def look_up(self, session: Session, job: Job) -> LookUpAnswer:
        """In what order Pinterest lists a board's pins is not said: none found proves nothing."""
        if job.op in (Op.EDIT, Op.DELETE):
            return await self._look_up_change(session, job)
        found = await pins.find(session, job)
        if len(found) == 1:
            return Published(receipt_of(session, job, found[0]))
        return CannotTell(two_alike=bool(found))

    async def _look_up_change(self, session: Session, job: Job) -> LookUpAnswer:
        found = await pins.read(session, job)
        assert job.receipt is not None
        if job.op is Op.DELETE:
            return Published(job.receipt) if found is None else Absent()
        if found is None:
            return CannotTell()
        return Published(receipt_of(session, job, found)) if pins.took_effect(found, job) else Absent()

    async def read_back(self, session: Session, job: Job) -> Said | Absent:
        found = await pins.read(session, job)
        return pins.said_there(found, job) if found is not None else Absent()


CONNECTOR: Connector = Pinterest()
