"""Who uses the keyboard sees where it is, in every place, sheet and popover."""

import pytest

from tests.ui.access import focus_walk
from tests.ui.access.conftest import Program
from tests.ui.access.scenes import PLACES, SCENES, shown
from ui.look.theme import theme


@pytest.mark.statement(94)
@pytest.mark.statement(96)
@pytest.mark.parametrize(("shade", "names"), [("light", [*SCENES]), ("dark", [*PLACES])], ids=["light", "dark"])
def test_the_keyboard_is_seen_wherever_tab_brings_it(program: Program, shade: str, names: list[str]) -> None:
    theme().choose(shade)
    session = program("it", (1024, 640))
    faults = []
    for name in names:
        with shown(session, name) as root:
            faults += [f"{name}: {fault}" for fault in focus_walk.unseen(root)]
    assert not faults, "\n".join(dict.fromkeys(faults))
