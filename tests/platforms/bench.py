"""A connector with everything it may know, and nothing of the rest of the program: one account, its jobs, its steps."""

import io
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from smmdesk.model.channel import Channel, ChannelStatus
from smmdesk.model.delivery import Op, PartKind, Receipt
from smmdesk.platforms import connector, facts_of
from smmdesk.platforms.base import (
    Account,
    Connector,
    HandsOff,
    Job,
    Listed,
    NotSentError,
    Outgoing,
    Picture,
    Published,
    Session,
    Share,
    SignedIn,
    SigningIn,
)
from smmdesk.platforms.facts import Facts
from smmdesk.platforms.fetch import Fetcher
from smmdesk.platforms.http import Http
from smmdesk.system.clock import Clock
from smmdesk.system.secrets import Secret

WORDS = ("title", "link", "language", "media", "options", "card", "poll")


@dataclass
class Bench:
    """One signed-in account. `secrets` are all that were saved, the first one included."""

    platform: str
    http: Http
    clock: Clock
    folder: Path
    account: Account = field(default_factory=lambda: Account("", ""))
    secrets: list[Secret] = field(default_factory=lambda: [Secret("")])
    fetch: Fetcher | None = None
    share: Share | None = None
    facts: Facts = field(init=False)

    def __post_init__(self) -> None:
        """`endpoints.toml` in the folder leads a platform with one address for all to a server of the test."""
        self.facts = facts_of(self.platform, self.folder)

    @property
    def connector(self) -> Connector:
        return connector(self.platform)

    @property
    def list(self) -> HandsOff:
        return self.connector  # type: ignore[return-value]

    @property
    def channel(self) -> Channel:
        return Channel(
            id="channel",
            brand_id="brand",
            platform=self.platform,
            name="Forno",
            handle=self.account.handle,
            server=self.account.server,
            remote_id=self.account.remote_id,
            url=self.account.url,
            status=ChannelStatus.CONNECTED,
            reported=self.account.reported,
        )

    def session(self, secret: Secret | None = None) -> Session:
        facts = self.facts

        async def save(fresh: Secret) -> None:
            self.secrets.append(fresh)

        async def read() -> Secret:
            return self.secrets[-1]

        return Session(
            channel=self.channel,
            secret=secret or self.secrets[-1],
            http=self.http.for_whom(facts.name, "Forno", [self.account.server or facts.endpoints.get("api", "")]),
            facts=facts,
            clock=self.clock,
            save_secret=save,
            read_secret=read,
            fetch=self.fetch,
            folder=self.folder / "practice",
            share=self.share,
        )

    async def sign_in(self, secret: str = "", **fields: Any) -> SignedIn:
        """Sign in and work as that account from now on."""
        options = {name: fields.pop(name) for name in ("open_page", "ask", "expected", "app_keys") if name in fields}
        facts = self.facts
        given = Secret(secret) if secret else None
        signed = await self.connector.sign_in(
            SigningIn(self.http.for_whom(facts.name), facts, self.clock, fields, given, **options)
        )
        self.account = signed.account
        self.secrets = [signed.secret or Secret("")]
        return signed

    # ------------------------------------------------------------------ work
    def job(self, text: str = "Pane caldo", **details: Any) -> Job:
        """A new part. Details are those of Outgoing (media, options, title, link, language) and of Job."""
        words = {name: details.pop(name) for name in WORDS if name in details}
        own_id = str(uuid.uuid4())
        job = Job(
            part_id=own_id,
            kind=PartKind.ROOT,
            op=Op.CREATE,
            key=str(uuid.uuid4()),
            outgoing=Outgoing(text=text, **words),
            due=self.clock.now(),
        )
        return replace(job, **details)

    async def prepared(self, job: Job) -> Job:
        """The job with its inert steps done and saved, as after a claim."""
        steps: dict[str, object] = dict(job.prepared)

        async def save(name: str, value: object) -> None:
            steps[name] = value

        await self.connector.prepare(self.session(), job, save)
        return replace(job, prepared=steps)

    async def publish(self, job: Job) -> tuple[Job, Receipt]:
        """Prepare and commit; the part must be live at once."""
        job = await self.prepared(job)
        answer = await self.connector.commit(self.session(), job)
        assert isinstance(answer, Published)
        return replace(job, receipt=answer.receipt), answer.receipt

    async def hand_off(self, job: Job) -> tuple[Job, Listed]:
        """Prepare and put on the platform's list."""
        job = await self.prepared(replace(job, op=Op.SCHEDULE))
        answer = await self.list.hand_off(self.session(), job)
        assert isinstance(answer, Listed)
        return replace(job, receipt=answer.receipt), answer

    def tried(self, job: Job) -> Job:
        """The job as a look-up gets it: without files, with the time of its first try."""
        return replace(job, first_try_at=self.clock.now(), outgoing=replace(job.outgoing, media=()))

    def after(self, **ahead: float) -> datetime:
        """A whole second that far ahead."""
        return (self.clock.now() + timedelta(**ahead)).replace(microsecond=0)

    # ------------------------------------------------------------------ files
    def photo(self, alt: str = "Un pane", size: tuple[int, int] = (64, 48), color: str = "orange") -> Picture:
        data = io.BytesIO()
        Image.new("RGB", size, color).save(data, "JPEG")
        path = self.folder / f"{uuid.uuid4().hex}.jpg"
        path.write_bytes(data.getvalue())
        return Picture(path, "image/jpeg", len(data.getvalue()), *size, alt=alt, name="vetrina.jpg")


async def not_ready(bench: Bench, job: Job) -> Job:
    """The job with what a try to make it ready has kept, which has to be made once more."""
    steps: dict[str, object] = dict(job.prepared)

    async def save(name: str, value: object) -> None:
        steps[name] = value

    with pytest.raises(NotSentError):
        await bench.connector.prepare(bench.session(), job, save)
    return replace(job, prepared=steps)


@asynccontextmanager
async def bench_of(
    platform: str, clock: Clock, folder: Path, transport: Any = None, **more: Any
) -> AsyncIterator[Bench]:
    """A bench whose connections are closed at the end."""
    http = Http(clock, transport=transport)
    try:
        yield Bench(platform, http, clock, folder, **more)
    finally:
        await http.aclose()


def options(**values: Any) -> Mapping[str, Any]:
    return {"options": values}
