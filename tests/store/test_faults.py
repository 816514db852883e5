"""What the disk and the driver say, in words for people."""

import errno
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from smmdesk.model.problem import ProblemError
from smmdesk.store import driver
from smmdesk.store.faults import DamagedError, told
from smmdesk.store.store import Store
from smmdesk.system.clock import ManualClock
from smmdesk.system.paths import Paths

FOLDER = Path("desk")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database or disk is full", "disk_full"),
        ("disk I/O error", "disk_refused"),
        ("database is locked", "desk_busy"),
        ("database table is locked: post", "desk_busy"),
        ("attempt to write a readonly database", "folder_not_writable"),
        ("unable to open database file", "folder_not_writable"),
    ],
)
def test_what_the_driver_says(words: str, code: str) -> None:
    with pytest.raises(ProblemError) as caught, told(FOLDER):
        raise driver.OperationalError(words)
    assert caught.value.problem.code == code
    assert isinstance(caught.value.__cause__, driver.OperationalError)


@pytest.mark.parametrize(
    "words",
    [
        "database disk image is malformed",
        "file is not a database",
        "Could not decode to UTF-8 column 'text' with text 'x'",
    ],
)
def test_damage_is_damage(words: str) -> None:
    with pytest.raises(DamagedError), told(FOLDER):
        raise driver.DatabaseError(words)


@pytest.mark.parametrize(
    "error", [driver.IntegrityError("UNIQUE constraint failed: x"), ValueError("no"), OSError(2, "x")]
)
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    with pytest.raises(type(error)), told(FOLDER, files=True):
        raise error


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EIO, "disk_refused"),
        (errno.EACCES, "folder_not_writable"),
        (errno.EROFS, "folder_not_writable"),
    ],
)
def test_what_the_system_says(number: int, code: str) -> None:
    with pytest.raises(ProblemError) as caught, told(FOLDER, files=True):
        raise OSError(number, os.strerror(number))
    assert caught.value.problem.code == code
    with pytest.raises(OSError, match=os.strerror(number)), told(FOLDER):
        raise OSError(number, os.strerror(number))


LIMITED = """
import resource, signal, sys
from dataclasses import replace
from pathlib import Path
from smmdesk.model.brand import Brand
from smmdesk.model.problem import ProblemError
from smmdesk.store.store import Store
from smmdesk.system.clock import SystemClock
from smmdesk.system.paths import Paths
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
clock = SystemClock()
store = Store.open(Paths(Path(sys.argv[1])), clock)
with store.transaction() as tx:
    brand = tx.put(Brand(clock.new_id(), "kept"))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for number in range(10_000):
        with store.transaction() as tx:
            put = tx.put(replace(brand, name=str(number) * 2000))
        brand = put
except ProblemError as error:
    print(error.problem.code)
with store.reading() as reader:
    print(reader.get(Brand, brand.id) == brand)
store.close()
"""


@pytest.mark.fault(77)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_disk_that_takes_no_more_loses_nothing_that_was_said(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    found = subprocess.run([sys.executable, "-c", LIMITED, str(folder)], capture_output=True, text=True, check=False)
    assert found.stdout.split() in (["disk_refused", "True"], ["disk_full", "True"]), found.stderr
    with closing(Store.open(Paths(folder), ManualClock(), durable=True)) as store:
        assert store.opened is None
