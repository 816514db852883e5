"""Posts that belong together for a while."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Campaign:
    id: str
    brand_id: str
    name: str
    first_day: date | None = None
    last_day: date | None = None
    notes: str = ""
    deleted_at_us: int | None = None
    revision: int = 0
    changed_by: str = ""
