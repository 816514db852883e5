"""Lists and choices show tamed text: nothing else takes out what turns the reading round or hides (security.md T4)."""

import ast

import pytest

from tests.house.rules import is_our_text
from tests.house.sources import Source, parse, program


def shown_as_it_came(source: Source) -> list[int]:
    """The lines that put a text into a list or a choice without `tame`. An `item` had its text looked at before."""
    found = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not source.dotted(node.func).endswith((".addItem", ".QListWidgetItem")):
            continue
        calls = [source.dotted(one.func) for one in node.args if isinstance(one, ast.Call)]
        is_item = isinstance(node.args[0], ast.Name) and node.args[0].id == "item"
        ours = any(is_our_text(source, one) for one in node.args)
        if not (is_item or ours or any("tame" in name for name in calls)):
            found.append(node.lineno)
    return found


def test_lists_and_choices_show_tamed_text() -> None:
    found = {source.module: lines for source in program() if (lines := shown_as_it_came(source))}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("field.addItem(channel.name, key)", True),
        ("from PySide6.QtWidgets import QListWidgetItem\nQListWidgetItem(icon, person.name)", True),
        ("field.addItem(tame(channel.name), key)\nfield.addItem(_('All'))\nrows.addItem(item)", False),
    ],
)
def test_the_rule_can_fail(text: str, is_found: bool) -> None:
    assert bool(shown_as_it_came(parse("ui.views.sample", text))) is is_found
