"""Flags of Qt in Python 3.11.0 to 3.11.6, as Debian 12 has it: a flag that holds a bit without a name of its own could
not be made there ("'NoneType' object has no attribute '_name_'"), and Qt hands such flags out: what a button of one row
takes of the keyboard (FocusPolicy 10), what is left of the held keys without one of them."""

import enum
from collections.abc import Iterator
from typing import Any


def mend() -> None:
    """Leave out what has no name, as later Pythons do."""
    flag: Any = enum.Flag
    told = flag._iter_member_by_value_.__func__

    def named(cls: type[enum.Flag], value: int) -> Iterator[enum.Flag]:
        yield from (member for member in told(cls, value) if member is not None)

    flag._iter_member_by_value_ = flag._iter_member_ = classmethod(named)
