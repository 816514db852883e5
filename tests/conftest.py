"""What every test gets: a screen that is not there, nobody's key ring, guards against leftovers, `async def` tests."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the key ring of whoever runs the tests
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each program that a test starts compiles all of it again,
sys.dont_write_bytecode = False  # and so does each process of the run
for name in ("SMMDESK_HOME", "SMMDESK_PASSPHRASE", "SMMDESK_CLOCK_FILE"):
    os.environ.pop(name, None)

pytest_plugins = ["tests.async_tests", "tests.guards", "tests.promises.plugin", "tests.parallel"]
if Path(__file__).with_name("servers").joinpath("fixtures.py").exists():
    pytest_plugins += ["tests.servers.fixtures", "tests.fakes.authorities"]

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("default tier", PATIENT, derandomize=True, database=None)
settings.register_profile("long tier", PATIENT, max_examples=1000)
"""The default tier plays the same examples every time, so that what it says is said of the tree; the long one looks for
new ones, and prints what brings a find back."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests marked `long`")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long tier" if config.getoption("--long") else "default tier")


def pytest_unconfigure() -> None:
    """As the program does at its end."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets is not None else None
    if app is not None:
        from ui.app import leave_clipboard

        leave_clipboard(app)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="of the second tier; run with --long"))
