"""What a post is about: a word and a colour of the tokens (`label.prodotti`, …)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    id: str
    brand_id: str
    name: str
    color: str = "altro"
    sort_key: int = 0
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
