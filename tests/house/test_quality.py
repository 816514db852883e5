"""ruff and mypy have nothing to say. They run as the developer runs them."""

import subprocess
import sys

import pytest

from tests.house.sources import ROOT

TOOLS = {
    "ruff check": ["-m", "ruff", "check", "--output-format", "concise", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
}


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.timeout(900)
def test_the_tool_is_content(tool: str) -> None:
    ended = subprocess.run([sys.executable, *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
