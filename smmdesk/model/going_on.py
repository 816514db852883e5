"""A text of which the beginning stands in the post, and the rest opens below it."""

import re
from collections.abc import Callable

GOES_ON = "…"


def parted(text: str, most: int, count: Callable[[str], int]) -> tuple[str, str]:
    """(what stands in the post, what opens below it; "" for nothing).

    The first paragraph stands in the post. One that has more than `most`, counted by `count`, goes on below as well,
    between two words; no word is lost, and none stands twice.
    """
    first, _gap, rest = text.strip().partition("\n\n")
    if count(first) <= most:
        return first.strip(), rest.strip()
    whole = text.strip()
    gaps = (gap.start() for gap in re.finditer(r"\s+", whole[:most]))
    cuts = [cut for cut in gaps if count(whole[:cut] + GOES_ON) <= most] or [most // 4 - 1]
    return f"{whole[: cuts[-1]].rstrip()}{GOES_ON}", f"{GOES_ON}{whole[cuts[-1] :].lstrip()}"
