"""PySide6's enumerations, made quickly: a start makes two hundred of them, and Python's own way took a tenth of it.

PySide6 asks `enum` for each by name and list of members. Python builds the class anew each time and takes every member
through the steps that a written class needs. Here a class that Python made is copied, and its members are put into it
as Python leaves them (docs/decisions/0021-pyside-in-parts.md). What others ask for stays Python's.
"""

import enum
import sys
from collections.abc import Sequence
from typing import Any

RESERVED = frozenset({"name", "value", "mro"})
_enum_type: Any = enum.EnumType
_python_makes: Any = _enum_type._create_
_models: dict[type, dict[str, Any]] = {}


def hurry() -> None:
    """From now on. `_create_` is behind `Enum("Name", members)`, and known of these Pythons."""
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        _enum_type._create_ = _make


def _make(kind: Any, class_name: str, names: Any, **more: Any) -> Any:
    if kind in FILLED and _asked_by_pyside(more) and _are_plain(names):
        return FILLED[kind](_copy(kind, class_name), names)
    return _python_makes(kind, class_name, names, **more)


def _asked_by_pyside(more: dict[str, Any]) -> bool:
    """It names its enumerations afterwards, and asks for flags that keep bits without a name, also where none are."""
    return more.get("boundary") is enum.KEEP and not (more.get("type") or more.get("module") or more.get("qualname"))


def _are_plain(names: Any) -> bool:
    return bool(names) and all(
        type(pair) is tuple and type(pair[1]) is int and pair[0][0] != "_" and pair[0] not in RESERVED for pair in names
    )


def _copy(kind: Any, name: str) -> Any:
    """An enumeration without members."""
    if kind not in _models:
        asked = {"module": __name__, "qualname": "Model", "boundary": enum.KEEP}
        model = vars(_python_makes(kind, "Model", [("MODEL", 0)], **asked))
        _models[kind] = {key: value for key, value in model.items() if key not in ("MODEL", "__qualname__")}
    body = {key: type(value)() if type(value) in (dict, list) else value for key, value in _models[kind].items()}
    return type.__new__(_enum_type, name, (kind,), body)


def _filled(made: Any, names: Sequence[tuple[str, int]]) -> Any:
    """`made` with its members; a second name of a value is another name of the same member."""
    kept, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    new = int.__new__ if issubclass(made, int) else _new
    for name, value in names:
        member: Any = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value)
            vars(member).update(_value_=value, _name_=name, __objclass__=made, _sort_order_=len(kept))
            kept.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)
    return made


def _filled_flags(made: Any, names: Sequence[tuple[str, int]]) -> Any:
    """The same for flags: only single bits count as members, what is put together of them is a name for it."""
    kept, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    new = int.__new__ if issubclass(made, int) else _new
    bits = single_bits = 0
    for name, value in names:
        bits |= value
        is_single = value != 0 and value & (value - 1) == 0
        member: Any = by_value.get(value)
        if member is None:
            member = by_value[value] = new(made, value)
            vars(member).update(_value_=value, _name_=name, __objclass__=made, _sort_order_=len(kept))
            if is_single:
                single_bits |= value
                kept.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)
    facts = {"_flag_mask_": bits, "_singles_mask_": single_bits, "_all_bits_": 2 ** bits.bit_length() - 1}
    values = [by_name[name]._value_ for name in kept]
    if values != sorted(values):
        facts["_iter_member_"] = made._iter_member_by_def_
    for name, fact in facts.items():
        type.__setattr__(made, name, fact)
    return made


def _new(made: Any, _value: int) -> Any:
    return object.__new__(made)


FILLED = {enum.Enum: _filled, enum.IntEnum: _filled, enum.Flag: _filled_flags, enum.IntFlag: _filled_flags}
