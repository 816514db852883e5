"""A platform for tests of what is done with messages: it keeps how they stand."""

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session, UnclearError
from smmdesk.platforms.moderating import Asked, Done
from tests.fakes.connector import FakeConnector, FakePlatform, Fault, _problem


class Moderating(FakeConnector):
    """Keeps what is liked, hidden and gone by remote id, and every call that arrived."""

    def __init__(self, platform: FakePlatform) -> None:
        super().__init__(platform)
        self.stands: dict[tuple[str, Op], bool] = {}
        self.gone: set[str] = set()
        self.arrived: list[tuple[Op, bool]] = []
        self.looks = 0

    async def moderate(self, session: Session, asked: Asked) -> Done:
        fault = await self._reach("moderate", None, session)
        if asked.remote_id in self.gone:
            return Done(gone=True)
        self.arrived.append((asked.op, asked.on))
        if asked.op is Op.DELETE:
            self.gone.add(asked.remote_id)
        else:
            self.stands[asked.remote_id, asked.op] = asked.on
        if fault is Fault.REPLY_LOST:
            raise UnclearError(_problem("unknown_outcome"))
        if fault is Fault.STRANGE:
            raise KeyError("id")
        return Done()

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        await self._reach("look_at")
        self.looks += 1
        if self.platform.reads == "blind":
            return CannotTell()
        if asked.remote_id in self.gone:
            return Done(gone=asked.op is not Op.DELETE)
        return Done() if self.stands.get((asked.remote_id, asked.op), False) is asked.on else Absent()
