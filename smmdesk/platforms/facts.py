"""A platform's facts, read from resources/platforms/KEY.toml without importing its connector.

`facts.toml` in the data folder overrides single values, `endpoints.toml` single addresses (`mastodon.api = "…"`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from smmdesk.model.limits import Limits, OptionFact
from smmdesk.model.problem import ProblemError
from smmdesk.platforms.looks import FOLDER, table_of


@dataclass(frozen=True, slots=True)
class SignInField:
    """One field of the sign-in form. `kind`: text, address, secret. Labels and help are English source words.

    `pasted` fields are asked only where the secret is pasted instead of signing in through the browser.
    """

    key: str
    label: str
    kind: str = "text"
    help: str = ""
    placeholder: str = ""
    required: bool = True
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class SignInFact:
    """How a channel is connected. `kind`: none, browser (RFC 8252), app_password, folder, page (by hand).

    `also_pasted` says that a browser sign-in may be replaced by a pasted secret.
    """

    kind: str
    fields: tuple[SignInField, ...] = ()
    also_pasted: bool = False
    help_url: str = ""
    will: tuple[str, ...] = ()  # what smmdesk will be able to do, English source words
    will_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What stands against a second copy.

    `kind`: own_id (we choose the remote id), key (header), marker (we can find it), none. `horizon_s` is how long the
    guarantee lives, 0 for ever; `resend_after_s` the earliest resend with the same key.
    """

    kind: str = "none"
    horizon_s: int = 0
    resend_after_s: int = 0


@dataclass(frozen=True, slots=True)
class ScheduleFact:
    """The platform's own scheduler; None in Facts where it has none."""

    min_ahead_s: int
    max_ahead_s: int = 0
    quota_total: int = 0
    quota_per_day: int = 0
    moves_in_place: bool = True
    can_be_late: bool = False  # WordPress publishes on the next visit of the site


@dataclass(frozen=True, slots=True)
class PreviewFact:
    """How a post is drawn. `look` names a drawing of ui/previews; folds in characters, 0 for none."""

    look: str = "card"
    fold_phone_chars: int = 0
    fold_desktop_chars: int = 0
    image_ratio_min: float = 0.5
    image_ratio_max: float = 2.0
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of a platform without asking it. `date` and `source` say how old it is."""

    key: str
    name: str
    date: str
    source: str
    tint: str
    limits: Limits
    sign_in: SignInFact
    preview: PreviewFact
    idempotency: Idempotency
    schedule: ScheduleFact | None = None
    options: tuple[OptionFact, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)
    trusted_hosts: tuple[str, ...] = ()
    lead_s: int = 60
    can_edit: bool = False
    can_delete: bool = False
    sends_by_itself: bool = True  # False: a person publishes (by hand)
    takes_samples: bool = False  # only practice
    post_url: str = ""  # pattern that a pasted link must match, a regular expression with (?P<id>…)
    spacing_s: int = 0
    requests_per_5_min: int = 0
    posts_per_day: int = 0  # how many things an account may publish in 24 hours; 0: not said

    def limits_for(self, reported: Mapping[str, object]) -> Limits:
        return self.limits.with_reported(reported)

    def idempotency_for(self, reported: Mapping[str, object]) -> Idempotency:
        """What holds on one channel: a server that is not known to keep the promise reports `idempotency: false`."""
        return Idempotency() if reported.get("idempotency") is False else self.idempotency

    def schedule_for(self, reported: Mapping[str, object]) -> ScheduleFact | None:
        """The scheduler of one channel's server: none where it reports `schedule: false` (some forks)."""
        return None if reported.get("schedule") is False else self.schedule

    def fields_for(self, pasted: bool) -> tuple[SignInField, ...]:
        """The sign-in form: with the secret pasted, or through the browser."""
        asked = pasted or self.sign_in.kind != "browser"
        return tuple(entry for entry in self.sign_in.fields if asked or not entry.pasted)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _build(kind: type[Any], table: Mapping[str, Any]) -> Any:
    values = {name: _tuples(value) for name, value in table.items()}
    hints = get_type_hints(kind)
    for name, value in values.items():
        if name not in hints or not _fits(hints[name], value):
            raise TypeError(f"{kind.__name__}.{name}")
    return kind(**values)


def _fits(hint: Any, value: Any) -> bool:
    if hint in (bool, str):
        return isinstance(value, hint)
    if hint in (int, float):
        return isinstance(value, int | hint) and not isinstance(value, bool)
    return get_origin(hint) is not tuple or isinstance(value, tuple)


def parse_facts(key: str, table: Mapping[str, Any]) -> Facts:
    """Facts from a parsed TOML document. Raises TypeError for a name or a type that Facts does not know."""
    sign_in = dict(table["sign_in"])
    sign_in["fields"] = tuple(_build(SignInField, entry) for entry in sign_in.get("fields", ()))
    nested = {
        "limits": _build(Limits, table.get("limits", {})),
        "sign_in": _build(SignInFact, sign_in),
        "preview": _build(PreviewFact, table.get("preview", {})),
        "idempotency": _build(Idempotency, table.get("idempotency", {})),
        "schedule": _build(ScheduleFact, table["schedule"]) if "schedule" in table else None,
        "options": tuple(_build(OptionFact, entry) for entry in table.get("options", ())),
        "endpoints": _endpoints(table.get("endpoints", {})),
    }
    plain = {name: value for name, value in table.items() if name not in nested}
    facts: Facts = _build(Facts, {"key": key, **plain, **nested})
    return facts


def _endpoints(table: Mapping[str, Any]) -> dict[str, str]:
    for name, address in table.items():
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise TypeError(f"endpoint {name}")
    return {name: address.rstrip("/") for name, address in table.items()}


@lru_cache(maxsize=64)
def load_facts(key: str, data_dir: Path | None = None) -> Facts:
    """The facts of platform `key`, with the overrides of a data folder.

    Raises FileNotFoundError for an unknown key, ProblemError(facts_bad) for an override that is none.
    """
    table = tomllib.loads((FOLDER / f"{key}.toml").read_text("utf-8"))
    facts = parse_facts(key, table)
    if data_dir is not None:
        for name, place in (("facts.toml", table), ("endpoints.toml", table.setdefault("endpoints", {}))):
            try:
                if _override(place, table_of(data_dir / name).get(key, {})):
                    facts = parse_facts(key, table)
            except (OSError, ValueError, TypeError, AttributeError) as error:
                raise ProblemError("facts_bad", name=name) from error
    return facts


def _override(table: dict[str, Any], changes: Mapping[str, Any]) -> bool:
    for name, value in changes.items():
        if isinstance(value, Mapping) and isinstance(table.get(name), dict):
            _override(table[name], value)
        else:
            table[name] = value
    return bool(changes)
