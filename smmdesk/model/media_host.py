"""Where a brand's files may lie on the web while a platform fetches them, and what lies there now (decision 0025)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HostChoice:
    """A brand's media host. `kind` is a key of platforms.hosts.KINDS, or "channel" with the id of one. `fields` are
    what was typed, the secret apart. `seen_at_us` is when the world could see a file there the last time it was tried.
    """

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)
    channel_id: str = ""
    seen_at_us: int | None = None


@dataclass(frozen=True, slots=True)
class HostedFile:
    """One file at the host. `source` is the file's own name here, `key` the part's key it was laid down under;
    `remote` and `url` are empty while nobody knows whether it arrived."""

    name: str
    brand_id: str
    part_id: str
    key: str
    source: str
    remote: str = ""
    url: str = ""
    made_at_us: int = 0
