"""Which step was written for what is being done: of several things at once each knows its own, also on a thread."""

from contextvars import Context, ContextVar, copy_context


class OwnStep:
    """`id` is the newest step with a name that was written for it and that nobody has taken yet, else empty."""

    __slots__ = ("id",)

    def __init__(self) -> None:
        self.id = ""

    def take(self) -> str:
        taken, self.id = self.id, ""
        return taken


_own: ContextVar[OwnStep | None] = ContextVar("own_step", default=None)


def own_step() -> OwnStep | None:
    """That of the task that runs; None for what is done at once, by a click."""
    return _own.get()


def with_own_step() -> Context:
    """Where a task runs whose step is no other's."""
    context = copy_context()
    context.run(_own.set, OwnStep())
    return context
