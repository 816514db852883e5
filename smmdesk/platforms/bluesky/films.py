"""A film on its way to Bluesky's own service for films, in pieces: for what is larger than an account's server takes.

`app.bsky.video.startUpload`, `uploadPart` (again is the same), `finishUpload`, `getUploadStatus` and `getJobStatus`
(lexicons of August 2026). The account's server signs a word for it, by which the service lays the converted film down
there as a blob: that and nothing else can be done with it, for half an hour.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.answers import Answer, Fields, plain_words
from smmdesk.platforms.base import NotSentError, Picture, RefusedError, Session
from smmdesk.platforms.bluesky.late import WORK
from smmdesk.platforms.bluesky.xrpc import Xrpc, address, error_name, refused
from smmdesk.platforms.http import Call
from smmdesk.platforms.markup import digest_of
from smmdesk.platforms.progress import tell
from smmdesk.platforms.steps import Steps
from smmdesk.system.secrets import Secret

VIDEO = "app.bsky.video"
SERVER_TAKES_BYTES = 50_000_000
"""What `uploadBlob` of Bluesky's own hosts takes (github.com/bluesky-social/pds pull request 91)."""
WORD_LIVES, WORD_LEFT = timedelta(minutes=30), timedelta(minutes=12)
"""`finishUpload` keeps the word while it lays the film down."""
PIECE_S = 600.0
MOST_PARTS, MOST_PART_BYTES = 10_000, 64 * 1024 * 1024
READY_EVERY_S, MOST_LOOKS = 3.0, 600
READS_ITSELF = frozenset({400, 401, 403, 404, 409, 413})
BEGINS_ANEW = frozenset({"UploadNotFound", "UploadExpired", "UploadAborted", "UploadFailed"})
NOT_YET = frozenset({"UploadNotReady", "ServiceOverloaded"})


def is_large(picture: Picture) -> bool:
    """Whether it goes to the service for films, and not to the account's own server."""
    return picture.mime.startswith("video/") and picture.size_bytes > SERVER_TAKES_BYTES


