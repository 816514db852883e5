"""Ids made from what a row says, so that a file taken in twice makes nothing twice."""

import hashlib
import re
import uuid

WHOLE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def made_id(said: str) -> str:
    """A UUID (version 8: free form) from a hash."""
    number = int.from_bytes(hashlib.sha256(f"smmdesk import\0{said}".encode("utf-8", "replace")).digest()[:16])
    number = (number & ~(0xF << 76) & ~(0x3 << 62)) | (0x8 << 76) | (0x2 << 62)
    return str(uuid.UUID(int=number))
