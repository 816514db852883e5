"""Which brands a read model is asked about: one, or several together."""

import json
from typing import NamedTuple

Brands = str | tuple[str, ...]
"""One brand by its id, or several."""


class BrandRow(NamedTuple):
    """What a window needs of a brand. `color` is a token of label colours, empty for the program's own."""

    id: str
    name: str
    zone: str
    color: str = ""


def of_brands(brands: Brands, column: str = "brand_id", mark: str = "?") -> tuple[str, str]:
    """As a condition, and its cell; of one brand it is bare, which the indexes answer in their order."""
    named = (brands,) if isinstance(brands, str) else brands
    if len(named) == 1:
        return f"{column} = {mark}", named[0]
    return f"{column} IN (SELECT value FROM json_each({mark}))", json.dumps(named)
