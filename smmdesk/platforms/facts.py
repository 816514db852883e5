"""A platform's facts, read from resources/platforms/KEY.toml without importing its connector.

`facts.toml` in the data folder overrides single values, `endpoints.toml` single addresses (`mastodon.api = "…"`).
Numbers without a certain source say "unverified" beside them in the file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from smmdesk.model.limits import KIND, Limits, OptionFact
from smmdesk.model.lookout import SearchFact
from smmdesk.model.moderation import ModerationFact
from smmdesk.model.numbers import InsightsFact
from smmdesk.model.polls import PollsFact
from smmdesk.model.private import InPrivateFact, PrivateFact
from smmdesk.model.problem import ProblemError
from smmdesk.model.words import N_
from smmdesk.platforms.looks import FOLDER, table_of
from smmdesk.platforms.sign_in_facts import ASSISTED, OAuthFact, SignInFact, SignInField

GROUPS = {
    "social": N_("Social networks"),
    "pictures": N_("Photos and videos"),
    "pages": N_("Blogs and web pages"),
    "forums": N_("Forums and wikis"),
    "messaging": N_("Messaging"),
    "hand": N_("Everywhere else, by hand"),
}
"""Where a platform stands in the list of what can be added, in the order shown; English source words."""

WHOLE = ("authorize", "token", "revoke")
"""Endpoints that are an address as a whole: some platforms know theirs only with the stroke at its end."""


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What stands against a second copy.

    `kind`: own_id (we choose the remote id), key (header), marker (we can find it), none. `horizon_s` is how long the
    guarantee lives, 0 for ever; `resend_after_s` the earliest resend with the same key. `first_comment`: whether it
    protects first comments and answers to messages too, which are often another kind of thing there.
    """

    kind: str = "none"
    horizon_s: int = 0
    resend_after_s: int = 0
    first_comment: bool = True


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
    """How a post is drawn. `look` names a drawing of ui/previews; folds in characters, 0 for none.

    Ratios are width over height: a picture in the feed keeps its own inside `image_ratio_min` and `_max`; `grid_ratio`
    is that of the account's grid, 0 where it has none. The `unsafe_` parts of an upright film's screen, in fractions,
    lie under the platform's own buttons and words.
    """

    look: str = "card"
    fold_phone_chars: int = 0
    fold_desktop_chars: int = 0
    image_ratio_min: float = 0.5
    image_ratio_max: float = 2.0
    grid_ratio: float = 0.0
    unsafe_top: float = 0.0
    unsafe_bottom: float = 0.0
    unsafe_right: float = 0.0
    colours: tuple[str, ...] = ("link", "tag", "mention")
    measured: str = ""


@dataclass(frozen=True, slots=True)
class PriceFact:
    """What a platform charges for what a program sends, in `currency` (ISO 4217); None in Facts where it is free.

    `says` is an English source sentence. `post` pays each text (part of a thread, first comment), `post_with_link` one
    that holds an address, `media` each photo or video, `alt` each description, `read` each look at what is out.
    `date` is when the prices were read.
    """

    says: str
    currency: str
    post: float
    post_with_link: float
    date: str
    source: str
    media: float = 0.0
    alt: float = 0.0
    read: float = 0.0


