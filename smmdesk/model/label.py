"""What a post is about: a word and a colour of the tokens (`label.prodotti`, …)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """`wanted_percent`: the share of a month's posts that the owner wants it to have; 0 says nothing."""

    id: str
    brand_id: str
    name: str
    color: str = "altro"
    sort_key: int = 0
    wanted_percent: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
