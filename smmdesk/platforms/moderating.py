"""The optional verb of a platform where an account may like, pass on, hide, mark as spam or delete what others wrote,
or take its own post out of that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to do with a message: `op` is LIKE, PASS_ON, HIDE, SPAM, DELETE or UNQUOTE, `on` False takes one of the
    first four back.

    `key` is the same for all tries of it. `data` is what the connector told when it heard the message; `own_key` never
    changes for one message.
    """

    op: Op
    on: bool
    key: str
    remote_id: str
    sent_at: datetime
    own_key: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """It is as it was asked; `gone`: the message itself is not there any more, so there is nothing to do."""

    gone: bool = False


@runtime_checkable
class Moderates(Protocol):
    """What is done twice is done once: each call says how it is to be, so an answer that got lost leaves no doubt that
    a look at the message does not end."""

    async def moderate(self, session: Session, asked: Asked) -> Done:
        """Make it so: ONE irreversible call, reads before it where its address has to be found."""

    async def look_at(self, session: Session, asked: Asked) -> Done | Absent | CannotTell:
        """Whether it is so now; Absent where it is certainly not. Reads only."""
