"""What was laid down for a record that did not go out yet: after some minutes it is sent again.

A server deletes a blob that no record names after a while ("eg, minutes": lexicon com.atproto.repo.uploadBlob, read on
30 November 2026), and takes no record that names one that is gone (BlobNotFound). Sent again the same bytes have the
same name; a film that was converted anew may have another, and then the frozen record names that one, under the same
key: what is there already is never written a second time.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from smmdesk.model.moment import from_us, to_us
from smmdesk.platforms.base import Session
from smmdesk.platforms.steps import Steps

BLOB_LIVES = timedelta(minutes=10)
RECORD, THUMB, WORK = "record", "thumb", "work"
EARLIER, BEFORE = "earlier", "before"
"""Where the frozen step keeps the records that a try may have sent before, and a blob's step the blobs of before."""


def is_fresh(session: Session, kept: Mapping[str, Any]) -> bool:
    """Whether a blob that was sent then is there still."""
    return session.clock.now() - from_us(kept["at_us"]) < BLOB_LIVES


def laid_down(
    session: Session, blob: Mapping[str, Any], found: Mapping[str, Any] | None, work: str = ""
) -> dict[str, Any]:
    """The step that keeps a blob ({}: there is none any more), with those that stood in its place before. `work` is by
    what a film was converted."""
    before = [*found.get(BEFORE, ()), found["blob"]] if found is not None else []
    older = [each for each in before if each and each != blob]
    more = {**({BEFORE: older} if older else {}), **({WORK: work} if work else {})}
    return {"blob": dict(blob), "at_us": to_us(session.clock.now()), **more}


class Late:
    """What has another name since it was sent again; `settle` writes that into the record that was frozen."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self._instead: dict[str, dict[str, Any]] = {}

    def heed(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The blob of a step, which takes the place of those before it."""
        blob = dict(kept["blob"])
        self._instead |= {_name(each): blob for each in kept.get(BEFORE, ())}
        return blob

    async def settle(self) -> None:
        """Kept before it is sent, with the records that an earlier try may have sent."""
        frozen = self.steps.found(RECORD)
        record = self._renewed(frozen[RECORD])
        if record != frozen[RECORD]:
            earlier = [*frozen.get(EARLIER, ()), frozen[RECORD]]
            await self.steps.keep(RECORD, {**frozen, RECORD: record, EARLIER: earlier})

    def _renewed(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._renewed(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.get("$type") == "blob":
            return self._instead.get(_name(value), value)
        made = {name: self._renewed(each) for name, each in value.items()}
        return {name: each for name, each in made.items() if each != {} or value[name] == {}}


def _name(blob: Mapping[str, Any]) -> str:
    return str(dict(blob["ref"]).get("$link"))


def is_ours(frozen: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether a record is one that was sent under our key."""
    return dict(there) in (frozen[RECORD], *frozen.get(EARLIER, ()))
