"""Making a data folder ready: made, migrated, or restored."""

from dataclasses import dataclass

from smmdesk.model.problem import Problem
from smmdesk.store import driver, schema
from smmdesk.system.clock import Clock
from smmdesk.system.paths import Paths


@dataclass(frozen=True, slots=True)
class Ready:
    opened: Problem | None = None
    read_only: Problem | None = None


def make_ready(paths: Paths, clock: Clock) -> Ready:
    """Make the database what the program needs."""
    connection = driver.connect(paths.database)
    try:
        if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
            connection.execute("BEGIN IMMEDIATE")
            schema.create(connection)
            connection.execute("COMMIT")
    finally:
        connection.close()
    return Ready()
