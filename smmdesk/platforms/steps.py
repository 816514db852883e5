"""The prepared steps of a part: looked for before they are made again, and never taken over from another generation."""

from typing import Any

from smmdesk.platforms.base import Job, Save

NO_KEY = "no_key"
"""A step of a part that its platform keeps under no key of ours, whatever its facts promise of others: it is never sent
again by itself."""


def kept(job: Job, name: str) -> Any:
    """The value of a step that was made under this job's key; None when there is none."""
    found = job.prepared.get(name)
    return found.get("value") if isinstance(found, dict) and found.get("for") == job.key else None


class Steps:
    """What `prepare` has so far: `found` before it makes, `keep` right after."""

    def __init__(self, job: Job, save: Save) -> None:
        self._job = job
        self._save = save
        self._made: dict[str, Any] = {}

    def found(self, name: str) -> Any:
        return self._made.get(name, kept(self._job, name))

    async def keep(self, name: str, value: Any) -> Any:
        """Save a JSON value before the next step begins; returns it."""
        self._made[name] = value
        await self._save(name, {"for": self._job.key, "value": value})
        return value
