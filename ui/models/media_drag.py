"""Files of the media library as drag data: their ids, and nothing that another program could read."""

import json
from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QByteArray, QMimeData

MEDIA = "application/x-smmdesk-media"
LARGEST = 200_000
MOST = 200


def pack_media(ids: Sequence[str]) -> QMimeData:
    """Files of the library as drag data."""
    mime = QMimeData()
    mime.setData(MEDIA, QByteArray(json.dumps(list(ids)[:MOST]).encode()))
    return mime


def unpack_media(mime: QMimeData) -> tuple[str, ...]:
    """The files of the library in drag data; empty when it holds none, or nonsense."""
    if not mime.hasFormat(MEDIA):
        return ()
    with suppress(ValueError, TypeError, RecursionError):
        text = bytes(mime.data(MEDIA).data())
        held = json.loads(text) if len(text) <= LARGEST else ()
        return tuple(str(asset_id) for asset_id in held[:MOST]) if isinstance(held, list) else ()
    return ()
