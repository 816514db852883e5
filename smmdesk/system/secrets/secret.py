"""A text that cannot be printed."""

import hmac
import json
import os
from collections.abc import MutableMapping
from typing import NoReturn

PASSPHRASE_NAME = "SMMDESK_PASSPHRASE"  # noqa: S105 - a name, not a secret


class Secret:
    """A text that no print, log, traceback, copy or pickle shows. `.reveal()` is for http, sign_in and signing only.

    Several values travel as one: `Secret.of(access=…, refresh=…)`, then `secret.field("access")`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def of(cls, **fields: "str | Secret") -> "Secret":
        """One secret made of named ones."""
        plain = {name: value._text if isinstance(value, Secret) else value for name, value in fields.items()}
        return cls(json.dumps(plain))

    def reveal(self) -> str:
        return self._text

    def field(self, name: str) -> "Secret":
        """A named part; empty when there is none of that name."""
        return Secret(self._fields().get(name, ""))

    def with_fields(self, **fields: "str | Secret") -> "Secret":
        """The same with some parts replaced."""
        return Secret.of(**{**self._fields(), **fields})

    def same_as(self, other: "Secret") -> bool:
        """Equal texts, compared in constant time (== compares identity, so that no table ever orders secrets)."""
        return hmac.compare_digest(self._text.encode("utf-8", "replace"), other._text.encode("utf-8", "replace"))

    def _fields(self) -> dict[str, str]:
        try:
            found = json.loads(self._text)
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is never pickled")

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: object) -> "Secret":
        return self


def take_passphrase(environment: MutableMapping[str, str] = os.environ, descriptor: int | None = None) -> Secret | None:
    """The passphrase given at start: from an open descriptor (read to its first line, then closed), else from
    SMMDESK_PASSPHRASE, which is removed so that no child process sees it."""
    given = environment.pop(PASSPHRASE_NAME, "")
    if descriptor is not None:
        with os.fdopen(descriptor, "r", encoding="utf-8") as file:
            given = file.readline(4096).rstrip("\r\n")
    return Secret(given) if given else None
