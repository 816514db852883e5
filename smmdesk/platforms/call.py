"""One request as a connector says it: what is secret in it stays a Secret until http.py sends it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smmdesk.platforms.answers import MOST_BYTES
from smmdesk.platforms.signing import OAuth1
from smmdesk.system.secrets import Secret


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart form, or one `piece` of it."""

    name: str
    path: Path
    file_name: str
    mime: str
    piece: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request. Values of `json` and `form` may be secrets; `also` are statuses that the caller reads itself.

    `secret_headers` are headers that are a secret as a whole, or a (word, secret) pair. `irreversible`: the server may
    act on it for good. `not_applied`: statuses that prove it did not. `follow`: go after
    redirects to other hosts too (without secrets). `content` may be a file; `carries` is the name under which the
    person knows the file that is sent. `deadline_s`: for the whole call; None is the view's. `hidden` are secrets that
    stand in the address, as `{name}` in the path of `url`: no log and no answer ever sees them. `json` beside uploads
    travels as the form's first part, `json_part`. `oauth1` signs the address, `params` and `form`, never a file.
    """

    method: str
    url: str
    params: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    json_part: str = "json"
    form: Mapping[str, "str | Secret"] | None = None
    content: bytes | Path | None = None
    upload: Upload | None = None
    also_upload: Upload | None = None
    uploads: Sequence[Upload] = ()
    hidden: Mapping[str, Secret] = field(default_factory=dict)
    carries: str = ""
    bearer: Secret | None = None
    basic: tuple[Secret, Secret] | None = None
    oauth1: OAuth1 | None = None
    secret_headers: Mapping[str, "Secret | tuple[str, Secret]"] = field(default_factory=dict)
    irreversible: bool = False
    not_applied: frozenset[int] = frozenset({429})
    also: frozenset[int] = frozenset()
    follow: bool = False
    own_word: bool = False
    deadline_s: float | None = None
    most_bytes: int = MOST_BYTES

    @property
    def has_secret(self) -> bool:
        others = self.secret_headers or self.hidden
        if self.bearer is not None or self.basic is not None or self.oauth1 is not None or others:
            return True
        return _holds_secret(self.json) or _holds_secret(self.form)


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_secret(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_secret(item) for item in value)
    return isinstance(value, Secret)
