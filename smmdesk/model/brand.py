"""Whose voice it is."""

from dataclasses import dataclass

from smmdesk.model.moment import zone_of


@dataclass(frozen=True, slots=True)
class Brand:
    """A business with its zone, language and channels. One is made at first start."""

    id: str
    name: str
    zone: str = "Europe/Rome"
    language: str = "it"
    needs_approval: bool = False
    logo_asset_id: str | None = None
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""

    def __post_init__(self) -> None:
        zone_of(self.zone)
