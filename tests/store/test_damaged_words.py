"""What SQLite says of a damaged file, and what lies in the place of a row there."""

from pathlib import Path

import pytest

from smmdesk.store import driver, salvage
from smmdesk.store.faults import DamagedError, problem_of


@pytest.mark.fault(81)
@pytest.mark.parametrize(
    "words",
    [
        "database disk image is malformed",
        "vtable constructor failed: search",
        "invalid fts5 file format (found 0, expected 4 or 5) - run 'rebuild'",
    ],
)
def test_an_index_that_cannot_be_opened_is_damage_and_no_fault_of_ours(words: str) -> None:
    assert isinstance(problem_of(driver.DatabaseError(words), Path()), DamagedError)


@pytest.mark.fault(81)
@pytest.mark.parametrize(
    ("own_id", "revision", "newer"),
    [("a", 3, True), ("a", 2, False), ("b", 1, True), ("a", "words", False), (7, 3, False)],
)
def test_what_is_no_row_of_its_table_is_left_where_it_is(own_id: object, revision: object, newer: bool) -> None:
    """A page of another table may lie in its place."""
    assert salvage._is_newer(own_id, revision, {"a": 2}) is newer
