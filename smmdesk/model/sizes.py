"""How large a file is, in words."""

from smmdesk.model.words import grouped, with_tenths


def say_bytes(octets: int) -> str:
    """In the largest unit that leaves a whole number, in the language of the screen."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if octets >= size:
            value = round(octets / size, 1 if octets < 10 * size else 0)
            return f"{with_tenths(value) if value != int(value) else grouped(int(value))} {unit}"
    return f"{octets} B"
