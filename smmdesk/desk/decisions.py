"""What a person's decisions about missed posts were about, kept in the database: undo needs it also tomorrow.

The journal has the posts' own fields; that a part was missed is the machine's, and no step writes it down.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smmdesk.store import db_settings

if TYPE_CHECKING:
    from smmdesk.store.reader import Reader
    from smmdesk.store.transaction import Transaction

KEY = "missed_decisions"
REMEMBERED = 50
"""So many of them can be taken back after a new start."""


def remember(tx: "Transaction", parts: Mapping[str, tuple[str, ...]]) -> None:
    """This step decides about these parts, by post."""
    known = {**db_settings.get(tx, KEY, {}), tx.step_id: {post_id: list(ids) for post_id, ids in parts.items()}}
    newest = sorted(known)[-REMEMBERED:]  # ids sort by their time
    db_settings.put(tx, KEY, {step_id: known[step_id] for step_id in newest})


def decided_in(reader: "Reader", step_id: str) -> dict[str, tuple[str, ...]]:
    """The parts, by post, that a step decided about; empty for any other step."""
    known = db_settings.get(reader, KEY, {})
    return {post_id: tuple(ids) for post_id, ids in known.get(step_id, {}).items()}
