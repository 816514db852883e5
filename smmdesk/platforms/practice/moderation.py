"""What was liked, passed on, hidden, marked and deleted, as on a platform: a small file per message beside the
practice posts."""

import hashlib
import json
from pathlib import Path
from typing import Any

from smmdesk.model.delivery import Op
from smmdesk.platforms.base import Absent, CannotTell, Session
from smmdesk.platforms.moderating import Asked, Done

NAMES = {
    Op.LIKE: "liked",
    Op.HIDE: "hidden",
    Op.SPAM: "spam",
    Op.PASS_ON: "passed on",
    Op.DELETE: "deleted",
    Op.UNQUOTE: "quoted no more",
}


async def moderate(session: Session, asked: Asked, folder: Path) -> Done:
    await session.about_to_act()
    path = _path(folder, asked)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps({**_read(path), NAMES[asked.op]: asked.on}), "utf-8")
    return Done()


def look_at(asked: Asked, folder: Path) -> Done | Absent | CannotTell:
    return Done() if bool(_read(_path(folder, asked)).get(NAMES[asked.op])) is asked.on else Absent()


def _path(folder: Path, asked: Asked) -> Path:
    name = hashlib.sha256(asked.remote_id.encode("utf-8", "replace")).hexdigest()[:32]
    return folder / "messages" / f"{name}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
