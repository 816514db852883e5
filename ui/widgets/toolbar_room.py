"""How much of the toolbar its parts take: whether words have room in it, or icons must stand for them."""

from collections.abc import Sequence

from ui.look.theme import theme


def toolbar_px(widths: Sequence[int]) -> int:
    """The px of a toolbar with parts of these widths: its margins, the gaps between them, and one at its stretch."""
    look = theme()
    return sum(widths) + look.space(6) + look.space(5) + look.space(4) * len(widths)
