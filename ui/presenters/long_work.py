"""Work that takes a while, on a thread: how far it is, and a way to stop it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from smmdesk.desk.import_plan import Going
from smmdesk.model.words import _, grouped

if TYPE_CHECKING:
    from ui.bridge import Bridge

T = TypeVar("T")


class LongWork:
    """`going` is there while something goes on; `ended` is called when that is over, however it ended. Without
    `can_stop` no person is offered to stop it."""

    def __init__(self, bridge: "Bridge", ended: Callable[[], object], *, can_stop: bool = True) -> None:
        self._bridge, self._ended, self.can_stop = bridge, ended, can_stop
        self.going: Going | None = None

    def stop(self) -> None:
        """After the piece that is being written."""
        if self.going is not None:
            self.going.stopping = True

    async def on_thread(self, work: Callable[[Going], T]) -> T:
        """Its answer. A window that closes meanwhile stops it, so that it need not wait for all of it."""
        return await self.followed(lambda going: self._bridge.desk.pool.run(partial(work, going)))

    async def followed(self, work: Callable[[Going], Awaitable[T]]) -> T:
        """As `on_thread`, of work that finds its threads itself."""
        going = self.going = Going()
        try:
            return await work(going)
        finally:
            going.stopping = True
            if self.going is going:  # no newer one took its place
                self.going = None
                self._ended()


def writing_words(going: Going) -> str:
    """How far a file is that is being written."""
    if not going.total:
        return _("Being written…")
    return _("{percent}% written").format(percent=100 * going.done // going.total)


def going_words(going: Going) -> str:
    """How far it is."""
    if not going.total:
        return _("Being looked at…")
    if going.in_percent:
        return _("{percent}% looked at").format(percent=100 * going.done // going.total)
    return _("{done} of {total}").format(done=grouped(going.done), total=grouped(going.total))