@dataclass(frozen=True, slots=True)
class KindFact:
    """One kind of post (feed, story, article), chosen in the option `kind`. `limits` are those that differ from the
    platform's; `wide` and `high` its usual shape (9:16), 0 where it has none; `in_grid`: it stands in the grid;
    `rest_opens`: its text goes on below the post (model/going_on.py); `says` is what else is different about it,
    English source words."""

    key: str
    label: str
    limits: Mapping[str, object] = field(default_factory=dict)
    wide: int = 0
    high: int = 0
    in_grid: bool = True
    rest_opens: bool = False
    says: str = ""


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
    own_sign_in: SignInFact = ASSISTED  # how programs sign in, also while a person publishes there
    oauth: OAuthFact | None = None
    schedule: ScheduleFact | None = None
    kinds: tuple[KindFact, ...] = ()
    options: tuple[OptionFact, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)
    trusted_hosts: tuple[str, ...] = ()
    lead_s: int = 60
    can_edit: bool = False
    can_delete: bool = False
    private_to: str = ""  # what a channel reports of the account that people write to, which may stand behind several
    can_answer: bool = True  # False: programs are told what people write, and cannot answer it
    sends_by_itself: bool = True  # False: a person publishes (by hand)
    guided_first: bool = False  # a person publishes unless somebody asks for more: hardly anybody gets keys there
    takes_samples: bool = False  # only practice
    name_is_a_word: bool = False  # "By hand": said in the person's language
    post_url: str = ""  # pattern that a pasted link must match, a regular expression with (?P<id>…)
    post_host: str = ""  # "own": a post's page lies on the account's own server, the same id elsewhere is another post
    spacing_s: int = 0
    requests_per_5_min: int = 0
    posts_per_day: int = 0  # how many things an account may publish in 24 hours; 0: not said
    group: str = "social"
    also_called: str = ""  # further words that find it in the list, in any language
    compose_url: str = ""  # page to write a post, for guidance: {text}, {link} and {title} are filled in
    closed: str = ""  # the day it ended: old posts still show, nothing can be added or sent
    price: PriceFact | None = None
    moderation: ModerationFact | None = None
    insights: InsightsFact | None = None
    polls: PollsFact | None = None
    search: SearchFact | None = None
    private: PrivateFact | None = None  # private messages, where something else holds for them
    in_private: InPrivateFact | None = None  # answers in private to what everybody reads, where a program may give them
    search_not: str = ""  # why nothing can be looked for there, an English source sentence
    same_text: str = ""  # why the same words may not come again and again, an English source sentence
    needs_public_media: bool = False  # it fetches photos and videos from an open address
    needs_public_images: bool = False  # photos alone: videos travel as bytes
    keeps_files: bool = False  # its library is open to the web: a channel can be the media host of others
    files_in_call: bool = False  # photos and videos travel in the one call that publishes, which may take its time then
    edit_until_s: int = 0  # after publishing; 0: not said
    api_version: str = ""  # what calls name, where an interface ends some time after its date
    why: Mapping[str, str] = field(default_factory=dict)  # what is not offered -> why, from its own rules (for docs)

    def assisted(self) -> "Facts":
        """What holds where a person publishes and smmdesk guides: nothing to sign in to, no scheduler, and what the
        platform asks for is chosen there."""
        options = tuple(replace(option, required=False, required_if="") for option in self.options)
        return replace(self, sign_in=ASSISTED, schedule=None, options=options, sends_by_itself=False)

    def options_of(self, reported: Mapping[str, object]) -> "Facts":
        """The facts with the options that one channel's server has: some came with a younger version of it."""
        kept = tuple(one for one in self.options if not one.promised or reported.get(one.promised) is True)
        return self if len(kept) == len(self.options) else replace(self, options=kept)

    def limits_for(self, reported: Mapping[str, object]) -> Limits:
        return self.limits.with_reported(reported)

    def limits_of_answer(self, reported: Mapping[str, object], private: bool, in_private: bool = False) -> Limits:
        """What an answer to a message may have; `private`: to one that only the account reads, `in_private`: in private
        to one that everybody reads."""
        limits = self.limits_for(reported).of_answer
        if in_private and self.in_private is not None and not self.in_private.takes_photos:
            limits = replace(limits, images_max=0, media_max=0, videos_max=0)
        if not (private or in_private) or self.private is None:
            return limits
        most, most_bytes = self.private.text_max, self.private.text_max_bytes
        return replace(limits, text_max=most, text_max_bytes=most_bytes, images_max=0, media_max=0, videos_max=0)

    def idempotency_for(self, reported: Mapping[str, object]) -> Idempotency:
        """What holds on one channel: a server that is not known to keep the promise reports `idempotency: false`."""
        return Idempotency() if reported.get("idempotency") is False else self.idempotency

    def schedule_for(self, reported: Mapping[str, object]) -> ScheduleFact | None:
        """The scheduler of one channel's server: none where it reports `schedule: false` (some forks)."""
        return None if reported.get("schedule") is False else self.schedule

    def kind_of(self, options: Mapping[str, object]) -> str:
        """The kind of post that options choose; empty where a platform has one only."""
        chosen = str(options.get(KIND) or "")
        known = [kind.key for kind in self.kinds]
        return chosen if chosen in known else next(iter(known), "")

    def fields_for(self, pasted: bool) -> tuple[SignInField, ...]:
        """The sign-in form: with the secret pasted, or through the browser."""
        asked = pasted or not (self.sign_in.kind == "browser" or self.sign_in.also_browser)
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
    kinds = tuple(_kind(entry) for entry in table.get("kinds", ()))
    sign_in = _sign_in(table["sign_in"]) if "sign_in" in table else ASSISTED
    or_none = {
        "oauth": OAuthFact,
        "schedule": ScheduleFact,
        "price": PriceFact,
        "moderation": ModerationFact,
        "insights": InsightsFact,
        "polls": PollsFact,
        "search": SearchFact,
        "private": PrivateFact,
        "in_private": InPrivateFact,
    }
    nested = {
        "limits": _build(Limits, {**table.get("limits", {}), "by_kind": _by_kind(kinds)}),
        "sign_in": sign_in,
        "own_sign_in": sign_in,
        "kinds": kinds,
        "preview": _build(PreviewFact, table.get("preview", {})),
        "idempotency": _build(Idempotency, table.get("idempotency", {})),
        **{name: _build(kind, table[name]) if name in table else None for name, kind in or_none.items()},
        "options": (*_kind_option(kinds), *(_build(OptionFact, entry) for entry in table.get("options", ()))),
        "endpoints": _endpoints(table.get("endpoints", {})),
    }
    plain = {name: value for name, value in table.items() if name not in nested}
    facts: Facts = _build(Facts, {"key": key, **plain, **nested})
    return facts if facts.sends_by_itself else facts.assisted()


def _sign_in(table: Mapping[str, Any]) -> SignInFact:
    fields = tuple(_build(SignInField, entry) for entry in table.get("fields", ()))
    made: SignInFact = _build(SignInFact, {**table, "fields": fields})
    return made


def _kind(table: Mapping[str, Any]) -> KindFact:
    made: KindFact = _build(KindFact, table)
    _build(Limits, made.limits)
    return made


def _by_kind(kinds: tuple[KindFact, ...]) -> tuple[tuple[str, tuple[tuple[str, object], ...]], ...]:
    return tuple((kind.key, tuple((name, _tuples(value)) for name, value in kind.limits.items())) for kind in kinds)


def _kind_option(kinds: tuple[KindFact, ...]) -> tuple[OptionFact, ...]:
    """The choice of the kind, the first being the usual one; none where there is nothing to choose."""
    if len(kinds) < 2:
        return ()
    return (OptionFact(KIND, N_("Kind of post"), "choice", tuple((k.key, k.label) for k in kinds), kinds[0].key),)


def _endpoints(table: Mapping[str, Any]) -> dict[str, str]:
    for name, address in table.items():
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise TypeError(f"endpoint {name}")
    return {name: address if name in WHOLE else address.rstrip("/") for name, address in table.items()}


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