class Films:
    """The service, in the name of one channel."""

    def __init__(self, session: Session, xrpc: Xrpc) -> None:
        self._session, self._xrpc = session, xrpc
        self._server = session.facts.endpoints["video"]
        self._http = session.http.also_for(self._server)
        self._word, self._ends = Secret(""), session.clock.now()

    async def put_up(
        self, picture: Picture, steps: Steps, name: str, old: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], str]:
        """The film's blob as a record names it, and by what work it was converted. What was sent is kept as step
        `name`, and gone on with; what led to the blob of the step `old` begins anew: it is laid down once only."""
        digest = digest_of(picture.path)
        known = steps.found(name)
        if known is not None and old is not None and known["job"] and known["job"] == old.get(WORK, known["job"]):
            known = None
        if known is None or known["hash"] != digest or from_us(known["ends_us"]) < self._session.clock.now():
            known = await steps.keep(name, {"hash": digest, **(await self._begin(picture)), "job": ""})
        if not known["job"]:
            await self._send(picture, known, steps, name)
            job = await self._finish(str(known["id"]), steps, name)
            known = await steps.keep(name, {**known, "job": job})
        return await self._ready(str(known["job"]), picture, steps, name), str(known["job"])

    async def _begin(self, picture: Picture) -> dict[str, object]:
        body: dict[str, object] = {"sizeBytes": picture.path.stat().st_size, "mimeType": picture.mime}
        if picture.width_px and picture.height_px:
            body |= {"width": picture.width_px, "height": picture.height_px}
        found = (await self._call("POST", "startUpload", json=body, carries=picture.name)).fields()
        size, parts = found.number("partSizeBytes"), found.number("partCount")
        if not 0 < size <= MOST_PART_BYTES or not 0 < parts <= MOST_PARTS:
            raise found.strange()
        return {"id": found.text("jobId"), "size": size, "parts": parts, "ends_us": to_us(found.instant("expiresAt"))}

    async def _send(self, picture: Picture, known: Mapping[str, Any], steps: Steps, name: str) -> None:
        """The pieces that are not there yet."""
        there = await self._there(str(known["id"]), steps, name)
        with picture.path.open("rb") as file:
            for number in range(1, int(known["parts"]) + 1):
                piece = file.read(int(known["size"]))
                if number not in there:
                    params = (("jobId", str(known["id"])), ("partNumber", str(number)))
                    headers = {"Content-Type": "application/octet-stream"}
                    more = {"params": params, "headers": headers, "content": piece, "carries": picture.name}
                    answer = await self._call("POST", "uploadPart", also=READS_ITSELF, deadline_s=PIECE_S, **more)
                    await self._require(answer, steps, name)
                tell(len(piece))

    async def _there(self, job: str, steps: Steps, name: str) -> frozenset[int]:
        answer = await self._call("GET", "getUploadStatus", params=(("jobId", job),), also=READS_ITSELF)
        await self._require(answer, steps, name)
        received = answer.fields().values.get("receivedParts")
        return frozenset(number for number in received if isinstance(number, int)) if received else frozenset()

    async def _finish(self, job: str, steps: Steps, name: str) -> str:
        """The number of the work that converts it. Twice is once."""
        for _ in range(MOST_LOOKS):
            answer = await self._call("POST", "finishUpload", json={"jobId": job}, also=READS_ITSELF)
            if answer.ok or error_name(answer) not in NOT_YET:
                await self._require(answer, steps, name)
                return answer.fields().text("completedJobId")
            await self._session.clock.sleep(READY_EVERY_S)
        raise NotSentError(self._session.http.names.problem("server_unreachable"))

    async def _ready(self, job: str, picture: Picture, steps: Steps, name: str) -> dict[str, Any]:
        """Wait until it is converted. It is asked for without a sign-in, as the app does."""
        url, params = address(self._server, f"{VIDEO}.getJobStatus"), (("jobId", job),)
        for _ in range(MOST_LOOKS):
            status = (await self._session.http.get(url, params=params)).fields().child("jobStatus")
            if status.child("blob").values:
                return dict(status.child("blob").values)
            if status.text("state") == "JOB_STATE_FAILED":
                await steps.keep(name, None)
                raise self._not_taken(picture, status)
            await self._session.clock.sleep(READY_EVERY_S)
        raise NotSentError(self._session.http.names.problem("server_unreachable"))

    def _not_taken(self, picture: Picture, status: Fields) -> RefusedError:
        why = status.text("message", "") or status.text("error", "") or status.text("failureCode", "")
        said = plain_words(f"{picture.name or picture.path.name}: {why}")
        return RefusedError(self._session.http.names.problem("refused", said=said))

    # ------------------------------------------------------------------ calls
    async def _call(self, method: str, verb: str, **options: Any) -> Answer:
        also = options.pop("also", None)
        url, word = address(self._server, f"{VIDEO}.{verb}"), await self._signed()
        answer = await self._http.call(Call(method=method, url=url, bearer=word, also=also or READS_ITSELF, **options))
        if not answer.ok and also is None:
            raise refused(self._session.http, answer)
        return answer

    async def _require(self, answer: Answer, steps: Steps, name: str) -> None:
        """Raises NotSentError where the service has lost it, so that it begins anew, RefusedError for any other no."""
        if answer.ok:
            return
        if error_name(answer) in BEGINS_ANEW:
            await steps.keep(name, None)
            raise NotSentError(self._session.http.names.problem("server_unreachable"))
        raise refused(self._session.http, answer)

    async def _signed(self) -> Secret:
        """The server's word, which lives long enough for one more call."""
        now: datetime = self._session.now_there
        if self._ends < now + WORD_LEFT:
            server = (await self._xrpc.read("com.atproto.server.describeServer")).fields().text("did")
            ends = now + WORD_LIVES
            asked = [("aud", server), ("lxm", "com.atproto.repo.uploadBlob"), ("exp", str(int(ends.timestamp())))]
            found = (await self._xrpc.ask("com.atproto.server.getServiceAuth", asked, also=frozenset())).fields()
            self._word, self._ends = Secret(found.text("token")), ends
        return self._word
