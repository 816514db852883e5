"""`async def` tests: plain asyncio, or Qt's loop under tests/ui when the test asks for `qtbot`.

A test that ends while tasks it started still run fails: every task has an owner that ends it.
"""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

UI_TESTS = Path(__file__).with_name("ui")
TURNS_TO_SETTLE = 5


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    test = pyfuncitem.obj
    if not inspect.iscoroutinefunction(test):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    with asyncio.Runner(loop_factory=loop_factory(pyfuncitem)) as runner:
        runner.run(alone(test(**arguments)))
    return True


def loop_factory(item: pytest.Function) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Qt's event loop for a window's test, else None: asyncio's own."""
    if UI_TESTS not in item.path.parents or "qapp" not in item.fixturenames:
        return None
    from PySide6.QtWidgets import QApplication
    from qasync import QEventLoop

    return lambda: QEventLoop(QApplication.instance())


async def alone(test: Coroutine[Any, Any, None]) -> None:
    """Run `test`; fail when it leaves tasks behind. Those already cancelled get a few turns to end."""
    await test
    for _ in range(TURNS_TO_SETTLE):
        await asyncio.sleep(0)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        pytest.fail(f"tasks still run after the test: {sorted(map(repr, left))}", pytrace=False)
