"""Whose voice it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from smmdesk.model.moment import zone_of


@dataclass(frozen=True, slots=True)
class Brand:
    """A business with its zone, language and channels. One is made at first start.

    Country and region (ISO 3166) choose the holidays shown, `patron_day` ("06-24", or empty) is the town's own.
    `utm` are the parameters put on its links, with variables. With `keeps_place` photos leave with the place where they
    were taken, which is else removed. Within `answer_hours` it means to answer what people write; 0 for no such goal.
    Messages older than `messages_kept_days` are erased by the daily round; 0 keeps them all. `color` is a token of
    label colours (`prodotti`), empty for the program's own. An archived one is put away: hidden, and nothing goes out.
    """

    id: str
    name: str
    zone: str = "Europe/Rome"
    language: str = "it"
    needs_approval: bool = False
    logo_asset_id: str | None = None
    country: str = ""
    region: str = ""
    patron_day: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)
    keeps_place: bool = False
    answer_hours: int = 0
    messages_kept_days: int = 0
    color: str = ""
    archived: bool = False
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def __post_init__(self) -> None:
        zone_of(self.zone)
