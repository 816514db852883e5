"""Bringing an older file to this program's version: whole or not at all.

A migration depends on the data alone, never on this program's classes; the version is written last, in the same
transaction. Whoever calls makes a backup first.
"""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from smmdesk.store import driver
from smmdesk.store.faults import DamagedError

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).with_name("migrations")


def config(scripts: Path = SCRIPTS) -> "Config":
    """Alembic's configuration, made here: no file and no address."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return made


def upgrade(path: Path, scripts: Path = SCRIPTS, to: str = "head") -> None:
    """Migrate a file in one transaction; it is as before when anything goes wrong.

    Raises sqlite errors (busy, full), and DamagedError when references would be left without an answer.
    """
    from sqlalchemy.exc import DBAPIError

    with closing(driver.connect(path, durable=True)) as connection:
        try:
            _run(connection, scripts, to)
        except DBAPIError as error:
            if isinstance(error.orig, driver.Error):  # as everybody here knows it: a full disk is told in words
                raise error.orig from error
            raise


def _run(connection: driver.Connection, scripts: Path, to: str) -> None:
    from alembic import command
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    connection.execute("PRAGMA foreign_keys = OFF")  # a table made anew must not delete what points to it
    engine = create_engine("sqlite://", module=driver.dbapi, creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as link:
        link.exec_driver_sql("BEGIN IMMEDIATE")
        settings = config(scripts)
        settings.attributes["connection"] = link
        command.upgrade(settings, to)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            link.rollback()
            raise DamagedError("a reference has no answer")
        link.commit()
